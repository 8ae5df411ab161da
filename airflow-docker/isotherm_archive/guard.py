"""Whether the pipeline has passed a moment: by evidence from each of its stages, and never by the clock.

A batch source passes it by a sync that began after it. Of a streamed one:

1. A message in the write-ahead log gives the position before which everything lies that was committed so far.
2. The slot's confirmed position passes it: Kafka has acknowledged everything before. The connector learns of a position
   with the event after it, so more messages are written meanwhile.
3. The end offsets of the tables' topics, read now, lie behind all these records.
4. The job's consumer group has committed them. It commits when a checkpoint completes, which is when ClickHouse has
   acknowledged every row before it.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from isotherm_archive import applied, environment, sync
from isotherm_archive.errors import ArchiveError, CannotRun

POLL_SECONDS = 1.0
ANSWER_WITHIN_SECONDS = 30
# What two clocks may differ by
SKEW_SECONDS = 60

MARK = "SELECT pg_logical_emit_message(true, 'isotherm', 'guard') - '0/0'::pg_lsn"
SLOT = """
    SELECT coalesce(confirmed_flush_lsn - '0/0'::pg_lsn, 0), active, wal_status
    FROM pg_replication_slots WHERE slot_name = %s
"""


class Behind(ArchiveError):
    """The pipeline has not passed the moment in time."""


class Source:
    """A database of tables.yaml. ``with Source(settings):`` holds one connection, in UTC."""

    def __init__(self, settings: applied.Source) -> None:
        self.settings = settings
        self.database = settings.database
        server = environment.postgres(settings)
        try:
            self._connection = psycopg.connect(
                host=server.host,
                port=server.port,
                user=server.user,
                password=server.password,
                dbname=server.database,
                sslmode=server.tls,
                sslrootcert=server.ca_file,
                options="-c timezone=UTC",
                connect_timeout=10,
                autocommit=True,
            )
        except psycopg.Error as e:
            # without a code: the server has refused before there was a connection
            refused = "password authentication failed" in str(e)
            raise CannotRun(
                f"cannot use Postgres at {server.host}:{server.port}: {e}",
                server.other_password if refused else "see ./isotherm status",
            ) from e

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def rows(self, sql: str, parameters: tuple[object, ...] | None = None) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except psycopg.Error as e:
            raise ArchiveError(f"Postgres refused a query: {e}", "see ./isotherm logs postgres") from e

    def now(self) -> dt.datetime:
        """By the clock that gives transactions their commit times."""
        now: dt.datetime = self.rows("SELECT clock_timestamp()")[0][0]
        return now

    def mark(self) -> int:
        """Position of a new message in the log: everything committed before lies before it."""
        return int(self.rows(MARK)[0][0])


def await_passed(source: Source, bootstrap: str, day: dt.date, timeout_seconds: float) -> dt.datetime:
    """Waits until the day is over and everything committed before its end is in ClickHouse.

    Returns when the wait for that began, by the source's clock.

    The one condition under which a day may be archived. Raises CannotRun if the day has yet to end, Behind if it takes
    longer.
    """
    await_end_of_day(source, day)
    began = source.now()
    await_visible(source, bootstrap, timeout_seconds)
    return began


def require_synced(database: str, synced: dt.datetime, day: dt.date) -> None:
    """The same of a batch source that is left alone.

    What was committed before ``synced``, by its clock, is in ClickHouse.

    Raises Behind if the day ends later.
    """
    if synced < _end_of(day):
        raise Behind(
            f"{database} is in ClickHouse as of {synced}, which is before the end of {day}",
            f"after that end (UTC): ./isotherm sync {database} --deletes",
        )


def await_end_of_day(source: Source, day: dt.date) -> None:
    """By the source's clock, which is the one its rows have their times from.

    A clock that is a little behind is waited for. Raises CannotRun if the day has yet to end.
    """
    left = source.rows("SELECT extract(epoch FROM %s - clock_timestamp())::float", (_end_of(day),))[0][0]
    if left > SKEW_SECONDS:
        raise CannotRun(
            f"{day} is not over: by the clock of Postgres it lasts for {left / 3600:.1f} hours more",
            "run it again after midnight UTC; the rows of today stay in hot",
        )
    time.sleep(max(left, 0))


def await_visible(source: Source, bootstrap: str, timeout_seconds: float) -> None:
    """Returns when everything that is committed now is in ClickHouse; raises Behind, naming what holds it up.

    A batch source is read for that; what was deleted in it is found by its keys.
    """
    if source.settings.is_batch:
        sync.run(source.database, "--deletes")
        return
    deadline = time.monotonic() + timeout_seconds
    position = source.mark()
    for reason in _slot_behind(source, position):
        _wait(deadline, reason, "see ./isotherm logs connect, then ./isotherm restart connect")
    kafka = _Kafka(bootstrap, source.settings)
    ends = kafka.end_offsets()
    while behind := kafka.behind(ends):
        first, records = next(iter(behind.items()))
        reason = f"the job has yet to write {records} records of {first}, and {len(behind) - 1} more partitions"
        _wait(deadline, reason, "see ./isotherm job list and ./isotherm logs flink-taskmanager")


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.timezone.utc)


def _wait(deadline: float, reason: str, remedy: str) -> None:
    if time.monotonic() > deadline:
        raise Behind(reason, remedy)
    time.sleep(POLL_SECONDS)


def _slot_behind(source: Source, position: int) -> Iterator[str]:
    """Why Kafka cannot have everything before the position yet, again and again until it has."""
    slot = source.settings.slot
    while True:
        found = source.rows(SLOT, (slot,))
        if not found:
            yield f"there is no replication slot {slot}"
            continue
        confirmed, active, wal_status = found[0]
        if wal_status == "lost":
            raise CannotRun(
                f"Postgres has removed the log that slot {slot} needs",
                "raise max_slot_wal_keep_size and load the tables again: ./isotherm resync TABLE",
            )
        if confirmed >= position:
            return
        source.mark()
        yield f"Kafka has yet to acknowledge {position - int(confirmed)} bytes of slot {slot}" + (
            "" if active else ", which nothing reads"
        )


class _Kafka:
    """How far the job has come in the topics of a database's replicated tables."""

    def __init__(self, bootstrap: str, settings: applied.Source) -> None:
        self._admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
        self._topics = settings.topics
        self._group = settings.consumer_group

    def end_offsets(self) -> dict[tuple[str, int], int]:
        """Of the partitions that hold a record."""
        try:
            topics = self._admin.list_topics(timeout=ANSWER_WITHIN_SECONDS).topics
            partitions = [
                TopicPartition(name, partition)
                for name, topic in topics.items()
                if self._topics.fullmatch(name)
                for partition in topic.partitions
            ]
            starts = self._offsets(partitions, OffsetSpec.earliest())
            ends = self._offsets(partitions, OffsetSpec.latest())
        except KafkaException as e:
            raise _refused(e) from e
        return {partition: end for partition, end in ends.items() if end > starts[partition]}

    def _offsets(self, partitions: list[TopicPartition], spec: OffsetSpec) -> dict[tuple[str, int], int]:
        answers = self._admin.list_offsets(dict.fromkeys(partitions, spec), request_timeout=ANSWER_WITHIN_SECONDS)
        return {(asked.topic, asked.partition): answer.result().offset for asked, answer in answers.items()}

    def behind(self, ends: Mapping[tuple[str, int], int]) -> dict[str, int]:
        """Records that the group has yet to commit, by partition."""
        try:
            answer = self._admin.list_consumer_group_offsets(
                [ConsumerGroupTopicPartitions(self._group)], request_timeout=ANSWER_WITHIN_SECONDS
            )
            committed = {
                (p.topic, p.partition): max(p.offset, 0) for p in answer[self._group].result().topic_partitions
            }
        except KafkaException as e:
            raise _refused(e) from e
        return {
            f"{topic}-{partition}": end - committed.get((topic, partition), 0)
            for (topic, partition), end in sorted(ends.items())
            if committed.get((topic, partition), 0) < end
        }


def _refused(cause: KafkaException) -> CannotRun:
    return CannotRun(f"Kafka did not tell its offsets: {cause}", "see ./isotherm status and ./isotherm logs kafka")
