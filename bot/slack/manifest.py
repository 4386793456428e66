"""The app's manifest: what Slack must know about us, with the reason for each scope."""

from collections.abc import Mapping, Sequence

from bot.slack.listeners.happened import SUBSCRIPTIONS
from bot.slack.listeners.taking import TAKE_THERE

#: Exactly the scopes that are used, each with its reason.
SCOPES: Mapping[str, str] = {
    "app_mentions:read": "`@rondo ack` in a thread, where commands do not work",
    "bookmarks:read": "looks before it adds a bookmark again",
    "bookmarks:write": "the incident's page or runbook at the channel's top",
    "channels:history": "hears who is active in an incident's channel; finds its own message after a lost answer",
    "channels:join": "joins the channels that `announce` and `operators` name",
    "channels:manage": "makes an incident's channel, invites people, sets the topic, archives it",
    "channels:read": "finds configured channels; hears when one is archived or left",
    "chat:write": "pages, cards and everything else it says",
    "commands": "slash commands and shortcuts",
    "dnd:read": "knows for whom Slack is silent, so that they are reached another way; Rondo does without",
    "files:write": "the postmortem as a file",
    "groups:history": "the same as channels:history, for private incidents",
    "groups:read": "the same as channels:read, for private incidents",
    "groups:write": "the same as channels:manage, for private incidents",
    "im:history": "finds its own page after a lost answer, instead of paging twice",
    "im:write": "opens the direct message that pages somebody",
    "pins:read": "keeps messages that are pinned in an incident's channel as evidence; Rondo does without",
    "pins:write": "pins the incident's card",
    "reactions:read": "the same for messages that are marked with a pushpin; Rondo does without",
    "usergroups:read": "who is in the user groups that rondo.yml names; Rondo does without",
    "usergroups:write": "keeps the user groups of schedules equal to who is on call; Rondo does without",
    "users:read": "names, time zones, who was deactivated, who is a guest",
    "users:read.email": "people whom rondo.yml names by e-mail address",
}
#: Scopes that Rondo does without.
OPTIONAL = frozenset({"dnd:read", "pins:read", "reactions:read", "usergroups:read", "usergroups:write"})

_ALIASES: Mapping[str, tuple[str, str]] = {
    "incident": ("Incidents: declare, see, steer", "declare TITLE | status | resolve | help"),
    "ack": ("Take the incident that you were paged for", "[INC-7]"),
    "escalate": ("Call whoever is next, a person or a level", "[INC-7] [@who or level] [reason]"),
    "postmortem": ("The postmortem's draft and form", "[INC-7]"),
    "oncall": ("Who is on call now and next", "[schedule]"),
    "security": ("Who stands in for security, and their state", "[INC-7]"),
}
_ROOT = ("Everything Rondo can do", "help | declare TITLE | ack | escalate | resolve | oncall")
_SHORTCUTS: Sequence[tuple[str, str, str, str]] = (
    ("Add to the timeline", "message", "add_to_timeline", "Put this message into an incident's timeline"),
    ("To the security incident", "message", TAKE_THERE, "Put this message into a security incident's timeline"),
    ("Declare an incident", "message", "declare_from_message", "Open an incident about this message"),
    ("Declare an incident", "global", "declare", "Open an incident"),
)
_HEAD = """\
# What Slack must know about Rondo. At https://api.slack.com/apps: Create New App, From a manifest, paste this.
# `python app.py manifest` writes it, with --aliases and --root for other commands.
display_information:
  name: Rondo
  description: Puts the right two people into one incident channel, the responder whose turn it is, and security.
  background_color: "#1d3557"
features:
  bot_user:
    display_name: rondo
    always_online: true
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true # without it, Slack refuses every page
    messages_tab_read_only_enabled: false
"""
_TAIL = """\
  interactivity:
    is_enabled: true
  org_deploy_enabled: false
  # Without Socket Mode, every command, event_subscriptions and interactivity want the address of /slack/events.
  socket_mode_enabled: true
  token_rotation_enabled: false
"""


def write(*, aliases: str = "all", root: str = "rondo") -> str:
    """The manifest as YAML. `aliases` is `all`, `none` or names with commas between them; `root` takes every verb.

    Raises:
        ValueError: an alias is none of ours, or the root is no command's name; the message says which.
    """
    wanted = _wanted(aliases)
    name = root.strip().lstrip("/")
    if not name or len(name) > 31 or not name.replace("-", "").replace("_", "").isalnum() or name != name.lower():
        raise ValueError(f"--root {root}: a command is 1 to 31 lower-case letters, digits, - and _")
    commands = [(name, *_ROOT), *((one, *_ALIASES[one]) for one in wanted if one != name)]
    lines = ["  slash_commands:", *(line for one in commands for line in _command(*one))]
    lines += ["  shortcuts:", *(line for shortcut in _SHORTCUTS for line in _shortcut(*shortcut))]
    lines += ["oauth_config:", "  scopes:", "    bot:"]
    lines += [f"      - {scope} # {reason}" for scope, reason in SCOPES.items()]
    lines += ["settings:", "  event_subscriptions:", "    bot_events:"]
    lines += [f"      - {event}" for event in sorted(one for events in SUBSCRIPTIONS.values() for one in events)]
    return _HEAD + "\n".join(lines) + "\n" + _TAIL


def _wanted(aliases: str) -> Sequence[str]:
    if aliases.strip() in {"all", "none", ""}:
        return list(_ALIASES) if aliases.strip() == "all" else []
    wanted = [one.strip().lstrip("/") for one in aliases.split(",") if one.strip()]
    unknown = [one for one in wanted if one not in _ALIASES]
    if unknown:
        raise ValueError(f"--aliases {', '.join(unknown)}: there is all, none, or any of {', '.join(_ALIASES)}")
    return wanted


def _command(name: str, description: str, hint: str) -> list[str]:
    return [
        f"    - command: /{name}",
        f'      description: "{description}"',
        f'      usage_hint: "{hint}"',
        "      should_escape: true # @who arrives as an id",
    ]


def _shortcut(name: str, kind: str, callback_id: str, description: str) -> list[str]:
    return [
        f'    - name: "{name}"',
        f"      type: {kind}",
        f"      callback_id: {callback_id}",
        f'      description: "{description}"',
    ]
