"""What partitions say about which days are archived."""

from __future__ import annotations

import datetime as dt

import pytest

from isotherm_archive.errors import CannotRun
from isotherm_archive.server import Run
from isotherm_archive.tables import Partition


def test_partitions_end_with_their_last_day_and_rows_without_a_date_are_oldest() -> None:
    partitions = [Partition.of("202602", "202602"), Partition.of("20260110", "20260110"), Partition.of("\\N", "3f8a")]
    assert sorted(partition.last_day for partition in partitions) == [
        dt.date.min,
        dt.date(2026, 1, 10),
        dt.date(2026, 2, 28),
    ]


def test_a_run_cannot_be_called_anything() -> None:
    with pytest.raises(CannotRun):
        Run("it's")
