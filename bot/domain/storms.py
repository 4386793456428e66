"""Storms: when alerts of a service share one umbrella incident, and how many messages may page one person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerts import Alert

#: The source of umbrella incidents; their key is the service.
STORM = "storm"

#: The span in which nobody gets more than `max_pages` messages that page (the issue's "in any 30 s").
SPAN = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class StormSettings:
    """More than `threshold` incidents of a service opened within `window` are a storm.

    `max_pages` messages page one person within 30 seconds, at most; the last of them is a digest.
    """

    threshold: int = 15
    window: timedelta = timedelta(minutes=1)
    max_pages: int = 3


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that pages somebody: the incident and step it belongs to, since when it stands (or is under way).

    `waits`: nobody knows yet that it arrived, so it counts whenever it may. `digest`: others may be told in it.
    """

    incident: int
    step: int
    at: datetime
    waits: bool = False
    digest: bool = False


@dataclass(frozen=True, kw_only=True)
class Room:
    """What the limit leaves for a further page: a message of its own, a digest, or a line in the digest `within`."""

    digest: bool = False
    within: tuple[int, int] | None = None


def room(sent: tuple[Sent, ...], limit: int | None, now: datetime) -> Room:
    """How somebody who got those messages may be paged now; without a limit, always by a message of its own.

    A clock that was set back leaves messages of the hour that comes once more: they hold nothing back.
    """
    recent = [one for one in sent if one.waits or abs(now - one.at) < SPAN]
    if limit is None or len(recent) < limit - 1:
        return Room()
    digests = [one for one in recent if one.digest]
    if not digests:
        return Room(digest=True)
    newest = max(digests, key=lambda one: one.at)
    return Room(within=(newest.incident, newest.step))


def is_storm(opened: tuple[datetime, ...], settings: StormSettings | None, now: datetime) -> bool:
    """Whether one more incident of a service, opened now, would be one too many."""
    if settings is None:
        return False
    return sum(abs(now - at) < settings.window for at in opened) >= settings.threshold


def lasts(last: datetime | None, settings: StormSettings | None, now: datetime) -> bool:
    """Whether a storm still lasts whose newest alert joined then."""
    return last is not None and settings is not None and abs(now - last) < settings.window


def held_as(alert: Alert) -> str:
    """The key of an alert within an umbrella, which holds alerts of many groups and sources."""
    words = f"{alert.source}\n{alert.group}\n{alert.key}"
    return hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()[:32]
