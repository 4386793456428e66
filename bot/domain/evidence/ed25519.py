"""Whether an Ed25519 signature holds (RFC 8032), without anything but Python: slow, and there is one in a package.

It keeps nothing secret and signs nothing, so that it matters to nobody how long it takes.
"""

import hashlib

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)

#: (X, Y, Z): the point (X/Z, Y/Z) of the curve -x² + y² = 1 + d x² y².
_Point = tuple[int, int, int]


def holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether whoever has the secret of the public `key` (32 bytes) signed the message (64 bytes)."""
    public, commitment = _point(key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or public is None or commitment is None or scalar >= _ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ORDER
    left, right = _times(scalar, _base()), _add(commitment, _times(challenge, public))
    return all((left[at] * right[2] - right[at] * left[2]) % _P == 0 for at in (0, 1))


def _base() -> _Point:
    found = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert found is not None  # noqa: S101  (a constant)
    return found


def _point(written: bytes) -> _Point | None:
    """A point from its 32 bytes: y, and in the highest bit whether x is odd; `None`: there is none."""
    if len(written) != 32:
        return None
    number = int.from_bytes(written, "little")
    odd, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_1 % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and odd):
        return None
    return (_P - x if x % 2 != odd else x), y, 1


def _add(one: _Point, other: _Point) -> _Point:
    """The sum of two points, in projective coordinates."""
    z = one[2] * other[2] % _P
    x, y, both = one[0] * other[0] % _P, one[1] * other[1] % _P, z * z % _P
    turned = _D * x * y % _P
    less, more = both - turned, both + turned
    crossed = (one[0] + one[1]) * (other[0] + other[1]) - x - y
    return z * less * crossed % _P, z * more * (y + x) % _P, less * more % _P


def _times(scalar: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1)
    for bit in f"{scalar:b}":
        found = _add(found, found)
        if bit == "1":
            found = _add(found, point)
    return found
