"""What the hot table's partition key says of a row's day, and that both servers are asked for the same one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from isotherm_archive.days import DayColumn

if TYPE_CHECKING:
    from conftest import Stack
    from shop import Shop

MIDNIGHT = 1_700_092_800
CASES = [
    ("Date32", "toYYYYMMDD({})", 0),
    ("DateTime64(6, 'UTC')", "toYYYYMM({})", 0),
    ("Int32", "toYYYYMM(toDateTime64({}, 0, 'UTC'))", 1),
    ("Int64", "toYYYYMMDD(fromUnixTimestamp64Milli({}, 'UTC'))", 1_000),
    ("Int64", "toYYYYMM(fromUnixTimestamp64Micro({}, 'UTC'))", 1_000_000),
]


@pytest.mark.parametrize(("kind", "key", "per_second"), CASES)
def test_the_partition_key_says_the_day(stack: Stack, shop: Shop, kind: str, key: str, per_second: int) -> None:
    table = f"{shop.name}_days"
    stack.sql(
        f"CREATE OR REPLACE TABLE hot.{table} (id Int64, `at (UTC)` Nullable({kind})) ENGINE = MergeTree ORDER BY id"
        f" PARTITION BY {key.format('`at (UTC)`')} SETTINGS allow_nullable_key = 1"
    )

    day = DayColumn.read(shop.server(), table)

    assert (day.name, day.per_day) == ("at (UTC)", per_second * 86_400)
    midnight = dt.date(2023, 11, 16)
    if per_second:
        assert day.start_of(midnight) == MIDNIGHT * per_second
        values = [MIDNIGHT * per_second - 1, MIDNIGHT * per_second, 0, -1, "NULL"]
        rows = ", ".join(f"({number}, {value})" for number, value in enumerate(values))
        stack.sql(f"INSERT INTO hot.{table} VALUES {rows}")
        assert stack.sql(f"SELECT {day.in_clickhouse} FROM hot.{table} ORDER BY id").splitlines() == [
            "2023-11-15",
            "2023-11-16",
            "1970-01-01",
            "1969-12-31",
            "\\N",
        ]
    else:
        assert day.start_of(midnight) == midnight
