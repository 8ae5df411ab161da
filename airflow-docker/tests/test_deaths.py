"""Whatever dies while a statement of the archive is under way, the next run ends right: bronze shows each live row
once."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from isotherm_archive.archive import archive_table
from isotherm_archive.errors import ArchiveError
from isotherm_archive.server import Connection, Run, Server
from shop import DAY, Shop

STATEMENTS = ("create", "stage", "verify", "record", "replace", "log", "remove", "drop")
OF_THE_OBJECT_STORE = ("create", "stage", "replace", "remove")
ROWS = 3000
DIES_WITHIN_SECONDS = 0.03


class Doomed(Server):
    """Something dies a moment after the first statement of one step was sent, before or after the server is done with
    it."""

    def __init__(self, connection: Connection, run: Run, step: str, death: Callable[[], None]) -> None:
        super().__init__(connection, run)
        self._step = step
        self.death: threading.Thread | None = None
        self._die = death

    def rows(
        self, sql: str, parameters: dict[str, Any] | None = None, *, of: str = "", **settings: Any
    ) -> Sequence[Sequence[Any]]:
        self._doom(of)
        return super().rows(sql, parameters, of=of, **settings)

    def execute(self, sql: str, parameters: dict[str, Any] | None = None, *, of: str = "", **settings: Any) -> None:
        self._doom(of)
        super().execute(sql, parameters, of=of, **settings)

    def _doom(self, of: str) -> None:
        if of.endswith(f":{self._step}") and self.death is None:
            delay = random.uniform(0, DIES_WITHIN_SECONDS)
            self.death = threading.Timer(delay, self._die)
            self.death.start()


def _archive_and_die(connection: Connection, table: str, step: str) -> None:
    server = Doomed(connection, Run("test"), step, lambda: os.kill(os.getpid(), signal.SIGKILL))
    archive_table(server, table, 0, DAY)
    assert server.death is not None, f"the archive has no step {step}"
    server.death.join()


def test_the_process_is_killed_inside_any_step(shop: Shop) -> None:
    shop.fill(days=1, rows=ROWS)
    for number, step in enumerate(STATEMENTS):
        process = multiprocessing.get_context("spawn").Process(
            target=_archive_and_die, args=(_archiver(shop), shop.name, step)
        )
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        shop.check()
        shop.change_something(number)
        shop.check()
    shop.archive(attempt=2)
    shop.check()
    assert shop.hot_rows() == 0


def test_the_server_is_killed_inside_any_step(shop: Shop) -> None:
    shop.fill(days=1, rows=ROWS)
    for number, step in enumerate(STATEMENTS):
        server = Doomed(_archiver(shop), Run("test"), step, lambda: shop.stack.kill("clickhouse"))
        with contextlib.suppress(ArchiveError):  # if it does not come to its end before
            archive_table(server, shop.name, 0, DAY)
        assert server.death is not None
        server.death.join()
        shop.stack.restart("clickhouse")
        shop.check()
        shop.change_something(number)
        shop.check()
    shop.archive(attempt=2)
    shop.check()
    assert shop.hot_rows() == 0


def test_the_object_store_is_killed_inside_any_step(shop: Shop) -> None:
    """It is away for a second: statements wait for it, or fail and are repeated by the next run."""

    def away() -> None:
        shop.stack.kill("minio")
        time.sleep(1)
        shop.stack.restart("minio")

    shop.fill(days=1, rows=ROWS)
    for number, step in enumerate(OF_THE_OBJECT_STORE):
        server = Doomed(_archiver(shop), Run("test"), step, away)
        result = archive_table(server, shop.name, 0, DAY)
        assert server.death is not None
        server.death.join()
        shop.check()
        if not result.failures:
            assert shop.hot_rows() == 0
        shop.change_something(number)
        shop.check()
    shop.archive(attempt=2)
    shop.check()
    assert shop.hot_rows() == 0


def _archiver(shop: Shop) -> Connection:
    return Connection(shop.stack.url, "archiver", shop.stack.password("archiver"))
