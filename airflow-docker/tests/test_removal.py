"""Rows leave hot by a mutation. Where the server does not get on with it, the archive says so and comes back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest

from isotherm_archive import removal
from isotherm_archive.removal import StandsStillError
from shop import Shop

PATIENCE = 2.0


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "STANDS_STILL_SECONDS", PATIENCE)


@pytest.fixture
def standing(shop: Shop) -> Iterator[Shop]:
    """Of four partitions, which nothing merges and nothing mutates."""
    shop.fill(days=3)
    shop.stack.sql(f"SYSTEM STOP MERGES hot.{shop.name}")
    yield shop
    shop.stack.sql(f"SYSTEM START MERGES hot.{shop.name}")


def open_mutations(shop: Shop) -> str:
    return shop.stack.sql(
        f"SELECT count() FROM system.mutations WHERE database = 'hot' AND table = '{shop.name}' AND NOT is_done"
    )


def test_comes_back_with_the_name_of_the_mutation_while_merges_are_stopped(standing: Shop) -> None:
    for seed in range(2):
        result = standing.archive_with_failures()
        (failure,) = result.failures
        assert isinstance(failure, StandsStillError)
        assert re.search(r"mutation mutation_\d+\.txt of ", str(failure))
        assert f"of hot.{standing.name} stands still for 2 s" in str(failure)
        assert f"SYSTEM START MERGES hot.{standing.name}" in failure.remedy
        # The others are archived all the same, and wait for nothing
        assert result.archived > 1
        assert open_mutations(standing) == "0"
        standing.check()
        standing.change_something(seed)
        standing.check()


def test_the_run_after_merges_go_on_takes_everything(standing: Shop) -> None:
    assert standing.archive_with_failures().failures
    standing.change_something(1)
    standing.stack.sql(f"SYSTEM START MERGES hot.{standing.name}")
    standing.archive()
    standing.check()
    assert standing.hot_rows() == 0
    assert open_mutations(standing) == "0"


def test_waits_as_long_as_the_server_gets_on(standing: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "STANDS_STILL_SECONDS", 60.0)
    start = threading.Timer(PATIENCE, lambda: standing.stack.sql(f"SYSTEM START MERGES hot.{standing.name}"))
    start.start()
    standing.archive()
    start.join()
    standing.check()
    assert standing.hot_rows() == 0


def test_ends_a_removal_that_a_dead_run_has_left(shop: Shop) -> None:
    """It fails again and again, and would keep every later one waiting."""
    shop.fill(days=1)
    shop.archive(hot_days=30)
    dead = f"ALTER TABLE hot.{shop.name} DELETE WHERE throwIf(id >= 0, 'no memory') AND (1 AS _archived_version)"
    dead += " SETTINGS mutations_sync = 0"
    shop.stack.sql(dead)
    shop.stack.until(lambda: open_mutations(shop) == "1", "the mutation is not there")
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0
    assert open_mutations(shop) == "0"


def test_names_the_mutation_of_another_that_keeps_it(shop: Shop) -> None:
    shop.fill(days=1)
    fails = f"ALTER TABLE hot.{shop.name} DELETE WHERE throwIf(id >= 0, 'too much memory')"
    shop.stack.sql(fails + " SETTINGS mutations_sync = 0")
    result = shop.archive_with_failures()
    assert "for it fails" in str(result.failures[0])
    assert "too much memory" in str(result.failures[0])
    assert "it is not the archive's" in result.failures[0].remedy
    assert f"KILL MUTATION WHERE database = 'hot' AND table = '{shop.name}'" in result.failures[0].remedy
    shop.check()
    shop.stack.sql(result.failures[0].remedy.split("or ", 1)[1].split(". Then", 1)[0])
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0
    assert open_mutations(shop) == "0"
