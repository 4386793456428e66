"""What the app's answers do to the workspace: replies to commands, response_urls, answers to forms."""

from dataclasses import replace
from typing import Any

from bot.sandbox import forms, posting
from bot.sandbox.answer import Answer, Refusal
from bot.sandbox.delivery import Reply
from bot.sandbox.methods.chat import checked_blocks
from bot.sandbox.records import Channel, Json, Message, ResponseUrl, View
from bot.sandbox.state import SLACKBOT, State

MOST_USES = 5


def to_command(state: State, channel: Channel, user: str, name: str, reply: Reply | None) -> Message | None:
    """Shows what the app answered to a slash command, or why there is no answer to show."""
    if reply is None:
        return _failed(state, channel, user, name, "operation_timeout")
    if not reply.ok:
        return _failed(state, channel, user, name, "dispatch_failed")
    if not reply.message:
        return None
    try:
        return show(state, channel, user, reply.message)
    except Refusal as refusal:
        return _failed(state, channel, user, name, refusal.code)


def _failed(state: State, channel: Channel, user: str, name: str, code: str) -> Message:
    text = f'{name} failed with the error "{code}"'
    return posting.whisper(state, channel, to=user, text=text, user=SLACKBOT)


def show(state: State, channel: Channel, user: str, body: Json) -> Message:
    """Posts a message object: to that person alone, unless it says `in_channel`."""
    content = _content(body)
    thread = body.get("thread_ts")
    if body.get("response_type") == "in_channel":
        bot = state.app.bot_user
        return posting.post(state, channel, user=bot, thread_ts=thread, **content)
    return posting.whisper(state, channel, to=user, thread_ts=thread, **content)


def _content(body: Json) -> Json:
    text, blocks = str(body.get("text") or ""), checked_blocks(body.get("blocks"))
    if not text and not blocks:
        raise Refusal("no_text")
    return {"text": text, "blocks": blocks}


def to_response_url(state: State, url_id: str, body: Any) -> Answer:
    """At most five answers within thirty minutes.

    https://docs.slack.dev/interactivity/handling-user-interaction
    """
    url = state.response_urls.get(url_id)
    if url is None:
        return Answer(status=404, body={"ok": False, "error": "no_service"})
    if state.now() > url.expires:
        return Answer(status=404, body={"ok": False, "error": "expired_url"})
    if url.uses >= MOST_USES:
        return Answer(status=404, body={"ok": False, "error": "used_url"})
    if not isinstance(body, dict):
        return Answer(status=400, body={"ok": False, "error": "invalid_payload"})
    try:
        _respond(state, url, body)
    except Refusal as refusal:
        return refusal.answer()
    url.uses += 1
    return Answer(body={"ok": True})


def _respond(state: State, url: ResponseUrl, body: Json) -> None:
    channel = state.channels[url.channel]
    if body.get("delete_original") or body.get("replace_original"):
        _original(state, channel, url, body)
    else:
        show(state, channel, url.user, body)


def _original(state: State, channel: Channel, url: ResponseUrl, body: Json) -> None:
    """Changes or removes the message that was pressed; for an ephemeral one this is the only way."""
    if url.ephemeral:
        _whispered(state, channel, url, body)
        return
    message = channel.messages.get(url.ts or "")
    if message is None:
        raise Refusal("message_not_found")
    bot = state.app.bot_user
    if body.get("delete_original"):
        posting.delete(state, channel, message, by=bot)
    else:
        posting.edit(state, channel, message, by=bot, **_content(body))


def _whispered(state: State, channel: Channel, url: ResponseUrl, body: Json) -> None:
    kept: list[Message] = []
    for each in channel.ephemeral:
        if each.ts != url.ts:
            kept.append(each)
        elif not body.get("delete_original"):
            content = _content(body)
            blocks = posting.with_ids(state, content["blocks"])
            kept.append(replace(each, text=content["text"], blocks=blocks))
    channel.ephemeral[:] = kept
    state.changes.bump()


def to_form(state: State, view: View, reply: Reply | None) -> None:
    """Does what the app answered to a submitted form; without an answer the form stays, with a fault."""
    if reply is None or not reply.ok:
        view.errors = {"": "We had some trouble connecting. Try again?"}
        state.changes.bump()
        return
    body = reply.message
    match body.get("response_action"):
        case None:
            forms.close(state, view.user, only_top=True)
        case "clear":
            forms.close(state, view.user)
        case "errors":
            _errors(state, view, body.get("errors") or {})
        case "update" | "push" as action:
            _next(state, view, str(action), body.get("view"))
        case other:
            view.errors = {"": f"unknown response_action {other!r}"}


def _errors(state: State, view: View, errors: Json) -> None:
    """Shows errors at their inputs; one that names no input block shows nowhere but here."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    view.errors = {key: str(value) for key, value in errors.items() if key in inputs}
    if not errors or set(errors) - inputs:
        view.errors[""] = f"errors name no input block: {sorted(set(errors) - inputs)}"
    state.changes.bump()


def _next(state: State, view: View, action: str, body: Any) -> None:
    try:
        own = view.id if action == "update" else None
        checked = forms.checked(state, body, "modal", own=own)
        if action == "update":
            forms.change(state, view, checked)
        else:
            forms.push(state, view.user, checked)
    except Refusal as refusal:
        view.errors = {"": f"{refusal.code}: {refusal.more}"}
