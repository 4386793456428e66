"""Foreign text is read in a process of its own, which may take so much time and memory and no more."""

import pytest

from bot.calendars import Unread, read_apart
from bot.calendars.limits import Limits
from tests.calendars.ics import KNOWN, NOW, calendar, event, said

#: Half a million events in 30 KB.
HOURLY = [
    event(f"20200801T00{one:02}00Z", "20200801T010000Z", "RRULE:FREQ=HOURLY", f"SUMMARY:{one}") for one in range(50)
]


async def test_a_calendar_is_read_from_60_days_before_to_400_days_after() -> None:
    daily = event("20200101T090000Z", "20200101T100000Z", "RRULE:FREQ=DAILY", "SUMMARY:Ana")
    found = said(await read_apart(calendar(daily), known=KNOWN, timezone="UTC", now=NOW))
    assert len(found) == 60 + 400
    assert found[0] == "ana 2026-08-02 09:00 to 2026-08-02 10:00"
    assert found[-1] == "ana 2027-11-04 09:00 to 2027-11-04 10:00"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        calendar(head="\r\n".join(["BEGIN:VEVENT"] * 50_000)),  # deeper than anybody reads
        calendar(event("20261001T090000Z", "20261001T100000Z", "RRULE:FREQ=YEARLY;BYEASTER=-1;COUNT=x")) * 2 + b"x",
    ],
    ids=["bytes", "deep", "rest"],
)
async def test_a_hostile_calendar_gets_a_sentence(content: bytes) -> None:
    with pytest.raises(Unread) as raised:
        await read_apart(content, known=KNOWN, timezone="UTC", now=NOW)
    assert str(raised.value).endswith(" → export it as iCalendar, with the shifts alone")


async def test_a_calendar_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(Unread, match="it takes too long"):
        await read_apart(calendar(*HOURLY), known=KNOWN, timezone="UTC", now=NOW, seconds=0.5)


@pytest.mark.parametrize(
    "limits",
    [Limits(memory=2**30, cpu_seconds=1), Limits(memory=52 * 2**20, cpu_seconds=30)],
    ids=["computing", "memory"],
)
async def test_a_calendar_that_wants_more_than_its_process_may_take_gets_a_sentence(limits: Limits) -> None:
    small = calendar(event("20261101T090000Z", "20261201T090000Z", "SUMMARY:Ana"))
    assert said(await read_apart(small, known=KNOWN, timezone="UTC", now=NOW, limits=limits))
    with pytest.raises(Unread, match="or too much memory"):
        await read_apart(calendar(*HOURLY), known=KNOWN, timezone="UTC", now=NOW, limits=limits)
