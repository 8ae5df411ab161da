"""A real ClickHouse and MinIO, started by the scripts of local mode on free ports; each test has its own table."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger import Ledger
from shop import Shop

ROOT = Path(__file__).resolve().parents[2]
SECRETS = (
    "clickhouse_admin_password",
    "clickhouse_cdc_writer_password",
    "clickhouse_archiver_password",
    "clickhouse_reader_password",
    "minio_root_user",
    "minio_root_password",
    "minio_cold_user",
    "minio_cold_password",
)
READY_WITHIN_SECONDS = 120


class Stack:
    """ClickHouse with the repository's configuration and users, and the object store of its cold tables."""

    def __init__(self, home: Path) -> None:
        self.home = home
        folder = home / "secrets"
        folder.mkdir(mode=0o700)
        for name in SECRETS:
            (folder / name).write_text(secrets.token_hex(12))
        ports = ("CLICKHOUSE_HTTP_PORT", "CLICKHOUSE_TCP_PORT", "MINIO_PORT", "MINIO_CONSOLE_PORT")
        cache = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")) + "/isotherm"
        self._environment = (
            os.environ
            | {port: str(_free_port()) for port in ports}
            | {
                "ISOTHERM_HOME": str(home),
                "ISOTHERM_CACHE": os.environ.get("ISOTHERM_CACHE", cache),
                "CLICKHOUSE_MEMORY": "1g",
            }
        )
        self._processes: list[subprocess.Popen[bytes]] = []
        self.url = f"http://127.0.0.1:{self._environment['CLICKHOUSE_HTTP_PORT']}"

    def start(self) -> None:
        for service in ("minio", "clickhouse"):
            script = ROOT / "local" / "run" / f"{service}.sh"
            with (self.home / f"{service}.log").open("wb") as log:
                self._processes.append(
                    subprocess.Popen(["bash", script], env=self._environment, stdout=log, stderr=subprocess.STDOUT)
                )
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, f"ClickHouse does not start, see {self.home}"
            time.sleep(0.1)
        for file in sorted((ROOT / "clickhouse-docker" / "init").glob("*.sql")):
            for statement in file.read_text().strip().split(";\n"):
                self.sql(statement.rstrip(";"))
        while not self._has_object_store():
            assert time.monotonic() < deadline, f"MinIO is not set up, see {self.home}"
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            return self.sql("SELECT 1") == "1"
        except urllib.error.URLError:
            return False

    def _has_object_store(self) -> bool:
        try:
            self.sql("CREATE TABLE cold.probe (id Int8) ENGINE = MergeTree ORDER BY id SETTINGS storage_policy = 'cold'")
        except AssertionError:
            return False
        self.sql("DROP TABLE cold.probe SYNC")
        return True

    def sql(self, statement: str, user: str = "admin") -> str:
        """The result as TSV, without the last line break."""
        request = urllib.request.Request(
            self.url + "/?max_partitions_per_insert_block=0",
            data=statement.encode(),
            headers={"X-ClickHouse-User": user, "X-ClickHouse-Key": self.password(user)},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.read().decode().rstrip("\n")
        except urllib.error.HTTPError as e:
            raise AssertionError(f"{statement}\n{e.read().decode()}") from e

    def password(self, user: str) -> str:
        return (self.home / "secrets" / f"clickhouse_{user}_password").read_text()

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    parent = Path(os.environ.get("ISOTHERM_TEST_FOLDER", tempfile.gettempdir()))
    home = Path(tempfile.mkdtemp(prefix="archive", dir=parent))
    running = Stack(home)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def table_name(request: pytest.FixtureRequest) -> str:
    return "shop_" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]


@pytest.fixture
def shop(stack: Stack, table_name: str) -> Shop:
    return Shop(stack, table_name)


@pytest.fixture
def ledger(stack: Stack, table_name: str) -> Ledger:
    return Ledger(stack, table_name)
