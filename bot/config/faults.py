"""What is wrong with a configuration, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that stops the start. `line` counts from 1; the environment has none."""

    file: str
    line: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.message} → {self.remedy}"


@dataclass(frozen=True, kw_only=True)
class Notice(Fault):
    """One thing that is legal and probably not meant; it stops nothing."""


class Faulty(Exception):
    """Nothing can be started with this; the message is every fault, a line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, if one is near enough."""
    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def listed(words: Iterable[str]) -> str:
    """Words for a remedy: `a`, `b`, `c`."""
    return ", ".join(f"`{word}`" for word in words) or "none yet"
