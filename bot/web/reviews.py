"""An incident's security review as JSON, an extension of contract §3's `security`."""

from typing import Literal

from typing_extensions import TypedDict

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
