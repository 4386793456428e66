"""Which service an alert belongs to, by its labels."""

from collections.abc import Mapping

from bot.domain.situation import Route, Settings

#: The service of whatever has none of its own.
DEFAULT = "default"


def route(labels: Mapping[str, str], service: str | None, settings: Settings) -> str | None:
    """The name of the service whose policy is walked; the first route that matches wins.

    `service` is what the alert itself says, and stands among the labels as `service`. Where no route matches it is
    that service if it is configured, else `default` if that is, else `None`: the last resort is paged.
    """
    known = {**labels, "service": service} if service is not None else dict(labels)
    for one in settings.routes:
        if _takes(one, known):
            return one.service
    named = known.get("service", "")
    return next((name for name in (named, DEFAULT) if name in settings.services), None)


def _takes(one: Route, labels: Mapping[str, str]) -> bool:
    return all(
        label in labels and any(_matches(labels[label], pattern) for pattern in patterns)
        for label, patterns in one.match.items()
    )


def _matches(value: str, pattern: str) -> bool:
    """Exact, or a glob in which only `*` is special; found by walking once, so that no label can make it slow."""
    first, *rest = pattern.split("*")
    if not rest:
        return value == pattern
    *middle, last = rest
    if not value.startswith(first) or not value.endswith(last) or len(value) < len(first) + len(last):
        return False
    place, end = len(first), len(value) - len(last)
    for part in middle:
        place = value.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True
