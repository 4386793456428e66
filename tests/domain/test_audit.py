"""What is amiss, judged from what a look found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.audit import Amiss, Late, Look, Running, Seen, findings
from bot.domain.effects import Lane, OpenChannel, TellOperators
from bot.domain.incident import Incident, Status
from bot.domain.incident.mending import TIMERS
from bot.domain.incident.state import ChannelState
from tests.domain.stage import NIGHT, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()


def seen(incident: Incident, **changes: object) -> Seen:
    timers = {kind: Running(generation=incident.generations[kind], due_at=at) for kind, at in incident.due.items()}
    return Seen(**{"incident": incident, "timers": timers, "channel_asked": True, **changes})


def amiss(*around: Seen, **look: object) -> list[Amiss]:
    return [one.kind for one in findings(Look(seen=around, **look), now=NIGHT, slack_there=True)]


def test_what_was_decided_lacks_nothing_whatever_its_state(stage):
    for severity in Severity:
        stage.alert(severity, severity=severity)
    assert amiss(*map(seen, stage.incidents.values())) == []
    for number in list(stage.incidents):
        stage.happens(e.Acknowledged(incident=number, by=stage.by("ana")))
    assert amiss(*map(seen, stage.incidents.values())) == []
    for number in list(stage.incidents):
        stage.happens(e.Resolved(incident=number, by=stage.by("ana")))
    assert amiss(*map(seen, stage.incidents.values())) == []


def test_every_timer_that_an_incident_has_set_must_run(stage):
    incident = stage.alert()
    assert amiss(seen(incident, timers={})) == [Amiss.TIMER_MISSING] * len(incident.due) == [Amiss.TIMER_MISSING] * 2


def test_of_every_timer_it_can_be_said_that_it_is_missing():
    assert set(TIMERS) == set(e.TimerKind)


def test_a_timer_of_an_older_generation_runs_for_nobody(stage):
    incident = stage.alert(severity="high")
    old = {kind: replace(one, generation=one.generation - 1) for kind, one in seen(incident).timers.items()}
    assert set(amiss(seen(incident, timers=old))) == {Amiss.TIMER_MISSING}


def test_open_and_unacknowledged_without_a_timer_is_amiss_unless_it_pages_nobody(stage):
    paging, quiet = stage.alert(), stage.alert("g2", severity="low")
    bare = [replace(one, due={}, generations={}) for one in (paging, quiet)]
    assert [amiss(seen(one)) for one in bare] == [[Amiss.TIMER_MISSING], []]
    assert amiss(seen(replace(bare[0], status=Status.ACKNOWLEDGED))) == []


@pytest.mark.parametrize(
    ("state", "asked", "status", "lacks"),
    [
        (ChannelState.WANTED, True, Status.OPEN, False),  # somebody is at it
        (ChannelState.WANTED, False, Status.OPEN, True),
        (ChannelState.NONE, False, Status.ACKNOWLEDGED, True),  # its urgency wants one
        (ChannelState.OPEN, False, Status.OPEN, False),
        (ChannelState.REFUSED, False, Status.OPEN, False),  # it goes on in direct messages
        (ChannelState.WANTED, False, Status.RESOLVED, False),  # nobody needs it any more
    ],
)
def test_an_incident_without_a_channel_is_amiss_while_somebody_needs_it(stage, state, asked, status, lacks):
    incident = replace(stage.alert(), channel_state=state, status=status)
    assert (Amiss.CHANNEL_MISSING in amiss(seen(incident, channel_asked=asked))) is lacks


@pytest.mark.parametrize(
    ("lane", "age", "there", "kinds"),
    [
        (Lane.PAGE, timedelta(minutes=2), True, []),
        (Lane.PAGE, timedelta(minutes=2, seconds=1), True, [Amiss.PAGE_LATE]),
        (Lane.PAGE, timedelta(minutes=15), False, []),  # Slack is away, and that shows elsewhere
        (Lane.PAGE, timedelta(minutes=16), False, [Amiss.PAGE_LATE]),
        (Lane.CHANNEL, timedelta(minutes=15), True, []),
        (Lane.SYNC, timedelta(minutes=16), True, [Amiss.DELIVERY_LATE]),
    ],
)
def test_what_is_owed_for_long_is_amiss(lane, age, there, kinds):
    found = findings(Look(oldest={lane: age}), now=NIGHT, slack_there=there)
    assert [one.kind for one in found] == kinds


def test_late_timers_and_broken_records_are_told_with_where_to_look():
    late = Late(count=3, due_at=NIGHT - timedelta(minutes=2), incident=7)
    found = findings(Look(late=late, records={7: 3, 8: None}), now=NIGHT, slack_there=True)
    assert found[0].words == "3 timers are late, by 2 min (INC-7): see Rondo's log and its machine's load"
    assert found[1].words.startswith("INC-7: its record does not chain from line 3 on")
    assert len(found) == 2


def test_findings_of_one_kind_are_told_apart_and_the_same_one_is_known_again(stage):
    both = [seen(stage.alert(group), timers={}) for group in ("g1", "g2")]
    names = [[one.name for one in findings(Look(seen=both), now=NIGHT, slack_there=True)] for _ in range(2)]
    assert names[0] == names[1]
    assert len(set(names[0])) == 4


def test_a_timer_that_was_missed_runs_again_as_it_was_meant(stage):
    incident = stage.alert(severity="high")
    generation = incident.generations[e.TimerKind.RESPONSE]
    decision = stage.happens(e.TimerMissed(incident=1, kind=e.TimerKind.RESPONSE, generation=generation))
    assert [(t.kind, t.generation, t.due_at) for t in decision.timers] == [
        ("response", generation + 1, incident.due[e.TimerKind.RESPONSE])
    ]
    assert [line.text for line in decision.record] == [
        "the response ladder's timer was missing; it runs again, until 03:17 UTC"
    ]
    assert any(isinstance(one, TellOperators) for one in decision.effects)


@pytest.mark.parametrize("since", ["another audit was faster", "somebody has it"])
def test_what_has_changed_since_the_look_is_left_alone(stage, since):
    generation = stage.alert(severity="high").generations[e.TimerKind.RESPONSE]
    missed = e.TimerMissed(incident=1, kind=e.TimerKind.RESPONSE, generation=generation)
    stage.happens(e.Acknowledged(incident=1, by=stage.by("ana")) if since == "somebody has it" else missed)
    decision = stage.happens(missed)
    assert (decision.timers, decision.record, decision.effects) == ([], [], [])


def test_a_channel_that_was_missed_is_asked_for_once(stage):
    incident = stage.alert()
    missed = e.ChannelMissed(incident=1, lines=incident.lines)
    asked = [one for one in stage.happens(missed).effects if isinstance(one, OpenChannel)]
    assert asked == [OpenChannel(name="inc-1-checkout-error-rate", private=False)]
    assert stage.happens(missed).effects == []
