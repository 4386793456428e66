"""Proposals: the ledger answers at once, security is asked where it must be, and nobody is blocked."""

import re
from typing import Any

import pytest

from bot.domain.events import By, ProposalAnswered, ProposalOverridden, Via
from bot.domain.proposals import Verdict
from tests.stories.test_releases import breaks, deploys, flags
from tests.world import World, act, buttons, words

SITE = "https://rondo.example.com"


@pytest.fixture
async def four_eyes(changed):
    return await changed(("\nsecurity:\n", "\nsecurity:\n  four_eyes: true\n"))


def channel(world: World) -> str:
    name: str = world.slack.state.channels[world.channel()].name
    return name


async def says(world: World, person: str, text: str) -> str:
    """Somebody types it in the incident's channel, and Slack has taken what follows; what they alone are shown."""
    answer = await world.asks(person, text, channel=channel(world))
    await world.passes(minutes=0.1)
    return answer


def message(world: World, number: int = 1) -> Any:
    """The proposal's message in the incident's channel."""
    said = [m for m in world.slack.messages(world.channel()) if f"Proposal {number} of INC-1" in words(m)]
    return said[-1]


def shown(world: World, number: int = 1) -> list[str]:
    return words(message(world, number)).split("\n")


async def presses(world: World, person: str, action: str, number: int = 1, **filled: str) -> None:
    """A button, or a choice of the menu, on the proposal's message; then the form that it opened."""
    await world.slack.act(person).press(message(world, number), action)
    await world.settles()
    if filled:
        await world.fills(person, **filled)
    await world.passes(minutes=0.1)


async def test_a_rollback_to_what_nothing_is_known_against_asks_nobody_and_tells_security(world):
    await breaks(world, "1.4.1", "1.5.0")
    answer = await says(world, "ana", "/rondo rollback checkout 1.4.1 it leaks")
    assert "Nothing known against 1.4.1 (never scanned); nobody is asked." in answer
    state, known, note, *_ = shown(world)
    assert state == ":memo: *Ana proposes to roll checkout back from 1.5.0 to 1.4.1* · nobody is asked"
    assert known == "Nothing known against 1.4.1 (never scanned)"
    assert note == "“it leaks”"
    assert buttons(message(world)) == ["proposal_done", "proposal_undone", "more"]
    assert "Nothing is asked of you." in words(world.slack.messages(world.slack.direct("sol"))[-1])
    assert "allowed" not in answer + words(message(world))


async def test_a_rollback_to_a_flagged_version_asks_the_engineer_of_the_incident(world):
    await flags(world, "1.4.2")
    await breaks(world, "1.4.2", "1.5.0")
    answer = await says(world, "ana", "/rondo rollback checkout 1.4.2")
    assert (
        "1.4.2 is flagged insecure: CVE-2026-1234, high, by token api, on behalf of tam, 23 Nov; Sol is asked" in answer
    )
    state, known, asked, *_ = shown(world)
    assert re.match(
        r":shield: \*Waits for Sol until .*:\* Ana proposes to roll checkout back from 1.5.0 to 1.4.2", state
    )
    assert known.startswith(":warning: *1.4.2 is flagged* insecure: CVE-2026-1234")
    assert asked.startswith("<@U0SOL> *asked of you:* approve it, or object and say what instead")
    assert buttons(message(world)) == ["approve_proposal", "object_to_proposal", "proceed_anyway", "more"]


async def test_an_objection_is_told_where_everybody_reads_and_leaves_the_choice_to_people(quick):
    await flags(quick, "1.4.2")
    await breaks(quick, "1.4.2", "1.5.0")
    await says(quick, "ana", "/rondo rollback checkout 1.4.2")
    await presses(quick, "sol", "object_to_proposal", note="the hole is <!channel> exploited")
    assert shown(quick)[0] == ":no_entry: *Sol objects to this:* roll checkout back from 1.5.0 to 1.4.2"
    assert buttons(message(quick)) == ["propose", "proceed_anyway", "more"]
    assert any("*Sol objects to proposal 1*" in line for line in quick.said())
    assert not [line for line in quick.said() if "<!channel>" in line]
    assert (await quick.incident())["security"]["status"] == "here"

    await presses(quick, "ana", "proceed_anyway", note="nobody can pay")
    assert shown(quick)[0] == ":warning: *Ana goes on against Sol's objection:* roll checkout back from 1.5.0 to 1.4.2"
    await deploys(quick, "1.4.2", by="ana")
    assert "by ana · as proposed by Ana, against Sol's objection" in "\n".join(quick.said())
    (one,) = (await quick.incident())["proposals"]
    assert [(reply["person"], reply["verdict"]) for reply in one["replies"]] == [("sol", "objected")]
    assert [(over["person"], over["reason"]) for over in one["overrides"]] == [("ana", "nobody can pay")]
    assert one["closings"][0]["deployed"]


async def test_whoever_goes_on_before_the_answer_has_both_on_the_record(quick):
    await flags(quick, "1.4.2")
    await breaks(quick, "1.4.2", "1.5.0")
    await says(quick, "ana", "/rondo rollback checkout 1.4.2")
    await presses(quick, "ana", "proceed_anyway", note="nobody can pay")
    assert buttons(message(quick)) == ["approve_proposal", "object_to_proposal", "proposal_done", "more"]
    await act(quick, "resolve")
    await presses(quick, "sol", "approve_proposal", note="seen")
    said = "\n".join(await quick.timeline())
    assert "Ana goes on with proposal 1 (roll checkout back from 1.5.0 to 1.4.2) without security's answer" in said
    assert "Sol approves proposal 1 (roll checkout back from 1.5.0 to 1.4.2), after somebody had gone on: seen" in said
    assert buttons(message(quick)) == []


async def test_when_nobody_answers_the_next_of_security_is_called_and_the_channel_reads_of_it(quick):
    await breaks(quick, "1.5.0")
    await quick.presses("sol", "security_here")
    await says(quick, "ana", "/rondo propose open access for the vendor")
    assert "*It weakens a control*" in "\n".join(shown(quick))
    await quick.passes(minutes=4)
    assert not any("Nobody from security has answered" in line for line in quick.said())
    await quick.passes(minutes=1)
    line = next(line for line in quick.said() if "Nobody from security has answered proposal 1" in line)
    assert "Sol was asked · Tam is paged, until" in line
    assert shown(quick)[0].startswith(":shield: *Waits for Tam until")
    assert [p.person for p in quick.slack.pages if p.person in ("sol", "tam")] == ["sol", "tam"]
    assert "Ana proposes to open access to checkout*. Approve or object" in words(quick.page_of("tam"))
    await presses(quick, "tam", "approve_proposal", note="")
    await quick.passes(hours=1)
    assert len([line for line in quick.said() if "Nobody from security has answered" in line]) == 1


async def test_whoever_proposed_it_is_passed_over_when_nobody_answers(changed):
    world = await changed(THIRD)
    await breaks(world, "1.5.0")
    await world.presses("sol", "security_here")
    await says(world, "tam", "/rondo propose open access for the vendor")
    await world.passes(minutes=6)
    assert "Chi is paged" in next(line for line in world.said() if "Nobody from security has answered" in line)
    assert "tam" not in world.slack.paged


async def test_whoever_is_called_for_an_answer_and_cant_give_it_hands_it_on(quick):
    await breaks(quick, "1.5.0")
    await quick.presses("sol", "security_here")
    await says(quick, "sol", "/rondo propose open access for the vendor")
    assert shown(quick)[0].startswith(":shield: *Waits for Tam until")
    await quick.presses("tam", "security_not_me", on=quick.page_of("tam"))
    await quick.passes(minutes=0.1)
    assert "Tam can't for security" in await quick.timeline()
    assert shown(quick)[0].startswith(":warning: *Nobody from security has answered:*")
    assert (await quick.incident())["security"]["person"] == "sol"
    await presses(quick, "tam", "object_to_proposal", note="after all")
    assert shown(quick)[0].startswith(":no_entry: *Tam objects to this:*")


async def test_what_nobody_answered_says_so_when_the_incident_is_over(quick):
    await breaks(quick, "1.5.0")
    await says(quick, "ana", "/rondo propose open access for the vendor")
    await act(quick, "resolve")
    await quick.passes(minutes=0.1)
    assert shown(quick)[0].startswith(":memo: *Not answered before the end:* Ana proposes to open access")


async def test_whoever_was_only_invited_for_security_is_paged_for_a_flagged_version(quick):
    await flags(quick, "1.4.2")
    await quick.alert(severity="high")
    await quick.settles()
    assert not [p for p in quick.slack.pages if p.person == "sol"]
    await says(quick, "ana", "/rondo rollback 1.4.2")
    assert [p.person for p in quick.slack.pages if p.person == "sol"] == ["sol"]
    assert "security is paged: a flagged release is in play" in await quick.timeline()


async def test_elsewhere_it_is_asked_which_incident_and_what_was_said_goes_with_the_button(quick):
    await breaks(quick, "1.4.1", "1.5.0")
    answer = await quick.asks("ana", "/rondo rollback checkout 1.4.1")
    assert "Which one?" in answer
    await quick.presses("ana", "propose_this", on=quick.slack.ephemeral("ana")[-1])
    assert shown(quick)[0] == ":memo: *Ana proposes to roll checkout back from 1.5.0 to 1.4.1* · nobody is asked"
    said = await quick.asks("ben", "/rondo rollback INC-1 checkout 1.4.1")
    assert "Ana proposed to roll checkout back from 1.5.0 to 1.4.1 already" in said
    assert len((await quick.incident())["proposals"]) == 1


async def test_the_form_says_what_runs_and_its_answer_is_the_ledgers(quick):
    await breaks(quick, "1.4.1", "1.5.0")
    await says(quick, "ana", "/rondo propose")
    view = quick.slack.views_open("ana")[-1]
    assert "Runs now: checkout 1.5.0 in production" in str(view.blocks)
    await quick.fills("ana", kind="rollback", service="checkout", to="1.4.1", note="")
    assert "Nothing known against 1.4.1 (never scanned); nobody is asked." in str(
        quick.slack.views_open("ana")[-1].blocks
    )


async def test_done_and_undone_close_it_and_what_makes_no_sense_is_answered(quick):
    await breaks(quick, "1.5.0")
    assert "Say which version" in await says(quick, "ana", "/rondo rollback checkout")
    assert "did you mean checkout?" in await says(quick, "ana", "/rondo rollback chekout 1.4.1")
    assert "can't be proposed" in await says(quick, "ana", "/rondo propose dancing")
    assert "has no proposal 4" in await says(quick, "ana", "/rondo propose done 4")
    await says(quick, "ana", "/rondo propose restart checkout one by one")
    await presses(quick, "ben", "proposal_done")
    assert shown(quick)[0] == ":ballot_box_with_check: *Done:* restart checkout"
    await presses(quick, "ben", "proposal_undone")
    assert shown(quick)[0] == ":leftwards_arrow_with_hook: *Undone:* restart checkout"
    await act(quick, "resolve")
    assert "INC-1 is over" in await says(quick, "ana", "/rondo rollback checkout 1.4.1")


async def test_a_program_may_propose_and_neither_answers_nor_overrides(quick):
    await flags(quick, "1.4.2")
    await breaks(quick, "1.5.0")
    body = {"as": "ana", "kind": "rollback", "to": "1.4.2"}
    first, again = [await quick.post("/api/v1/incidents/INC-1/proposals", body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    (one,) = first.json()["proposals"]
    assert (one["by"], one["service"], one["asked"]) == ("token api, on behalf of ana", "checkout", "sol")
    claim = By(person="sol", via=Via.TOKEN, token="api", confirmed=True)
    answer = ProposalAnswered(incident=1, by=claim, proposal=1, verdict=Verdict.APPROVED)
    override = ProposalOverridden(incident=1, by=claim, proposal=1, reason="because")
    for event in (answer, override):
        (result,) = await quick.house.engine.handle(event)
        assert result.refused
        assert "by a claim" in result.text
    assert len([line for line in await quick.timeline() if "refused to Sol: Nobody" in line]) == 2
    wrong = await quick.post("/api/v1/incidents/INC-1/proposals", {**body, "service": "nothing"})
    assert (wrong.status_code, "There is no service nothing" in wrong.json()["detail"]) == (409, True)


async def test_with_four_eyes_nobody_approves_what_they_proposed_themselves(four_eyes):
    world = four_eyes
    await breaks(world, "1.5.0")
    await world.presses("sol", "security_here")
    await says(world, "sol", "/rondo propose switch off the firewall")
    assert (await world.incident())["proposals"][0]["asked"] == "tam"
    said = await says(world, "sol", "/rondo propose approve 1")
    assert "You proposed it yourself" in said
    assert any("You proposed it yourself" in line for line in await world.timeline())
    await says(world, "tam", "/rondo propose approve 1")
    assert shown(world)[0].startswith(":white_check_mark: *Tam approves:*")


async def answers(world: World, person: str, say: str, note: str = "") -> Any:
    """Somebody answers on the incident's page, whether it offers that or not."""
    browser = await world.browser(person)
    page = (await browser.get("/incidents/INC-1")).text
    sent = {"seal": page.split('name="seal" value="')[1].split('"')[0], "proposal": "1", "say": say, "note": note}
    answer = await browser.post("/incidents/INC-1/proposals", data=sent, headers={"Origin": SITE})
    await world.passes(minutes=0.1)
    return answer


async def test_on_the_dashboard_security_answers_with_a_note_and_whoever_may_not_is_refused_on_the_record(changed):
    world = await changed(RONDO_PUBLIC_URL=SITE)
    await breaks(world, "1.5.0")
    await says(world, "ana", "/rondo propose open access for the vendor")
    refused = await answers(world, "ben", "approve")
    assert (refused.status_code, "You were not asked into INC-1 for security" in refused.text) == (409, True)
    assert (await world.incident())["proposals"][0]["replies"] == []
    assert any("answering a proposal for security refused to Ben" in line for line in await world.timeline())
    assert (await answers(world, "sol", "object", "not until noon")).status_code == 303
    assert shown(world)[0].startswith(":no_entry: *Sol objects to this:*")
    assert any("Sol objects to proposal 1" in line and "not until noon" in line for line in await world.timeline())


MARK = "zebra-crossing"


async def test_a_private_incidents_proposals_stay_in_its_channel_and_with_its_people(quick):
    await flags(quick, "1.4.2")
    await quick.post("/api/v1/incidents", {"title": "x", "service": "checkout", "private": True, "as": "ana"})
    await quick.settles()
    await says(quick, "ana", f"/rondo rollback checkout 1.4.2 {MARK}")
    await presses(quick, "sol", "object_to_proposal", note=MARK)
    await presses(quick, "ana", "proceed_anyway", note=MARK)
    await says(quick, "ana", "/rondo rollback checkout 1.4.1")
    told = words(quick.slack.messages(quick.slack.direct("sol"))[-1])
    assert "INC-1 (private): something is proposed in its channel. Nothing is asked of you." in told
    own = {quick.channel(), *(quick.slack.direct(one).id for one in ("ana", "sol"))}
    others = [words(m) for c in quick.slack.channels if c.id not in own for m in c.messages.values()]
    assert not [text for text in others if MARK in text]
    assert MARK not in "".join(m.text or "" for m in quick.slack.messages(quick.channel()))
    assert "There is no INC-1" in await quick.asks("ben", "/rondo rollback INC-1 checkout 1.4.2")


THIRD = (
    "      - targets: [sol, tam]\n        timeout: 10m\n",
    "      - targets: [sol, tam]\n        timeout: 10m\n      - targets: [chi]\n        timeout: 10m\n",
)


async def asks_tam(world: World) -> None:
    """Sol is here and proposes: Tam is called for the answer, beside them."""
    await breaks(world, "1.5.0")
    await world.presses("sol", "security_here")
    await says(world, "sol", "/rondo propose open access for the vendor")


async def test_not_me_pressed_twice_beside_the_engineer_is_said_once(quick):
    await asks_tam(quick)
    page = quick.page_of("tam")
    await quick.presses("tam", "security_not_me", on=page)
    await quick.presses("tam", "security_not_me", on=page)
    assert (await quick.timeline()).count("Tam can't for security") == 1


async def test_whoever_is_called_instead_reads_of_nobody_that_they_were_silent(changed):
    world = await changed(THIRD)
    await asks_tam(world)
    await world.presses("tam", "security_not_me", on=world.page_of("tam"))
    assert "has not answered" not in words(world.page_of("chi"))


async def test_whoever_is_called_since_nobody_answered_reads_who_was_asked(changed):
    world = await changed(THIRD)
    await asks_tam(world)
    await world.passes(minutes=6)
    assert "Tam was paged at" in words(world.page_of("chi"))
    assert "Sol was paged" not in words(world.page_of("chi"))


async def test_while_the_service_is_restored_nobody_is_called_instead(changed):
    world = await changed(THIRD, ("\nsecurity:\n", "\nsecurity:\n  review: required\n"))
    await asks_tam(world)
    await world.presses("ana", "resolve", on=world.card())
    await world.presses("ana", "service_restored", on=world.slack.ephemeral("ana")[-1])
    await world.presses("tam", "security_not_me", on=world.page_of("tam"))
    assert "chi" not in world.slack.paged


async def test_the_dashboard_says_too_that_it_was_not_answered_before_the_end(changed):
    world = await changed(RONDO_PUBLIC_URL=SITE)
    await breaks(world, "1.5.0")
    await says(world, "ana", "/rondo propose open access for the vendor")
    await act(world, "resolve")
    page = (await (await world.browser("sol")).get("/incidents/INC-1")).text
    assert "<strong>Not answered before the end:</strong> open access" in page


async def test_the_page_for_an_answer_says_what_follows_without_one(changed):
    world = await changed(THIRD)
    await asks_tam(world)
    assert "Chi is asked" in words(world.page_of("tam"))
    await world.passes(minutes=6)
    assert "nobody else can be asked" in words(world.page_of("chi"))
    await world.passes(minutes=25)
    asked = [line for line in await world.timeline() if line.endswith("asked for security")]
    assert asked == ["Tam asked for security", "Chi asked for security"]
