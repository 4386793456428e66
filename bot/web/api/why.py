"""Why these people: every pick of an incident as it was made, over REST."""

from fastapi import APIRouter
from typing_extensions import TypedDict

from bot.domain.roundrobin import Considered, Explanation
from bot.web.access import Closed, Reader
from bot.web.api.claims import Named, found
from bot.web.given import Given
from bot.web.moments import moment


class ConsideredShape(TypedDict):
    person: str
    turns: float
    passed_over: str | None


class PickShape(TypedDict):
    policy: str
    level: int
    at: str
    chosen: str | None
    share: str
    everybody: bool
    again: bool
    considered: list[ConsideredShape]
    later: list[ConsideredShape]


class Why(TypedDict):
    id: str
    picks: list[PickShape]


def routes() -> APIRouter:
    """`/incidents/INC-7/why`."""
    router = APIRouter(route_class=Closed, tags=["incidents"])
    router.add_api_route("/incidents/{id}/why", why, methods=["GET"])
    return router


async def why(id_: Named, web: Given, _: Reader) -> Why:
    """Whose turn it was: the candidates in the order they were looked at, with their counts before the pick.

    Those `later` were further down the line. `everybody`: the level takes no turns; `again`: the same trouble shortly
    before, so that no turn moved.
    """
    incident = await found(id_, web)
    return {"id": incident.id, "picks": [_pick(one) for one in incident.picks]}


def _pick(one: Explanation) -> PickShape:
    return {
        "policy": one.policy,
        "level": one.level,
        "at": moment(one.at),
        "chosen": one.chosen,
        "share": one.share,
        "everybody": one.all,
        "again": one.again,
        "considered": [_considered(each) for each in one.considered],
        "later": [_considered(each) for each in one.later],
    }


def _considered(one: Considered) -> ConsideredShape:
    return {"person": one.name, "turns": one.turns, "passed_over": one.why_not.value if one.why_not else None}
