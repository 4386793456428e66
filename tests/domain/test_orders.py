"""Six events of one story in each of their 720 orders, each of them twice as well: nothing is orphaned or doubled."""

from datetime import timedelta
from itertools import permutations

import pytest

from bot.domain import events as e
from bot.domain.alerts import Alert
from bot.domain.errors import Refused
from bot.domain.incident import Status, decide
from tests import invariants
from tests.domain.stage import Stage

ANA = e.By(person="ana", via=e.Via.TOKEN)


def alert(*, firing):
    return Alert(
        source="generic", group="g", key="a", firing=firing, title="Slow", severity_word="critical", service="checkout"
    )


STORY = {
    "fire": e.AlertFired(alert=alert(firing=True)),
    "repeat": e.AlertFired(alert=alert(firing=True)),
    "acknowledge": e.Acknowledged(incident=1, by=ANA),
    "timer": e.TimerDue(incident=1, kind=e.TimerKind.RESPONSE, generation=1),
    "clear": e.AlertResolved(alert=alert(firing=False)),
    "resolve": e.Resolved(incident=1, by=ANA),
}
ORDERS = list(permutations(STORY))


def lived(order):
    """The stage after those events, and what was broken on the way."""
    stage, found, lines = Stage(), [], {}
    for name in order:
        _delivered(stage, lines)
        event = STORY[name]
        stage.now += timedelta(seconds=30)
        before = stage._of(event) if stage.incidents or not hasattr(event, "incident") else None
        try:
            decision = decide(before, event, now=stage.now, situation=stage.situation(1))
        except Refused:
            continue
        found += invariants.of_step(before, event, decision, stage.now)
        if name == "timer" and before and before.status is not Status.OPEN and decision.effects:
            found.append("the timer did something for an incident that somebody has, or that is over")
        if decision.incident is not None:
            number = decision.incident.number
            stage.incidents[number] = decision.incident.evolve(version=1)
            stage.books.update(decision.turns)
            lines.setdefault(number, []).extend(decision.record)
            found += invariants.of_state(decision.incident, stage.situation(number), stage.now)
    for number, incident in stage.incidents.items():
        found += invariants.of_record(incident, lines[number])
    return stage, [*found, *invariants.of_all(stage.incidents.values())]


def _delivered(stage, lines):
    """Slack takes every page at once."""
    for number, incident in list(stage.incidents.items()):
        for page in (one for one in incident.pages if one.delivered_at is None):
            event = e.PageDelivered(incident=number, step=page.step, person=page.person, channel="D1", ts="1.1")
            decision = decide(stage.incidents[number], event, now=stage.now, situation=stage.situation(number))
            stage.incidents[number] = decision.incident.evolve(version=1)
            lines[number].extend(decision.record)


def wrong(order):
    stage, found = lived(order)
    opened, last = len(stage.incidents), stage.incidents.get(1)
    if opened != 1:
        found.append(f"{opened} incidents of one alert")
    if last and last.status is Status.ACKNOWLEDGED and last.acknowledged_by != "ana":
        found.append("somebody else has it")
    if sum(page.ladder == "security" for page in last.pages if last) > 1:
        found.append("security was paged twice")
    return [f"{' '.join(order)}: {one}" for one in found]


def test_in_every_order():
    assert [one for order in ORDERS for one in wrong(order)] == []


def test_in_every_order_each_event_coming_twice_in_a_row():
    assert [one for order in ORDERS for one in wrong([name for name in order for _ in range(2)])] == []


@pytest.mark.parametrize("late", STORY)
def test_in_every_order_with_one_of_them_once_more_when_all_is_over(late):
    assert [one for order in ORDERS for one in wrong([*order, late])] == []


def test_whoever_acknowledged_is_paged_no_more_by_the_clock():
    for order in ORDERS:
        if order.index("fire") < order.index("acknowledge") < order.index("timer"):
            stage, _ = lived(order[: order.index("timer") + 1])
            assert "ben" not in [page.person for page in stage.incidents[1].pages]
