"""The command: what it says with its exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from isotherm_archive import backup_command
from isotherm_archive.__main__ import main
from shop import DAY, Shop

if TYPE_CHECKING:
    from conftest import Stack


@pytest.fixture
def environment(stack: Stack, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    tables = tmp_path / "tables.yaml"
    table = shop.name.removeprefix("shop_")
    tables.write_text(f"sources: {{shop: {{tables: [{{public.{table}: {{partition_by: created_at, hot_days: 0}}}}]}}}}")
    monkeypatch.setenv("ISOTHERM_TABLES", str(tables))
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


def test_cannot_run_for_a_table_that_is_not_archived(environment: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--day", str(DAY), "--table", "absent"]) == 2
    assert "there is no hot table 'absent'" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("CLICKHOUSE_USER", "reader"), ("CLICKHOUSE_URL", "http://127.0.0.1:1")])
def test_cannot_run_without_a_server_that_lets_it_in(
    environment: Shop, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["--day", str(DAY)]) == 2


def test_a_table_that_cannot_be_archived_fails_the_command(environment: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    environment.fill(days=1)
    environment.stack.sql(f"ALTER TABLE cold.{environment.name} DROP COLUMN v")
    assert main(["--day", str(DAY)]) == 1
    assert "different columns: v" in capsys.readouterr().err


def test_backup_and_restore_as_commands(
    environment: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    password = environment.stack.home / "secrets" / "clickhouse_admin_password"
    monkeypatch.setenv("CLICKHOUSE_USER", "admin")
    monkeypatch.setenv("CLICKHOUSE_PASSWORD_FILE", str(password))
    environment.fill(days=1)
    assert backup_command.main(["create"]) == 0
    assert backup_command.main(["list", "--json"]) == 0
    output = capsys.readouterr().out
    name = output.split()[1].rstrip(",")
    assert f'"name": "{name}"' in output
    assert backup_command.main(["restore", name, "--table", f"hot.{environment.name}"]) == 2
    assert "say --overwrite" in capsys.readouterr().err
    assert backup_command.main(["restore", name, "--table", f"hot.{environment.name}", "--overwrite"]) == 0
    environment.check()
