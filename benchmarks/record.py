"""The record: how long it takes to check 100,000 lines of one, and to make a package.

Packages of a usual incident and of a very long one. In processor time: what else goes on at the machine does not
count.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from benchmarks.rows import Row, row
from bot.domain.canonical import canonical
from bot.domain.events import Via
from bot.domain.evidence.package import package
from bot.domain.evidence.verify import check
from bot.domain.record import BEGINNING, FORMAT, Kind, Line, chained
from bot.domain.situation import Settings
from bot.domain.snapshots import snapshot
from bot.engine.evidence import text_of_the_program
from tests.domain.evidence.told import unpacked

#: A usual incident has 50 to 500 lines.
LINES, LONG, USUAL = 100_000, 10_000, 500
_KINDS = (Kind.PAGED, Kind.PAGE_DELIVERED, Kind.NOTE, Kind.JOINED, Kind.ACKNOWLEDGED)


def _lines(settings: Settings) -> Iterator[Line]:
    """A record that is never short of something to say."""
    at, before, number = datetime(2026, 11, 23, 3, 12, tzinfo=UTC), BEGINNING, 0
    while True:
        number += 1
        made = Line(
            number=number,
            at=at + timedelta(seconds=number),
            kind=_KINDS[number % len(_KINDS)],
            by="ana",
            text=f"Page {number} to Ana arrived after 2 s: “Checkout error rate above 5 %”",
            digest="",
            version=FORMAT,
            incident=7,
            via=Via.SLACK,
            rule="everyone",
            witness=f"D0ANA/{number}.000100",
            settings=settings.digest if number == 1 else None,
            salt=f"{number:032x}",
            changes={"escalate_at": None, "level": number % 3 + 1},
            hidden={f"pages/{number % 40}": {"person": "ana", "level": 1, "outcome": "delivered", "route": "slack"}},
        )
        made = chained(made, before)
        before = made.digest
        yield made


def _package(lines: Sequence[Line], settings: Settings) -> bytes:
    kept = {settings.digest: canonical(snapshot(settings)).decode()}
    return package(7, lines, settings=kept, anchor={"anchor": None}, program=text_of_the_program())


async def record() -> list[Row]:
    """One record; the first lines of it as a package, and all of them checked."""
    settings = Settings(people={}, policies={}, services={}, last_resort=())
    lines = list(islice(_lines(settings), LINES))
    usual = _seconds(lambda: _package(lines[:USUAL], settings))
    long = _seconds(lambda: _package(lines[:LONG], settings))
    files = unpacked(_package(lines, settings))
    checked = _seconds(lambda: check(files))
    return [
        row(f"a package of {USUAL:,} lines is made, as of a bad day", usual, "≤", 2, "s"),
        row(f"a package of {LONG:,} lines is made", long, "≤", 2, "s"),
        row(f"{LINES:,} lines of a record are checked", checked, "≤", 6, "s"),
    ]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
