"""When the run of each source is done, as tables.yaml says it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from isotherm_archive import runs
from isotherm_archive.errors import CannotRun
from isotherm_archive.runs import SourceRuns


def written(folder: Path, text: str) -> Path:
    file = folder / "tables.yaml"
    file.write_text(text)
    return file


def test_a_source_runs_daily_and_catches_up_unless_it_says_otherwise(tmp_path: Path) -> None:
    file = written(tmp_path, "sources: {shop: {tables: [public.*]}}")
    assert runs.read(file) == [SourceRuns("shop", "0 0 * * *", None, True, "data-engineering")]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("30m", dt.timedelta(minutes=30)),
        ("6h", dt.timedelta(hours=6)),
        ("2d", dt.timedelta(days=2)),
        ("'15 2 * * MON'", "15 2 * * MON"),
    ],
)
def test_a_schedule_is_an_interval_or_a_cron_expression(tmp_path: Path, schedule: str, expected: object) -> None:
    text = f"sources: {{shop: {{schedule: {schedule}, start_date: 2026-11-02, catchup: false, owner: web, tables: []}}}}"
    assert runs.read(written(tmp_path, text)) == [SourceRuns("shop", expected, dt.date(2026, 11, 2), False, "web")]


@pytest.mark.parametrize("text", ["", "sources: [", "sources: {shop: {start_date: soon}}"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(CannotRun, match="tables.yaml"):
        runs.read(written(tmp_path, text))
