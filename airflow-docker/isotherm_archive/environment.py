"""Where the servers are and what to say to them, from variables of the environment; passwords from files they name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from isotherm_archive import applied
from isotherm_archive.errors import CannotRun
from isotherm_archive.server import Connection


@dataclass(frozen=True)
class Postgres:
    """A server of sources, and the role that may read them."""

    host: str
    port: int
    user: str
    password: str


def clickhouse() -> Connection:
    """ClickHouse, as the user that is named: archiver for what moves days to cold tables, admin for backups."""
    return Connection(
        variable("CLICKHOUSE_URL"), variable("CLICKHOUSE_USER"), content(Path(variable("CLICKHOUSE_PASSWORD_FILE")))
    )


def transformer() -> Connection:
    """ClickHouse, as the user that builds silver and gold."""
    password = content(Path(variable("CLICKHOUSE_TRANSFORMER_PASSWORD_FILE")))
    return Connection(variable("CLICKHOUSE_URL"), "transformer", password)


def postgres() -> Postgres:
    return Postgres(
        variable("POSTGRES_HOST"),
        int(variable("POSTGRES_PORT")),
        variable("POSTGRES_USER"),
        content(Path(variable("POSTGRES_PASSWORD_FILE"))),
    )


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
