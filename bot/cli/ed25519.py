"""The process that signs: from standard input a key's 32 bytes in hexadecimal digits, a line, then what is signed."""

import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def main() -> None:
    """Prints the public key and the signature, in hexadecimal digits."""
    seed, _, content = sys.stdin.buffer.read().partition(b"\n")
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed.decode()))
    print(key.public_key().public_bytes_raw().hex(), key.sign(content).hex())


if __name__ == "__main__":
    main()
