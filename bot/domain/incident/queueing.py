"""The queue of security: what was low, or over before anybody came, asks for no review of its own."""

from dataclasses import replace

from bot.domain.incident import owing
from bot.domain.incident.draft import Draft
from bot.domain.incident.state import Incident
from bot.domain.record import Kind
from bot.domain.reviews import ReviewState
from bot.domain.security import SecurityStatus


def ends(draft: Draft) -> None:
    """The incident is over: it stands in the queue, or the clock of its own review runs from now on."""
    if owing.rule_of(draft.situation) is None or not is_calm(draft.incident):
        owing.begins(draft)
        return
    review = replace(draft.incident.review, state=ReviewState.QUEUED, due=None)
    draft.set(review=review)
    draft.write(Kind.REVIEW, "it stands in the queue of security, without a review of its own")


def is_calm(incident: Incident) -> bool:
    """Whether nobody of security was wanted; or they were only invited, and it was over before anybody took it."""
    review, security = incident.review, incident.security
    if incident.private or review.concerns:
        return False
    if security is None:
        return review.state is None
    alone = incident.resolved_by is None and incident.first_acknowledged_by is None
    return review.is_owed and alone and security.status is SecurityStatus.INVITED and not security.page
