"""Who is at the other end: a full member of our workspace, or somebody who may not act here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.situation import Member, Situation
from bot.slack.api import Yes
from bot.slack.directory import member_of
from bot.slack.listeners.desk import Desk, Errand

_PATIENCE_SECONDS = 1.5


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """Somebody who may not act; `text` says why, in mrkdwn."""

    text: str


async def errand(desk: Desk, slack_id: str, *, team: str | None = None, **where: Any) -> Errand | Stranger:
    """The errand of a person.

    While Slack can't be asked who somebody is, they may act: an acknowledgement at night counts more than this check,
    and the record says who it was.
    """
    identity = await desk.directory.identity() if team else None
    if identity and team != identity.team_id:
        return Stranger(text="Only members of this workspace can do this; you are here from another one.")
    situation = await meet(desk, await desk.reads.situation(), [slack_id])
    person = situation.named(slack_id)
    member = situation.members.get(person)
    if member and (member.guest or member.deactivated):
        return Stranger(text="Guests and apps can't do this. Ask a full member of this workspace.")
    return Errand(slack_id=slack_id, person=person, situation=situation, **where)


async def meet(desk: Desk, situation: Situation, slack_ids: Iterable[str]) -> Situation:
    """The situation, with everybody in it whom Slack knows under those ids; new ones are asked for once and kept."""
    known = {member.slack_id for member in situation.members.values()}
    found = {one: await _asked(desk, one) for one in slack_ids if one and one not in known}
    members = {one: member for one, member in found.items() if member is not None}
    if not members:
        return situation
    await desk.directory.remember(members)
    return replace(situation, members={**situation.members, **members})


async def _asked(desk: Desk, slack_id: str) -> Member | None:
    reply = await desk.api.call("users.info", patience=_PATIENCE_SECONDS, user=slack_id)
    return member_of(reply.data["user"]) if isinstance(reply, Yes) else None
