import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from bot.sandbox.people import installed
from bot.slack.listeners.happened import SUBSCRIPTIONS
from bot.slack.manifest import SCOPES, write

ROOT = Path(__file__).parents[2]


def parsed(text: str) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(text))


def test_the_repositorys_manifest_is_what_the_command_prints() -> None:
    assert (ROOT / "manifest.yml").read_text() == write()


@pytest.mark.parametrize("text", [write(), write(aliases="none"), write(aliases="ack,escalate", root="pager")])
def test_slacks_own_schema_takes_the_manifest(text: str) -> None:
    where = os.environ.get("RONDO_MANIFEST_SCHEMA")  # noqa: TID251
    if not where:
        pytest.skip("RONDO_MANIFEST_SCHEMA does not name Slack's schema of manifests (slackapi/manifest-schema)")
    jsonschema.validate(parsed(text), json.loads(Path(where).read_text()))


@pytest.mark.parametrize(
    ("aliases", "root", "commands"),
    [
        ("none", "rondo", ["/rondo"]),
        ("ack,escalate", "rondo", ["/rondo", "/ack", "/escalate"]),
        ("/ack", "/pager", ["/pager", "/ack"]),
        ("none", "incident", ["/incident"]),
        ("incident,ack", "incident", ["/incident", "/ack"]),  # never the same command twice
    ],
)
def test_the_commands_are_those_that_were_asked_for(aliases: str, root: str, commands: list[str]) -> None:
    made = parsed(write(aliases=aliases, root=root))["features"]["slash_commands"]
    assert [one["command"] for one in made] == commands
    assert all(one["should_escape"] for one in made)


@pytest.mark.parametrize(("aliases", "root"), [("ack,akc", "rondo"), ("all", "Rondo"), ("all", ""), ("all", "a b")])
def test_an_unknown_alias_or_an_impossible_root_is_named(aliases: str, root: str) -> None:
    with pytest.raises(ValueError, match=r"--(aliases akc|root)"):
        write(aliases=aliases, root=root)


def test_every_scope_has_its_reason_beside_it_and_every_event_a_listener() -> None:
    manifest = parsed(write())
    assert manifest["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert all(f"{scope} # {reason}" in write() for scope, reason in SCOPES.items())
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert subscribed == sorted(one for events in SUBSCRIPTIONS.values() for one in events)


def test_every_method_that_is_called_has_a_scope_and_none_is_superfluous() -> None:
    source = "\n".join(path.read_text() for path in (ROOT / "bot" / "slack").rglob("*.py"))
    families = "conversations|chat|pins|bookmarks|users|files|views|auth|dnd|usergroups"
    methods = set(re.findall(rf'"((?:{families})\.[A-Za-z.]+)"', source))
    needed = {scope for method in methods for scope in USED.get(method, ())}
    assert methods <= set(USED), f"name the scopes of {methods - set(USED)}"
    assert needed | BY_LISTENING == set(SCOPES)


def test_the_sandbox_installs_the_app_as_the_manifest_describes_it() -> None:
    app = installed(parsed(write()))
    assert app.messages_tab
    assert app.home_tab
    assert "/ack" in app.commands


#: The scopes that hearing needs: commands and shortcuts, mentions, messages, channels' ends, pins and pushpins.
BY_LISTENING = {
    *("commands", "app_mentions:read", "channels:history", "groups:history", "channels:read", "groups:read"),
    *("pins:read", "reactions:read"),
}
_MANAGE = ("channels:manage", "groups:write")
_READ = ("channels:read", "groups:read")
USED: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "bookmarks.add": ("bookmarks:write",),
    "bookmarks.list": ("bookmarks:read",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.archive": _MANAGE,
    "conversations.create": _MANAGE,
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": _READ,
    "conversations.invite": _MANAGE,
    "conversations.join": ("channels:join",),
    "conversations.list": _READ,
    "conversations.members": _READ,
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "conversations.setTopic": _MANAGE,
    "dnd.info": ("dnd:read",),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "pins.add": ("pins:write",),
    "usergroups.users.list": ("usergroups:read",),
    "usergroups.users.update": ("usergroups:write",),
    "users.conversations": _READ,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
