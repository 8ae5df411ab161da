"""What is lost with the server's folder comes back from the bucket of backups."""

from __future__ import annotations

import threading
import time

import pytest

from conftest import Stack
from isotherm_archive.backup import Backups
from isotherm_archive.errors import CannotRun
from isotherm_archive.lease import ALL_TABLES, ID_PREFIX
from isotherm_archive.server import Connection, Run, Server
from ledger import Ledger
from shop import DAY, Shop
from test_archive import STEPS

TABLES = """
    SELECT database || '.' || name FROM system.tables
    WHERE has(['hot', 'cold', 'bronze', 'gold', 'ops'], database) ORDER BY 1
"""


def backups(stack: Stack) -> Backups:
    connection = Connection(stack.url, "admin", stack.password("admin"))
    return Backups(Server(connection, Run("test")), lambda _: None)


def test_brings_back_everything_after_the_loss_of_the_servers_folder(stack: Stack, shop: Shop, ledger: Ledger) -> None:
    shop.fill()
    shop.archive()
    first = backups(stack).create(full=True)
    shop.change_something(1)
    shop.archive()
    shop.change_something(2)
    ledger.change_rows(1)
    ledger.archive()
    second = backups(stack).create(full=False)
    assert (first.base, second.base) == ("", first.name)
    cold = f"SELECT count(), sum(sipHash64(*)) FROM cold.{shop.name}"
    lost, tables = stack.sql(cold), stack.sql(TABLES)

    stack.lose_clickhouse()
    assert backups(stack).finished()[-2:] == [first, second]
    backups(stack).restore(second.name)
    assert stack.sql(TABLES) == tables
    assert stack.sql(cold) == lost
    shop.check()
    ledger.check()
    shop.change_something(3)
    shop.archive()
    shop.check()


def test_replaces_rows_only_when_told_to(stack: Stack, shop: Shop) -> None:
    shop.fill()
    shop.archive()
    before = dict(shop.model)
    made = backups(stack).create(full=False)
    shop.change_something(1)
    shop.archive()
    names = [f"{database}.{shop.name}" for database in ("hot", "cold")]
    with pytest.raises(CannotRun, match=f"hold rows: cold.{shop.name}"):
        backups(stack).restore(made.name, names)
    shop.check()
    assert backups(stack).restore(made.name, names, overwrite=True) == 2
    shop.model = before
    shop.check()


def cold_rows(stack: Stack, shop: Shop) -> str:
    """Read from the object store, and not from what the server remembers of it."""
    for cache in ("MARK", "UNCOMPRESSED", "PRIMARY INDEX"):
        stack.sql(f"SYSTEM DROP {cache} CACHE")
    return stack.sql(f"SELECT count(), sum(sipHash64(*)) FROM cold.{shop.name}")


def test_tables_that_come_from_backups_share_nothing(stack: Stack, shop: Shop) -> None:
    """Dropped and brought back, older over newer and newer over older; each has objects of its own."""
    shop.fill()
    shop.archive()
    taken = []
    for seed in range(2):
        made = backups(stack).create(full=seed == 0)
        taken.append((made.name, cold_rows(stack, shop), dict(shop.model)))
        shop.change_something(seed)
        shop.archive()
    now = cold_rows(stack, shop)
    last = backups(stack).create(full=False)
    taken.append((last.name, now, dict(shop.model)))
    cold = f"cold.{shop.name}"
    for overwrites, (name, rows, model) in zip(
        (True, False, True, False, True), [*taken[::-1], *taken[1:]], strict=True
    ):
        if not overwrites:
            stack.sql(f"DROP TABLE {cold} SYNC")
        backups(stack).restore(name, [cold], overwrite=overwrites)
        assert cold_rows(stack, shop) == rows, name
        shop.model = model
        shop.check()
    shop.change_something(9)
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0


def test_a_day_whose_archive_was_replaced_by_an_older_one_is_archived_again(stack: Stack, shop: Shop) -> None:
    """Hot has the day, and the log says that cold has it as well."""
    shop.write({("eu", i): "first" for i in range(30)}, DAY)
    shop.archive(hot_days=30)
    older = backups(stack).create(full=True)
    shop.write({("eu", i): "second" for i in range(10)})
    shop.archive(hot_days=30)
    backups(stack).restore(older.name, [f"cold.{shop.name}"], overwrite=True)
    shop.archive()
    shop.check()
    assert shop.hot_rows() == 0


def test_cannot_restore_what_is_not_there(stack: Stack, shop: Shop) -> None:
    with pytest.raises(CannotRun, match="there is no backup 'absent'"):
        backups(stack).restore("absent")
    made = backups(stack).create(full=True)
    with pytest.raises(CannotRun, match=r"has no table cold\.absent"):
        backups(stack).restore(made.name, ["cold.absent"])


def test_waits_for_an_archive_that_runs_and_holds_up_the_next(stack: Stack, shop: Shop) -> None:
    shop.fill(days=1)
    ended: list[str] = []
    waiting = f"SELECT count() FROM system.processes WHERE query_id = '{ID_PREFIX}{ALL_TABLES}'"

    def back_up() -> None:
        backups(stack).create(full=False)
        ended.append("backup")

    backup = threading.Thread(target=back_up)

    def ask(step: str) -> None:
        if step == "record" and not backup.ident:
            backup.start()
            while stack.sql(waiting) == "0":
                time.sleep(0.01)
        ended.append(step)

    result = shop.archive(after_step=ask)
    shop.change_something(1)
    shop.archive(after_step=ended.append)
    backup.join()
    assert ended.index("backup") == result.archived * len(STEPS)
    shop.check()


def test_names_the_bucket_whose_password_is_refused(stack: Stack, shop: Shop) -> None:
    shop.fill(days=1)
    with stack.other_passwords("minio_cold_password", "minio_backup_password"):
        with pytest.raises(CannotRun, match="bucket 'cold' cannot be written") as refused:
            shop.archive()
        assert "restart clickhouse reads their keys again" in refused.value.remedy
        with pytest.raises(CannotRun, match="bucket 'backups' cannot be written"):
            backups(stack).create(full=False)
        with pytest.raises(CannotRun, match="bucket 'backups' cannot be written"):
            backups(stack).restore("any")
    shop.archive()
    shop.check()


def test_says_at_once_that_the_object_store_is_away(stack: Stack, shop: Shop) -> None:
    shop.fill(days=1)
    stack.kill("minio")
    try:
        with pytest.raises(CannotRun, match="bucket 'cold' cannot be written"):
            shop.archive()
        with pytest.raises(CannotRun, match="bucket 'backups' cannot be written"):
            backups(stack).create(full=False)
        shop.change_something(1)
        for _ in range(2):  # what is replaced is dropped later, and looked for in the bucket of backups
            stack.sql(f"CREATE OR REPLACE VIEW hot.{shop.name}_live AS SELECT * FROM hot.{shop.name} FINAL")
        stack.sql(f"CREATE TABLE hot.{shop.name}_new AS hot.{shop.name}")
        stack.sql(f"DROP TABLE hot.{shop.name}_new SYNC")
    finally:
        stack.restart("minio")
    shop.archive()
    shop.check()
