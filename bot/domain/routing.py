"""Which service an alert belongs to, by its labels."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.patterns import matches
from bot.domain.situation import Route, Service, Settings

#: The service of whatever has none of its own.
DEFAULT = "default"


def route(labels: Mapping[str, str], service: str | None, settings: Settings) -> str | None:
    """The name of the service whose policy is walked; the first route that matches wins.

    `service` is what the alert itself says, and stands among the labels as `service`. Where no route matches it is
    that service if it is configured, else `default` if that is, else `None`: the last resort is paged.
    """
    known = {**labels, "service": service} if service is not None else dict(labels)
    taken = _first(known, settings)
    if taken is not None:
        return taken.service
    named = known.get("service", "")
    return next((name for name in (named, DEFAULT) if name in settings.services), None)


def settle(labels: Mapping[str, str], service: str | None, settings: Settings) -> timedelta:
    """How long the first page waits for what heals itself: as the route says, else the service."""
    known = {**labels, "service": service} if service is not None else dict(labels)
    taken, name = _first(known, settings), route(labels, service, settings)
    named = settings.services.get(name or "")
    said = (taken.settle if taken else None, named.settle if named else None)
    return next((one for one in said if one is not None), timedelta(0))


def longest_settle(service: Service, settings: Settings) -> timedelta:
    """The longest that an incident of that service may settle, whichever way its alerts come to it."""
    ways: list[timedelta | None] = []
    for one in settings.routes:
        ways += [one.settle if one.settle is not None else service.settle] if one.service == service.name else []
        if not one.match:
            break
    else:
        ways.append(service.settle)
    return max((way for way in ways if way is not None), default=timedelta(0))


def _first(known: Mapping[str, str], settings: Settings) -> Route | None:
    return next((one for one in settings.routes if _takes(one, known)), None)


def _takes(one: Route, labels: Mapping[str, str]) -> bool:
    return all(
        label in labels and any(matches(labels[label], pattern) for pattern in patterns)
        for label, patterns in one.match.items()
    )
