"""One transaction's work: every unit is decided on what the ones before it left, and all of it is written at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.alerts import Alert
from bot.domain.effects import Answer
from bot.domain.errors import ConfirmationNeeded, Refused
from bot.domain.events import AlertFired, AlertResolved, Declared, Event, SecurityIncidentOpened, TimerDue
from bot.domain.incident import Decision, Incident, Status, decide
from bot.domain.incident.storming import holder, umbrella_key
from bot.domain.plans import Plan
from bot.domain.releases import Ledger
from bot.domain.situation import Situation
from bot.engine.ledgers import with_changes
from bot.engine.piles import Piles
from bot.engine.promising import Promising
from bot.engine.surroundings import Surroundings
from bot.engine.work import Result, Unit
from bot.ports import Answered, Changes, Loaded, TimerRow


class Desk:
    """The incidents of one batch, as they change."""

    def __init__(self, loaded: Loaded, now: datetime, workspace: str) -> None:
        self._loaded, self._now = loaded, now
        self._around = Surroundings.of(loaded)
        self.piles = Piles()
        self._promising = Promising(workspace, now)
        self._delivery: str | None = None

    def work(self, unit: Unit) -> list[Result]:
        """Decide a unit; on any exception nothing of it stays."""
        known = {**self._loaded.answered, **self.piles.answered}
        if unit.delivery is not None and unit.delivery in known:
            return [_again(one) for one in known[unit.delivery]]
        before, self._delivery = (self.piles.copy(), self._around.copy()), unit.delivery
        try:
            results = self._decided(unit)
        except BaseException:
            self.piles, self._around = before
            raise
        if unit.settled is not None:
            self.piles.settled.append(unit.settled)
        self.piles.members.update(unit.members)
        for row in unit.timers:
            newest = self.piles.timers.get((row.incident, row.kind))
            if newest is None or newest.generation <= row.generation:
                self.piles.timers[row.incident, row.kind] = row
        name = unit.delivery or self._now.isoformat()
        self._promising.promise(self.piles.promises, None, unit.effects, name=name)
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
        for follows in decision.follows:
            self._happened(follows)
        if isinstance(event, TimerDue) and after is incident:
            self._outlived(event)
        said, refused = decision.said, decision.refused
        return Result(
            incident=after,
            text=said,
            disposition=decision.disposition,
            reason=decision.reason,
            refused=refused,
            unchanged=decision.unchanged,
            confirm=decision.confirm,
        )

    def _outlived(self, event: TimerDue) -> None:
        """A timer that means nothing any more goes; one that was set since stays, by its generation."""
        gone = TimerRow(incident=event.incident, kind=event.kind, generation=event.generation, due_at=None)
        self.piles.timers.setdefault((event.incident, event.kind), gone)

    def _incident(self, event: Event) -> Incident | None:
        match event:
            case AlertFired() | AlertResolved():
                return self._holder(event.alert)
            case Declared() | SecurityIncidentOpened():
                return None
            case _:
                return self._numbered(event.incident)

    def _holder(self, alert: Alert) -> Incident | None:
        own = self._last_of((alert.source, alert.group))
        umbrella = self._last_of(umbrella_key(alert, self._loaded.situation.settings))
        return holder(alert, own, umbrella, self._now, self._situation(None)) if umbrella else own

    def _last_of(self, key: tuple[str, str] | None) -> Incident | None:
        number = self._around.latest.get(key) if key else None
        return self._numbered(number) if number is not None else None

    def _numbered(self, number: int) -> Incident | None:
        return self.piles.incidents.get(number) or self._loaded.incidents.get(number)

    def _situation(self, incident: Incident | None) -> Situation:
        base, own = self._loaded.situation, incident.number if incident else None
        return replace(
            base,
            books={**base.books, **self.piles.books},
            busy=self._around.busy_without(incident),
            rival=self._rival(incident),
            opened=self._around.opened,
            sent=self._around.sent_without(own),
            next_number=self.piles.next_number or base.next_number,
            silences=tuple(({one.number: one for one in base.silences} | self.piles.silences).values()),
            standings={**base.standings, **self.piles.standings},
            plans=self._plans(),
            ledgers=self._ledgers(),
            next_plan=max([base.next_plan - 1, *self.piles.plans]) + 1,
            next_silence=max([base.next_silence - 1, *self.piles.silences]) + 1,
        )

    def _plans(self) -> tuple[Plan, ...]:
        """Those that are in force, with what this batch changed."""
        known = {one.number: one for one in self._loaded.situation.plans} | self.piles.plans
        return tuple(one for one in known.values() if not one.undone)

    def _ledgers(self) -> dict[str, Ledger]:
        """Those that were asked for, with what this batch changed."""
        known = {**self._loaded.incidents, **self.piles.incidents}.values()
        ledgers = self._loaded.situation.ledgers
        return {service: with_changes(ledger, self.piles, known) for service, ledger in ledgers.items()}

    def _rival(self, incident: Incident | None) -> int | None:
        """The incident that is open under the same key, when it is another one."""
        other = self._last_of((incident.source, incident.key)) if incident else None
        is_other = other is not None and incident is not None and other.number != incident.number
        return other.number if other and is_other and other.status is not Status.RESOLVED else None

    def _take(self, before: Incident | None, decision: Decision) -> Incident | None:
        after = decision.incident
        self.piles.silences.update({one.number: one for one in decision.silences})
        self.piles.standings.update(decision.standings)
        self.piles.plans.update({one.number: one for one in decision.plans})
        self.piles.deploys.update({one.key: one for one in decision.deploys})
        self.piles.releases.update({(one.service, one.version): one for one in decision.releases})
        if after is None:
            self._promising.promise(self.piles.promises, None, decision.effects, name=self._named(decision))
        if after is None or after is before:
            return after
        number = after.number
        self.piles.incidents[number] = after
        if before is None or before.number != number:
            self.piles.next_number = number + 1
        if self._rival(after) is None:
            self._around.latest[after.source, after.key] = number
        limited = self._loaded.situation.settings.storm_of(after.service) is not None
        self._around.take(before, after, limited=limited)
        if decision.erased:
            self.piles.erased[number] = decision.erased
        self.piles.lines.extend((number, line) for line in decision.record)
        for kind, generation, due_at in decision.timers:
            row = TimerRow(incident=number, kind=kind, generation=generation, due_at=due_at)
            self.piles.timers[number, kind] = row
        self.piles.books.update(decision.turns)
        self._promising.promise(self.piles.promises, after, decision.effects, name=f"{after.lines}/{after.version}")
        return after

    def _named(self, decision: Decision) -> str:
        """What tells a decision about no incident from every other one, also of the same instant."""
        plans = ",".join(f"{one.number}{'-' if one.undone else '+'}" for one in decision.plans)
        deploys = ",".join(f"{one.key}" for one in decision.deploys)
        return f"{plans}{deploys}/{self._delivery or ''}/{self._now.isoformat()}"

    def _answer(self, unit: Unit, results: list[Result]) -> None:
        kept = tuple(_kept(result) for result in results)
        if unit.delivery is not None:
            self.piles.answered[unit.delivery] = kept
        text = " ".join(result.text for result in results if result.text)
        if unit.answer_to and text:
            first = results[0]
            by = getattr(unit.events[0], "by", None)
            answer = Answer(url=unit.answer_to, text=text, confirm=first.confirm, person=by.person if by else "")
            name = f"answer/{unit.delivery or unit.answer_to}"
            self._promising.promise(self.piles.promises, first.incident, [answer], name=name)

    def changes(self) -> Changes:
        """Everything that is to be written."""
        return self.piles.changes(tuple(self._around.pagings.values()))

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
