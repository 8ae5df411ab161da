"""A signal ends what runs, wherever it comes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import Stack
from isotherm_archive import interruption

COMMAND = """
import sys
from isotherm_archive import command, environment, interruption
from isotherm_archive.server import Run, Server

def main(_):
    interruption.ENDS_WITHIN_SECONDS = float(sys.argv[1])
    server = Server(environment.clickhouse(), Run("test"))
    try:
        server.execute("SELECT count() FROM system.numbers WHERE NOT ignore(number)", of="endless::step")
    finally:
        server.execute("CREATE OR REPLACE VIEW hot.undone AS SELECT 1")

sys.exit(command.run(main))
"""
RUNNING = "SELECT count() FROM system.processes WHERE startsWith(query_id, 'isotherm-archive:endless:')"


@contextmanager
def endless_statement(stack: Stack, ends_within: float) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-B", "-c", COMMAND, str(ends_within)],
        cwd=Path(interruption.__file__).parents[1],
        env={
            "CLICKHOUSE_URL": stack.url,
            "CLICKHOUSE_USER": "admin",
            "CLICKHOUSE_PASSWORD_FILE": str(stack.home / "secrets" / "clickhouse_admin_password"),
        },
    )
    try:
        stack.until(lambda: stack.sql(RUNNING) == "1", "the statement does not run")
        yield process
    finally:
        process.kill()
        process.wait()


def test_ends_a_long_statement_on_the_server_and_undoes_what_is_to_be_undone(stack: Stack) -> None:
    with endless_statement(stack, 120) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
        stack.until(lambda: stack.sql(RUNNING) == "0", "the statement runs on")
        assert stack.sql("SELECT count() FROM system.tables WHERE name = 'undone'") == "1"
    stack.sql("DROP VIEW hot.undone")


def test_ends_although_the_server_does_not_answer(stack: Stack) -> None:
    with endless_statement(stack, 2) as process, stack.frozen("clickhouse"):
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGINT
        assert time.monotonic() - started >= 2
    stack.sql("KILL QUERY WHERE startsWith(query_id, 'isotherm-archive:endless:') SYNC")
