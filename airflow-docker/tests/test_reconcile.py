"""What counts as a difference between Postgres and ClickHouse, and what has only changed meanwhile."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("psycopg")

from applied_document import DAY
from isotherm_archive.applied import DayColumn, HotTable
from isotherm_archive.reconcile import KEEPS_RESULTS, PUBLISHED, Disagreement, Figure, Reconciliation

FIRST = dt.date(2026, 10, 29)
SECOND = dt.date(2026, 10, 30)
BEGAN = dt.datetime(2026, 10, 31, 1, tzinfo=dt.timezone.utc)
ORDERS = HotTable("shop_orders", "public", "orders", False, True, 7, DayColumn(**DAY))
USERS = HotTable("shop_users", "public", "users", False, False, 7, None)
GONE = HotTable("shop_gone", "public", "gone", False, True, 7, DayColumn(**DAY))


class Postgres:
    """A source with one published table, and its rows by day."""

    database = "shop"

    class settings:
        is_batch = False
        publication = "isotherm_shop"

    def __init__(self, days: dict[dt.date, int]) -> None:
        self._days = days
        self.asked: list[str] = []

    def now(self) -> dt.datetime:
        return BEGAN

    def rows(self, sql: str, parameters: tuple[object, ...] | None = None) -> list[tuple[Any, ...]]:
        self.asked.append(sql)
        if sql == PUBLISHED:
            assert parameters == ("isotherm_shop",)
            return [("public", "orders"), ("public", "users")]
        return [("revenue", FIRST, Decimal(5))] if sql == "figures" else list(self._days.items())


class ClickHouse:
    """Rows of bronze by day, days with changes in hot, and figures of gold."""

    def __init__(
        self, days: dict[dt.date, int], changed: tuple[dt.date, ...] = (), gold: tuple[tuple[Any, ...], ...] = ()
    ) -> None:
        self._days, self._changed, self._gold = days, changed, gold
        self.inserted: list[tuple[Any, ...]] = []
        self.kept: list[tuple[Any, ...]] = []
        self.keeps_results = True

    def rows(self, sql: str, parameters: dict[str, str] | None = None) -> list[tuple[Any, ...]]:
        if sql == KEEPS_RESULTS:
            return [("test_results",)] if self.keeps_results else []
        assert parameters is not None
        assert parameters["day"] == str(SECOND)
        if sql == "gold":
            return list(self._gold)
        return list(self._days.items()) if "FROM bronze." in sql else [(day,) for day in self._changed]

    def insert(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        if table == "ops.test_results":
            assert columns == ("source", "kind", "test", "state", "failures")
            self.kept += rows
        else:
            assert table == "ops.source_figures"
            assert columns[0] == "measured_at"
            self.inserted += rows


def compared(postgres: Postgres, clickhouse: ClickHouse, queries: Path) -> str:
    comparison = Reconciliation(postgres, clickhouse, queries, SECOND)  # type: ignore[arg-type]
    comparison.measure([ORDERS, USERS, GONE])
    return comparison.compare(BEGAN)


def test_equal_days_are_counted(tmp_path: Path) -> None:
    postgres = Postgres({FIRST: 3, SECOND: 4})
    told = compared(postgres, ClickHouse({FIRST: 3, SECOND: 4}), tmp_path / "none")
    assert told.startswith("2 figures of 2 days up to 2026-10-30 are equal to those of Postgres; 0 more")
    assert len(postgres.asked) == 2, "a table without days, and one that is not published, are not asked for"


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ({FIRST: 3}, {FIRST: 2}, "rows in bronze.shop_orders of 2026-10-29: 2 in ClickHouse, 3 in Postgres"),
        ({FIRST: 3}, {}, "rows in bronze.shop_orders of 2026-10-29: 0 in ClickHouse, 3 in Postgres"),
        ({}, {SECOND: 1}, "rows in bronze.shop_orders of 2026-10-30: 1 in ClickHouse, 0 in Postgres"),
    ],
)
def test_a_day_that_differs_is_named(
    tmp_path: Path, source: dict[dt.date, int], target: dict[dt.date, int], told: str
) -> None:
    with pytest.raises(Disagreement, match=f"^1 figures differ: {told}$") as failure:
        compared(Postgres(source), ClickHouse(target), tmp_path / "none")
    assert "./isotherm verify" in failure.value.remedy


def test_a_day_that_has_changed_meanwhile_is_left_to_the_next_run(tmp_path: Path) -> None:
    told = compared(
        Postgres({FIRST: 3, SECOND: 4}), ClickHouse({FIRST: 3, SECOND: 9}, changed=(SECOND,)), tmp_path / "none"
    )
    assert told.startswith("1 figures of 1 days")
    assert told.endswith("1 more have changed meanwhile and are left to the next run")


def test_figures_of_gold_are_measured_and_compared(tmp_path: Path) -> None:
    (tmp_path / "postgres.sql").write_text("figures")
    (tmp_path / "gold.sql").write_text("gold")
    rows = {FIRST: 3}
    equal = ClickHouse(rows, gold=(("revenue", FIRST, Decimal(5), Decimal(5), 0),))
    assert compared(Postgres(rows), equal, tmp_path).startswith("2 figures of 1 days")
    assert equal.inserted == [(BEGAN, "shop", "revenue", FIRST, Decimal(5))]
    assert equal.kept == [("shop", "reconcile", "equals Postgres", "pass", 0)]
    other = ClickHouse(rows, gold=(("revenue", FIRST, Decimal(6), Decimal(5), 0),))
    with pytest.raises(Disagreement, match=r"gold\.revenue of 2026-10-29: 6 in ClickHouse, 5 in Postgres"):
        compared(Postgres(rows), other, tmp_path)
    assert other.kept == [("shop", "reconcile", "equals Postgres", "fail", 1)]
    earlier = ClickHouse(rows, gold=(("revenue", FIRST, Decimal(5), Decimal(5), 0),))
    earlier.keeps_results = False
    compared(Postgres(rows), earlier, tmp_path)
    assert earlier.kept == []
    changed = ClickHouse(rows, gold=(("revenue", FIRST, Decimal(6), Decimal(5), 1),))
    assert compared(Postgres(rows), changed, tmp_path).endswith(
        "1 more have changed meanwhile and are left to the next run"
    )


def test_no_more_than_ten_figures_are_named(tmp_path: Path) -> None:
    days = {FIRST - dt.timedelta(days=n): 1 for n in range(13)}
    with pytest.raises(Disagreement, match=r"^13 figures differ: .*, and 3 more$"):
        compared(Postgres(days), ClickHouse({}), tmp_path / "none")


def test_a_figure_that_has_changed_does_not_differ() -> None:
    assert Figure("n", FIRST, Decimal(1), Decimal(2), has_changed=False).differs
    assert not Figure("n", FIRST, Decimal(1), Decimal(2), has_changed=True).differs
    assert not Figure("n", FIRST, Decimal("2.0"), Decimal(2), has_changed=False).differs
