"""What one configuration says that another did not: names alone, never a value."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from bot.config.reading import Configuration

#: The parts of the settings that hold something by its name.
_BY_NAME = ("people", "policies", "services")


def changes(before: Configuration, after: Configuration) -> tuple[str, ...]:
    """A line for each part of the file that is another: what was added, removed or changed, by its name."""
    return tuple(_parts(before, after))


def _parts(before: Configuration, after: Configuration) -> Iterator[str]:
    was, is_ = before.settings, after.settings
    for part in _BY_NAME:
        yield from _named(part, getattr(was, part), getattr(is_, part))
    yield from _named("schedules", _schedules(before), _schedules(after))
    yield from _named("sources", before.sources, after.sources)
    yield from _named("tokens", before.tokens, after.tokens)
    others = [one.name for one in fields(was) if one.name not in {*_BY_NAME, "schedules"}]
    changed = [name for name in others if getattr(was, name) != getattr(is_, name)]
    changed += [name for name in ("heartbeat_url", "anchor_url") if getattr(before, name) != getattr(after, name)]
    yield from (f"{name}: changed" for name in changed)


def _schedules(one: Configuration) -> dict[str, Any]:
    """Each with where its calendars are read."""
    calendars = one.calendars.items()
    return {
        name: (schedule, [found for (of, _), found in calendars if of == name])
        for name, schedule in one.settings.schedules.items()
    }


def _named(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    kinds = {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": [name for name in after if name in before and before[name] != after[name]],
    }
    found = [f"{kind} {', '.join(names)}" for kind, names in kinds.items() if names]
    if found:
        yield f"{part}: {'; '.join(found)}"
