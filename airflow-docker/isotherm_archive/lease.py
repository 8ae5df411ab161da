"""Lets one process at a time archive a table.

ClickHouse refuses a query whose id is that of a running one, so whoever runs the query with the table's id has the
table. The query only sleeps. It ends by itself when its process is killed, for the server notices the closed
connection, so that a lease never outlives its owner and nothing has to be cleaned up.
"""

from __future__ import annotations

import http.client
import threading
import time
import uuid
from types import TracebackType
from urllib.parse import urlencode, urlsplit

from isotherm_archive.errors import ArchiveError
from isotherm_archive.server import Server, query_prefix

POLL_SECONDS = 0.05
# No table is called so
ALL_TABLES = "*"
ID_PREFIX = "isotherm-archive-lease:"
# Rows of 0.05 s each: more than a year
SLEEP = "SELECT sleepEachRow(0.05) FROM numbers(800000000) FORMAT Null SETTINGS max_block_size = 1 -- "


class Lease:
    """``with Lease(server, table):`` waits for the table, then ends what a dead predecessor left running.

    Whoever wants ALL_TABLES asks for that first and then waits for those who have one; the next ones see it and step
    back.
    """

    def __init__(self, server: Server, table: str, wait_seconds: float = 3600) -> None:
        self._server = server
        self._table = table
        self._wait_seconds = wait_seconds
        self._query_id = ID_PREFIX + table
        self._owner = uuid.uuid4().hex
        self._thread: threading.Thread | None = None
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Lease:
        deadline = time.monotonic() + self._wait_seconds
        try:
            while not self._has_it_alone():
                if time.monotonic() > deadline:
                    raise ArchiveError(
                        f"{self._holder()} has not ended for {self._wait_seconds:.0f} s",
                        "wait for it, or end its query",
                    )
                time.sleep(POLL_SECONDS * 4)
            self._server.end_queries(query_prefix("" if self._table == ALL_TABLES else self._table))
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def check(self) -> None:
        """Raises if the table is no longer ours, which is so after a restart of the server."""
        if not self._is_ours():
            raise ArchiveError(
                f"the lease of {self._table} is lost: ClickHouse was restarted or its query was killed", "run it again"
            )

    def _has_it_alone(self) -> bool:
        if (self._thread is None or not self._thread.is_alive()) and not self._acquire():
            return False
        if not self._holder():
            return True
        if self._table != ALL_TABLES:
            self._release()
        return False

    def _holder(self) -> str:
        """The query id of a lease that this one has to wait for; empty if there is none."""
        found = self._server.rows(
            "SELECT query_id FROM system.processes WHERE startsWith(query_id, {prefix:String}) AND is_cancelled = 0"
            " AND position(query, {owner:String}) = 0"
            " AND (query_id IN ({all:String}, {id:String}) OR {id:String} = {all:String})",
            {"prefix": ID_PREFIX, "owner": self._owner, "id": self._query_id, "all": ID_PREFIX + ALL_TABLES},
        )
        return found[0][0] if found else ""

    def _acquire(self) -> bool:
        self._thread = threading.Thread(target=self._hold, name=self._query_id, daemon=True)
        self._thread.start()
        while self._thread.is_alive():
            if self._is_ours():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _is_ours(self) -> bool:
        found = self._server.rows(
            "SELECT count() FROM system.processes WHERE query_id = {id:String} AND position(query, {owner:String}) > 0"
            " AND is_cancelled = 0",
            {"id": self._query_id, "owner": self._owner},
        )
        return bool(found[0][0])

    def _hold(self) -> None:
        """Ends when the query does: refused, killed, or with the server, which shows the query to others."""
        to = self._server.connection
        parts = urlsplit(to.url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        arguments = urlencode(
            {
                "query": SLEEP + self._owner,
                "query_id": self._query_id,
                "cancel_http_readonly_queries_on_client_close": 1,
                "function_sleep_max_microseconds_per_block": 1_000_000,
            }
        )
        headers = {"X-ClickHouse-User": to.user, "X-ClickHouse-Key": to.password}
        try:
            # A GET is read-only, which is what makes the server watch the connection
            self._connection.request("GET", "/?" + arguments, headers=headers)
            self._connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            self._connection.close()

    def _release(self) -> None:
        self._server.execute(
            "KILL QUERY WHERE query_id = {id:String} AND position(query, {owner:String}) > 0 ASYNC",
            {"id": self._query_id, "owner": self._owner},
        )
        if self._thread is not None:
            self._thread.join()
