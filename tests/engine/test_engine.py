"""The heart: one commit for what belongs together, and nobody silenced by somebody else's fault."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import store as stores
from bot.domain import events as e
from bot.domain.alerts import Alert, Disposition
from bot.domain.effects import Lane, ShowPage, TellPerson
from bot.domain.errors import Unavailable, Uncertain
from bot.domain.incident import Incident, Status
from bot.domain.situation import Service, Situation
from bot.engine import CLAIM, Engine
from bot.ports import Delivery, Done, Later, Promise
from tests.domain.stage import settings
from tests.world import Told


class Hand:
    """A messenger that remembers what it was asked, and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[Promise] = []
        self.answer: Any = Done()

    async def wait(self, promise: Promise, now: datetime) -> timedelta:
        return timedelta(0)

    async def perform(
        self, promise: Promise, incident: Incident | None, situation: Situation, now: datetime
    ) -> Delivery:
        self.asked.append(promise)
        if isinstance(self.answer, Exception):
            raise self.answer
        answer: Delivery = self.answer
        return answer


#: Many incidents of one service are no storm here.
CALM = settings(services={"checkout": Service(name="checkout", policy="oncall", storm=None)})


class Heart:
    def __init__(self, url: str) -> None:
        self.clock, self.hand = Told(), Hand()
        self.store = stores.open(url, CALM, owner="test")
        self.engine = Engine(
            begin=self.store.begin,
            outbox=self.store.outbox,
            reads=self.store.reads,
            messenger=self.hand,
            clock=self.clock,
        )


@pytest.fixture
async def heart(database_url: str) -> AsyncIterator[Heart]:
    made = Heart(database_url)
    yield made
    await made.engine.stop()
    made.store.close()


def fired(group: str, title: str = "Checkout is down") -> e.AlertFired:
    alert = Alert(source="generic", group=group, key=group, firing=True, title=title, severity_word="critical")
    return e.AlertFired(alert=Alert(**{**vars(alert), "service": "checkout"}))


async def test_what_happened_is_answered_after_the_commit(heart):
    [result] = await heart.engine.handle(fired("a"))
    assert result.disposition is Disposition.OPENED
    assert (await heart.store.reads.incident(1)).title == "Checkout is down"


class Stuck:
    """A clock, read from a database that does not answer."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def now(self) -> datetime:
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_who_waits_while_it_stops_is_told_to_try_again_and_whether_it_may_be_done(heart):
    store, clock = heart.store, Stuck()
    parts = {"begin": store.begin, "outbox": store.outbox, "reads": store.reads, "messenger": heart.hand}
    engine = Engine(**parts, clock=clock)
    async with asyncio.TaskGroup() as group:
        writing = [group.create_task(failure(engine.handle(fired(key)))) for key in "ab"]
        await clock.asked.wait()
        waiting = group.create_task(failure(engine.handle(fired("c"))))
        await engine.stop()
    assert [task.result() for task in (*writing, waiting)] == [Uncertain, Uncertain, Unavailable]


async def failure(work: Any) -> type[Unavailable]:
    with pytest.raises(Unavailable, match="Rondo is stopping") as caught:
        await work
    return caught.type


async def test_several_events_are_one_transaction_and_answered_in_order(heart):
    results = await heart.engine.handle(fired("a"), fired("a"), fired("b"))
    assert [result.disposition for result in results] == ["opened", "repeated", "opened"]


async def test_many_at_once_get_numbers_without_holes(heart):
    await asyncio.gather(*(heart.engine.handle(fired(f"g{number}")) for number in range(40)))
    incidents = await heart.store.reads.incidents(statuses=frozenset(Status), limit=100)
    assert sorted(incident.number for incident in incidents) == list(range(1, 41))


async def test_a_refusal_changes_nothing_and_is_an_answer(heart):
    [result] = await heart.engine.handle(e.Acknowledged(incident=7, by=e.By(person="ana")))
    assert (result.refused, result.text) == (True, "There is no INC-7")


async def test_a_known_delivery_gets_the_first_answer_again(heart):
    await heart.engine.handle(fired("a"))
    note = e.Noted(incident=1, by=e.By(person="ana"), text="looking")
    first = await heart.engine.handle(note, delivery="event:1")
    again = await heart.engine.handle(note, delivery="event:1")
    assert first[0].text == again[0].text
    assert [line.text for line in await heart.store.reads.timeline(1)].count("looking") == 1


async def test_what_is_refused_for_now_is_tried_again_when_slack_says_so(heart):
    heart.hand.answer = Later(code="ratelimited", after=timedelta(seconds=30))
    await heart.engine.handle(fired("a"))
    await heart.engine.idle()
    heart.hand.answer, tried = Done(), len(heart.hand.asked)
    heart.clock.at += timedelta(seconds=29)
    await heart.engine.deliver()
    assert len(heart.hand.asked) == tried
    heart.clock.at += timedelta(seconds=1)
    await heart.engine.deliver()
    await heart.engine.idle()
    assert len(heart.hand.asked) == 2 * tried


async def test_a_fault_of_our_own_is_tried_again_and_given_up_with_a_word(heart):
    heart.hand.answer = ValueError("cannot be drawn")
    await heart.engine.handle(fired("a"))
    for _ in range(12):
        await heart.engine.idle()
        heart.clock.at += timedelta(minutes=2)
        await heart.engine.deliver()
    await heart.engine.idle()
    told = [line.text for line in await heart.store.reads.timeline(1)]
    assert "the page to Ana was refused: internal" in told
    assert "making its channel could not be delivered: internal" in told


async def test_no_call_is_begun_with_less_than_5_seconds_of_its_lease_left(heart):
    await heart.engine.handle(fired("a"))
    await heart.engine.idle()
    [promise] = [one for one in heart.hand.asked if one.lane is Lane.PAGE][:1]
    late = replace(promise, lease_until=heart.clock.at + timedelta(seconds=4))
    asked = len(heart.hand.asked)
    await heart.engine._keep(late, None)
    assert len(heart.hand.asked) == asked


async def test_a_delivery_that_comes_twice_at_once_counts_once(heart):
    await heart.engine.handle(fired("a"))
    asked = e.EscalationAsked(incident=1, by=e.By(person="ana"), person="ben")
    both = [heart.engine.handle(asked, delivery="event:1") for _ in range(2)]
    first, again = await asyncio.gather(*both)
    assert first[0].text == again[0].text
    assert [page.person for page in (await heart.store.reads.incident(1)).pages].count("ben") == 1


async def test_two_effects_of_one_batch_are_two_promises(heart):
    await heart.engine.handle(fired("a"))
    await heart.engine.idle()
    opened = e.ChannelOpened(incident=1, channel="C1", name="inc-1")
    card = e.MessagePosted(incident=1, slot="card", channel="C1", ts="1.1")
    more = Alert(source="generic", group="a", key="b", firing=True, title="More", severity_word="critical")
    await heart.engine.handle(opened)
    await heart.engine.handle(e.AlertFired(alert=more), card)
    await heart.engine.idle()
    kinds = [type(one.effect).__name__ for one in heart.hand.asked]
    assert kinds.count("TellJoined") == kinds.count("PinCard") == 1


async def test_a_timer_that_was_set_since_outlives_an_older_one(heart):
    await heart.engine.handle(fired("a"))
    due = (await heart.store.reads.incident(1)).due[e.TimerKind.RESPONSE]
    await heart.engine.handle(e.TimerDue(incident=1, kind=e.TimerKind.RESPONSE, generation=0))
    rows = await heart.store.reads.due(due, limit=10)
    assert e.TimerKind.RESPONSE in [row.kind for row in rows]


async def test_what_changes_while_its_message_is_being_sent_is_shown_afterwards(heart):
    """Due again in a batch that did not need the incident, it is read anew and not taken for one of no incident."""
    seen: list[str] = []
    sending, go_on = asyncio.Event(), asyncio.Event()

    async def perform(promise: Promise, incident: Incident | None, situation: Situation, now: datetime) -> Delivery:
        if isinstance(promise.effect, ShowPage) and promise.effect.person == "ana":
            seen.append(incident.status.value if incident else "nothing")
            sending.set()
            await go_on.wait()
        return Done()

    heart.hand.perform = perform
    await heart.engine.handle(fired("a"))
    await sending.wait()
    await heart.engine.handle(e.Acknowledged(incident=1, by=e.By(person="ana")))
    go_on.set()
    await heart.engine.idle()
    assert seen == ["open", "acknowledged"]


async def test_a_clock_set_forward_takes_nothing_out_of_our_own_hands(heart):
    """A page is being sent when the clock steps: it is sent once, and what changed meanwhile is an edit of it."""
    tried: list[Promise] = []
    sending, go_on = asyncio.Event(), asyncio.Event()

    async def perform(promise: Promise, incident: Incident | None, situation: Situation, now: datetime) -> Delivery:
        if isinstance(promise.effect, ShowPage) and promise.effect.person == "ana":
            tried.append(promise)
            sending.set()
            await go_on.wait()
        return Done()

    heart.hand.perform = perform
    await heart.engine.handle(fired("a"))
    await sending.wait()
    heart.clock.at += timedelta(hours=1)
    await heart.engine.deliver()
    await heart.engine.handle(e.Acknowledged(incident=1, by=e.By(person="ana")))
    await heart.engine.deliver()
    assert len(tried) == 1
    go_on.set()
    await heart.engine.idle()
    assert [(one.lane, one.unanswered) for one in tried] == [(Lane.PAGE, 0), (Lane.REFRESH, 0)]


async def test_what_waits_for_its_turn_is_never_taken_for_sent(heart):
    """Slack is slow, and far more is owed than goes: beyond what fits it stays in the outbox, untried and free."""
    sending, tried = asyncio.Event(), []

    async def perform(promise: Promise, incident: Incident | None, situation: Situation, now: datetime) -> Delivery:
        tried.append(promise)
        await sending.wait()
        return Done()

    heart.hand.perform = perform
    await heart.engine.promise(*(TellPerson(person="ana", text=f"word {n}") for n in range(80)))
    for _ in range(60):
        heart.clock.at += timedelta(seconds=1)
        await heart.engine.deliver()
        assert heart.engine._gate.room(CLAIM) >= 0
        await heart.engine.promise()  # what was released meanwhile is written down before it
    sending.set()
    for _ in range(20):
        await heart.engine.idle()
        heart.clock.at += timedelta(seconds=1)
        await heart.engine.deliver()
    assert len({one.id for one in tried}) == 80
    assert [one for one in tried if one.unanswered] == []
