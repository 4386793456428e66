"""Who carries how much of a policy, over REST."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from typing_extensions import TypedDict

from bot.domain.fairness import LONGEST, Answers, Fairness, Load
from bot.web.access import Closed, Reader
from bot.web.given import Given
from bot.web.moments import moment
from bot.web.problems import Problem


class AnswersShape(TypedDict):
    minutes: float | None
    missed: int
    not_me: int


class LoadShape(TypedDict):
    person: str
    pages: int
    share: float
    times: float | None
    too_much: bool
    turns: int
    night: int
    weekend: int
    carried: int
    last_resort: int
    passed_over: dict[str, int]
    answers: AnswersShape | None


class FairnessShape(TypedDict):
    policy: str
    days: int
    since: str
    pages: int
    least: float | None
    most: float | None
    people: list[LoadShape]
    medians: AnswersShape | None


def routes() -> APIRouter:
    """`/policies/{name}/fairness`."""
    router = APIRouter(route_class=Closed, tags=["on call"])
    router.add_api_route("/policies/{name}/fairness", carried, methods=["GET"])
    return router


async def carried(
    name: Annotated[str, Path(description="a policy's name")],
    web: Given,
    _: Reader,
    days: Annotated[int, Query(ge=1, le=LONGEST, description="how many days to look back")] = 30,
) -> FairnessShape:
    """Who was paged how often, beside their weight's share of the pages, at most a minute old.

    `share` is how many of the pages are theirs by weight, `times` how many times that they had, `least` and `most` the
    spread of it; `carried` were somebody else's turn, or came by hand. `night` is 22 to 7 of their own clock, `weekend`
    Saturday and Sunday by day. `answers` (how somebody answered) is null unless the file says `fairness: all`;
    `medians` are of five people or more, else null.
    """
    situation, now = await web.reads.situation(), await web.clock.now()
    policy = situation.settings.policies.get(name)
    if policy is None:
        raise Problem(404, f"There is no such policy; there are {', '.join(sorted(situation.settings.policies))}.")
    found = await web.loads.of(policy, situation, now, days)
    return _shape(found.seen_by(None, situation.settings.fairness), moment(now - timedelta(days=days)))


def _shape(found: Fairness, since: str) -> FairnessShape:
    least, most = found.spread or (None, None)
    return {
        "policy": found.policy,
        "days": found.days,
        "since": since,
        "pages": found.pages,
        "least": None if least is None else round(least, 2),
        "most": None if most is None else round(most, 2),
        "people": [_load(one) for one in found.loads],
        "medians": _answers(found.medians),
    }


def _load(one: Load) -> LoadShape:
    return {
        "person": one.person,
        "pages": one.pages,
        "share": round(one.due, 2),
        "times": None if one.times is None else round(one.times, 2),
        "too_much": one.too_much,
        "turns": one.turns,
        "night": one.night,
        "weekend": one.weekend,
        "carried": one.carried,
        "last_resort": one.last_resort,
        "passed_over": {why.value: count for why, count in one.passed.items()},
        "answers": _answers(one.answers),
    }


def _answers(of: Answers | None) -> AnswersShape | None:
    return {"minutes": of.minutes, "missed": of.missed, "not_me": of.not_me} if of else None
