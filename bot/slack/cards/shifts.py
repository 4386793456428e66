"""Where one shift ends and another begins: the hand-off that the team reads, the reminder to whoever comes."""

from datetime import datetime

from bot.domain.effects import Left, Loud, RemindShift, TellHandOff
from bot.domain.situation import Situation
from bot.domain.spans import since, span
from bot.slack import text
from bot.slack.cards.face import Face, button, face
from bot.slack.cards.scene import COLOURS, counted, dots, mention, name


def handed_over(told: TellHandOff, situation: Situation, now: datetime) -> Face:
    """One line where nothing is open and nothing was loud. Whoever comes is mentioned: it is their start."""
    schedule = text.bold(f"{text.cut(told.schedule, 60)}:")
    goes = text.listed([name(one, situation) for one in told.goes])
    comes = text.listed([mention(one, situation) for one in told.comes])
    until = f", until {text.moment(told.until, near=now)}" if told.until else ""
    has = f"{comes} has it now{until}." if comes else f"*Nobody* has it now{until}."
    went = f" {goes}'s shift is over." if goes else ""
    lines = [f":arrows_counterclockwise: {schedule} {has}{went}", *_open(told, situation, now), _loudest(told.loud)]
    arrived = text.listed([name(one, situation) for one in told.comes]) or "Nobody"
    return face(lines, short=f"{text.escape(text.cut(told.schedule, 60))}: {arrived} has it now")


def _open(told: TellHandOff, situation: Situation, now: datetime) -> list[str]:
    if not told.left:
        return []
    more = [f"and {told.more} more"] if told.more else []
    return [f"*Open: {len(told.left) + told.more}*", *(_left(one, situation, now) for one in told.left), *more]


def _left(one: Left, situation: Situation, now: datetime) -> str:
    title = text.escape(text.cut(text.one_line(one.title), 100))
    service = text.escape(text.cut(text.one_line(one.service), 60))
    has = f"{name(one.keeper, situation)} has it" if one.keeper else "nobody has it yet"
    channel = text.channel_link(one.channel) if one.channel else ""
    about = dots(one.severity.value, service, f"since {text.moment(one.opened_at, near=now)}", has, channel)
    return f"{COLOURS[one.severity]} *INC-{one.number} · {title}* · {about}"


def _loudest(loud: tuple[Loud, ...]) -> str:
    if not loud:
        return ""
    return f"*Paged most in this shift:* {dots(*map(_times, loud))}"


def _times(one: Loud) -> str:
    night = f" ({one.night} at night)" if one.night else ""
    return f"{text.escape(text.cut(text.one_line(one.name), 60))} {counted(one.pages, 'page')}{night}"


def next_shift(reminded: RemindShift, situation: Situation) -> Face:
    """When somebody's shift is, by their own clock, who has it before them, and how to give it away."""
    zone = situation.timezone_of(reminded.person)
    starts, ends = reminded.starts, reminded.ends
    when = span(starts, ends, zone) if ends else since(starts, zone)
    plain = text.cut(reminded.schedule, 60)
    before = f"{name(reminded.before, situation)} has it before you. " if reminded.before else ""
    lines = [f":calendar: *You have {text.escape(plain)} {when}*", f"{before}Can't? Give it away in time"]
    give = button("Give away…", "give_away", reminded.schedule)
    return face(lines, [give], short=f"{text.escape(plain)}: you have it {when}")
