"""Somebody kept a message of the incident's channel."""

from dataclasses import dataclass

from bot.domain.events.by import By


@dataclass(frozen=True, kw_only=True)
class MessagePinned:
    """A message in the incident's channel was pinned, or marked with a pushpin; nothing else of the channel is kept.

    `author` wrote it, at Slack's `ts`; `by` pinned it.
    """

    incident: int
    by: By
    author: str
    text: str
    ts: str
