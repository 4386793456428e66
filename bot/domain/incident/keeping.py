"""What people do to a record itself: something is erased from it and from the incident, or it is held."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from bot.domain import events as e
from bot.domain.erasure import naming
from bot.domain.errors import Refused
from bot.domain.incident.draft import Draft
from bot.domain.incident.held import AlertState
from bot.domain.incident.state import Incident, Status
from bot.domain.record import ERASED, WORDS, Kind

#: Fields of reviews and proposals that are somebody's words.
_FREE = frozenset({"note", "reason", "action"})


def asked(draft: Draft, event: e.RecordEvent) -> None:
    """Erase, or hold.

    Raises:
        Refused: it goes on still, there is nothing to erase, or nothing would change.
    """
    match event:
        case e.RecordErased():
            _erase(draft, event)
        case e.RecordHeld():
            _hold(draft, event)


def _hold(draft: Draft, event: e.RecordHeld) -> None:
    recorded = draft.incident.recorded
    if recorded.kept is event.on:
        draft.unchanged = True
        draft.said = f"{draft.incident.id} is {'held' if event.on else 'not held'} already."
        return
    draft.set(recorded=replace(recorded, kept=event.on))
    text = "the record is held, whatever its age" if event.on else "the record is not held any more"
    draft.write(Kind.HELD, f"{text}: {event.why}" if event.why else text, event.by.named)
    held = "kept, whatever its age" if event.on else "kept as long as any other"
    draft.said = f"The record of {draft.incident.id} is {held}."


def _erase(draft: Draft, event: e.RecordErased) -> None:
    incident = draft.incident
    if incident.status is not Status.RESOLVED:
        raise Refused(f"{incident.id} is not over: people are called by these names. Resolve it, then erase")
    if not event.pieces:
        raise Refused(f"there is nothing in the record of {incident.id} to erase by that")
    draft.erased = event.pieces
    draft.set(**_blanked(incident, {name for names in event.pieces.values() for name in names}))
    if event.person:
        draft.incident = _without(draft.incident, naming(event.person, event.shown))
    numbers = ", ".join(str(number) for number in sorted(event.pieces))
    where = f"line{'s' if len(event.pieces) > 1 else ''} {numbers}"
    draft.write(Kind.ERASED, f"names and texts of {where} were erased", event.by.named)
    draft.said = f"Erased from {where} of {incident.id}; the record still chains, and says that it was done."


def _blanked(one: Incident, names: set[str]) -> dict[str, Any]:
    """Those texts of the incident, as nobody wrote them."""
    blank: dict[str, Any] = {
        "title": ERASED,
        "description": "",
        "key": f"{ERASED}-{one.number}",
        "labels": {},
        "links": (),
        "review": _noteless(one.review),
        "proposals": _noteless(one.proposals),
        "summary": "",
        "postmortem": replace(one.postmortem, fields={}),
    }
    changes = {name: value for name, value in blank.items() if name in names}
    if WORDS in names:
        changes["update"] = ""
        changes["questions"] = tuple(replace(q, answer=ERASED) if q.answer else q for q in one.questions)
    if "channel" in names and one.channel_name:
        changes["channel_name"] = f"inc-{one.number}"
    places = {name.partition("/")[2] for name in names if name.startswith("alerts/")}
    if places:
        changes["alerts"] = {
            (f"{ERASED}-{at}" if str(at) in places else key): _nameless(alert) if str(at) in places else alert
            for at, (key, alert) in enumerate(one.alerts.items())
        }
    return changes


def _noteless(value: Any) -> Any:
    """The same value without what people wrote in it freely."""
    if isinstance(value, tuple):
        return tuple(_noteless(one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {one.name: getattr(value, one.name) for one in fields(value)}
    return replace(value, **{name: "" if name in _FREE else _noteless(part) for name, part in parts.items()})


def _nameless(alert: AlertState) -> AlertState:
    return replace(alert, title=ERASED, labels={})


def _without(value: Any, name: re.Pattern[str]) -> Any:
    """The same value with that name replaced wherever it stands, also within a text."""
    match value:
        case Enum():
            return value
        case str():
            return name.sub(ERASED, value)
        case Mapping():
            return {_without(key, name): _without(one, name) for key, one in value.items()}
        case tuple():
            found = [_without(one, name) for one in value]
            return type(value)(*found) if hasattr(value, "_fields") else tuple(found)
        case frozenset():
            return frozenset(_without(one, name) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = {one.name: _without(getattr(value, one.name), name) for one in fields(value)}
            return replace(value, **parts)
        case _:
            return value
