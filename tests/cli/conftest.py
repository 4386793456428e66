"""An installation for each test that runs real processes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.installation import Installation, installed


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installed(tmp_path) as made:
        yield made


@pytest.fixture
async def anywhere(here: Installation, database_url: str) -> Installation:
    """The same, once on each database."""
    here.environment["DATABASE_URL"] = database_url
    return here
