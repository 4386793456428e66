"""Around Slack: whoever does not answer there, or can't be rung there, is reached another way."""

from datetime import timedelta

import httpx
import pytest

from bot.sandbox import Failing
from tests.world import RONDO_YML, act

PUSH, MAIL = "ntfy://rondo-ana", "mailto://ana:secret@example.com"
CONTACT = ("ana: {slack: U0ANA}", f'ana: {{slack: U0ANA, contact: ["{MAIL}", {{url: "{PUSH}", after: 4m}}]}}')
SITE = "https://rondo.example.com"


@pytest.fixture
async def reachable(changed):
    """Ana has mail after two minutes and push after four; Rondo knows its own address."""
    return await changed(CONTACT, RONDO_PUBLIC_URL=SITE)


def browser(world):
    """A browser without a session."""
    transport = httpx.ASGITransport(world._web())
    return httpx.AsyncClient(transport=transport, base_url=SITE)


async def test_whoever_has_not_acknowledged_after_two_minutes_is_reached_the_other_way(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=1.9)
    assert reachable.phones.rang == []
    await reachable.passes(minutes=0.2)
    (mail,) = reachable.phones.rang
    assert (mail.url, mail.title) == (MAIL, "INC-1 high: Checkout error rate above 5 %")
    assert "Ana, please take INC-1" in mail.body
    assert "or Ben is paged" in mail.body
    await reachable.passes(minutes=2)
    assert [one.url for one in reachable.phones.rang] == [MAIL, PUSH]


async def test_an_acknowledgement_stops_it(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.presses("ana", "acknowledge")
    await reachable.passes(minutes=6)
    assert reachable.phones.rang == []


async def test_what_is_not_urgent_reaches_nobody_another_way(reachable):
    await reachable.alert("checkout", severity="medium")
    await reachable.passes(hours=8)
    assert "ana" in reachable.slack.paged
    assert reachable.phones.rang == []


@pytest.mark.parametrize("kind", [Failing.AWAY, Failing.SERVER_ERROR, Failing.REQUEST_LOST])
async def test_while_slack_is_away_it_goes_at_once(reachable, kind):
    reachable.fails(kind, times=None)
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=0.3)
    assert [one.url for one in reachable.phones.rang] == [MAIL]


@pytest.mark.parametrize("code", ["token_revoked", "user_disabled"])
async def test_a_page_that_slack_refuses_goes_the_other_way_at_once(reachable, code):
    reachable.fails(Failing.ERROR, "chat.postMessage", code=code, channel="D0ANA", times=None)
    await reachable.alert("checkout", severity="high")
    await reachable.settles()
    assert [one.url for one in reachable.phones.rang] == [MAIL]


async def test_a_short_limit_of_slacks_is_no_reason_and_a_long_one_is(changed):
    alone = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")
    world = await changed(CONTACT, alone)
    world.fails(Failing.RATE_LIMITED, "chat.postMessage", retry_after="3", channel="D0ANA")
    await world.alert("checkout", severity="high")
    await world.passes(minutes=0.5)
    assert (world.phones.rang, world.slack.paged) == ([], ["ana"])
    world.fails(Failing.RATE_LIMITED, "chat.postMessage", retry_after="600", channel="D0ANA")
    for number in (2, 3):  # of the second Slack says it, of the third nobody asks: the method rests
        await world.alert(key=f"k{number}", title=f"Pod {number}", severity="high")
        await world.passes(minutes=0.2)
        assert [one.title.split()[0] for one in world.phones.rang] == ["INC-2", "INC-3"][: number - 1]


async def test_whom_slack_is_silent_for_is_reached_at_once(changed):
    world = await changed(CONTACT)
    await world.slack.change_user("ana", dnd=(world.clock.at, world.clock.at.replace(hour=7)))
    await world.house.refresh_quiet()
    await world.passes(minutes=5)
    await world.house.refresh_quiet()
    await world.alert("checkout", severity="high")
    await world.settles()
    assert world.slack.paged == ["ana"]
    assert [one.url for one in world.phones.rang] == [MAIL]
    assert "Ana is sent for by mail: Slack is silent for them (Do Not Disturb)" in await world.timeline()


@pytest.mark.parametrize("fault", [{"kind": Failing.ERROR, "code": "user_not_found"}, {"kind": Failing.SERVER_ERROR}])
async def test_one_whom_slack_says_nothing_about_is_no_reason_not_to_ask_about_the_others(changed, fault):
    world = await changed(
        CONTACT, ("chi: {slack: U0CHI}", 'chi: {slack: U0CHI, contact: ["mailto://chi@example.com"]}')
    )
    await world.slack.change_user("chi", dnd=(world.clock.at, world.clock.at.replace(hour=7)))
    world.fails(method="dnd.info", times=None, where=lambda given: given["user"] == "U0ANA", **fault)
    for _ in range(2):
        await world.passes(minutes=5)
        await world.house.refresh_quiet()
    situation = await world.house.store.reads.situation()
    assert situation.is_quiet("chi", world.clock.at)


async def test_without_the_scope_for_it_nothing_is_missing_but_that(changed):
    world = await changed(CONTACT)
    world.slack.reinstall(scopes=world.slack.app.scopes - {"dnd:read"})
    await world.passes(minutes=6)
    await world.house.refresh_quiet()
    await world.house.refresh_quiet()
    assert [call.method for call in world.slack.calls if call.method == "dnd.info"][-1:] == ["dnd.info"]
    await world.alert("checkout", severity="high")
    await world.settles()
    assert world.slack.paged == ["ana"]


async def test_a_provider_that_refuses_is_followed_by_the_next_way_and_then_told(reachable):
    reachable.phones.answers[MAIL] = False
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    assert [one.url for one in reachable.phones.rang] == [PUSH]
    await reachable.passes(minutes=1)
    told = [m.text for m in reachable.slack.messages("rondo-operators") if "by mail" in m.text]
    assert told == ["INC-1: Ana can't be reached by mail. Correct `people.ana.contact`"]


async def test_a_message_whose_fate_nobody_knows_is_sent_again_as_the_same(reachable):
    reachable.phones.answers[MAIL] = None
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2.4)
    mails = [one.body.splitlines()[-1] for one in reachable.phones.rang if one.url == MAIL]
    assert len(mails) == 2
    assert len(set(mails)) == 1
    await reachable.passes(minutes=3)
    sent = [one.at for one in reachable.phones.rang if one.url == MAIL]
    assert all(third - first >= timedelta(minutes=1) for first, third in zip(sent, sent[2:], strict=False))
    assert len(sent) == 5


async def test_the_link_shows_the_incident_and_looking_changes_nothing(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    link = reachable.phones.rang[0].link
    async with browser(reachable) as client:
        shown = await client.get(link)
        await client.head(link)
    assert "Checkout error rate above 5 %" in shown.text
    assert "Acknowledge" in shown.text
    assert (await reachable.incident())["status"] == "open"


async def test_its_button_acknowledges_and_slack_shows_it(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    link = reachable.phones.rang[0].link
    async with browser(reachable) as client:
        pressed = await client.post(link, follow_redirects=True)
    await reachable.settles()
    assert "You are on it" in pressed.text
    incident = await reachable.incident()
    assert (incident["acknowledged_by"], incident["acknowledged_via"]) == ("ana", "link")


async def test_a_link_ends_with_its_incident_and_opens_no_other(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    link = reachable.phones.rang[0].link
    token = link.rsplit("/", 1)[1]
    number, step, person, signature = token.split(".")
    others = [f"2.{step}.{person}.{signature}", f"{number}.{step}.ben.{signature}", f"{number}.{step}.{person}.00", "x"]
    async with browser(reachable) as client:
        refused = [(await client.post(f"/take/{one}")).status_code for one in others]
        await act(reachable, "resolve")
        over = await client.get(link)
    assert (refused, over.status_code) == ([404] * 4, 404)
    assert "Checkout" not in over.text


async def test_a_link_does_not_come_alive_again_with_its_incident(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    link = reachable.phones.rang[0].link
    await act(reachable, "resolve")
    await act(reachable, "reopen")
    async with browser(reachable) as client:
        answers = [(await client.get(link)).status_code, (await client.post(link)).status_code]
    assert answers == [404, 404]
    assert (await reachable.incident())["status"] == "open"


async def test_a_link_opens_nothing_to_whoever_has_left(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    link = reachable.phones.rang[0].link
    await reachable.dies()
    reachable.configuration = RONDO_YML.replace(f"  {CONTACT[0]}\n", "").replace("[ana, ben, chi]", "[ben, chi]")
    await reachable.starts_again()
    async with browser(reachable) as client:
        assert (await client.post(link)).status_code == 404


async def test_nobody_is_mailed_for_what_is_taken_when_it_is_their_turn_to_be(reachable):
    reachable.phones.answers[MAIL] = False
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2.05)
    await act(reachable, "acknowledge")
    reachable.phones.answers[MAIL] = True
    await reachable.passes(minutes=1)
    assert [one.url for one in reachable.phones.rang] == [PUSH]


async def test_without_an_address_of_its_own_no_link_is_sent(changed):
    world = await changed(CONTACT)
    await world.alert("checkout", severity="high")
    await world.passes(minutes=2)
    assert "python app.py ack INC-1 --as ana" in world.phones.rang[0].body
    assert "http" not in world.phones.rang[0].body


async def test_of_a_private_incident_the_message_says_its_number_alone(reachable):
    await reachable.types("dora", "/rondo declare")
    await reachable.fills("dora", title="Somebody reads our mail", flags=["private"])
    await reachable.passes(minutes=2.1)
    (mail,) = reachable.phones.rang
    assert "Somebody reads" not in mail.title + mail.body
    assert mail.title == "INC-1: you are needed (private)"


async def test_the_api_shows_every_way_that_was_gone(reachable):
    await reachable.alert("checkout", severity="high")
    await reachable.passes(minutes=2)
    ways = [(page["person"], page["route"], page["outcome"]) for page in (await reachable.incident())["pages"]]
    assert ways == [("ana", "slack", "delivered"), ("ana", "mailto", "delivered")]


async def test_for_a_digest_one_message_goes_and_names_the_others(changed):
    storm = ("services:\n", "storm: {threshold: 15, window: 1m, max_pages: 1}\n\nservices:\n")
    alone = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")
    world = await changed(CONTACT, storm, alone)
    for number in range(3):
        await world.alert(key=f"k{number}", title=f"Pod {number}", severity="high")
    await world.passes(minutes=2.1)
    (mail,) = world.phones.rang
    assert "2 more need you" in mail.body
    assert all(f"INC-{number}" in mail.body for number in (1, 2, 3))
