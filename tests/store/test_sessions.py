from datetime import timedelta
from pathlib import Path

from bot import store
from bot.ports import Visitor
from bot.store import Store
from tests.store.samples import NOW, SETTINGS

MINUTE = timedelta(minutes=1)


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_link_signs_in_whoever_it_was_made_for(kept: Store) -> None:
    cookie = await kept.sessions.redeem(await kept.sessions.invite("ana", NOW), NOW + MINUTE)
    assert await kept.sessions.visitor(cookie or "", NOW + 12 * 60 * MINUTE) == Visitor(person="ana")
    assert await kept.sessions.visitor(cookie or "", NOW + 12 * 60 * MINUTE + MINUTE) is None


async def test_a_link_from_the_command_line_signs_in_nobody_by_name(kept: Store) -> None:
    cookie = await kept.sessions.redeem(await kept.sessions.invite(None, NOW), NOW)
    assert await kept.sessions.visitor(cookie or "", NOW) == Visitor(person=None)


async def test_a_session_that_was_ended_opens_nothing(kept: Store) -> None:
    cookie = await kept.sessions.redeem(await kept.sessions.invite("ana", NOW), NOW) or ""
    other = await kept.sessions.redeem(await kept.sessions.invite("ana", NOW), NOW) or ""
    await kept.sessions.end(cookie)
    assert await kept.sessions.visitor(cookie, NOW) is None
    assert await kept.sessions.visitor(other, NOW) == Visitor(person="ana")


async def test_a_link_works_once(kept: Store) -> None:
    secret = await kept.sessions.invite("ana", NOW)
    assert await kept.sessions.redeem(secret, NOW)
    assert await kept.sessions.redeem(secret, NOW) is None


async def test_a_link_works_for_two_minutes(kept: Store) -> None:
    secret = await kept.sessions.invite("ana", NOW)
    assert await kept.sessions.redeem(secret, NOW + 2 * MINUTE) is None


async def test_what_was_never_made_signs_nobody_in(kept: Store) -> None:
    assert await kept.sessions.redeem("guess", NOW) is None
    assert await kept.sessions.visitor("guess\ud800", NOW) is None


async def test_what_is_spent_is_swept_away_and_the_rest_is_not(kept: Store) -> None:
    old, cookie = await kept.sessions.invite("ana", NOW), await kept.sessions.invite("ben", NOW + MINUTE)
    await kept.outbox.beat(NOW + 2 * MINUTE + MINUTE / 2)
    assert await kept.sessions.redeem(old, NOW) is None
    assert await kept.sessions.redeem(cookie, NOW + 2 * MINUTE)


async def test_no_secret_stands_in_the_database(tmp_path: Path) -> None:
    kept = store.open(f"sqlite:///{tmp_path}/rondo.db", SETTINGS, owner="one")
    secret = await kept.sessions.invite("ana", NOW)
    other = await kept.sessions.invite("ben", NOW)
    cookie = await kept.sessions.redeem(secret, NOW) or ""
    kept.close()
    written = everything_in(tmp_path)
    assert not [one for one in (secret, other, cookie) if one.encode() in written]
