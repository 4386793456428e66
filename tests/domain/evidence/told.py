"""An incident's record and its package, for the tests of evidence."""

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain import events as e
from bot.domain import evidence
from bot.domain.canonical import canonical, sha256
from bot.domain.evidence.package import package
from bot.domain.evidence.program import MODULES, program
from bot.domain.record import Line
from bot.domain.snapshots import snapshot
from tests.domain.evidence.signing import signed
from tests.domain.stage import Stage

PROGRAM = program({name: (Path(evidence.__file__).parent / f"{name}.py").read_text() for name in MODULES})
NOBODY = {"anchor": None}


class Told:
    """A night with INC-1, and everything that was written into its record."""

    def __init__(self, stage: Stage | None = None) -> None:
        self.stage, self.lines = stage or Stage(), list[Line]()
        self.settings = {self.stage.settings.digest: canonical(snapshot(self.stage.settings)).decode()}

    def happens(self, event: e.Event, *, minutes: int = 1) -> None:
        self.stage.now += timedelta(minutes=minutes)
        self.lines += self.stage.happens(event).record

    def night(self) -> "Told":
        self.stage.alert()
        assert self.stage.last is not None
        self.lines += self.stage.last.record
        self.delivered()
        ana = e.By(person="ana", confirmed=True, witness="1764040335.000100")
        self.happens(e.Acknowledged(incident=1, by=ana))
        self.happens(e.Noted(incident=1, by=ana, text="Rolling back <b>1.5.0</b> – “slowly” \U0001f6a8"))
        self.happens(e.Noted(incident=1, by=e.By(person="ben", via=e.Via.TOKEN, token="ci"), text="half \udc80 a word"))
        self.happens(e.EscalationAsked(incident=1, by=ana, reason="needs a second pair of hands"))
        self.delivered()
        self.happens(e.Resolved(incident=1, by=ana, summary="Rolled back"))
        self.happens(e.Noted(incident=1, by=ana, text="one more thing"))
        return self

    def delivered(self) -> None:
        for page in self.stage.incidents[1].pages:
            if page.delivered_at is None:
                ts = f"{self.stage.now.timestamp():.6f}"
                self.happens(e.PageDelivered(incident=1, step=page.step, person=page.person, channel="D1", ts=ts))

    def package(self, as_of: int | None = None, anchor: dict[str, Any] | None = None) -> bytes:
        lines = self.lines[:as_of]
        return package(1, lines, settings=self.settings, anchor=anchor or NOBODY, program=PROGRAM)

    def files(self, **more: Any) -> dict[str, bytes]:
        return unpacked(self.package(**more))


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


SECRET = bytes(range(32))


def anchored(lines: Sequence[Line]) -> dict[str, Any]:
    """Two seals and an anchor of a record that ends with those lines."""
    first = {
        "number": 4,
        "at": "2026-11-23T03:30:00Z",
        "before": "f" * 64,
        "heads": [[1, len(lines), lines[-1].digest]],
    }
    second = {"number": 5, "at": "2026-11-23T03:31:00Z", "before": sha256(first), "heads": [[2, 3, "e" * 64]]}
    anchor = {"sequence": 5, "head": sha256(second), "at": "2026-11-23T03:32:00Z"}
    key, signature = signed(SECRET, canonical(anchor))
    told = {**anchor, "key": key.hex(), "signature": signature.hex()}
    return {"anchor": told, "lines": len(lines), "seals": [first, second]}
