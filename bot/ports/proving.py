"""What the evidence of an incident needs to know of anchors."""

from collections.abc import Mapping
from typing import Protocol

from bot.domain.canonical import Json


class Proofs(Protocol):
    """How a record is bound to an anchor; raises `bot.domain.errors.Unavailable` when the database is away."""

    async def proof(self, incident: int, as_of: int) -> Mapping[str, Json]:
        """The last anchor that covers no later line than that, and the seals that lead to it.

        Of several that cover the same lines the first, so that it stays the same. As `anchor.json` has it
        (`bot.domain.evidence.anchoring`): `{"anchor": null}` where there is none.
        """
