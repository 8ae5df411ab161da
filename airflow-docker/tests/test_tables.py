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
            - public.users: {history: true, hot_days: 30}
            - public.kept*: {history: true}
            - public.stays: {history: true, archive: none}
            - sales.*: {partition_by: at}
            - sales.orders: {partition_by: at, history: true, hot_days: 1}
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
        ("shop_users", None),
        ("shop_users_history", Settings(30, True)),
        ("shop_kept_any_history", Settings(7, True)),
        ("shop_stays_history", Settings(7, False)),
        ("shop_orders_history", None),
        ("shop_sales_orders_history", Settings(1, True)),
        ("shop_sales_lines_history", Settings(7, True)),
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


@pytest.mark.parametrize(
    ("database", "table", "replicated"),
    [("shop", "public.anything", True), ("shop", "sales.x", True), ("shop", "other.x", False), ("else", "public.x", False)],
)
def test_what_is_replicated_is_what_an_entry_matches(database: str, table: str, replicated: bool) -> None:
    assert TABLES.replicates(database, table) is replicated


def test_the_tables_of_one_database() -> None:
    assert TABLES.of("shop").databases == ["shop"]
    assert TABLES.of("else").settings_of("shop_orders") is None
