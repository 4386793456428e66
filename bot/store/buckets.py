"""The buckets of Slack's limits: a row per method, locked while it is changed."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, select, text, update

from bot.ports import Bucket, Change
from bot.store import codec
from bot.store.place import Place
from bot.store.tables import buckets


class Buckets:
    """The port `bot.ports.Buckets`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def change(self, methods: Collection[str], change: Change) -> None:
        """Read the buckets of those methods, and keep what `change` makes of them; meanwhile nobody else does.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        await self._place.database.write(lambda c: _change(c, self._place, sorted(set(methods)), change))


_ROWS = (
    select(buckets.c.method, buckets.c.body)
    .where(buckets.c.workspace == bindparam("workspace"), buckets.c.method.in_(bindparam("methods", expanding=True)))
    .order_by(buckets.c.method)
    .with_for_update()
)
_KEEP = (
    update(buckets)
    .where(buckets.c.workspace == bindparam("b_workspace"), buckets.c.method == bindparam("b_method"))
    .values(body=bindparam("b_body"))
)
#: A crash of the server may forget the last places that were given: Slack refuses what is too much then.
_UNSYNCED = text("SET LOCAL synchronous_commit = off")


def _change(connection: Connection, place: Place, methods: list[str], change: Change) -> None:
    if place.database.dialect == "postgresql":
        connection.execute(_UNSYNCED)
    kept = _read(connection, place, methods)
    if missing := [method for method in methods if method not in kept]:
        new = [{"workspace": place.workspace, "method": one, "body": codec.bucket_out(Bucket())} for one in missing]
        connection.execute(place.insert(buckets).on_conflict_do_nothing(), new)
        kept = _read(connection, place, methods)
    rows = [
        {"b_workspace": place.workspace, "b_method": method, "b_body": codec.bucket_out(bucket)}
        for method, bucket in change(kept).items()
    ]
    connection.execute(_KEEP, rows)


def _read(connection: Connection, place: Place, methods: list[str]) -> Mapping[str, Bucket]:
    rows = connection.execute(_ROWS, {"workspace": place.workspace, "methods": methods}).all()
    return {method: codec.bucket_in(body) for method, body in rows}
