"""The newcomer's minute: one line that says what to do next, from what really happened and who is looking."""

from typing import Any

from bot.sandbox.page.story import Stage, Story, newest
from bot.sandbox.people import User
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

PASSES = {"label": "Let 5 minutes pass", "do": "pass", "minutes": 5}


def minute(workspace: Workspace, me: User) -> Json:
    """The step (of 6), its line in mrkdwn, and buttons; the first button is what leads on."""
    story = newest(workspace)
    if story is None:
        return _first(me)
    match story.stage:
        case Stage.OPEN:
            return _open(story, me)
        case Stage.TAKEN:
            return _taken(story, me)
        case Stage.OVER:
            return _over(story, me)


def _line(step: int, text: str, *buttons: Json) -> Json:
    return {"step": step, "of": 6, "text": text, "buttons": list(buttons)}


def _button(label: str, do: str, **more: Any) -> Json:
    return {"label": label, "do": do, **more}


def _be(user: User, place: str | None = None) -> Json:
    return _button(f"Be {user.real_name}", "be", person=user.name, place=place or page_of(user))


def page_of(user: User) -> str:
    """The person's direct messages with the bot."""
    return f"D{user.id[1:]}"


def _first(me: User) -> Json:
    text = f"You are *{me.real_name}*, asleep. Rondo will do what it would do at 03:00."
    return _line(1, text, _button("Break checkout", "break"))


def _open(story: Story, me: User) -> Json:
    if not story.paged:
        return _line(2, "The alert is in. Rondo looks for whom to page.", PASSES)
    last = story.paged[-1]
    to_page = _button("Open the page", "open", place=page_of(me))
    if len(story.paged) == 1:
        if me == last:
            text = "Your direct messages light up. Wait and see who is next, or press *Acknowledge*."
            return _line(2, text, to_page, PASSES)
        return _line(
            2, f"*{last.real_name}* is paged. Be {last.real_name}, or wait and see who is next.", _be(last), PASSES
        )
    if me == last:
        return _line(3, "Now *you* are paged. Press *Acknowledge* and it is yours.", to_page, PASSES)
    changed = ", and your page has changed" if me in story.paged else ""
    return _line(3, f"*{last.real_name}* is paged{changed}. Be {last.real_name} and take it.", _be(last), PASSES)


def _taken(story: Story, me: User) -> Json:
    place = story.channel.id if story.channel else None
    if story.brief_open and story.security:
        return _brief(story, story.security, me, place)
    if story.taker and me != story.taker:
        text = f"{_here(story)}It works again? Be {story.taker.real_name} and press *Resolve*."
        return _line(5, text, _be(story.taker, place))
    return _line(5, f"{_here(story)}It works again? Press *Resolve* on the card.", *_go("See the card", place))


def _here(story: Story) -> str:
    return f"*{story.security.real_name}* has answered for security. " if story.security else ""


def _brief(story: Story, security: User, me: User, place: str | None) -> Json:
    if me == security:
        text = f"You are *{me.real_name}*, security's eyes. Press *I'm here*."
        return _line(4, text, *_go("See the brief", place or page_of(me)))
    name, sleep = security.real_name, "Taken: everybody else's page reads _Go back to sleep_. "
    others = sleep if len(story.paged) > 1 else "Taken. "
    text = f"{others}See who else is here: *{name}'s* brief is open."
    return _line(4, text, _be(security, place), *_go("See the channel", place))


def _over(story: Story, me: User) -> Json:
    place = story.channel.id if story.channel else None
    if story.brief_open and story.security:
        name = story.security.real_name
        if me == story.security:
            return _line(5, "Resolved. Press *I'm here* on your brief.", *_go("See the brief", place))
        return _line(5, f"Resolved. *{name}'s* brief is still open.", _be(story.security, place))
    if not story.drafted:
        text = "Resolved. Press *Postmortem* on the card: its draft is written already."
        return _line(5, text, *_go("See the card", place))
    why = story.paged[0].real_name if story.paged else me.real_name
    asked = _button(f"Why {why}?", "command", command="/rondo", text=f"INC-{story.number} why", place=place)
    return _line(6, "That was real: the same program, no Slack.", asked, _button("Connect your Slack", "connect"))


def _go(label: str, place: str | None) -> list[Json]:
    return [_button(label, "open", place=place)] if place else []
