"""Backups of all tables in a bucket of their own, made and read by the server itself.

The local metadata of the disk ``cold`` is the only map to the objects of cold tables, so their rows are copied like
those of the others. A backup adds to the one before it, unless it is to stand alone.
"""

from __future__ import annotations

import re
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from isotherm_archive.errors import ArchiveError, CannotRun
from isotherm_archive.lease import ALL_TABLES, Lease
from isotherm_archive.server import Server, quote
from isotherm_archive.store import AT_ONCE, require_backups, require_cold

DATABASES = ("hot", "cold", "bronze", "silver", "gold", "ops")
ARCHIVE_ENDS_WITHIN_SECONDS = 1800
POLL_SECONDS = 0.2
REPORT_EVERY_SECONDS = 5
# Written when a backup is finished. The server has the names of this collection and of the disk of the same bucket
MANIFEST = (
    "s3(backups, filename = '{name}/isotherm.json', format = 'JSONEachRow', structure = 'name String, base String,"
    " started_at DateTime(''UTC''), finished_at DateTime(''UTC''), files UInt64, bytes UInt64')"
)
FINISHED = f"SELECT name, base, toString(started_at), files, bytes FROM {MANIFEST.format(name='*')} ORDER BY started_at"
CONTENTS = (
    "SELECT extractAll(raw, '<name>metadata/([^/<]+/[^<]+)\\\\.sql</name>')"
    " FROM s3(backups, filename = '{name}/.backup', format = 'RawBLOB', structure = 'raw String')"
)
STATE = """
    SELECT toString(status), error, num_files, total_size, files_read, bytes_read
    FROM system.backups WHERE query_id = {id:String}
"""

Report = Callable[[str], None]
TableName = tuple[str, str]


@dataclass(frozen=True)
class Backup:
    """``base``: the backup that it adds to, empty if it stands alone. ``files`` and ``bytes`` include the base."""

    name: str
    base: str
    started_at: str
    files: int
    bytes: int


class Backups:
    """Makes, lists and restores them, as a user of the server who may."""

    def __init__(self, server: Server, report: Report) -> None:
        self._server = server
        self._report = report

    def finished(self) -> list[Backup]:
        """Oldest first. What was begun and not finished has no manifest and cannot be restored."""
        require_backups(self._server)
        return [Backup(*row) for row in self._server.rows(FINISHED, **AT_ONCE)]

    def create(self, *, full: bool) -> Backup:
        """No table is archived meanwhile: hot, cold and what ops tells of them belong to one moment."""
        earlier = self.finished()
        require_cold(self._server)
        base = "" if full or not earlier else earlier[-1].name
        now = self._server.row("SELECT formatDateTime(now('UTC'), '%Y-%m-%dT%H-%i-%SZ'), toString(now('UTC'))")
        name, started = str(now[0]), str(now[1])
        of = f", adding to {base}" if base else ""
        self._report(f"backup {name}{of}")
        databases = ", ".join(f"DATABASE {database}" for database in DATABASES)
        on_base = f", base_backup = {_place(base)}" if base else ""
        with Lease(self._server, ALL_TABLES, ARCHIVE_ENDS_WITHIN_SECONDS) as lease:
            files, size = self._run(
                f"BACKUP {databases} TO {_place(name)} SETTINGS async = 1{on_base}", f"backup:{name}"
            )
            lease.check()
        # Where the objects are on the server's machine: finished means that they are on its disk, and so is the
        # manifest
        self._server.sync()
        columns = "name, base, started_at, finished_at, files, bytes"
        self._server.execute(
            f"INSERT INTO FUNCTION {MANIFEST.format(name=name)} ({columns})"
            f" SELECT '{name}', '{base}', '{started}', now('UTC'), {files}, {size}"
        )
        self._server.sync()
        return Backup(name, base, started, files, size)

    def restore(self, name: str, only: Sequence[str] = (), *, overwrite: bool = False) -> int:
        """Brings back all tables and views of a backup, or only some; returns their number.

        ``only``: names such as ``cold.shop_orders``. Tables that hold rows are replaced only with ``overwrite``;
        nothing has been changed when CannotRun is raised.
        """
        if name not in (known := [backup.name for backup in self.finished()]):
            raise CannotRun(f"there is no backup '{name}'", f"there are: {', '.join(known) or 'none'}")
        chosen = self._chosen(name, only)
        with Lease(self._server, ALL_TABLES, ARCHIVE_ENDS_WITHIN_SECONDS):
            present = self._present(chosen)
            if not overwrite and (holding := [_text(table) for table, rows in present.items() if rows]):
                raise CannotRun(
                    f"these tables hold rows: {', '.join(holding[:5])}{' ...' if len(holding) > 5 else ''}",
                    "nothing was changed; choose others with --table, or say --overwrite to replace them",
                )
            for table in present:
                self._server.execute(f"DROP TABLE IF EXISTS {_sql(table)} SYNC", max_table_size_to_drop=0)
            tables = ", ".join(f"TABLE {_sql(table)}" for table in chosen)
            self._report(f"restore of {len(chosen)} tables and views from {name}")
            self._run(f"RESTORE {tables} FROM {_place(name)} SETTINGS async = 1", f"restore:{name}")
            self._server.sync()
        return len(chosen)

    def _chosen(self, name: str, only: Sequence[str]) -> list[TableName]:
        found = self._server.row(CONTENTS.format(name=name), **AT_ONCE)[0]
        held = [tuple(urllib.parse.unquote(part) for part in path.split("/")) for path in found]
        contents = sorted((database, table) for database, table in held)
        if missing := set(only) - {_text(table) for table in contents}:
            raise CannotRun(
                f"backup {name} has no table {', '.join(sorted(missing))}",
                "name tables with their database, such as cold.shop_orders",
            )
        return [table for table in contents if not only or _text(table) in only]

    def _present(self, tables: Sequence[TableName]) -> dict[TableName, int]:
        """Those that are there, with their rows; a view has none of its own."""
        found = self._server.rows("SELECT database, name, ifNull(total_rows, 0) FROM system.tables")
        return {(database, table): rows for database, table, rows in found if (database, table) in set(tables)}

    def _run(self, statement: str, query_id: str) -> tuple[int, int]:
        """Returns files and bytes in all. Ends the statement on the server when it is not waited for to the end."""
        query_id = f"isotherm-{query_id}:{time.monotonic_ns()}"
        self._server.execute(statement, query_id=query_id)
        try:
            return self._await(query_id)
        except BaseException:
            self._server.execute("KILL QUERY WHERE query_id = {id:String} ASYNC", {"id": query_id})
            raise

    def _await(self, query_id: str) -> tuple[int, int]:
        next_report = time.monotonic() + REPORT_EVERY_SECONDS
        while True:
            state, error, files, size, files_read, bytes_read = self._server.row(STATE, {"id": query_id})
            if state in ("BACKUP_CREATED", "RESTORED"):
                return files, size
            if state not in ("CREATING_BACKUP", "RESTORING"):
                cause = re.split(r",? ?Stack trace", error)[0]
                raise ArchiveError(
                    f"{state}: {cause}", "see ./isotherm logs clickhouse; a backup whose base is gone: --full"
                )
            if time.monotonic() > next_report:
                next_report += REPORT_EVERY_SECONDS
                done = (
                    f"{files_read} of {files} files, {bytes_read} of {size}" if files_read else f"{files} files, {size}"
                )
                self._report(f"  {done} bytes")
            time.sleep(POLL_SECONDS)


def _place(name: str) -> str:
    return f"Disk('backups', '{name}')"


def _text(table: TableName) -> str:
    return ".".join(table)


def _sql(table: TableName) -> str:
    return ".".join(quote(part) for part in table)
