"""The incident as contract §3 shows it, field by field; and what of it a decision changed, for the record.

Fields have the names of the JSON. A call stands under `pages/N`, one on a way around Slack under `pages/N/M`; an alert,
with what its sender said, under `alerts/N`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice
from operator import attrgetter, is_not

from bot.domain.canonical import Json, moment
from bot.domain.events import TimerKind
from bot.domain.incident.concluded import proposals, review
from bot.domain.incident.pages import Page, Reach
from bot.domain.incident.state import Incident

_FIRING = attrgetter("firing")

#: Up to so many alerts are looked for by themselves, since one body may bring thousands into one incident.
_FEW = 3

Value = Callable[[Incident], Json]
Shape = tuple[str, Json]


def _links(one: Incident) -> Json:
    return [{"title": link.title, "url": link.url} for link in one.links]


def _alerts(one: Incident) -> Json:
    firing = sum(map(_FIRING, one.alerts.values()))
    return {"firing": firing, "resolved": len(one.alerts) - firing, "deliveries": one.deliveries}


def _channel(one: Incident) -> Json:
    return {"id": one.channel, "name": one.channel_name} if one.channel else None


def _security(one: Incident) -> Json:
    security = one.security
    if security is None:
        return None
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


def _postmortem(one: Incident) -> Json:
    report = one.postmortem
    return {
        "fields": dict(report.fields),
        "by": report.by,
        "due": moment(report.due),
        "published_at": moment(report.published_at),
        "waived_by": report.waived_by,
    }


#: What of the incident each field comes from, and how it is shown; in the order of the contract.
FIELDS: Mapping[str, tuple[tuple[str, ...], Value]] = {
    "id": (("number",), lambda one: one.id),
    "title": (("title",), lambda one: one.title),
    "status": (("status",), lambda one: one.status.value),
    "severity": (("severity",), lambda one: one.severity.value),
    "service": (("service",), lambda one: one.service),
    "source": (("source",), lambda one: one.source),
    "key": (("key",), lambda one: one.key),
    "private": (("private",), lambda one: one.private),
    "labels": (("labels",), lambda one: dict(one.labels)),
    "links": (("links",), _links),
    "alerts": (("alerts", "deliveries"), _alerts),
    "policy": (("walk",), lambda one: one.walk.policy),
    "level": (("walk",), lambda one: one.walk.level or None),
    "round": (("walk",), lambda one: one.walk.round if one.walk.level else None),
    "escalate_at": (("due",), lambda one: moment(one.escalate_at())),
    "primary": (("primary",), lambda one: one.primary),
    "responders": (("responders",), lambda one: list(one.responders)),
    "acknowledged_by": (("acknowledged_by",), lambda one: one.acknowledged_by),
    "acknowledged_via": (("acknowledged_via",), lambda one: one.acknowledged_via and one.acknowledged_via.value),
    "security": (("security", "due", "review"), _security),
    "review": (("review",), lambda one: review(one.review)),
    "restored_at": (("review",), lambda one: moment(one.review.restored_at)),
    "channel": (("channel", "channel_name"), _channel),
    "proposals": (("proposals",), lambda one: proposals(one.proposals)),
    "opened_at": (("opened_at",), lambda one: moment(one.opened_at)),
    "first_paged_at": (("first_paged_at",), lambda one: moment(one.first_paged_at)),
    "acknowledged_at": (("acknowledged_at",), lambda one: moment(one.acknowledged_at)),
    "resolved_at": (("resolved_at",), lambda one: moment(one.resolved_at)),
}

#: Changes whenever it is touched, and takes longest to count.
_COUNTED = "alerts"

#: Fields that name nobody and say nothing of anybody's: states, counts and times.
PLAIN = frozenset(
    {
        *("id", "status", "severity", "private", "alerts", "level", "round", "escalate_at", "acknowledged_via"),
        *("opened_at", "first_paged_at", "acknowledged_at", "resolved_at", "restored_at"),
    }
)

#: What the record has and the contract's JSON does not show.
_BESIDE: Mapping[str, tuple[tuple[str, ...], Value]] = {
    "description": (("description",), lambda one: one.description),
    "postmortem": (("postmortem",), _postmortem),
    "summary": (("summary",), lambda one: one.summary),
}
_ALL = {**FIELDS, **_BESIDE}

_OF = {
    source: tuple(name for name, (sources, _) in _ALL.items() if source in sources)
    for source in {source for sources, _ in _ALL.values() for source in sources}
}

#: What a field that is not told of is taken to be.
EMPTY: tuple[Json, ...] = (None, "", [], {})


def incident(one: Incident) -> dict[str, Json]:
    """The whole incident; `level` and `round` are null until a ladder is begun."""
    fields = {name: value(one) for name, (_, value) in FIELDS.items()}
    return {**fields, "pages": [shape for _, shape in _calls(one, range(len(one.pages)))]}


def everything(one: Incident) -> dict[str, Json]:
    """Every field that has something, with its calls and alerts under names of their own."""
    found = ((name, value(one)) for name, (_, value) in _ALL.items())
    fields = {name: value for name, value in found if value not in EMPTY}
    return {**fields, **dict(_calls(one, range(len(one.pages)))), **dict(_told(one, range(len(one.alerts))))}


def changed(before: Incident | None, after: Incident) -> dict[str, Json]:
    """The fields that are another than before, as they are now; of what is new, all that have something."""
    if before is None:
        return everything(after)
    if before is after:
        return {}
    old, new = before.__dict__, after.__dict__
    moved = [name for name, value in new.items() if value is not old[name]]
    found: dict[str, Json] = {}
    for name in {name for source in moved for name in _OF.get(source, ())}:
        value = _ALL[name][1]
        if name == _COUNTED or value(after) != value(before):
            found[name] = value(after)
    if "pages" in moved or "reaches" in moved:
        found.update(_new(before, after, _called(before, after), _calls))
    if "alerts" in moved:
        found.update(_new(before, after, _other(before.alerts.values(), after.alerts.values()), _told))
    return found


def some(one: Incident, names: Iterable[str]) -> dict[str, Json]:
    """Those fields, as they are now; one that is not there any more is null."""
    wanted = set(names)
    found: dict[str, Json] = {name: _ALL[name][1](one) for name in wanted & _ALL.keys()}
    if rest := wanted - found.keys():
        known = everything(one)
        found.update({name: known.get(name) for name in rest})
    return found


def _new(
    before: Incident, after: Incident, places: list[int], shown: Callable[[Incident, Sequence[int]], Iterator[Shape]]
) -> dict[str, Json]:
    was, now = dict(shown(before, places)), dict(shown(after, places))
    return {name: now.get(name) for name in {**was, **now} if was.get(name) != now.get(name)}


def _other(old: Collection[object], new: Collection[object]) -> list[int]:
    """The places at which something else stands."""
    both, longest = min(len(old), len(new)), max(len(old), len(new))
    return [*compress(range(both), map(is_not, old, new)), *range(both, longest)]


def _called(before: Incident, after: Incident) -> list[int]:
    places = _other(before.pages, after.pages)
    if before.reaches is after.reaches:
        return places
    known = set(before.reaches)
    others = {(one.step, one.person) for one in after.reaches if one not in known}
    return sorted({*places, *(at for at, page in enumerate(after.pages) if (page.step, page.person) in others)})


def _told(one: Incident, places: Sequence[int]) -> Iterator[Shape]:
    alerts = one.alerts.items()
    chosen = [(at, at + 1) for at in places] if len(places) <= _FEW else [(0, len(alerts))]
    for first, end in chosen:
        for at, (key, alert) in enumerate(islice(alerts, first, end), start=first):
            said: dict[str, Json] = {"key": key, "title": alert.title, "labels": dict(alert.labels)}
            yield f"alerts/{at}", {**said, "severity": alert.severity.value, "firing": alert.firing}


def _calls(one: Incident, places: Sequence[int]) -> Iterator[Shape]:
    """Every call, in order; one on a way around Slack after the page that it repeats."""
    for at in places:
        if at < len(one.pages):
            page = one.pages[at]
            yield f"pages/{at}", _page(page)
            again = (reach for reach in one.reaches if (reach.step, reach.person) == (page.step, page.person))
            for number, reach in enumerate(again):
                yield f"pages/{at}/{number}", _reach(page, reach)


def _page(page: Page) -> dict[str, Json]:
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


def _reach(page: Page, reach: Reach) -> dict[str, Json]:
    return {
        **_page(page),
        "route": reach.kind,
        "at": moment(reach.at),
        "delivered_at": moment(reach.delivered_at),
        "outcome": reach.outcome.value,
    }
