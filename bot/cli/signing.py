"""What signs anchors (Ed25519): with the key that Rondo is given, else with one that it made and keeps."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from bot.config import Secret
from bot.domain.anchors import Anchor, signed
from bot.ports import Facts

#: Under this name the key is kept that Rondo made, in hexadecimal digits.
KEY = "signing key"


@dataclass(frozen=True, kw_only=True)
class Signer:
    """The port `bot.domain.anchors.Sign`; `given` is a key's 32 bytes in hexadecimal digits."""

    facts: Facts
    given: Secret | None = None

    async def __call__(self, sequence: int, head: str, at: datetime) -> Anchor:
        """The anchor of that seal.

        Raises:
            bot.domain.errors.Unavailable: the key can't be read, or kept.
        """
        # Loaded when the first anchor is made, not at start.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

        seed = self.given.reveal() if self.given else await self._made()
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
        signature, public = key.sign(signed(sequence, head, at)), key.public_key().public_bytes_raw()
        return Anchor(sequence=sequence, head=head, at=at, key=public.hex(), signature=signature.hex())

    async def _made(self) -> str:
        return await self.facts.get(KEY) or await self.facts.keep(KEY, token_hex(32))
