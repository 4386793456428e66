"""Sign-in links and sessions of the dashboard; a stolen database signs nobody in, since only hashes are in it."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, delete, select

from bot.ports import Visitor
from bot.store.place import Place
from bot.store.tables import sessions, sign_ins

LINK_LASTS = timedelta(minutes=2)
SESSION_LASTS = timedelta(hours=12)


class Sessions:
    """The port `bot.ports.Sessions`; everything raises `bot.domain.errors.Unavailable` when the database is away."""

    def __init__(self, place: Place) -> None:
        self._workspace = place.workspace
        self._database = place.database

    async def invite(self, person: str | None, now: datetime) -> str:
        """A new secret for a sign-in link: works once, for 2 minutes."""
        return await self._database.write(lambda c: self._new(c, sign_ins, person, now + LINK_LASTS))

    async def redeem(self, secret: str, now: datetime) -> str | None:
        """The cookie of a new session of 12 hours, or `None` when the link was used, is too old or was never made."""
        return await self._database.write(lambda c: self._redeem(c, secret, now))

    async def visitor(self, cookie: str, now: datetime) -> Visitor | None:
        """Whose session it is, while it lasts."""
        statement = select(sessions.c.person).where(
            sessions.c.workspace == self._workspace, sessions.c.hash == _hash(cookie), sessions.c.until > now
        )
        row = await self._database.read(lambda c: c.execute(statement).one_or_none())
        return Visitor(person=row.person) if row else None

    async def end(self, cookie: str) -> None:
        """The session is over: its cookie opens nothing any more, wherever it was copied to."""
        statement = delete(sessions).where(sessions.c.workspace == self._workspace, sessions.c.hash == _hash(cookie))
        await self._database.write(lambda c: c.execute(statement))

    def _new(self, connection: Connection, table: Table, person: str | None, until: datetime) -> str:
        secret = secrets.token_urlsafe(32)
        row = {"workspace": self._workspace, "hash": _hash(secret), "person": person, "until": until}
        connection.execute(table.insert(), row)
        return secret

    def _redeem(self, connection: Connection, secret: str, now: datetime) -> str | None:
        # Deleting decides: of two who bring the same secret at once, one gets the row.
        statement = (
            delete(sign_ins)
            .where(sign_ins.c.workspace == self._workspace, sign_ins.c.hash == _hash(secret), sign_ins.c.until > now)
            .returning(sign_ins.c.person)
        )
        row = connection.execute(statement).one_or_none()
        return self._new(connection, sessions, row.person, now + SESSION_LASTS) if row else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()
