"""What lies in the workspace: channels, messages, pins, bookmarks, files, open views."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Kind(StrEnum):
    """The kinds of conversation, spelt as `types=` of conversations.list spells them."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"
    MPIM = "mpim"


class Done(StrEnum):
    """What can become true in the workspace; the words of the effects log."""

    MESSAGE_POSTED = "message_posted"
    MESSAGE_UPDATED = "message_updated"
    MESSAGE_DELETED = "message_deleted"
    EPHEMERAL_POSTED = "ephemeral_posted"
    CHANNEL_CREATED = "channel_created"
    CHANNEL_RENAMED = "channel_renamed"
    CHANNEL_ARCHIVED = "channel_archived"
    CHANNEL_UNARCHIVED = "channel_unarchived"
    DIRECT_OPENED = "direct_opened"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    TOPIC_SET = "topic_set"
    PURPOSE_SET = "purpose_set"
    PINNED = "pinned"
    UNPINNED = "unpinned"
    BOOKMARK_ADDED = "bookmark_added"
    BOOKMARK_EDITED = "bookmark_edited"
    BOOKMARK_REMOVED = "bookmark_removed"
    REACTION_ADDED = "reaction_added"
    REACTION_REMOVED = "reaction_removed"
    VIEW_OPENED = "view_opened"
    VIEW_UPDATED = "view_updated"
    HOME_PUBLISHED = "home_published"
    FILE_SHARED = "file_shared"
    FILE_DELETED = "file_deleted"


@dataclass(frozen=True, kw_only=True)
class Applied:
    """One thing that became true, in the order in which it did; never taken back."""

    number: int
    at: datetime
    done: Done
    by: str
    channel: str | None = None
    user: str | None = None
    ts: str | None = None
    detail: str | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it stands now; an edit replaces the record. `user` is always set, for the bot too."""

    ts: str
    channel: str
    user: str
    text: str
    at: datetime
    bot_id: str | None = None
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    edited_ts: str | None = None
    ephemeral_to: str | None = None
    files: tuple[str, ...] = ()
    reactions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    client_msg_id: str | None = None

    @property
    def payload(self) -> Json:
        """The metadata's event_payload, or an empty object."""
        payload = (self.metadata or {}).get("event_payload")
        return payload if isinstance(payload, dict) else {}

    @property
    def in_thread(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, kw_only=True)
class Pin:
    user: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    id: str
    channel: str
    title: str
    link: str
    at: datetime
    emoji: str | None = None


@dataclass(frozen=True, kw_only=True)
class File:
    """An upload; `content` is None until the bytes came, `channels` empty until it is completed."""

    id: str
    name: str
    length: int
    at: datetime
    user: str
    title: str | None = None
    content: bytes | None = None
    channels: tuple[str, ...] = ()
    shared: bool = False


@dataclass(kw_only=True)
class Channel:
    """A conversation of any kind, with all that was said in it; `peer` is the person of a direct one."""

    id: str
    name: str
    kind: Kind
    creator: str
    created: datetime
    members: dict[str, None] = field(default_factory=dict)
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    general: bool = False
    peer: str | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    ephemeral: list[Message] = field(default_factory=list)
    pins: dict[str, Pin] = field(default_factory=dict)
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)

    @property
    def direct(self) -> bool:
        return self.kind in (Kind.IM, Kind.MPIM)


@dataclass(kw_only=True)
class View:
    """A form that somebody has open, or their home; `errors` is what the app last complained of."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, Json] = field(default_factory=dict)

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks", []))


@dataclass(kw_only=True)
class GroupRules:
    """What the workspace allows of user groups: a plan that has them, an app that may change them, so many in one."""

    paid: bool = True
    open: bool = True
    most: int = 1000


@dataclass(kw_only=True)
class Trigger:
    """What lets an app open a form: good for three seconds and one use."""

    user: str
    expires: datetime
    used: bool = False
    view: str | None = None


@dataclass(kw_only=True)
class ResponseUrl:
    """Where an app may answer a command or a click: five times within thirty minutes."""

    id: str
    channel: str
    user: str
    expires: datetime
    uses: int = 0
    ts: str | None = None
    ephemeral: bool = False
