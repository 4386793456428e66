"""What was concluded, decided and proposed in an incident, as its JSON has it."""

from collections.abc import Iterable

from bot.domain.canonical import Json, moment
from bot.domain.proposals import Proposal
from bot.domain.reviews import Concern, Conclusion, Review

_NOTHING = Review()


def review(one: Review) -> Json:
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


def _conclusion(one: Conclusion) -> Json:
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


def _concern(one: Concern) -> Json:
    return {
        "by": one.by,
        "at": moment(one.at),
        "attack": one.attack.value,
        "weakened": one.weakened.value,
        "data": one.data.value,
        "note": one.note,
    }


def proposals(ones: Iterable[Proposal]) -> Json:
    """Each with what was known, who is asked, every answer, and what became of it; `by` of a claim names the token."""
    return [_proposal(one) for one in ones]


def _proposal(one: Proposal) -> Json:
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
