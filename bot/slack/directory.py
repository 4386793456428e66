"""Who is who and what is where: asked at start, hourly and when somebody changes, and kept, so that no page waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.escalation import TargetKind
from bot.domain.situation import Member, Settings, Situation
from bot.ports import Directory, Identity
from bot.slack.api import Api, No, Reply, Unknown, Yes
from bot.slack.errors import verdict

#: Pages of a list; a workspace with more channels than this times a thousand has its channels configured by id.
PAGES = 20
#: Slack's ways of saying that it knows nobody of that id or address.
UNKNOWN_PEOPLE = frozenset({"user_not_found", "users_not_found", "user_not_visible"})


@dataclass(frozen=True, kw_only=True)
class Open:
    """Something that could not be settled yet: what, Slack's code, and the remedy."""

    what: str
    code: str
    remedy: str = ""


async def refresh(api: Api, directory: Directory, situation: Situation) -> Sequence[Open]:
    """Learn who we are, who everybody is, and where the configured channels are; returns what is still open.

    Never raises for what Slack does. What is known stays as it was where Slack gives no answer.
    """
    reply = await api.call("auth.test")
    if not isinstance(reply, Yes):
        return [_open("Slack", "auth.test", reply)]
    await directory.remember_identity(_identity(reply))
    return [*await _people(api, directory, situation), *await _channels(api, directory, situation.settings)]


async def refresh_people(api: Api, directory: Directory, situation: Situation) -> Sequence[Open]:
    """The people alone: after `user_change` and `team_join`."""
    return await _people(api, directory, situation)


def _identity(reply: Yes) -> Identity:
    data = reply.data
    return Identity(
        team_id=str(data.get("team_id", "")),
        team=str(data.get("team", "")),
        bot_user_id=str(data.get("user_id", "")),
        bot_id=str(data.get("bot_id", "")),
        app_id=str(data.get("app_id", "")),
        url=str(data.get("url", "")),
        scopes=reply.scopes,
    )


async def _people(api: Api, directory: Directory, situation: Situation) -> list[Open]:
    found: dict[str, Member | None] = {}
    still: list[Open] = []
    strangers = {slack: slack for slack in situation.members if slack not in situation.settings.people}
    listed = {person.name: person.slack for person in situation.settings.people.values()}
    for who, slack in {**listed, **strangers}.items():
        answer = await _look_up(api, slack)
        if isinstance(answer, Member):
            kept = situation.members.get(who)
            found[who] = await _with_direct(api, replace(answer, direct=_same(kept, answer)), who in listed)
        else:
            if isinstance(answer, No) and answer.code in UNKNOWN_PEOPLE:
                found[who] = None
            still.append(_open(who, "users.info", answer))
    await directory.remember(found)
    return still


def _same(kept: Member | None, now: Member) -> str | None:
    return kept.direct if kept and kept.slack_id == now.slack_id else None


async def _look_up(api: Api, slack: str) -> Member | No | Unknown:
    by_mail = "@" in slack
    reply = await (api.call("users.lookupByEmail", email=slack) if by_mail else api.call("users.info", user=slack))
    return member_of(reply.data["user"]) if isinstance(reply, Yes) else reply


async def _with_direct(api: Api, member: Member, wanted: bool) -> Member:
    """Direct messages are opened ahead, so that the first page is one call."""
    if member.direct or member.deactivated or not wanted:
        return member
    reply = await api.call("conversations.open", users=member.slack_id)
    return replace(member, direct=str(reply.data["channel"]["id"])) if isinstance(reply, Yes) else member


def member_of(user: Mapping[str, Any]) -> Member:
    """A user object of Slack's as what we keep of it."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return Member(
        slack_id=str(user["id"]),
        name=next((str(one) for one in names if one), ""),
        timezone=user.get("tz") or None,
        deactivated=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger")),
    )


async def _channels(api: Api, directory: Directory, settings: Settings) -> list[Open]:
    still, wanted = [], wanted_channels(settings)
    ours = await _ours(api) if wanted else []
    for name in wanted:
        found = await _find(api, name.removeprefix("#"), ours) if isinstance(ours, Sequence) else ours
        if isinstance(found, str):
            await directory.remember_channel(name, found)
        else:
            still.append(_open(name, "conversations.create", found))
    return still


def wanted_channels(settings: Settings) -> Sequence[str]:
    """The channels that the configuration names, each once."""
    levels = [level for policy in settings.policies.values() for level in policy.levels]
    targets = [*settings.last_resort, *(target for level in levels for target in level.targets)]
    named = [target.name for target in targets if target.kind is TargetKind.CHANNEL]
    return list(dict.fromkeys(name for name in (settings.announce, settings.operators, *named) if name))


async def find_channel(api: Api, name: str) -> str | No | Unknown:
    """The id of `#name`: one we are in, else a public one that we join, else one that we make."""
    ours = await _ours(api)
    return await _find(api, name.removeprefix("#"), ours) if isinstance(ours, Sequence) else ours


async def _ours(api: Api) -> Sequence[Mapping[str, Any]] | No | Unknown:
    return await listed(api, "users.conversations", types="public_channel,private_channel", exclude_archived=True)


async def _find(api: Api, plain: str, ours: Sequence[Mapping[str, Any]]) -> str | No | Unknown:
    if known := _named(ours, plain):
        return known
    made = await api.call("conversations.create", name=plain, is_private=False)
    if isinstance(made, Yes):
        return str(made.data["channel"]["id"])
    if isinstance(made, Unknown) or made.code != "name_taken":
        return made
    public = await listed(api, "conversations.list", types="public_channel", exclude_archived=True)
    if not isinstance(public, Sequence):
        return public
    there = _named(public, plain)
    if there is None:
        return made
    joined = await api.call("conversations.join", channel=there)
    return there if isinstance(joined, Yes) else joined


def _named(channels: Iterable[Mapping[str, Any]], name: str) -> str | None:
    return next((str(one["id"]) for one in channels if one.get("name") == name), None)


async def listed(api: Api, method: str, **arguments: Any) -> Sequence[Mapping[str, Any]] | No | Unknown:
    """Every channel that a list method names, over all its pages."""
    found: list[Mapping[str, Any]] = []
    cursor = ""
    for _ in range(PAGES):
        reply = await api.call(method, limit=999, cursor=cursor or None, **arguments)
        if not isinstance(reply, Yes):
            return reply
        found.extend(reply.data.get("channels", ()))
        cursor = (reply.data.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found


def _open(what: str, method: str, reply: Reply) -> Open:
    if isinstance(reply, No):
        return Open(what=what, code=reply.code, remedy=verdict(method, reply.code).remedy)
    return Open(what=what, code=reply.reason if isinstance(reply, Unknown) else "")
