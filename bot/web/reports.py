"""The report as CSV, which spreadsheets open without running anything in it, and as JSON."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.domain.evaluations import Report, Row
from bot.domain.meters import Meter, advice
from bot.domain.proposals import Proposal
from bot.web.moments import moment

#: What the report is; it claims no more than that.
WHAT = "Evidence that events were evaluated, by whom, when"

#: A cell that begins with one of these is a formula to a spreadsheet
#: (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")

_COLUMNS = (
    "id",
    "private",
    "title",
    "service",
    "severity",
    "opened_at",
    "acknowledged_at",
    "resolved_at",
    "security",
    "why",
    "invited_at",
    "paged_at",
    "here_at",
    "review",
    "concluded_by",
    "concluded_at",
    "seconds",
    "batch",
    "due",
    "target",
    "proposals",
    "overrides",
    "drill",
)


def as_csv(report: Report) -> str:
    """A line for each incident, and for each drill, in the order of their numbers."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(_COLUMNS)
    writer.writerows([_safe(cell) for cell in _cells(one)] for one in report.told)
    return made.getvalue()


def _safe(value: object) -> str:
    words = "" if value is None else moment(value) or "" if isinstance(value, datetime) else str(value)
    words = words.replace("\0", "\ufffd")
    return f"'{words}" if words.startswith(_FORMULAS) else words


def _cells(one: Row) -> Iterable[object]:
    overrides = [f"{each.person}: {each.reason}" for proposal in one.proposals for each in proposal.overrides]
    told = {
        **{name: getattr(one, name) for name in _COLUMNS if hasattr(one, name)},
        "private": "yes" if one.private else "no",
        "batch": "yes" if one.batch else "no",
        "drill": "yes" if one.drill else "no",
        "security": one.engineer,
        "proposals": "; ".join(f"{each.kind.words} {each.to or each.service}".strip() for each in one.proposals),
        "overrides": "; ".join(overrides),
    }
    return [told[name] for name in _COLUMNS]


def as_json(report: Report) -> str:
    """Everything."""
    shown: dict[str, Any] = {
        "what": WHAT,
        "from": moment(report.since),
        "to": moment(report.until),
        "made_at": moment(report.made_at),
        "population": {
            "incidents": len(report.rows),
            "by_severity": report.by_severity,
            "with_security": report.with_security,
            "without_security": report.without,
            "private_unseen": report.unseen,
        },
        "reviews": report.targets,
        "incidents": [_row(one) for one in report.rows],
        "dismissed": [
            {"kind": o.kind, "what": o.what, "at": moment(o.at), "until": moment(o.until), "by": o.by, "why": o.why}
            for o in report.dismissed
        ],
        "drills": [_row(one) for one in report.drills],
        "meter": [_meter(one) for one in report.meters],
    }
    return json.dumps(shown, ensure_ascii=True, indent=1) + "\n"


def _row(one: Row) -> dict[str, Any]:
    plain = ("id", "private", "title", "service", "severity", "why", "engineer", "review", "concluded_by", "seconds")
    times = ("opened_at", "acknowledged_at", "resolved_at", "invited_at", "paged_at", "here_at", "concluded_at", "due")
    return {
        **{name: getattr(one, name) for name in (*plain, "batch", "target")},
        **{name: moment(getattr(one, name)) for name in times},
        "proposals": [_proposal(each) for each in one.proposals],
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": one.kind.value,
        "service": one.service,
        "to": one.to,
        "by": one.by,
        "at": moment(one.at),
        "against": [each.words for each in one.against],
        "replies": [
            {"by": each.person, "verdict": each.verdict.value, "at": moment(each.at), "note": each.note}
            for each in one.replies
        ],
        "overrides": [{"by": each.person, "at": moment(each.at), "reason": each.reason} for each in one.overrides],
        "done": one.closing.done if one.closing else None,
    }


def _meter(one: Meter) -> dict[str, Any]:
    return {
        "service": one.service,
        "reviews": one.reviews,
        "clear": one.clear,
        "batches": one.batches,
        "median_seconds": one.seconds,
        "says": advice(one),
        "kept": dict(one.kept) or None,
    }
