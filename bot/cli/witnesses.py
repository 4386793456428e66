"""Slack as a second witness: what it says today of the messages that the lines of a record name, beside our times."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.cli.foundation import SLACK
from bot.cli.process import Process
from bot.cli.starting import environment
from bot.config import Environment
from bot.domain.evidence.chain import Entry, entries_of
from bot.domain.evidence.verify import RECORD, files_of
from bot.slack.api import No, WebApi, Yes

#: Slack's id of a message, in the record: its channel and its `ts`.
_APART = "/"


def witnesses(path: Path, environ: Mapping[str, str], process: Process) -> Sequence[str]:
    """A line for each line of the record that has a witness.

    Raises:
        Stopped: the environment is faulty.
        bot.domain.evidence.chain.Wrong: it is no package.
    """
    env = environment(environ, serving=False)
    if not env.bot_token:
        return ["Slack can't be asked: set SLACK_BOT_TOKEN to the bot token."]
    entries = [entry for entry in entries_of(files_of(path)[RECORD]) if entry.get("witness")]
    return asyncio.run(_all(entries, env, process)) or ["No line of it has a time of Slack's."]


async def _all(entries: Iterable[Entry], env: Environment, process: Process) -> list[str]:
    return [line async for line in _asked(entries, env, process)]


async def _asked(entries: Iterable[Entry], env: Environment, process: Process) -> AsyncIterator[str]:
    token, base_url = env.bot_token.reveal() if env.bot_token else "", env.slack_api_url or SLACK
    async with aiohttp.ClientSession() as session:
        api = WebApi(token=token, base_url=base_url, session=session, proxy=env.proxy_to(base_url))
        for entry in entries:
            channel, _, ts = str(entry["witness"]).rpartition(_APART)
            said = await _of(api, channel, ts, process) if channel else f"at {_moment(ts)}, of a click, as it said then"
            yield f"line {entry['number']}, {entry['kind']}: ours {entry['at']}, Slack's {said}"


async def _of(api: WebApi, channel: str, ts: str, process: Process) -> str:
    """What Slack says of a message; what it is not to be asked before some time is asked after it, once."""
    asked: dict[str, Any] = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": True, "limit": 1}
    reply = await api.call("conversations.history", **asked)
    if isinstance(reply, No) and reply.retry_after:
        await process.pause(reply.retry_after.total_seconds())
        reply = await api.call("conversations.history", **asked)
    if not isinstance(reply, Yes):
        return f"is not to be had: {reply.code if isinstance(reply, No) else reply.reason}"
    there = any(one.get("ts") == ts for one in reply.data.get("messages") or ())
    return f"at {_moment(ts)}" if there else f"is not there any more: it has no message {ts} in {channel}"


def _moment(ts: str) -> str:
    try:
        return datetime.fromtimestamp(float(ts), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return ts
