"""The text of rondo.yml → a configuration, or every fault at once with file and line (contract §4)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import ValidationError

from bot.config import access, schedules
from bot.config.addresses import is_address
from bot.config.document import Document, Path, dotted, line_of, parse
from bot.config.faults import Faulty, Notice
from bot.config.rules import broken
from bot.config.secret import Secret
from bot.config.settings import settings
from bot.config.shapes import Root
from bot.config.told import told
from bot.domain.situation import Settings


@dataclass(frozen=True, kw_only=True)
class Source:
    """A sender of alerts; without a token its door is open. During a rotation there are two, and either is taken."""

    tokens: tuple[Secret, ...] = ()

    @property
    def token(self) -> Secret | None:
        """The token to send with: the first that is written."""
        return self.tokens[0] if self.tokens else None


@dataclass(frozen=True, kw_only=True)
class Token:
    """A bearer token by its name, and what it may do."""

    token: Secret
    rights: frozenset[Literal["read", "act", "deploy", "gate"]]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Where a calendar is read, which may hold a secret, and whom `names` mean in it beside the roster's own names."""

    address: Secret
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A file without faults. `text` is what was read, kept as the last good one; variables are not filled in there.

    `calendars` are by their schedule and place among its rotations, from 0, where the settings have a layer without
    shifts; `lines` are the places in the text, from 1.
    """

    settings: Settings
    sources: Mapping[str, Source] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)
    calendars: Mapping[tuple[str, int], Calendar] = field(default_factory=dict)
    heartbeat_url: Secret | None = None
    anchor_url: Secret | None = None
    warnings: tuple[Notice, ...] = ()
    text: str = field(default="", repr=False)
    file: str = ""
    lines: Mapping[Path, int] = field(default_factory=dict, repr=False)

    def notice(self, path: Path, message: str, remedy: str) -> Notice:
        """Something at a place of the file that is legal and probably not meant."""
        line = line_of(path, self.lines)
        return Notice(file=self.file, line=line, message=f"{dotted(path)}: {message}", remedy=remedy)


def read(
    text: str, *, name: str, environ: Mapping[str, str], known_address: Callable[[str], bool] = is_address
) -> Configuration:
    """Read a configuration; `name` is the file's, for the faults; `environ` fills in `${NAME}`.

    `known_address` says whether an address of `contact:` is one; asking Apprise costs 30 MB and a third of a second.

    Raises:
        Faulty: with every fault of the file.
    """
    document = parse(text, file=name, environ=environ)
    root = _root(document, known_address)
    if root is None or document.faults:
        raise Faulty(sorted(document.faults, key=lambda fault: fault.line or 0))
    return Configuration(
        settings=replace(settings(root), public_url=environ.get("RONDO_PUBLIC_URL", "").strip().rstrip("/") or None),
        sources={one: _source(source) for one, source in root.sources.items()},
        tokens={name: _token(one) for name, one in root.tokens.items()},
        calendars=_calendars(root),
        heartbeat_url=_secret(root.heartbeat_url),
        anchor_url=_secret(root.anchor_url),
        warnings=tuple(
            Notice(file=name, line=document.line(path), message=message, remedy=remedy)
            for path, message, remedy in _notices(root)
        ),
        text=text,
        file=name,
        lines=document.lines,
    )


def _secret(address: str | None) -> Secret | None:
    return Secret(address) if address else None


def _token(one: access.Token) -> Token:
    return Token(token=Secret(one.token), rights=frozenset(one.rights))


def _source(one: access.Source) -> Source:
    return Source(tokens=tuple(Secret(token) for token in one.token if token.lower() != "none"))


def _calendars(root: Root) -> dict[tuple[str, int], Calendar]:
    return {
        (name, place): Calendar(address=Secret(one.calendar), names=one.names)
        for name, schedule in root.schedules.items()
        for place, one in enumerate(schedule.rotations)
        if isinstance(one, schedules.Calendar)
    }


def json_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of the file, for editors."""
    schema = Root.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "rondo.yml"}


def _root(document: Document, known_address: Callable[[str], bool]) -> Root | None:
    if not isinstance(document.value, dict):
        return None
    for path, message, remedy in broken(document):
        document.blame(path, message, remedy)
    sections = ("people", "schedules", "policies", "services")
    names = {one: list(found) if isinstance(found := document.value.get(one), dict) else [] for one in sections}
    try:
        return Root.model_validate(document.value, context={**names, "is_address": known_address})
    except ValidationError as error:
        for path, message, remedy in told(error):
            if document.is_read(path):
                document.blame(path, message, remedy)
        return None


def _open_calendars(root: Root) -> Iterator[tuple[Path, str, str]]:
    for name, schedule in root.schedules.items():
        for layer, one in enumerate(schedule.rotations):
            if isinstance(one, schedules.Calendar) and one.calendar.startswith("http:"):
                message = f"schedules.{name}: whoever is on the way to this calendar can change who is on call"
                yield ("schedules", name, "rotations", layer, "calendar"), message, "write `https://`"


def _notices(root: Root) -> Iterator[tuple[Path, str, str]]:
    if root.security is None:
        yield ("security",), "security is off: nobody from security is ever invited", "name a policy under `security:`"
    for name, source in root.sources.items():
        if source.token[0].lower() == "none":
            message = f"sources.{name}: anybody who reaches this address can open incidents"
            yield ("sources", name), message, 'give it a token: `token: "${NAME}"`'
    yield from _open_calendars(root)
    catch_all = next((place for place, route in enumerate(root.routes) if not route.match), None)
    if catch_all is not None and catch_all + 1 < len(root.routes):
        place: Path = ("routes", catch_all + 1)
        yield place, f"routes[{catch_all + 2}]: never reached: the one before it takes everything", "move that one last"
    if catch_all is None and "default" not in root.services:
        message = "an alert that no route takes pages the last resort at once"
        yield ("services",), message, "add a service `default`"
