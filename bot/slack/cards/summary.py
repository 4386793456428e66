"""What happened while Slack could not be told, in one message."""

from bot.domain.effects import ShowSummary
from bot.domain.postmortem import author
from bot.domain.record import Kind, Line
from bot.slack import text
from bot.slack.cards.face import Face, face
from bot.slack.cards.scene import Scene

#: The newest so many lines are shown.
MOST = 12

#: What nobody in the channel needs to read: deliveries, and why whom was picked.
_LEFT_OUT = frozenset({Kind.PICKED, Kind.PAGE_DELIVERED, Kind.CHANNEL, Kind.INVITED, Kind.SKIPPED, Kind.OPENED})


def summary(scene: Scene, told: ShowSummary) -> Face:
    """The record's lines of that time, the oldest first."""
    lines = [one for one in scene.lines if told.since <= one.at <= told.until and one.kind not in _LEFT_OUT]
    more = f"… {len(lines) - MOST} more before that" if len(lines) > MOST else ""
    head = f":hourglass: *While Slack could not be told* ({scene.at(told.since)} to {scene.at(told.until)}):"
    shown = [head, more, *(f"• {scene.at(one.at)} {_words(scene, one)}" for one in lines[-MOST:])]
    return face(shown, short=scene.short("news in its channel"))


def _words(scene: Scene, line: Line) -> str:
    by = author(line, scene.situation.shown)
    return text.fit(text.one_line(line.text), 200) + (f" ({text.fit(text.one_line(by), 80)})" if by else "")
