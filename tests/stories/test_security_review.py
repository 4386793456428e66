"""The security review: owed with the incident, given by a person, forgotten by nobody, never in the responder's way."""

from tests.world import act, buttons, words

REQUIRED = ("policy: security-oncall\n\nsources", "policy: security-oncall\n  review: required\n\nsources")
FOUR_EYES = ("policy: security-oncall\n\nsources", "policy: security-oncall\n  four_eyes: true\n\nsources")
OFF = ("policy: security-oncall\n\nsources", "policy: security-oncall\n  review: off\n\nsources")


def brief(world):
    return next(m for m in world.slack.messages(world.channel()) if m.payload.get("kind") == "brief")


async def review(world, number=1):
    shown = (await world.incident(number))["security"]
    return shown["review"], shown["reviewed_by"]


async def test_it_is_owed_from_when_security_is_asked_until_the_end_of_the_next_business_day(quick):
    await quick.alert(severity="high")
    shown = (await quick.incident())["security"]
    assert (shown["review"], shown["reviewed_by"]) == ("owed", None)
    assert shown["review_due"] == "2026-11-24T16:00:00Z"  # Tuesday 17:00 in Sol's Berlin


async def test_where_security_is_not_wanted_none_is_owed(quick):
    await quick.alert(severity="low")
    shown = await quick.incident()
    assert (shown["security"], shown["review"]) == (None, None)


async def test_resolving_is_never_refused_and_says_who_owes_it_until_when(quick):
    await quick.alert(severity="high")
    await quick.settles()
    answer = await quick.asks("ana", "/rondo resolve INC-1 rolled back")
    assert "INC-1 is resolved. Sol owes the security review until Tue 24 Nov, 17:00 CET; you are done." in answer
    assert "Security review owed by *Sol*" in words(quick.card()) or "owed by Sol" in words(quick.card())


async def test_whoever_was_paged_for_security_is_not_told_that_nothing_is_left_to_do(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await act(quick, "resolve")
    assert f"Nobody is paged any more; its security review: <#{quick.channel()}>" in words(quick.page_of("sol"))
    assert "Nothing to do." in words(quick.page_of("ana"))


async def test_the_brief_asks_three_questions_and_its_button_answers_them(quick):
    await quick.alert(severity="high")
    await quick.settles()
    assert "is it an attack? does the fix weaken a control? is data touched?" in words(brief(quick))
    await quick.presses("sol", "review_clear", on=brief(quick))
    assert await review(quick) == ("clear", "sol")
    assert any("Sol has reviewed INC-1: nothing for security" in line for line in quick.said())


async def test_action_needed_has_an_owner_and_stands_among_the_postmortems_action_items(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.types("sol", "/rondo security INC-1 action @ben rotate the key")
    assert await review(quick) == ("action", "sol")
    shown = (await quick.incident())["review"]["conclusions"][-1]
    assert (shown["owner"], shown["action"], shown["batch"]) == ("ben", "rotate the key", False)
    await quick.presses("ana", "postmortem", on=await resolved(quick))
    assert "- Ben: rotate the key (security review)" in str(quick.slack.views_open("ana")[-1].body)


async def resolved(world, number=1):
    await world.types("ana", f"/rondo resolve INC-{number}")
    return world.card(number)


async def test_the_form_concludes_and_keeps_how_long_it_took(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.presses("sol", "more", on=brief(quick), value="conclude:INC-1")
    await quick.passes(minutes=2)
    reply = await quick.fills("sol", result="action")
    assert reply.body["errors"] == {"whom": "Choose who does it."}
    await quick.fills("sol", result="acceptable", note="a known risk")
    (one,) = (await quick.incident())["review"]["conclusions"]
    assert (one["state"], one["note"], one["seconds"]) == ("acceptable", "a known risk", 120)


async def test_a_second_click_and_somebody_elses_change_nothing_and_say_who_did_it(quick):
    await quick.alert(severity="high")
    await quick.settles()
    before = brief(quick)
    await quick.types("sol", "/rondo security INC-1 acceptable known")
    await quick.slack.act("tam").press(before, "review_clear", as_seen=True)
    await quick.settles()
    assert "Sol has reviewed INC-1" in quick.told("tam")
    assert await review(quick) == ("acceptable", "sol")


async def test_who_corrects_it_says_so_and_the_record_has_both(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.types("sol", "/rondo security INC-1 clear")
    await quick.types("tam", "/rondo security INC-1 acceptable after all")
    assert await review(quick) == ("acceptable", "tam")
    lines = [line for line in await quick.timeline() if "security review" in line]
    assert len(lines) == 2
    assert "corrects the security review" in lines[-1]


async def test_whoever_is_not_of_security_is_refused_and_the_record_says_so(quick):
    await quick.alert(severity="high")
    await quick.settles()
    assert "You were not asked into INC-1 for security" in await quick.asks("ben", "/rondo security INC-1 clear")
    assert await review(quick) == ("owed", None)
    assert any("reviewing for security refused to Ben" in line for line in await quick.timeline())


async def test_with_four_eyes_nobody_reviews_what_they_fixed(changed):
    world = await changed(FOUR_EYES)
    await world.alert(severity="high")
    await world.settles()
    await act(world, "acknowledge", **{"as": "sol"})
    assert "four eyes" in await world.asks("sol", "/rondo security INC-1 clear")
    await world.types("tam", "/rondo security INC-1 clear")
    assert await review(world) == ("clear", "tam")


async def test_a_concern_asks_three_questions_and_pages_security_who_was_only_invited(quick):
    await quick.alert(severity="high")
    await quick.settles()
    assert "sol" not in quick.slack.paged
    await quick.types("ben", "/rondo security concern strange logins", channel=quick.channel())
    await quick.fills("ben", attack="yes", data="yes")
    assert quick.slack.paged[-1] == "sol"
    (one,) = (await quick.incident())["review"]["concerns"]
    assert (one["by"], one["attack"], one["weakened"], one["note"]) == ("ben", "yes", "not known", "strange logins")
    assert (await quick.incident())["review"]["data_touched"] == []  # that is security's to decide


async def test_when_security_decides_that_data_is_touched_time_and_person_are_kept_and_each_change(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.types("sol", "/rondo security INC-1 concern data=no")
    await quick.passes(minutes=30)
    await quick.types("tam", "/rondo security INC-1 concern data=yes a dump was found")
    told = (await quick.incident())["review"]["data_touched"]
    assert [(one["by"], one["data"]) for one in told] == [("sol", "no"), ("tam", "yes")]
    assert [one["at"] for one in told] == ["2026-11-23T03:12:00Z", "2026-11-23T03:42:00Z"]
    assert any("Tam decides: data touched: yes, and no more no" in line for line in await quick.timeline())


async def test_whoever_owes_it_is_reminded_in_working_hours_until_it_is_there(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await resolved(quick)
    await quick.passes(days=1, hours=3)
    assert [words(m) for m in reminders(quick)] == []
    await quick.passes(hours=2)  # Tuesday 09:12 in Berlin
    assert len(reminders(quick)) == 1
    assert "Your security review of INC-1" in words(reminders(quick)[0])
    await quick.passes(days=1)  # at 17:00, and on Wednesday at 09:00
    assert len(reminders(quick)) == 3
    await quick.presses("sol", "review_clear", on=reminders(quick)[-1])
    await quick.passes(days=7)
    assert len(reminders(quick)) == 3


def reminders(world):
    return [m for m in world.slack.dm("sol") if m.payload.get("kind") == "reminder"]


async def test_app_home_shows_what_one_owes(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await resolved(quick)
    await quick.slack.act("sol").open_home()
    await quick.settles()
    assert "Security reviews you owe" in str(quick.slack.home("sol").body)
    await quick.slack.act("ana").open_home()
    await quick.settles()
    assert "Security reviews you owe" not in str(quick.slack.home("ana").body)


async def test_reopened_it_is_owed_again(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.types("sol", "/rondo security INC-1 clear")
    await resolved(quick)
    await quick.types("ana", "/rondo reopen INC-1")
    assert await review(quick) == ("owed", None)
    assert "the security review is owed again" in await quick.timeline()


async def test_switched_off_nothing_is_owed(changed):
    world = await changed(OFF)
    await world.alert(severity="high")
    await world.settles()
    assert await review(world) == (None, None)
    assert "owes the security review" not in await world.asks("ana", "/rondo resolve INC-1")


async def test_required_a_persons_resolve_is_refused_with_three_ways_on(changed):
    world = await changed(REQUIRED)
    await world.alert(severity="high")
    await world.settles()
    await world.presses("ana", "resolve", on=world.card())
    assert "INC-1 stays open: the security review is missing. Sol was asked at 04:12 CET." in world.told("ana")
    assert buttons(world.slack.ephemeral("ana")[-1]) == ["service_restored", "ask_review", "resolve_without"]
    assert (await world.incident())["status"] == "open"
    assert any("resolving refused to Ana" in line for line in await world.timeline())


async def test_required_a_programs_resolve_is_409_and_tokens_never_go_around_it(changed):
    world = await changed(REQUIRED)
    await world.alert(severity="high")
    answer = await act(world, "resolve")
    assert answer.status_code == 409
    assert "the security review is missing" in answer.json()["detail"]


async def test_required_what_heals_itself_ends_all_the_same(changed):
    world = await changed(REQUIRED)
    await world.alert(severity="high")
    await world.resolved()
    assert ((await world.incident())["status"], await review(world)) == ("resolved", ("queued", None))


async def test_service_restored_stops_everything_but_the_review_and_ends_with_it(changed):
    world = await changed(REQUIRED)
    await world.alert(severity="critical")
    await world.settles()
    await world.presses("ana", "resolve", on=world.card())
    await world.presses("ana", "service_restored", on=world.slack.ephemeral("ana")[-1])
    shown = await world.incident()
    assert (shown["status"], shown["restored_at"], shown["escalate_at"]) == (
        "acknowledged",
        "2026-11-23T03:12:00Z",
        None,
    )
    paged = len(world.slack.paged)
    await world.passes(hours=4)
    assert len(world.slack.paged) == paged
    await world.types("sol", "/rondo security INC-1 clear")
    shown = await world.incident()
    assert (shown["status"], shown["security"]["review"]) == ("resolved", "clear")


async def test_what_was_restored_and_breaks_again_goes_on(changed):
    world = await changed(REQUIRED)
    await world.group(("a", "firing", "high"))
    await world.presses("ana", "resolve", on=world.card())
    await world.presses("ana", "service_restored", on=world.slack.ephemeral("ana")[-1])
    await world.group(("b", "firing", "high"))
    assert (await world.incident())["restored_at"] is None
    assert world.slack.paged[-1] == "ana"


async def test_resolving_without_it_takes_a_reason_for_the_record_and_for_whoever_leads_security(changed):
    lead = 'policy: security-oncall\n  review: required\n  lead: "#security"\n\nsources'
    world = await changed(("policy: security-oncall\n\nsources", lead))
    await world.alert(severity="high")
    await world.settles()
    await world.presses("ana", "resolve", on=world.card())
    await world.presses("ana", "resolve_without", on=world.slack.ephemeral("ana")[-1])
    await world.fills("ana", reason="a typo in an e-mail")
    shown = await world.incident()
    assert (shown["status"], shown["security"]["review"]) == ("resolved", "excused")
    assert any('without the security review: "a typo in an e-mail"' in line for line in await world.timeline())
    assert any("a typo in an e-mail" in words(m) for m in world.slack.messages("security"))


async def test_asked_again_security_is_paged(changed):
    world = await changed(REQUIRED)
    await world.alert(severity="high")
    await world.settles()
    await world.presses("ana", "resolve", on=world.card())
    await world.presses("ana", "ask_review", on=world.slack.ephemeral("ana")[-1])
    assert world.slack.paged[-1] == "sol"


async def test_whoever_was_asked_again_has_five_minutes_before_they_are_asked_once_more(changed):
    world = await changed(REQUIRED)
    await world.alert(severity="high")
    await world.settles()
    await world.presses("ana", "resolve", on=world.card())
    question = world.slack.ephemeral("ana")[-1]
    await world.presses("ana", "ask_review", on=question)
    paged = len(world.slack.paged)
    await world.presses("ana", "ask_review", on=question)
    assert "was asked for again at" in words(world.slack.ephemeral("ana")[-1])
    assert "Give them until" in words(world.slack.ephemeral("ana")[-1])
    assert len(world.slack.paged) == paged
    await world.passes(minutes=6)
    await world.presses("ana", "ask_review", on=question)
    assert world.slack.paged.count("sol") > 1


async def test_on_the_dashboard_whoever_has_the_right_reviews_by_their_session(changed):
    world = await changed(RONDO_PUBLIC_URL="https://rondo.example.com")
    await world.alert(severity="high")
    await world.settles()
    sol = await world.browser("sol")
    page = (await sol.get("/incidents/INC-1")).text
    assert "Nothing for security" in page
    seal = page.split('name="seal" value="')[1].split('"')[0]
    sent = {"seal": seal, "say": "clear", "note": "looked at the logs"}
    origin = {"Origin": "https://rondo.example.com"}
    answer = await sol.post("/incidents/INC-1/review", data=sent, headers=origin)
    assert answer.status_code == 303
    assert await review(world) == ("clear", "sol")
    assert "looked at the logs" in (await sol.get("/incidents/INC-1")).text
    assert "Nothing for security</button>" not in (await (await world.browser("ana")).get("/incidents/INC-1")).text


async def test_whoever_concludes_is_here_wherever_they_say_it_and_nobody_else_is_called(quick):
    await quick.alert(severity="critical")
    await quick.settles()
    await quick.types("sol", "/rondo security INC-1 clear")
    assert (await quick.incident())["security"]["status"] == "here"
    await quick.passes(hours=1)
    assert "tam" not in quick.slack.paged


async def test_security_is_not_paged_for_a_concern_of_their_own(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.types("sol", "/rondo security INC-1 concern attack=unknown odd")
    assert "sol" not in quick.slack.paged
    assert (await quick.incident())["security"]["status"] == "here"
