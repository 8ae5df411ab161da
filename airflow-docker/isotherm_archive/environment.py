"""Where the servers are and what to say to them, from variables of the environment; passwords from files they name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from isotherm_archive import applied
from isotherm_archive.errors import OTHER_SECRETS, CannotRun
from isotherm_archive.server import Connection


@dataclass(frozen=True)
class Postgres:
    """Where a source is, and the role that may read it. ``tls`` and ``ca_file``: as libpq's sslmode and sslrootcert.

    ``other_password``: what to do where the server refuses the password.
    """

    host: str
    port: int
    user: str
    password: str
    database: str
    other_password: str
    tls: str = "prefer"
    ca_file: str | None = None


def clickhouse() -> Connection:
    """ClickHouse, as the user that is named: archiver for what moves days to cold tables, admin for backups."""
    return Connection(
        variable("CLICKHOUSE_URL"), variable("CLICKHOUSE_USER"), content(Path(variable("CLICKHOUSE_PASSWORD_FILE")))
    )


def transformer() -> Connection:
    """ClickHouse, as the user that builds silver and gold."""
    password = content(Path(variable("CLICKHOUSE_TRANSFORMER_PASSWORD_FILE")))
    return Connection(variable("CLICKHOUSE_URL"), "transformer", password)


def postgres(source: applied.Source) -> Postgres:
    """The stack's, unless a batch source is on a server of its own."""
    if server := source.server:
        name, file = _password_places(source.database)
        return Postgres(
            server.host,
            server.port,
            server.user,
            _source_password(source.database, name, file),
            server.database,
            f"correct the password in {file} or {name}, or the user in sources.{source.database}.server",
            server.tls,
            server.ca_file,
        )
    return Postgres(
        variable("POSTGRES_HOST"),
        int(variable("POSTGRES_PORT")),
        variable("POSTGRES_USER"),
        content(Path(variable("POSTGRES_PASSWORD_FILE"))),
        source.database,
        OTHER_SECRETS,
    )


def _password_places(database: str) -> tuple[str, Path]:
    """Variable and file that may have the password of a batch source. As in ``isotherm sync``, the variable wins."""
    name = "ISOTHERM_SOURCE_PASSWORD_" + re.sub(r"[^A-Z0-9]", "_", database.upper())
    return name, Path(variable("SOURCE_PASSWORDS")) / f"source_{database}_password"


def _source_password(database: str, name: str, file: Path) -> str:
    if (given := os.environ.get(name)) is not None:
        return given
    try:
        return file.read_text().strip()
    except OSError as e:
        raise CannotRun(
            f"there is no password for source {database} where Airflow runs: {file}: {e.strerror}",
            f"write it to that file, or set {name} there",
        ) from e


def kafka() -> str:
    """Bootstrap servers."""
    return variable("KAFKA_BOOTSTRAP")


def sources() -> dict[str, applied.Source]:
    """What was applied of tables.yaml, by database."""
    return applied.read(Path(variable("ISOTHERM_APPLIED_TABLES")))


def source(database: str) -> applied.Source:
    found = sources().get(database)
    if found is None:
        raise CannotRun(
            f"{database} is no source of the applied tables.yaml", "./isotherm status tells whether it was edited since"
        )
    return found


def content(file: Path) -> str:
    """Of a file with a secret, without white space at its ends."""
    try:
        return file.read_text().strip()
    except OSError as e:
        raise CannotRun(f"cannot read {file}: {e.strerror}", "start the stack: ./isotherm up") from e


def variable(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise CannotRun(
            f"{name} is not set", "./isotherm and the containers of airflow-docker set it; elsewhere it is yours to set"
        ) from None
