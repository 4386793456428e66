"""Anchors: what is shown outside of Rondo's database, so that its past can't be rewritten unnoticed."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.domain.canonical import canonical, moment


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """Of the seal numbered `sequence`, whose hash is `head`: an Ed25519 signature, and the public key, in hexadecimal.

    The signature (RFC 8032) is over the canonical JSON of `at`, `head` and `sequence`.
    """

    sequence: int
    head: str
    at: datetime
    key: str
    signature: str

    @property
    def written(self) -> str:
        """Its canonical JSON."""
        said = {"at": moment(self.at), "head": self.head, "key": self.key}
        return canonical({**said, "sequence": self.sequence, "signature": self.signature}).decode()

    @staticmethod
    def read(text: str) -> "Anchor":
        """The anchor of that JSON."""
        found = json.loads(text)
        return Anchor(**{**found, "at": datetime.fromisoformat(found["at"])})


#: Sign the seal of that number and hash, at that time.
Sign: TypeAlias = Callable[[int, str, datetime], Awaitable[Anchor]]


def signed(sequence: int, head: str, at: datetime) -> bytes:
    """What is signed."""
    return canonical({"at": moment(at), "head": head, "sequence": sequence})
