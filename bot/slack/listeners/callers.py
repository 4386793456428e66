"""Who is at the other end: their name on the roster, what Slack says of them, and whether they are of our workspace."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.domain.members import Member
from bot.domain.situation import Situation
from bot.slack.api import Yes
from bot.slack.directory import member_of
from bot.slack.listeners.desk import Desk, Errand

_PATIENCE_SECONDS = 1.5


async def errand(desk: Desk, slack_id: str, *, team: str | None = None, **where: Any) -> Errand:
    """The errand of a person; of somebody who is no full member of this workspace, one that can only be refused."""
    identity = await desk.directory.identity() if team else None
    situation = await desk.reads.situation()
    if identity and team != identity.team_id:
        return Errand(slack_id=slack_id, person=slack_id, situation=situation, foreign=True, **where)
    situation = await meet(desk, situation, [slack_id])
    return Errand(slack_id=slack_id, person=situation.named(slack_id), situation=situation, **where)


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
