"""Proposals of an incident as the JSON of the API."""

from collections.abc import Iterable
from typing import Literal

from typing_extensions import TypedDict

from bot.domain.proposals import Proposal
from bot.web.moments import moment


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


def proposal_shapes(proposals: Iterable[Proposal]) -> list[ProposalShape]:
    """Each with what was known, who is asked, every answer, and what became of it; `by` of a claim names the token."""
    return [_shape(one) for one in proposals]


def _shape(one: Proposal) -> ProposalShape:
    return {
        "number": one.number,
        "kind": one.kind.value,
        "service": one.service or None,
        "by": f"token {one.token}, on behalf of {one.by}" if one.token else one.by,
        "at": moment(one.at),
        "before": one.before or None,
        "to": one.to or None,
        "note": one.note,
        "against": [{"words": known.words, "at": moment(known.at)} for known in one.against],
        "last_scan": moment(one.last_scan),
        "asked": one.asked,
        "answer_by": moment(one.answer_by),
        "replies": [
            {"person": reply.person, "verdict": reply.verdict.value, "at": moment(reply.at), "note": reply.note}
            for reply in one.replies
        ],
        "overrides": [{"person": over.person, "at": moment(over.at), "reason": over.reason} for over in one.overrides],
        "closings": [
            {"done": end.done, "person": end.person, "at": moment(end.at), "deployed": end.deployed}
            for end in one.closings
        ],
    }
