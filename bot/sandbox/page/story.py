"""What the workspace itself says about the newest incident: read from its messages, never from clicks."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.controls import controls
from bot.sandbox.people import User
from bot.sandbox.records import Applied, Done, Json, Kind, Message
from bot.sandbox.workspace import Workspace

SECURITY, TAKE = "security_here", "acknowledge"

#: What a brief asks for: a judgement or, where none is owed, to be there.
ASKS = frozenset({SECURITY, "review_clear"})

DECLINES = ("not_me", "security_not_me")
#: What an incident that one can be led through has; a line that wakes nobody has neither.
LEADING = frozenset({"page", "card"})


class Stage(StrEnum):
    """How far the incident is, by the buttons of its card."""

    OPEN = "open"
    TAKEN = "taken"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One incident: who was paged (in order, each once), who was paged last, who has it, what is asked of security."""

    number: int
    stage: Stage
    card: Message | None
    brief: Message | None
    paged: tuple[User, ...]
    last: User | None
    taker: User | None
    security: User | None
    brief_open: bool
    drafted: bool
    pages: tuple[Message, ...]

    @property
    def goes_on(self) -> bool:
        """Whether there is anything left to do in it."""
        return self.stage is not Stage.OVER or not self.drafted

    def page_of(self, user: User) -> Message | None:
        """What that person was last paged with."""
        own = [each for each in self.pages if each.channel == direct(user)]
        return own[-1] if own else None


def direct(user: User) -> str:
    """The id of a person's direct messages with the bot."""
    return f"D{user.id[1:]}"


def newest(workspace: Workspace, *, without: Collection[str] = ()) -> Story | None:
    """The story of the newest incident that still leads somewhere, else of the newest; None before a page or a card.

    Of the incidents `without` (INC-7) nothing is told.
    """
    told = sorted(_messages(workspace), key=lambda each: each.ts)
    leading = [each for each in told if each.payload.get("kind") in LEADING]
    known = {_number(each) for each in leading if _number(each) and each.payload.get("incident") not in without}
    stories = (_story(workspace, one, [each for each in told if _number(each) == one]) for one in sorted(known)[::-1])
    last = next(stories, None)
    if last is None or last.goes_on:
        return last
    return next((story for story in stories if story.goes_on), last)


def _story(workspace: Workspace, number: int, mine: list[Message]) -> Story:
    first = _first_blocks(workspace)
    cards = [each for each in mine if each.payload.get("kind") == "card"]
    pages = [each for each in mine if each.payload.get("kind") == "page"]
    asked = [each for each in pages if SECURITY in actions(first.get((each.channel, each.ts), each.blocks))]
    called = [each for each in pages if each not in asked]
    briefs = [each for each in mine if each.payload.get("kind") == "brief"]
    return Story(
        number=number,
        stage=_stage(cards or called),
        card=cards[0] if cards else None,
        brief=briefs[-1] if briefs else None,
        paged=_readers(workspace, called),
        last=next(iter(_readers(workspace, _waiting(called))), None),
        taker=next(iter(_readers(workspace, (each for each in called if "hand_over" in actions(each.blocks)))), None),
        security=_mentioned(workspace, briefs[-1:]) or next(iter(_readers(workspace, _waiting(asked))), None),
        brief_open=any(ASKS & actions(each.blocks) for each in briefs[-1:] or _waiting(asked)),
        drafted=_drafted(workspace.effects, mine[0]),
        pages=tuple(pages),
    )


def actions(blocks: Iterable[Json]) -> set[str]:
    """The action_ids of everything that can be pressed."""
    return {element["action_id"] for _, element in controls(blocks)}


def _messages(workspace: Workspace) -> Iterator[Message]:
    for channel in workspace.state.channels.values():
        yield from channel.messages.values()


def _number(message: Message) -> int:
    """7 of INC-7, as the message's metadata says it; 0 for a message that belongs to none."""
    _, _, digits = str(message.payload.get("incident") or "").rpartition("-")
    return int(digits) if digits.isdecimal() else 0


def _stage(messages: list[Message]) -> Stage:
    offered = set[str]().union(*(actions(each.blocks) for each in messages))
    if "reopen" in offered:
        return Stage.OVER
    if TAKE in offered:
        return Stage.OPEN
    return Stage.TAKEN if {"hand_over", "resolve"} & offered else Stage.OPEN


def _first_blocks(workspace: Workspace) -> dict[tuple[str, str], list[Json]]:
    """What messages looked like when they were posted, since a brief that was answered has no button any more."""
    posted = (each for each in workspace.calls if each.method == "chat.postMessage" and each.answer and each.answer.ok)
    found = {}
    for call in posted:
        body, blocks = (call.answer.body if call.answer else {}), call.arguments.get("blocks")
        if isinstance(blocks, str | list):
            found[body["channel"], body["ts"]] = _loaded(blocks)
    return found


def _loaded(blocks: str | list[Json]) -> list[Json]:
    return blocks if isinstance(blocks, list) else list(json.loads(blocks))


def _waiting(messages: list[Message]) -> list[Message]:
    """The newest that can still be declined, else the newest: whoever said no keeps only the way back."""
    open_ = [each for each in messages if actions(each.blocks).intersection(DECLINES)]
    return (open_ or messages)[-1:]


def _readers(workspace: Workspace, messages: Iterable[Message]) -> tuple[User, ...]:
    """Whose direct messages these are, each person once."""
    channels = (workspace.state.channels[each.channel] for each in messages)
    ids = dict.fromkeys(each.peer for each in channels if each.kind is Kind.IM and each.peer)
    return tuple(workspace.state.users[each] for each in ids)


def _mentioned(workspace: Workspace, messages: Iterable[Message]) -> User | None:
    text = " ".join(each.text + repr(each.blocks) for each in messages)
    return next((user for id_, user in workspace.state.users.items() if f"<@{id_}>" in text), None)


def _drafted(effects: list[Applied], first: Message) -> bool:
    """Whether a postmortem was opened or posted since the first message."""
    begun = next((each.number for each in effects if each.ts == first.ts and each.channel == first.channel), 0)
    return any(each.number > begun and _is_draft(each) for each in effects)


def _is_draft(each: Applied) -> bool:
    opened = each.done is Done.VIEW_OPENED and (each.detail or "").startswith("postmortem")
    return opened or each.done is Done.FILE_SHARED
