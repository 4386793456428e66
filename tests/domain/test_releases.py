"""The ledger of releases: which version is the older, what counts against one, who is told and who may say."""

from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.alerts import Severity
from bot.domain.effects import TellFlagged, TellOperators, TellPerson, TellVersion
from bot.domain.errors import Refused
from bot.domain.holders import Holders, Role
from bot.domain.releases import Deploy, Flag, FlagKind, of_flag
from tests.domain.stage import NIGHT, Stage, settings

SOL = e.By(person="sol")
CI = e.By(person="", via=e.Via.TOKEN, token="ci")
HOUR = timedelta(hours=1)


def deploy(stage, version, *, place="production", at=None, by="", service="checkout"):
    told = Deploy(service=service, version=version, environment=place, at=at or stage.now, seen_at=stage.now, by=by)
    return stage.happens(e.Deployed(by=CI, deploy=told))


def flag(stage, version="1.4.2", kind=FlagKind.INSECURE, by=SOL, **more):
    more = {"note": "known", **more}
    return stage.happens(e.ReleaseFlagged(by=by, service="checkout", version=version, kind=kind, **more))


def unflag(stage, version="1.4.2", by=SOL, kind=None):
    return stage.happens(e.ReleaseUnflagged(by=by, service="checkout", version=version, kind=kind))


def scan(stage, *found, at=None, what="image"):
    said = {"service": "checkout", "version": "1.4.2", "what": what, "at": at}
    return stage.happens(e.ReleaseScanned(by=CI, **said, found=tuple(found)))


def ran(*versions, broken=True, private=False, **more):
    """Checkout ran those versions, an hour each; then it broke."""
    stage = Stage(settings(**more), now=NIGHT - len(versions) * HOUR)
    for version in versions:
        deploy(stage, version)
        stage.now += HOUR
    if broken:
        stage.happens(e.Declared(by=e.By(person="ana"), title="x", service="checkout", private=private))
        stage.happens(e.ChannelOpened(incident=1, channel="C0INC", name="inc-1"))
    return stage


def against(stage, version):
    return [one.kind.value for one in stage.ledger().release(version).against(stage.now)]


def told(decision):
    return [effect.person for effect in decision.effects if isinstance(effect, TellPerson)]


@pytest.mark.parametrize(
    ("history", "now", "back"),
    [
        (("a", "b"), "a", True),
        (("a", "b"), "c", False),
        (("a", "b", "a"), "b", False),  # the newer one again
        (("a", "b", "a", "b"), "a", True),
        (("b", "a"), "b", True),  # versions are not read
        (("a",), "a", False),  # the same again
        ((), "a", False),
    ],
)
def test_older_is_what_ran_there_first(history, now, back):
    stage = ran(*history)
    if history and now == history[-1]:
        assert not any(isinstance(one, e.VersionChanged) for one in deploy(stage, now).follows)
        return
    assert [one.back for one in deploy(stage, now).follows] == [back]


def test_what_ran_elsewhere_makes_nothing_older():
    stage = ran("b")
    deploy(stage, "a", place="staging", at=NIGHT - 5 * HOUR)
    assert [one.back for one in deploy(stage, "a").follows] == [False]


def test_a_step_back_in_an_incident_flags_what_is_left_with_it():
    stage = ran("1.4.2", "1.5.0")
    decision = deploy(stage, "1.4.2")
    (left,) = decision.releases
    assert (left.version, [(one.kind, one.incident, one.by) for one in left.flags]) == (
        "1.5.0",
        [(FlagKind.UNSTABLE, 1, "rondo")],
    )
    assert decision.follows[0].unstable
    assert told(decision) == ["sol"]


def test_a_step_back_without_an_incident_says_nothing_against_what_is_left():
    decision = deploy(ran("1.4.2", "1.5.0", broken=False), "1.4.2")
    assert (decision.releases, decision.effects, decision.follows) == ((), [], ())


def test_what_is_flagged_unstable_already_is_not_flagged_twice():
    stage = ran("1.4.2", "1.5.0")
    flag(stage, "1.5.0", FlagKind.UNSTABLE)
    decision = deploy(stage, "1.4.2")
    assert (decision.releases, decision.follows[0].unstable) == ((), False)


def test_a_flagged_version_is_told_to_security_and_to_whoever_deployed_it_without_any_incident():
    stage = ran("1.4.1", broken=False)
    flag(stage, cves=("CVE-2026-1",), severity=Severity.HIGH)
    decision = deploy(stage, "1.4.2", by="Ana")
    assert told(decision) == ["sol", "ana"]
    assert "1.4.2 is flagged insecure: CVE-2026-1, high, known, by Sol." in decision.effects[0].text


def test_where_security_is_off_operators_hear_of_a_flagged_version():
    stage = ran("1.4.1", broken=False, security=None, roles={Role.SECURITY: Holders(people=frozenset({"sol"}))})
    flag(stage)
    (effect,) = deploy(stage, "1.4.2").effects
    assert isinstance(effect, TellOperators)


def test_whoever_is_there_for_security_is_told_not_whoever_is_on_call():
    stage = ran("1.4.2", "1.5.0")
    stage.happens(e.SecurityArrived(incident=1, by=e.By(person="tam")))
    assert told(deploy(stage, "1.4.2")) == ["tam"]


def test_a_newer_version_that_is_clear_stands_in_the_timeline_alone():
    stage = ran("1.4.2")
    before = stage.incidents[1].lines
    decision = deploy(stage, "1.5.0", by="bot")
    assert (decision.effects, stage.incidents[1].lines) == ([], before + 1)


def test_the_same_deploy_twice_changes_nothing():
    stage = ran("1.4.2", "1.5.0")
    deploy(stage, "1.4.2")
    again = deploy(stage, "1.4.2")
    assert (again.unchanged, again.deploys, again.effects, again.follows) == (True, (), [], ())


def test_a_deploy_that_is_told_late_is_remembered_and_nobody_is_told():
    stage = ran("1.4.2", "1.5.0")
    decision = deploy(stage, "1.4.0", at=stage.now - 2 * HOUR)
    assert (len(decision.deploys), decision.effects, decision.follows) == (1, [], ())
    assert stage.ledger().running("production").version == "1.5.0"


def test_other_places_than_production_are_remembered_alone():
    stage = ran("1.4.2", "1.5.0")
    flag(stage)
    for place in ("staging", "qa-prod"):
        decision = deploy(stage, "1.4.2", place=place)
        assert (len(decision.deploys), decision.effects, decision.follows) == (1, [], ())
    assert told(deploy(stage, "1.4.2", place="Prod-EU")) == ["sol"]


@pytest.mark.parametrize(("ahead", "refused"), [(299, False), (300, False), (301, True)])
def test_a_deploy_from_the_future_is_refused(ahead, refused):
    stage = ran()
    at = stage.now + timedelta(seconds=ahead)
    if not refused:
        assert deploy(stage, "1.4.2", at=at).deploys
        return
    with pytest.raises(Refused, match="from the future"):
        deploy(stage, "1.4.2", at=at)


@pytest.mark.parametrize("word", ["", "1 2", "x" * 129, "1\n2", "\u202e1", "1\x00", "1\ufffd"])
def test_a_version_and_an_environment_are_one_word_that_can_be_read(word):
    for said in ({"version": word}, {"version": "1", "place": word}):
        with pytest.raises(Refused, match="is one word of at most 128 characters"):
            deploy(ran(), **said)


def test_a_service_that_is_not_there_is_refused_with_the_nearest_name():
    with pytest.raises(Refused, match="There is no service chekout: did you mean checkout"):
        deploy(ran(), "1", service="chekout")


def test_what_runs_and_is_flagged_is_told_to_the_incident():
    stage = ran("1.4.2")
    decision = flag(stage)
    assert [(one.incident, one.environments) for one in decision.follows] == [(1, ("production",))]
    assert flag(ran("1.4.2", "1.5.0")).follows == ()
    assert flag(ran("1.4.2", broken=False)).follows == ()


def test_the_incident_says_it_in_its_timeline_and_its_channel():
    stage = ran("1.4.2")
    follows = e.RunningFlagged(incident=1, service="checkout", version="1.4.2", environments=("prod",), against="x")
    decision = stage.happens(follows)
    assert decision.record[0].text == "checkout 1.4.2, which runs in prod, is flagged x"
    assert [type(effect) for effect in decision.effects] == [TellFlagged]


def test_a_private_incident_reads_of_it_and_nobody_else_learns_that_there_is_one():
    stage = ran("1.4.2", "1.5.0", private=True)
    decision = deploy(stage, "1.4.2")
    assert told(decision) == []
    (left,) = decision.releases
    assert (left.flags[0].incident, left.flags[0].note) == (None, "rolled back to 1.4.2")
    own = stage.happens(decision.follows[0])
    assert [effect.text[:15] for effect in own.effects if isinstance(effect, TellPerson)] == ["INC-1 (private)"]
    assert any(isinstance(effect, TellVersion) for effect in own.effects)


def test_what_is_told_of_a_flag_while_a_private_incident_is_open_does_not_name_it():
    stage = ran("1.4.2", "1.5.0", private=True)
    flag(stage)
    (effect,) = deploy(stage, "1.4.2").effects
    assert effect.text == (
        "checkout went back from 1.5.0 to 1.4.2 in production just now. 1.4.2 is flagged insecure: known, by Sol. "
        "1.5.0 is flagged unstable from now on."
    )


ONLY_SECURITY = (FlagKind.INSECURE, FlagKind.WITHDRAWN)


@pytest.mark.parametrize("kind", FlagKind)
def test_who_may_flag_as_what(kind):
    who = {Role.RESPONDER: Holders(people=frozenset({"ana"})), Role.ADMIN: Holders(people=frozenset({"dora"}))}
    may = {"sol", "dora"} | (set() if kind in ONLY_SECURITY else {"ana"})
    for person in ("ana", "ben", "dora", "sol"):
        stage, by = ran(roles=who), e.By(person=person)
        if person in may:
            assert flag(stage, kind=kind, by=by).releases
            continue
        with pytest.raises(Refused, match="Flagging a release as "):
            flag(stage, kind=kind, by=by)


def test_who_may_take_back_takes_back_what_is_theirs():
    stage = ran()
    flag(stage)
    flag(stage, kind=FlagKind.UNSTABLE)
    ana = e.By(person="ana")
    assert "no longer flagged unstable; it stays insecure" in unflag(stage, by=ana).said
    with pytest.raises(Refused, match="flagged by security: ask them"):
        unflag(stage, by=ana)
    assert against(stage, "1.4.2") == ["insecure"]
    assert unflag(stage).said == "checkout 1.4.2 is no longer flagged insecure."
    assert [(one.ended_by, one.ended_at) for one in stage.ledger().release("1.4.2").flags] == [
        ("sol", stage.now),
        ("ana", stage.now),
    ]


def test_whoever_is_neither_responder_nor_security_takes_nothing_back():
    stage = ran(roles={Role.RESPONDER: Holders()})
    flag(stage)
    with pytest.raises(Refused, match="Taking back what security flagged is for security"):
        unflag(stage, by=e.By(person="ben"))


def test_taking_back_what_is_not_known_changes_nothing():
    assert unflag(ran()).unchanged
    assert unflag(ran(), kind=FlagKind.UNSTABLE).said == "checkout 1.4.2 has no such flag."


def test_the_same_flag_twice_changes_nothing_and_another_one_is_one_more():
    stage = ran()
    flag(stage, cves=("CVE-1",))
    assert flag(stage, cves=("CVE-1",)).unchanged
    assert not flag(stage, cves=("CVE-2",)).unchanged
    assert against(stage, "1.4.2") == ["insecure", "insecure"]


def test_a_flag_for_a_time_is_over_after_it():
    stage = ran()
    flag(stage, lasts=HOUR)
    assert against(stage, "1.4.2") == ["insecure"]
    stage.now += HOUR
    assert against(stage, "1.4.2") == []
    with pytest.raises(Refused, match="over already"):
        flag(stage, until=stage.now)


def test_insecure_takes_an_id_or_words():
    with pytest.raises(Refused, match="Say what makes it insecure"):
        flag(ran(), note="")


HIGH, CRITICAL = ("CVE-1", Severity.HIGH), ("CVE-2", Severity.CRITICAL)


def test_a_scan_says_what_counts_from_then_on_and_people_keep_their_word():
    stage = ran()
    flag(stage)
    scan(stage, HIGH, CRITICAL, at=NIGHT)
    assert stage.ledger().release("1.4.2").against(stage.now)[-1].cves == ("CVE-2", "CVE-1")
    scan(stage, HIGH, at=NIGHT + HOUR / 60)
    assert [one.cves for one in stage.ledger().release("1.4.2").against(stage.now)] == [(), ("CVE-1",)]
    scan(stage, at=NIGHT + HOUR / 30)
    assert against(stage, "1.4.2") == ["insecure"]


@pytest.mark.parametrize("at", [NIGHT, None])
def test_the_same_scan_twice_changes_nothing(at):
    stage = ran()
    scan(stage, HIGH, at=at)
    stage.now += HOUR
    assert scan(stage, HIGH, at=at).unchanged
    assert stage.ledger().release("1.4.2").last_scan == NIGHT


def test_a_scan_that_is_older_than_the_last_changes_nothing():
    stage = ran()
    scan(stage, HIGH, at=NIGHT)
    assert scan(stage, at=NIGHT - HOUR).unchanged
    assert against(stage, "1.4.2") == ["insecure"]


def test_scans_of_different_things_stand_beside_each_other():
    stage = ran()
    scan(stage, HIGH, at=NIGHT)
    scan(stage, at=NIGHT, what="filesystem")
    assert against(stage, "1.4.2") == ["insecure"]


def test_a_scan_from_the_future_is_refused_and_one_that_finds_as_before_is_remembered():
    stage = ran()
    scan(stage, HIGH, at=NIGHT)
    with pytest.raises(Refused, match="from the future"):
        scan(stage, at=stage.now + HOUR)
    stage.now += HOUR
    assert "stays as it is" in scan(stage, HIGH, at=stage.now).said
    assert stage.ledger().release("1.4.2").last_scan == stage.now


def test_a_scan_of_what_runs_tells_the_incident():
    assert [type(one) for one in scan(ran("1.4.2"), HIGH, at=NIGHT).follows] == [e.RunningFlagged]


def went_on(stage, reason="the fix is worse"):
    return stage.happens(e.WentOn(by=CI, service="checkout", version="1.4.2", reason=reason))


def test_whoever_goes_on_with_a_flagged_version_is_read_by_security_when_it_runs():
    stage = ran("1.4.1")
    assert went_on(stage).unchanged
    flag(stage)
    with pytest.raises(Refused, match="Say why"):
        went_on(stage, "")
    went_on(stage)
    assert "The pipeline went on with it (token ci): the fix is worse" in deploy(stage, "1.4.2").effects[0].text


def test_a_flag_in_words_names_three_ids_and_counts_the_others():
    ids = tuple(f"CVE-{number}" for number in range(5))
    known = Flag(number=1, kind=FlagKind.INSECURE, by="sol", made_at=NIGHT, cves=ids, severity=Severity.LOW, note="x")
    assert of_flag(known, "Sol") == "insecure: CVE-0, CVE-1, CVE-2, 2 more, low, x, by Sol"
