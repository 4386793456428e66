"""Proposals of an incident as the JSON of the API."""

from typing import Literal

from typing_extensions import TypedDict


class KnownShape(TypedDict):
    words: str
    at: str


class ReplyShape(TypedDict):
    person: str
    verdict: Literal["approved", "objected"]
    at: str
    note: str


class OverrideShape(TypedDict):
    person: str
    at: str
    reason: str


class ClosingShape(TypedDict):
    done: bool
    person: str
    at: str
    deployed: bool


class ProposalShape(TypedDict):
    number: int
    kind: Literal["rollback", "redeploy", "restart", "scale", "configuration", "open_access", "switch_off", "other"]
    service: str | None
    by: str
    at: str
    before: str | None
    to: str | None
    note: str
    against: list[KnownShape]
    last_scan: str | None
    asked: str | None
    answer_by: str | None
    replies: list[ReplyShape]
    overrides: list[OverrideShape]
    closings: list[ClosingShape]
