"""How a ladder begins: at once or, where nobody is to be woken for it, when somebody's working hours do."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.events import TimerKind
from bot.domain.incident.draft import Draft
from bot.domain.incident.paging import climb, timed_out
from bot.domain.ladder import advance
from bot.domain.record import Kind
from bot.domain.situation import PageWhen

#: Working hours of `page: hours`, Monday to Friday (contract §4).
OPENS, CLOSES = time(9), time(18)


def begin(draft: Draft) -> None:
    """Begin the ladder, at once or, for `page: hours`, when the working hours of whoever is picked begin."""
    urgency = draft.incident.urgency
    if urgency.page is PageWhen.HOURS:
        opens = _opens(draft)
        if opens > draft.now:
            draft.set(held=True)
            draft.start(TimerKind.RESPONSE, opens)
            draft.write(Kind.NOTE, f"not urgent enough to wake anybody: paged {draft.day(opens)}")
            return
    climb(draft)


def due(draft: Draft) -> None:
    """The response timer is due: a held ladder begins, or waits for whoever's turn it is by now; any other goes on."""
    if draft.incident.held:
        draft.set(held=False)
        begin(draft)
        draft.refresh()
    else:
        timed_out(draft)


def _opens(draft: Draft) -> datetime:
    """When the working hours of the first person of the ladder begin (of the file's zone, when there is nobody)."""
    step = advance(draft.incident.walk, draft.situation, draft.now)
    return opens_for(draft, next((one for one in step.called if not one.startswith("#")), ""))


def opens_for(draft: Draft, person: str) -> datetime:
    """When somebody's working hours begin: now, while they last."""
    zone = ZoneInfo(draft.situation.timezone_of(person))
    local = draft.now.astimezone(zone)
    if local.weekday() < 5 and OPENS <= local.time() < CLOSES:
        return draft.now
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, zone).astimezone(draft.now.tzinfo)
