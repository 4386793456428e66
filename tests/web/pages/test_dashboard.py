"""What people see and press on the dashboard, and what strangers don't."""

import re
from dataclasses import replace

import httpx
import pytest

from bot.domain.events import Acknowledged, By, EscalationAsked, Resolved, Via
from bot.domain.incident.pages import Page
from bot.domain.incident.report import Postmortem
from bot.domain.incident.state import Status
from bot.domain.record import BEGINNING, Kind, line
from bot.engine import Result
from bot.web.given import Check
from bot.web.pages.sight import people_in
from tests.web.conftest import ORIGIN
from tests.web.fakes import NOW, incident

EVIL = '<script>alert(1)</script><!channel>"onmouseover="x'


@pytest.fixture
async def ana(house, client) -> httpx.AsyncClient:
    """Ana's browser, signed in."""
    house.sessions.open["cookie"] = "ana"
    house.reads.known = [incident()]
    client.cookies.set("rondo_session", "cookie")
    client.headers["Origin"] = ORIGIN
    return client


def seal(text: str) -> str:
    found = re.search(r'name="seal" value="(\w+)"', text)
    assert found
    return found[1]


async def pressed(browser: httpx.AsyncClient, verb: str, **fields: str) -> httpx.Response:
    page = await browser.get("/incidents/INC-7")
    return await browser.post(f"/incidents/INC-7/{verb}", data={"seal": seal(page.text), **fields})


@pytest.mark.parametrize("path", ["/", "/incidents/INC-7", "/incidents/INC-99", "/incidents/INC-7/postmortem"])
async def test_a_stranger_sees_how_to_sign_in_and_nothing_else(client, house, path):
    house.reads.known = [incident()]
    answer = await client.get(path)
    assert answer.status_code == 401
    assert "/rondo web" in answer.text
    assert "python app.py login" in answer.text
    assert "Checkout" not in answer.text


async def test_a_sign_in_link_is_not_used_up_by_looking_at_it(client, house):
    secret = await house.sessions.invite("ana", NOW)
    for _ in range(3):
        assert (await client.get(f"/sign-in?token={secret}")).status_code == 200
    answer = await client.post("/sign-in", data={"token": secret}, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await client.get("/")).status_code == 200


async def test_the_session_is_kept_from_scripts_and_other_sites(client, house):
    secret = await house.sessions.invite("ana", NOW)
    answer = await client.post("/sign-in", data={"token": secret}, headers={"Origin": ORIGIN})
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Max-Age=43200", "Path=/"))
    assert "Secure" not in cookie


async def test_the_session_stays_on_https_where_there_is_one(house):
    secret = await house.sessions.invite("ana", NOW)
    async with house.client() as client:
        client.base_url = httpx.URL("https://rondo.test")
        answer = await client.post("/sign-in", data={"token": secret}, headers={"Origin": "https://rondo.test"})
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_sign_in_link_works_once(client, house):
    secret = await house.sessions.invite("ana", NOW)
    headers = {"Origin": ORIGIN}
    await client.post("/sign-in", data={"token": secret}, headers=headers)
    answer = await client.post("/sign-in", data={"token": secret}, headers=headers)
    assert answer.status_code == 403
    assert "2 minutes" in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_nobody_is_signed_in_by_another_site(client, house, origin):
    secret = await house.sessions.invite("ana", NOW)
    headers = {"Origin": origin} if origin else {}
    assert (await client.post("/sign-in", data={"token": secret}, headers=headers)).status_code == 403
    assert secret in house.sessions.invited


async def test_signing_out_forgets_the_session(ana):
    answer = await ana.post("/sign-out")
    assert 'rondo_session=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await ana.get("/", headers={"Cookie": "rondo_session=cookie"})).status_code == 401


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/incidents/INC-7", "/incidents/INC-7"),
        ("/incidents/INC-7/postmortem", "/incidents/INC-7/postmortem"),
        ("/", "/"),
        ("/incidents/elsewhere", "/"),
    ],
)
async def test_signing_in_leads_to_the_incident_that_was_wanted(client, house, wanted, led_to):
    await client.get(wanted)
    secret = await house.sessions.invite("ana", NOW)
    answer = await client.post("/sign-in", data={"token": secret}, headers={"Origin": ORIGIN})
    assert answer.headers["location"] == led_to
    assert client.cookies.get("rondo_wanted") is None


async def test_a_forged_memory_leads_nowhere_else(client, house):
    client.cookies.set("rondo_wanted", "//evil.example/incidents/INC-7")
    secret = await house.sessions.invite("ana", NOW)
    answer = await client.post("/sign-in", data={"token": secret}, headers={"Origin": ORIGIN})
    assert answer.headers["location"] == "/"


async def test_a_sign_in_page_without_a_link_says_how_to_get_one(client):
    assert "/rondo web" in (await client.get("/sign-in")).text


async def test_of_an_incident_that_somebody_has_it_says_who_is_asked_to_help(ana, house):
    call = {"ladder": "response", "level": 1, "round": 1, "at": NOW, "answer_by": NOW, "help": True, "by": "ben"}
    pages = (Page(person="ana", step=2, **call), Page(person="chi", step=3, **call))
    taken = {"status": Status.ACKNOWLEDGED, "acknowledged_by": "ben", "acknowledged_at": NOW, "acknowledged_step": 1}
    house.reads.known = [incident(7, pages=pages, **taken)]
    assert "Ana and Chi are asked to help" in (await ana.get("/incidents/INC-7")).text


async def test_a_person_gets_errors_as_pages_and_a_program_as_problems(client):
    browser = {"Accept": "text/html,application/xhtml+xml"}
    for_people = await client.get("/nowhere", headers=browser)
    assert (for_people.status_code, for_people.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Nothing here" in for_people.text
    for_programs = await client.get("/nowhere")
    assert for_programs.headers["content-type"] == "application/problem+json"
    assert (await client.get("/api/v1/nowhere", headers=browser)).headers["content-type"] == "application/problem+json"


async def test_what_nobody_has_comes_first(ana, house):
    house.reads.known = [
        incident(7),
        incident(8, status=Status.ACKNOWLEDGED, acknowledged_by="ben", acknowledged_at=NOW),
    ]
    text = (await ana.get("/")).text
    assert text.index("INC-7") < text.index("INC-8")
    assert "Nobody has it yet" in text
    assert "Ben has it since 04:12" in text


async def test_it_says_who_is_on_call_and_how_the_set_up_stands(house):
    async def checks() -> list[Check]:
        return [Check(mark="✗", name="scope", text="groups:write is missing")]

    house.sessions.open["cookie"] = "ana"
    async with house.client(setup=checks, slack_status=lambda: "away: timeout") as client:
        client.cookies.set("rondo_session", "cookie")
        text = (await client.get("/")).text
    assert all(words in text for words in ("Tam", "Ana", "away: timeout", "groups:write is missing", "All quiet"))


async def test_an_incident_shows_its_state_its_people_and_its_timeline(ana, house):
    house.reads.lines = [line(number=1, at=NOW, kind=Kind.OPENED, by="rondo", text="critical: down", before=BEGINNING)]
    text = (await ana.get("/incidents/INC-7")).text
    assert "Nobody has it yet" in text
    assert "Ana paged 04:12" in text
    assert "Security: Sol paged, not here yet" in text
    assert "critical: down" in text
    assert "Times are Europe/Berlin" in text


async def test_of_a_very_long_record_the_page_shows_the_newest_and_says_so_and_the_postmortem_has_all(ana, house):
    house.reads.known = [incident().evolve(lines=2500)]
    numbers = range(1, 2501)
    house.reads.lines = [
        line(number=one, at=NOW, kind=Kind.NOTE, by="ana", text=f"note {one}.", before=BEGINNING) for one in numbers
    ]
    text = (await ana.get("/incidents/INC-7")).text
    assert "The newest 1000 of 2500 lines" in text
    assert ("note 1501." in text, "note 2500." in text, "note 1500." in text) == (True, True, False)
    report = (await ana.get("/incidents/INC-7/postmortem?format=md")).text
    assert [one for one in (1, 1000, 1001, 2500) if f"note {one}." not in report.replace("\\", "")] == []


async def test_a_page_that_did_not_change_is_not_sent_again(ana):
    tag = (await ana.get("/")).headers["etag"]
    assert (await ana.get("/", headers={"If-None-Match": tag})).status_code == 304


@pytest.mark.parametrize(
    ("verb", "event"),
    [
        ("acknowledge", Acknowledged(incident=7, by=By(person="ana", via=Via.SESSION, confirmed=True))),
        ("escalate", EscalationAsked(incident=7, by=By(person="ana", via=Via.SESSION, confirmed=True), reason="x")),
        ("resolve", Resolved(incident=7, by=By(person="ana", via=Via.SESSION, confirmed=True), summary="x")),
    ],
)
async def test_a_button_is_the_same_event_as_everywhere(ana, house, verb, event):
    answer = await pressed(ana, verb, reason=" x ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/INC-7")
    assert house.engine.events == [event]


async def test_a_refusal_is_told_as_it_is(ana, house):
    house.engine.answer = lambda _: Result(refused=True, text="Ben has INC-7 since 03:14")
    answer = await pressed(ana, "acknowledge")
    assert answer.status_code == 409
    assert "Ben has INC-7 since 03:14" in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_another_site_presses_no_button(ana, house, origin):
    page = await ana.get("/incidents/INC-7")
    headers, fields = {"Origin": origin}, {"seal": seal(page.text)}
    assert (await ana.post("/incidents/INC-7/resolve", data=fields, headers=headers)).status_code == 403
    assert not house.engine.calls


@pytest.mark.parametrize("forged", ["", "0" * 32, "ä"])
async def test_a_form_without_its_seal_does_nothing(ana, house, forged):
    assert (await ana.post("/incidents/INC-7/resolve", data={"seal": forged})).status_code == 403
    assert not house.engine.calls


async def test_a_stranger_presses_no_button(client, house):
    house.reads.known = [incident()]
    answer = await client.post("/incidents/INC-7/resolve", headers={"Origin": ORIGIN})
    assert answer.status_code == 401
    assert not house.engine.calls


async def test_the_command_lines_guest_looks_only(ana, house):
    house.sessions.open["cookie"] = None
    text = (await ana.get("/incidents/INC-7")).text
    assert "Looking only" in text
    assert 'name="seal"' not in text


@pytest.mark.parametrize("person", ["ben", None])
@pytest.mark.parametrize("path", ["", "/postmortem", "/postmortem.md"])
async def test_a_private_incident_is_not_there_for_who_is_not_in_it(ana, house, person, path):
    house.reads.known = [incident(private=True)]
    house.sessions.open["cookie"] = person
    assert (await ana.get(f"/incidents/INC-7{path}")).status_code == 404
    assert "INC-7" not in (await ana.get("/")).text


async def test_a_private_incident_is_there_for_who_is_in_it(ana, house):
    house.reads.known = [incident(private=True)]
    assert "Checkout" in (await ana.get("/incidents/INC-7")).text
    assert "Checkout" in (await ana.get("/")).text


def test_in_an_incident_are_those_who_declared_paged_have_guard_or_were_invited():
    one = incident(declared_by="dora", responders=("ben",), invited=frozenset({"U0EVE"}))
    assert people_in(one) == {"ana", "ben", "dora", "sol", "U0EVE"}


async def test_an_incident_that_is_not_there_has_a_page_that_says_so(ana):
    answer = await ana.get("/incidents/INC-99")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


async def test_the_postmortem_is_a_page_and_a_file(ana, house):
    page = await ana.get("/incidents/INC-7/postmortem")
    assert "<h2>Contributing factors</h2>" in page.text
    for path in ("postmortem.md", "postmortem?format=md"):
        file = await ana.get(f"/incidents/INC-7/{path}")
        assert file.headers["content-type"] == "text/markdown; charset=utf-8"
        assert file.text.startswith("# INC-7: Checkout error rate")


async def test_foreign_text_is_only_text_on_every_page(ana, house):
    house.reads.known = [
        replace(
            incident(title=EVIL, description=EVIL, service=EVIL, update=EVIL, summary=EVIL, channel_name=EVIL),
            postmortem=Postmortem(fields={"impact": EVIL}),
        )
    ]
    house.reads.lines = [line(number=1, at=NOW, kind=Kind.NOTE, by=EVIL, text=EVIL, before=BEGINNING)]
    for path in ("/", "/incidents/INC-7", "/incidents/INC-7/postmortem"):
        text = (await ana.get(path)).text
        assert "alert(1)" in text
        assert "<script>" not in text
        assert "<!channel>" not in text
        assert '"onmouseover="' not in text


async def test_every_page_forbids_frames_and_scripts_of_others(ana, client):
    for path in ("/", "/incidents/INC-7", "/sign-in?token=x", "/incidents/INC-99"):
        policy = (await ana.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy


async def test_no_template_has_script_or_style_of_its_own(ana):
    for path in ("/", "/incidents/INC-7", "/incidents/INC-7/postmortem", "/sign-in?token=x"):
        text = (await ana.get(path)).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src)", text)


@pytest.mark.parametrize("file", ["rondo.css", "rondo.js", "rondo.svg"])
async def test_files_are_served_and_nothing_beside_them(client, file):
    assert (await client.get(f"/static/{file}")).status_code == 200
    assert (await client.get("/static/..%2fentrance.py")).status_code == 404
