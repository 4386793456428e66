"""The security engineer: chosen with the incident, on a ladder and a clock of their own, here when they act."""

from tests.world import act, words

SOL_RESPONDS = ("[ana, ben, chi]", "[sol]")


async def test_whoever_it_is_is_chosen_in_the_commit_that_opens_the_incident(world):
    result = await world.post("/alerts/generic", {"title": "Slow", "severity": "high"})
    assert result.status_code == 202
    assert (await world.incident())["security"]["person"] == "sol"


async def test_critical_pages_them(quick):
    await quick.alert(severity="critical")
    assert (await quick.incident())["security"]["status"] == "paged"
    assert set(quick.slack.paged) == {"ana", "sol"}


async def test_high_invites_them_with_the_brief_and_pages_nobody(quick):
    await quick.alert(severity="high")
    await quick.settles()
    shown = (await quick.incident())["security"]
    assert (shown["status"], shown["here_at"], shown["escalate_at"]) == ("invited", None, None)
    assert "sol" in quick.slack.members(quick.channel())
    assert "You are security's eyes on INC-1" in words(brief(quick))


async def test_the_brief_asks_that_person_once_and_says_what_is_known(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    assert words(brief(quick)).startswith("<@U0SOL>")
    assert "Checkout error rate above 5 %" in words(brief(quick))
    assert "Ana fixes; you judge" in words(brief(quick))


async def test_being_invited_is_not_being_here(quick):
    await quick.alert(severity="critical")
    await quick.passes(minutes=5)
    assert (await quick.incident())["security"]["here_at"] is None


async def test_the_button_says_here(world):
    await world.alert(severity="critical")
    await world.settles()
    await world.presses("sol", "security_here")
    shown = (await world.incident())["security"]
    assert (shown["status"], shown["person"], shown["escalate_at"]) == ("here", "sol", None)
    assert shown["here_at"]
    assert "Sol is here" in words(world.card())


async def test_the_button_of_the_brief_does_too(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.presses("sol", "more", on=brief(quick), value="security_here:INC-1")
    assert (await quick.incident())["security"]["status"] == "here"


async def test_writing_in_the_channel_is_being_here(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.slack.act("sol").say("looking", quick.channel())
    await quick.settles()
    assert (await quick.incident())["security"]["status"] == "here"


async def test_reopened_security_is_on_the_level_where_it_was(quick):
    await quick.alert("checkout")
    await quick.passes(minutes=10)
    before = (await quick.incident())["security"]
    await quick.presses("ana", "acknowledge", on=quick.card())
    await act(quick, "resolve")
    await act(quick, "reopen")
    assert (before["level"], (await quick.incident())["security"]["level"]) == (2, 2)


async def test_somebody_elses_words_in_the_channel_are_not(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.slack.act("ana").say("looking", quick.channel())
    await quick.settles()
    assert (await quick.incident())["security"]["status"] == "invited"


async def test_an_acknowledgement_of_somebody_paged_for_security_only_is_securitys(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.types("sol", "/ack INC-1")
    shown = await quick.incident()
    assert (shown["status"], shown["security"]["status"]) == ("open", "here")


async def test_security_being_there_never_stops_the_response_ladder(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.presses("sol", "security_here")
    await quick.passes(minutes=5)
    assert quick.slack.paged[-1] == "ben"


async def test_an_acknowledgement_never_stops_securitys_ladder(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.presses("ana", "acknowledge")
    await quick.passes(minutes=10)
    assert sorted(quick.slack.paged[2:]) == ["sol", "tam"]
    assert (await quick.incident())["security"]["level"] == 2


async def test_whoever_did_not_answer_in_time_reads_in_their_brief_who_stands_in_now(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await act(quick, "acknowledge", **{"as": "ana"})
    await quick.types("ana", "/rondo assign <@U0SOL>", channel=quick.channel())
    await quick.passes(minutes=10)
    assert "Tam stands in for security on INC-1, not Sol" in words(brief(quick))


async def test_not_me_asks_the_next_one_at_once(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.presses("sol", "security_not_me")
    assert quick.slack.paged[-1] == "tam"
    assert (await quick.incident())["security"]["person"] == "tam"


async def test_when_nobody_comes_the_operators_are_told_and_it_goes_round_again(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.presses("ana", "acknowledge")
    await quick.passes(minutes=20)
    assert any("nobody from security has answered" in m.text for m in quick.slack.messages("rondo-operators"))
    await quick.passes(minutes=15)
    assert quick.slack.paged[-1] == "sol"


async def test_it_is_somebody_other_than_the_primary_while_there_is_one(changed):
    world = await changed(
        SOL_RESPONDS, ("targets: [sol]\n        timeout: 10m\n      - targets: [sol, tam]", "targets: [sol, tam]")
    )
    await world.alert(severity="critical")
    assert (await world.incident())["security"]["person"] == "tam"


async def test_in_a_rotating_policy_too(changed):
    turning = "targets: [sol, tam]\n        round_robin: alert\n        timeout: 10m"
    world = await changed(SOL_RESPONDS, ("targets: [sol]\n        timeout: 10m", turning))
    await world.alert(severity="critical")
    assert (await world.incident())["security"]["person"] == "tam"


async def test_where_there_is_only_the_primary_it_is_the_primary(changed):
    world = await changed(SOL_RESPONDS, ("      - targets: [sol, tam]\n        timeout: 10m\n", ""))
    await world.alert(severity="critical")
    assert (await world.incident())["security"]["person"] == "sol"


async def test_a_schedule_chooses_whoever_is_on_call(changed):
    world = await changed(("targets: [sol]", "targets: [{schedule: security}]"))
    await world.alert(severity="high")
    assert (await world.incident())["security"]["person"] == "tam"


async def test_nobody_there_the_record_says_why_and_the_operators_hear_of_it(quick):
    await quick.slack.deactivate("sol")
    await quick.slack.deactivate("tam")
    await quick.alert(severity="critical")
    await quick.settles()
    assert (await quick.incident())["security"] is None
    assert "security is not brought in: nobody on security-oncall can be called now" in await quick.timeline()
    assert any("nobody on security-oncall" in m.text for m in quick.slack.messages("rondo-operators"))


async def test_security_off_the_record_says_so(changed):
    world = await changed(("security:\n  policy: security-oncall", "security: off"))
    await world.alert(severity="critical")
    assert (await world.incident())["security"] is None
    assert any("is off in the configuration" in text for text in await world.timeline())


async def test_resolved_security_is_called_no_more(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.types("ana", "/rondo resolve INC-1")
    await quick.passes(minutes=30)
    assert set(quick.slack.paged) == {"ana", "sol"}


def brief(world):
    return next(m for m in world.slack.messages(world.channel()) if m.payload.get("kind") == "brief")


async def test_the_responder_does_not_judge_their_own_fix_while_there_is_anybody_else_on_the_ladder(changed):
    world = await changed(("- targets: [ana, ben, chi]", "- targets: [sol]"))
    await world.alert()
    assert (await world.incident())["primary"] == "sol"
    assert (await world.incident())["security"]["person"] == "tam"


async def test_reopened_the_channel_is_told_again_whom_security_asks(quick):
    await quick.alert("checkout")
    await quick.passes(minutes=40)
    await quick.presses("ana", "acknowledge", on=quick.card())
    await act(quick, "resolve")
    before = len(quick.said())
    await act(quick, "reopen")
    await quick.passes(minutes=60)
    assert [line for line in quick.said()[before:] if "security" in line.lower() and "Tam" in line]
