"""What the tasks of the daily run do. Airflow is at home in the DAG; this takes plain values and raises on failure."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from isotherm_archive import applied, environment, sync
from isotherm_archive.applied import HotTable
from isotherm_archive.archive import archive_table
from isotherm_archive.errors import ArchiveError
from isotherm_archive.guard import Source, await_passed, await_visible
from isotherm_archive.reconcile import Reconciliation
from isotherm_archive.server import Run, Server
from isotherm_archive.tables import partitioned_tables

LOG = logging.getLogger("isotherm")
VISIBLE_WITHIN_SECONDS = 1800


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Puts the remedy beside the failure, in the log of the task."""
    try:
        yield
    except ArchiveError as e:
        LOG.error("%s\n  -> %s", e, e.remedy)
        raise


def closed_day(dag_run: Any) -> dt.date:
    """The last day of a run's interval; of a run without one, the last that was over when it was asked for."""
    end = dag_run.data_interval_end or dag_run.run_after
    return end.astimezone(dt.timezone.utc).date() - dt.timedelta(days=1)


def is_newest(dag_run: Any) -> bool:
    """Whether no later interval is over by now, or the run was started by hand.

    Intervals shorter than a day count as one: a run that is late would otherwise leave the models to the next, which is
    late as well.
    """
    if dag_run.run_type == "manual":
        return True
    start, end = dag_run.data_interval_start, dag_run.data_interval_end
    return dt.datetime.now(dt.timezone.utc) < end + max(end - start, dt.timedelta(days=1))


@told()
def guard(database: str, day: dt.date) -> str:
    """Returns when everything committed before the end of the day is in ClickHouse: the moment when the wait began."""
    with _opened(database) as source:
        began = await_passed(source, environment.kafka(), day, VISIBLE_WITHIN_SECONDS)
    LOG.info("everything committed before %s is in ClickHouse", began)
    return began.isoformat()


def _opened(database: str) -> Source:
    settings = environment.source(database)
    if settings.is_batch:
        # Where it cannot be synced its password may be missing too
        sync.program(database)
    return Source(settings)


@told()
def read_changes(database: str, attempt: int) -> bool:
    """Reads by queries what has changed in a source. Returns whether rows came or went.

    A try that failed may have read some tables, in which the next one finds nothing new.
    """
    return sync.run(database) > 0 or attempt > 1


@told()
def archived_tables(database: str) -> list[str]:
    """Names of the hot tables of a database that are archived."""
    server = Server(environment.clickhouse(), Run("tables"))
    sources = environment.sources()
    if unknown := applied.unknown(sources, database, partitioned_tables(server)):
        LOG.warning(
            "the applied tables.yaml knows no %s, so they stay in hot\n  -> if they are replicated: ./isotherm apply",
            ", ".join(unknown),
        )
    return [table.name for table in _archived(server, database)]


def _archived(server: Server, database: str) -> list[HotTable]:
    present = set(partitioned_tables(server))
    return [table for table in environment.source(database).hot_tables if table.archived and table.name in present]


@told()
def archive(database: str, table: str, day: dt.date, run: str, attempt: int) -> str:
    """Archives what hot holds of a table up to a day. The result tells the numbers."""
    settings = environment.source(database).hot_table(table)
    if settings is None or not settings.archived:
        return f"{table}: tables.yaml says that it is no longer archived"
    server = Server(environment.clickhouse(), Run(re.sub(r"[^\w.:+-]", "_", run), attempt))
    result = archive_table(server, table, settings.hot_days, day, report=LOG.info)
    if result.failures:
        first = result.failures[0]
        raise ArchiveError(f"{result}; the first failure: {first}", first.remedy)
    LOG.info("%s", result)
    return str(result)


@told()
def reconcile(database: str, sql: Path, day: dt.date, since: str) -> str:
    """Compares bronze and gold with Postgres. ``since``: what ``guard`` returned before they were built."""
    server = Server(environment.transformer(), Run("reconcile"))
    with _opened(database) as source:
        comparison = Reconciliation(source, server, sql / "reconciliation" / database, day)
        comparison.measure(_archived(Server(environment.clickhouse(), Run("tables")), database))
        await_visible(source, environment.kafka(), VISIBLE_WITHIN_SECONDS)
        result = comparison.compare(dt.datetime.fromisoformat(since))
    LOG.info("%s", result)
    return result


def tell_failure(context: Mapping[str, Any]) -> None:
    """One line about a task that has failed for good, for whoever watches the logs.

    If ISOTHERM_ON_FAILURE names a function as ``module:function``, it is called with the line.
    """
    instance = context["ti"]
    cause = context.get("exception")
    remedy = getattr(cause, "remedy", "see the log above it")
    table = context.get("table") or instance.task_id.rpartition(".")[2]
    line = f"{instance.dag_id}: {table} failed in run {instance.run_id}: {cause} -> {remedy}"
    LOG.error("%s", line)
    if target := os.environ.get("ISOTHERM_ON_FAILURE"):
        module, _, function = target.partition(":")
        getattr(importlib.import_module(module), function)(line)
