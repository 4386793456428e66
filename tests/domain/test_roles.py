"""Who may do what: one table, what is not in it is refused, and what is refused stands in the record."""

from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

import pytest

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.errors import ConfirmationNeeded, Refused
from bot.domain.holders import Holders, Role
from bot.domain.incident import decide
from bot.domain.members import Member
from bot.domain.reasons import Reason
from bot.domain.record import Kind
from bot.domain.reviews import ReviewState
from bot.domain.roles import TABLE, holds
from tests.domain.stage import Stage, settings

#: Everything people can do to incident 1, by who does it.
DEEDS = {
    "acknowledge": lambda by: e.Acknowledged(incident=1, by=by),
    "escalate": lambda by: e.EscalationAsked(incident=1, by=by),
    "not me": lambda by: e.NotMeSaid(incident=1, by=by),
    "reason": lambda by: e.ReasonGiven(incident=1, by=by, reason=Reason.AWAY),
    "security here": lambda by: e.SecurityArrived(incident=1, by=by),
    "security not me": lambda by: e.SecurityNotMeSaid(incident=1, by=by),
    "security needs time": lambda by: e.SecurityTimeAsked(incident=1, by=by),
    "security is excused": lambda by: e.SecurityExcused(incident=1, by=by, reason="x"),
    "still on it": lambda by: e.StillOnItSaid(incident=1, by=by),
    "hand over": lambda by: e.HandedOver(incident=1, by=by, to="ben"),
    "raise": lambda by: e.SeverityChanged(incident=1, by=by, severity=Severity.CRITICAL),
    "lower": lambda by: e.SeverityChanged(incident=1, by=by, severity=Severity.LOW),
    "note": lambda by: e.Noted(incident=1, by=by, text="x"),
    "update": lambda by: e.UpdatePosted(incident=1, by=by, text="x"),
    "resolve": lambda by: e.Resolved(incident=1, by=by),
    "reopen": lambda by: e.Reopened(incident=1, by=by),
    "make incident": lambda by: e.MadeIncident(incident=1, by=by),
    "postmortem": lambda by: e.PostmortemWritten(incident=1, by=by, fields={}),
    "silence": lambda by: e.SilenceAsked(incident=1, by=by, match={"service": "checkout"}, lasts=timedelta(hours=1)),
    "end a silence": lambda by: e.SilenceLifted(incident=1, by=by),
    "no postmortem": lambda by: e.PostmortemWaived(incident=1, by=by),
    "review": lambda by: e.ReviewGiven(incident=1, by=by, state=ReviewState.CLEAR),
    "concern": lambda by: e.ConcernRaised(incident=1, by=by),
    "security incident": lambda by: e.SecurityIncidentDeclared(incident=1, by=by),
    "restored": lambda by: e.ServiceRestored(incident=1, by=by),
    "ask for the review": lambda by: e.ReviewAskedAgain(incident=1, by=by),
    "resolve without": lambda by: e.ResolvedWithout(incident=1, by=by, reason="x"),
    "hold": lambda by: e.RecordHeld(incident=1, by=by),
}
FOR_RESPONDERS = {"still on it", "hand over", "lower", "resolve", "silence", "end a silence", "no postmortem"} | {
    "restored",
    "ask for the review",
    "resolve without",
}
FOR_SECURITY = {"security here", "review", "security incident", "hold"}
ONCALL = {"ana", "ben", "chi", "dora"}


def stage(status="open", **more):
    """An incident of severity high, with Ana paged and Sol beside her; Eve is a member and on no roster."""
    made = Stage(settings(**more))
    made.members = {
        "U0EVE": Member(slack_id="U0EVE", name="Eve"),
        "U0GUEST": Member(slack_id="U0GUEST", name="Guest", guest=True),
        "chi": Member(slack_id="U0CHI", name="Chi", deactivated=True),
    }
    made.alert(severity="high")
    if status != "open":
        made.happens(e.Acknowledged(incident=1, by=made.by("ana")))
    if status == "resolved":
        made.happens(e.Resolved(incident=1, by=made.by("ana")))
    return made


def turned_away(made, event):
    """Whether somebody may not do that, of whatever else speaks against it."""
    try:
        return made.happens(event).refused
    except (ConfirmationNeeded, Refused):
        return False


def test_everything_that_people_do_has_its_row():
    assert set(TABLE) == set(get_args(e.PersonEvent))
    tried = {type(deed(e.By(person="ana"))) for deed in DEEDS.values()}
    assert set(TABLE) - tried == {
        e.Declared,
        e.ChannelActive,
        e.MessagePinned,
        e.SilenceEnded,
        e.RecordErased,  # for admins: tests/stories/test_erasing_and_keeping.py
        *get_args(e.OnCallEvent),
        *get_args(e.ReleaseEvent),
        *get_args(e.ProposalEvent),
    }


def test_what_has_no_row_nobody_may_do():
    @dataclass(frozen=True, kw_only=True)
    class Wished(e.Noted):
        """Not in the table."""

    made = stage(roles={Role.ADMIN: Holders(people=frozenset({"ana"}))})
    for via in e.Via:
        decision = made.happens(Wished(incident=1, by=made.by("ana", via=via), text="x"))
        assert (decision.refused, decision.record[0].kind) == (True, Kind.REFUSED)


@pytest.mark.parametrize("status", ["open", "acknowledged", "resolved"])
@pytest.mark.parametrize("deed", DEEDS)
def test_a_full_member_who_is_no_responder_may_do_what_the_table_opens_to_them(deed, status):
    made = stage(status)
    expected = deed in FOR_RESPONDERS | FOR_SECURITY
    assert turned_away(made, DEEDS[deed](made.by("U0EVE", confirmed=True))) == expected


@pytest.mark.parametrize("status", ["open", "acknowledged", "resolved"])
@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_of_the_roster_is_turned_away_from_what_responders_do(deed, status):
    made = stage(status)
    assert turned_away(made, DEEDS[deed](made.by("dora"))) == (deed in FOR_SECURITY)
    assert not turned_away(made, DEEDS[deed](made.by("sol")))


@pytest.mark.parametrize("outsider", [{"person": "U0GUEST"}, {"person": "chi"}, {"person": "U0OTHER", "foreign": True}])
@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_is_no_full_member_changes_nothing_and_the_record_says_so(deed, outsider):
    made, by = stage("acknowledged"), e.By(**outsider, confirmed=True)
    before = made.incidents[1]
    decision = made.happens(DEEDS[deed](by))
    (line,) = decision.record
    assert (line.kind, line.by) == (Kind.REFUSED, by.person)
    assert decision.said in line.text
    assert (decision.effects, decision.timers, decision.turns) == ([], [], {})
    assert decision.incident == before.evolve(lines=before.lines + 1, digest=line.digest)


def test_whoever_is_no_full_member_declares_nothing():
    made = stage()
    with pytest.raises(Refused, match="Guests and apps can't do this"):
        made.happens(e.Declared(by=made.by("U0GUEST"), title="x"))


def test_whoever_is_no_responder_ends_no_silence():
    with pytest.raises(Refused, match="Ending a silence is for responders"):
        stage().happens(e.SilenceEnded(by=e.By(person="U0EVE"), number=1))


def test_a_guest_who_writes_in_the_channel_asks_for_nothing_and_is_refused_nothing():
    made = stage("acknowledged")
    decision = made.happens(e.ChannelActive(incident=1, by=made.by("U0GUEST")))
    assert (decision.refused, decision.record) == (False, [])


def test_a_refusal_says_what_they_can_do_instead():
    made, eve = stage(), e.By(person="U0EVE")
    assert made.happens(e.Resolved(incident=1, by=eve)).said == (
        "Resolving is for responders. Acknowledge it first, and it is yours."
    )
    made.happens(e.Acknowledged(incident=1, by=made.by("ben")))
    assert made.happens(e.Resolved(incident=1, by=eve)).said == "Resolving is for responders. Ask Ben."
    assert made.last.record[0].text == "resolving refused to Eve: Resolving is for responders. Ask Ben."


def test_whoever_took_the_incident_is_its_responder():
    made, eve = stage(), e.By(person="U0EVE", confirmed=True)
    made.happens(e.Acknowledged(incident=1, by=eve))
    assert not made.happens(e.Resolved(incident=1, by=eve)).refused


def test_a_severity_is_raised_by_everybody_and_lowered_by_responders():
    made, eve = stage(), e.By(person="U0EVE")
    assert not made.happens(e.SeverityChanged(incident=1, by=eve, severity=Severity.CRITICAL)).refused
    assert made.happens(e.SeverityChanged(incident=1, by=eve, severity=Severity.HIGH)).refused
    assert made.incidents[1].severity is Severity.CRITICAL


@pytest.mark.parametrize("via", [e.Via.TOKEN, e.Via.CLI])
def test_a_token_and_the_command_line_are_not_asked_whose_name_they_use(via):
    made = stage()
    by = made.by("U0EVE", via=via, token="ci" if via is e.Via.TOKEN else None)
    resolved = made.happens(e.Resolved(incident=1, by=by))
    assert not resolved.refused
    assert resolved.record[0].by == by.named


@pytest.mark.parametrize("via", [e.Via.SLACK, e.Via.SESSION, e.Via.LINK])
def test_people_are_asked_on_every_road_of_their_own(via):
    made = stage()
    assert made.happens(e.Resolved(incident=1, by=made.by("U0EVE", via=via))).refused
    assert made.happens(e.Acknowledged(incident=1, by=made.by("chi", via=via))).refused


@pytest.mark.parametrize(
    ("role", "holders", "who"),
    [
        (Role.RESPONDER, None, {*ONCALL, "sol", "tam"}),
        (Role.RESPONDER, Holders(people=frozenset({"ana"})), {"ana"}),
        (Role.RESPONDER, Holders(people=frozenset({"tam"}), policies=frozenset({"oncall"})), {*ONCALL, "tam"}),
        (Role.RESPONDER, Holders(), set()),
        (Role.SECURITY, None, {"sol", "tam"}),
        (Role.SECURITY, Holders(people=frozenset({"dora"})), {"dora"}),
        (Role.ADMIN, None, set()),
        (Role.ADMIN, Holders(people=frozenset({"dora"})), {"dora"}),
    ],
)  # fmt: skip
def test_a_role_is_held_by_whom_the_file_names_else_by_default(role, holders, who):
    made = Stage(settings(roles={} if holders is None else {role: holders}))
    everybody = {"U0EVE", *made.settings.people}
    assert {one for one in everybody if holds(e.By(person=one), role, made.situation())} == who


def test_an_admin_may_do_what_every_role_may():
    made = Stage(settings(roles={Role.ADMIN: Holders(people=frozenset({"dora"})), Role.RESPONDER: Holders()}))
    assert all(holds(e.By(person="dora"), role, made.situation()) for role in Role)


def test_whoever_was_asked_in_for_security_is_that_whatever_the_roles_say():
    made = Stage(settings(roles={Role.SECURITY: Holders()}))
    made.alert()
    made.happens(e.SecurityArrived(incident=1, by=made.by("sol")))
    assert made.incidents[1].security.here_at == made.now


def test_where_security_is_off_it_is_said_so():
    made = stage(security=None)
    said = made.happens(e.SecurityArrived(incident=1, by=made.by("U0EVE"))).said
    assert said == "Nobody from security was asked into INC-1"


def test_whoever_is_no_full_member_does_not_learn_which_incidents_there_are():
    made = stage()
    with pytest.raises(Refused, match="Guests and apps can't do this"):
        decide(None, e.Acknowledged(incident=9, by=made.by("U0GUEST")), now=made.now, situation=made.situation())
