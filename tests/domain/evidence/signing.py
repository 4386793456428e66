"""Signatures for the tests, by what checks them; RFC 8032 says how they are made."""

import hashlib

from bot.domain.evidence import ed25519


def signed(secret: bytes, message: bytes) -> tuple[bytes, bytes]:
    """The public key of a secret of 32 bytes, and its signature of the message."""
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    key = _written(scalar)
    nonce = int.from_bytes(hashlib.sha512(digest[32:] + message).digest(), "little") % ed25519._ORDER
    commitment = _written(nonce)
    challenge = int.from_bytes(hashlib.sha512(commitment + key + message).digest(), "little")
    answer = (nonce + challenge * scalar) % ed25519._ORDER
    return key, commitment + answer.to_bytes(32, "little")


def _written(scalar: int) -> bytes:
    x, y, z = ed25519._times(scalar, ed25519._base())
    inverse = pow(z, -1, ed25519._P)
    x, y = x * inverse % ed25519._P, y * inverse % ed25519._P
    return (y | (x & 1) << 255).to_bytes(32, "little")
