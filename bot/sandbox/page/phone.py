"""The phones of the demo's people: what came by the way around Slack, as whoever provides it would show it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.people import User
from bot.sandbox.records import Json

MOST_KEPT = 20
"""How many messages a phone keeps, the newest."""

LONGEST = 2000
"""Letters of a title or a text that are kept."""

_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A message on somebody's phone; `link` is the first address in it, and no part of its text."""

    number: int
    at: float
    title: str
    text: str
    link: str | None

    @property
    def incident(self) -> str | None:
        """The incident that its title begins with."""
        found = re.match(r"INC-\d+", self.title)
        return found[0] if found else None


class Phones:
    """What rang, by person; a phone that was looked at is silent until the next message."""

    def __init__(self) -> None:
        self._rang: dict[str, list[Ring]] = {}
        self._seen: dict[str, int] = {}
        self._number = 0

    def ring(self, person: User, *, at: float, title: str, message: str) -> None:
        """A message arrives."""
        self._number += 1
        link = _LINK.search(message)
        lines = [line for line in message[:LONGEST].splitlines() if not _LINK.search(line)]
        ring = Ring(
            number=self._number,
            at=at,
            title=title[:LONGEST],
            text="\n".join(lines),
            link=link[0] if link else None,
        )
        self._rang[person.id] = [ring, *self._rang.get(person.id, ())][:MOST_KEPT]

    def of(self, person: User) -> Sequence[Ring]:
        """The newest first."""
        return self._rang.get(person.id, ())

    def silent(self, person: User) -> None:
        """They have looked at it."""
        self._seen[person.id] = self._number

    def unseen(self, person: User) -> int:
        """How many messages came since they last looked."""
        return sum(1 for ring in self.of(person) if ring.number > self._seen.get(person.id, 0))

    def away(self) -> None:
        """Everybody puts their phone away: Slack is back."""
        self._rang.clear()

    def shown(self, person: User) -> list[Json]:
        """That person's phone, for the browser."""
        return [
            {"number": ring.number, "at": ring.at, "title": ring.title, "text": ring.text, "link": ring.link}
            for ring in self.of(person)
        ]
