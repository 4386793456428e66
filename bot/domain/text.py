"""Foreign text, before anything is done with it."""

import re

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def clean(said: str) -> str:
    """Text that every database and encoding takes: NUL and lone surrogates become U+FFFD."""
    return _UNREADABLE.sub("\ufffd", said)
