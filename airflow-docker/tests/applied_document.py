"""The document that ./isotherm writes, for tests: io.isotherm.cli.applied.AppliedTablesTest compares the two."""

from __future__ import annotations

import json
from typing import Any

DAY: dict[str, Any] = {
    "column": "at",
    "clickhouse_day": "toDate32(fromUnixTimestamp64Milli(`at`, 'UTC'))",
    "postgres_day": "to_timestamp(at / 1000)::date",
    "per_day": 86_400_000,
}


def table_of(
    name: str,
    *,
    archived: bool = True,
    hot_days: int = 7,
    history: bool = False,
    day: dict[str, Any] | None = None,
    private: tuple[str, ...] = (),
    binary: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What public.NAME of the database shop has in hot."""
    suffix = "_history" if history else ""
    return {
        "name": f"shop_{name}{suffix}",
        "schema": "public",
        "table": name,
        "history": history,
        "archived": archived,
        "hot_days": hot_days,
        "day": day,
        "private_columns": list(private),
        "binary_columns": list(binary),
    }


def times_of(cron: str | None = None, every_minutes: int | None = None) -> dict[str, Any]:
    return {"cron": cron, "every_minutes": every_minutes}


def source_of(
    database: str,
    tables: list[dict[str, Any]] | None,
    *,
    batch: bool = False,
    server: dict[str, Any] | None = None,
    **runs: Any,
) -> dict[str, Any]:
    every_day = {"schedule": times_of(cron="0 0 * * *"), "sync": None, "start_date": None, "catchup": True}
    return {
        "batch": batch,
        "server": server,
        "slot": f"isotherm_{database}",
        "publication": f"isotherm_{database}",
        "topics": rf"{database}\.public\..*",
        "runs": every_day | {"owner": "data-engineering"} | runs,
        "hot_tables": tables,
    }


def document(**sources: list[dict[str, Any]] | dict[str, Any] | None) -> str:
    """Of sources by name: what ``source_of`` returns, or only their tables."""
    return json.dumps(
        {
            "format": 2,
            "tables_yaml_sha256": "0" * 64,
            "consumer_group": "isotherm",
            "sources": {
                name: source if isinstance(source, dict) else source_of(name, source)
                for name, source in sources.items()
            },
        }
    )
