"""Who is on call at an instant, and whose turns come next, over REST."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from typing_extensions import TypedDict

from bot.domain.candidates import candidates, people_of
from bot.domain.escalation import Level, Policy, RoundRobin, Target, TargetKind
from bot.domain.ladder import forecast
from bot.domain.roundrobin import Book, Considered
from bot.domain.situation import Situation
from bot.domain.turns import turns
from bot.web.access import Closed, Reader
from bot.web.given import Given
from bot.web.moments import moment
from bot.web.problems import Problem
from bot.web.sources.reading import instant


class LevelOnCall(TypedDict):
    level: int
    people: list[str]
    not_now: dict[str, str]


class OnCall(TypedDict):
    at: str
    schedules: dict[str, list[str]]
    policies: dict[str, list[LevelOnCall]]


class Turn(TypedDict):
    position: int
    person: str
    why: str


class LevelNext(TypedDict):
    level: int
    next: list[Turn]


class Forecast(TypedDict):
    policy: str
    levels: list[LevelNext]
    note: str


def routes() -> APIRouter:
    """`/oncall` and `/policies/{name}/next`."""
    router = APIRouter(route_class=Closed, tags=["on call"])
    router.add_api_route("/oncall", oncall, methods=["GET"])
    router.add_api_route("/policies/{name}/next", coming, methods=["GET"])
    return router


async def oncall(
    web: Given, _: Reader, at: Annotated[str, Query(description="an instant, RFC 3339; without it, now")] = ""
) -> OnCall:
    """Who the schedules and policies name; `not_now` are those of them who would be passed over, and why."""
    # A `+` of an offset that was not percent-encoded arrives as a space.
    then = (instant(at) or instant(at.strip().replace(" ", "+"))) if at else await web.clock.now()
    if then is None:
        raise Problem(422, "at: takes an instant such as 2026-12-24T03:00:00Z.")
    return on_call_at(await web.reads.situation(), then)


def on_call_at(situation: Situation, at: datetime) -> OnCall:
    """Schedules by name, and each policy's levels, at that instant."""
    settings = situation.settings
    return {
        "at": moment(at),
        "schedules": {
            name: list(people_of(Target(kind=TargetKind.SCHEDULE, name=name), situation, at))
            for name in settings.schedules
        },
        "policies": {
            name: [_level(name, number, level, situation, at) for number, level in enumerate(policy.levels, start=1)]
            for name, policy in settings.policies.items()
        },
    }


def _level(policy: str, number: int, level: Level, situation: Situation, at: datetime) -> LevelOnCall:
    found = candidates(policy, level, Book(), situation, at)
    return {
        "level": number,
        "people": [one.name for one in found],
        "not_now": {one.name: one.why_not.value for one in found if one.why_not and one.why_not.hard},
    }


async def coming(
    name: Annotated[str, Path(description="a policy's name")],
    web: Given,
    _: Reader,
    count: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Forecast:
    """The next turns of each level, from its book as it is."""
    situation, at = await web.reads.situation(), await web.clock.now()
    policy = situation.settings.policies.get(name)
    if policy is None:
        raise Problem(404, f"There is no such policy; there are {', '.join(sorted(situation.settings.policies))}.")
    levels: list[LevelNext] = []
    for number, level in enumerate(policy.levels, start=1):
        found = forecast(policy, number, situation, at, count)
        levels.append({"level": number, "next": _turns(found, level, _passed(policy, number, situation, at))})
    return {"policy": policy.name, "levels": levels, "note": "as long as nothing changes"}


def _passed(policy: Policy, number: int, situation: Situation, at: datetime) -> str:
    """Who is not among those who come, though they may have had fewer turns."""
    passed = turns(policy, number, situation, at).passed
    return ", ".join(f"{one.name} ({one.why_not})" for one in passed if one.why_not)


def _turns(found: tuple[Considered, ...], level: Level, passed: str) -> list[Turn]:
    return [
        {"position": position, "person": one.name, "why": _why(one, level, passed)}
        for position, one in enumerate(found, start=1)
    ]


def _why(one: Considered, level: Level, passed: str) -> str:
    """Why somebody is there: a level without round robin calls everybody at once."""
    why = "everybody on this level at once" if level.round_robin is RoundRobin.OFF else f"fewest turns: {one.turns:g}"
    about = f"{why}; {one.why_not.value}" if one.why_not else why
    return f"{about}; passed over: {passed}" if passed else about
