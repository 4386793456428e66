"""Who is in the workspace, and the app that is installed there with its tokens and scopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.scopes import EVERY_SCOPE

EVERY_EVENT = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "channel_archive",
        "channel_rename",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "reaction_added",
        "reaction_removed",
        "team_join",
        "user_change",
    }
)
COMMANDS = ("rondo", "incident", "ack", "escalate", "postmortem", "oncall", "security")


@dataclass(frozen=True, kw_only=True)
class User:
    """A member. `dnd` is the span in which Slack stays silent for them."""

    id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "Etc/UTC"
    deleted: bool = False
    restricted: bool = False
    ultra_restricted: bool = False
    bot: bool = False
    admin: bool = False
    dnd: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, kw_only=True)
class AppInstall:
    """The app as its manifest describes it and as it was installed."""

    app_id: str = "A0RONDO"
    bot_user: str = "U0RONDO"
    bot_id: str = "B0RONDO"
    name: str = "rondo"
    bot_token: str = field(default="xoxb-sandbox-bot-token", repr=False)
    app_token: str = field(default="xapp-sandbox-app-token", repr=False)
    signing_secret: str = field(default="sandbox-signing-secret", repr=False)
    revoked: frozenset[str] = field(default=frozenset(), repr=False)
    scopes: frozenset[str] = EVERY_SCOPE
    events: frozenset[str] = EVERY_EVENT
    commands: frozenset[str] = frozenset(f"/{name}" for name in COMMANDS)
    home_tab: bool = True
    messages_tab: bool = True


def installed(manifest: Mapping[str, Any], **more: Any) -> AppInstall:
    """The app that this manifest describes: with these scopes, events and commands and no others."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    home = features.get("app_home", {})
    return AppInstall(
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands=frozenset(each["command"] for each in features.get("slash_commands", ())),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        **more,
    )


def roster() -> Sequence[User]:
    """The sample team."""
    return (
        User(id="U0ANA", name="ana", real_name="Ana", email="ana@example.com", admin=True),
        User(id="U0BEN", name="ben", real_name="Ben", email="ben@example.com"),
        User(id="U0CHI", name="chi", real_name="Chi", email="chi@example.com", tz="Asia/Tokyo"),
        User(id="U0DORA", name="dora", real_name="Dora", email="dora@example.com"),
        User(id="U0SOL", name="sol", real_name="Sol", email="sol@example.com"),
        User(id="U0TAM", name="tam", real_name="Tam", email="tam@example.com"),
    )
