"""A replicated table without the pipeline before it: writes what the job would write, and knows what must be seen."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from isotherm_archive.archive import TableResult, archive_table
from isotherm_archive.server import Connection, Run, Server

if TYPE_CHECKING:
    from conftest import Stack

VIEWS = [Path(__file__).with_name(name) for name in ("bronze-view.sql", "by-key-view.sql")]
LOOKUPS = 6
LSN = 1 << 48
Key = tuple[str, int]
DAY = dt.date(2026, 1, 10)


class Shop:
    """One hot table, its cold one, its bronze view, and a model of its rows: (version, value or None if deleted) by
    key.

    The views' SQL is what the job makes for a table of these columns; a test of the job keeps the files equal to that.
    """

    def __init__(self, stack: Stack, name: str, *, function: str = "toYYYYMMDD", in_millis: bool = False) -> None:
        """``in_millis``: its times are integers."""
        self.stack = stack
        self.name = name
        self.lsn = 0
        self.model: dict[Key, tuple[int, str | None]] = {}
        self.day_of: dict[Key, dt.date | None] = {}
        self._in_millis = in_millis
        time = "Int64" if in_millis else "DateTime64(6, 'UTC')"
        moment = "fromUnixTimestamp64Milli(created_at, 'UTC')" if in_millis else "created_at"
        columns = (
            f"region LowCardinality(String), id Int64, created_at Nullable({time}), v Nullable(String),"
            " amount Decimal(12, 2), _version UInt128, _is_deleted UInt8, _committed_at DateTime64(6, 'UTC'),"
            " _ingested_at DateTime64(3, 'UTC') DEFAULT now64(3)"
        )
        stack.sql(
            f"CREATE TABLE hot.{name} ({columns}) ENGINE = ReplacingMergeTree(_version, _is_deleted)"
            f" PARTITION BY {function}({moment}) ORDER BY (id, region)"
            " SETTINGS non_replicated_deduplication_window = 0, auto_statistics_types = '', allow_nullable_key = 1"
        )
        stack.sql(f"CREATE TABLE cold.{name} AS hot.{name}")
        for view in VIEWS:
            stack.sql(view.read_text().replace("shop_orders", name))

    def write(self, rows: dict[Key, str | None], day: dt.date | None = None, *, lsn: int | None = None) -> None:
        """Changes of these keys, all with one position in the log: by default a newer one than any before.

        A row keeps its day, which is that of its first change. None deletes.
        """
        if lsn is None:
            self.lsn += 1
            lsn = self.lsn
        values = []
        for (region, number), value in rows.items():
            key = (region, number)
            kept = self.day_of.setdefault(key, day)
            version = lsn * LSN + number
            if version >= self.model.get(key, (0, None))[0]:
                self.model[key] = (version, value)
            created = "NULL" if kept is None else self._noon(kept)
            text = "NULL" if value is None else f"'{value}'"
            values.append(
                f"('{region}', {number}, {created}, {text}, {number}.25, {version}, {int(value is None)}, now())"
            )
        self.stack.sql(
            f"INSERT INTO hot.{self.name} (region, id, created_at, v, amount, _version, _is_deleted, _committed_at)"
            f" VALUES {', '.join(values)}",
            user="cdc_writer",
        )

    def _noon(self, day: dt.date) -> str:
        if self._in_millis:
            return str((day - dt.date(1970, 1, 1)).days * 86_400_000 + 43_200_000)
        return f"'{day} 12:00:00'"

    def fill(self, days: int = 2, rows: int = 30) -> None:
        """Rows on the days before and on DAY, some without a date, some changed or deleted since."""
        for back in range(days):
            day = DAY - dt.timedelta(days=back)
            self.write({("eu", back * 1000 + i): f"first {i}" for i in range(rows)}, day)
            self.write({("eu", back * 1000 + i): f"second {i}" for i in range(0, rows, 3)})
            self.write({("eu", back * 1000 + i): None for i in range(0, rows, 7)})
        self.write({("nowhere", 900_000 + i): "no date" for i in range(5)}, None)

    def change_something(self, seed: int) -> None:
        """Updates, deletes, re-inserts, new rows of closed days, and older versions once more as after a replay."""
        chosen = random.Random(seed)
        keys = sorted(self.model)
        self.write(dict.fromkeys(chosen.sample(keys, 8), f"late {seed}"))
        self.write(dict.fromkeys(chosen.sample(keys, 4)))
        deleted = [key for key in keys if self.model[key][1] is None]
        self.write(dict.fromkeys(chosen.sample(deleted, min(3, len(deleted))), f"again {seed}"))
        self.write({("late", 500_000 + seed): "new row of a closed day"}, DAY - dt.timedelta(days=1))
        self.write(dict.fromkeys(chosen.sample(keys, 5), "from a replay"), lsn=0)

    def archive(
        self,
        *,
        hot_days: int = 0,
        day: dt.date = DAY,
        after_step: Callable[[str], None] = lambda _: None,
        attempt: int = 1,
        run: str = "test",
    ) -> TableResult:
        result = archive_table(self.server(run, attempt), self.name, hot_days, day, after_step=after_step)
        if result.failures:
            raise result.failures[0]
        return result

    def archive_with_failures(self) -> TableResult:
        """Those of partitions are in the result."""
        return archive_table(self.server(), self.name, 0, DAY)

    def server(self, run: str = "test", attempt: int = 1) -> Server:
        connection = Connection(self.stack.url, "archiver", self.stack.password("archiver"))
        return Server(connection, Run(run, attempt))

    def check(self) -> None:
        """Bronze has each live row once, with its latest value."""
        expected = sorted(
            (id_, region, version, value) for (region, id_), (version, value) in self.model.items() if value
        )
        seen = self.stack.sql(
            f"SELECT id, region, _version, v FROM bronze.{self.name} ORDER BY id, region, _version", user="reader"
        )
        rows = [line.split("\t") for line in seen.splitlines()]
        assert [(int(i), r, int(version), v) for i, r, version, v in rows] == expected
        for key in random.sample(sorted(self.model), min(LOOKUPS, len(self.model))):
            self.check_lookup(key)

    def check_lookup(self, key: Key) -> None:
        """The view by key has the row's latest value, or no row if it is deleted."""
        version, value = self.model[key]
        seen = self.stack.sql(
            f"SELECT _version, v FROM bronze.{self.name}_by_key(id = {key[1]}, region = '{key[0]}')", user="reader"
        )
        assert seen.rstrip("\n") == ("" if value is None else f"{version}\t{value}"), key

    def hot_rows(self) -> int:
        return int(self.stack.sql(f"SELECT count() FROM hot.{self.name}"))

    def states(self) -> str:
        return self.stack.sql(
            f"SELECT arrayStringConcat(groupArray(state), ' ') FROM (SELECT state FROM ops.archive_log"
            f" WHERE table = '{self.name}' ORDER BY finished_at)"
        )
