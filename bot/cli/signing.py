"""What signs anchors (Ed25519): with the key that Rondo is given, else with one that it made and keeps."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from bot.config import Secret
from bot.domain.anchors import Anchor, signed
from bot.ports import Facts

#: Under this name the key is kept that Rondo made, in hexadecimal digits.
KEY = "signing key"

#: It takes a fifth of a second on an idle machine.
SECONDS = 30

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Signer:
    """The port `bot.domain.anchors.Sign`; `given` is a key's 32 bytes in hexadecimal digits."""

    facts: Facts
    given: Secret | None = None

    async def __call__(self, sequence: int, head: str, at: datetime) -> Anchor:
        """The anchor of that seal.

        Raises:
            bot.domain.errors.Unavailable: the key can't be read, or kept.
            RuntimeError: the process that signs failed.
        """
        key, signature = await _signed_apart(await self._seed(), signed(sequence, head, at))
        return Anchor(sequence=sequence, head=head, at=at, key=key, signature=signature)

    async def _seed(self) -> str:
        return self.given.reveal() if self.given else await self._made()

    async def _made(self) -> str:
        return await self.facts.get(KEY) or await self.facts.keep(KEY, token_hex(32))


async def _signed_apart(seed: str, content: bytes) -> tuple[str, str]:
    """The public key and the signature, made by a process of its own: the library takes 8 MB that serving would keep.

    Raises:
        RuntimeError: it did not come to its end; the next look tries again.
    """
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli.ed25519"), cwd=_ROOT, env={}, stdin=pipe, stdout=pipe, stderr=nowhere
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(f"{seed}\n".encode() + content), SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    key, _, signature = printed.decode().strip().partition(" ")
    if process.returncode != 0 or not signature:
        raise RuntimeError("the process that signs an anchor failed: is `cryptography` installed?")
    return key, signature
