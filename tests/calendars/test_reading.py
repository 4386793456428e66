"""What a calendar's events become: shifts at their own times, one by one, and a sentence for what is not used."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.calendars.events import NoCalendar, events
from bot.calendars.reading import Reading
from tests.calendars.ics import NOW, calendar, event, read, said

#: Every ten minutes, in another way than by saying so.
DENSE = f"RRULE:FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE=0,10,20,30,40,50"
HOURLY = event("20260930T000000Z", "20260930T010000Z", "RRULE:FREQ=HOURLY", "SUMMARY:Ana")
BERLIN = ";TZID=Europe/Berlin:"


def test_an_event_is_a_shift_of_whom_it_names() -> None:
    found = read(event("20261001T070000Z", "20261008T070000Z", "SUMMARY:On Call - Ana - Checkout"))
    assert said(found) == ["ana 2026-10-01 07:00 to 2026-10-08 07:00"]
    assert found.left_out == 0


@pytest.mark.parametrize(
    ("starts", "ends", "shift"),
    [
        (f"{BERLIN}20261020T090000", f"{BERLIN}20261027T090000", "2026-10-20 07:00 to 2026-10-27 08:00"),  # over DST
        (";TZID=America/New_York:20261001T090000", ";TZID=America/New_York:20261001T170000",
         "2026-10-01 13:00 to 2026-10-01 21:00"),  # its own zone, not the schedule's
        (";TZID=W. Europe Standard Time:20261001T090000", ";TZID=W. Europe Standard Time:20261001T170000",
         "2026-10-01 07:00 to 2026-10-01 15:00"),  # as Exchange calls it
        ("20261001T090000", "20261001T170000", "2026-10-01 07:00 to 2026-10-01 15:00"),  # no zone: the schedule's
        ("20261001", "20261003", "2026-09-30 22:00 to 2026-10-02 22:00"),  # whole days of the schedule's zone
        ("20261001", "", "2026-09-30 22:00 to 2026-10-01 22:00"),  # a day without an end is one day
        ("20261025", "20261026", "2026-10-24 22:00 to 2026-10-25 23:00"),  # the day of 25 hours
        (f"{BERLIN}20270328T023000", f"{BERLIN}20270328T040000", "2027-03-28 01:30 to 2027-03-28 02:00"),  # in the gap
    ],
)  # fmt: skip
def test_times_are_the_events_own_and_days_the_schedules(starts: str, ends: str, shift: str) -> None:
    assert said(read(event(starts, ends, "SUMMARY:Ana"))) == [f"ana {shift}"]


def test_a_duration_is_as_good_as_an_end() -> None:
    assert said(read(event("20261001T090000Z", "", "DURATION:PT8H", "SUMMARY:Ana"))) == [
        "ana 2026-10-01 09:00 to 2026-10-01 17:00"
    ]


def test_a_repeating_event_keeps_its_local_hour_over_dst() -> None:
    rule = ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3", "SUMMARY:Ana")
    assert said(read(event(f"{BERLIN}20261012T090000", f"{BERLIN}20261019T090000", *rule))) == [
        "ana 2026-10-12 07:00 to 2026-10-19 07:00",
        "ana 2026-10-26 08:00 to 2026-11-02 08:00",
        "ana 2026-11-09 08:00 to 2026-11-16 08:00",
    ]


def test_one_of_a_series_may_be_another_persons_cancelled_or_left_out() -> None:
    rule = ("RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20261002T090000Z", "SUMMARY:Ana")
    found = read(
        event("20261001T090000Z", "20261001T170000Z", *rule, uid="a"),
        event("20261003T100000Z", "20261003T120000Z", "RECURRENCE-ID:20261003T090000Z", "SUMMARY:Ben", uid="a"),
        event("20261004T090000Z", "20261004T170000Z", "RECURRENCE-ID:20261004T090000Z", "SUMMARY:Ana",
              "STATUS:CANCELLED", uid="a"),
    )  # fmt: skip
    assert said(found) == ["ana 2026-10-01 09:00 to 2026-10-01 17:00", "ben 2026-10-03 10:00 to 2026-10-03 12:00"]


def test_a_cancelled_event_is_left_out_without_a_word() -> None:
    found = read(event("20261001T090000Z", "20261001T170000Z", "SUMMARY:Ana", "STATUS:CANCELLED"))
    assert found == Reading(shifts=())


def test_an_attendee_has_it_unless_they_declined() -> None:
    lines = ("ATTENDEE;CN=Ben;PARTSTAT={}:MAILTO:Ben@Example.com", "SUMMARY:On call", "ORGANIZER:mailto:x@example.com")
    for state, left_out in (("ACCEPTED", 0), ("DECLINED", 1)):
        found = read(event("20261001T090000Z", "20261001T170000Z", *(one.format(state) for one in lines)))
        assert found.left_out == left_out
        assert [one.person for one in found.shifts] == ["ben"] * (1 - left_out)


def test_of_two_at_once_the_one_that_began_later_has_it_and_the_other_has_the_rest() -> None:
    found = read(
        event("20261001T000000Z", "20261008T000000Z", "SUMMARY:Ana"),
        event("20261003T000000Z", "20261004T000000Z", "SUMMARY:Ben"),
    )
    assert said(found) == [
        "ana 2026-10-01 00:00 to 2026-10-03 00:00",
        "ben 2026-10-03 00:00 to 2026-10-04 00:00",
        "ana 2026-10-04 00:00 to 2026-10-08 00:00",
    ]


def test_events_that_name_nobody_known_are_left_out_counted_and_named_once() -> None:
    weekly = ("RRULE:FREQ=WEEKLY;COUNT=5", "SUMMARY:On Call - Zed")
    found = read(event("20261001T090000Z", "20261001T170000Z", *weekly), event("20261101", ""))
    assert (found.left_out, found.strangers) == (6, ("“On Call - Zed”", "an event without a summary"))
    assert found.shifts == ()


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (event("20261001T090000Z", "20261001T080000Z", "SUMMARY:Ana"), "“Ana”: it ends before it begins"),
        (event("20261001T090000Z", "", "SUMMARY:Ana"), "“Ana”: it has no end, or ends when it begins"),
        (event("", "20261001T080000Z", "SUMMARY:Ana"), "“Ana”: it has no beginning"),
        (event(";TZID=Mars/Olympus:20261001T090000", ";TZID=Mars/Olympus:20261001T170000", "SUMMARY:Ana"),
         "“Ana”: its time zone is not known"),
        (event(":tomorrow", "20261001T080000Z", "SUMMARY:Ana"), "“Ana”: its times can't be read"),
        (event("20261001", "20261001T080000Z", "SUMMARY:Ana"), "“Ana”: its times can't be read"),
        (event("20261001T090000Z", "20261001T100000Z", "RRULE:FREQ=NEVER", "SUMMARY:Ana"),
         "“Ana”: its times can't be read"),
        (event("20261001T090000Z", "20261001T100000Z", "RRULE:FREQ=SECONDLY", "SUMMARY:Ana"),
         "“Ana”: it repeats too often for a shift"),
        (event("20261001T090000Z", "20261001T100000Z", DENSE, "SUMMARY:Ana"), "“Ana”: it repeats too often"),
        (event("00010101T090000Z", "99991001T100000Z", "RRULE:FREQ=DAILY", "SUMMARY:Ana"), "“Ana”: it is too far away"),
        (event("20261001T090000Z", "20261001T080000Z", "SUMMARY:" + "A" * 999), "“" + "A" * 59 + "…”: it ends"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_used_is_left_out_with_its_reason_and_the_others_count(written: str, why: str) -> None:
    found = read(written, event("20261001T090000Z", "20261001T170000Z", "SUMMARY:Ben"))
    assert [one.person for one in found.shifts] == ["ben"]
    assert found.left_out == 1
    assert found.faulty[0].startswith(why)


def test_a_faulty_event_of_long_ago_is_no_trouble() -> None:
    assert read(event("20110101T090000Z", "20110101T080000Z", "SUMMARY:Ana")).left_out == 0


def test_a_zone_of_the_whole_calendar_that_nobody_knows_is_none() -> None:
    found = read(event("20261001T090000Z", "20261001T170000Z", "SUMMARY:Ana"), head="X-WR-TIMEZONE:Mars/Olympus")
    assert said(found) == ["ana 2026-10-01 09:00 to 2026-10-01 17:00"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no calendar: it does not begin"),
        (b"<html>Please sign in</html>", "it is no calendar: it does not begin"),
        (b"BEGIN:VCALENDAR\r\nSUMMARY:\xff\xfe", "it is not UTF-8"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "it is not whole"),
        (b"BEGIN:VCALENDAR\r\nnothing\r\nEND:VEVENT\r\nEND:VCALENDAR", "it is not whole"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\nEND:VEVENT\r\nBEGIN:VEV", "it is not whole"),
        (b"BEGIN:VCALENDAR\r\nnothing\r\nEND:VCALENDAR", "it is no calendar (RFC 5545)"),
        (calendar(HOURLY), "it has more than 1,000 events from 2026-10-01 to 2027-11-05"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_of_shifts_gets_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(NoCalendar) as raised:
        list(events(content, ZoneInfo("UTC"), NOW, NOW + timedelta(days=400), most=1000))
    assert str(raised.value).startswith(why)


def test_a_reading_is_kept_as_it_was() -> None:
    found = read(event("20261001T070000Z", "20261008T070000Z", "SUMMARY:Ana"), event("20261001", "", "SUMMARY:Zed"))
    assert Reading.from_json(found.to_json()) == found
