"""Which column of a table says the day of a row, and how its value becomes a day: in ClickHouse and in Postgres.

The job has written it into the hot table's partition key: ``toYYYYMMDD(at)``, or ``toYYYYMM(fromUnixTimestamp64Milli(at,
'UTC'))`` of an integer that counts milliseconds since 1970.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from isotherm_archive.server import Server

SECONDS_PER_DAY = 86_400
EPOCH = dt.date(1970, 1, 1)
# The days that the job takes of an integer; the rows of others are in its dead letters
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2299, 12, 31)
# What an integer counts in a second, by the function that makes a moment of it
PER_SECOND = {"toDateTime64": 1, "fromUnixTimestamp64Milli": 1_000, "fromUnixTimestamp64Micro": 1_000_000}

PARTITION_KEY = "SELECT partition_key FROM system.tables WHERE database = 'hot' AND name = {t:String}"
PARTITION_COLUMN = "SELECT name FROM system.columns WHERE database = 'hot' AND table = {t:String} AND is_in_partition_key"


@dataclass(frozen=True)
class DayColumn:
    """``moment``: ClickHouse's expression of it. ``per_day``: what an integer counts in a day, 0 if it is no integer."""

    name: str
    moment: str
    per_day: int = 0

    @staticmethod
    def read(server: Server, table: str) -> DayColumn:
        """Of a partitioned hot table."""
        key = server.row(PARTITION_KEY, {"t": table})[0]
        moment = key.partition("(")[2].removesuffix(")")
        counting = re.match(r"(\w+)\(", moment)
        per_day = PER_SECOND[counting[1]] * SECONDS_PER_DAY if counting else 0
        return DayColumn(server.row(PARTITION_COLUMN, {"t": table})[0], moment, per_day)

    @property
    def in_clickhouse(self) -> str:
        """The day of a row, NULL if it has none."""
        return f"toDate32({self.moment})"

    @property
    def in_postgres(self) -> str:
        """Of a row that has one. An integer that is on no day of the job's counts to the nearest: it differs then."""
        if not self.per_day:
            return f"{self._column}::date"
        first, last = self.start_of(FIRST_DAY), self.start_of(LAST_DAY + dt.timedelta(days=1)) - 1
        number = f"least(greatest({self._column}::bigint, {first}), {last})"
        # Counted from the first day, for a division rounds towards zero
        return f"date '{FIRST_DAY}' + (({number} - {first}) / {self.per_day})::int"

    @property
    def before(self) -> str:
        """Postgres' condition with one parameter: the ``start_of`` a day."""
        return f"{self._column} < %s"

    def start_of(self, day: dt.date) -> dt.date | int:
        """The day's smallest value."""
        return (day - EPOCH).days * self.per_day if self.per_day else day

    @property
    def _column(self) -> str:
        return '"' + self.name.replace('"', '""') + '"'
