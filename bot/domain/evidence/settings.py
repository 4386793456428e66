"""What the configuration says of evidence."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EvidenceSettings:
    """`redact` are labels and keys of what senders said whose values no package shows.

    `private_messages`: messages that are pinned in private incidents are kept as well.
    """

    redact: frozenset[str] = frozenset()
    private_messages: bool = False
