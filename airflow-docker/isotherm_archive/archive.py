"""The archive of a table: which partitions, in which order, and what is done about failures."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from isotherm_archive.errors import ArchiveError
from isotherm_archive.lease import Lease
from isotherm_archive.partitions import PartitionArchive, recover_stage
from isotherm_archive.removal import Removal, StandsStillError
from isotherm_archive.server import Server, quote
from isotherm_archive.store import require_cold
from isotherm_archive.tables import HotPartition, Table, hot_partitions, read_table, widen_cold

Report = Callable[[str], None]


def _ignore(_: str) -> None:
    """Takes a step's name and does nothing."""


@dataclass
class TableResult:
    """Partitions by what was done to them, and the failures of the rest."""

    table: str
    archived: int = 0
    unchanged: int = 0
    rows_removed: int = 0
    failures: list[ArchiveError] = field(default_factory=list)

    def __str__(self) -> str:
        failed = f", {len(self.failures)} failed" if self.failures else ""
        return (
            f"{self.table}: {self.archived} partitions archived, {self.unchanged} unchanged,"
            f" {self.rows_removed} rows removed from hot{failed}"
        )


def archive_table(
    server: Server,
    name: str,
    hot_days: int,
    day: dt.date,
    *,
    report: Report = print,
    after_step: Callable[[str], None] = _ignore,
) -> TableResult:
    """Archives every partition of hot that ended on ``day`` or before; late days are found by themselves.

    The caller has made sure that the pipeline has passed the end of ``day``. A partition is removed from hot when it
    ended ``hot_days`` before ``day``, or was removed before and holds late changes. A failing partition does not stop
    the others, but where the server does not get on with a removal, no other is begun. Raises ArchiveError if the table
    cannot be archived at all.
    """
    result = TableResult(name)
    require_cold(server)
    with Lease(server, name) as lease:
        table = _prepared(server, lease, name, report)
        removes = True
        for hot in hot_partitions(server, name):
            if hot.partition.last_day > day:
                continue
            try:
                archive = PartitionArchive(server, lease, table, hot, after_step)
                _archive_partition(archive, hot, removes and _is_leaving(hot, hot_days, day), result, report)
            except ArchiveError as e:
                removes &= not isinstance(e, StandsStillError)
                report(f"{name} {hot.partition.text}: FAILED: {e}")
                result.failures.append(e)
    return result


def _prepared(server: Server, lease: Lease, name: str, report: Report) -> Table:
    table = read_table(server, name)
    if recovered := recover_stage(server, lease, table):
        report(
            f"{name}: {recovered} rows that a power cut had taken from cold are back, from the stage of that archive"
        )
    Removal(server, table).withdraw()
    _drop_leftovers(server, table)
    _move_to_object_store(server, lease, table)
    widen_cold(server, table)
    return table


def _drop_leftovers(server: Server, table: Table) -> None:
    for leftover in (table.stage, "cold." + quote(table.name + "__moving")):
        server.execute(f"DROP TABLE IF EXISTS {leftover}", of=f"{table.name}::drop")


def _move_to_object_store(server: Server, lease: Lease, table: Table) -> None:
    """The job makes cold tables empty and on the local disk, for it must not depend on the object store."""
    policy = server.row(
        "SELECT storage_policy FROM system.tables WHERE database = 'cold' AND name = {t:String}", {"t": table.name}
    )[0]
    if policy == "cold":
        return
    if server.row(f"SELECT count() FROM {table.cold}")[0]:
        raise ArchiveError(
            f"cold.{table.name} holds rows on the storage policy '{policy}'",
            "cold tables belong on the policy 'cold': rename this one and insert its rows into the new one",
        )
    moving = "cold." + quote(table.name + "__moving")
    of = f"{table.name}::move"
    server.execute(f"CREATE TABLE {moving} AS {table.cold} SETTINGS storage_policy = 'cold'", of=of)
    lease.check()
    server.execute(f"EXCHANGE TABLES {table.cold} AND {moving}", of=of)
    server.execute(f"DROP TABLE {moving}", of=of)


def _archive_partition(
    archive: PartitionArchive, hot: HotPartition, is_leaving: bool, result: TableResult, report: Report
) -> None:
    started = time.monotonic()
    changed = archive.archive()
    if changed:
        result.archived += 1
    else:
        result.unchanged += 1
    taken = ""
    if is_leaving:
        removed = archive.release_and_remove()
        result.rows_removed += removed
        taken = f", {removed} rows removed from hot"
    if changed or is_leaving:
        done = "archived" if changed else "was archived before"
        report(f"{result.table} {hot.partition.text}: {done}{taken} ({time.monotonic() - started:.1f} s)")


def _is_leaving(hot: HotPartition, hot_days: int, day: dt.date) -> bool:
    """Whether hot is to be emptied of the partition: its days there are over, or were before these late changes."""
    return hot.released or (day - hot.partition.last_day).days >= hot_days
