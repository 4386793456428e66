"""PostgreSQL's clock, so that replicas whose clocks differ decide alike."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.store.database import Database

#: For so many seconds the process counts on by itself: asking takes as long as a page's first commit.
FRESH = 0.25


class DatabaseClock:
    """What the database told last, counted on for a moment by `seconds`, which only go forward."""

    def __init__(self, ask: Callable[[], Awaitable[datetime]], seconds: Callable[[], float]) -> None:
        self._ask, self._seconds = ask, seconds
        self._told, self._asked_at, self._told_at = datetime.min, -FRESH, 0.0

    async def now(self) -> datetime:
        """The database's instant, UTC, also after the process stood still.

        Raises:
            bot.domain.errors.Unavailable: the database can't be reached.
        """
        if not self._is_fresh():
            await self._look()
        if not self._is_fresh():  # the answer was long on its way, or we stood still meanwhile
            await self._look()
        return self._told + timedelta(seconds=self._seconds() - self._told_at)

    async def _look(self) -> None:
        asked_at = self._seconds()
        told = await self._ask()
        self._told, self._asked_at, self._told_at = told.astimezone(UTC), asked_at, self._seconds()

    def _is_fresh(self) -> bool:
        return self._seconds() - self._asked_at < FRESH


def asking(database: Database) -> Callable[[], Awaitable[datetime]]:
    """Asks a PostgreSQL for its instant."""

    async def ask() -> datetime:
        told: datetime = await database.read(lambda connection: connection.execute(_NOW).scalar_one())
        return told

    return ask


_NOW = select(func.clock_timestamp())
