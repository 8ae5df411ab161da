"""The archive of one partition, step by step. Each step may be repeated, and a run may end after any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from isotherm_archive.errors import ArchiveError
from isotherm_archive.lease import Lease
from isotherm_archive.removal import ARCHIVED_VERSION, Removal
from isotherm_archive.server import Server
from isotherm_archive.tables import HotPartition, Table

STAGE_ATTEMPTS = 5


@dataclass(frozen=True)
class Summary:
    """Of rows with distinct keys: their number, the sum of their hashes, the lowest and the highest version."""

    rows: int
    row_hash: int
    min_version: int
    max_version: int


def recover_stage(server: Server, lease: Lease, table: Table) -> int:
    """Puts a stage into cold that has rows which neither hot nor cold has; returns the number of these rows.

    Only a power cut leaves one: it took the parts that had just replaced others, and the replaced ones are gone. The
    stage was verified and on the disk before that. A stage that was left half filled has nothing that the others lack.
    """
    found = server.row(
        "SELECT count() FROM system.tables WHERE database = 'cold' AND name = {t:String}", {"t": f"{table.name}__stage"}
    )
    if not found[0]:
        return 0
    of, key = f"{table.name}::recover", table.key
    partitions = [row[0] for row in server.rows(f"SELECT DISTINCT _partition_id FROM {table.stage}", of=of)]
    known = " UNION ALL ".join(
        f"SELECT {table.versioned_key} FROM {source}"
        f" WHERE _partition_id IN (SELECT DISTINCT _partition_id FROM {table.stage})"
        for source in (table.hot, table.cold)
    )
    missing = server.row(
        f"SELECT count() FROM (SELECT {table.versioned_key} FROM {table.stage}) AS s"
        f" LEFT JOIN (SELECT {key}, max(_version) AS _known_version FROM ({known}) GROUP BY {key}) AS k USING ({key})"
        " WHERE _version > _known_version",
        of=of,
    )[0]
    if missing:
        for partition in partitions:
            lease.check()
            server.execute(f"ALTER TABLE {table.cold} REPLACE PARTITION ID '{partition}' FROM {table.stage}", of=of)
        server.sync(of=of)
    return int(missing)


class PartitionArchive:
    """Only the holder of the table's lease may use it. ``after_step`` is called with each finished step's name."""

    def __init__(
        self, server: Server, lease: Lease, table: Table, hot: HotPartition, after_step: Callable[[str], None]
    ) -> None:
        self._server = server
        self._lease = lease
        self._table = table
        self._hot = hot
        self._partition = hot.partition
        self._after_step = after_step
        self._parameters = {"p": hot.partition.id, "t": table.name}
        self._started = datetime.now(timezone.utc)

    def archive(self) -> bool:
        """Brings cold to the state of hot and cold together; returns whether there was anything to bring."""
        if self._hot.fingerprint == self._hot.archived_fingerprint:
            return False
        if self._is_covered():
            self._log("unchanged", self._summary("cold", self._table.cold), self._hot.rows, self._hot.fingerprint)
            return False
        try:
            summary = self._staged()
        except BaseException:
            self._drop_stage()
            raise
        # The rows that are replaced go at once. Until those of the stage are on the disk in their place, the stage
        # has them
        self._sync()
        self._replace(summary)
        self._sync()
        self._drop_stage()
        self._log("archived", summary, self._hot.rows, self._hot.fingerprint)
        self._after_step("log")
        return True

    def release_and_remove(self) -> int:
        """Lets bronze read the partition from cold, and takes from hot what cold has; returns the rows taken."""
        self._release()
        self._sync()
        self._after_step("release")
        before = self._hot_rows()
        self._remove()
        self._after_step("remove")
        # rows that came meanwhile count against those that went, and may be more
        removed = max(0, before - self._hot_rows())
        self._log("removed", Summary(0, 0, 0, 0), removed, 0)
        return removed

    def _staged(self) -> Summary:
        """A change that hot gets meanwhile can fail the comparison though nothing is wrong: then all over again."""
        for _ in range(STAGE_ATTEMPTS):
            self._fill_stage()
            self._after_step("stage")
            staged = self._summary("verify", self._table.stage)
            if staged == self._expected(staged.max_version):
                self._after_step("verify")
                return staged
        raise ArchiveError(
            f"{self._name()}: the staged rows differ from those of hot and cold, {STAGE_ATTEMPTS} times",
            "nothing was changed; if hot gets many changes of these days now, run it again later",
        )

    def _fill_stage(self) -> None:
        table = self._table
        self._drop_stage()
        self._execute("create", f"CREATE TABLE {table.stage} AS {table.cold}")
        self._execute(
            "stage",
            f"INSERT INTO {table.stage} ({table.column_list}) SELECT {table.column_list} FROM ({self._both()})"
            f" ORDER BY {table.key}, _version DESC LIMIT 1 BY {table.key}",
        )

    def _replace(self, staged: Summary) -> None:
        """Bronze learns first that cold may hold versions as high as these, or it would not compare them."""
        self._record(staged.max_version, released=False)
        self._after_step("record")
        self._lease.check()
        self._execute(
            "replace",
            f"ALTER TABLE {self._table.cold} REPLACE PARTITION ID '{self._partition.id}' FROM {self._table.stage}",
        )
        self._after_step("replace")

    def _release(self) -> None:
        if not self._hot.released:
            self._record(0, released=True)

    def _record(self, max_version: int, *, released: bool) -> None:
        self._execute(
            "record",
            "INSERT INTO ops.archived_partitions (table, partition_id, released, max_version)"
            f" SELECT {{t:String}}, {{p:String}}, {released}, toUInt128('{max_version}')",
        )

    def _remove(self) -> None:
        """Takes a row only if cold has its key at its version or a newer one, whenever the server gets to it.

        Cold's versions never go down while the lease is held, so what is true once stays true.
        """
        self._lease.check()
        key = self._table.versioned_key
        Removal(self._server, self._table).run(
            f"ALTER TABLE {self._table.hot} DELETE IN PARTITION ID '{self._partition.id}' WHERE ({key}) IN"
            f" (SELECT {key} FROM ({self._newest_in_cold()}) WHERE _version <= {ARCHIVED_VERSION})",
            self._id("remove"),
        )

    def _sync(self) -> None:
        self._server.sync(of=self._id("sync"))

    def _drop_stage(self) -> None:
        self._execute("drop", f"DROP TABLE IF EXISTS {self._table.stage}")

    def _hot_rows(self) -> int:
        """Of the partition's parts, rows that a newer version of their key replaces included."""
        return self._row(
            "rows",
            "SELECT sum(rows) FROM system.parts WHERE active AND database = 'hot' AND table = {t:String}"
            " AND partition_id = {p:String}",
        )[0]

    def _is_covered(self) -> bool:
        found = self._row(
            "compare", f"SELECT count() FROM ({self._newest_in_cold()}) WHERE _version > {ARCHIVED_VERSION}"
        )
        return found[0] == 0

    def _newest_in_cold(self) -> str:
        """Key and version of hot's rows with cold's version of that key, 0 if cold has none."""
        key, table = self._table.key, self._table
        return (
            f"SELECT {table.versioned_key}, {ARCHIVED_VERSION} FROM"
            f" (SELECT {table.versioned_key} FROM {table.hot} WHERE _partition_id = '{self._partition.id}') AS h"
            f" LEFT JOIN (SELECT {key}, _version AS {ARCHIVED_VERSION} FROM {table.cold}"
            f" WHERE _partition_id = '{self._partition.id}') AS c USING ({key})"
        )

    def _both(self, condition: str = "") -> str:
        columns = self._table.column_list
        return " UNION ALL ".join(
            f"SELECT {columns} FROM {source} WHERE _partition_id = '{self._partition.id}'{condition}"
            for source in (self._table.hot, self._table.cold)
        )

    def _summary(self, step: str, source: str) -> Summary:
        """Of stage or cold, where a key twice is an error."""
        count, keys, *rest = self._row(
            step,
            f"SELECT count(), uniqExact({self._table.key}), sum({self._table.row_hash}), min(_version), max(_version)"
            f" FROM {source} WHERE _partition_id = '{self._partition.id}'",
        )
        if count != keys:
            raise ArchiveError(f"{self._name()}: {source} has {count} rows of {keys} keys", "nothing was changed")
        return Summary(count, *rest)

    def _expected(self, highest: int) -> Summary:
        """Of hot and cold together by another way than staging took, without what is newer than all that was staged."""
        condition = f" AND _version <= toUInt128('{highest}')"
        found = self._row(
            "verify",
            "SELECT count(), sum(hash), min(version), max(version) FROM"
            f" (SELECT argMax({self._table.row_hash}, _version) AS hash, max(_version) AS version"
            f" FROM ({self._both(condition)}) GROUP BY {self._table.key})",
        )
        return Summary(*found)

    def _log(self, state: str, summary: Summary, hot_rows: int, hot_parts: int) -> None:
        self._server.execute(
            "INSERT INTO ops.archive_log (table, partition, partition_id, state, run, try, rows, row_hash, min_version,"
            " max_version, hot_rows, hot_parts, started_at) SELECT {t:String}, {partition:String}, {p:String},"
            " {state:String}, {run:String}, {try:UInt16}, {rows:UInt64}, {hash:UInt64}, {low:UInt128}, {high:UInt128},"
            " {hot_rows:UInt64}, {hot_parts:UInt64}, {started:DateTime64(3, 'UTC')}",
            self._parameters
            | {
                "partition": self._partition.text,
                "state": state,
                "run": self._server.run.name,
                "try": self._server.run.attempt,
                "rows": summary.rows,
                "hash": summary.row_hash,
                "low": summary.min_version,
                "high": summary.max_version,
                "hot_rows": hot_rows,
                "hot_parts": hot_parts,
                "started": self._started.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
            },
            of=self._id("log"),
        )

    def _row(self, step: str, sql: str) -> tuple[int, ...]:
        return tuple(self._server.row(sql, self._parameters, of=self._id(step)))

    def _execute(self, step: str, sql: str) -> None:
        self._server.execute(sql, self._parameters, of=self._id(step))

    def _id(self, step: str) -> str:
        return f"{self._table.name}:{self._partition.id}:{step}"

    def _name(self) -> str:
        return f"{self._table.name} {self._partition.text}"
