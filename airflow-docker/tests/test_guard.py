"""What the guard decides from the answers of Postgres and Kafka; each answer is a line of a script."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("psycopg")
pytest.importorskip("confluent_kafka")

from isotherm_archive import applied, guard, sync
from isotherm_archive.errors import CannotRun

DAY = dt.date(2026, 10, 30)
MARK = 1000
SHOP = applied.Source(
    "shop",
    is_batch=False,
    server=None,
    slot="isotherm_shop",
    publication="isotherm_shop",
    consumer_group="isotherm",
    topics=re.compile(r"shop\..*"),
    runs=applied.Runs("0 0 * * *", None, None, True, "team"),
    _hot_tables=(),
)


class Answers:
    """A source whose slot answers one line after another, and goes on with the last one."""

    def __init__(
        self, *slots: tuple[int, bool, str] | None, seconds_left: float = -1.0, is_batch: bool = False
    ) -> None:
        self.settings = applied.Source(**{**vars(SHOP), "is_batch": is_batch})
        self.database = "shop"
        self.marks = 0
        self._slots = list(slots)
        self._seconds_left = seconds_left

    def rows(self, sql: str, parameters: tuple[object, ...] | None = None) -> list[tuple[Any, ...]]:
        if sql != guard.SLOT:
            return [(self._seconds_left,)]
        assert parameters == ("isotherm_shop",)
        slot = self._slots.pop(0) if len(self._slots) > 1 else self._slots[0]
        return [] if slot is None else [slot]

    def mark(self) -> int:
        self.marks += 1
        return MARK

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 10, 31, tzinfo=dt.timezone.utc)


@pytest.fixture(autouse=True)
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, int]]]:
    """What the job is behind by, look for look; nothing when the list is empty."""
    behind: list[dict[str, int]] = []

    class Kafka:
        def __init__(self, bootstrap: str, settings: applied.Source) -> None:
            assert (bootstrap, settings.consumer_group) == ("kafka:9092", "isotherm")

        def end_offsets(self) -> dict[tuple[str, int], int]:
            return {("shop.public.orders", 0): 7}

        def behind(self, ends: dict[tuple[str, int], int]) -> dict[str, int]:
            assert ends == self.end_offsets()
            return behind.pop(0) if behind else {}

    monkeypatch.setattr(guard, "_Kafka", Kafka)
    monkeypatch.setattr(guard, "POLL_SECONDS", 0)
    yield behind
    assert not behind, "the guard has looked less often than it had to"


def visible(source: Answers, seconds: float = 60) -> None:
    guard.await_visible(source, "kafka:9092", seconds)  # type: ignore[arg-type]


def test_passes_when_the_slot_has_reached_the_mark() -> None:
    source = Answers((MARK, True, "reserved"))
    visible(source)
    assert source.marks == 1


def test_writes_another_mark_while_the_slot_is_behind() -> None:
    source = Answers((MARK - 9, True, "reserved"), (MARK - 1, True, "reserved"), (MARK, True, "reserved"))
    visible(source)
    assert source.marks == 3


def test_waits_for_a_slot_that_the_connector_makes() -> None:
    visible(Answers(None, (MARK, True, "reserved")))


def test_waits_for_the_job_once_kafka_has_everything(job: list[dict[str, int]]) -> None:
    job += [{"shop.public.orders-0": 3}, {"shop.public.orders-0": 1}]
    visible(Answers((MARK, True, "reserved")))


def test_a_slot_that_is_lost_is_not_waited_for() -> None:
    with pytest.raises(CannotRun, match="has removed the log that slot isotherm_shop needs") as failure:
        visible(Answers((0, False, "lost")))
    assert "./isotherm resync TABLE" in failure.value.remedy


@pytest.mark.parametrize(
    ("slot", "reason"),
    [
        (None, "there is no replication slot isotherm_shop"),
        ((MARK - 9, True, "reserved"), "Kafka has yet to acknowledge 9 bytes of slot isotherm_shop"),
        ((MARK - 9, False, "reserved"), "9 bytes of slot isotherm_shop, which nothing reads"),
    ],
)
def test_names_what_holds_it_up_when_the_time_is_over(slot: tuple[int, bool, str] | None, reason: str) -> None:
    with pytest.raises(guard.Behind, match=f"{reason}$") as failure:
        visible(Answers(slot), seconds=-1)
    assert "./isotherm logs connect" in failure.value.remedy


def test_names_the_job_when_only_that_is_behind(job: list[dict[str, int]]) -> None:
    job.append({"shop.public.orders-0": 3, "shop.public.users-0": 1})
    with pytest.raises(guard.Behind, match=r"3 records of shop\.public\.orders-0, and 1 more") as failure:
        visible(Answers((MARK, True, "reserved")), seconds=-1)
    assert "./isotherm job list" in failure.value.remedy


def test_a_batch_source_passes_by_a_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(sync, "run", lambda *arguments: calls.append(arguments))
    visible(Answers(None, is_batch=True))
    assert calls == [("shop", "--deletes")]


@pytest.mark.parametrize("left", [-86_400.0, -0.1, 0.0])
def test_a_day_that_is_over_may_be_archived(left: float) -> None:
    source = Answers((MARK, True, "reserved"), seconds_left=left)
    assert guard.await_passed(source, "kafka:9092", DAY, 60) == source.now()  # type: ignore[arg-type]


def test_a_day_that_lasts_is_refused() -> None:
    source = Answers((MARK, True, "reserved"), seconds_left=guard.SKEW_SECONDS + 7140)
    with pytest.raises(CannotRun, match=r"2026-10-30 is not over: .* 2\.0 hours more"):
        guard.await_passed(source, "kafka:9092", DAY, 60)  # type: ignore[arg-type]
    assert source.marks == 0


def test_what_a_sync_has_read_counts_until_the_end_of_the_day() -> None:
    end = dt.datetime(2026, 10, 31, tzinfo=dt.timezone.utc)
    guard.require_synced("shop", end, DAY)
    with pytest.raises(guard.Behind, match="which is before the end of 2026-10-30"):
        guard.require_synced("shop", end - dt.timedelta(microseconds=1), DAY)
