"""The text of `verify.py` in a package: the modules that check one, in one file that needs nothing of Rondo."""

import re
from collections.abc import Mapping

#: The modules, in the order in which each knows what it needs.
MODULES = ("ed25519", "chain", "views", "anchoring", "verify")
_OURS = re.compile(r"^from bot\.domain\.evidence\.\w+ import .*\n", re.MULTILINE)


def program(sources: Mapping[str, str]) -> str:
    """One program of the modules' texts, which it holds unchanged but for what they import of each other."""
    texts = [_OURS.sub("", sources[name]) for name in MODULES]
    return "\n\n".join(text.strip() for text in texts) + "\n"
