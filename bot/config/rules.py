"""Rules between places far apart, asked of what was written, so that they are told together with every other fault."""

from collections.abc import Iterator, Mapping

from bot.config.document import Document, Path, Value

Found = Iterator[tuple[Path, str, str]]


def broken(document: Document) -> Found:
    """Every broken rule: the place, the message, the remedy."""
    root = document.value if isinstance(document.value, dict) else {}
    yield from _swallowed_channels(root)
    yield from _shared_accounts(root)
    yield from _shared_tokens(root, document.environ.get("RONDO_API_TOKEN", "").strip())
    yield from _security_without_people(root)


def _swallowed_channels(root: Mapping[str, Value]) -> Found:
    for key in ("announce", "operators"):
        if key in root and root[key] is None:
            yield (key,), f"{key}: there is no value: `#` begins a comment", 'put the channel in quotes: "#incidents"'


def _section(root: Mapping[str, Value], name: str) -> dict[str, Value]:
    found = root.get(name)
    return found if isinstance(found, dict) else {}


def _under(root: Mapping[str, Value], section: str, key: str) -> dict[str, str]:
    """That key of every entry of a section, where it is a text."""
    entries = _section(root, section).items()
    found = ((name, entry.get(key)) for name, entry in entries if isinstance(entry, dict))
    return {name: str(value).strip() for name, value in found if isinstance(value, str)}


def _shared_accounts(root: Mapping[str, Value]) -> Found:
    owners: dict[str, str] = {}
    accounts = _under(root, "people", "slack")
    for name, account in accounts.items():
        first = owners.setdefault(account.lower(), name)
        if first != name:
            yield ("people", name, "slack"), f"people.{name}.slack: `{first}` has the same", "give each their own"
    for name in accounts:
        if owners.get(name.lower()):
            yield ("people", name), f"people.{name}: the name is somebody's Slack id", "choose a name, like `ana`"


def _shared_tokens(root: Mapping[str, Value], api_token: str) -> Found:
    owners = {api_token: "RONDO_API_TOKEN"} if api_token else {}
    for name, token in _under(root, "tokens", "token").items():
        if name == "api" and api_token:
            yield ("tokens", name), "tokens.api: that is the name of RONDO_API_TOKEN", "choose another name"
        first = owners.setdefault(token, f"`{name}`")
        if first != f"`{name}`":
            yield ("tokens", name, "token"), f"tokens.{name}.token: {first} is the same", "make one of its own"


def _security_without_people(root: Mapping[str, Value]) -> Found:
    name = _section(root, "security").get("policy")
    policy = _section(root, "policies").get(name) if isinstance(name, str) else None
    levels = policy.get("levels") if isinstance(policy, dict) else None
    first = levels[0] if isinstance(levels, list) and levels else None
    targets = first.get("targets") if isinstance(first, dict) else None
    if isinstance(targets, list) and targets and all(isinstance(one, dict) and "channel" in one for one in targets):
        place: Path = ("policies", str(name), "levels", 0, "targets")
        yield place, f"policies.{name}.levels[1]: security has no person to invite", "name a person or a schedule"
