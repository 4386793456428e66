"""One transaction's work: every unit is decided on what the ones before it left, and all of it is written at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from bot.domain.effects import Answer, Effect, Show, TellJoined, lane
from bot.domain.errors import ConfirmationNeeded, Refused
from bot.domain.events import AlertFired, AlertResolved, Declared, Event, TimerDue, TimerKind
from bot.domain.incident import Decision, Incident, Status, decide
from bot.domain.record import Line
from bot.domain.roundrobin import Book
from bot.domain.situation import Member, Situation
from bot.engine.work import Result, Unit
from bot.ports import Answered, Changes, Loaded, Promise, Settled, TimerRow

#: The namespace of our effects' ids.
OURS = UUID("6f0f3b0e-3f57-5c9c-9d5b-3c6f0d4f6f6b")


@dataclass
class Piles:
    """What a transaction will write."""

    incidents: dict[int, Incident] = field(default_factory=dict)
    lines: list[tuple[int, Line]] = field(default_factory=list)
    timers: dict[tuple[int, TimerKind], TimerRow] = field(default_factory=dict)
    promises: dict[UUID, Promise] = field(default_factory=dict)
    settled: list[Settled] = field(default_factory=list)
    books: dict[tuple[str, int], Book] = field(default_factory=dict)
    answered: dict[str, tuple[Answered, ...]] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    next_number: int | None = None

    def copy(self) -> "Piles":
        """As it is now, to go back to."""
        piles = {name: value.copy() for name, value in vars(self).items() if name != "next_number"}
        return Piles(**piles, next_number=self.next_number)


class Desk:
    """The incidents of one batch, as they change."""

    def __init__(self, loaded: Loaded, now: datetime, workspace: str) -> None:
        self._loaded, self._now, self._workspace = loaded, now, workspace
        self._latest = dict(loaded.latest)
        self._busy = {person: set(numbers) for person, numbers in loaded.busy.items()}
        self.piles = Piles()
        self._decided_so_far = 0

    def work(self, unit: Unit) -> list[Result]:
        """Decide a unit; on any exception nothing of it stays."""
        known = {**self._loaded.answered, **self.piles.answered}
        if unit.delivery is not None and unit.delivery in known:
            return [_again(one) for one in known[unit.delivery]]
        before = self.piles.copy(), dict(self._latest), {who: set(numbers) for who, numbers in self._busy.items()}
        try:
            results = self._decided(unit)
        except BaseException:
            self.piles, self._latest, self._busy = before
            raise
        if unit.settled is not None:
            self.piles.settled.append(unit.settled)
        self.piles.members.update(unit.members)
        for row in unit.timers:
            newest = self.piles.timers.get((row.incident, row.kind))
            if newest is None or newest.generation <= row.generation:
                self.piles.timers[row.incident, row.kind] = row
        self._promise(None, unit.effects, name=f"{unit.delivery or self._now.isoformat()}")
        self._answer(unit, results)
        return results

    def _decided(self, unit: Unit) -> list[Result]:
        refusable = len(unit.events) == 1 and unit.settled is None
        results = []
        for event in unit.events:
            try:
                results.append(self._happened(event))
            except Refused as refusal:
                if not refusable:
                    results.append(Result(refused=True, text=str(refusal)))
                    continue
                confirm = refusal.go_ahead if isinstance(refusal, ConfirmationNeeded) else None
                here = self._incident(event)
                results.append(Result(incident=here, refused=True, text=str(refusal), confirm=confirm))
        return results

    def _happened(self, event: Event) -> Result:
        incident = self._incident(event)
        decision = decide(incident, event, now=self._now, situation=self._situation(incident))
        after = self._take(incident, decision)
        if isinstance(event, TimerDue) and after is incident:
            self._outlived(event)
        said, refused = decision.said, decision.refused
        return Result(
            incident=after, text=said, disposition=decision.disposition, reason=decision.reason, refused=refused
        )

    def _outlived(self, event: TimerDue) -> None:
        """A timer that means nothing any more goes; one that was set since stays, by its generation."""
        gone = TimerRow(incident=event.incident, kind=event.kind, generation=event.generation, due_at=None)
        self.piles.timers.setdefault((event.incident, event.kind), gone)

    def _incident(self, event: Event) -> Incident | None:
        match event:
            case AlertFired() | AlertResolved():
                number = self._latest.get((event.alert.source, event.alert.group))
            case Declared():
                number = None
            case _:
                number = event.incident
        return self._numbered(number) if number is not None else None

    def _numbered(self, number: int) -> Incident | None:
        return self.piles.incidents.get(number) or self._loaded.incidents.get(number)

    def _situation(self, incident: Incident | None) -> Situation:
        own = {incident.number} if incident else set()
        base = self._loaded.situation
        return replace(
            base,
            books={**base.books, **self.piles.books},
            busy=frozenset(person for person, numbers in self._busy.items() if numbers - own),
            rival=self._rival(incident),
            next_number=self.piles.next_number or base.next_number,
        )

    def _rival(self, incident: Incident | None) -> int | None:
        """The incident that is open under the same key, when it is another one."""
        latest = self._latest.get((incident.source, incident.key)) if incident else None
        other = self._numbered(latest) if latest is not None else None
        is_other = other is not None and incident is not None and other.number != incident.number
        return other.number if other and is_other and other.status is not Status.RESOLVED else None

    def _take(self, before: Incident | None, decision: Decision) -> Incident | None:
        after = decision.incident
        if after is None or after is before:
            return after
        number = after.number
        self.piles.incidents[number] = after
        if before is None or before.number != number:
            self.piles.next_number = number + 1
        if self._rival(after) is None:
            self._latest[after.source, after.key] = number
        for numbers in self._busy.values():
            numbers.discard(number)
        if after.primary and after.status is not Status.RESOLVED:
            self._busy.setdefault(after.primary, set()).add(number)
        self.piles.lines.extend((number, line) for line in decision.record)
        for kind, generation, due_at in decision.timers:
            row = TimerRow(incident=number, kind=kind, generation=generation, due_at=due_at)
            self.piles.timers[number, kind] = row
        self.piles.books.update(decision.turns)
        self._promise(after, decision.effects, name=f"{after.lines}/{after.version}")
        return after

    def _promise(self, incident: Incident | None, effects: Iterable[Effect], *, name: str) -> None:
        self._decided_so_far += 1
        for position, effect in enumerate(effects):
            if isinstance(effect, TellJoined) and incident and self._told_with(incident.number, effect):
                continue
            slot = effect.slot if isinstance(effect, Show) else None
            number = incident.number if incident else None
            stands = incident is not None and slot in incident.messages
            promise = Promise(
                id=uuid5(OURS, f"{self._workspace}/{number}/{slot or f'{name}/{self._decided_so_far}/{position}'}"),
                incident=number,
                effect=effect,
                lane=lane(effect, edit=stands),
                due_at=self._now,
                born_at=self._now,
            )
            self.piles.promises[promise.id] = promise

    def _told_with(self, number: int, joined: TellJoined) -> bool:
        """Whether alerts that joined before, in this transaction, are told of with these in one line."""
        for promise in self.piles.promises.values():
            if promise.incident == number and isinstance(promise.effect, TellJoined):
                titles = (*promise.effect.titles, *joined.titles)
                self.piles.promises[promise.id] = replace(promise, effect=TellJoined(titles=titles))
                return True
        return False

    def _answer(self, unit: Unit, results: list[Result]) -> None:
        kept = tuple(_kept(result) for result in results)
        if unit.delivery is not None:
            self.piles.answered[unit.delivery] = kept
        if unit.answer_to and results and results[0].text:
            first = results[0]
            answer = Answer(url=unit.answer_to, text=first.text, confirm=first.confirm)
            self._promise(first.incident, [answer], name=f"answer/{unit.delivery or unit.answer_to}")

    def changes(self) -> Changes:
        """Everything that is to be written."""
        piles = self.piles
        return Changes(
            incidents=tuple(piles.incidents.values()),
            lines=tuple(piles.lines),
            timers=tuple(piles.timers.values()),
            promises=tuple(piles.promises.values()),
            settled=tuple(piles.settled),
            books=piles.books,
            answered=piles.answered,
            members=piles.members,
            next_number=piles.next_number,
        )

    def look(self) -> Callable[[int | None], tuple[Incident | None, Situation]]:
        """What a promise of this batch is rendered from."""
        situation = self._situation(None)
        return lambda number: (self._numbered(number) if number is not None else None, situation)


def _kept(result: Result) -> Answered:
    return Answered(
        incident=result.incident.number if result.incident else None,
        text=result.text,
        disposition=result.disposition,
        reason=result.reason,
        refused=result.refused,
        confirm=result.confirm,
    )


def _again(answered: Answered) -> Result:
    return Result(
        text=answered.text,
        disposition=answered.disposition,
        reason=answered.reason,
        refused=answered.refused,
        confirm=answered.confirm,
    )
