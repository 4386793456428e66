import asyncio

from bot.domain.members import Member
from bot.ports import Identity
from bot.store import Store
from tests.store.conftest import Opened

ANA = Member(slack_id="U1", name="Ana", timezone="Europe/Vienna")


async def test_people_are_remembered_and_those_slack_does_not_know_are_missing(kept: Store) -> None:
    await kept.directory.remember({"ana": ANA, "ben": None})
    seen = await kept.reads.situation()
    assert (dict(seen.members), set(seen.missing)) == ({"ana": ANA}, {"ben"})


async def test_somebody_who_turns_up_is_missing_no_longer(kept: Store) -> None:
    await kept.directory.remember({"ana": None})
    await kept.directory.remember({"ana": ANA})
    assert (await kept.reads.situation()).missing == frozenset()


async def test_an_opened_direct_channel_outlives_a_refresh_but_not_another_id(kept: Store) -> None:
    await kept.directory.remember({"ana": Member(slack_id="U1", direct="D1")})
    await kept.directory.remember({"ana": ANA})
    assert (await kept.reads.situation()).members["ana"].direct == "D1"
    await kept.directory.remember({"ana": Member(slack_id="U2")})
    assert (await kept.reads.situation()).members["ana"].direct is None


async def test_remembering_nobody_changes_nothing(kept: Store) -> None:
    await kept.directory.remember({})
    assert (await kept.reads.situation()).members == {}


async def test_who_we_are_is_kept_over_a_restart(opened: Opened) -> None:
    assert await opened().directory.identity() is None
    us = Identity(team_id="T1", team="Shop", bot_user_id="U0", scopes=frozenset({"chat:write", "commands"}))
    await opened().directory.remember_identity(us)
    assert await opened().directory.identity() == us


async def test_a_configured_channel_is_found_by_its_name(kept: Store) -> None:
    assert await kept.directory.channel("#ops") is None
    await kept.directory.remember_channel("#ops", "C1")
    await kept.directory.remember_channel("#ops", "C2")
    assert await kept.directory.channel("#ops") == "C2"


async def test_a_fact_is_kept_over_what_was_there(kept: Store) -> None:
    assert await kept.facts.get("configuration") is None
    await kept.facts.put("configuration", "timezone: UTC\n")
    await kept.facts.put("configuration", "timezone: Europe/Vienna\n")
    assert await kept.facts.get("configuration") == "timezone: Europe/Vienna\n"


async def test_a_fact_that_another_replica_has_written_since_it_was_read_stays(kept: Store) -> None:
    for before, text, stands in ((None, "a", "a"), (None, "b", "a"), ("a", "c", "c"), ("a", "d", "c")):
        await kept.facts.follow("look", before, text)
        assert await kept.facts.get("look") == stands


async def test_replicas_that_remember_the_same_people_at_once_never_stand_in_each_others_way(opened: Opened) -> None:
    one, two = opened("one"), opened("two")
    people = [f"p{number}" for number in range(300)]
    for _ in range(5):
        there, back = dict.fromkeys(people), dict.fromkeys(reversed(people))
        await asyncio.gather(one.directory.remember(there), two.directory.remember_quiet(back))
        await asyncio.gather(one.directory.remember(there), two.directory.remember(back))
