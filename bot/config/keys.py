"""Ed25519 keys as they are given: the 32 bytes in hexadecimal digits, PEM, or a file with either."""

import base64
import binascii
import re
from pathlib import Path

#: What stands before the 32 bytes in PKCS #8 (RFC 8410, §7), so that no library has to be loaded at start.
_BEFORE = bytes.fromhex("302e020100300506032b657004220420")

_PEM = re.compile(r"-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s\\]+)-----END PRIVATE KEY-----")


def seed_of(given: str) -> str:
    """The 32 bytes in hexadecimal digits.

    Raises:
        OSError: it is neither, and no file that can be read.
        ValueError: it is no Ed25519 key.
    """
    return _seed(given) or _seed(Path(given).read_text(encoding="utf-8").strip()) or _no_key()


def _seed(text: str) -> str | None:
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        return text.lower()
    found = _PEM.search(text)
    if found is None:
        return None
    try:
        inside = base64.b64decode(found[1].replace("\\n", ""))
    except binascii.Error:
        return None
    return inside[len(_BEFORE) :].hex() if inside.startswith(_BEFORE) and len(inside) == len(_BEFORE) + 32 else None


def _no_key() -> str:
    raise ValueError("no Ed25519 key")
