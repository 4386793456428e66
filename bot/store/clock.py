"""PostgreSQL's clock, so that replicas whose clocks differ decide alike."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select

from bot.store.database import Database

#: For so many seconds the process counts on by itself: asking takes as long as a page's first commit.
FRESH = 0.25


class _Told(NamedTuple):
    """What the database told, and when by the process's seconds it was asked and had answered."""

    at: datetime
    asked: float
    answered: float


class DatabaseClock:
    """What the database told last, counted on for a moment by `seconds`, which only go forward."""

    def __init__(self, ask: Callable[[], Awaitable[datetime]], seconds: Callable[[], float]) -> None:
        self._ask, self._seconds = ask, seconds
        self._told: _Told | None = None

    async def now(self) -> datetime:
        """The database's instant, UTC, also after the process stood still.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        told = self._told
        if told is None or not self._is_fresh(told):
            told = await self._look()
        if not self._is_fresh(told):  # the answer was long on its way, or we stood still meanwhile
            told = await self._look()
        return told.at + timedelta(seconds=self._seconds() - told.answered)

    async def _look(self) -> _Told:
        asked = self._seconds()
        at = (await self._ask()).astimezone(UTC)
        self._told = _Told(at, asked, self._seconds())
        return self._told

    def _is_fresh(self, told: _Told) -> bool:
        return self._seconds() - told.asked < FRESH


def asking(database: Database) -> Callable[[], Awaitable[datetime]]:
    """Asks a PostgreSQL for its instant."""

    async def ask() -> datetime:
        told: datetime = await database.read(lambda connection: connection.execute(_NOW).scalar_one())
        return told

    return ask


_NOW = select(func.clock_timestamp())
