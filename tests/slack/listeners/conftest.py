import pytest

from tests.slack.listeners.office import Office


@pytest.fixture
async def office() -> Office:
    return Office()
