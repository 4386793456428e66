"""An incident's security review as JSON, an extension of contract §3's `security`."""

from typing import Literal

from typing_extensions import TypedDict

from bot.domain.reviews import Concern, Conclusion, Review
from bot.web.moments import moment

State = Literal["owed", "queued", "clear", "acceptable", "action", "incident", "excused"]
Known = Literal["yes", "no", "not known"]


class ConclusionShape(TypedDict):
    state: State
    by: str
    at: str
    asked_at: str | None
    seconds: int | None
    note: str
    owner: str | None
    action: str | None
    batch: bool


class ConcernShape(TypedDict):
    by: str
    at: str
    attack: Known
    weakened: Known
    data: Known
    note: str


class DecisionShape(TypedDict):
    by: str
    at: str
    data: Known


class ReviewShape(TypedDict):
    state: State | None
    due: str | None
    follow_up: str | None
    conclusions: list[ConclusionShape]
    concerns: list[ConcernShape]
    data_touched: list[DecisionShape]


_NOTHING = Review()


def review(one: Review) -> ReviewShape | None:
    """Everything that is known of a review; `None` where none is owed and nothing was said."""
    if one == _NOTHING:
        return None
    return {
        "state": one.state.value if one.state else None,
        "due": moment(one.due) if one.is_owed else None,
        "follow_up": f"INC-{one.follow_up}" if one.follow_up else None,
        "conclusions": [_conclusion(each) for each in one.conclusions],
        "concerns": [_concern(each) for each in one.concerns],
        "data_touched": [{"by": each.by, "at": moment(each.at), "data": each.data.value} for each in one.data],
    }


def _conclusion(one: Conclusion) -> ConclusionShape:
    return {
        "state": one.state.value,
        "by": one.by,
        "at": moment(one.at),
        "asked_at": moment(one.asked_at),
        "seconds": one.seconds,
        "note": one.note,
        "owner": one.owner or None,
        "action": one.action or None,
        "batch": one.batch,
    }


def _concern(one: Concern) -> ConcernShape:
    return {
        "by": one.by,
        "at": moment(one.at),
        "attack": one.attack.value,
        "weakened": one.weakened.value,
        "data": one.data.value,
        "note": one.note,
    }
