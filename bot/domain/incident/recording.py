"""What is decided goes into the record: by whom and by which rule, what changed, and chained to what was before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from bot.domain import events as e
from bot.domain import roles
from bot.domain.canonical import Json
from bot.domain.events import By
from bot.domain.incident import deciding, public
from bot.domain.incident.draft import Decision
from bot.domain.incident.recorded import Recorded
from bot.domain.incident.state import Incident
from bot.domain.record import BEGINNING, FORMAT, Line, chained
from bot.domain.situation import Situation

#: Who writes what nobody did.
_OURS = "rondo"


def decide(incident: Incident | None, event: e.Event, *, now: datetime, situation: Situation) -> Decision:
    """What follows from an event, with the lines of the record as they are kept.

    Raises:
        Refused: it makes no sense now; the message is the sentence for whoever asked.
    """
    decision = deciding.decide(incident, event, now=now, situation=situation)
    after = decision.incident
    if after is None or after is incident:
        return decision
    before = incident if incident is not None and incident.number == after.number else None
    if not decision.record:
        return decision._replace(incident=_owing(before, after))
    changes = _changes(before, after)
    lines = _lines(decision.record, changes, after, event, situation, before)
    told = Recorded(owed=frozenset(), settings=situation.settings.digest, kept=after.recorded.kept)
    return decision._replace(incident=after.evolve(digest=lines[-1].digest, recorded=told), record=lines)


def _owing(before: Incident | None, after: Incident) -> Incident:
    """What changed without a line is told by the next one."""
    owed = after.recorded.owed
    if owed is None:
        return after
    new = frozenset(public.changed(before, after))
    if new <= owed:
        return after
    return after.evolve(recorded=replace(after.recorded, owed=owed | new))


def _changes(before: Incident | None, after: Incident) -> dict[str, Json]:
    owed = after.recorded.owed
    if owed is None:
        return public.everything(after)
    changes = public.changed(before, after)
    return {**public.some(after, owed - changes.keys()), **changes} if owed else changes


def _lines(
    drafted: list[Line],
    changes: Mapping[str, Json],
    after: Incident,
    event: e.Event,
    situation: Situation,
    before: Incident | None,
) -> list[Line]:
    """The last line of a decision has what changed; the first after the configuration did has its hash."""
    known, settings = _known(event, before, situation), situation.settings.digest
    digest, lines = before.digest if before else BEGINNING, list[Line]()
    for one in drafted:
        salt = sha256(f"{situation.salt}/{after.number}/{one.number}".encode()).hexdigest()[:32]
        more: dict[str, object] = {"version": FORMAT, "incident": after.number, "salt": salt}
        if one.by != _OURS:
            more |= known
        more["witness"] = _witness(event)
        if not lines and settings != after.recorded.settings:
            more["settings"] = settings
        if one is drafted[-1]:
            more["changes"] = {name: value for name, value in changes.items() if name in public.PLAIN}
            more["hidden"] = {name: value for name, value in changes.items() if name not in public.PLAIN}
        lines.append(chained(_with(one, more), digest))
        digest = lines[-1].digest
    return lines


def _with(one: Line, more: Mapping[str, object]) -> Line:
    made = object.__new__(Line)
    made.__dict__.update(one.__dict__)
    made.__dict__.update(more)
    return made


def _known(event: e.Event, before: Incident | None, situation: Situation) -> dict[str, object]:
    """How whoever did it was known, and the role that it takes; nothing where nobody did anything."""
    by = getattr(event, "by", None)
    if not isinstance(by, By):
        return {}
    rule = roles.rule(event, before.severity if before else None) if isinstance(event, e.PersonEvent) else None
    return {"via": by.via, "token": by.token, "rule": rule.role.value if rule else None}


def _witness(event: e.Event) -> str | None:
    """Slack's own time of a page, or of what somebody did there."""
    by = getattr(event, "by", None)
    if isinstance(by, By):
        return by.witness
    return f"{event.channel}/{event.ts}" if isinstance(event, e.PageDelivered) else None
