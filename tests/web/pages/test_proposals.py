"""A proposal that waits is answered on its incident's page, by whoever has the right, as by Slack's buttons."""

import re

import pytest

from bot.domain.events import By, ProposalAnswered, Via
from bot.domain.proposals import Proposal, ProposalKind, Reply, Verdict
from bot.engine import Result
from tests.web.conftest import ORIGIN
from tests.web.fakes import NOW, incident

WAITS = Proposal(number=1, kind=ProposalKind.OPEN_ACCESS, service="checkout", by="ana", at=NOW, asked="sol")
REPLY = Reply(person="sol", verdict=Verdict.OBJECTED, at=NOW)


@pytest.fixture
def browser(house, client):
    """Somebody's browser, signed in, and an incident with such a proposal."""

    def of(person, **changes):
        house.reads.known = [incident(**{"proposals": (WAITS,), **changes})]
        house.sessions.open["cookie"] = person
        client.cookies.set("rondo_session", "cookie")
        client.headers["Origin"] = ORIGIN
        return client

    return of


async def offered(browser):
    """The answers that the page offers."""
    return re.findall(r'name="say" value="(approve|object)"', (await browser.get("/incidents/INC-7")).text)


async def sent(browser, **fields):
    page = (await browser.get("/incidents/INC-7")).text
    seal = re.search(r'name="seal" value="(\w+)"', page)
    return await browser.post("/incidents/INC-7/proposals", data={"seal": seal[1] if seal else "", **fields})


@pytest.mark.parametrize("person", ["ana", "ben", None])
async def test_only_whoever_has_the_right_sees_approve_and_object(browser, person):
    assert await offered(browser("sol")) == ["approve", "object"]
    assert await offered(browser(person)) == []


async def test_they_stand_there_as_long_as_it_waits_for_an_answer(browser):
    answered = Proposal(number=2, kind=ProposalKind.SWITCH_OFF, service="", by="ana", at=NOW, replies=(REPLY,))
    assert await offered(browser("sol", proposals=(answered,))) == []


@pytest.mark.parametrize(("say", "verdict"), [("approve", Verdict.APPROVED), ("object", Verdict.OBJECTED)])
async def test_an_answer_is_the_same_event_as_slacks_with_the_note_by_the_session(browser, house, say, verdict):
    answer = await sent(browser("sol"), proposal="1", say=say, note=" seen ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/INC-7#proposals")
    by = By(person="sol", via=Via.SESSION, confirmed=True)
    assert house.engine.events == [ProposalAnswered(incident=7, by=by, proposal=1, verdict=verdict, note="seen")]


async def test_a_refusal_is_told_as_it_is(browser, house):
    house.engine.answer = lambda _: Result(incident=incident(), refused=True, text="You proposed it yourself")
    answer = await sent(browser("sol"), proposal="1", say="approve")
    assert answer.status_code == 409
    assert "You proposed it yourself" in answer.text
    assert "Nothing was changed" in answer.text


@pytest.mark.parametrize("fields", [{"say": "perhaps"}, {}, {"say": "approve", "proposal": "٣"}])
async def test_a_form_that_says_nothing_changes_nothing(browser, house, fields):
    assert (await sent(browser("sol"), **{"proposal": "1", **fields})).status_code == 422
    assert house.engine.calls == 0


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_another_sites_form_and_one_without_its_seal_answer_nothing(browser, house, origin):
    fields = {"proposal": "1", "say": "approve"}
    assert (await sent(browser("sol"), **fields, seal="forged")).status_code == 403
    page = browser("sol")
    page.headers["Origin"] = origin
    assert (await sent(page, **fields)).status_code == 403
    assert house.engine.calls == 0


async def test_the_command_lines_guest_answers_nothing(browser, house):
    assert (await sent(browser(None), proposal="1", say="approve")).status_code == 403
    assert house.engine.calls == 0


async def test_of_a_private_incident_nobody_else_answers_or_learns(browser, house):
    answer = await sent(browser("tam", private=True), proposal="1", say="approve")
    assert answer.status_code == 404
    assert house.engine.calls == 0
