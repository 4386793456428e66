"""The report of a span: its incidents are read a chunk at a time, and what the reader may not see is left out."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.drills import LABEL, is_drill
from bot.domain.evaluations import Report, dismissed, row
from bot.domain.incident.state import Incident, Status
from bot.domain.meters import meters
from bot.ports import Facts, Reads

#: So many incidents are read at once.
CHUNK = 250

#: Under this name, with the service's, is kept why somebody keeps a service's reviews as they are.
KEPT = "reviews kept"

_ALL = frozenset(Status)


async def report(
    reads: Reads,
    facts: Facts,
    since: datetime,
    until: datetime,
    now: datetime,
    *,
    sees: Callable[[Incident], bool],
    knows: Callable[[Incident], bool],
) -> Report:
    """The incidents that were opened from `since` to before `until`, the oldest first.

    Of those that the reader does not see (`sees`) only numbers are told, of those without `knows` nothing.

    Raises:
        bot.domain.errors.Unavailable: the database can't be reached.
    """
    settings = (await reads.situation()).settings
    found = [one for one in await _opened(reads, since, until) if knows(one)]
    real = [one for one in found if not is_drill(one)]
    seen = [one for one in real if sees(one)]
    return Report(
        since=since,
        until=until,
        made_at=now,
        told=tuple(row(one, settings, now, seen=sees(one)) for one in found),
        dismissed=dismissed(seen, await reads.silences(since), until),
        meters=meters(seen, settings, await _kept(facts, seen)),
        unseen=len(real) - len(seen),
    )


async def _opened(reads: Reads, since: datetime, until: datetime) -> list[Incident]:
    """Numbers go up with time, so it is read from the newest on until one was opened before."""
    found, before = list[Incident](), None
    while True:
        chunk = await reads.incidents(statuses=_ALL, limit=CHUNK, before=before)
        found += [_lean(one) for one in chunk if since <= one.opened_at < until]
        if len(chunk) < CHUNK or chunk[-1].opened_at < since:
            return found[::-1]
        before = chunk[-1].number


def _lean(one: Incident) -> Incident:
    """Without what the report never shows, since a year of incidents may be held at once."""
    labels = {name: value for name, value in one.labels.items() if name == LABEL}
    return replace(one, picks=(), labels=labels, links=(), messages={}, description="")


async def _kept(facts: Facts, seen: Iterable[Incident]) -> Mapping[str, Mapping[str, str]]:
    services = {one.named_service or "default" for one in seen}
    found = {service: await facts.get(f"{KEPT} {service}") for service in sorted(services)}
    return {service: json.loads(text) for service, text in found.items() if text}


async def keep(facts: Facts, service: str, *, by: str, reason: str, now: datetime) -> None:
    """Somebody keeps a service's reviews as they are, and says why."""
    words = {"by": by, "reason": reason, "at": now.isoformat(timespec="seconds")}
    await facts.put(f"{KEPT} {service}", json.dumps(words))
