"""What was applied of tables.yaml, as ``./isotherm`` writes it: every rule and default is applied, nothing is decided here."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isotherm_archive.errors import CannotRun

FORMAT = 1
REMEDY = "./isotherm up, or ./isotherm apply, writes it again"


EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class DayColumn:
    """How both servers tell the day of a row. ``per_day``: what an integer counts in a day, 0 if it is no integer."""

    column: str
    clickhouse_day: str
    postgres_day: str
    per_day: int

    def start_of(self, day: dt.date) -> dt.date | int:
        """The day's smallest value."""
        return (day - EPOCH).days * self.per_day if self.per_day else day


@dataclass(frozen=True)
class HotTable:
    """What a source table has in hot: its rows, or every change of them.

    ``archived``: its partitions move to cold, ``hot_days`` after their end. ``day``: of rows that have one in the source.
    """

    name: str
    schema: str
    table: str
    history: bool
    archived: bool
    hot_days: int
    day: DayColumn | None


@dataclass(frozen=True)
class Runs:
    """Schedules are cron expressions, or the time between two runs. ``start``: nothing where the source does not say.

    ``sync``: when the source is read by queries; nothing if it is not.
    """

    schedule: str | dt.timedelta
    sync: str | dt.timedelta | None
    start: dt.date | None
    catchup: bool
    owner: str


@dataclass(frozen=True)
class Server:
    """Of a batch source that is not on the stack's Postgres. ``tls``: as libpq's sslmode."""

    host: str
    port: int
    database: str
    user: str
    tls: str
    ca_file: str | None


@dataclass(frozen=True)
class Source:
    """A database of tables.yaml. ``topics`` matches those of its tables, as a whole; a batch source has none."""

    database: str
    is_batch: bool
    server: Server | None
    slot: str
    publication: str
    consumer_group: str
    topics: re.Pattern[str]
    runs: Runs
    _hot_tables: tuple[HotTable, ...] | None

    @property
    def hot_tables(self) -> tuple[HotTable, ...]:
        if self._hot_tables is None:
            raise CannotRun(
                f"nobody has looked yet which tables {self.database} has", "./isotherm up, or ./isotherm apply, does it"
            )
        return self._hot_tables

    def hot_table(self, name: str) -> HotTable | None:
        return next((table for table in self.hot_tables if table.name == name), None)


def read(document: Path) -> dict[str, Source]:
    """Every source by the name of its database."""
    try:
        content = json.loads(document.read_text())
        if content["format"] != FORMAT:
            raise CannotRun(f"{document} has format {content['format']}, not {FORMAT}", REMEDY)
        group = content["consumer_group"]
        return {database: _source(database, group, source) for database, source in content["sources"].items()}
    except FileNotFoundError as e:
        raise CannotRun(f"there is no {document}: tables.yaml was not applied yet", "apply it: ./isotherm apply") from e
    except (OSError, ValueError, KeyError, TypeError, AttributeError, re.error) as e:
        raise CannotRun(f"cannot read {document}: {e!r}", REMEDY) from e


def unknown(sources: Mapping[str, Source], database: str, present: Iterable[str]) -> list[str]:
    """Hot tables named as those of a database are, that are of none of its tables and of no other source."""
    others = tuple(f"{other}_" for other in sources if other != database and other.startswith(database))
    known = {table.name for table in sources[database].hot_tables}
    return [
        name
        for name in present
        if name.startswith(f"{database}_") and name not in known and not (others and name.startswith(others))
    ]


def _source(database: str, consumer_group: str, source: Mapping[str, Any]) -> Source:
    tables, server = source["hot_tables"], source["server"]
    return Source(
        database,
        source["batch"],
        None if server is None else Server(**server),
        source["slot"],
        source["publication"],
        consumer_group,
        re.compile(source["topics"]),
        _runs(source["runs"]),
        None if tables is None else tuple(map(_hot_table, tables)),
    )


def _hot_table(table: Mapping[str, Any]) -> HotTable:
    day = table["day"]
    return HotTable(**{**table, "day": None if day is None else DayColumn(**day)})


def _runs(runs: Mapping[str, Any]) -> Runs:
    start = runs["start_date"]
    return Runs(
        _schedule(runs["schedule"]),
        None if runs["sync"] is None else _schedule(runs["sync"]),
        None if start is None else dt.date.fromisoformat(start),
        runs["catchup"],
        runs["owner"],
    )


def _schedule(times: Mapping[str, Any]) -> str | dt.timedelta:
    minutes = times["every_minutes"]
    return times["cron"] if minutes is None else dt.timedelta(minutes=minutes)
