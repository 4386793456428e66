"""Which face an effect has, drawn from the present."""

from collections.abc import Mapping

from bot.domain import effects as e
from bot.slack.cards.asks import plain_words, postmortem_due, still_on_it
from bot.slack.cards.brief import brief
from bot.slack.cards.card import card
from bot.slack.cards.channel import announcement
from bot.slack.cards.face import Face
from bot.slack.cards.lines import line
from bot.slack.cards.page import page
from bot.slack.cards.proposals import proposal
from bot.slack.cards.reviewing import reminder
from bot.slack.cards.scene import Scene
from bot.slack.cards.summary import summary
from bot.slack.cards.wondering import why_not_me

Kept = e.ShowPage | e.ShowCard | e.ShowAnnouncement | e.ShowBrief | e.ShowProposal | e.ShowSummary
Asked = e.AskStillOnIt | e.AskReason | e.RemindPostmortem | e.RemindReview
Drawn = Kept | e.Tell | Asked


def draw(effect: Drawn, scene: Scene, *, repeat: bool = False) -> Face | None:
    """The face of what is shown, said or asked; `None` for a page that the incident knows nothing of."""
    match effect:
        case e.ShowPage():
            calls = [one for one in scene.incident.pages if one.slot == effect.slot]
            return page(scene, calls[0], repeat=repeat) if calls else None
        case e.ShowCard():
            return card(scene)
        case e.ShowAnnouncement():
            return announcement(scene)
        case e.ShowBrief():
            return brief(scene, effect.person)
        case e.ShowProposal():
            return proposal(scene, effect)
        case e.ShowSummary():
            return summary(scene, effect)
        case e.AskStillOnIt() | e.AskReason() | e.RemindPostmortem() | e.RemindReview():
            return _asked(effect, scene)
        case _:
            return line(scene, effect)


def _asked(effect: Asked, scene: Scene) -> Face:
    match effect:
        case e.AskStillOnIt():
            return still_on_it(scene, effect)
        case e.AskReason():
            return why_not_me(scene, effect)
        case e.RemindPostmortem():
            return postmortem_due(scene, effect)
        case e.RemindReview():
            return reminder(scene, effect)


def words(effect: e.TellPerson | e.TellOperators | e.TellTeam | e.TellLead) -> Face:
    """The face of words that need no incident."""
    action, plan = (effect.action, effect.plan) if isinstance(effect, e.TellPerson) else ("", 0)
    return plain_words(effect.text, action=action, plan=plan)


#: What is no note.
_KINDS: Mapping[type, str] = {
    e.ShowPage: "page",
    e.ShowCard: "card",
    e.ShowAnnouncement: "announcement",
    e.ShowBrief: "brief",
    e.ShowProposal: "proposal",
    e.TellVersion: "release",
    e.TellFlagged: "release",
    e.AskStillOnIt: "reminder",
    e.AskReason: "reminder",
    e.RemindPostmortem: "reminder",
    e.RemindShift: "reminder",
    e.RemindReview: "reminder",
    e.RemindQueue: "reminder",
    e.TellOperators: "operators",
    e.PostAnchor: "operators",
}


def kind_of(effect: e.Effect) -> str:
    """The `kind` in a message's metadata: `page`, `card`, … (contract §5): what sort of message it is."""
    return _KINDS.get(type(effect), "note")
