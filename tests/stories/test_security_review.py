"""The security review: owed with the incident, given by a person, forgotten by nobody, never in the responder's way."""

from tests.world import words

REQUIRED = ("policy: security-oncall\n\nsources", "policy: security-oncall\n  review: required\n\nsources")
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


async def test_the_brief_asks_three_questions_and_its_button_answers_them(quick):
    await quick.alert(severity="high")
    await quick.settles()
    assert "is it an attack? does the fix weaken a control? is data touched?" in words(brief(quick))
    await quick.presses("sol", "review_clear", on=brief(quick))
    assert await review(quick) == ("clear", "sol")
    assert any("Sol has reviewed INC-1: nothing for security" in line for line in quick.said())
