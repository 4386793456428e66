"""Calendars of shifts for reading elsewhere: which there are, the secret in their address, and what they hold."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import quote

from bot.domain.duties import shifts_of
from bot.domain.links import DIGITS, Links
from bot.domain.schedules import Shift
from bot.domain.situation import Situation

#: How far a feed looks, back and ahead.
BACK, AHEAD = timedelta(days=14), timedelta(days=90)

#: So much more is looked at on both sides, so that a shift is shown from its real start to its real end.
_MARGIN = timedelta(days=35)


class FeedKind(StrEnum):
    """Whose shifts a feed holds; the word stands in its address."""

    SCHEDULE = "schedule"
    PERSON = "person"


class Feed(NamedTuple):
    """Everybody's shifts of one schedule, or one person's of all schedules."""

    kind: FeedKind
    name: str

    def is_known(self, situation: Situation) -> bool:
        """Whether there is such a schedule or person (still)."""
        settings = situation.settings
        return self.name in (settings.schedules if self.kind is FeedKind.SCHEDULE else settings.people)


class Entry(NamedTuple):
    """One shift in a feed; `uid` stays the same as long as the shift begins when it does."""

    uid: str
    schedule: str
    shift: Shift


def address(feed: Feed, links: Links) -> str | None:
    """Where a feed is read, with its secret; `None` where Rondo does not know its own address."""
    if not links.base:
        return None
    return f"{links.base.rstrip('/')}/calendar/{feed.kind}/{quote(feed.name, safe='')}/{_secret(feed, links)}.ics"


def opens(secret: str, feed: Feed, links: Links) -> bool:
    """Whether that is the feed's secret; compared in constant time."""
    return hmac.compare_digest(secret.encode("utf-8", "backslashreplace"), _secret(feed, links).encode())


def _secret(feed: Feed, links: Links) -> str:
    words = f"calendar\n{feed.kind}\n{feed.name}".encode("utf-8", "backslashreplace")
    return hmac.new(links.key, words, hashlib.sha256).hexdigest()[:DIGITS]


def entries(feed: Feed, situation: Situation, now: datetime) -> tuple[Entry, ...]:
    """The shifts that touch the last 14 days or the next 90, in order. One that has no end in sight is cut."""
    schedules = situation.settings.schedules
    wanted = [feed.name] if feed.kind is FeedKind.SCHEDULE else sorted(schedules)
    found = (entry for name in wanted for entry in _of_schedule(name, situation, now))
    mine = (one for one in found if feed.kind is FeedKind.SCHEDULE or one.shift.person == feed.name)
    return tuple(sorted(mine, key=lambda one: (one.shift.starts, one.schedule)))


def _of_schedule(name: str, situation: Situation, now: datetime) -> Iterator[Entry]:
    since, until = _month(now - BACK - _MARGIN), _month(now + AHEAD + _MARGIN)
    found = shifts_of(name, situation.settings, since, until, situation.plans)
    for shift in found:
        if shift.ends > now - BACK and shift.starts < now + AHEAD:
            begun = "before" if shift.starts == since else f"{shift.starts:%Y%m%dT%H%M%SZ}"
            yield Entry(uid=_uid(name, shift.person, begun), schedule=name, shift=shift)


def _month(at: datetime) -> datetime:
    """The beginning of its month, so that what is cut there is not another every day."""
    return datetime.combine(at.astimezone(UTC).date().replace(day=1), time(), UTC)


def _uid(schedule: str, person: str, begun: str) -> str:
    words = f"{schedule}\n{person}\n{begun}".encode("utf-8", "backslashreplace")
    return f"{hashlib.sha256(words).hexdigest()[:32]}@rondo"
