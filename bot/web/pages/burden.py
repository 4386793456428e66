"""The page of who carries how much: tables, and bars beside the line where each one's share ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from bot.domain.fairness import WINDOWS, Answers, Fairness
from bot.web.given import Given
from bot.web.pages.entrance import Present
from bot.web.pages.paper import page, unless_unchanged
from bot.web.pages.sight import Sight


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One person's bar in percent of the picture's width: (kind, from, length) each, and where their share ends."""

    person: str
    pages: int
    parts: Sequence[tuple[str, float, float]]
    share: float | None
    too_much: bool

    @property
    def end(self) -> float:
        """Where its number stands: behind the bar and the line."""
        return max(sum(length for _, _, length in self.parts), self.share or 0)


#: In percent: the longest bar leaves room for its number.
_WIDEST = 88


def routes() -> APIRouter:
    """`/fairness`."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/fairness", burden, methods=["GET"], response_class=HTMLResponse)
    return router


async def burden(
    request: Request, web: Given, guest: Present, days: Annotated[int, Query(ge=1, le=max(WINDOWS))] = WINDOWS[0]
) -> Response:
    """Every policy over the last days; how somebody answered is shown to them alone, or as the file says."""
    situation, now = await web.reads.situation(), await web.clock.now()
    settings = situation.settings
    found = [await web.loads.of(policy, situation, now, days) for policy in settings.policies.values()]
    seen = [one.seen_by(guest.person, settings.fairness) for one in found]
    answer = page(
        "fairness.html",
        sight=Sight(situation=situation, now=now, person=guest.person),
        guest=guest,
        days=days,
        windows=WINDOWS,
        found=[(one, bars(one), own(one, guest.person)) for one in seen],
        open=settings.fairness.value == "all",
    )
    return unless_unchanged(answer, request)


def own(one: Fairness, person: str | None) -> Answers | None:
    """How that person answered, if they were called at all."""
    return next((load.answers for load in one.loads if load.person == person), None)


def bars(one: Fairness) -> Sequence[Bar]:
    """A bar for each, all to the same scale."""
    widest = max((max(load.pages, load.due) for load in one.loads), default=0) or 1
    made = []
    for load in one.loads:
        parts, left = [], 0.0
        for kind, pages in (("day", load.day), ("night", load.night), ("weekend", load.weekend)):
            length = round(_WIDEST * pages / widest, 2)
            parts += [(kind, left, length)] if pages else []
            left = round(left + length, 2)
        share = round(_WIDEST * load.due / widest, 2) if load.due else None
        made.append(Bar(person=load.person, pages=load.pages, parts=parts, share=share, too_much=load.too_much))
    return made
