"""Which token and which scopes each method wants, by kind of conversation."""

from collections.abc import Iterable, Mapping

from bot.sandbox.records import Kind

PREFIX = {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.IM: "im", Kind.MPIM: "mpim"}

# Where a row names a verb, the scope is `<prefix of the conversation>:<verb>`.
BY_KIND: Mapping[str, tuple[str, ...]] = {
    "conversations.info": ("read",),
    "conversations.members": ("read",),
    "conversations.history": ("history",),
    "conversations.replies": ("history",),
}
# Changing a channel: `channels:manage` for a public one, `groups:write` for a private one, or the narrow variant.
MANAGING: Mapping[str, str] = {
    "conversations.create": "",
    "conversations.invite": "write.invites",
    "conversations.setTopic": "write.topic",
    "conversations.setPurpose": "write.topic",
    "conversations.rename": "",
    "conversations.archive": "",
    "conversations.unarchive": "",
    "conversations.kick": "",
    "conversations.leave": "",
}
FIXED: Mapping[str, str] = {
    "conversations.join": "channels:join",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "pins.add": "pins:write",
    "pins.remove": "pins:write",
    "pins.list": "pins:read",
    "bookmarks.add": "bookmarks:write",
    "bookmarks.edit": "bookmarks:write",
    "bookmarks.remove": "bookmarks:write",
    "bookmarks.list": "bookmarks:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "usergroups.users.update": "usergroups:write",
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "reactions.get": "reactions:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.info": "files:read",
    "dnd.info": "dnd:read",
    "dnd.teamInfo": "dnd:read",
    "team.info": "team:read",
    "bots.info": "users:read",
}
APP_LEVEL = frozenset({"apps.connections.open"})
NO_TOKEN = frozenset({"api.test", "blocks.validate"})


def _managing(kind: Kind, narrow: str) -> frozenset[str]:
    if kind in (Kind.IM, Kind.MPIM):
        return frozenset({f"{PREFIX[kind]}:write"})
    broad = "channels:manage" if kind is Kind.PUBLIC else "groups:write"
    return frozenset({broad, f"{PREFIX[kind]}:{narrow}"} if narrow else {broad})


def wanted(method: str, kinds: Iterable[Kind]) -> list[frozenset[str]]:
    """The scopes a call needs: of each set in the list at least one must have been granted."""
    if method in MANAGING:
        return [_managing(kind, MANAGING[method]) for kind in kinds]
    if method in BY_KIND or method in ("conversations.list", "users.conversations"):
        return [
            frozenset({f"{PREFIX[kind]}:read"})
            if method not in BY_KIND
            else frozenset(f"{PREFIX[kind]}:{verb}" for verb in BY_KIND[method])
            for kind in kinds
        ]
    if method == "conversations.open":
        return [frozenset({f"{PREFIX[kind]}:write"}) for kind in kinds]
    return [frozenset({FIXED[method]})] if method in FIXED else []


EVERY_SCOPE = frozenset(
    {*FIXED.values(), "channels:manage", "commands", "app_mentions:read", "chat:write.public"}
    | {f"{PREFIX[kind]}:{verb}" for kind in Kind for verb in ("read", "history", "write")}
) - {"channels:write"}
