"""A table with history without the pipeline before it: writes the changes the job would write, and knows them all."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from isotherm_archive.archive import TableResult, archive_table
from isotherm_archive.server import Connection, Run, Server

if TYPE_CHECKING:
    from conftest import Stack

VIEWS = ("history-view.sql", "as-of-view.sql")
LSN = 1 << 48
DAY = dt.date(2026, 1, 10)


class Change(NamedTuple):
    """``value`` is None if the change deletes the row."""

    id: int
    region: str
    version: int
    value: str | None
    committed: dt.datetime


class Ledger:
    """The history of one table in hot, its cold one and its views, with the SQL that the job makes for them."""

    def __init__(self, stack: Stack, table: str) -> None:
        self.stack = stack
        self.table = table
        self.name = table + "_history"
        self.changes: list[Change] = []
        columns = (
            "region LowCardinality(String), id Int64, v Nullable(String), _version UInt128, _is_deleted UInt8,"
            " _committed_at DateTime64(6, 'UTC'), _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3)"
        )
        stack.sql(
            f"CREATE TABLE hot.{self.name} ({columns}) ENGINE = ReplacingMergeTree(_version)"
            " PARTITION BY toYYYYMMDD(_committed_at) ORDER BY (id, region, _version)"
            " SETTINGS non_replicated_deduplication_window = 0, auto_statistics_types = ''"
        )
        stack.sql(f"CREATE TABLE cold.{self.name} AS hot.{self.name}")
        for view in VIEWS:
            stack.sql(Path(__file__).with_name(view).read_text().replace("shop_orders", table))

    def change_rows(self, seed: int, day: dt.date = DAY, *, changes: int = 40, keys: int = 8) -> None:
        """Inserts, updates and deletes of a few rows on that day; some share a commit, some the same transaction."""
        chosen = random.Random(seed)
        moment = dt.datetime.combine(day, dt.time(1), dt.timezone.utc)
        made: list[Change] = []
        for _ in range(changes):
            moment += dt.timedelta(seconds=chosen.randrange(3))
            value = None if chosen.randrange(4) == 0 else f"{seed}-{chosen.randrange(1000)}"
            version = (len(self.changes) + len(made) + 1) * LSN
            made.append(Change(chosen.randrange(keys), "eu", version, value, moment))
        self.write(made)
        self.changes += made

    def replay(self, seed: int) -> None:
        """Some changes once more, as after a restart of the job."""
        self.write(random.Random(seed).sample(self.changes, len(self.changes) // 2))

    def write(self, changes: list[Change]) -> None:
        rows = ", ".join(
            f"('{region}', {id_}, {'NULL' if value is None else repr(value)}, {version}, {int(value is None)},"
            f" '{committed:%Y-%m-%d %H:%M:%S.%f}')"
            for id_, region, version, value, committed in changes
        )
        columns = "region, id, v, _version, _is_deleted, _committed_at"
        self.stack.sql(f"INSERT INTO hot.{self.name} ({columns}) VALUES {rows}", user="cdc_writer")

    def archive(
        self,
        *,
        hot_days: int = 0,
        day: dt.date = DAY,
        after_step: Callable[[str], None] = lambda _: None,
        attempt: int = 1,
    ) -> TableResult:
        connection = Connection(self.stack.url, "archiver", self.stack.password("archiver"))
        server = Server(connection, Run("test", attempt))
        result = archive_table(server, self.name, hot_days, day, after_step=after_step)
        if result.failures:
            raise result.failures[0]
        return result

    def check(self) -> None:
        """Bronze has every change once."""
        expected = [
            f"{id_}\t{region}\t{version}\t{value or chr(92) + 'N'}\t{int(value is None)}"
            f"\t{committed:%Y-%m-%d %H:%M:%S.%f}"
            for id_, region, version, value, committed in sorted(self.changes)
        ]
        seen = self.stack.sql(
            f"SELECT id, region, _version, v, _is_deleted, _committed_at FROM bronze.{self.name}"
            " ORDER BY id, region, _version",
            user="reader",
        )
        assert seen.splitlines() == expected

    def check_as_of(self, moment: dt.datetime) -> None:
        """The table as it was then: of every key the last change committed until that moment."""
        rows: dict[int, str | None] = {}
        for change in sorted(self.changes, key=lambda change: change.version):
            if change.committed <= moment:
                rows[change.id] = change.value
        seen = self.stack.sql(
            f"SELECT id, v FROM bronze.{self.table}_as_of(at = '{moment:%Y-%m-%d %H:%M:%S.%f}') ORDER BY id",
            user="reader",
        )
        assert seen.splitlines() == [f"{id_}\t{value}" for id_, value in sorted(rows.items()) if value is not None]

    def hot_rows(self) -> int:
        return int(self.stack.sql(f"SELECT count() FROM hot.{self.name}"))
