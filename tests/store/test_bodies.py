from datetime import timedelta

from sqlalchemy import Connection, select

from bot.store import Store
from bot.store.bodies import KEPT, MOST
from bot.store.tables import bodies
from tests.store.samples import NOW

MINUTE = timedelta(minutes=1)


async def held(kept: Store) -> list[tuple[str, bytes]]:
    def read(connection: Connection) -> list[tuple[str, bytes]]:
        rows = connection.execute(select(bodies.c.source, bodies.c.body).order_by(bodies.c.at))
        return [(source, bytes(body)) for source, body in rows]

    return await kept._place.database.read(read)


async def test_a_body_is_kept_byte_by_byte_and_once_however_often_it_comes(kept: Store) -> None:
    for source, at in (("generic", NOW), ("generic", NOW + MINUTE), ("alertmanager", NOW + 2 * MINUTE)):
        await kept.bodies.keep(source, b"\x00\xff{", at)
    assert await held(kept) == [("generic", b"\x00\xff{"), ("alertmanager", b"\x00\xff{")]


async def test_the_newest_hundred_are_kept(kept: Store) -> None:
    for number in range(MOST + 3):
        await kept.bodies.keep("generic", b"%d" % number, NOW + number * MINUTE)
    assert [int(body) for _, body in await held(kept)] == list(range(3, MOST + 3))


async def test_they_go_after_a_week(kept: Store) -> None:
    await kept.bodies.keep("generic", b"old", NOW)
    await kept.bodies.keep("generic", b"new", NOW + MINUTE)
    await kept.outbox.beat(NOW + KEPT + MINUTE)
    assert await held(kept) == [("generic", b"new")]
