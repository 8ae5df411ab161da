"""Whether bronze and gold agree with Postgres on every closed day.

Postgres is measured in one snapshot by plain SQL. Both sides go on changing, so a day counts only if nothing of it was
committed since the side it is compared with was read: gold at the start of its build, bronze after the pipeline has
passed the measurement. The days left out are reported, and compared by the next run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from isotherm_archive.applied import DayColumn, HotTable
from isotherm_archive.errors import ArchiveError
from isotherm_archive.guard import Source
from isotherm_archive.server import Server, quote

# Between a transaction's commit time and the moment that others see it
MARGIN = dt.timedelta(seconds=10)
NO_DAY = dt.date(1970, 1, 1)
NAMED = 10
KEEPS_RESULTS = "SELECT name FROM system.tables WHERE database = 'ops' AND name = 'test_results'"

PUBLISHED = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = %s"
# A batch source has no publication
EXISTING = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%'
"""


@dataclass(frozen=True)
class Figure:
    """One number of one day. ``has_changed``: since the one side was read, so that it says nothing."""

    name: str
    day: dt.date
    target: Decimal
    source: Decimal
    has_changed: bool

    @property
    def differs(self) -> bool:
        return self.target != self.source and not self.has_changed

    def __str__(self) -> str:
        return f"{self.name} of {self.day}: {self.target:f} in ClickHouse, {self.source:f} in Postgres"


class Disagreement(ArchiveError):
    """Bronze or gold do not hold what Postgres holds."""


@dataclass(frozen=True)
class _Table:
    """A source table, its name in ClickHouse, and the column that its days are told by."""

    schema: str
    name: str
    target: str
    day: DayColumn


class Reconciliation:
    """One comparison. ``measure`` asks Postgres. ``compare`` asks ClickHouse, which must have passed the measure."""

    def __init__(self, source: Source, server: Server, queries: Path, day: dt.date) -> None:
        self._source = source
        self._server = server
        self._queries = queries
        self._day = day
        self._measured = source.now()
        self._row_counts: dict[_Table, dict[dt.date, int]] = {}

    def measure(self, tables: Iterable[HotTable]) -> None:
        """The figures of gold, and for these hot tables the rows of each day."""
        self._measured = self._source.now()
        self._row_counts = {table: self._rows_in_postgres(table) for table in self._tables(tables)}
        if not self._queries.is_dir():
            # A source without models: there is bronze alone
            return
        figures = self._source.rows((self._queries / "postgres.sql").read_text())
        self._server.insert(
            "ops.source_figures",
            ("measured_at", "database", "figure", "day", "value"),
            [(self._measured, self._source.database, figure, day or NO_DAY, value) for figure, day, value in figures],
        )

    def compare(self, since: dt.datetime) -> str:
        """What was compared; raises Disagreement. ``since``: before any model was built, by the source's clock."""
        figures = self._gold(since - MARGIN)
        for table, expected in self._row_counts.items():
            figures += self._bronze(table, expected)
        changed = sum(figure.has_changed for figure in figures)
        days = {figure.day for figure in figures if not figure.has_changed}
        wrong = [figure for figure in figures if figure.differs]
        self._keep(len(wrong))
        if wrong:
            more = f", and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
            raise Disagreement(
                f"{len(wrong)} figures differ: {'; '.join(map(str, wrong[:NAMED]))}{more}",
                "./isotherm verify names the rows that differ between Postgres and ClickHouse; if there are none,"
                " ./isotherm dbt build --full-refresh builds gold anew",
            )
        return (
            f"{len(figures) - changed} figures of {len(days)} days up to {self._day} are equal to those of Postgres;"
            f" {changed} more have changed meanwhile and are left to the next run"
        )

    def _keep(self, wrong: int) -> None:
        """For the dashboard, beside the tests of dbt. An earlier ./isotherm up has not made the table."""
        if not self._server.rows(KEEPS_RESULTS):
            return
        self._server.insert(
            "ops.test_results",
            ("source", "kind", "test", "state", "failures"),
            [(self._source.database, "reconcile", "equals Postgres", "fail" if wrong else "pass", wrong)],
        )

    def _tables(self, tables: Iterable[HotTable]) -> list[_Table]:
        """Those that hold, by days, the rows of a table that the source publishes, or has if it is a batch source."""
        settings = self._source.settings
        rows = (
            self._source.rows(EXISTING) if settings.is_batch else self._source.rows(PUBLISHED, (settings.publication,))
        )
        found = set(rows)
        return [
            _Table(table.schema, table.table, table.name, table.day)
            for table in tables
            if table.day is not None and (table.schema, table.table) in found
        ]

    def _rows_in_postgres(self, table: _Table) -> dict[dt.date, int]:
        found = self._source.rows(
            f"SELECT {table.day.postgres_day}, count(*) FROM {_ansi(table.schema)}.{_ansi(table.name)}"
            f" WHERE {_ansi(table.day.column)} < %s GROUP BY 1",
            (table.day.start_of(self._day + dt.timedelta(days=1)),),
        )
        return dict(found)

    def _gold(self, since: dt.datetime) -> list[Figure]:
        if not self._queries.is_dir():
            return []
        rows = self._server.rows(
            (self._queries / "gold.sql").read_text(),
            {"since": _text(since), "measured": _text(self._measured), "day": str(self._day)},
        )
        return [
            Figure(f"gold.{name}", day, gold, postgres, bool(changed)) for name, day, gold, postgres, changed in rows
        ]

    def _bronze(self, table: _Table, expected: dict[dt.date, int]) -> list[Figure]:
        day = table.day.clickhouse_day
        parameters = {"since": _text(self._measured - MARGIN), "day": str(self._day)}
        until = f"{day} IS NOT NULL AND {day} <= {{day:Date32}}"
        found = {
            row[0]: row[1]
            for row in self._server.rows(
                f"SELECT {day} AS day, count() FROM bronze.{quote(table.target)} WHERE {until} GROUP BY day", parameters
            )
        }
        changed = self._server.rows(
            f"SELECT DISTINCT {day} FROM hot.{quote(table.target)}"
            f" WHERE {until} AND _committed_at >= {{since:DateTime64(6, 'UTC')}}",
            parameters,
        )
        days = {row[0] for row in changed}
        return [
            Figure(
                f"rows in bronze.{table.target}",
                day,
                Decimal(found.get(day, 0)),
                Decimal(expected.get(day, 0)),
                day in days,
            )
            for day in sorted(found.keys() | expected.keys())
        ]


def _ansi(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
