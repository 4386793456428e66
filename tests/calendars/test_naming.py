"""Whom an event names, as other tools export them."""

import pytest

from bot.calendars.naming import Names, person_of
from bot.calendars.reading import known_as

KNOWN = known_as(
    {"ana": "U0ANA", "ben": "Ben@Example.com", "chi": "U0CHI", "ana-maria": "U0MARIA"},
    {"Ana Lovelace": "ana", "c.hopper@example.com": "chi", "Büro": "ben"},
)


@pytest.mark.parametrize(
    ("summary", "attendees", "organizer", "person"),
    [
        ("On Call - Ana - Checkout", (), "", "ana"),  # a summary that names somebody
        ("ANA", (), "", "ana"),
        ("on-call:ana", (), "", "ana"),
        ("Banana, anaconda", (), "", None),  # whole words alone
        ("Ana-Maria is on call", (), "", "ana-maria"),  # of two names the longer
        ("Ada Lovelace, then Ana Lovelace", (), "", "ana"),  # a name that the calendar uses
        ("im büro", (), "", "ben"),
        ("Ben covers for Ana", (), "", "ben"),  # whoever is named first
        ("ben@example.com on call", (), "", "ben"),
        ("On call", ("ben@example.com",), "", "ben"),  # an attendee
        ("On call", ("c.hopper@example.com",), "", "chi"),
        ("On Call - Ana - Checkout", ("ben@example.com",), "", "ben"),  # an attendee beats the summary
        ("Ben", ("c.hopper@example.com", "ben@example.com"), "", "ben"),  # of several, whom the summary names
        ("On call", ("ben@example.com", "c.hopper@example.com"), "ben@example.com", "chi"),  # the organizer comes last
        ("On call", ("ben@example.com",), "ben@example.com", "ben"),
        ("On Call - Ana", (), "ben@example.com", "ana"),  # whoever wrote it down is not meant
        ("On call", (), "ben@example.com", "ben"),  # nobody else is named
        ("On call", ("stranger@example.com",), "someone@example.com", None),
        ("", (), "", None),
    ],
)
def test_an_event_is_for_whom_it_names(
    summary: str, attendees: tuple[str, ...], organizer: str, person: str | None
) -> None:
    assert person_of(Names(summary=summary, attendees=attendees, organizer=organizer), KNOWN) == person


def test_where_nobody_is_known_nobody_is_named() -> None:
    assert person_of(Names(summary="Ana"), {}) is None
