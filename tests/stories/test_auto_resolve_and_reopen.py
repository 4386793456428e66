"""The last alert recovers: the incident ends by itself unless somebody has it; and what is over can come back."""

from bot.domain.alerts import Alert
from bot.domain.events import AlertFired, By, Noted
from bot.sandbox import Failing
from tests.world import act, words


async def test_the_last_recovery_ends_what_nobody_acknowledged(world):
    await world.alert(severity="high", key="k")
    await world.settles()
    await world.resolved(key="k")
    await world.passes(minutes=30)
    assert (await world.incident())["status"] == "resolved"
    assert world.slack.paged == ["ana"]
    assert "INC-1 is resolved" in words(world.page_of("ana"))


async def test_what_somebody_has_is_left_to_them_and_the_channel_says_so(quick):
    await quick.alert(severity="high", key="k")
    await quick.settles()
    await quick.presses("ana", "acknowledge")
    await quick.resolved(key="k")
    await quick.passes(minutes=0.1)
    assert (await quick.incident())["status"] == "acknowledged"
    assert any("All alerts are resolved" in line and "Ana" in line for line in quick.said())


async def test_without_auto_resolve_it_stays_open(changed):
    world = await changed(("timezone: Europe/Berlin\nann", "timezone: Europe/Berlin\nauto_resolve: false\nann"))
    await world.alert(severity="high", key="k")
    await world.resolved(key="k")
    assert (await world.incident())["status"] == "open"
    await world.passes(minutes=5)
    assert world.slack.paged == ["ana", "ben"]
    assert any("All alerts are resolved.* Nobody has it." in line for line in world.said())


async def test_reopened_whoever_had_it_is_not_told_to_have_it_when_somebody_else_has(quick):
    await ended_by(quick, "ben")
    await act(quick, "reopen")
    await act(quick, "acknowledge", **{"as": "chi"})
    assert "Chi has INC-1" in await quick.asks("ben", "/ack INC-1")
    assert (await quick.incident())["responders"] == ["chi"]


async def test_reopened_by_an_alert_the_last_responder_is_paged_and_no_turn_moves(world):
    await ended_by(world, "ben")
    await world.alert(severity="high", key="k")
    await world.settles()
    assert world.slack.paged[-1] == "ben"
    await world.post("/api/v1/incidents/INC-1/resolve", {"as": "ben"})
    following = (await world.get("/api/v1/policies/checkout-oncall/next?count=1"))["levels"][0]["next"]
    assert following[0]["person"] == "ben"


async def test_reopened_the_ladder_goes_on_from_its_first_person_when_they_do_not_answer(quick):
    await ended_by(quick, "ben")
    await quick.alert(severity="high", key="k")
    await quick.passes(minutes=5)
    assert quick.slack.paged[-1] == "ana"


async def test_reopened_it_has_the_same_channel_and_card(quick):
    await ended_by(quick, "ana")
    channel, card = quick.channel(), quick.card().ts
    await quick.alert(severity="high", key="k")
    await quick.passes(minutes=0.1)
    assert (quick.channel(), quick.card().ts) == (channel, card)
    assert "Nobody has it yet" in words(quick.card())
    assert any("INC-1 is open again" in line for line in quick.said())


async def test_reopened_by_hand_any_time_later(quick):
    await ended_by(quick, "ana")
    await quick.passes(days=1)
    await quick.types("dora", "/rondo reopen INC-1")
    assert (await quick.incident())["status"] == "open"
    assert quick.slack.paged[-1] == "ana"


async def test_reopened_after_the_channel_was_archived_it_gets_a_new_one(quick):
    await ended_by(quick, "ana")
    await quick.passes(days=8)
    await quick.types("dora", "/rondo reopen INC-1")
    live = [c.name for c in quick.slack.channels if c.name.startswith("inc-1") and not c.archived]
    assert live == ["inc-1-checkout-error-rate-2"]


async def test_reopening_what_is_open_changes_nothing(quick):
    await quick.alert(severity="high")
    await quick.settles()
    await quick.types("dora", "/rondo reopen INC-1")
    assert quick.slack.paged == ["ana"]


async def ended_by(world, person):
    await world.alert(severity="high", key="k")
    await world.settles()
    await world.post("/api/v1/incidents/INC-1/acknowledge", {"as": person})
    await world.post("/api/v1/incidents/INC-1/resolve", {"as": person})
    await world.settles()


async def test_it_is_not_opened_again_beside_another_of_the_same_alert(changed):
    world = await changed(("sources:", "reopen_within: 0s\nsources:"))
    await world.alert(key="k")
    await world.post("/api/v1/incidents/INC-1/resolve", {"as": "ana"})
    await world.alert(key="k")
    answer = await world.post("/api/v1/incidents/INC-1/reopen", {"as": "ana"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "INC-2 is open for the same alert. Go on there")
    assert "INC-2 is open for the same alert" in await world.asks("ana", "/rondo INC-1 reopen")
    assert (await world.incident(1))["status"] == "resolved"


async def test_a_note_on_the_old_one_leaves_the_alert_to_the_new_one(changed):
    world = await changed(("sources:", "reopen_within: 0s\nsources:"))
    await world.alert(key="k")
    await world.post("/api/v1/incidents/INC-1/resolve", {"as": "ana"})
    await world.alert(key="k")
    note = Noted(incident=1, by=By(person="ana"), text="the old one")
    again = AlertFired(alert=Alert(source="generic", group="k", key="k", firing=True, title="Again"))
    results = await world.house.engine.handle(note, again)
    assert [(one.incident.number, one.disposition) for one in results] == [(1, None), (2, "repeated")]


async def test_pages_of_the_life_before_that_never_arrived_are_not_sent_after_a_reopening(changed):
    alone = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")
    world = await changed(alone)
    away = world.fails(Failing.AWAY, times=None)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=6)
    await act(world, "resolve")
    world.slack.faults.remove(away)
    await world.passes(minutes=3)
    await act(world, "reopen")
    await world.passes(minutes=0.5)
    called = [page["person"] for page in (await world.incident())["pages"]]
    assert called[:2] == ["ana", "dora"]
    assert len(world.slack.paged) == 1
    assert world.slack.paged == called[2:]


async def test_security_that_a_page_never_reached_is_paged_anew_after_a_reopening(changed):
    world = await changed()
    away = world.fails(Failing.AWAY, times=None)
    await world.alert("checkout", severity="critical")
    await world.passes(minutes=1)
    await act(world, "resolve")
    world.slack.faults.remove(away)
    await act(world, "reopen")
    await world.passes(minutes=0.5)
    assert world.slack.paged.count("sol") == 1
