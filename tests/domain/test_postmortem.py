"""The report that comes out of the record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.alerts import Severity
from bot.domain.escalation import Walk
from bot.domain.incident.pages import Outcome, Page
from bot.domain.incident.report import Postmortem
from bot.domain.incident.state import Incident, Status
from bot.domain.postmortem import PROMPTS, author, draft, escape
from bot.domain.record import BEGINNING, Kind, line
from bot.domain.security import (
    Security,
    SecurityStatus,
)
from bot.domain.situation import DEFAULT_URGENCY

NOW = datetime(2026, 11, 23, 22, 12, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def page(person: str, **changes: object) -> Page:
    values = {"ladder": "response", "level": 1, "round": 1, "step": 1, "at": NOW, "answer_by": minutes(5), **changes}
    return Page(person=person, **values)  # type: ignore[arg-type]


INCIDENT = Incident(
    number=7,
    title="Checkout is down",
    status=Status.RESOLVED,
    severity=Severity.CRITICAL,
    stated=True,
    urgency=DEFAULT_URGENCY[Severity.CRITICAL],
    service="checkout",
    source="generic",
    key="k",
    opened_at=NOW,
    acknowledged_by="ben",
    acknowledged_at=minutes(6),
    first_acknowledged_by="ben",
    first_acknowledged_at=minutes(6),
    responders=("ben",),
    resolved_at=minutes(65),
    resolved_by="ben",
    pages=(
        page("ana", delivered_at=minutes(0.05)),
        page("chi", outcome=Outcome.FAILED),
        page("ben", at=minutes(5), step=2, answered_at=minutes(6)),
        page("sol", ladder="security", delivered_at=minutes(1)),
    ),
    security=Security(
        person="sol", status=SecurityStatus.HERE, invited_at=NOW, here_at=minutes(3), walk=Walk(policy="s", level=1)
    ),
)
LINES = [
    line(number=1, at=NOW, kind=Kind.OPENED, by="rondo", text="critical: Checkout is down", before=BEGINNING),
    line(number=2, at=minutes(60), kind=Kind.NOTE, by="token ci, on behalf of ana", text="<b>x</b>", before=BEGINNING),
]


def written(incident: Incident = INCIDENT, **fields: str) -> str:
    report = replace(incident, postmortem=Postmortem(fields=fields))
    return draft(report, LINES, names=str.capitalize, zone="Europe/Berlin")


def test_it_says_at_its_head_how_bad_it_was_and_how_long_it_took():
    text = written()
    assert text.startswith("# INC-7: Checkout is down\n")
    facts = "critical · checkout · opened 23 Nov 2026, 23:12 · Ben had it after 6 min · resolved after 1 h 5 min by Ben"
    assert facts in text


def test_the_timeline_has_local_times_with_the_day_once_it_is_another_and_names_its_zone():
    text = written()
    assert "All times are Europe/Berlin." in text
    assert "- 23:12 **critical: Checkout is down**\n" in text
    assert "- 24 Nov 00:12 \\<b\\>x\\</b\\> (token ci, on behalf of ana)" in text


def test_it_says_who_was_paged_and_how_long_each_took():
    text = written()
    assert "- **Ana** paged 23:12; reached after 3 s; no answer" in text
    assert "- **Chi** paged 23:12; could not be reached; no answer" in text
    assert "- **Ben** paged 23:17; had it after 1 min" in text


def test_it_says_whether_security_was_there_and_when():
    assert "Sol was asked 23:12 and was here 23:15, after 3 min.\n\n- **Sol** paged 23:12" in written()
    assert "Nobody was brought in." in written(replace(INCIDENT, security=None, pages=()))


def test_what_nobody_wrote_is_asked_for_in_italics():
    text = written()
    assert all(f"*{prompt}*" in text for prompt in PROMPTS.values())


def test_what_people_wrote_fills_its_section_and_keeps_its_lists():
    text = written(summary="A bad deploy.", actions="Do:\n- Ana: a test\n* Ben: an alert")
    assert "## Summary\n\nA bad deploy.  \n" in text
    assert "Do:  \n- Ana: a test\n- Ben: an alert\n" in text
    assert PROMPTS["summary"] not in text


def test_the_summary_of_the_resolution_stands_in_for_one():
    assert "Rolled back" in written(replace(INCIDENT, summary="Rolled back"))


def test_an_incident_that_goes_on_has_a_report_too():
    text = written(replace(INCIDENT, status=Status.OPEN, acknowledged_at=None, acknowledged_by=None, responders=()))
    assert "not resolved yet" in text


@pytest.mark.parametrize(
    "hostile",
    [
        "# heading",
        "- item",
        "1. item",
        "===",
        "<script>alert(1)</script>",
        "[Runbook](https://evil.example)",
        "![x](https://evil.example/x.png)",
        "https://evil.example",
        "www.evil.example",
        "<https://evil.example|Runbook>",
        "<!channel> <@U0ANA> <!subteam^S1>",
        "a\n\n# heading\n<b>",
        "`code` **bold** ~~gone~~ a|b",
        "&lt;script&gt;",
        "mailto:x@evil.example",
    ],
)
def test_foreign_text_is_never_markup(hostile):
    mistune = pytest.importorskip("mistune")
    render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])
    page = render(escape(hostile))
    assert page.startswith("<p>")
    assert page.count("<") == 2


def test_a_mention_of_foreign_text_mentions_nobody():
    assert "@channel" not in escape("@channel")


@pytest.mark.parametrize(
    ("by", "text", "who"),
    [
        ("ana", "a note", "Ana"),
        ("ana", "Ana has it", ""),  # the words say it
        ("ana", "Anaconda is slow", "Ana"),
        ("rondo", "Ana paged", ""),
        ("token ci, on behalf of ana", "Ana has it", "token ci, on behalf of ana"),
    ],
)
def test_whom_a_line_is_by_is_said_once(by, text, who):
    assert author(replace(LINES[0], by=by, text=text), str.capitalize) == who
