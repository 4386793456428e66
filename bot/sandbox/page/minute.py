"""The newcomer's minute: one line that says what to do next, from what really happened and who is looking."""

from bot.sandbox.page.lines import PASSES, be, button, go, line
from bot.sandbox.page.rollback import Scenes
from bot.sandbox.page.story import Stage, Story, direct, newest
from bot.sandbox.page.trial import Trial
from bot.sandbox.page.worst import being_killed, tried, without_slack
from bot.sandbox.people import User
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace


def minute(workspace: Workspace, me: User, trial: Trial, scenes: Scenes) -> Json:
    """The step (of 6), its line in mrkdwn, and buttons; the first button is what leads on. A scene has its own."""
    if trial.killing:
        return being_killed()
    if trial.unplugged:
        return without_slack(trial, me)
    if led := scenes.line(me):
        return led
    story = newest(workspace, without=trial.own)
    if story is None:
        return _first(me)
    match story.stage:
        case Stage.OPEN:
            return _open(story, me)
        case Stage.TAKEN:
            return _taken(story, me)
        case Stage.OVER:
            return _over(story, me, trial, scenes)


def _first(me: User) -> Json:
    text = f"You are *{me.real_name}*, asleep. Rondo will do what it would do at 03:00."
    return line(1, text, button("Break checkout", "break"))


def _open(story: Story, me: User) -> Json:
    if not story.last:
        return line(2, "The alert is in. Rondo looks for whom to page.", PASSES)
    last = story.last
    name, be_last = last.real_name, be(last, story.page_of(last))
    to_page = go("Open the page", story.page_of(me))
    if len(story.paged) == 1:
        if me == last:
            text = "Your direct messages light up. Wait and see who is next, or press *Acknowledge*."
            return line(2, text, *to_page, PASSES)
        return line(2, f"*{name}* is paged. Be {name}, or wait and see who is next.", be_last, PASSES)
    if me == last:
        return line(3, "Now *you* are paged. Press *Acknowledge* and it is yours.", *to_page, PASSES)
    changed = ", and your page has changed" if me in story.paged else ""
    return line(3, f"*{name}* is paged{changed}. Be {name} and take it.", be_last, PASSES)


def _taken(story: Story, me: User) -> Json:
    if story.brief_open and story.security:
        return _brief(story, story.security, me)
    if story.taker and me != story.taker:
        text = f"{_here(story)}It works again? Be {story.taker.real_name} and press *Resolve*."
        return line(5, text, be(story.taker, story.card))
    return line(5, f"{_here(story)}It works again? Press *Resolve* on the card.", *go("See the card", story.card))


def _here(story: Story) -> str:
    return f"*{story.security.real_name}* has answered for security. " if story.security else ""


def _brief(story: Story, security: User, me: User) -> Json:
    if not story.brief:
        return line(4, f"Taken. *{security.real_name}* is called for security: the brief is on its way.")
    if me == security:
        text = f"You are *{me.real_name}*, security's eyes: you judge. Press *Nothing for security*."
        return line(4, text, *go("See the brief", story.brief))
    others = "Taken: everybody else's page reads _Go back to sleep_. " if len(story.paged) > 1 else "Taken. "
    text = f"{others}See who else is here: *{security.real_name}'s* brief is open."
    return line(4, text, *go("See the channel", story.brief), be(security, story.brief))


def _over(story: Story, me: User, trial: Trial, scenes: Scenes) -> Json:
    if story.brief_open and story.security:
        if me == story.security:
            return line(5, "Resolved. Press *Nothing for security* on your brief.", *go("See the brief", story.brief))
        text = f"Resolved. *{story.security.real_name}'s* brief is still open."
        return line(5, text, be(story.security, story.brief))
    if not story.drafted:
        text = "Resolved. Press *Postmortem* on the card: its draft is written already."
        return line(5, text, *go("See the card", story.card))
    place = story.card.channel if story.card else direct(me)
    why = story.paged[0].real_name if story.paged else me.real_name
    asked = button(f"Why {why}?", "command", command="/rondo", text=f"INC-{story.number} why", place=place)
    return tried(trial, asked, *scenes.offered)
