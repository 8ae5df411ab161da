"""A real ClickHouse and MinIO, started by the scripts of local mode on free ports; each test has its own table."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from isotherm_archive.errors import CannotRun
from isotherm_archive.server import Connection, Run, Server
from isotherm_archive.store import require_backups, require_cold
from ledger import Ledger
from shop import Shop

ROOT = Path(__file__).resolve().parents[2]
SECRETS = (
    "clickhouse_admin_password",
    "clickhouse_cdc_writer_password",
    "clickhouse_archiver_password",
    "clickhouse_transformer_password",
    "clickhouse_reader_password",
    "minio_root_user",
    "minio_root_password",
    "minio_cold_user",
    "minio_cold_password",
    "minio_backup_user",
    "minio_backup_password",
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
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.url = f"http://127.0.0.1:{self._environment['CLICKHOUSE_HTTP_PORT']}"

    def start(self) -> None:
        for service in ("minio", "clickhouse"):
            self.launch(service)
        self.set_up()
        self.until(self._has_object_store, "MinIO is not set up")

    def launch(self, service: str) -> None:
        """Starts one of the two, and does not wait for it."""
        script = ROOT / "local" / "run" / f"{service}.sh"
        with (self.home / f"{service}.log").open("ab") as log:
            self._processes[service] = subprocess.Popen(
                ["bash", script], env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )

    def set_up(self) -> None:
        """What every start of the stack does in ClickHouse."""
        self.until(self._answers, "ClickHouse does not start")
        for file in sorted((ROOT / "clickhouse-docker" / "init").glob("*.sql")):
            for statement in file.read_text().strip().split(";\n"):
                self.sql(statement.rstrip(";"))

    def kill(self, service: str) -> None:
        """As a power failure would; the scripts put the server in their own place, so no child is left."""
        self._processes[service].kill()
        self._processes[service].wait()

    @contextlib.contextmanager
    def frozen(self, service: str) -> Iterator[None]:
        """It takes connections and answers nothing."""
        self._processes[service].send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._processes[service].send_signal(signal.SIGCONT)

    def restart(self, service: str) -> None:
        """After it was killed."""
        self.launch(service)
        self.until(self._answers if service == "clickhouse" else self._has_object_store, f"{service} does not start")

    @contextlib.contextmanager
    def other_passwords(self, *names: str) -> Iterator[None]:
        """MinIO is set up with passwords that ClickHouse does not know."""
        before = {name: (self.home / "secrets" / name).read_text() for name in names}
        try:
            for name in names:
                (self.home / "secrets" / name).write_text(secrets.token_hex(12))
            self.kill("minio")
            self.launch("minio")
            self.until(lambda: self._listens("MINIO_PORT") and not self._has_backups(), "MinIO is not set up")
            yield
        finally:
            for name, password in before.items():
                (self.home / "secrets" / name).write_text(password)
            self.kill("minio")
            self.restart("minio")

    def _has_backups(self) -> bool:
        """Set up after the bucket of cold tables."""
        try:
            require_backups(Server(Connection(self.url, "admin", self.password("admin")), Run("test")))
        except CannotRun:
            return False
        return True

    def _listens(self, port: str) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self._environment[port]))) == 0

    def lose_clickhouse(self) -> None:
        """Its folder is gone, with the only map to the objects of cold tables."""
        self.kill("clickhouse")
        shutil.rmtree(self.home / "data" / "clickhouse")
        self.launch("clickhouse")
        self.set_up()

    def until(self, condition: Callable[[], bool], otherwise: str) -> None:
        """Waits for it, and fails with ``otherwise`` after a time that forgives a busy machine."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{otherwise}, see {self.home}"
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return self.sql("SELECT 1") == "1"
        except OSError:
            return False

    def _has_object_store(self) -> bool:
        """Asked without the disk, which waits for long."""
        try:
            require_cold(Server(Connection(self.url, "archiver", self.password("archiver")), Run("test")))
        except CannotRun:
            return False
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
                answer: bytes = response.read()
                return answer.decode().rstrip("\n")
        except urllib.error.HTTPError as e:
            raise AssertionError(f"{statement}\n{e.read().decode()}") from e

    def password(self, user: str) -> str:
        return (self.home / "secrets" / f"clickhouse_{user}_password").read_text()

    def stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
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
