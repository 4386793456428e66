"""What runs where, as somebody reads it who asked: the version, since when, what is known against it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from bot.domain.incident.ledgers import described
from bot.domain.releases import Running, scanned
from bot.domain.situation import Situation
from bot.slack.cards.face import Face, face
from bot.slack.cards.scene import dots
from bot.slack.text import cut, escape, fit, moment, one_line

#: So many services are told of where none is named, and so many environments of each.
MOST, _PLACES = 20, 5


def running(found: Mapping[str, Sequence[Running]], situation: Situation, now: datetime, root: str) -> Face:
    """A line for each environment, those that people are told of first."""
    lines = [line for service, runs in found.items() for line in _of(service, runs, situation, now)]
    none = f"Rondo has heard of no deploy of {_word(next(iter(found), 'anything'))}"
    if len(found) != 1:
        none = "Rondo has heard of no deploy"
    how = f"`{escape(root)} security flag SERVICE VERSION insecure CVE-…` says what you know against one"
    return face(lines or [none], small=how)


def _of(service: str, runs: Sequence[Running], situation: Situation, now: datetime) -> list[str]:
    ordered = sorted(runs, key=lambda one: (not one.deploy.is_production, one.deploy.environment))
    return [_line(service, one, situation, now) for one in ordered[:_PLACES]]


def _line(service: str, one: Running, situation: Situation, now: datetime) -> str:
    flags = [f"*flagged* {_word(flag)}" for flag in described(one.release.against(now)[:3], situation)]
    sign = ":warning:" if flags else ":package:"
    by = f"by {_word(one.deploy.by)}" if one.deploy.by else ""
    what = f"*{_word(service)} {_word(one.deploy.version)}* in {_word(one.deploy.environment)}"
    since = f"since {moment(one.deploy.at, near=now)}"
    return f"{sign} {dots(what, since, by, *flags, scanned(one.release.last_scan, now))}"


def unknown(named: str, services: Sequence[str]) -> str:
    """There is no such service."""
    near = get_close_matches(named, services, n=1)
    hint = f"Did you mean {escape(near[0])}?" if near else f"There are {escape(cut(', '.join(services), 300))}."
    return f"There is no service “{escape(cut(named, 40))}”. {hint}"


def _word(said: str) -> str:
    return fit(one_line(said), 300)
