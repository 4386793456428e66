"""The record: how long it takes to make packages, and a package's own program to check 100,000 lines.

Packages of a usual incident and of a very long one.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.rows import Row, row
from bot.domain.canonical import canonical
from bot.domain.events import Via
from bot.domain.evidence.package import package
from bot.domain.record import BEGINNING, FORMAT, Kind, Line, chained
from bot.domain.situation import Settings
from bot.domain.snapshots import snapshot
from bot.engine.evidence import text_of_the_program

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


def _checked(made: bytes) -> float:
    """Seconds that `python verify.py inc-7.zip` takes, from its start to its end."""
    with tempfile.TemporaryDirectory(prefix="rondo-record-") as folder:
        package, verify = Path(folder) / "inc-7.zip", Path(folder) / "verify.py"
        package.write_bytes(made)
        verify.write_text(text_of_the_program(), encoding="utf-8")
        begun = time.time()
        subprocess.run([sys.executable, str(verify), str(package)], check=True, stdout=subprocess.DEVNULL)
        return time.time() - begun


async def record() -> list[Row]:
    """One record; the first lines of it as a package, and all of them checked."""
    settings = Settings(people={}, policies={}, services={}, last_resort=())
    lines = list(islice(_lines(settings), LINES))
    usual = _seconds(lambda: _package(lines[:USUAL], settings))
    long = _seconds(lambda: _package(lines[:LONG], settings))
    checked = _checked(_package(lines, settings))
    return [
        row(f"a package of {USUAL:,} lines is made, as of a bad day", usual, "≤", 2, "s"),
        row(f"a package of {LONG:,} lines is made", long, "≤", 2, "s"),
        row(f"{LINES:,} lines of a record are checked", checked, "≤", 6, "s"),
    ]


def _seconds(work: Callable[[], object]) -> float:
    begun = time.time()
    work()
    return time.time() - begun
