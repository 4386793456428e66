"""Records as Slack's JSON shows them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.people import User
from bot.sandbox.records import Bookmark, Channel, File, Json, Kind, Message, View
from bot.sandbox.state import State


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def message(state: State, each: Message, *, metadata: bool = False) -> Json:
    """A message as conversations.history shows it; metadata only where it was asked for."""
    shown: Json = {"type": "message", "user": each.user, "text": each.text, "ts": each.ts}
    optional: Json = {
        "subtype": each.subtype,
        "bot_id": each.bot_id,
        "app_id": state.app.app_id if each.bot_id else None,
        "team": state.team_id,
        "blocks": list(each.blocks) or None,
        "attachments": list(each.attachments) or None,
        "metadata": each.metadata if metadata else None,
        "thread_ts": each.thread_ts,
        "client_msg_id": each.client_msg_id,
        "edited": {"user": each.user, "ts": each.edited_ts} if each.edited_ts else None,
        "files": [file(state, state.files[f]) for f in each.files if f in state.files] or None,
        "reactions": [
            {"name": name, "users": list(users), "count": len(users)} for name, users in each.reactions.items()
        ]
        or None,
    }
    return shown | {name: value for name, value in optional.items() if value is not None}


def channel(state: State, each: Channel) -> Json:
    """A conversation as conversations.info shows it."""
    if each.kind is Kind.IM:
        peer = each.peer or ""
        gone = {"is_user_deleted": state.users[peer].deleted} if peer in state.users else {}
        return {"id": each.id, "created": seconds(each.created), "is_im": True, "user": peer, **gone}
    private = each.kind is not Kind.PUBLIC
    return {
        "id": each.id,
        "name": each.name,
        "name_normalized": each.name,
        "created": seconds(each.created),
        "creator": each.creator,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": each.kind is Kind.MPIM,
        "is_private": private,
        "is_archived": each.archived,
        "is_general": each.general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": state.app.bot_user in each.members,
        "num_members": len(each.members),
        "topic": _noted(each.topic, each),
        "purpose": _noted(each.purpose, each),
        "previous_names": [],
        "context_team_id": state.team_id,
    }


def _noted(value: str, each: Channel) -> Json:
    set_at = seconds(each.created) if value else 0
    return {"value": value, "creator": each.creator if value else "", "last_set": set_at}


def user(state: State, each: User) -> Json:
    """A member as users.info shows it; the address only with users:read.email."""
    profile: Json = {
        "real_name": each.real_name,
        "display_name": each.name,
        "real_name_normalized": each.real_name,
        "display_name_normalized": each.name,
        "team": state.team_id,
    }
    if each.email and "users:read.email" in state.app.scopes:
        profile["email"] = each.email
    offset = state.now().astimezone(ZoneInfo(each.tz)).utcoffset()
    return {
        "id": each.id,
        "team_id": state.team_id,
        "name": each.name,
        "real_name": each.real_name,
        "deleted": each.deleted,
        "tz": each.tz,
        "tz_label": each.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": each.admin,
        "is_owner": False,
        "is_restricted": each.restricted,
        "is_ultra_restricted": each.ultra_restricted,
        "is_bot": each.bot,
        "is_app_user": False,
        "updated": seconds(state.now()),
    }


def file(state: State, each: File) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "title": each.title or each.name,
        "size": each.length,
        "user": each.user,
        "created": seconds(each.at),
        "mode": "hosted",
        "channels": list(each.channels),
        "url_private": f"{state.base_url}/files/{each.id}/{each.name}",
        "permalink": f"{state.base_url}/files/{each.id}/{each.name}",
    }


def bookmark(state: State, each: Bookmark) -> Json:
    shown: dict[str, Any] = {"id": each.id, "channel_id": each.channel, "title": each.title}
    more = {"link": each.link, "emoji": each.emoji, "type": "link", "app_id": state.app.app_id}
    return shown | more | {"date_created": seconds(each.at), "icon_url": None, "entity_id": None}


def view(state: State, each: View) -> Json:
    """A view with everything Slack adds to what the app gave."""
    added: Json = {
        "id": each.id,
        "team_id": state.team_id,
        "app_id": state.app.app_id,
        "app_installed_team_id": state.team_id,
        "bot_id": state.app.bot_id,
        "hash": each.hash,
        "root_view_id": each.root,
        "previous_view_id": each.previous,
        "state": {"values": each.values},
    }
    defaults: Json = {
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "submit": None,
        "close": None,
    }
    return defaults | each.body | added
