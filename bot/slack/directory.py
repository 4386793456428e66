"""Who is who and what is where: asked at start, hourly and when somebody changes, and kept, so that no page waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.escalation import TargetKind
from bot.domain.members import Member
from bot.domain.situation import Settings, Situation
from bot.ports import Directory, Identity
from bot.slack.api import Call, No, Reply, Unknown, Yes
from bot.slack.errors import Reaction, verdict

#: Pages of a list; a workspace with more channels than this times a thousand has its channels configured by id.
PAGES = 20
#: What is open when Slack itself gives no answer.
SLACK = "Slack"
#: What marks somebody who is no full member of the workspace.
_NO_MEMBER = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")
#: Slack's ways of saying that it knows nobody of that id or address.
UNKNOWN_PEOPLE = frozenset({"user_not_found", "users_not_found", "user_not_visible"})


@dataclass(frozen=True, kw_only=True)
class Open:
    """Something that could not be settled yet: what, Slack's code, and the remedy; `passing` when it may pass alone."""

    what: str
    code: str
    remedy: str = ""
    passing: bool = True


async def refresh(
    call: Call, directory: Directory, situation: Situation, *, only: Collection[str] | None = None
) -> Sequence[Open]:
    """Learn who we are, who everybody is, and where the configured channels are; returns what is still open.

    `only` names what was open the last time and is asked again. Never raises for what Slack does. What is known stays
    as it was where Slack gives no answer.
    """
    reply = await call("auth.test")
    if not isinstance(reply, Yes):
        return [_open(SLACK, "auth.test", reply)]
    await directory.remember_identity(_identity(reply))
    people, channels = _known_people(situation), wanted_channels(situation.settings)
    groups = sorted(situation.settings.groups)
    if only is not None and SLACK not in only:
        people = {who: slack for who, slack in people.items() if who in only}
        channels = [name for name in channels if name in only]
        groups = [group for group in groups if group in only]
    return [
        *await _people(call, directory, situation, people),
        *await _groups(call, directory, groups),
        *await _channels(call, directory, channels),
    ]


def _known_people(situation: Situation) -> Mapping[str, str]:
    """Everybody's Slack id or address: the roster's, and whoever was met beside it."""
    roster = situation.settings.people
    met = {who: member.slack_id for who, member in situation.members.items() if who not in roster}
    return {**{person.name: person.slack for person in roster.values()}, **met}


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


async def _people(call: Call, directory: Directory, situation: Situation, people: Mapping[str, str]) -> list[Open]:
    found: dict[str, Member | None] = {}
    still: list[Open] = []
    roster = situation.settings.people
    for who, slack in people.items():
        answer = await _look_up(call, slack)
        if isinstance(answer, Member):
            kept = situation.members.get(who)
            found[who] = await _with_direct(call, replace(answer, direct=_same(kept, answer)), who in roster)
        else:
            if isinstance(answer, No) and answer.code in UNKNOWN_PEOPLE:
                found[who] = None
            still.append(_open(who, "users.info", answer))
    await directory.remember(found)
    return still


def _same(kept: Member | None, now: Member) -> str | None:
    return kept.direct if kept and kept.slack_id == now.slack_id else None


async def _look_up(call: Call, slack: str) -> Member | No | Unknown:
    by_mail = "@" in slack
    reply = await (call("users.lookupByEmail", email=slack) if by_mail else call("users.info", user=slack))
    return member_of(reply.data["user"]) if isinstance(reply, Yes) else reply


async def _with_direct(call: Call, member: Member, wanted: bool) -> Member:
    """Direct messages are opened ahead, so that the first page is one call."""
    if member.direct or member.deactivated or not wanted:
        return member
    reply = await call("conversations.open", users=member.slack_id)
    return replace(member, direct=str(reply.data["channel"]["id"])) if isinstance(reply, Yes) else member


def member_of(user: Mapping[str, Any]) -> Member:
    """A user object of Slack's as what we keep of it; bots count as guests, since neither may act or be called."""
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return Member(
        slack_id=str(user["id"]),
        name=next((str(one) for one in names if one), ""),
        timezone=user.get("tz") or None,
        deactivated=bool(user.get("deleted")),
        guest=any(user.get(mark) for mark in _NO_MEMBER),
    )


async def _groups(call: Call, directory: Directory, wanted: Sequence[str]) -> list[Open]:
    """Who is in the user groups; without an answer whoever was in them stays."""
    still = []
    for group in wanted:
        reply = await call("usergroups.users.list", usergroup=group)
        if isinstance(reply, Yes):
            await directory.remember_group(group, [str(one) for one in reply.data.get("users", ())])
        else:
            still.append(_open(group, "usergroups.users.list", reply))
    return still


async def _channels(call: Call, directory: Directory, wanted: Sequence[str]) -> list[Open]:
    still = []
    ours = await _ours(call) if wanted else []
    for name in wanted:
        found = await _find(call, name.removeprefix("#"), ours) if isinstance(ours, Sequence) else ours
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
    teams = [schedule.channel for schedule in settings.schedules.values()]
    return list(dict.fromkeys(name for name in (settings.announce, settings.operators, *named, *teams) if name))


async def find_channel(call: Call, name: str) -> str | No | Unknown:
    """The id of `#name`: one we are in, else a public one that we join, else one that we make."""
    ours = await _ours(call)
    return await _find(call, name.removeprefix("#"), ours) if isinstance(ours, Sequence) else ours


async def _ours(call: Call) -> Sequence[Mapping[str, Any]] | No | Unknown:
    return await listed(call, "users.conversations", types="public_channel,private_channel", exclude_archived=True)


async def _find(call: Call, plain: str, ours: Sequence[Mapping[str, Any]]) -> str | No | Unknown:
    if known := _named(ours, plain):
        return known
    made = await call("conversations.create", name=plain, is_private=False)
    if isinstance(made, Yes):
        return str(made.data["channel"]["id"])
    if isinstance(made, Unknown) or made.code != "name_taken":
        return made
    public = await listed(call, "conversations.list", types="public_channel", exclude_archived=True)
    if not isinstance(public, Sequence):
        return public
    there = _named(public, plain)
    if there is None:
        return made
    joined = await call("conversations.join", channel=there)
    if isinstance(joined, Yes) or verdict("conversations.join", _code(joined)).reaction is Reaction.DONE:
        return there
    return joined


def _named(channels: Iterable[Mapping[str, Any]], name: str) -> str | None:
    return next((str(one["id"]) for one in channels if one.get("name") == name), None)


async def listed(call: Call, method: str, **arguments: Any) -> Sequence[Mapping[str, Any]] | No | Unknown:
    """Every channel that a list method names, over all its pages."""
    found: list[Mapping[str, Any]] = []
    cursor = ""
    for _ in range(PAGES):
        reply = await call(method, limit=999, cursor=cursor or None, **arguments)
        if not isinstance(reply, Yes):
            return reply
        found.extend(reply.data.get("channels", ()))
        cursor = (reply.data.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found


def _code(reply: No | Unknown) -> str:
    return reply.code if isinstance(reply, No) else reply.reason


def _open(what: str, method: str, reply: Reply) -> Open:
    if isinstance(reply, No):
        found = verdict(method, reply.code)
        passing = found.reaction in {Reaction.LATER, Reaction.AWAY}
        return Open(what=what, code=reply.code, remedy=found.remedy, passing=passing)
    return Open(what=what, code=reply.reason if isinstance(reply, Unknown) else "")
