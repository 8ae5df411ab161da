"""The command: what it says with its exit code."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from applied_document import document, table_of
from isotherm_archive import backup_command
from isotherm_archive.__main__ import main
from isotherm_archive.backup import Backups
from isotherm_archive.lease import ALL_TABLES, ID_PREFIX, Lease
from isotherm_archive.server import Connection, Run, Server
from shop import DAY, Shop

if TYPE_CHECKING:
    from conftest import Stack


@pytest.fixture
def environment(stack: Stack, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    tables = tmp_path / "applied-tables.json"
    source = table_of(shop.name.removeprefix("shop_"), hot_days=0)
    tables.write_text(document(shop=[source, table_of("kept", archived=False)]))
    monkeypatch.setenv("ISOTHERM_APPLIED_TABLES", str(tables))
    monkeypatch.setenv("CLICKHOUSE_URL", stack.url)
    monkeypatch.setenv("CLICKHOUSE_USER", "archiver")
    monkeypatch.setenv("CLICKHOUSE_PASSWORD_FILE", str(stack.home / "secrets" / "clickhouse_archiver_password"))
    return shop


def test_archives_a_day_of_every_table(environment: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    environment.fill()
    assert main(["--day", str(DAY)]) == 0
    assert f"{environment.name}: 3 partitions archived" in capsys.readouterr().out
    environment.check()
    assert environment.hot_rows() == 0


@pytest.mark.parametrize("table", ["shop_absent", "shop_kept"])
def test_cannot_run_for_a_table_that_is_not_archived(
    environment: Shop, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--day", str(DAY), "--table", table]) == 2
    assert f"there is no hot table {table}" in capsys.readouterr().err


def test_archives_no_table_but_those_that_are_named(environment: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    environment.fill(days=1)
    assert main(["--day", str(DAY), "--table", environment.name]) == 0
    assert environment.name in capsys.readouterr().out
    assert environment.hot_rows() == 0


@pytest.mark.parametrize(("name", "value"), [("CLICKHOUSE_USER", "reader"), ("CLICKHOUSE_URL", "http://127.0.0.1:1")])
def test_cannot_run_without_a_server_that_lets_it_in(
    environment: Shop, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["--day", str(DAY)]) == 2


def test_names_a_refused_password(
    environment: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong")
    monkeypatch.setenv("CLICKHOUSE_PASSWORD_FILE", str(wrong))
    assert main(["--day", str(DAY)]) == 2
    said = capsys.readouterr().err
    assert "refuses the password of user archiver" in said
    assert "ISOTHERM_HOME" in said


@pytest.fixture
def as_admin(environment: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("CLICKHOUSE_USER", "admin")
    password = environment.stack.home / "secrets" / "clickhouse_admin_password"
    monkeypatch.setenv("CLICKHOUSE_PASSWORD_FILE", str(password))
    return environment


def start(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-B", "-m", *command],
        cwd=Path(main.__code__.co_filename).parents[1],
        stderr=subprocess.PIPE,
        text=True,
    )


def await_row(stack: Stack, process: subprocess.Popen[str], sql: str) -> None:
    """Until the statement has a row, while the process runs."""

    def found() -> bool:
        assert process.poll() is None
        return stack.sql(sql) != ""

    stack.until(found, sql)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "command", [["isotherm_archive", "--day", str(DAY)], ["isotherm_archive.backup_command", "create"]]
)
def test_an_interrupted_command_leaves_nothing_behind(
    as_admin: Shop, command: list[str], number: signal.Signals
) -> None:
    as_admin.fill(days=1)
    stack = as_admin.stack
    holder = Server(Connection(stack.url, "admin", stack.password("admin")), Run("holder"))
    # Each waits for the other one's lease
    held, asked = (ALL_TABLES, as_admin.name) if command[0] == "isotherm_archive" else (as_admin.name, ALL_TABLES)
    with Lease(holder, held):
        process = start(*command)
        await_row(stack, process, f"SELECT 1 FROM system.processes WHERE query_id = '{ID_PREFIX}{asked}'")
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        assert process.returncode == 128 + number
        assert "Traceback" not in said
    leases = f"SELECT count() FROM system.processes WHERE startsWith(query_id, '{ID_PREFIX}')"
    # The server lists a query a moment longer than its client waits for it
    stack.until(lambda: stack.sql(leases) == "0", "a lease is left")
    as_admin.archive()
    as_admin.check()


def test_an_interrupted_restore_is_repeated(as_admin: Shop) -> None:
    """The object store answers nothing while tables are brought back, of which the first is gone already."""
    as_admin.fill(days=1)
    stack = as_admin.stack
    server = Server(Connection(stack.url, "admin", stack.password("admin")), Run("test"))
    made = Backups(server, lambda _: None).create(full=True)
    command = [
        "isotherm_archive.backup_command",
        "restore",
        made.name,
        "--table",
        f"hot.{as_admin.name}",
        "--overwrite",
    ]
    with contextlib.ExitStack() as frozen:
        with Lease(server, as_admin.name):
            process = start(*command)
            await_row(stack, process, f"SELECT 1 FROM system.processes WHERE query_id = '{ID_PREFIX}{ALL_TABLES}'")
            frozen.enter_context(stack.frozen("minio"))
        await_row(stack, process, "SELECT 1 FROM system.backups WHERE status = 'RESTORING'")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert start(*command).wait(120) == 0
    as_admin.check()


def test_a_table_that_cannot_be_archived_fails_the_command(
    environment: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.fill(days=1)
    environment.stack.sql(f"ALTER TABLE cold.{environment.name} DROP COLUMN v")
    assert main(["--day", str(DAY)]) == 1
    assert "different columns: v" in capsys.readouterr().err


def test_backup_and_restore_as_commands(as_admin: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    as_admin.fill(days=1)
    assert backup_command.main(["create"]) == 0
    assert backup_command.main(["list", "--json"]) == 0
    output = capsys.readouterr().out
    name = output.split()[1].rstrip(",")
    assert f'"name": "{name}"' in output
    assert backup_command.main(["restore", name, "--table", f"hot.{as_admin.name}"]) == 2
    assert "say --overwrite" in capsys.readouterr().err
    assert backup_command.main(["restore", name, "--table", f"hot.{as_admin.name}", "--overwrite"]) == 0
    as_admin.check()
