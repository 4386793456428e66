"""Values for the store's tests: small ones by hand, and of any type one with every field filled."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

from bot.domain.alerts import Severity
from bot.domain.effects import Effect, ShowCard, lane
from bot.domain.incident.state import Incident, Status
from bot.domain.record import BEGINNING, Kind, Line, line
from bot.domain.situation import DEFAULT_URGENCY, Settings
from bot.ports import Changes, Promise, Settled
from bot.store import Store

NOW = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
SETTINGS = Settings(people={}, policies={}, services={}, last_resort=())


def example(kind: Any) -> Any:
    """A value of that type, nothing in it left at its default."""
    if kind is Any:
        return "of any type"
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: example(hints[field.name]) for field in fields(kind)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    plain = {str: 'ana <&> "é\N{PAGER}\n', int: 7, float: 2.5, bool: True, datetime: NOW}
    plain |= {time: NOW.time(), timedelta: timedelta(minutes=7)}
    return plain[kind] if kind in plain else _generic(get_origin(kind), get_args(kind))


def _generic(origin: Any, of: tuple[Any, ...]) -> Any:
    if origin is Literal:
        return of[-1]
    if origin in (Union, types.UnionType):
        return example(of[0])
    if origin is Mapping:
        return {example(of[0]): example(of[1])}
    if origin is frozenset:
        return frozenset({example(of[0])})
    return (example(of[0]),) * 2 if of[1:] == (...,) else tuple(example(one) for one in of)


def incident(number: int = 1, *, key: str = "checkout", **changed: Any) -> Incident:
    plain = Incident(
        number=number,
        title="Checkout is down",
        status=Status.OPEN,
        severity=Severity.CRITICAL,
        stated=True,
        urgency=DEFAULT_URGENCY[Severity.CRITICAL],
        service="checkout",
        source="generic",
        key=key,
        opened_at=NOW,
    )
    return replace(plain, **changed)


def promise(effect: Effect | None = None, *, name: str = "one", **changed: Any) -> Promise:
    what = effect or ShowCard()
    plain = Promise(id=named(name), incident=1, effect=what, lane=lane(what), due_at=NOW, born_at=NOW)
    return replace(plain, **changed)


def named(name: str) -> UUID:
    return uuid5(UUID(int=0), name)


def done(taken: Promise, **changed: Any) -> Settled:
    plain = Settled(id=taken.id, fence=taken.fence, done=True, generation=taken.generation)
    return replace(plain, **changed)


def first_line(text: str = "opened") -> Line:
    return line(number=1, at=NOW, kind=Kind.OPENED, by="rondo", text=text, before=BEGINNING)


def write(store: Store, *, now: datetime = NOW, **changes: Any) -> list[Promise]:
    """One transaction that writes those changes; what came back leased."""
    with store.begin() as transaction:
        return list(transaction.write(Changes(**changes), now))
