"""What tables.yaml and partitions say about which tables and days are archived."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml
from isotherm_archive.__main__ import is_called
from isotherm_archive.errors import CannotRun
from isotherm_archive.server import Run
from isotherm_archive.tables import Partition, Settings, TablesFile

TABLES = TablesFile(
    yaml.safe_load("""
        shop:
          tables:
            - public.*
            - public.orders: {partition_by: created_at, hot_days: 3}
            - public.events: {partition_by: at, archive: none}
            - sales.*: {partition_by: at}
            - sales.lines:
    """)
)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("shop_orders", Settings(3, True)),
        ("shop_events", Settings(7, False)),
        ("shop_other", None),
        ("shop_sales_any", Settings(7, True)),
        ("other_orders", None),
    ],
)
def test_the_own_entry_of_a_table_wins(name: str, settings: Settings | None) -> None:
    assert TABLES.settings_of(name) == settings


def test_partitions_end_with_their_last_day_and_rows_without_a_date_are_oldest() -> None:
    partitions = [Partition.of("202602", "202602"), Partition.of("20260110", "20260110"), Partition.of("\\N", "3f8a")]
    assert sorted(partition.last_day for partition in partitions) == [
        dt.date.min,
        dt.date(2026, 1, 10),
        dt.date(2026, 2, 28),
    ]


@pytest.mark.parametrize("wanted", ["orders", "public.orders", "shop_orders"])
def test_a_table_may_be_called_by_its_source_or_its_hot_name(wanted: str) -> None:
    assert is_called(wanted, "shop_orders", TABLES)
    assert not is_called(wanted, "shop_sales_orders", TABLES)
    assert is_called("sales.orders", "shop_sales_orders", TABLES)


def test_a_run_cannot_be_called_anything() -> None:
    with pytest.raises(CannotRun):
        Run("it's")
