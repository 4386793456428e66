"""Tokens and scopes: what Slack checks before it looks at anything else."""

from typing import Any

import pytest

from bot.sandbox import Workspace
from bot.sandbox.methods import METHODS
from tests.sandbox.parts import Bot

BOT, APP = "xoxb-sandbox-bot-token", "xapp-sandbox-app-token"


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-somebody-elses", "invalid_auth"),
        ("auth.test", APP, "not_allowed_token_type"),
        ("apps.connections.open", BOT, "not_allowed_token_type"),
        ("apps.connections.open", APP, "none"),
        ("api.test", None, "none"),
        ("chat.postMesage", BOT, "unknown_method"),
    ],
)
async def test_each_method_wants_its_kind_of_token(slack: Workspace, method: str, token: str, error: str) -> None:
    answer = await slack.call(method, {}, token=token)
    assert answer.body.get("error", "none") == error


async def test_a_revoked_token_opens_nothing(bot: Bot, slack: Workspace) -> None:
    slack.reinstall(revoked=frozenset({BOT}))
    assert await bot.error("auth.test") == "token_revoked"


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("channels:manage", "conversations.create", {"name": "inc-1"}),
        ("groups:write", "conversations.create", {"name": "inc-1", "is_private": True}),
        ("im:write", "conversations.open", {"users": "U0ANA"}),
        ("groups:read", "conversations.list", {"types": "public_channel,private_channel"}),
        ("users:read.email", "users.lookupByEmail", {"email": "ana@example.com"}),
        ("chat:write", "chat.postMessage", {"channel": "general", "text": "x"}),
        ("pins:write", "pins.add", {"channel": "C1", "timestamp": "1.0"}),
    ],
)
async def test_a_missing_scope_is_named(
    bot: Bot, slack: Workspace, scope: str, method: str, arguments: dict[str, Any]
) -> None:
    assert await bot.error(method, **arguments) != "missing_scope"
    slack.reinstall(scopes=slack.app.scopes - {scope})
    refused = (await bot.ask(method, **arguments)).body
    assert (refused["error"], refused["needed"]) == ("missing_scope", scope)
    assert scope not in refused["provided"].split(",")


async def test_the_narrow_scope_is_enough_to_invite(bot: Bot, slack: Workspace) -> None:
    channel = await bot.channel()
    narrow = (slack.app.scopes - {"channels:manage"}) | {"channels:write.invites"}
    slack.reinstall(scopes=narrow)
    assert await bot.error("conversations.invite", channel=channel, users="U0ANA") == "none"
    assert await bot.error("conversations.archive", channel=channel) == "missing_scope"


async def test_addresses_need_their_scope(bot: Bot, slack: Workspace) -> None:
    assert (await bot.do("users.info", user="U0BEN"))["user"]["profile"]["email"] == "ben@example.com"
    slack.reinstall(scopes=slack.app.scopes - {"users:read.email"})
    assert "email" not in (await bot.do("users.info", user="U0BEN"))["user"]["profile"]


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"apps.connections.open"}))
async def test_no_method_breaks_without_arguments(slack: Workspace, method: str) -> None:
    answer = await slack.call(method, {}, token=BOT)
    assert answer.status == 200
    assert answer.body["ok"] or answer.body["error"]


async def test_an_unknown_address_belongs_to_nobody(bot: Bot, slack: Workspace) -> None:
    await slack.deactivate("tam")
    assert await bot.error("users.lookupByEmail", email="nobody@example.com") == "users_not_found"
    assert await bot.error("users.lookupByEmail", email="tam@example.com") == "users_not_found"
