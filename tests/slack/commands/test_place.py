import pytest

from bot.slack.commands.place import may_see, mentioned
from tests.web.fakes import incident

PRIVATE = incident(
    private=True,
    channel="C7",
    responders=("chi",),
    declared_by="tam",
    acknowledged_by="ben",
    invited=frozenset({"U0EVE"}),
)


@pytest.mark.parametrize("person", ["ana", "sol", "chi", "tam", "ben", "U0EVE"])
def test_who_is_in_a_private_incident_may_read_of_it(person: str) -> None:
    assert may_see(PRIVATE, person)


def test_nobody_else_may_unless_they_stand_in_its_channel() -> None:
    assert not may_see(PRIVATE, "dora")
    assert not may_see(PRIVATE, "dora", "C8")
    assert may_see(PRIVATE, "dora", "C7")


def test_a_private_incident_without_a_channel_is_in_nobodys_channel() -> None:
    assert not may_see(incident(private=True), "dora", None)


def test_mentions_are_found_once_each() -> None:
    assert mentioned("<@U0ANA> and <@U0BEN|ben> and <@U0ANA>, not &lt;@U0CHI&gt;") == ("U0ANA", "U0BEN")
