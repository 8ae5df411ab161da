"""What is to be archived: structure and partitions of hot tables, from the server."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from isotherm_archive.errors import ArchiveError, CannotRun
from isotherm_archive.server import Server, quote

HOT_PARTS = """
    SELECT any(partition) AS text, partition_id, sum(rows) AS hot_rows,
        sum(sipHash64(
            min_block_number, max_block_number,
            (
                SELECT toString(arraySort(groupArray(uuid))) FROM system.tables
                WHERE database IN ('hot', 'cold') AND name = {t:String}
            )
        )) AS fingerprint
    FROM system.parts
    WHERE active AND database = 'hot' AND table = {t:String} AND rows > 0
    GROUP BY partition_id
"""
HOT_PARTITIONS = f"""
    SELECT text, partition_id, hot_rows, fingerprint, archived_fingerprint, is_released
    FROM ({HOT_PARTS}) AS parts
    LEFT JOIN (
        SELECT partition_id, argMax(hot_parts, finished_at) AS archived_fingerprint FROM ops.archive_log
        WHERE table = {{t:String}} AND state IN ('archived', 'unchanged') GROUP BY partition_id
    ) AS known USING (partition_id)
    LEFT JOIN (
        SELECT partition_id, max(released) AS is_released FROM ops.archived_partitions
        WHERE table = {{t:String}} GROUP BY partition_id
    ) AS recorded USING (partition_id)
"""


@dataclass(frozen=True)
class Table:
    """A hot table and its cold one.

    ``key`` is the sorting key as SQL. That of a history, in which every change is a row, ends with the version.
    ``columns`` are (name, type) pairs as the cold table has them.
    """

    name: str
    key: str
    columns: tuple[tuple[str, str], ...]

    @property
    def hot(self) -> str:
        return "hot." + quote(self.name)

    @property
    def cold(self) -> str:
        return "cold." + quote(self.name)

    @property
    def stage(self) -> str:
        return "cold." + quote(self.name + "__stage")

    @property
    def versioned_key(self) -> str:
        return self.key if self.key.endswith(", _version") else f"{self.key}, _version"

    @property
    def column_list(self) -> str:
        return ", ".join(quote(name) for name, _ in self.columns)

    @property
    def row_hash(self) -> str:
        """Equal for equal rows. When a row was written is no part of its value: a redelivery has another time."""
        names = [quote(name) for name, _ in self.columns if name != "_ingested_at"]
        return f"cityHash64(tuple({', '.join(names)}))"


@dataclass(frozen=True, order=True)
class Partition:
    """``last_day`` is the last day whose rows it holds; rows without a date are older than any day."""

    last_day: dt.date
    text: str
    id: str

    @staticmethod
    def of(text: str, partition_id: str) -> Partition:
        if re.fullmatch(r"\d{8}", text):
            return Partition(dt.datetime.strptime(text, "%Y%m%d").date(), text, partition_id)
        if re.fullmatch(r"\d{6}", text):
            year, month = int(text[:4]), int(text[4:])
            return Partition(dt.date(year, month, calendar.monthrange(year, month)[1]), text, partition_id)
        return Partition(dt.date.min, "NULL", partition_id)


@dataclass(frozen=True)
class HotPartition:
    """What hot holds of a partition.

    Every insert has a block number of its own, so parts of the same blocks mean that no row has come; their names are
    no measure, for the removal of another day renames them. Which tables they are is part of it, for either may come
    from a backup. ``archived_fingerprint`` is that of the parts of which cold is known to have every row, 0 if there
    are none. ``released``: bronze reads it from cold.
    """

    partition: Partition
    rows: int
    fingerprint: int
    archived_fingerprint: int
    released: bool


def read_table(server: Server, name: str) -> Table:
    """A hot table whose cold one has the same columns."""
    found = server.rows(
        "SELECT sorting_key FROM system.tables WHERE database = 'hot' AND name = {t:String}", {"t": name}
    )
    if not found:
        raise CannotRun(f"there is no table hot.{name}", "the job makes it with the table's first row")
    hot, cold = (_columns(server, database, name) for database in ("hot", "cold"))
    if hot.keys() != cold.keys():
        differing = ", ".join(sorted(hot.keys() ^ cold.keys()))
        raise ArchiveError(
            f"hot.{name} and cold.{name} have different columns: {differing}",
            "the job adds them with the table's next change; if they stay, alter cold by hand",
        )
    return Table(name, found[0][0], tuple(hot.items()))


def widen_cold(server: Server, table: Table) -> list[str]:
    """Brings cold's columns to hot's types, which the job may have widened; returns their names."""
    cold = _columns(server, "cold", table.name)
    changed = [(name, kind) for name, kind in table.columns if cold[name] != kind]
    if changed:
        changes = ", ".join(f"MODIFY COLUMN {quote(name)} {kind}" for name, kind in changed)
        server.execute(f"ALTER TABLE {table.cold} {changes}", of=f"{table.name}::widen", alter_sync=2, mutations_sync=2)
    return [name for name, _ in changed]


def partitioned_tables(server: Server) -> list[str]:
    found = server.rows("SELECT name FROM system.tables WHERE database = 'hot' AND partition_key != '' ORDER BY name")
    return [row[0] for row in found]


def hot_partitions(server: Server, table: str) -> list[HotPartition]:
    """The partitions of which hot holds a row, oldest first."""
    found = server.rows(HOT_PARTITIONS, {"t": table})
    return sorted(
        (
            HotPartition(Partition.of(text, partition_id), rows, fingerprint, archived, bool(released))
            for text, partition_id, rows, fingerprint, archived, released in found
        ),
        key=lambda hot: hot.partition,
    )


def _columns(server: Server, database: str, table: str) -> dict[str, str]:
    found = server.rows(
        "SELECT name, type FROM system.columns WHERE database = {d:String} AND table = {t:String} ORDER BY position",
        {"d": database, "t": table},
    )
    return {row[0]: row[1] for row in found}
