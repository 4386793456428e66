"""What an incident's record does not say yet, and by which configuration it was written last."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """`owed` are the public fields that changed since the last line; `None`: no line has any of them yet.

    `settings` is the hash of the configuration of the last line. `kept`: the record is kept whatever its age.
    """

    owed: frozenset[str] | None = None
    settings: str = ""
    kept: bool = False
