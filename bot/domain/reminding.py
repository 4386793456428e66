"""Who is reminded of which shift, and when: whoever comes next, some hours before, and not in their night."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.duties import shifts_of
from bot.domain.effects import RemindShift
from bot.domain.schedules import Shift, instant
from bot.domain.situation import Situation
from bot.domain.standings import NIGHT_FROM, is_night

#: A reminder that would fall into somebody's night comes at this time of the evening before.
EVENING = time(21)

#: So much earlier it comes then at most.
_EARLIER = timedelta(hours=10)

#: Who had the schedule last is looked for so far back, beyond a weekend that is a hole.
_BACK = timedelta(days=4)

#: How far ahead a shift's end is looked for.
_AHEAD = timedelta(days=35)


def coming(schedule: str, situation: Situation, now: datetime) -> Iterator[RemindShift]:
    """Whoever is to be reminded of a shift by now; `ends` is not looked for.

    Not whoever had the schedule right before, nobody of the roster who is not in Slack, and nobody of a shift that is
    too short.
    """
    known = situation.settings.schedules[schedule]
    if not known.remind:
        return
    until = now + known.remind + _EARLIER + known.long_enough
    found = shifts_of(schedule, situation.settings, now - _BACK, until, situation.plans)
    for before, shift in pairwise((None, *found)):
        if shift is None or shift.starts <= now or shift.ends - shift.starts < known.long_enough:
            continue
        same, gone = before is not None and before.person == shift.person, situation.unreachable(shift.person)
        if not same and not gone and now >= _due(shift, known.remind, situation):
            had = before.person if before else None
            yield RemindShift(schedule=schedule, person=shift.person, starts=shift.starts, before=had)


def _due(shift: Shift, remind: timedelta, situation: Situation) -> datetime:
    zone = situation.timezone_of(shift.person)
    due = shift.starts - remind
    if not is_night(due, zone):
        return due
    local = due.astimezone(ZoneInfo(zone))
    evening = local.date() if local.time() >= NIGHT_FROM else local.date() - timedelta(days=1)
    return instant(datetime.combine(evening, EVENING), ZoneInfo(zone))


def end_of(reminder: RemindShift, situation: Situation) -> datetime | None:
    """When that shift ends, where that is in sight."""
    starts = reminder.starts
    end = starts + _AHEAD
    found = shifts_of(reminder.schedule, situation.settings, starts, end, situation.plans)
    return next((one.ends for one in found if one.starts == starts and one.ends < end), None)
