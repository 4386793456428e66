"""Foreign text, before anything is done with it."""

import re

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")

#: Control characters, halves of characters, and the two that turn round whatever stands behind them.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")


def clean(said: str) -> str:
    """Text that every database and encoding takes: NUL and lone surrogates become U+FFFD."""
    return _UNREADABLE.sub("\ufffd", said)


def showable(said: str) -> str:
    """Text that does nothing to where it is shown, a terminal too: tab and new line stay, other controls are U+FFFD."""
    return _UNSHOWABLE.sub("\ufffd", said)
