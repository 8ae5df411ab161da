"""How the DAG runs ``isotherm sync``; the command is a script that answers as it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from isotherm_archive import sync
from isotherm_archive.errors import ArchiveError, CannotRun


def command(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = folder / "isotherm"
    file.write_text(f'#!/bin/sh\necho "$@" >{folder}/arguments\n{script}\n')
    file.chmod(0o700)
    monkeypatch.setenv("ISOTHERM_COMMAND", str(file))
    return folder / "arguments"


def test_counts_what_came_and_went(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = '[{"table":"a","rows":3,"deleted":2,"refused":0},{"table":"b","rows":0,"deleted":0,"refused":0}]'
    arguments = command(tmp_path, f"echo 'a: changes, 3 rows' >&2; echo '{answer}'", monkeypatch)
    assert sync.run("shop", "--deletes") == 5
    assert arguments.read_text() == "sync shop --json --no-metrics-update --lock-timeout 600 --deletes\n"


def test_a_failure_has_the_cause_and_the_remedy_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(
        tmp_path, "echo 'shop: 3 rows' >&2; echo 'isotherm: it broke' >&2; echo '  -> mend it' >&2; exit 1", monkeypatch
    )
    with pytest.raises(ArchiveError, match=r"^it broke$") as failure:
        sync.run("shop")
    assert failure.value.remedy == "mend it"


def test_without_the_command_the_remedy_is_to_run_it_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ISOTHERM_COMMAND", raising=False)
    with pytest.raises(CannotRun, match="have no Java") as failure:
        sync.run("shop")
    assert "./isotherm sync shop --interval" in failure.value.remedy


def test_a_command_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISOTHERM_COMMAND", str(tmp_path / "nothing"))
    with pytest.raises(CannotRun, match=r"cannot start .*nothing"):
        sync.run("shop")


def test_a_task_that_is_ended_ends_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(tmp_path, f"echo $$ >{tmp_path}/pid; exec sleep 600", monkeypatch)
    code = (
        "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(1));"
        " from isotherm_archive import sync; sync.run('shop')"
    )
    task = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": ":".join(sys.path)})
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip())
    pid = int((tmp_path / "pid").read_text())
    task.send_signal(signal.SIGTERM)
    assert task.wait(30) == 1
    until(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2])


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
