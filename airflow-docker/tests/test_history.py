"""A history keeps every change through every archive, those that delete included, and tells any past moment."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from ledger import DAY, Ledger

STEPS = ("stage", "verify", "record", "replace", "log", "release", "remove")
YESTERDAY = DAY - dt.timedelta(days=1)


class Killed(Exception):
    """Stands for the death of the process."""


def test_every_change_moves_to_the_object_store_by_its_commit_day(ledger: Ledger) -> None:
    ledger.change_rows(1, YESTERDAY)
    ledger.change_rows(2, DAY)
    ledger.change_rows(3, DAY + dt.timedelta(days=1))
    ledger.replay(1)
    ledger.check()
    result = ledger.archive()
    assert (result.archived, result.unchanged) == (2, 0)
    ledger.check()
    deletes = sum(change.value is None for change in ledger.changes if change.committed.date() <= DAY)
    assert ledger.stack.sql(f"SELECT count(), countIf(_is_deleted = 1) FROM cold.{ledger.name}") == f"80\t{deletes}"
    assert ledger.stack.sql(f"SELECT min(toDate(_committed_at)) FROM hot.{ledger.name}") == str(
        DAY + dt.timedelta(days=1)
    )
    disks = f"SELECT DISTINCT disk_name FROM system.parts WHERE database = 'cold' AND table = '{ledger.name}'"
    assert ledger.stack.sql(disks).startswith("cold")


@pytest.mark.parametrize("hot_days", [0, 30])
def test_late_changes_and_replays_join_their_day(ledger: Ledger, hot_days: int) -> None:
    ledger.change_rows(1, YESTERDAY)
    for seed in range(2, 5):
        ledger.archive(hot_days=hot_days)
        ledger.check()
        ledger.change_rows(seed, YESTERDAY)
        ledger.replay(seed)
        ledger.check()
    ledger.archive()
    ledger.check()
    assert ledger.hot_rows() == 0


def test_changes_nothing_when_repeated(ledger: Ledger) -> None:
    ledger.change_rows(1)
    ledger.archive(hot_days=30)
    ledger.replay(1)
    ledger.archive(hot_days=30)
    steps: list[str] = []
    result = ledger.archive(hot_days=30, after_step=steps.append)
    assert (result.archived, steps) == (0, [])
    ledger.check()


@pytest.mark.parametrize("step", STEPS)
def test_goes_on_after_a_death_behind_any_step_with_changes_meanwhile(ledger: Ledger, step: str) -> None:
    def die(finished: str) -> None:
        if finished == step:
            raise Killed

    ledger.change_rows(1)
    for attempt in range(2, 4):
        with pytest.raises(Killed):
            ledger.archive(after_step=die, attempt=attempt)
        ledger.check()
        ledger.change_rows(attempt)
        ledger.replay(attempt)
        ledger.check()
    ledger.archive(attempt=4)
    ledger.check()
    assert ledger.hot_rows() == 0


def test_never_removes_a_change_that_cold_lacks(ledger: Ledger) -> None:
    """They come in the moment before the removal, older and newer than what cold has of the same keys."""
    ledger.change_rows(1)
    later = ledger.changes[::2]
    ledger.changes = ledger.changes[1::2]
    ledger.stack.sql(f"TRUNCATE TABLE hot.{ledger.name}")
    ledger.write(ledger.changes)

    def change(finished: str) -> None:
        if finished == "release":
            ledger.write(later)
            ledger.changes += later

    ledger.archive(after_step=change)
    assert ledger.hot_rows() == len(later)
    ledger.check()
    ledger.archive()
    ledger.check()
    assert ledger.hot_rows() == 0


def test_as_of_a_moment_is_right_wherever_the_changes_are(ledger: Ledger) -> None:
    for back in range(3):
        ledger.change_rows(back, DAY - dt.timedelta(days=2 - back), changes=60, keys=5)
    ledger.archive(day=DAY - dt.timedelta(days=2))
    ledger.archive(day=YESTERDAY, hot_days=30)
    ledger.change_rows(9, DAY - dt.timedelta(days=2))
    chosen = random.Random(1)
    for change in chosen.sample(ledger.changes, 30):
        ledger.check_as_of(change.committed + dt.timedelta(microseconds=chosen.randrange(-1, 2)))
    ledger.check_as_of(dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc))
    ledger.check_as_of(dt.datetime(2027, 1, 1, tzinfo=dt.timezone.utc))
