"""An installation for each test that runs real processes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.installation import Installation, installed


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Installation]:
    async with installed(tmp_path) as made:
        yield made
