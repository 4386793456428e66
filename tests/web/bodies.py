"""Bodies that nobody should send, made by chance: objects nearly right, of anything, and bytes nearly JSON."""

import json
from random import Random  # noqa: TID251  (handed in, seeded by the run)
from typing import Any

WORDS = (
    "firing", "resolved", "critical", "warning", "checkout", "billing", "", " ", "\x00", "\ud800", "a\udfffb",
    "<!channel>", "x" * 4000, "é\u202e", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z",
    "99999-01-01T00:00:00Z", "now", "https://[", "javascript:alert(1)", "https://example.com/\n",
    "http://" + "x" * 3000, "${jndi:ldap://x}", "one\r\ntwo", "\x1b[31m", "=cmd()",
)  # fmt: skip
NUMBERS = (0, -1, 1e300, -1e300, 2**63, 10**399, 1.5, True, None, float("nan"), float("inf"))
PIECES = (b"", b"\xff", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"[" * 900, b"}", b'"', b"NaN", b"9" * 500, b"\x00")
GENERIC = ("title", "key", "status", "severity", "service", "description", "labels", "links", "at", "<!channel>")
ALERT = ("status", "labels", "annotations", "startsAt", "endsAt", "generatorURL", "fingerprint", "dashboardURL")
GROUP = ("groupKey", "status", "groupLabels", "commonLabels", "commonAnnotations", "externalURL", "title", "orgId")
LABELS = ("alertname", "severity", "service", "summary", "description", "runbook_url", "", "\x00", "__x__")
MAPPINGS = frozenset({"labels", "annotations", "groupLabels", "commonLabels", "commonAnnotations"})


class Chance:
    """Draws bodies; the same `random` draws the same ones."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def body(self, source: str) -> bytes:
        whole = self._generic() if source == "generic" else self._notification()
        match self._random.randrange(10):
            case 0:
                return self._bytes(self._anything(0))
            case 1:
                return self._random.randbytes(self._random.randrange(60))
            case 2 | 3 | 4:
                return self._mangled(self._bytes(whole))
            case _:
                return self._bytes(whole)

    def _one(self, among: Any) -> Any:
        return among[self._random.randrange(len(among))]

    def _seldom(self) -> bool:
        return self._random.random() < 0.12

    def _bytes(self, value: Any) -> bytes:
        said = json.dumps(value, ensure_ascii=self._random.random() < 0.5)
        return said.encode("utf-8", "surrogatepass")

    def _mangled(self, body: bytes) -> bytes:
        start = self._random.randrange(len(body) + 1)
        return body[:start] + self._one(PIECES) + body[start + self._random.randrange(30) :]

    def _text(self) -> str:
        letters = (chr(self._random.randrange(1, 0x2FF)) for _ in range(self._random.randrange(12)))
        return self._one(WORDS) if self._random.random() < 0.7 else "".join(letters)

    def _leaf(self) -> Any:
        return self._one(NUMBERS) if self._random.random() < 0.15 else self._text()

    def _anything(self, depth: int) -> Any:
        match self._random.randrange(6) if depth < 5 else 5:
            case 0:
                return [self._anything(depth + 1) for _ in range(self._random.randrange(4))]
            case 1:
                return {self._text(): self._anything(depth + 1) for _ in range(self._random.randrange(4))}
            case _:
                return self._leaf()

    def _labels(self) -> Any:
        return {self._one(LABELS): self._leaf() for _ in range(self._random.randrange(5))}

    def _fields(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Some of them, each of its kind, or anything at all."""
        found: dict[str, Any] = {}
        for name in names:
            if self._random.random() < 0.6:
                usual = self._labels() if name in MAPPINGS else self._text()
                found[name] = self._anything(2) if self._seldom() else usual
        return found

    def _generic(self) -> Any:
        some = [self._an_object() for _ in range(self._random.randrange(1, 4))]
        return some if self._random.random() < 0.3 else some[0]

    def _an_object(self) -> Any:
        found = self._fields(GENERIC)
        if self._random.random() < 0.5:
            found |= {"key": self._one("abc"), "title": "x", "status": self._one(("firing", "firing", "resolved"))}
        found["links"] = [{"title": self._text(), "url": self._text()}, self._leaf()]
        return found

    def _notification(self) -> Any:
        alerts = [self._an_alert() for _ in range(self._random.randrange(4))]
        if self._random.random() < 0.2:
            return alerts
        group = {"groupKey": self._one("abc")} if self._random.random() < 0.6 else {}
        return {**self._fields(GROUP), **group, "alerts": self._anything(2) if self._seldom() else alerts}

    def _an_alert(self) -> Any:
        if self._seldom():
            return self._anything(2)
        known = {"fingerprint": self._one("fgh"), "status": self._one(("firing", "firing", "resolved"))}
        return {**self._fields(ALERT), **(known if self._random.random() < 0.6 else {})}
