"""What waits for the writer: things that happened and outcomes of deliveries, each a unit that is committed or not."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.alerts import Disposition
from bot.domain.effects import Effect
from bot.domain.errors import GoAhead
from bot.domain.events import (
    AlertFired,
    AlertResolved,
    Declared,
    Deployed,
    Event,
    OnCallEvent,
    PlanEvent,
    Proposed,
    ReleaseEvent,
    SecurityIncidentOpened,
    SilenceAsked,
    SilenceEnded,
)
from bot.domain.incident import Incident
from bot.domain.incident.opening import service_of
from bot.domain.incident.storming import umbrella_key
from bot.domain.members import Member
from bot.domain.routing import route
from bot.domain.situation import Settings
from bot.domain.text import clean
from bot.ports import About, Settled, TimerRow, Wanted


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one event brought.

    `text` is the sentence for whoever caused it; `refused` says that nothing was changed and `text` says why (whoever
    may not do it has a line in the record); `confirm` is the button that goes ahead after a question. `disposition` and
    `reason` are an alert's. `unchanged`: what was asked for was so already.
    """

    incident: Incident | None = None
    text: str = ""
    disposition: Disposition | None = None
    reason: str | None = None
    refused: bool = False
    confirm: GoAhead | None = None
    unchanged: bool = False


class Handle(Protocol):
    """How adapters hand in what happened."""

    async def handle(self, *events: Event, delivery: str | None = None, answer_to: str | None = None) -> list[Result]:
        """Returns when it is committed, one result per event, all of them in one transaction.

        `delivery` is Slack's id of a delivery; a known one changes nothing and returns the first answer. `answer_to` is
        a click's response_url; the first result's text goes there by an effect.

        Raises:
            bot.domain.errors.Unavailable: nothing was committed; try again.
        """

    async def promise(self, *effects: Effect, delivery: str | None = None) -> None:
        """Owe effects that belong to no incident: an App Home, an answer, a line to operators.

        A known `delivery` owes nothing again.

        Raises:
            bot.domain.errors.Unavailable: nothing was committed; try again.
        """


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One thing that is committed whole or not at all; `future` gets its results.

    `settled` is the outcome of a delivery: under a stale fence the whole unit counts for nothing.
    """

    events: tuple[Event, ...] = ()
    effects: tuple[Effect, ...] = ()
    timers: tuple[TimerRow, ...] = ()
    delivery: str | None = None
    answer_to: str | None = field(default=None, repr=False)
    settled: Settled | None = None
    members: Mapping[str, Member] = field(default_factory=dict)
    future: "asyncio.Future[list[Result]]" = field(repr=False)

    def answer(self, result: list[Result] | BaseException) -> None:
        """Tell whoever waits for it, if they still do."""
        if self.future.done():
            return
        if isinstance(result, BaseException):
            self.future.set_exception(result)
        else:
            self.future.set_result(result)


def wanted(units: list[Unit], settings: Settings) -> Wanted:
    """What those units need to see; of an alert, its group's incident and the umbrella that may hold it."""
    numbers, keys, umbrellas = set[int](), set[tuple[str, str]](), set[tuple[str, str]]()
    for event in (event for unit in units for event in unit.events):
        match event:
            case AlertFired() | AlertResolved():
                keys.add((event.alert.source, event.alert.group))
                if umbrella := umbrella_key(event.alert, settings):
                    umbrellas.add(umbrella)
            case Declared() | SecurityIncidentOpened() | SilenceAsked(incident=0) | SilenceEnded():
                pass
            case _ if isinstance(event, OnCallEvent | ReleaseEvent):
                pass
            case _:
                numbers.add(event.incident)
    deliveries = frozenset(unit.delivery for unit in units if unit.delivery is not None)
    services = frozenset(service for _, service in umbrellas)
    return Wanted(
        numbers=frozenset(numbers),
        keys=frozenset(keys | umbrellas),
        services=services,
        plans=any(isinstance(event, PlanEvent) for unit in units for event in unit.events),
        silences=any(isinstance(event, SilenceAsked) for unit in units for event in unit.events),
        releases=frozenset(_releases(units)),
        flagged=frozenset(_opening(units, settings)),
        deliveries=deliveries,
    )


def _opening(units: list[Unit], settings: Settings) -> Iterator[str]:
    """The services of which an incident may open, where it matters to security what runs of them."""
    for event in (event for unit in units for event in unit.events) if settings.security else ():
        match event:
            case AlertFired():
                yield service_of(event.alert, settings) or ""
            case Declared():
                yield event.service or route({}, None, settings) or ""
            case _:
                pass


def _releases(units: list[Unit]) -> Iterator[About]:
    """The releases that those units are about."""
    for event in (event for unit in units for event in unit.events):
        if isinstance(event, Deployed):
            deploy = event.deploy
            yield About(clean(deploy.service), clean(deploy.version), clean(deploy.environment))
        elif isinstance(event, Proposed) and event.service:
            yield About(clean(event.service), clean(event.to))
        elif isinstance(event, ReleaseEvent):
            yield About(clean(event.service), clean(event.version))
