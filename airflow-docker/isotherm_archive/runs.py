"""When, from when on and by whom the run of each source of tables.yaml is done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from isotherm_archive.errors import CannotRun

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
DAILY = "0 0 * * *"
OWNER = "data-engineering"


@dataclass(frozen=True)
class SourceRuns:
    """``schedule``: a cron expression, or the time between two runs. ``start``: nothing where the source does not say."""

    database: str
    schedule: str | dt.timedelta
    start: dt.date | None
    catchup: bool
    owner: str


def read(tables: Path) -> list[SourceRuns]:
    """Of every source; apply and the job have checked the keys."""
    try:
        sources = yaml.safe_load(tables.read_text())["sources"]
        return [_runs(str(database), source) for database, source in sources.items()]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, ValueError) as e:
        raise CannotRun(f"cannot read {tables}: {e!r}", "correct it: ./isotherm doctor tells what is wrong") from e


def _runs(database: str, source: Mapping[str, Any]) -> SourceRuns:
    start = source.get("start_date")
    return SourceRuns(
        database,
        _schedule(str(source.get("schedule", DAILY))),
        dt.date.fromisoformat(str(start)) if start is not None else None,
        source.get("catchup", True),
        source.get("owner", OWNER),
    )


def _schedule(text: str) -> str | dt.timedelta:
    interval = re.fullmatch(r"(\d+)([mhd])", text)
    return dt.timedelta(**{UNITS[interval[2]]: int(interval[1])}) if interval else text
