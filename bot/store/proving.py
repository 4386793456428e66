"""From a record over the seals to an anchor, as a package of evidence shows it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from bot.domain.canonical import Json
from bot.store.place import Place
from bot.store.tables import incidents, seals

#: Clocks of replicas are apart by less: no seal of an incident is older than its opening by more than that.
SKEW = timedelta(hours=1)

_incident, _seal = incidents.c, seals.c


class Proofs:
    """The port `bot.ports.Proofs`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def proof(self, incident: int, as_of: int) -> Mapping[str, Json]:
        """The last anchor that covers no later line than that, and the seals that lead to it."""
        return await self._place.database.read(lambda c: self._proof(c, incident, as_of))

    def _proof(self, connection: Connection, incident: int, as_of: int) -> Mapping[str, Json]:
        here = _seal.workspace == self._place.workspace
        heads = self._heads(connection, incident)
        beyond = min((number for number, lines in heads.items() if lines > as_of), default=None)
        for number, lines in sorted(heads.items(), reverse=True):
            if lines > as_of:
                continue
            after = select(func.min(_seal.number)).where(here, _seal.number >= number, _seal.anchor.is_not(None))
            anchored = connection.scalar(after)
            if anchored is not None and (beyond is None or anchored < beyond):
                return self._told(connection, number, anchored, lines)
        return {"anchor": None}

    def _heads(self, connection: Connection, incident: int) -> dict[int, int]:
        """How many lines of the record each seal that has a head of it covers."""
        here = (_incident.workspace == self._place.workspace, _incident.number == incident)
        opened_at = connection.scalar(select(_incident.opened_at).where(*here))
        if opened_at is None:
            return {}
        statement = select(_seal.number, _seal.body).where(
            _seal.workspace == self._place.workspace,
            _seal.at >= opened_at - SKEW,
            _seal.body.contains(f"[{incident},", autoescape=True),
        )
        found = ((number, _lines(json.loads(body), incident)) for number, body in connection.execute(statement))
        return {number: lines for number, lines in found if lines is not None}

    def _told(self, connection: Connection, first: int, last: int, lines: int) -> Mapping[str, Json]:
        statement = select(_seal.body, _seal.anchor).where(
            _seal.workspace == self._place.workspace, _seal.number >= first, _seal.number <= last
        )
        rows = connection.execute(statement.order_by(_seal.number)).all()
        anchor: Json = json.loads(rows[-1].anchor)
        return {"anchor": anchor, "lines": lines, "seals": [json.loads(row.body) for row in rows]}


def _lines(seal: Mapping[str, Any], incident: int) -> int | None:
    return next((lines for one, lines, _ in seal["heads"] if one == incident), None)
