"""Seals: heads of the records that changed, in one chain for all of them, so that a record written anew shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.canonical import Json, canonical, moment, sha256
from bot.domain.record import BEGINNING

#: Under this name it is kept which anchor was told in Slack last.
TOLD = "anchor/told"


@dataclass(frozen=True, kw_only=True)
class End:
    """Where a record ends, or ended: after so many lines, with that digest."""

    lines: int
    digest: str


class Head(NamedTuple):
    """Where the record of an incident ended when it was sealed."""

    incident: int
    lines: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Seal:
    """`before` is the hash of the seal before it. `removed` are incidents whose record was taken out by its age."""

    number: int
    at: datetime
    heads: Sequence[Head]
    removed: Sequence[int] = ()
    before: str = BEGINNING

    def body(self) -> dict[str, Json]:
        """The seal as JSON; `removed` only where something was."""
        removed: dict[str, Json] = {"removed": list(self.removed)} if self.removed else {}
        heads: list[Json] = [list(head) for head in self.heads]
        return {"at": moment(self.at), "before": self.before, "heads": heads, "number": self.number, **removed}

    @property
    def head(self) -> str:
        """Its hash, which the next one has."""
        return sha256(self.body())

    @property
    def written(self) -> str:
        """Its canonical form, as it is kept."""
        return canonical(self.body()).decode()


def forged(seals: Iterable[Seal], before: tuple[int, str]) -> int | None:
    """The number of the first seal that does not follow from the one before; `None`: all do."""
    number, head = before
    for seal in seals:
        number += 1
        if (seal.number, seal.before) != (number, head):
            return number
        head = seal.head
    return None
