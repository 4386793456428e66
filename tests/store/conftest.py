"""Stores on the test's database, closed at its end."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot import store
from bot.store import Store
from tests.store.samples import SETTINGS

Opened = Callable[..., Store]


@pytest.fixture
def opened(database_url: str) -> Iterator[Opened]:
    """Opens the test's database, as often as asked, each time as another process."""
    stores: list[Store] = []

    def open_one(owner: str = "one", **options: Any) -> Store:
        stores.append(store.open(database_url, SETTINGS, owner=owner, **options))
        return stores[-1]

    yield open_one
    for one in stores:
        one.close()


@pytest.fixture
def kept(opened: Opened) -> Store:
    """One opened store."""
    return opened()
