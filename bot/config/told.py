"""What pydantic found, told in sentences that the person who wrote the file can act on."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config import access, evidence, schedules, security, shapes
from bot.config.document import Path, Text, dotted
from bot.config.faults import listed, nearest
from bot.config.references import Shape

#: Keys that a later version brings; they are faults until then, so that nobody relies on what does nothing.
LATER = frozenset({
    "channels", "digest", "heartbeat",
    "maintenance", "notify", "overrides", "redact", "releases", "retention", "silences", "templates",
})  # fmt: skip

#: Where in the file each shape stands; `*` is any name or place of a list.
PLACES: Mapping[tuple[str, ...], type[Shape]] = {
    (): shapes.Root,
    ("people", "*"): shapes.Person,
    ("people", "*", "away", "*"): schedules.Away,
    ("people", "*", "contact", "*"): shapes.Contact,
    ("urgency", "*"): shapes.Urgency,
    ("schedules", "*"): schedules.Schedule,
    ("schedules", "*", "rotations", "*"): schedules.Rotation,
    ("schedules", "*", "rotations", "*", schedules.CALENDAR): schedules.Calendar,
    ("schedules", "*", "rotations", "*", "holidays"): schedules.Holidays,
    ("policies", "*"): shapes.Policy,
    ("policies", "*", "levels", "*"): shapes.Level,
    ("policies", "*", "levels", "*", "targets", "*"): shapes.Target,
    ("last_resort", "*"): shapes.Target,
    ("services", "*"): shapes.Service,
    ("services", "*", "urgency", "*"): shapes.Urgency,
    ("services", "*", "storm"): shapes.Storm,
    ("routes", "*"): shapes.Route,
    ("security",): security.Security,
    ("postmortem",): shapes.Postmortem,
    ("storm",): shapes.Storm,
    ("evidence",): evidence.Evidence,
    ("sources", "*"): access.Source,
    ("tokens", "*"): access.Token,
    ("roles",): access.Roles,
    ("roles", "*", "*"): access.Holder,
}

_EMPTY = {
    "token": ("there is no token", 'write it like "${NAME}"'),
    "targets": ("an empty level: it reaches nobody", "name somebody, or take the level out"),
    "levels": ("a policy without levels reaches nobody", "give it a level with `targets`"),
    "rotations": ("a schedule without rotations: nobody is ever on call", "give it one with `people`"),
    "people": ("there is nobody here", "name somebody"),
    "days": ("there is no day on which it applies", "name one, like `mon`, or leave `days` out for every day"),
    "policies": ("there is no policy", "add one; docs/rondo.example.yml shows how"),
    "services": ("there is no service", "add one; `default` takes what no other does"),
    "last_resort": ("the last resort is empty", "name somebody who hears of it when nobody else has answered"),
}

_EXAMPLES = {
    "slack": "`slack: U…`, their Slack user id or e-mail address",
    "people": "`people:` with a name and a Slack user id each",
    "policies": "`policies:`, who is called and when",
    "services": "`services:`, at least `default: {policy: …}`",
    "last_resort": "`last_resort: [name]`, who hears of it when nobody else has answered",
    "url": '`url: "mailto://…"`, an address that Apprise knows',
    "every": "`every: 1 week`",
    "starts": "`starts: 2026-01-05 09:00`",
    "from": "`from: 2026-12-24`, the first day",
    "to": "`to: 2026-12-27`, the last day; a year at most: who leaves for good is taken out of the file",
    "country": "`country: DE`",
    "token": '`token: "${NAME}"`',
    "rights": "`rights: [read, act]`",
}

_TYPES = {
    "list_type": ("this is not a list", "write `[a, b]`, or lines that begin with `- `"),
    "dict_type": ("this is not a mapping", "write `name: value`, or lines of it, further to the right"),
    "model_type": ("this is not a mapping", "write `{name: value}`, or lines of it, further to the right"),
    "int_parsing": ("this is no whole number", "write one in digits, like `2`"),
    "int_type": ("this is no whole number", "write one in digits, like `2`"),
    "int_from_float": ("this is no whole number", "write one in digits, like `2`"),
}


#: What pydantic puts into a path that stands nowhere in the file.
_MARKS = frozenset({"[key]", schedules.ROTATION, schedules.CALENDAR})


def told(error: ValidationError) -> Iterator[tuple[Path, str, str]]:
    """For each fault the place to point at, the message and the remedy; values are shown only where none is secret."""
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if part not in _MARKS)
        place, (message, remedy) = _place(detail, path), _sentence(detail, path)
        prefix = dotted(place)
        yield path, f"{prefix}: {message}" if prefix else message, remedy


def _place(detail: ErrorDetails, path: Path) -> Path:
    """What to name: of a key that is missing or unknown, the mapping around it."""
    around = detail["type"] in {"missing", "extra_forbidden"} or detail["loc"][-1:] == ("[key]",)
    return path[:-1] if around else path


def _sentence(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    key = str(path[-1]) if path else ""
    context: Mapping[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "rondo":
            return context["message"], context["remedy"]
        case "missing":
            return f"`{key}` is missing", f"add {_EXAMPLES.get(key, f'`{key}:`')}"
        case "extra_forbidden":
            return _unknown(key, tuple(part for part in detail["loc"][:-1] if part != schedules.ROTATION))
        case "enum" | "literal_error":
            return _choice(detail, path)
        case "too_short":
            return _EMPTY.get(key, ("there is nothing here", "write at least one, or take it out"))
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            return "this number is out of bounds", f"the {'least' if 'ge' in context else 'most'} is `{bound}`"
        case _ if detail["input"] is None:
            return "there is no value", "write one, or take the line out"
        case kind:
            return _TYPES.get(kind, (detail["msg"].lower(), "docs/rondo.example.yml shows how"))


def _unknown(key: str, around: Path) -> tuple[str, str]:
    starred = tuple("*" if place % 2 or isinstance(part, int) else part for place, part in enumerate(around))
    shape = PLACES.get(starred)
    keys = [field.alias or name for name, field in shape.model_fields.items()] if shape else []
    meant = nearest(key, keys)
    if key in LATER:
        return f"`{key}` comes with a later version", "take it out until then"
    return f"unknown key `{key}`", f"did you mean `{meant}`?" if meant else f"this place takes {listed(keys)}"


def _choice(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    expected = str(detail.get("ctx", {}).get("expected", ""))
    written = detail["input"]
    if not isinstance(written, str):
        return "this is not one of the words it can be", f"write {expected.replace(chr(39), '`')}"
    shown = written.raw if isinstance(written, Text) else written
    meant = nearest(shown, expected.replace("'", "").replace(" or ", ", ").split(", "))
    remedy = f"did you mean `{meant}`?" if meant else f"it can be {expected.replace(chr(39), '`')}"
    if path[:1] == ("sources",):
        return f"Rondo knows no source `{shown}`", remedy
    return f"`{shown}` can't stand here", remedy
