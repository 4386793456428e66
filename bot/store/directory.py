"""Who is who, where configured channels are, who we are, and small facts by name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.domain.members import Member
from bot.ports import Identity
from bot.store import around, codec
from bot.store.place import Place
from bot.store.tables import channels, facts, workspaces


class Directory:
    """The port `bot.ports.Directory`; everything raises `bot.domain.errors.Unavailable` when the database is away."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._database = place.database
        self._here = workspaces.c.workspace == place.workspace

    async def remember(self, members: Mapping[str, Member | None]) -> None:
        """Keep what Slack said, by the roster's name or, for others, the Slack id; `None`: Slack does not know them."""
        await self._database.write(lambda c: around.keep_members(c, self._place, members))

    async def remember_quiet(self, spans: Mapping[str, tuple[datetime, datetime] | None]) -> None:
        """Keep from when to when Slack is silent for people whom we know; `None`: it is not."""
        await self._database.write(lambda c: around.keep_quiet(c, self._place, spans))

    async def remember_group(self, group: str, slack_ids: Sequence[str]) -> None:
        """Keep who is in a Slack user group."""
        await self._database.write(lambda c: around.keep_group(c, self._place, group, slack_ids))

    async def identity(self) -> Identity | None:
        """Who we are, if we ever knew."""
        statement = select(workspaces.c.identity).where(self._here)
        kept: str | None = await self._database.read(lambda c: c.scalar(statement))
        return codec.identity_in(kept) if kept else None

    async def remember_identity(self, identity: Identity) -> None:
        """Keep who we are; the team's id also in a column of its own."""
        values = {"team_id": identity.team_id, "identity": codec.identity_out(identity)}
        await self._database.write(lambda c: c.execute(update(workspaces).where(self._here).values(values)))

    async def channel(self, name: str) -> str | None:
        """The id of a channel named in the configuration (`#ops`), if it was found."""
        statement = select(channels.c.channel).where(
            channels.c.workspace == self._place.workspace, channels.c.name == name
        )
        found: str | None = await self._database.read(lambda c: c.scalar(statement))
        return found

    async def remember_channel(self, name: str, channel: str) -> None:
        """Keep the id of a configured channel."""
        insert = self._place.insert(channels)
        statement = insert.on_conflict_do_update(
            index_elements=[channels.c.workspace, channels.c.name], set_={"channel": insert.excluded.channel}
        )
        row = {"workspace": self._place.workspace, "name": name, "channel": channel}
        await self._database.write(lambda c: c.execute(statement, row))


class Facts:
    """The port `bot.ports.Facts`."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def get(self, name: str) -> str | None:
        """The text kept under that name."""
        statement = select(facts.c.text).where(facts.c.workspace == self._place.workspace, facts.c.name == name)
        found: str | None = await self._place.database.read(lambda c: c.scalar(statement))
        return found

    async def keep(self, name: str, text: str) -> str:
        """Keep it unless something is kept there already; returns what is kept."""
        row = {"workspace": self._place.workspace, "name": name, "text": text}
        statement = self._place.insert(facts).on_conflict_do_nothing()
        await self._place.database.write(lambda c: c.execute(statement, row))
        return await self.get(name) or text

    async def put(self, name: str, text: str) -> None:
        """Keep it, over what was there."""
        await self._place.database.write(lambda c: self._put(c, name, text))

    async def follow(self, name: str, before: str | None, text: str) -> None:
        """Keep it, over what was read `before`; where another replica has written since, that stays."""
        if before is None:
            await self.keep(name, text)
            return
        here = (facts.c.workspace == self._place.workspace, facts.c.name == name, facts.c.text == before)
        await self._place.database.write(lambda c: c.execute(update(facts).where(*here).values(text=text)))

    def _put(self, connection: Connection, name: str, text: str) -> None:
        insert = self._place.insert(facts)
        statement = insert.on_conflict_do_update(
            index_elements=[facts.c.workspace, facts.c.name], set_={"text": insert.excluded.text}
        )
        connection.execute(statement, {"workspace": self._place.workspace, "name": name, "text": text})
