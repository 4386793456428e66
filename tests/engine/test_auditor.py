"""The auditor over fakes: what a failure of one part does to the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from bot.domain.audit import Amiss, Look, Seen
from bot.domain.effects import Effect, TellOperators
from bot.domain.errors import Unavailable
from bot.domain.events import Event
from bot.engine import Result
from bot.engine.auditor import MOST, Auditor
from bot.ports import Progress
from tests.web import fakes


@dataclass
class Database:
    """What the looks find, one after another; the last stays."""

    looks: list[Look]
    again: list[frozenset[int]] = field(default_factory=list)

    async def look(self, now: datetime, progress: Progress, *, again: frozenset[int]) -> tuple[Look, Progress]:
        self.again.append(again)
        return self.looks[0] if len(self.looks) == 1 else self.looks.pop(0), Progress(records=progress.records + 1)


@dataclass
class Engine:
    broken: frozenset[int] = frozenset()
    away: bool = False
    events: list[Event] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    async def handle(self, *events: Event, delivery: str | None = None, answer_to: str | None = None) -> list[Result]:
        if self.away:
            raise Unavailable("away")
        self.events += events
        if any(event.incident in self.broken for event in events):  # type: ignore[union-attr]
            raise ValueError("a fault of ours")
        return []

    async def promise(self, *effects: Effect, delivery: str | None = None) -> None:
        self.told += [effect.text for effect in effects if isinstance(effect, TellOperators)]


@dataclass
class Facts:
    kept: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.kept.get(name)

    async def put(self, name: str, text: str) -> None:
        self.kept[name] = text


@dataclass
class Tally:
    audits: int = 0
    kinds: list[Amiss] = field(default_factory=list)
    pings_unheard: int = 0

    def audited(self, at: datetime) -> None:
        self.audits += 1

    def found(self, kind: Amiss) -> None:
        self.kinds.append(kind)

    def unheard(self) -> None:
        self.pings_unheard += 1


class Office:
    """An auditor and everything around it; `hears` is the outside's answer to a ping."""

    def __init__(self, *looks: Look, **engine: object) -> None:
        self.database, self.engine, self.tally = Database(list(looks)), Engine(**engine), Tally()
        self.pings, self.hears = 0, True
        self.auditor = Auditor(
            audit=self.database,
            engine=self.engine,
            facts=Facts(),
            clock=fakes.Clock(),
            slack=lambda: True,
            tally=self.tally,
            ping=self.ping,
        )

    async def ping(self) -> bool:
        self.pings += 1
        return self.hears

    async def audits(self, times: int = 1) -> None:
        for _ in range(times):
            await self.auditor.look()


def timerless(*numbers: int) -> Sequence[Seen]:
    """Open incidents that page and have no timer, nor anything else amiss."""
    return [Seen(incident=replace(fakes.incident(number)), channel_asked=True) for number in numbers]


async def test_a_repair_that_fails_is_told_and_keeps_no_other_from_being_made() -> None:
    office = Office(Look(seen=timerless(1, 2)), broken=frozenset({1}))
    await office.audits()
    assert [event.incident for event in office.engine.events] == [1, 2]  # type: ignore[union-attr]
    assert [words.partition(":")[0] for words in office.engine.told] == ["INC-1"]
    assert office.pings == 0


async def test_around_what_stands_every_look_comes_by_again() -> None:
    office = Office(Look(seen=timerless(1)), broken=frozenset({1}))
    await office.audits(2)
    assert office.database.again == [frozenset(), frozenset({1})]


async def test_while_the_database_is_away_nothing_counts_as_audited() -> None:
    office = Office(Look(seen=timerless(1)), away=True)
    with pytest.raises(Unavailable):
        await office.audits()
    assert (office.tally.audits, office.pings) == (0, 0)


async def test_many_findings_are_told_a_few_at_a_time_until_all_are() -> None:
    records = dict.fromkeys(range(1, MOST + 4), 1)
    office = Office(Look(records=records), Look(records=records), Look())
    await office.audits()
    assert len(office.engine.told) == MOST
    await office.audits()
    assert len(set(office.engine.told)) == len(office.engine.told) == len(office.tally.kinds) == MOST + 3
    await office.audits()
    assert office.pings == 1


async def test_a_record_that_is_well_again_is_told_when_it_breaks_anew() -> None:
    broken, elsewhere, well = Look(records={7: 3}), Look(records={8: None}), Look(records={7: None})
    office = Office(broken, elsewhere, broken, well, broken)
    await office.audits(4)
    assert (len(office.engine.told), office.pings) == (1, 3)
    await office.audits()
    assert (len(office.engine.told), office.pings) == (2, 3)


async def test_a_ping_that_is_not_heard_is_counted_and_the_audit_goes_on() -> None:
    office = Office(Look())
    office.hears = False
    await office.audits(2)
    assert (office.tally.pings_unheard, office.tally.audits) == (2, 2)


async def test_what_another_replica_has_told_while_this_one_looked_is_told_once() -> None:
    office, another = Office(Look(records={7: 3})), Office(Look(records={8: 1}))
    another.auditor.facts = office.auditor.facts
    slow = office.database.look

    async def look(*given: Any, **more: Any) -> tuple[Look, Progress]:
        await another.audits()
        return await slow(*given, **more)

    office.database.look = look  # type: ignore[method-assign]
    await office.audits()
    office.database.look = slow  # type: ignore[method-assign]
    await another.audits()
    await office.audits()
    assert (len(office.engine.told), len(another.engine.told)) == (1, 1)
