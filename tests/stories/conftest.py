"""A world for each story: on both databases, on SQLite alone where the database can't matter, or of another file."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.world import RONDO_YML, World

Changed = Callable[..., Awaitable[World]]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A bot that has just started, at 03:12 in the night, with the sample roster."""
    made = World(database_url)
    await made.starts()
    yield made
    await made.house.close()


@pytest.fixture
async def changed(tmp_path: Path) -> AsyncIterator[Changed]:
    """Starts a world of a changed file: pairs of words of `RONDO_YML`, what stood there and what stands there now."""
    made: list[World] = []

    async def start(*changes: tuple[str, str], **more: Any) -> World:
        configuration = RONDO_YML
        for old, new in changes:
            assert old in configuration, old
            configuration = configuration.replace(old, new)
        world = World(f"sqlite:///{tmp_path}/{len(made)}.db", configuration=configuration, **more)
        made.append(world)
        await world.starts()
        return world

    yield start
    for world in made:
        await world.house.close()


@pytest.fixture
async def quick(changed: Changed) -> World:
    """The same world as `world`, on SQLite alone."""
    return await changed()
