"""The ClickHouse server, with a query id that tells table, step, run and try."""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError

from isotherm_archive import interruption
from isotherm_archive.errors import OTHER_SECRETS, ArchiveError, CannotRun

# An INSERT ... SELECT of a big partition answers when it is done
ANSWER_WITHIN_SECONDS = 4 * 3600
ENDED_WITHIN_SECONDS = 60
AUTHENTICATION_FAILED = "Code: 516"
SETTINGS = {
    "join_use_nulls": 0,
    "insert_deduplicate": 0,
    "max_partitions_per_insert_block": 1,
    "wait_end_of_query": 1,
}


@dataclass(frozen=True)
class Connection:
    """Where the server is. ``url`` is ``http://host:port``."""

    url: str
    user: str
    password: str


@dataclass(frozen=True)
class Run:
    """One try of one run; both go into query ids and the log. A retry has the same run and the next try."""

    name: str
    attempt: int = 1

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w.:+-]+", self.name):
            raise CannotRun(f"'{self.name}' cannot name a run", "use letters, digits and .:+-_")


class Server:
    """Runs statements for the archive of one table at a time."""

    def __init__(self, connection: Connection, run: Run) -> None:
        self.connection = connection
        self.run = run
        self._numbers = itertools.count(1)
        try:
            self._client = _client(connection)
        except (ClickHouseError, OperationalError) as e:
            raise _unusable(connection, e) from e

    def rows(
        self, sql: str, parameters: dict[str, Any] | None = None, *, of: str = "", **settings: Any
    ) -> Sequence[Sequence[Any]]:
        """The result's rows. ``of`` is ``table:partition:step`` for the query id."""
        settings = self._settings(of) | settings
        with self._call(of, settings["query_id"]):
            return self._client.query(sql, parameters=parameters, settings=settings).result_rows

    def row(
        self, sql: str, parameters: dict[str, Any] | None = None, *, of: str = "", **settings: Any
    ) -> Sequence[Any]:
        return self.rows(sql, parameters, of=of, **settings)[0]

    def execute(self, sql: str, parameters: dict[str, Any] | None = None, *, of: str = "", **settings: Any) -> None:
        settings = self._settings(of) | settings
        with self._call(of, settings["query_id"]):
            self._client.command(sql, parameters=parameters, settings=settings)

    def sync(self, *, of: str = "") -> None:
        """Returns when all that was written is on the disks of the server's machine, safe from a power cut."""
        self.execute("SYSTEM SYNC FILE CACHE", of=of)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            database, _, name = table.partition(".")
            settings = {"query_id": _any_id()}
            with self._call(f"insert into {table}", settings["query_id"]):
                self._client.insert(name, rows, column_names=columns, database=database, settings=settings)

    @contextlib.contextmanager
    def _call(self, of: str, query_id: str) -> Iterator[None]:
        try:
            with interruption.ended_by(lambda: self._kill(query_id)):
                yield
        except ClickHouseError as e:
            raise _failed(of, e) from e

    def _kill(self, query_id: str) -> None:
        """If the server is away, the call fails by itself."""
        with contextlib.suppress(ClickHouseError):
            self._killer.command("KILL QUERY WHERE query_id = {id:String} ASYNC", parameters={"id": query_id})

    @functools.cached_property
    def _killer(self) -> Client:
        """Of the thread that ends what another thread runs: the two must not share a client."""
        return _client(self.connection)

    def end_queries(self, prefix: str) -> int:
        """Kills the queries whose id starts so, and returns their number when none of them runs any more."""
        seen: set[str] = set()
        deadline = time.monotonic() + ENDED_WITHIN_SECONDS
        while running := self._running(prefix):
            if time.monotonic() > deadline:
                raise ArchiveError(
                    f"an earlier try does not end: query {running[0]}", "look for it in system.processes, then repeat"
                )
            seen.update(running)
            self.execute("KILL QUERY WHERE startsWith(query_id, {prefix:String}) ASYNC", {"prefix": prefix})
            time.sleep(0.1)
        return len(seen)

    def _running(self, prefix: str) -> list[str]:
        found = self.rows(
            "SELECT query_id FROM system.processes WHERE startsWith(query_id, {prefix:String})", {"prefix": prefix}
        )
        return [row[0] for row in found]

    def _settings(self, of: str) -> dict[str, Any]:
        if not of:
            return SETTINGS | {"query_id": _any_id()}
        table, _, step = of.partition(":")
        query_id = f"{query_prefix(table)}{step}:{self.run.name}:{self.run.attempt}:{next(self._numbers)}"
        return SETTINGS | {"query_id": query_id}


def _client(connection: Connection) -> Client:
    parts = urlsplit(connection.url)
    return clickhouse_connect.get_client(
        interface=parts.scheme,
        host=parts.hostname,
        port=parts.port,
        username=connection.user,
        password=connection.password,
        autogenerate_session_id=False,
        send_receive_timeout=ANSWER_WITHIN_SECONDS,
        connect_timeout=10,
    )


def _any_id() -> str:
    """Of a statement that no later try has to end."""
    return str(uuid.uuid4())


def query_prefix(table: str) -> str:
    """How the ids of all statements for a table begin; without one, for any table."""
    return f"isotherm-archive:{table}:" if table else "isotherm-archive:"


def quote(identifier: str) -> str:
    return "`" + identifier.replace("\\", "\\\\").replace("`", "\\`") + "`"


def _unusable(connection: Connection, cause: Exception) -> CannotRun:
    if AUTHENTICATION_FAILED in str(cause):
        return CannotRun(
            f"ClickHouse at {connection.url} refuses the password of user {connection.user}",
            OTHER_SECRETS,
        )
    refused = "connection refused" in str(cause).lower()
    reason = "connection refused" if refused else " ".join(str(cause).split())[:600]
    return CannotRun(
        f"ClickHouse does not answer at {connection.url}: {reason}", "see ./isotherm status; ./isotherm up starts it"
    )


def _failed(of: str, cause: Exception) -> ArchiveError:
    text = " ".join(str(cause).split())
    return ArchiveError(f"{of or 'a query'}: {text[:600]}", "run it again; if it stays, see ./isotherm logs clickhouse")
