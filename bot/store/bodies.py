"""Raw bodies that had to be altered to be read: the newest hundred, for a week, each once however often it came."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, Delete, delete, select

from bot.store.place import Place
from bot.store.tables import bodies

KEPT = timedelta(days=7)

#: A body has 1 MiB at most, so that all of them stay below 100.
MOST = 100


class Bodies:
    """The port `bot.ports.Bodies`; `keep` raises `bot.domain.errors.Unavailable` when the database is away."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def keep(self, source: str, body: bytes, now: datetime) -> None:
        """Keep it as it came; the oldest ones make room."""
        row = {
            "workspace": self._place.workspace,
            "hash": _hash(source, body),
            "at": now,
            "source": source,
            "body": body,
        }
        insert = self._place.insert(bodies)
        statement = insert.on_conflict_do_update(
            index_elements=[bodies.c.workspace, bodies.c.hash], set_={"at": insert.excluded.at}
        )

        def kept(connection: Connection) -> None:
            connection.execute(statement, row)
            connection.execute(self._crowded_out())

        await self._place.database.write(kept)

    def _crowded_out(self) -> Delete:
        ours = bodies.c.workspace == self._place.workspace
        newest = select(bodies.c.hash).where(ours).order_by(bodies.c.at.desc(), bodies.c.hash).limit(MOST)
        return delete(bodies).where(ours, bodies.c.hash.not_in(newest))


def _hash(source: str, body: bytes) -> str:
    return hashlib.sha256(source.encode() + b"\0" + body).hexdigest()
