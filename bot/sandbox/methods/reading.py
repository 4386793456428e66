"""conversations.* that only read: info, list, members, history, replies."""

from collections.abc import Iterable

from bot.sandbox import shapes
from bot.sandbox.answer import Refusal
from bot.sandbox.arguments import Arguments
from bot.sandbox.records import Channel, Json, Kind, Message
from bot.sandbox.state import State


def kinds(given: Arguments) -> list[Kind]:
    """The kinds of conversation that `types` asks for; public channels when it is left out."""
    asked = given.names("types") or [Kind.PUBLIC]
    if not set(asked) <= set(Kind):
        raise Refusal("invalid_types")
    return [Kind(each) for each in asked]


def info(state: State, given: Arguments) -> Json:
    return {"channel": shapes.channel(state, state.visible(given.need("channel")))}


def list_(state: State, given: Arguments) -> Json:
    return _listed(state, given, _visible(state))


def of_user(state: State, given: Arguments) -> Json:
    user = given.text("user") or state.app.bot_user
    state.member(user)
    return _listed(state, given, (each for each in _visible(state) if user in each.members))


def _visible(state: State) -> Iterable[Channel]:
    bot = state.app.bot_user
    everything = state.channels.values()
    return (each for each in everything if each.kind is Kind.PUBLIC or bot in each.members)


def _listed(state: State, given: Arguments, channels: Iterable[Channel]) -> Json:
    wanted, no_archived = kinds(given), given.flag("exclude_archived")
    found = [
        shapes.channel(state, each) for each in channels if each.kind in wanted and not (no_archived and each.archived)
    ]
    page, cursor = given.page(found, most=1000, default=100)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def members(state: State, given: Arguments) -> Json:
    found: list[Json] = [{"id": each} for each in state.visible(given.need("channel")).members]
    page, cursor = given.page(found, most=1000, default=100)
    ids = [each["id"] for each in page]
    return {"members": ids, "response_metadata": {"next_cursor": cursor}}


def history(state: State, given: Arguments) -> Json:
    channel = state.joined(given.need("channel"), archived=None)
    top = (each for each in channel.messages.values() if not each.in_thread or each.broadcast)
    found = _within(given, top)
    found.reverse()
    shown, cursor = _shown(state, given, found)
    pins = len(channel.pins)
    return {**_page(shown, cursor), "pin_count": pins}


def replies(state: State, given: Arguments) -> Json:
    channel = state.joined(given.need("channel"), archived=None)
    ts = given.need("ts")
    root = state.message(channel, ts, "thread_not_found")
    thread = root.thread_ts or root.ts
    inside = (each for each in channel.messages.values() if thread in (each.ts, each.thread_ts))
    shown, cursor = _shown(state, given, _within(given, inside))
    return _page(shown, cursor)


def _within(given: Arguments, messages: Iterable[Message]) -> list[Message]:
    oldest, latest = given.text("oldest", "0"), given.text("latest") or "9" * 12
    edges = given.flag("inclusive")
    try:
        low, high = float(oldest), float(latest)
    except ValueError:
        raise Refusal("invalid_ts_oldest") from None
    return [each for each in messages if low < float(each.ts) < high or (edges and each.ts in (oldest, latest))]


def _shown(state: State, given: Arguments, found: list[Message]) -> tuple[list[Json], str]:
    metadata = given.flag("include_all_metadata")
    shown = [shapes.message(state, each, metadata=metadata) for each in found]
    return given.page(shown, most=999, default=100)


def _page(messages: list[Json], cursor: str) -> Json:
    more: Json = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": messages, "has_more": bool(cursor), **more}


METHODS = {
    "conversations.info": info,
    "conversations.list": list_,
    "conversations.members": members,
    "conversations.history": history,
    "conversations.replies": replies,
    "users.conversations": of_user,
}
