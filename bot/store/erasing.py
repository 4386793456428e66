"""Erasing in place: pieces of lines that stand already, of which the record keeps the hashes."""

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from bot.store import codec
from bot.store.place import Place
from bot.store.tables import lines


def erase(connection: Connection, place: Place, erased: Mapping[int, Mapping[int, tuple[str, ...]]]) -> None:
    """By incident and line, the pieces that go."""
    for incident, pieces in erased.items():
        for number, names in pieces.items():
            here = (lines.c.workspace == place.workspace, lines.c.incident == incident, lines.c.number == number)
            body = connection.scalar(select(lines.c.body).where(*here))
            if body is not None:
                left = codec.line_out(codec.line_in(body).without(*names))
                connection.execute(update(lines).where(*here).values(body=left))
