"""An incident and what belongs to it as the JSON of contract §3: UTC, RFC 3339, absent is null."""

from collections.abc import Iterable
from typing import Literal, cast

from typing_extensions import TypedDict

from bot.domain.incident import public
from bot.domain.incident.state import Incident
from bot.domain.record import Line
from bot.web.moments import moment
from bot.web.proposed import ProposalShape
from bot.web.reviews import ReviewShape


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
    via: Literal["slack", "link", "session", "token", "cli"] | None
    text: str


def incident(one: Incident) -> IncidentShape:
    """The whole incident; `level` and `round` are null until a ladder is begun."""
    return cast("IncidentShape", public.incident(one))


def entries(lines: Iterable[Line]) -> list[EntryShape]:
    """Lines of the record, without their digests."""
    return [
        {
            "number": line.number,
            "at": moment(line.at),
            "kind": line.kind.value,
            "by": line.by,
            "via": line.via.value if line.via else None,
            "text": line.text,
        }
        for line in lines
    ]
