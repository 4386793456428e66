"""A channel that is called: what everybody there is asked, and the mention without which no phone rings."""

from bot.domain.incident.pages import Page
from bot.slack.cards.face import Face
from bot.slack.cards.scene import Scene


def to_everybody(scene: Scene, call: Page, what: str) -> str:
    """What a channel is asked."""
    if call.help:
        return f"{scene.keeper} needs more hands on {what}"
    return (
        f"Nobody has answered {what}"
        if call.silent or call.ladder == "last_resort"
        else f"Somebody, please take {what}"
    )


def calls_everybody(shown: Face) -> Face:
    """A channel that is called is a mention there: without one no phone rings (round-robin, rule 7)."""
    first, *others = shown.blocks
    said = {**first["text"], "text": f"<!here> {first['text']['text']}"}
    return Face(text=f"<!here> {shown.text}", blocks=({**first, "text": said}, *others))
