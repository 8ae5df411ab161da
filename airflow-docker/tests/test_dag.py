"""The DAG as Airflow reads it; run with Airflow's own Python, where Airflow is not installed it is left out.

ISOTHERM_APPLIED_TABLES is the document that the command makes of io.isotherm.cli.archive.DagITCase's tables.yaml.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("airflow")

from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG

from isotherm_archive import daily, environment
from isotherm_archive.applied import DayColumn, HotTable
from isotherm_archive.errors import ArchiveError, CannotRun

FOLDER = Path(__file__).resolve().parents[1]
SQL = Path(os.environ["ISOTHERM_SQL"])
MANIFEST = Path(os.environ["ISOTHERM_DBT_TARGET"]) / "manifest.json"
UTC = dt.timezone.utc


@pytest.fixture(scope="module")
def bag() -> DagBag:
    if not MANIFEST.exists():
        subprocess.run([FOLDER / "describe-models"], check=True)
    return DagBag(FOLDER / "dags")


@pytest.fixture(scope="module")
def dag(bag: DagBag) -> DAG:
    return bag.dags["ecommerce_pipeline"]


def test_a_task_does_not_parse_again_what_was_parsed_when_airflow_started(bag: DagBag, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for entry in SQL.iterdir():
        (project / entry.name).symlink_to(entry)
    options: list[str | Path] = ["--project-dir", project, "--profiles-dir", SQL]
    options += ["--profile", "isotherm", "--target", "isotherm"]
    said = subprocess.run([FOLDER / "dbt", "--debug", "parse", *options], cwd=project, check=True, capture_output=True)
    assert b"no changes found, skipping parsing" in said.stdout


def test_is_read_without_errors_and_warnings(bag: DagBag) -> None:
    assert not bag.import_errors
    assert not bag.captured_warnings
    assert sorted(bag.dag_ids) == [
        "adtech_pipeline",
        "adtech_sync",
        "ecommerce_pipeline",
        "readings_pipeline",
        "readings_sync",
        "warehouse_pipeline",
    ]


def test_a_source_has_the_schedule_start_catchup_and_owner_of_its_own(bag: DagBag) -> None:
    warehouse = bag.dags["warehouse_pipeline"]
    assert type(warehouse.timetable).__name__ == "DeltaDataIntervalTimetable"
    assert warehouse.timetable.delta == dt.timedelta(minutes=30)
    assert warehouse.start_date == dt.datetime(2026, 11, 2, tzinfo=UTC)
    assert not warehouse.catchup
    assert {task.owner for task in warehouse.tasks} == {"logistics"}
    adtech = bag.dags["adtech_pipeline"]
    assert adtech.timetable.expression == "15 2 * * *"
    assert adtech.start_date == bag.dags["ecommerce_pipeline"].start_date


def test_what_the_command_has_written_is_read(bag: DagBag) -> None:
    warehouse = environment.source("warehouse")
    moved = DayColumn("moved_at", "toDate32(`moved_at`)", '"moved_at"::date', 0)
    assert warehouse.hot_tables == (
        HotTable("warehouse_moves", "public", "moves", False, True, 3, moved),
        HotTable("warehouse_stock", "public", "stock", False, False, 7, None, ("holder", "secret"), ("photo",)),
        HotTable("warehouse_stock_history", "public", "stock", True, True, 7, None, ("holder", "secret"), ("photo",)),
    )
    assert warehouse.topics.fullmatch("warehouse.public.stock")
    assert not warehouse.topics.fullmatch("warehouse.message")
    with pytest.raises(CannotRun, match="nobody has looked"):
        _ = environment.source("adtech").hot_tables


def test_a_source_without_models_gets_silver_and_is_compared(bag: DagBag) -> None:
    assert [task.task_id for task in bag.dags["warehouse_pipeline"].topological_sort()] == [
        "guard",
        "tables",
        "archive",
        "newest_interval",
        "silver_tables",
        "reconcile",
    ]


def test_silver_is_generated_by_the_tables_of_when_the_task_runs(bag: DagBag) -> None:
    silver = bag.dags["warehouse_pipeline"].get_task("silver_tables")
    assert silver.base_cmd == ["run-operation", "generate_silver"]
    silver.render_template_fields({})
    told = json.loads(silver.args["replicated"])
    assert told["warehouse"] == {
        "warehouse_moves": {"private": [], "binary": []},
        "warehouse_stock": {"private": ["holder", "secret"], "binary": ["photo"]},
    }
    assert told["ecommerce"] is None


def test_a_source_that_is_read_by_queries_has_a_dag_of_its_own(bag: DagBag) -> None:
    readings = bag.dags["readings_sync"]
    assert [task.task_id for task in readings.topological_sort()] == ["read_changes", "has_changed", "silver_tables"]
    assert readings.timetable.expression == "5 * * * *"
    assert not readings.catchup
    assert readings.max_active_runs == 1
    read = readings.get_task("read_changes")
    assert (read.owner, read.retries) == ("sensors", 3)
    assert read.retry_exponential_backoff
    adtech = bag.dags["adtech_sync"]
    assert adtech.timetable.delta == dt.timedelta(minutes=30)
    assert [task.task_id for task in adtech.topological_sort()] == [
        "read_changes",
        "has_changed",
        "silver_tables",
        "models",
    ]


def test_a_source_has_tasks_for_its_own_models_and_shared_ones_only(bag: DagBag) -> None:
    tasks = {task.task_id.rpartition(".")[2] for task in bag.dags["adtech_pipeline"].tasks}
    assert {"fact_clicks", "dim_date", "tests"} <= tasks
    assert not {"fact_order", "ecommerce_orders"} & tasks


def test_runs_daily_by_intervals_and_one_at_a_time(dag: DAG) -> None:
    assert type(dag.timetable).__name__ == "CronDataIntervalTimetable"
    assert dag.catchup
    assert dag.max_active_runs == 1
    assert dag.start_date == dt.datetime(2026, 10, 1, tzinfo=UTC)
    assert dag.tags == {"bronze", "silver", "gold"}
    assert dag.doc_md
    assert dag.dagrun_timeout


def test_has_no_cycle_and_ends_with_the_comparison(dag: DAG) -> None:
    dag.check_cycle()
    assert [task.task_id for task in dag.leaves] == ["reconcile"]
    assert [task.task_id for task in dag.roots] == ["guard"]


def test_every_task_has_an_owner_retries_a_limit_and_a_callback(dag: DAG) -> None:
    for task in dag.tasks:
        assert task.owner == "data-engineering", task.task_id
        assert task.retries == 3, task.task_id
        assert task.execution_timeout, task.task_id
        assert task.on_failure_callback, task.task_id


def test_every_model_has_its_task_between_archive_and_tests(dag: DAG) -> None:
    nodes = json.loads(MANIFEST.read_text())["nodes"].values()
    models = {
        node["name"]: node
        for node in nodes
        if node["resource_type"] == "model" and node["fqn"][1] in ("ecommerce", "shared")
    }
    tasks = {task.task_id.rpartition(".")[2]: task for task in dag.tasks if task.task_id.startswith("dbt.")}
    assert tasks.keys() == models.keys()
    for name, task in tasks.items():
        upstream = {
            other.rpartition(".")[2] for other in dag.get_task(task.task_id).get_flat_relative_ids(upstream=True)
        }
        parents = {
            parent.rpartition(".")[2] for parent in models[name]["depends_on"]["nodes"] if parent.startswith("model.")
        }
        assert parents | {"silver_tables", "newest_interval", "archive", "guard"} <= upstream, name
        assert "tests" in task.get_flat_relative_ids(upstream=False)


def test_tables_are_found_when_the_run_begins(dag: DAG) -> None:
    archive = dag.get_task("archive")
    assert archive.is_mapped
    assert archive.upstream_task_ids == {"tables", "guard"} or archive.upstream_task_ids == {"tables"}


def test_reading_the_dag_opens_no_connection(bag: DagBag, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened while the DAG was read")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert not DagBag(FOLDER / "dags").import_errors


def test_no_secret_is_a_parameter_of_a_task(dag: DAG) -> None:
    for task in dag.tasks:
        assert "password" not in json.dumps(getattr(task, "op_kwargs", {}), default=str).lower()
        assert not getattr(task, "env", None), task.task_id


@pytest.mark.parametrize(
    ("end", "after", "day"),
    [
        (dt.datetime(2026, 11, 21, tzinfo=UTC), dt.datetime(2026, 11, 21, tzinfo=UTC), dt.date(2026, 11, 20)),
        (None, dt.datetime(2026, 11, 21, 14, 30, tzinfo=UTC), dt.date(2026, 11, 20)),
        (None, dt.datetime(2026, 11, 21, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))), dt.date(2026, 11, 19)),
    ],
)
def test_the_day_of_a_run_is_the_last_one_that_was_over(
    end: dt.datetime | None, after: dt.datetime, day: dt.date
) -> None:
    assert daily.closed_day(SimpleNamespace(data_interval_end=end, run_after=after)) == day


@pytest.mark.parametrize(
    ("hours", "hours_ago", "kind", "newest"),
    [
        (24, 1, "scheduled", True),
        (24, 1, "backfill", True),
        (24, 25, "scheduled", False),
        (24, 720, "backfill", False),
        (24, 120, "manual", True),
        (168, 100, "scheduled", True),
        (168, 169, "scheduled", False),
        (0.5, 3, "scheduled", True),
        (0.5, 25, "scheduled", False),
    ],
)
def test_the_newest_interval_builds_the_models_and_so_does_a_run_by_hand(
    hours: float, hours_ago: float, kind: str, newest: bool
) -> None:
    end = dt.datetime.now(UTC) - dt.timedelta(hours=hours_ago)
    start = end - dt.timedelta(hours=hours)
    run = SimpleNamespace(data_interval_start=start, data_interval_end=end, run_after=end, run_type=kind)
    assert daily.is_newest(run) is newest


@pytest.mark.parametrize(("rows", "attempt", "news"), [(3, 1, True), (0, 1, False), (0, 2, True)])
def test_a_try_after_one_that_failed_builds_the_models(
    rows: int, attempt: int, news: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / "isotherm"
    command.write_text(f"""#!/bin/sh\necho '[{{"table":"a","rows":{rows},"deleted":0}}]'\n""")
    command.chmod(0o700)
    monkeypatch.setenv("ISOTHERM_COMMAND", str(command))
    assert daily.read_changes("shop", attempt) is news


LINES: list[str] = []


def note(line: str) -> None:
    LINES.append(line)


def test_a_failure_is_told_with_table_run_and_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISOTHERM_ON_FAILURE", f"{__name__}:note")
    instance = SimpleNamespace(dag_id="ecommerce_pipeline", task_id="archive", run_id="run 1")
    daily.tell_failure({"ti": instance, "table": "ecommerce_orders", "exception": ArchiveError("it broke", "mend it")})
    assert LINES == ["ecommerce_pipeline: ecommerce_orders failed in run run 1: it broke -> mend it"]
