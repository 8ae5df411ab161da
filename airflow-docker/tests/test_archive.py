"""Whatever happens before, during and after an archive, bronze shows each live row once."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import TYPE_CHECKING

import pytest

from isotherm_archive.archive import archive_table
from isotherm_archive.errors import ArchiveError
from shop import DAY, Shop

if TYPE_CHECKING:
    from conftest import Stack

STEPS = ("stage", "verify", "record", "replace", "log", "release", "remove")


class Killed(Exception):
    """Stands for the death of the process."""


def test_moves_closed_days_to_the_object_store(shop: Shop) -> None:
    shop.fill()
    shop.write({("eu", 7_000): "tomorrow"}, DAY + dt.timedelta(days=1))
    shop.check()
    result = shop.archive()
    assert (result.archived, result.unchanged) == (3, 0)
    shop.check()
    assert shop.hot_rows() == 1
    policy = "SELECT storage_policy FROM system.tables WHERE database = 'cold' AND name = "
    assert shop.stack.sql(f"{policy}'{shop.name}'") == "cold"
    disks = f"SELECT DISTINCT disk_name FROM system.parts WHERE database = 'cold' AND table = '{shop.name}'"
    assert shop.stack.sql(disks).startswith("cold")
    assert shop.stack.sql(f"SELECT count() FROM system.tables WHERE name LIKE '{shop.name}\\_\\_%'") == "0"


def test_keeps_a_closed_day_in_hot_until_its_time_has_come(shop: Shop) -> None:
    shop.fill(days=2)
    rows = shop.hot_rows()
    shop.archive(hot_days=2)
    shop.check()
    assert shop.hot_rows() == rows - 5
    shop.change_something(1)
    shop.archive(hot_days=2, day=DAY + dt.timedelta(days=1))
    shop.check()
    shop.archive(hot_days=2, day=DAY + dt.timedelta(days=2))
    shop.check()
    assert shop.hot_rows() == 0


@pytest.mark.parametrize("hot_days", [0, 30])
def test_changes_nothing_when_repeated(shop: Shop, hot_days: int) -> None:
    shop.fill()
    shop.archive(hot_days=hot_days)
    shop.stack.sql(f"SYSTEM STOP MERGES hot.{shop.name}")
    shop.archive(hot_days=hot_days)
    log = shop.states()
    steps: list[str] = []
    result = shop.archive(hot_days=hot_days, after_step=steps.append)
    assert result.archived == 0
    assert not steps
    assert shop.states() == log
    shop.check()


def test_sees_that_a_merge_of_hot_has_brought_nothing_new(shop: Shop) -> None:
    shop.fill()
    shop.archive(hot_days=30)
    shop.stack.sql(f"OPTIMIZE TABLE hot.{shop.name} FINAL")
    assert shop.archive(hot_days=30).archived == 0
    shop.change_something(1)
    assert shop.archive(hot_days=30).archived > 0
    shop.check()


def test_the_removal_of_another_day_is_no_change(shop: Shop) -> None:
    shop.fill()
    shop.stack.sql(f"OPTIMIZE TABLE hot.{shop.name} FINAL")
    shop.archive(hot_days=1)
    assert shop.hot_rows() > 0
    log = shop.states()
    steps: list[str] = []
    shop.archive(hot_days=1, after_step=steps.append)
    assert not steps
    assert shop.states() == log


def test_a_day_without_rows_is_no_failure(shop: Shop) -> None:
    assert shop.archive().archived == 0
    shop.check()


def test_an_emptied_day_stays_empty_and_is_filled_again(shop: Shop) -> None:
    """All of its rows are deleted in the source; the server must neither forget that nor lose the days beside it."""
    shop.fill(days=2, rows=20)
    emptied = DAY - dt.timedelta(days=1)
    keys = [key for key, day in shop.day_of.items() if day == emptied]
    shop.archive(hot_days=1)

    def archive_twice() -> None:
        for _ in range(2):
            shop.archive(hot_days=1, day=emptied)
            shop.check()
            shop.archive(hot_days=1)
            shop.check()
        for database in ("hot", "cold"):
            shop.stack.sql(f"OPTIMIZE TABLE {database}.{shop.name} FINAL")
        shop.check()

    shop.write(dict.fromkeys(keys))
    archive_twice()
    # A job that has lost its state reads them once more
    shop.write(dict.fromkeys(keys, "from a replay"), lsn=0)
    shop.check()
    archive_twice()
    shop.write(dict.fromkeys(keys[:10], "again"))
    shop.check()
    archive_twice()
    shop.write(dict.fromkeys(shop.day_of))
    archive_twice()
    assert shop.stack.sql(f"SELECT count() FROM bronze.{shop.name}") == "0"


@pytest.mark.parametrize("hot_days", [0, 30])
def test_merges_late_changes(shop: Shop, hot_days: int) -> None:
    shop.fill()
    for seed in range(2):
        shop.archive(hot_days=hot_days)
        shop.check()
        shop.change_something(seed)
        shop.check()
    shop.archive(hot_days=0)
    shop.check()
    assert shop.hot_rows() == 0


@pytest.mark.parametrize("in_millis", [False, True])
def test_months(stack: Stack, table_name: str, in_millis: bool) -> None:
    shop = Shop(stack, table_name, function="toYYYYMM", in_millis=in_millis)
    shop.fill()
    assert shop.archive(day=DAY).archived == 1
    shop.check()
    assert shop.archive(day=dt.date(2026, 1, 31)).archived == 1
    shop.change_something(1)
    shop.archive(day=dt.date(2026, 1, 31))
    shop.check()
    assert shop.hot_rows() == 0


@pytest.mark.parametrize("step", STEPS)
def test_goes_on_after_a_death_behind_any_step(shop: Shop, step: str) -> None:
    def die(finished: str) -> None:
        if finished == step:
            raise Killed

    shop.fill(days=1, rows=30)
    for attempt in range(1, 4):
        with pytest.raises(Killed):
            shop.archive(after_step=die, attempt=attempt)
        shop.check()
        shop.change_something(attempt)
        shop.check()
    shop.archive(attempt=4)
    shop.check()
    assert shop.hot_rows() == 0


@pytest.mark.parametrize("step", STEPS)
def test_changes_that_come_behind_any_step_are_kept(shop: Shop, step: str) -> None:
    seeds = iter(range(1000))

    def change(finished: str) -> None:
        if finished == step:
            shop.change_something(next(seeds))
            shop.check()

    shop.fill(days=1, rows=30)
    for _ in range(2):
        shop.archive(after_step=change)
        shop.check()
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0


def test_more_rows_may_come_behind_a_removal_than_it_takes(shop: Shop) -> None:
    counts = iter((9, 90, 900))

    def change(finished: str) -> None:
        if finished == "remove":
            shop.write({("late", 700_000 + n): "behind the removal" for n in range(next(counts))}, DAY)

    shop.fill(days=1, rows=2)
    shop.archive(after_step=change)
    shop.check()
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0


def test_a_row_that_moves_to_another_day_is_seen_once(shop: Shop) -> None:
    """The job leaves a tombstone in the old partition, at the row's version minus one."""
    shop.fill(days=1)
    shop.archive()
    key = ("eu", 1)
    for number, day in enumerate((DAY - dt.timedelta(days=1), DAY)):
        shop.write({key: None})
        shop.day_of[key] = day
        shop.write({key: f"moved {number}"})
        shop.check()
        shop.archive(day=DAY - dt.timedelta(days=1))
        shop.check()
        shop.archive()
        shop.check()


def test_two_runs_at_once_do_the_work_once(shop: Shop) -> None:
    shop.fill(days=2)
    results = []
    failures = []

    def run(name: str) -> None:
        try:
            results.append(shop.archive(run=name, after_step=lambda _: time.sleep(0.05)))
        except ArchiveError as e:
            failures.append(e)

    threads = [threading.Thread(target=run, args=(f"run-{i}",)) for i in range(3)]
    for thread in threads:
        thread.start()
    for seed in range(5):
        shop.change_something(seed)
    for thread in threads:
        thread.join()
    assert not failures
    shop.check()
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0


def test_readers_never_miss_a_row_while_days_move(shop: Shop) -> None:
    """Nothing is written meanwhile, so every answer has to be the same."""
    shop.fill(days=4)
    stop = threading.Event()
    wrong: list[AssertionError] = []
    reads = [0]

    def read() -> None:
        while not stop.is_set():
            try:
                shop.check()
                reads[0] += 1
            except AssertionError as e:
                wrong.append(e)
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    shop.archive()
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong, wrong[0]
    assert reads[0] > 5


def test_never_removes_a_row_that_cold_lacks(shop: Shop) -> None:
    """A row comes in the moment before the removal: its key is new to cold, or its version is newer than cold's."""
    shop.fill(days=1)

    def change(finished: str) -> None:
        if finished == "release":
            shop.write({("new", 1): "came late", ("eu", 1): "changed late"}, DAY)

    shop.archive(after_step=change)
    assert shop.hot_rows() >= 2
    shop.check()


def test_another_tables_failure_is_reported_and_harmless(shop: Shop) -> None:
    with pytest.raises(ArchiveError, match=r"there is no table hot\.shop_absent"):
        archive_table(shop.server(), "shop_absent", 7, DAY)


def test_rows_that_a_power_cut_took_from_cold_come_back_from_the_stage(shop: Shop) -> None:
    """What was replaced is gone at once; of what replaced it the disk may have had nothing yet."""

    def cut(step: str) -> None:
        if step == "replace":
            raise Killed

    shop.fill()
    shop.archive()
    shop.change_something(1)
    with pytest.raises(Killed):
        shop.archive(after_step=cut)
    stage = f"cold.{shop.name}__stage"
    (partition,) = shop.stack.sql(f"SELECT DISTINCT _partition_id FROM {stage}").split()
    shop.stack.sql(f"ALTER TABLE cold.{shop.name} DROP PARTITION ID '{partition}'")

    shop.archive(attempt=2)

    shop.check()
    assert shop.hot_rows() == 0
