"""An incident and what belongs to it as the JSON of contract §3: UTC, RFC 3339, absent is null."""

from collections.abc import Iterable
from typing import Literal

from typing_extensions import TypedDict

from bot.domain.events import TimerKind
from bot.domain.incident.pages import Page, Reach
from bot.domain.incident.state import Incident
from bot.domain.record import Line
from bot.domain.security import Security
from bot.web.moments import moment
from bot.web.proposed import ProposalShape, proposal_shapes
from bot.web.reviews import ReviewShape, review


class LinkShape(TypedDict):
    title: str
    url: str


class AlertsShape(TypedDict):
    firing: int
    resolved: int
    deliveries: int


class SecurityShape(TypedDict):
    person: str
    status: Literal["invited", "paged", "here", "declined", "excused"]
    invited_at: str
    here_at: str | None
    level: int
    escalate_at: str | None
    review: str | None
    reviewed_by: str | None
    review_due: str | None


class ChannelShape(TypedDict):
    id: str
    name: str | None


class PageShape(TypedDict):
    person: str
    ladder: Literal["response", "security", "last_resort"]
    level: int
    round: int
    route: str
    at: str
    delivered_at: str | None
    outcome: Literal["pending", "delivered", "retrying", "unknown", "failed"]


class MatterShape(TypedDict):
    id: str
    title: str
    status: Literal["open", "acknowledged", "resolved"]
    severity: Literal["critical", "high", "medium", "low"]
    service: str | None
    source: str
    key: str
    private: bool
    labels: dict[str, str]
    links: list[LinkShape]
    alerts: AlertsShape


class CourseShape(TypedDict):
    policy: str | None
    level: int | None
    round: int | None
    escalate_at: str | None
    primary: str | None
    responders: list[str]
    acknowledged_by: str | None
    acknowledged_via: Literal["slack", "link", "session", "token", "cli"] | None
    security: SecurityShape | None
    review: ReviewShape | None
    restored_at: str | None
    channel: ChannelShape | None
    pages: list[PageShape]
    proposals: list[ProposalShape]
    opened_at: str
    first_paged_at: str | None
    acknowledged_at: str | None
    resolved_at: str | None


class IncidentShape(MatterShape, CourseShape):
    """What it is about, and what is done about it."""


class EntryShape(TypedDict):
    number: int
    at: str
    kind: str
    by: str
    text: str


def incident(one: Incident) -> IncidentShape:
    """The whole incident; `level` and `round` are null until a ladder is begun."""
    return {**_matter(one), **_course(one)}


def _matter(one: Incident) -> MatterShape:
    return {
        "id": one.id,
        "title": one.title,
        "status": one.status.value,
        "severity": one.severity.value,
        "service": one.service,
        "source": one.source,
        "key": one.key,
        "private": one.private,
        "labels": dict(one.labels),
        "links": [{"title": link.title, "url": link.url} for link in one.links],
        "alerts": {
            "firing": one.firing,
            "resolved": len(one.alerts) - one.firing,
            "deliveries": one.deliveries,
        },
    }


def _course(one: Incident) -> CourseShape:
    return {
        "policy": one.walk.policy,
        "level": one.walk.level or None,
        "round": one.walk.round if one.walk.level else None,
        "escalate_at": moment(one.escalate_at()),
        "primary": one.primary,
        "responders": list(one.responders),
        "acknowledged_by": one.acknowledged_by,
        "acknowledged_via": one.acknowledged_via.value if one.acknowledged_via else None,
        "security": _security(one, one.security) if one.security else None,
        "review": review(one.review),
        "restored_at": moment(one.review.restored_at),
        "channel": {"id": one.channel, "name": one.channel_name} if one.channel else None,
        "pages": _pages(one),
        "proposals": proposal_shapes(one.proposals),
        "opened_at": moment(one.opened_at),
        "first_paged_at": moment(one.first_paged_at),
        "acknowledged_at": moment(one.acknowledged_at),
        "resolved_at": moment(one.resolved_at),
    }


def _security(one: Incident, security: Security) -> SecurityShape:
    return {
        "person": security.person,
        "status": security.status.value,
        "invited_at": moment(security.invited_at),
        "here_at": moment(security.here_at),
        "level": max(security.walk.level, 1),
        "escalate_at": moment(one.due.get(TimerKind.SECURITY)),
        "review": one.review.state.value if one.review.state else None,
        "reviewed_by": one.review.last.by if one.review.last else None,
        "review_due": moment(one.review.due) if one.review.is_owed else None,
    }


def _pages(one: Incident) -> list[PageShape]:
    """Every call, in order; one on a way around Slack after the page that it repeats."""
    shown: list[PageShape] = []
    for page in one.pages:
        again = (reach for reach in one.reaches if (reach.step, reach.person) == (page.step, page.person))
        shown += [_page(page), *(_reach(page, reach) for reach in again)]
    return shown


def _reach(page: Page, reach: Reach) -> PageShape:
    return {
        **_page(page),
        "route": reach.kind,
        "at": moment(reach.at),
        "delivered_at": moment(reach.delivered_at),
        "outcome": reach.outcome.value,
    }


def _page(page: Page) -> PageShape:
    return {
        "person": page.person,
        "ladder": page.ladder,
        "level": page.level,
        "round": page.round,
        "route": page.route,
        "at": moment(page.at),
        "delivered_at": moment(page.delivered_at),
        "outcome": page.outcome.value,
    }


def entries(lines: Iterable[Line]) -> list[EntryShape]:
    """Lines of the record, without their digests."""
    return [
        {"number": line.number, "at": moment(line.at), "kind": line.kind.value, "by": line.by, "text": line.text}
        for line in lines
    ]
