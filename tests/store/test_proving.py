"""From a record to an anchor: which seals are looked through."""

from datetime import timedelta

import pytest

from bot.domain.seals import Head, Seal
from bot.store import Store
from bot.store.tables import seals
from tests.store.samples import NOW, incident, write


@pytest.mark.parametrize(("later", "found"), [(timedelta(hours=-2), False), (timedelta(0), True)])
async def test_only_seals_since_the_incident_was_opened_are_looked_through(
    kept: Store, later: timedelta, *, found: bool
) -> None:
    write(kept, incidents=[incident()])
    seal = Seal(number=1, at=NOW + later, heads=(Head(1, 3, "e" * 64),))
    row = {"workspace": kept.proofs._place.workspace, "number": 1, "at": seal.at, "closes": False, "anchor": "{}"}
    with kept.proofs._place.database.writing() as connection:
        connection.execute(seals.insert(), {**row, "body": seal.written})
    proof = await kept.proofs.proof(1, 3)
    assert ("seals" in proof) is found
