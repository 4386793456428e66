"""The domain's frozen values as JSON, and back; effects are tagged by their class's name."""

import hashlib
import json
from functools import cache, lru_cache
from typing import Any, get_args

from pydantic import TypeAdapter

from bot.domain.effects import Effect
from bot.domain.incident.state import Incident
from bot.domain.marks import Called
from bot.domain.plans import Plan
from bot.domain.record import Line
from bot.domain.releases import Deploy, Release
from bot.domain.roundrobin import Book
from bot.domain.seals import End
from bot.domain.silences import Silence
from bot.domain.standings import Standing
from bot.ports import Answered, Bucket, Identity

_INCIDENT = TypeAdapter(Incident)
_CALLED = TypeAdapter(Called)
_END = TypeAdapter(End)
_LINE = TypeAdapter(Line)
_BOOK = TypeAdapter(Book)
_ANSWERS = TypeAdapter(tuple[Answered, ...])
_SILENCE = TypeAdapter(Silence)
_STANDING = TypeAdapter(Standing)
_PLAN = TypeAdapter(Plan)
_DEPLOY = TypeAdapter(Deploy)
_RELEASE = TypeAdapter(Release)
_IDENTITY = TypeAdapter(Identity)
_BUCKET = TypeAdapter(Bucket)
_EFFECTS: dict[str, type[Effect]] = {kind.__name__: kind for kind in get_args(Effect)}

_LONGEST_KEY = 400


def incident_out(incident: Incident) -> str:
    """An incident, whole, as JSON."""
    return _INCIDENT.dump_json(incident).decode()


def incident_in(text: str) -> Incident:
    """The incident of that JSON."""
    return _INCIDENT.validate_json(text)


def called_in(text: str) -> Called:
    """Who was called for the incident of that JSON; the rest of it is skipped, which takes an eighth of the time."""
    return _CALLED.validate_json(text)


def end_in(text: str) -> End:
    """Where the record of the incident of that JSON ends; the rest of it is skipped."""
    return _END.validate_json(text)


def digest_in(text: str) -> str:
    """The digest of the line of that JSON."""
    return str(json.loads(text)["digest"])


def line_out(line: Line) -> str:
    """A line of the record as JSON."""
    return _LINE.dump_json(line, exclude_defaults=True).decode()


def line_in(text: str) -> Line:
    """The line of that JSON."""
    return _LINE.validate_json(text)


def book_out(book: Book) -> str:
    """A book of turns as JSON."""
    return _BOOK.dump_json(book).decode()


@lru_cache(maxsize=256)
def book_in(text: str) -> Book:
    """The book of that JSON; the same few are read for every transaction, hence the cache."""
    return _BOOK.validate_json(text)


def silence_out(silence: Silence) -> str:
    """A silence as JSON."""
    return _SILENCE.dump_json(silence).decode()


def silence_in(text: str) -> Silence:
    """The silence of that JSON."""
    return _SILENCE.validate_json(text)


def standing_out(standing: Standing) -> str:
    """How somebody stands with their pages, as JSON."""
    return _STANDING.dump_json(standing).decode()


@lru_cache(maxsize=1024)
def standing_in(text: str) -> Standing:
    """The standing of that JSON; the same ones are read for every transaction, hence the cache."""
    return _STANDING.validate_json(text)


def plan_out(plan: Plan) -> str:
    """A plan as JSON."""
    return _PLAN.dump_json(plan).decode()


@lru_cache(maxsize=1024)
def plan_in(text: str) -> Plan:
    """The plan of that JSON; the same ones are read for every transaction, hence the cache."""
    return _PLAN.validate_json(text)


def deploy_out(deploy: Deploy) -> str:
    """A deploy as JSON."""
    return _DEPLOY.dump_json(deploy).decode()


def deploy_in(text: str) -> Deploy:
    """The deploy of that JSON."""
    return _DEPLOY.validate_json(text)


def release_out(release: Release) -> str:
    """A page of the ledger as JSON."""
    return _RELEASE.dump_json(release).decode()


def release_in(text: str) -> Release:
    """The page of that JSON."""
    return _RELEASE.validate_json(text)


def answers_out(answers: tuple[Answered, ...]) -> str:
    """What a delivery was answered, as JSON."""
    return _ANSWERS.dump_json(answers).decode()


def answers_in(text: str) -> tuple[Answered, ...]:
    """The answers of that JSON."""
    return _ANSWERS.validate_json(text)


def identity_out(identity: Identity) -> str:
    """Who we are in Slack, as JSON."""
    return _IDENTITY.dump_json(identity).decode()


def identity_in(text: str) -> Identity:
    """The identity of that JSON."""
    return _IDENTITY.validate_json(text)


def bucket_out(bucket: Bucket) -> str:
    """What is kept of a method's limits, as JSON."""
    return _BUCKET.dump_json(bucket).decode()


def bucket_in(text: str) -> Bucket:
    """The bucket of that JSON."""
    return _BUCKET.validate_json(text)


def effect_out(effect: Effect) -> tuple[str, str]:
    """An effect as the name of its class and JSON."""
    name = type(effect).__name__
    return name, _effects(name).dump_json(effect).decode()


def effect_in(name: str, text: str) -> Effect:
    """The effect of that class and JSON."""
    effect: Effect = _effects(name).validate_json(text)
    return effect


@cache
def _effects(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_EFFECTS[name])  # when one is first met: there are three dozen, and a start needs few


def key_out(key: str) -> str:
    """A sender's key as it is indexed: a long one by its hash, since PostgreSQL indexes at most 2,704 bytes."""
    plain = key.encode("utf-8", "backslashreplace")
    return key if len(plain) <= _LONGEST_KEY else "sha256:" + hashlib.sha256(plain).hexdigest()
