"""A world for each story, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.world import World


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A bot that has just started, at 03:12 in the night, with the sample roster."""
    made = World(database_url)
    await made.starts()
    yield made
    await made.house.close()
