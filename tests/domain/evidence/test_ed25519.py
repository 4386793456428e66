"""Signatures: the test vectors of RFC 8032 (§7.1), and what is none."""

import pytest

from bot.domain.evidence import ed25519
from bot.domain.evidence.ed25519 import holds
from tests.domain.evidence.signing import signed

VECTORS = [  # secret, public key, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
            "c027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("secret", "key", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_hold_and_are_made(secret: str, key: str, message: str, signature: str) -> None:
    assert holds(*map(bytes.fromhex, (key, message, signature)))
    assert signed(bytes.fromhex(secret), bytes.fromhex(message)) == (bytes.fromhex(key), bytes.fromhex(signature))


@pytest.mark.parametrize("bit", range(0, 512, 31))
def test_a_signature_with_another_bit_does_not_hold(bit: int) -> None:
    _, key, message, signature = map(bytes.fromhex, VECTORS[2])
    changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not holds(key, message, changed)
    assert not holds(key, message + b"x", signature)


def test_what_is_no_key_or_no_signature_does_not_hold() -> None:
    _, key, message, signature = map(bytes.fromhex, VECTORS[2])
    greater = int.from_bytes(signature[32:], "little") + ed25519._ORDER  # the same answer, written otherwise
    wrong = [
        (key[:31], signature),
        (b"\x02" + bytes(31), signature),  # no point has that y
        (b"\xee" + b"\xff" * 30 + b"\x7f", signature),  # a y that is not reduced
        ((1 | 1 << 255).to_bytes(32, "little"), signature),  # x is 0 and can't be odd
        (key, signature[:63]),
        (key, signature + b"\x00"),
        (key, signature[:32] + greater.to_bytes(32, "little")),
    ]
    assert not any(holds(one, message, other) for one, other in wrong)
