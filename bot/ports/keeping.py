"""What is kept beside incidents: who is who, small facts, sessions, bodies as they came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.members import Member


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who we are in Slack, learned at first contact."""

    team_id: str
    team: str
    bot_user_id: str
    bot_id: str = ""
    app_id: str = ""
    url: str = ""
    scopes: frozenset[str] = frozenset()


class Directory(Protocol):
    """Who is who in Slack: kept in the database, so that a pick never waits for Slack."""

    async def remember(self, members: Mapping[str, Member | None]) -> None:
        """Keep what Slack said, by the roster's name or, for others, the Slack id; `None`: Slack does not know them."""

    async def remember_quiet(self, spans: Mapping[str, tuple[datetime, datetime] | None]) -> None:
        """Keep from when to when Slack is silent for people whom we know; `None`: it is not."""

    async def remember_group(self, group: str, slack_ids: Sequence[str]) -> None:
        """Keep who is in a Slack user group."""

    async def identity(self) -> Identity | None:
        """Who we are, if we ever knew."""

    async def remember_identity(self, identity: Identity) -> None:
        """Keep who we are."""

    async def channel(self, name: str) -> str | None:
        """The id of a channel named in the configuration (`#ops`), if it was found."""

    async def remember_channel(self, name: str, channel: str) -> None:
        """Keep the id of a configured channel."""


class Facts(Protocol):
    """Small things that are kept by name: the last good configuration, when a command first arrived."""

    async def get(self, name: str) -> str | None:
        """The text kept under that name."""

    async def keep(self, name: str, text: str) -> str:
        """Keep it unless something is kept there already; returns what is kept."""

    async def put(self, name: str, text: str) -> None:
        """Keep it, over what was there."""

    async def follow(self, name: str, before: str | None, text: str) -> None:
        """Keep it, over what was read `before`; where another replica has written since, that stays."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody with a session on the dashboard; `person` is `None` for whoever signed in from the command line."""

    person: str | None


class Sessions(Protocol):
    """Sign-in links (once, 2 minutes) and sessions (12 hours); only hashes are stored."""

    async def invite(self, person: str | None, now: datetime) -> str:
        """A new secret for a sign-in link."""

    async def redeem(self, secret: str, now: datetime) -> str | None:
        """The cookie of a new session, or `None` when the link was used, is too old or was never made."""

    async def visitor(self, cookie: str, now: datetime) -> Visitor | None:
        """Whose session it is, while it lasts."""

    async def end(self, cookie: str) -> None:
        """The session is over: its cookie opens nothing any more."""


class Bodies(Protocol):
    """What senders posted, as it came, where it had to be altered to be read; bounded, and gone after 7 days."""

    async def keep(self, source: str, body: bytes, now: datetime) -> None:
        """Keep the bytes that `source` sent.

        Raises:
            bot.domain.errors.Unavailable: they were not kept; the sender should try again.
        """
