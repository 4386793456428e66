"""Slack is away, limits us, loses answers, or says no: alerts are taken, timers run, and it catches up."""

import pytest

from bot.sandbox import Failing, Fault
from bot.sandbox.membership import make
from tests.slack.sandboxed import SandboxApi
from tests.world import act, words

NAME = "inc-1-checkout-error-rate"
WRITES = [f"conversations.{what}" for what in ("create", "invite", "setTopic")]
WRITES += ["chat.postMessage", "chat.update", "pins.add", "bookmarks.add"]


async def test_alerts_are_taken_while_slack_is_away(world):
    world.fails(Failing.AWAY, times=None)
    assert (await world.alert("checkout"))["disposition"] == "opened"
    assert (await world.incident())["status"] == "open"


async def test_it_starts_without_slack_takes_alerts_and_catches_up(changed):
    world = await changed(api=away_at_first)
    assert (await world.alert("checkout"))["disposition"] == "opened"
    assert world.slack.paged == []
    world.slack.faults.clear()
    await world.passes(minutes=2)
    assert set(world.slack.paged) == {"ana", "sol"}
    assert {"ana", "sol"} <= set(world.slack.members(world.channel()))


async def test_readiness_says_that_slack_is_away_and_stays_200(quick):
    quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout")
    answer = await quick._ask("GET", "/readyz")
    assert answer.status_code == 200
    assert answer.json()["slack"].startswith("away")


async def test_timers_run_meanwhile_and_whoever_is_up_is_paged_afterwards(quick):
    away = quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=7)
    assert [page["person"] for page in (await quick.incident())["pages"]] == ["ana", "ben"]
    quick.slack.faults.remove(away)
    await quick.passes(minutes=2)
    assert sorted(quick.slack.paged) == ["ana", "ben"]


async def test_pages_that_slack_does_not_take_for_now_are_being_tried_again(quick):
    limited = quick.fails(Failing.RATE_LIMITED, "chat.postMessage", times=None, retry_after="30")
    await quick.alert("checkout")
    await quick.settles()
    assert [page["outcome"] for page in (await quick.incident())["pages"]] == ["retrying", "retrying"]
    quick.slack.faults.remove(limited)
    await quick.passes(minutes=1)
    assert {page["outcome"] for page in (await quick.incident())["pages"]} == {"delivered"}


@pytest.mark.parametrize("loss", ["deleted", "removed from it"])
async def test_a_channel_for_announcements_that_is_lost_is_found_or_made_again(quick, loss):
    there = quick.slack.channel("incidents")
    if loss == "deleted":
        quick.slack.state.channels.pop(there.id)
    else:
        await quick.slack.act("ana").join(there.id)
        await quick.slack.act("ana").remove("rondo", there.id)
    await quick.alert("checkout")
    await quick.settles()
    assert "INC-1" in words(quick.slack.messages("incidents")[-1])
    assert quick.slack.messages("rondo-operators") == []


async def test_an_acknowledgement_by_the_api_counts_and_nobody_is_paged_for_what_is_taken(quick):
    away = quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout", severity="high")
    await quick.post("/api/v1/incidents/INC-1/acknowledge", {"as": "ben"})
    await quick.passes(minutes=6)
    quick.slack.faults.remove(away)
    await quick.passes(minutes=2)
    assert quick.slack.paged == []


async def test_of_what_is_over_when_slack_returns_nothing_is_told(quick):
    away = quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout", key="k")
    await quick.passes(minutes=8)
    await quick.resolved("checkout", key="k")
    quick.slack.faults.remove(away)
    await quick.passes(minutes=2)
    assert quick.slack.paged == []
    assert names(quick) == []
    assert quick.slack.messages("incidents") == []


async def test_whoever_had_it_hears_nothing_afterwards_of_what_grew_worse_and_is_over(quick):
    await quick.group(("errors", "firing", "high"))
    await act(quick, "acknowledge")
    before = len(quick.slack.dm("ana"))
    away = quick.fails(Failing.AWAY, times=None)
    await quick.group(("outage", "firing", "critical"))
    await quick.passes(minutes=5)
    await act(quick, "resolve")
    quick.slack.faults.remove(away)
    await quick.passes(minutes=5)
    assert quick.slack.dm("ana")[before:] == []


async def test_what_was_over_before_it_had_a_channel_gets_one_when_it_is_opened_again(quick):
    away = quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout", key="k")
    await quick.passes(minutes=8)
    await quick.resolved("checkout", key="k")
    quick.slack.faults.remove(away)
    await quick.passes(minutes=2)
    await quick.post("/api/v1/incidents/INC-1/reopen", {"as": "dora"})
    await quick.settles()
    assert kinds(quick).count("card") == 1


async def test_what_happened_while_slack_was_away_is_told_in_one_summary(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    away = quick.fails(Failing.AWAY, times=None)
    await quick.passes(minutes=13)
    quick.slack.faults.remove(away)
    await quick.passes(minutes=3)
    summaries = [line for line in quick.said() if "While Slack could not be told" in line]
    assert len(summaries) == 1
    told = ("no answer from Ana", "Ben paged", "no answer from Ben", "Chi paged")
    assert [one for one in told if one not in summaries[0]] == []
    assert not [line for line in quick.said() if ":arrow_up: *No answer from Ana" in line]


async def test_after_a_long_outage_everything_is_there_once(quick):
    away = quick.fails(Failing.AWAY, times=None)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=12)
    quick.slack.faults.remove(away)
    await quick.passes(minutes=3)
    assert kinds(quick).count("card") == 1
    assert len(quick.slack.messages("incidents")) == 1


@pytest.mark.parametrize(("header", "waits"), [("7", 7), (None, 5), ("banana", 5)])
async def test_a_limit_is_kept_as_slack_says_and_a_few_seconds_when_it_does_not(quick, header, waits):
    quick.fails(Failing.RATE_LIMITED, "chat.postMessage", retry_after=header)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=(waits - 1) / 60)
    assert quick.slack.paged == []
    await quick.passes(minutes=2 / 60)
    assert quick.slack.paged == ["ana"]


async def test_a_limit_stops_that_method_only(quick):
    quick.fails(Failing.RATE_LIMITED, "conversations.create", retry_after="60")
    await quick.alert("checkout")
    assert set(quick.slack.paged) == {"ana", "sol"}
    await quick.passes(minutes=2)
    assert kinds(quick).count("card") == 1


@pytest.mark.parametrize("kind", [Failing.SERVER_ERROR, Failing.REQUEST_LOST, Failing.RESPONSE_LOST])
@pytest.mark.parametrize("method", WRITES)
async def test_whatever_write_fails_once_everything_is_there_once(quick, kind, method):
    quick.fails(kind, method)
    await quick.alert("checkout")
    await quick.passes(minutes=2)
    assert sorted(quick.slack.paged) == ["ana", "sol"]
    assert sorted(kinds(quick)) == ["brief", "card"]
    assert set(quick.slack.members(quick.channel())) == {"rondo", "ana", "sol"}
    assert len(quick.slack.channel(quick.channel()).pins) == 1


async def test_a_page_that_lands_late_is_there_at_most_twice_and_the_second_says_so(quick):
    quick.fails(Failing.LATE, "chat.postMessage", seconds=3)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=0.1)
    await quick.slack.land()
    await quick.passes(minutes=2)
    assert quick.slack.paged == ["ana", "ana"]
    assert sum("Possible repeat" in words(page.message) for page in quick.slack.pages) == 1


async def test_a_card_that_lands_late_is_there_once(quick):
    quick.fails(Failing.LATE, "chat.postMessage", seconds=3, where=lambda given: '"card"' in str(given.get("metadata")))
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=0.1)
    await quick.slack.land()
    await quick.passes(minutes=2)
    assert kinds(quick).count("card") == 1


async def test_a_channel_of_ours_whose_answer_was_lost_is_adopted(quick):
    quick.fails(Failing.RESPONSE_LOST, "conversations.create")
    await quick.alert("checkout")
    await quick.passes(minutes=2)
    assert names(quick) == ["inc-1-checkout-error-rate"]


@pytest.mark.parametrize("private", [False, True])
async def test_a_foreign_channel_of_that_name_is_left_alone(quick, private):
    foreign = make(quick.slack.state, name=NAME, creator="U0TAM", private=private)
    await quick.alert("checkout")
    await quick.passes(minutes=2)
    assert "inc-1-checkout-error-rate-2" in names(quick)
    assert quick.slack.messages(foreign) == []


async def test_a_channel_that_cannot_be_made_is_no_reason_to_stop(quick):
    quick.fails(Failing.ERROR, "conversations.create", code="restricted_action", times=None)
    await quick.alert("checkout")
    await quick.passes(minutes=1)
    assert set(quick.slack.paged) == {"ana", "sol"}
    assert any("no channel" in m.text for m in quick.slack.messages("rondo-operators"))
    await quick.presses("ana", "acknowledge")
    assert (await quick.incident())["acknowledged_by"] == "ana"


async def test_a_channel_that_is_archived_behind_our_back_is_told_and_it_goes_on(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.slack.act("ana").archive(quick.channel())
    await quick.passes(minutes=5)
    assert quick.slack.paged == ["ana", "ben"]
    assert len([m for m in quick.slack.messages("rondo-operators") if "no channel" in m.text]) == 1


async def test_a_channel_that_a_person_archives_when_it_is_over_is_no_trouble_and_opened_again_it_gets_one(quick):
    await quick.alert("checkout", severity="high")
    await act(quick, "acknowledge")
    await act(quick, "resolve")
    await quick.slack.act("ana").archive(quick.channel())
    await quick.settles()
    assert quick.slack.messages("rondo-operators") == []
    await act(quick, "reopen")
    assert (await quick.incident())["channel"]["name"] == f"{NAME}-2"


async def test_a_card_that_was_deleted_is_posted_anew_and_pinned(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.slack.act("ana").delete(quick.card())
    await quick.presses("ana", "acknowledge")
    assert "Ana has it" in words(quick.card())
    assert quick.card().ts in quick.slack.channel(quick.channel()).pins


async def test_a_page_that_was_deleted_and_is_settled_pages_nobody_again(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    await quick.slack.act("ana").delete(quick.page_of("ana"))
    await quick.presses("ben", "acknowledge", on=quick.card())
    assert quick.slack.paged == []


@pytest.mark.parametrize("code", ["user_not_found", "messages_tab_disabled", "user_disabled", "cannot_dm_bot"])
async def test_a_page_that_is_refused_for_good_calls_the_next_candidate_at_once(quick, code):
    quick.fails(Failing.ERROR, "chat.postMessage", code=code, channel=quick.slack.direct("ana").id, times=None)
    await quick.alert("checkout", severity="high")
    await quick.settles()
    assert quick.slack.paged == ["ben"]
    assert (await quick.incident())["pages"][0]["outcome"] == "failed"
    assert any("Ana can't be paged" in m.text for m in quick.slack.messages("rondo-operators"))


async def test_when_every_page_is_refused_the_ladder_ends_at_the_last_resort(quick):
    for person in ("ana", "ben", "chi", "dora"):
        place = quick.slack.direct(person).id
        quick.fails(Failing.ERROR, "chat.postMessage", code="user_disabled", channel=place, times=None)
    await quick.alert("checkout", severity="high")
    await quick.settles()
    assert quick.slack.paged == ["#ops"]


async def test_a_revoked_token_loses_nothing_and_is_tried_again(quick):
    quick.fails(Failing.ERROR, code="token_revoked", times=None)
    await quick.alert("checkout", severity="high")
    await quick.passes(minutes=3)
    quick.slack.faults.clear()
    await quick.passes(minutes=1.5)
    assert quick.slack.paged == ["ana"]


async def test_whoever_cannot_be_invited_stops_nobody_else_and_is_told(quick):
    await quick.slack.change_user("sol", ultra_restricted=True)
    await quick.alert("checkout", severity="high")
    await quick.settles()
    assert "ana" in quick.slack.members(quick.channel())
    assert any("Sol could not be invited" in m.text for m in quick.slack.messages("rondo-operators"))


def kinds(world):
    return [message.payload.get("kind") for message in world.slack.messages(world.channel())]


def names(world):
    return [channel.name for channel in world.slack.channels if channel.name.startswith("inc-")]


def away_at_first(slack):
    slack.faults.add(Fault(kind=Failing.AWAY, times=None))
    return SandboxApi(slack)


async def test_a_brief_to_one_person_finds_them_anew_and_the_incident_keeps_its_state(changed):
    world = await changed(("services:\n", "urgency:\n  high: {channel: none, security: invite}\n\nservices:\n"))
    world.fails(Failing.ERROR, "chat.postMessage", code="channel_not_found", channel="D0SOL")
    await world.alert(severity="high")
    await world.settles()
    assert "security's eyes" in words(world.slack.dm("sol")[-1])
    assert not [line for line in await world.timeline() if "no channel" in line]


async def test_an_edit_that_lands_late_on_a_newer_one_is_put_right(quick):
    await quick.alert("checkout", severity="high")
    await quick.settles()
    quick.fails(Failing.LATE, "chat.update", seconds=25, channel=quick.channel())
    await quick.passes(minutes=5.1)
    await quick.presses("ana", "acknowledge")
    await quick.passes(minutes=0.35)
    await quick.slack.land()
    assert "Ana has it" not in words(quick.card())
    await quick.passes(minutes=0.5)
    assert "Ana has it" in words(quick.card())


async def test_a_channel_that_can_not_be_looked_for_is_told_with_the_remedy(quick):
    make(quick.slack.state, name=NAME, creator="U0TAM", private=False)
    quick.fails(Failing.ERROR, "users.conversations", code="missing_scope", times=None)
    await quick.alert("checkout")
    await quick.passes(minutes=1)
    asked = [call.method for call in quick.slack.calls].count("users.conversations")
    await quick.passes(minutes=3)
    assert [call.method for call in quick.slack.calls].count("users.conversations") == asked
    assert "Reinstall to Workspace" in words(quick.slack.messages("rondo-operators")[-1])
    assert set(quick.slack.paged) == {"ana", "sol"}
