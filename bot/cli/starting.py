"""What every command that opens the installation does first: read the environment, the file, the database."""

import asyncio
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from bot.cli.imported import filled, kept
from bot.config import Configuration, Environment, Fault, Faulty, read, read_environment
from bot.config.addresses import is_address
from bot.domain.errors import Unavailable
from bot.domain.links import Links
from bot.domain.situation import Settings
from bot.store import Store, Unusable
from bot.store import open as open_store
from bot.web.given import Lock, Right, Source, Token

#: Under this name the last good configuration is kept.
LAST_GOOD = "configuration"

#: Under this name the key of the links and calendars that people are sent is kept.
LINK_KEY = "key of links"


class Stopped(Exception):
    """The command ends here; the message is what people read, a line each, and `code` the exit code."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An installation: its environment, its configuration and its database; `broken` says why the file is not used."""

    environment: Environment
    configuration: Configuration
    store: Store
    broken: str | None = None
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def settings(self) -> Settings:
        """The configuration's settings, with what its calendars held when they were last read."""
        return self.store.settings


def environment(environ: Mapping[str, str], *, serving: bool) -> Environment:
    """The environment, or `Stopped` with every fault."""
    try:
        return read_environment(environ, serving=serving)
    except Faulty as faulty:
        raise Stopped(str(faulty)) from None


def opened(environ: Mapping[str, str], *, serving: bool, strict: bool = False) -> Opened:
    """Open the installation. A faulty file is overruled by the last good one in the database, unless `strict`.

    Raises:
        Stopped: with every fault, or with what is wrong with the database.
    """
    env, faults = _environment(environ, serving=serving)
    try:
        configuration, broken = _from_file(env.config, environ, serving=serving), None
    except Faulty as faulty:
        configuration, broken = None, faulty
    if faults or (broken and strict):
        raise Stopped("\n".join(str(one) for one in (faults, broken) if one))
    store = _store(env, configuration.settings if configuration else None, deliver=serving)
    if configuration is None:
        configuration = _last_good(store, environ, broken)
    store.settings = _with_calendars(store, configuration)
    reason = str(broken) if broken else None
    return Opened(environment=env, configuration=configuration, store=store, broken=reason, environ=environ)


def configured(env: Environment, environ: Mapping[str, str]) -> Configuration:
    """The configuration alone, without a database.

    Raises:
        Stopped: with every fault.
    """
    try:
        return _from_file(env.config, environ)
    except Faulty as faulty:
        raise Stopped(str(faulty)) from None


def _environment(environ: Mapping[str, str], *, serving: bool) -> tuple[Environment, Faulty | None]:
    """The environment; its faults are told together with the file's."""
    try:
        return read_environment(environ, serving=serving), None
    except Faulty as faulty:
        bare = {"RONDO_CONFIG": environ.get("RONDO_CONFIG", "")}
        return read_environment(bare, serving=False), faulty


def read_again(installation: Opened, before: Configuration) -> Configuration:
    """The file as it is now, with the environment of the start; `before` is what is gone by, and its addresses known.

    Raises:
        Faulty: with every fault.
    """
    path, environ = installation.environment.config, installation.environ
    known = {contact.url for person in before.settings.people.values() for contact in person.contact}
    text = _text(path)
    return read(text, name=path, environ=environ, known_address=lambda url: url in known or is_address(url))


def _from_file(path: str, environ: Mapping[str, str], *, serving: bool = False) -> Configuration:
    text = _text(path)
    if serving and _faultless_elsewhere(text, path, environ):
        return read(text, name=path, environ=environ, known_address=lambda address: True)
    return read(text, name=path, environ=environ)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Faulty(
            [_fault(path, "there is no such file", "copy docs/rondo.example.yml, or set RONDO_CONFIG")]
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Faulty([_fault(path, f"can't be read: {error}", "make it a UTF-8 text that Rondo may read")]) from None


def _faultless_elsewhere(text: str, path: str, environ: Mapping[str, str]) -> bool:
    """Whether a child process finds no fault: asking Apprise about `contact` takes 30 MB that serving can save."""
    if "contact" not in text:
        return False
    child = os.fork()
    if child == 0:
        try:
            read(text, name=path, environ=environ)
        except BaseException:  # noqa: BLE001  (nothing of the child may go on)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _fault(path: str, message: str, remedy: str) -> Fault:
    return Fault(file=path, line=None, message=message, remedy=remedy)


def _store(env: Environment, settings: Settings | None, *, deliver: bool) -> Store:
    owner = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"
    nothing = Settings(people={}, policies={}, services={}, last_resort=())
    try:
        store = open_store(env.database_url.reveal(), settings or nothing, owner=owner, deliver=deliver)
    except Unusable as error:
        raise Stopped(f"DATABASE_URL: {error}") from None
    except Unavailable as error:
        remedy = "start it, or correct DATABASE_URL (for SQLite, a folder that exists and may be written)"
        raise Stopped(f"DATABASE_URL: the database can't be reached: {error} → {remedy}") from None
    return store


def _last_good(store: Store, environ: Mapping[str, str], broken: Faulty | None) -> Configuration:
    try:
        text = asyncio.run(store.facts.get(LAST_GOOD))
        if text is not None:
            return read(text, name="the last good configuration", environ=environ)
    except (Faulty, Unavailable):
        pass
    store.close()
    raise Stopped(str(broken))


def _with_calendars(store: Store, configuration: Configuration) -> Settings:
    """The settings with what is kept of calendars; while the database is away, without."""
    if not configuration.calendars:
        return configuration.settings
    try:
        return filled(configuration.settings, asyncio.run(kept(store.facts, configuration.calendars)))
    except Unavailable:
        return configuration.settings


def sources(configuration: Configuration) -> dict[str, Source]:
    """The senders of alerts and deploys, their secrets as locks; GitHub signs with its own."""
    made = {"github": Lock.to_sign}
    return {
        name: Source(name=name, locks=tuple(made.get(name, Lock.of)(token.reveal()) for token in source.tokens))
        for name, source in configuration.sources.items()
    }


def tokens(configuration: Configuration, env: Environment) -> tuple[Token, ...]:
    """The bearer tokens of the REST API, `RONDO_API_TOKEN` as the one named `api` (contract §2)."""
    named = [
        Token(name=name, lock=Lock.of(one.token.reveal()), rights=frozenset(Right(right) for right in one.rights))
        for name, one in configuration.tokens.items()
    ]
    if env.api_token:
        named.append(Token(name="api", lock=Lock.of(env.api_token.reveal()), rights=frozenset(Right)))
    return tuple(named)


async def links_of(store: Store, settings: Settings) -> Links:
    """What signs the addresses that people are given; its key is made the first time."""
    key = await store.facts.keep(LINK_KEY, secrets.token_hex(32))
    return Links(key=key.encode(), base=settings.public_url)
