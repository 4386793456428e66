"""Slash commands, and mentions, which do the same where commands don't work."""

from collections.abc import Mapping
from typing import Any

from bot.domain.effects import Whisper
from bot.domain.incident.state import Status
from bot.slack.cards.face import Face
from bot.slack.commands.meant import meant
from bot.slack.commands.place import Place, may_see, mentioned
from bot.slack.commands.root import learn_root
from bot.slack.commands.spoken import ALIASES, Spoken, Unheard, Verb, hear
from bot.slack.listeners.callers import errand, meet
from bot.slack.listeners.desk import Desk, Errand
from bot.slack.listeners.fulfil import fulfil
from bot.slack.listeners.reading import LIVE, newest, visible
from bot.slack.readings import said

_STATUSES: Mapping[Verb, frozenset[Status]] = {
    Verb.REOPEN: frozenset({Status.RESOLVED}),
    Verb.POSTMORTEM: frozenset(Status),
}


async def command(desk: Desk, body: Mapping[str, Any], delivery: str | None) -> Face | None:
    """Answers a slash command."""
    name, text = str(body.get("command") or ""), str(body.get("text") or "")
    await _first_time(desk, name)
    caller = await errand(
        desk,
        str(body.get("user_id") or ""),
        delivery=delivery,
        channel=body.get("channel_id"),
        trigger=body.get("trigger_id"),
    )
    return await _answer(desk, name, text, caller)


async def mention(desk: Desk, event: Mapping[str, Any], bot_user: str, delivery: str | None) -> None:
    """Answers `@rondo ack`, to that person alone, where they wrote it."""
    user, channel = str(event.get("user") or ""), event.get("channel")
    _, _, text = str(event.get("text") or "").partition(f"<@{bot_user}>")
    caller = await errand(desk, user, team=event.get("user_team"), delivery=delivery, channel=channel)
    shown = await _answer(desk, "@rondo", text, caller)
    if shown:
        answer = Whisper(
            channel=str(channel), slack_id=user, thread=event.get("thread_ts"), text=shown.text, drawn=said.drawn(shown)
        )
        await desk.engine.promise(answer, delivery=f"{delivery}/answer" if delivery else None)


async def _answer(desk: Desk, name: str, text: str, caller: Errand) -> Face | None:
    heard = hear(name, text, root=await desk.root() if name in ALIASES else name)
    if isinstance(heard, Unheard):
        return said.sentence(caller.barred or heard.text)
    place = await _place(desk, heard, caller)
    return await fulfil(desk, meant(heard, place), caller)


async def _place(desk: Desk, spoken: Spoken, caller: Errand) -> Place:
    situation = await meet(desk, caller.situation, mentioned(spoken.rest))
    incident = await (
        visible(desk, spoken.number, caller)
        if spoken.number is not None
        else desk.reads.in_channel(caller.channel or "")
    )
    if incident or spoken.number is not None:
        return Place(by=caller.by, situation=situation, incident=incident)
    mine = await desk.reads.concerning(caller.person) if spoken.verb is Verb.ACK else ()
    seen = tuple(one for one in mine if may_see(one, caller.person))
    others = await newest(desk, caller, _STATUSES.get(spoken.verb, LIVE))
    return Place(by=caller.by, situation=situation, mine=seen, newest=others)


async def _first_time(desk: Desk, name: str) -> None:
    """Write down when each command first arrived: `doctor` tells by it which ones another app took."""
    if name in desk.seen:
        return
    if await desk.facts.get(f"command:{name}") is None:
        await desk.facts.put(f"command:{name}", (await desk.clock.now()).isoformat())
    await learn_root(desk.facts, name)
    desk.seen.add(name)
