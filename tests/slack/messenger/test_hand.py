"""The road of an opening: page, channel, people, card."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import effects as f
from bot.domain import events as e
from bot.domain.members import Member
from bot.domain.secrecy import Secrecy
from bot.ports import Later
from bot.sandbox import Failing, Fault
from bot.slack.limits import NOW
from bot.slack.messenger.posting import POSTS_FOR_PAGES
from tests.slack.post import Post


async def test_an_alert_pages_opens_a_channel_and_brings_people_in(post: Post) -> None:
    incident = await post.opened()
    assert post.slack.paged == ["ana", "sol"]
    assert incident.channel_name == "inc-1-checkout-error-rate"
    assert {"ana", "sol"} <= set(post.slack.members(incident.channel_name))


async def test_an_opening_takes_eight_calls_and_one_per_page_and_one_edit_of_each(post: Post) -> None:
    await post.directory.remember_channel("#incidents", (await _made(post, "incidents")))
    before = len(post.slack.calls)
    await post.opened()
    methods = [call.method for call in post.slack.calls[before:]]
    opened_once = methods.count("conversations.open")
    assert methods.count("chat.update") <= 2
    assert len(methods) - opened_once - methods.count("chat.update") <= 8 + 2


async def _made(post: Post, name: str) -> str:
    reply = await post.api.call("conversations.create", name=name)
    return reply.data["channel"]["id"]


async def test_nothing_that_slack_refuses_is_sent_in_a_whole_life(post: Post) -> None:
    await post.opened()
    for minutes in (5, 5, 20):
        post.stage.passes(minutes=minutes)
        await post.keep(*post.stage.last.effects)
    await post.then(e.Acknowledged(incident=1, by=post.stage.by("dora")))
    await post.then(e.Resolved(incident=1, by=post.stage.by("dora"), summary="rolled back"))
    await post.then(e.Reopened(incident=1, by=post.stage.by("ana")))
    refused = [call for call in post.slack.calls if call.answer is None or not call.answer.ok]
    assert [(call.method, call.answer.body) for call in refused] == []


async def test_the_page_changes_once_when_the_channel_is_there(post: Post) -> None:
    incident = await post.opened()
    page = post.slack.dm("ana")[0]
    assert f"<#{incident.channel}>" in str(page.blocks)
    assert page.text == "INC-1 critical: Checkout error rate above 5 %. Answer by 03:17"


async def test_when_somebody_takes_it_everybody_else_may_sleep(post: Post) -> None:
    await post.opened()
    post.stage.passes(minutes=5)
    await post.keep(*post.stage.last.effects)
    await post.then(e.Acknowledged(incident=1, by=post.stage.by("ben")))
    assert "*Ben has it*" in str(post.slack.dm("ana")[0].blocks)
    assert "Go back to sleep" in str(post.slack.dm("ana")[0].blocks)


async def test_somebody_is_paged_whatever_zone_slack_says_they_are_in(post: Post) -> None:
    post.stage.members["U0GUEST"] = Member(slack_id="U0DORA", timezone="Mars/Olympus")
    post.stage.alert()
    post.stage.happens(e.EscalationAsked(incident=1, by=post.stage.by("ana"), person="U0GUEST"))
    await post.once(post.promise(f.ShowPage(step=3, person="U0GUEST")))
    assert post.slack.paged == ["dora"]


async def test_slack_being_away_is_said_whoever_noticed(post: Post) -> None:
    post.slack.faults.add(Fault(kind=Failing.AWAY, times=None))
    await post.messenger.api.call("auth.test")
    assert post.messenger.status() == "away: no answer (lost)"


async def test_pages_and_lines_wait_for_their_own_limits_only(post: Post) -> None:
    incident = await post.opened()
    lines = [await post.once(post.promise(f.TellTaken(person="ben"))) for _ in range(6)]
    assert lines[-1] == Later(code="ratelimited", after=timedelta(seconds=0.5))
    assert len(post.slack.messages(incident.channel)) < 8
    page = post.promise(f.ShowPage(step=1, person="ana"))
    assert await post.messenger.wait(page, post.stage.now) == NOW


async def test_a_line_without_a_channel_yet_takes_no_place_of_those_that_can_go(post: Post) -> None:
    post.stage.alert()
    line = post.promise(f.TellTaken(person="ben"))
    for _ in range(400):
        assert await post.messenger.wait(line, post.stage.now) == NOW
        assert await post.once(line) == Later(code="channel_not_made_yet", after=timedelta(seconds=2))
    assert post.limits.wait("chat.postMessage", post.stage.now) == NOW


async def test_a_rest_begins_when_slack_asks_for_it_however_long_the_answer_took(post: Post) -> None:
    post.stage.alert()
    post.seconds_a_call = 1.5
    post.slack.faults.add(Fault(kind=Failing.RATE_LIMITED, method="chat.postMessage", retry_after="3"))
    await post.once(post.promise(f.ShowPage(step=1, person="ana")))
    calls = len(post.slack.calls)
    assert post.limits.resting("chat.postMessage", post.stage.now) == timedelta(seconds=1.5 * calls + 3)


async def test_some_places_of_a_minute_are_left_to_pages(post: Post) -> None:
    post.stage.alert()
    for n in range(300):
        post.limits.wait("chat.postMessage", post.later(0.1), channel=f"C{n}", spare=POSTS_FOR_PAGES)
    assert isinstance(await post.once(post.promise(f.TellPerson(person="ben", text="a word"))), Later)
    page = post.promise(f.ShowPage(step=1, person="ana"))
    assert await post.messenger.wait(page, post.stage.now) == NOW


async def test_a_page_whose_way_took_too_long_is_left_to_the_next_lease(post: Post) -> None:
    """Opening the direct messages took six of the ten seconds: no post is begun that the lease would not see end."""
    post.stage.alert()
    post.seconds_a_call = 6
    page = post.promise(f.ShowPage(step=1, person="ana"), lease_until=post.stage.now + timedelta(seconds=10))
    outcome = await post.once(page)
    assert [call.method for call in post.slack.calls] == ["conversations.open"]
    assert outcome == Later(code="lease_runs_short")


async def _reads_of_a_lead(post: Post, **changes: object) -> list[str]:
    """What #security, which leads it, reads of an exception in an incident that is so."""
    incident = await post.opened()
    post.stage.settings = replace(post.stage.settings, security=replace(post.stage.settings.security, lead="#security"))
    post.stage.incidents[1] = replace(incident, **changes)
    await post.once(post.promise(f.TellLead(text="INC-1: Sol is excused for security: ill")))
    there = [one for one in post.slack.channels if one.name == "security"]
    return [message.text for one in there for message in post.slack.messages(one.name) if message.user == "U0RONDO"]


async def test_a_channel_that_leads_security_reads_nothing_of_what_some_must_not_know(post: Post) -> None:
    hidden = Secrecy(hidden_from=frozenset({"tam"}), of=2)
    assert await _reads_of_a_lead(post, private=True, secrecy=hidden) == []


async def test_a_channel_that_leads_security_reads_the_number_alone_of_what_is_private(post: Post) -> None:
    assert await _reads_of_a_lead(post, private=True) == [
        "INC-1 (private): there is something for whoever leads security"
    ]


async def test_a_channel_that_leads_security_reads_the_words_of_anything_else(post: Post) -> None:
    assert await _reads_of_a_lead(post) == ["INC-1: Sol is excused for security: ill"]
