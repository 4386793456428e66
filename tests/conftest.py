"""What every test may ask for: a database of its own, on SQLite and on PostgreSQL."""

import os
import random  # noqa: TID251  (drawn again by its seed)
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.databases import PostgreSQL

# A promise is not kept or broken by how busy the machine is; speed is for `make bench`.
settings.register_profile("rondo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rondo")


def seed() -> int:
    """RONDO_SEED, which `make test` prints: what is drawn by chance is drawn again with the same one."""
    return int(os.environ.get("RONDO_SEED", "1"))  # noqa: TID251  (a test's own setting)


Chance = random.Random


def chance(about: str) -> Chance:
    """What decides by chance, for one test by itself, drawn from RONDO_SEED."""
    return Chance(f"{seed()} {about}")


def pytest_report_header() -> str:
    """Every run says by which seed it drew."""
    return f"RONDO_SEED={seed()}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server per session; it takes a second to start, and only when asked for."""
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; the test runs once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/rondo.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.fresh()


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Logs as plain lines: structlog's own default draws every traceback, which takes seconds."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(),
        ]
    )
