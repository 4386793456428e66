"""Proposals in an incident: what is meant, who is asked, how nobody is blocked, and what makes no sense."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.effects import ShowProposal, TellPerson, TellProposal
from bot.domain.errors import Refused
from bot.domain.incident.proposing import MOST
from bot.domain.incident.room import ROOM
from bot.domain.incident.sending import still_asks
from bot.domain.proposals import Known, Proposal, ProposalKind, Verdict
from bot.domain.releases import Deploy, FlagKind
from bot.domain.reviews import ReviewRule
from tests.domain.stage import NIGHT, Stage, settings

ANA, SOL, TAM = (e.By(person=one) for one in ("ana", "sol", "tam"))
K = ProposalKind


def stage(severity="critical", **more):
    """Checkout runs 1.5.0 after a flagged 1.4.2, and is broken; its channel stands."""
    made = Stage(settings(**more))
    for version in ("1.4.2", "1.5.0"):
        deployed(made, version)
        made.now += timedelta(hours=1)
    known = {"service": "checkout", "version": "1.4.2", "kind": FlagKind.INSECURE, "cves": ("CVE-2026-1234",)}
    made.happens(e.ReleaseFlagged(by=SOL, **known))
    made.alert(severity=severity)
    if made.incidents[1].channel_state != "none":
        made.happens(e.ChannelOpened(incident=1, channel="C0INC", name="inc-1"))
    return made


def deployed(made, version, place="production"):
    told = Deploy(service="checkout", version=version, environment=place, at=made.now, seen_at=made.now)
    return made.happens(e.Deployed(by=e.By(person="", via=e.Via.TOKEN, token="ci"), deploy=told))


def proposes(made, kind=K.ROLLBACK, to="1.4.2", service="checkout", note="", by=ANA):
    made.happens(e.Proposed(incident=1, by=by, kind=kind, service=service, to=to, note=note))
    return one(made)


def answers(made, verdict=Verdict.OBJECTED, by=SOL, number=1, note=""):
    return made.happens(e.ProposalAnswered(incident=1, by=by, proposal=number, verdict=verdict, note=note))


def overrides(made, reason="nobody can pay", number=1):
    return made.happens(e.ProposalOverridden(incident=1, by=ANA, proposal=number, reason=reason))


def closes(made, done=True, number=1):
    return made.happens(e.ProposalClosed(incident=1, by=ANA, proposal=number, done=done))


def one(made, number=-1):
    return made.incidents[1].proposals[number]


def effects(made, kind):
    return [effect for effect in made.last.effects if isinstance(effect, kind)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.ROLLBACK, "roll checkout back from 1.5.0 to 8"),
        (K.REDEPLOY, "redeploy checkout 8"),
        (K.RESTART, "restart checkout to 8"),
        (K.SCALE, "scale checkout to 8"),
        (K.CONFIGURATION, "change the configuration of checkout to 8"),
        (K.OPEN_ACCESS, "open access to checkout for 8"),
        (K.SWITCH_OFF, "switch off 8 of checkout"),
        (K.OTHER, "do something else to checkout to 8"),
    ],
)
def test_every_kind_is_said_as_a_clause(kind, words):
    made = Proposal(number=1, kind=kind, service="checkout", by="ana", at=NIGHT, before="1.5.0", to="8")
    assert made.deed == words


def test_what_names_no_service_is_said_without_one():
    bare = [Proposal(number=1, kind=kind, service="", by="ana", at=NIGHT).deed for kind in (*K,)[2:]]
    assert bare == [
        "restart",
        "scale",
        "change the configuration",
        "open access",
        "switch off a control",
        "do something else",
    ]
    assert [kind.words for kind in (K.SCALE, K.OPEN_ACCESS)] == ["scale", "open access"]


def test_a_clock_runs_for_the_engineer_until_they_answer():
    made = stage()
    asked = proposes(made)
    assert (asked.asked, asked.answer_by) == ("sol", made.now + timedelta(minutes=5))
    assert asked.against == (Known(words="insecure: CVE-2026-1234, by Sol", at=NIGHT + timedelta(hours=2)),)
    assert made.incidents[1].due[e.TimerKind.PROPOSAL] == asked.answer_by
    answers(made, Verdict.APPROVED)
    assert e.TimerKind.PROPOSAL not in made.incidents[1].due
    assert one(made).said(str.capitalize) == "as proposed by Ana, approved by Sol"


def test_where_the_ladder_went_on_by_itself_nobody_is_called_twice():
    made = stage()
    made.passes(minutes=8)
    proposes(made)
    made.passes(minutes=5)
    assert made.paged(ladder="security") == ["sol", "sol", "tam"][: len(made.paged(ladder="security"))]
    assert one(made).unanswered == 1
    assert one(made).answer_by is not None


def test_where_nobody_is_left_no_clock_runs_and_it_is_said_once():
    made = stage()
    made.happens(e.SecurityArrived(incident=1, by=SOL))
    proposes(made)
    made.passes(minutes=60)
    assert one(made).answer_by is None
    assert e.TimerKind.PROPOSAL not in made.incidents[1].due
    answers(made, by=TAM)
    assert one(made).objected.person == "tam"


def test_with_security_off_nobody_can_be_asked_and_that_is_said():
    made = stage()
    made.incidents[1] = made.incidents[1].evolve(security=None, security_why=())
    made.settings = replace(made.settings, security=None)
    asked = proposes(made)
    assert (asked.concerns_security, asked.asked, asked.answer_by) == (True, None, None)
    assert made.last.said.endswith("nobody can be asked.")


def test_where_there_is_no_channel_it_stands_with_whoever_is_asked():
    made = stage("low")
    proposes(made)
    assert ShowProposal(number=1, person="sol") in made.last.effects
    made.happens(e.MessagePosted(incident=1, slot="proposal:1:sol", channel="D0SOL", ts="1.1"))
    answers(made)
    assert ShowProposal(number=1, person="sol") in made.last.effects
    made.happens(e.MessageGone(incident=1, slot="proposal:1:sol"))
    assert ShowProposal(number=1, person="sol") in made.last.effects


def test_a_restart_asks_nobody_and_tells_the_engineer():
    made = stage()
    asked = proposes(made, K.RESTART, to="")
    assert (asked.looked, asked.asked, made.last.said) == (
        False,
        None,
        "Proposal 1: restart checkout. Nobody is asked.",
    )
    assert [told.person for told in effects(made, TellPerson)] == ["sol"]
    made.happens(e.SecurityNotMeSaid(incident=1, by=SOL))
    made.happens(e.SecurityNotMeSaid(incident=1, by=TAM))
    proposes(made, K.SCALE, to="8")
    assert effects(made, TellPerson) == []


def test_a_redeploy_without_a_version_is_of_what_runs():
    made = stage()
    assert proposes(made, K.REDEPLOY, to="").to == "1.5.0"
    assert one(made).closing is None
    deployed(made, "1.5.0")
    assert one(made).closing.deployed
    deployed(made, "1.6.0", place="prod-eu")
    assert proposes(made, K.REDEPLOY, to="1.7.0").before == "1.6.0 in prod-eu, 1.5.0 in production"


def test_the_same_is_proposed_once_and_again_when_the_first_is_closed():
    made = stage()
    proposes(made)
    proposes(made, note="please")
    assert (len(made.incidents[1].proposals), made.last.unchanged) == (1, True)
    closes(made, done=False)
    assert proposes(made).number == 2


def test_the_same_answer_twice_changes_nothing_and_another_one_stands():
    made = stage()
    proposes(made)
    answers(made)
    answers(made, by=TAM)
    assert made.last.unchanged
    answers(made, Verdict.APPROVED, by=TAM, note="after all")
    assert [reply.person for reply in one(made).replies] == ["sol", "tam"]
    assert one(made).objected is None


def test_going_on_where_nothing_stands_against_it_is_not_recorded():
    made = stage()
    proposes(made, K.RESTART, to="")
    overrides(made)
    assert (made.last.unchanged, one(made).overrides) == (True, ())
    with pytest.raises(Refused, match="Say why"):
        overrides(made, reason=" ")


def test_an_answer_after_it_was_done_says_so():
    made = stage()
    proposes(made)
    closes(made)
    closes(made)
    assert "is done already, says Ana" in made.last.said
    answers(made)
    assert "after it was done" in made.last.record[0].text
    assert one(made).said(str.capitalize) == "as proposed by Ana, against Sol's objection"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"to": ""}, "which version"),
        ({"service": ""}, "which service"),
        ({"service": "chekout"}, "did you mean checkout"),
        ({"to": "1 2"}, "one word"),
        ({"kind": K.OTHER, "to": ""}, "in a few words"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_say(wrong, words):
    with pytest.raises(Refused, match=words):
        proposes(stage(), **wrong)


def test_an_incident_keeps_so_many_and_after_its_end_none_is_made():
    made = stage()
    first = proposes(made, K.RESTART, to="")
    kept = tuple(replace(first, number=number, note=str(number)) for number in range(1, MOST + 1))
    made.incidents[1] = made.incidents[1].evolve(proposals=kept)
    with pytest.raises(Refused, match="which is all that it keeps"):
        proposes(made, K.RESTART, to="", note="one more")
    made.happens(e.Resolved(incident=1, by=ANA))
    with pytest.raises(Refused, match="is over"):
        proposes(made)
    with pytest.raises(Refused, match="is over"):
        overrides(made)
    with pytest.raises(Refused, match="has no proposal 99"):
        closes(made, number=99)


def test_of_one_proposal_so_many_answers_reasons_and_ends_are_kept_and_then_a_note_is_the_place():
    made = stage()
    first = proposes(made)
    for again in range(ROOM):
        answers(made, Verdict.OBJECTED if again % 2 == 0 else Verdict.APPROVED)
    with pytest.raises(Refused, match=r"20 answers to proposal 1, which is all that it keeps\. Write a note instead"):
        answers(made, Verdict.OBJECTED)
    made.incidents[1] = made.incidents[1].evolve(proposals=(replace(first, replies=()),))
    for again in range(ROOM):
        overrides(made, reason=str(again))
    with pytest.raises(Refused, match="20 reasons to go on with proposal 1"):
        overrides(made)
    for again in range(ROOM):
        closes(made, done=again % 2 == 0)
    with pytest.raises(Refused, match="20 changes of whether proposal 1 is done"):
        closes(made)


def test_when_it_is_over_no_clock_runs_and_the_answer_is_still_taken():
    made = stage()
    proposes(made)
    made.happens(e.Resolved(incident=1, by=ANA))
    assert e.TimerKind.PROPOSAL not in made.incidents[1].due
    answers(made, note="seen")
    assert [(told.by, told.words) for told in effects(made, TellProposal)] == [("sol", "seen")]


def test_whoever_proposes_is_not_asked_themselves():
    made = stage(severity="high")
    asked = proposes(made, by=SOL)
    assert (asked.asked, made.incidents[1].security.person) == ("tam", "tam")


def test_going_on_is_on_the_record_with_what_it_goes_against():
    made = stage()
    proposes(made)
    overrides(made)
    assert "without security's answer: nobody can pay" in made.last.record[0].text
    assert one(made).waits
    answers(made)
    assert "after somebody had gone on" in made.last.record[0].text
    overrides(made)
    assert "against Sol's objection: nobody can pay" in made.last.record[0].text
    assert len(one(made).overrides) == 2


@pytest.mark.parametrize("via", [e.Via.TOKEN, e.Via.CLI, e.Via.LINK])
def test_a_claim_neither_answers_nor_overrides(via):
    made = stage()
    proposes(made)
    for event in (
        e.ProposalAnswered(incident=1, by=replace(SOL, via=via), proposal=1, verdict=Verdict.APPROVED),
        e.ProposalOverridden(incident=1, by=replace(ANA, via=via), proposal=1, reason="x"),
    ):
        decision = made.happens(event)
        assert decision.refused
        assert "by a claim" in decision.record[0].text
    assert (one(made).replies, one(made).overrides) == ((), ())


def test_with_four_eyes_only_approving_takes_somebody_else():
    made = stage()
    made.settings = replace(made.settings, security=replace(made.settings.security, four_eyes=True))
    proposes(made, by=SOL)
    assert answers(made, Verdict.APPROVED).refused
    assert not answers(made, Verdict.OBJECTED).refused


def test_where_everybody_declined_somebody_is_asked_who_did_not():
    made = stage()
    made.happens(e.SecurityNotMeSaid(incident=1, by=SOL))
    made.happens(e.SecurityNotMeSaid(incident=1, by=TAM))
    assert proposes(made).asked is None
    assert made.last.said.endswith("nobody can be asked.")


def test_without_a_channel_and_without_anybody_asked_it_stands_in_the_record_alone():
    made = stage("low")
    proposes(made, K.RESTART, to="")
    assert effects(made, ShowProposal) == []


def required(made):
    made.settings = replace(made.settings, security=replace(made.settings.security, review=ReviewRule.REQUIRED))
    return made


def test_once_the_service_is_restored_nobody_is_called_for_a_proposal_and_nobody_loses_their_place():
    made = required(stage())
    made.happens(e.SecurityArrived(incident=1, by=SOL))
    proposes(made)
    made.happens(e.ServiceRestored(incident=1, by=ANA))
    before = made.paged(ladder="security")
    made.passes(minutes=120)
    assert made.paged(ladder="security") == before
    assert not {e.TimerKind.PROPOSAL, e.TimerKind.SECURITY} & set(made.incidents[1].due)


def test_whoever_is_here_stays_it_and_the_next_one_is_called_beside_them():
    made = stage()
    made.happens(e.SecurityArrived(incident=1, by=SOL))
    proposes(made)
    made.passes(minutes=5)
    security = made.incidents[1].security
    assert (security.person, security.status) == ("sol", "here")
    assert e.TimerKind.SECURITY not in made.incidents[1].due
    assert (made.paged(ladder="security"), one(made).asked) == (["sol", "tam"], "tam")
    tams = [page for page in made.incidents[1].pages if page.person == "tam"][-1]
    assert still_asks(made.incidents[1], tams)
    answers(made, Verdict.APPROVED)
    assert not still_asks(made.incidents[1], tams)


def test_whoever_was_called_beside_them_may_stand_in_instead():
    made = stage()
    made.happens(e.SecurityArrived(incident=1, by=SOL))
    proposes(made)
    made.passes(minutes=5)
    made.happens(e.SecurityArrived(incident=1, by=TAM))
    security = made.incidents[1].security
    assert (security.person, security.status) == ("tam", "here")


def over_and_open_again(made):
    made.happens(e.Resolved(incident=1, by=ANA))
    made.passes(minutes=30)
    made.happens(e.Reopened(incident=1, by=ANA))


def restored_and_broken_again(made):
    made.happens(e.ServiceRestored(incident=1, by=ANA))
    made.passes(minutes=30)
    made.alert(key="b")


@pytest.mark.parametrize("goes_on", [over_and_open_again, restored_and_broken_again])
def test_what_goes_on_shows_its_proposals_again_and_gives_whoever_is_asked_a_new_time(goes_on):
    made = required(stage())
    proposes(made)
    if goes_on is over_and_open_again:
        made.settings = settings()
    goes_on(made)
    assert one(made).answer_by == made.now + timedelta(minutes=5)
    assert made.incidents[1].due[e.TimerKind.PROPOSAL] == one(made).answer_by
    assert effects(made, ShowProposal) == [ShowProposal(number=1)]
