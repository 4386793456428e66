"""The page to play with turns: drop in a roster, press *50 alerts*, see who gets what under each variation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.domain.durations import limit
from bot.domain.escalation import RoundRobin
from bot.domain.rehearsal import Cast, Outcome, Played, rehearse

HERE = Path(__file__).parent

#: What can be played with.
MOST_PEOPLE, MOST_ALERTS, LONGEST_NAME = 30, 500, 40

#: So many alerts are shown one by one.
SHOWN = 8

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SAFE = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_SAMPLE = {"first": "ana, ben, chi", "backup": "dora", "alerts": "50"}
_NAMED = re.compile(r"(.*?)(?:[\s:=]+(\d+(?:\.\d+)?))?", re.DOTALL)
_TITLES: Mapping[RoundRobin, tuple[str, str]] = {
    RoundRobin.ALERT: ("round_robin: alert", "Spread the load: a miss leaves the level."),
    RoundRobin.CYCLE: ("round_robin: cycle", "Make sure somebody answers: a miss goes to the next of the level."),
    RoundRobin.OFF: ("off", "Everyone on the level at once."),
}


class Unplayable(Exception):
    """What was typed can't be played; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One person's part under one variation: their turns, their pages, and these as a share of 100."""

    name: str
    turns: int
    pages: int
    width: float
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One variation, as it is drawn."""

    title: str
    meaning: str
    bars: Sequence[Bar]
    first: Sequence[str]
    facts: Sequence[str] = field(default_factory=tuple)


def turns_page() -> list[BaseRoute]:
    """Its addresses; it needs no script, and the address holds all that was asked."""
    return [Route("/turns", _turns), Mount("/turns/static", StaticFiles(directory=HERE / "static"))]


_TEMPLATE = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True).get_template("turns.html")


def _turns(request: Request) -> Response:
    asked = request.query_params
    typed = {name: str(asked.get(name, value)) for name, value in _SAMPLE.items()}
    try:
        cast, alerts = _cast(asked, typed), _count(typed["alerts"])
    except Unplayable as problem:
        return HTMLResponse(_TEMPLATE.render(problem=str(problem), typed=typed), 422, headers=_SAFE)
    people = [*cast.first, *(one for one in cast.backup if one not in cast.first)]
    shown = [_shown(variation, rehearse(cast, variation, alerts), people, cast) for variation in RoundRobin]
    drawn = _TEMPLATE.render(typed=typed, people=people, cast=cast, shown=shown, alerts=alerts)
    return HTMLResponse(drawn, headers=_SAFE)


def _cast(asked: QueryParams, typed: Mapping[str, str]) -> Cast:
    first, backup = _roster(typed["first"]), _roster(typed["backup"])
    if not first:
        raise Unplayable("Name somebody on level 1.")
    away, silent = (frozenset(asked.getlist(name)) for name in ("away", "silent"))
    return Cast(first=first, backup=tuple(backup), away=away, silent=silent)


def _roster(words: str) -> Mapping[str, float]:
    """`ana, ben 0.5`: names with their weights."""
    found: dict[str, float] = {}
    for part in (one.strip() for one in re.split(r"[,;\n]", words)):
        said = _NAMED.fullmatch(part) if part else None
        if said is None:
            continue
        name, weight = said[1].strip(), float(said[2] or 1)
        if not name or len(name) > LONGEST_NAME:
            raise Unplayable(f"A name has 1 to {LONGEST_NAME} letters.")
        if not 0.1 <= weight <= 10:
            raise Unplayable("A weight is from 0.1 to 10.")
        found[name] = weight
    if len(found) > MOST_PEOPLE:
        raise Unplayable(f"That is more than {MOST_PEOPLE} people.")
    return found


def _count(words: str) -> int:
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 5 else 0
    if not 1 <= number <= MOST_ALERTS:
        raise Unplayable(f"Play 1 to {MOST_ALERTS} alerts.")
    return number


def _shown(variation: RoundRobin, outcome: Outcome, people: Sequence[str], cast: Cast) -> Shown:
    title, meaning = _TITLES[variation]
    most = max([1, *outcome.pages.values()])
    bars = [
        Bar(
            name=one,
            turns=outcome.turns[one],
            pages=outcome.pages[one],
            width=round(100 * outcome.pages[one] / most, 1),
            notes="missed two in a row: the others come first" if one in outcome.lost else "",
        )
        for one in people
    ]
    first = [_told(one) for one in outcome.alerts[:SHOWN]]
    return Shown(title=title, meaning=meaning, bars=bars, first=first, facts=_facts(outcome))


def _told(one: Played) -> str:
    """`chi → ana ✓`."""
    walked = " → ".join("+".join(names) for names in one.called) or "nobody"
    return f"{walked} {'✓' if one.answered_by else '✗ nobody answered'}"


def _facts(outcome: Outcome) -> Sequence[str]:
    missed = sum(len(one.called) > 1 or one.answered_by is None for one in outcome.alerts)
    longest = max(one.waited for one in outcome.alerts)
    nobody = sum(one.answered_by is None for one in outcome.alerts)
    return (
        f"{sum(outcome.pages.values())} pages",
        f"{missed} of {len(outcome.alerts)} alerts were not answered by the first who was called",
        f"longest until somebody answered: {limit(longest) if longest else 'at once'}",
        *([f"{nobody} were answered by nobody"] if nobody else []),
    )
