"""The payloads Slack sends, complete, with their triggers and response_urls.

https://docs.slack.dev/reference/interaction-payloads
"""

from datetime import timedelta
from typing import Any

from bot.sandbox import forms, shapes
from bot.sandbox.people import User
from bot.sandbox.records import Channel, Json, Message, ResponseUrl, View
from bot.sandbox.state import State

RESPONSE_LIFE = timedelta(minutes=30)
DEAD = "sandbox-verification"  # the `token` that Slack still sends; nobody should look at it


def response_url(state: State, channel: Channel, user: User, message: Message | None = None) -> str:
    made = ResponseUrl(
        id=state.new_id("R"),
        channel=channel.id,
        user=user.id,
        expires=state.now() + RESPONSE_LIFE,
        ts=message.ts if message else None,
        ephemeral=bool(message and message.ephemeral_to),
    )
    state.response_urls[made.id] = made
    return f"{state.base_url}/response/{made.id}"


def event(state: State, inner: Json) -> Json:
    """The outer event: its id stays the same however often it comes."""
    authorization = {
        "enterprise_id": None,
        "team_id": state.team_id,
        "user_id": state.app.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": DEAD,
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": shapes.seconds(state.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{state.number():08d}",
    }


def channel_name(channel: Channel) -> str:
    return "directmessage" if channel.direct else channel.name


def command(state: State, user: User, channel: Channel, name: str, text: str) -> Json:
    return {
        "token": DEAD,
        "team_id": state.team_id,
        "team_domain": state.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": state.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(state, channel, user),
        "trigger_id": forms.new_trigger(state, user.id),
    }


def interaction(at: State, kind: str, user: User, **more: Any) -> Json:
    """What all interactive payloads share."""
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": at.team_id}
    return {
        "type": kind,
        "user": who,
        "api_app_id": at.app.app_id,
        "token": DEAD,
        "team": {"id": at.team_id, "domain": at.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **more,
    }


def press_in_message(state: State, user: User, channel: Channel, message: Message, action: Json) -> Json:
    ephemeral = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    shown = {} if ephemeral else {"message": shapes.message(state, message, metadata=True)}
    return interaction(
        state,
        "block_actions",
        user,
        container=container,
        **shown,
        trigger_id=forms.new_trigger(state, user.id),
        channel={"id": channel.id, "name": channel_name(channel)},
        state={"values": {}},
        actions=[{**action, "action_ts": state.new_ts()}],
        response_url=response_url(state, channel, user, message),
    )


def press_in_view(state: State, user: User, view: View, action: Json) -> Json:
    return interaction(
        state,
        "block_actions",
        user,
        container={"type": "view", "view_id": view.id},
        trigger_id=forms.new_trigger(state, user.id, view.id),
        view=shapes.view(state, view),
        hash=view.hash,
        actions=[{**action, "action_ts": state.new_ts()}],
    )


def submission(state: State, user: User, view: View) -> Json:
    trigger = forms.new_trigger(state, user.id, view.id)
    shown = shapes.view(state, view)
    return interaction(state, "view_submission", user, trigger_id=trigger, view=shown, hash=view.hash, response_urls=[])


def closed(state: State, user: User, view: View, *, cleared: bool) -> Json:
    shown = shapes.view(state, view)
    return interaction(state, "view_closed", user, view=shown, is_cleared=cleared)


def shortcut(state: State, user: User, callback_id: str) -> Json:
    """A global shortcut: no channel and no response_url."""
    trigger = forms.new_trigger(state, user.id)
    return interaction(
        state,
        "shortcut",
        user,
        callback_id=callback_id,
        trigger_id=trigger,
        action_ts=state.new_ts(),
    )


def message_shortcut(state: State, user: User, channel: Channel, message: Message, callback_id: str) -> Json:
    return interaction(
        state,
        "message_action",
        user,
        callback_id=callback_id,
        action_ts=state.new_ts(),
        trigger_id=forms.new_trigger(state, user.id),
        message_ts=message.ts,
        message=shapes.message(state, message, metadata=True),
        channel={"id": channel.id, "name": channel_name(channel)},
        response_url=response_url(state, channel, user),
    )
