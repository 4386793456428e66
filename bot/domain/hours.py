"""Working hours and business days, Monday to Friday by somebody's own clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.schedules import instant

#: Working hours of `page: hours` (contract §4), and of reminders that can wait.
OPENS, CLOSES = time(9), time(18)

#: When a business day ends for what is due on it.
ENDS = time(17)

_FRIDAY = 4


def opens(at: datetime, timezone: str) -> datetime:
    """When working hours begin in that zone: at that instant itself, while they last."""
    zone = ZoneInfo(timezone)
    local = at.astimezone(zone)
    if local.weekday() <= _FRIDAY and OPENS <= local.time() < CLOSES:
        return at
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return instant(datetime.combine(_weekday(day), OPENS), zone)


def next_day(at: datetime, timezone: str) -> datetime:
    """When the next business day begins in that zone."""
    zone = ZoneInfo(timezone)
    day = _weekday(at.astimezone(zone).date() + timedelta(days=1))
    return instant(datetime.combine(day, OPENS), zone)


def ends_after(at: datetime, days: int, timezone: str) -> datetime:
    """The end (17:00) of the so-manieth business day after that instant's day, in that zone."""
    zone = ZoneInfo(timezone)
    day = at.astimezone(zone).date()
    for _ in range(days):
        day = _weekday(day + timedelta(days=1))
    return instant(datetime.combine(day, ENDS), zone)


def morning_of(at: datetime, timezone: str) -> datetime:
    """When working hours begin on that instant's day, in that zone."""
    zone = ZoneInfo(timezone)
    return instant(datetime.combine(at.astimezone(zone).date(), OPENS), zone)


def _weekday(day: date) -> date:
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return day
