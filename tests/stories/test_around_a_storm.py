"""Around Slack in a storm: a digest shares its message there too, and whoever joins it later is told of as well."""

import pytest

from bot.sandbox import Failing

MAIL = "mailto://ana:secret@example.com"
CONTACT = ("ana: {slack: U0ANA}", f'ana: {{slack: U0ANA, contact: ["{MAIL}"]}}')
ALONE = ("targets: [ana, ben, chi]\n        round_robin: cycle", "targets: [ana]\n        round_robin: off")


@pytest.fixture
async def alone(changed):
    """Ana alone is on the first level, and has mail; three messages page her within half a minute, at most."""
    return await changed(CONTACT, ALONE)


def told_of(world, number):
    """When Ana's mails told of that incident."""
    return [one.at for one in world.phones.rang if f"INC-{number}" in one.title + one.body]


def most_within_half_a_minute(world):
    mails = [one.at for one in world.phones.rang]
    return max(sum(0 <= (other - at).total_seconds() < 30 for other in mails) for at in mails)


async def opens(world, number):
    await world.alert(key=f"k{number}", title=f"Pod {number}", severity="high")
    return world.clock.at


async def outcomes(world, number):
    """What is known of Ana's pages for an incident, on each way."""
    pages = (await world.incident(number))["pages"]
    return {page["route"]: page["outcome"] for page in pages if page["person"] == "ana"}


async def test_while_slack_is_away_each_incident_is_told_of_at_once(alone):
    alone.fails(Failing.AWAY, times=None)
    for number in range(1, 9):
        opened = await opens(alone, number)
        await alone.passes(minutes=2)
        assert (told_of(alone, number)[0] - opened).total_seconds() <= 30, number
    assert {(await outcomes(alone, number))["mailto"] for number in range(1, 9)} == {"delivered"}


async def test_whom_slack_is_silent_for_is_told_of_every_incident_and_never_rung_more_often_than_the_limit(alone):
    await alone.slack.change_user("ana", dnd=(alone.clock.at, alone.clock.at.replace(hour=7)))
    await alone.house.refresh_quiet()
    await alone.passes(minutes=5)
    await alone.house.refresh_quiet()
    opened = {}
    for number in range(1, 7):
        opened[number] = await opens(alone, number)
        await alone.passes(minutes=0.1)
    await alone.passes(minutes=1)
    assert all((told_of(alone, number)[0] - opened[number]).total_seconds() <= 30 for number in opened)
    assert most_within_half_a_minute(alone) <= 3
    assert {(await outcomes(alone, number))["mailto"] for number in opened} == {"delivered"}


async def test_what_joined_a_digest_while_a_mail_was_refused_is_in_the_next_attempt(alone):
    alone.fails(Failing.AWAY, times=None)
    for number in (1, 2, 3):
        await opens(alone, number)
    alone.phones.answers[MAIL] = False
    await alone.passes(minutes=0.2)
    await opens(alone, 4)
    await alone.passes(minutes=0.1)
    alone.phones.answers[MAIL] = True
    await alone.passes(minutes=0.5)
    assert all(told_of(alone, number) for number in (1, 2, 3, 4))
    assert len(alone.phones.rang) <= 3


async def test_a_way_that_fails_for_good_fails_for_everything_in_the_digest(alone):
    alone.fails(Failing.AWAY, times=None)
    alone.phones.answers[MAIL] = False
    for number in (1, 2, 3, 4):
        await opens(alone, number)
    await alone.passes(minutes=2)
    assert {(await outcomes(alone, number))["mailto"] for number in (1, 2, 3, 4)} == {"failed"}


async def test_that_slack_does_not_take_a_digest_is_known_of_everything_in_it(alone):
    alone.fails(Failing.AWAY, times=None)
    for number in (1, 2, 3, 4):
        await opens(alone, number)
    await alone.passes(minutes=0.3)
    assert {(await outcomes(alone, number))["slack"] for number in (1, 2, 3, 4)} <= {"retrying", "unknown"}
