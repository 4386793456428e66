"""How bad it is: the senders' words, what joining raises, and that only a person lowers it."""

import pytest

from bot.domain.alerts import SEVERITY_WORDS, Severity
from tests.world import words

MAPPED = {
    "critical": "critical crit fatal emergency emerg disaster page p1 sev0 sev1",
    "high": "high error err major alert p2 sev2",
    "medium": "medium moderate warning warn average p3 sev3",
    "low": "low minor notice info informational debug none ok p4 p5 sev4",
}
PAGES_AT_HIGH = ("services:\n", "urgency:\n  high: {security: page}\n\nservices:\n")


def test_the_mapping_is_the_contracts():
    contract = {word: Severity(ours) for ours, said in MAPPED.items() for word in said.split()}
    assert contract == SEVERITY_WORDS


@pytest.mark.parametrize(("said", "means"), [("CRITICAL", "critical"), (" Warn ", "medium"), ("sev4", "low")])
async def test_words_are_read_in_any_case(quick, said, means):
    await quick.alert(severity=said)
    assert (await quick.incident())["severity"] == means


@pytest.mark.parametrize("said", [None, "", "purple"])
async def test_a_severity_that_is_missing_or_unknown_is_high(quick, said):
    await quick.alert(severity=said)
    assert (await quick.incident())["severity"] == "high"


@pytest.mark.parametrize(("said", "paged"), [("high", ["ana", "sol"]), (None, ["ana"]), ("purple", ["ana"])])
async def test_a_severity_that_nobody_stated_never_pages_security(changed, said, paged):
    world = await changed(PAGES_AT_HIGH)
    await world.alert(severity=said)
    await world.settles()
    assert world.slack.paged == paged
    assert "sol" in world.slack.members(world.channel())


async def test_the_installations_own_words_are_added(changed):
    world = await changed(("services:\n", "severities: {Blaze: critical}\n\nservices:\n"))
    await world.alert(severity="blaze")
    assert (await world.incident())["severity"] == "critical"


async def test_an_incident_has_the_highest_severity_of_its_firing_alerts(quick):
    await quick.group(("A", "firing", "medium"), ("B", "firing", "high"), ("C", "firing", "low"))
    assert (await quick.incident())["severity"] == "high"


async def test_the_recovery_of_the_worst_alert_lowers_nothing(quick):
    await quick.group(("A", "firing", "medium"), ("B", "firing", "critical"))
    await quick.group(("B", "resolved"))
    assert (await quick.incident())["severity"] == "critical"


async def test_joining_raises_from_low_to_medium_to_critical_with_what_each_demands(world):
    await world.group(("A", "firing", "low"))
    assert ((await world.incident())["channel"], world.slack.paged) == (None, [])
    await world.group(("B", "firing", "medium"))
    assert "sol" in world.slack.members(world.channel())
    assert world.slack.paged == []
    await world.group(("C", "firing", "critical"))
    assert set(world.slack.paged) == {"ana", "sol"}


async def test_what_was_done_already_is_not_done_again_when_it_is_raised(quick):
    await quick.group(("A", "firing", "high"))
    await quick.group(("B", "firing", "critical"))
    assert quick.slack.paged == ["ana", "sol"]
    assert (
        len([c for c in quick.slack.calls if c.method == "conversations.create" and "inc-1" in c.arguments["name"]])
        == 1
    )


async def test_a_worse_alert_is_told_to_whoever_acknowledged_and_calls_nobody_else_to_respond(quick):
    await quick.group(("A", "firing", "high"))
    await quick.presses("ana", "acknowledge")
    await quick.group(("B", "firing", "critical"))
    assert quick.slack.paged == ["ana", "sol"]
    assert any("critical now" in words(message) for message in quick.slack.dm("ana"))


async def test_an_alert_of_the_same_severity_tells_nobody_that_it_is_worse(quick):
    await quick.group(("A", "firing", "high"))
    await quick.presses("ana", "acknowledge")
    await quick.group(("B", "firing", "high"))
    assert not any("high now" in words(message) for message in quick.slack.dm("ana"))


async def test_the_channel_hears_that_it_is_worse_and_why(quick):
    await quick.group(("A", "firing", "high"))
    await quick.group(("Disk", "firing", "critical"))
    await quick.passes(minutes=0.1)
    assert any("INC-1 is critical now" in line and "Disk" in line for line in quick.said())


async def test_a_person_lowers_it_and_nothing_that_has_begun_stops(quick):
    await quick.group(("A", "firing", "critical"))
    await quick.types("ana", "/rondo severity INC-1 low")
    assert (await quick.incident())["severity"] == "low"
    await quick.passes(minutes=5)
    assert quick.slack.paged == ["ana", "sol", "ben"]


async def test_a_repeated_delivery_does_not_take_back_what_a_person_lowered(quick):
    await quick.group(("A", "firing", "critical"))
    await quick.types("ana", "/rondo severity INC-1 medium")
    assert await quick.group(("A", "firing", "critical")) == ["repeated"]
    assert (await quick.incident())["severity"] == "medium"


async def test_an_alert_that_gets_worse_itself_raises(quick):
    await quick.group(("A", "firing", "medium"))
    await quick.group(("A", "firing", "critical"))
    assert (await quick.incident())["severity"] == "critical"
    assert quick.slack.paged == ["ana", "sol"]


async def test_a_person_raises_with_everything_that_the_severity_demands(quick):
    await quick.alert(severity="low")
    await quick.types("ana", "/rondo severity INC-1 critical")
    assert quick.slack.paged == ["ana", "sol"]
    assert {"ana", "sol"} <= set(quick.slack.members(quick.channel()))


async def test_a_person_states_a_severity_that_was_not(changed):
    world = await changed(PAGES_AT_HIGH)
    await world.alert(severity=None)
    await world.types("ana", "/rondo severity INC-1 critical")
    assert world.slack.paged == ["ana", "sol"]


async def test_raising_what_is_resolved_calls_nobody(quick):
    await quick.alert(severity="low", key="k")
    await quick.resolved(key="k")
    await quick.types("ana", "/rondo severity INC-1 critical")
    assert quick.slack.paged == []
