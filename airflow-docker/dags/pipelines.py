"""A DAG for each source of the applied tables.yaml.

It moves closed days to the object store, builds silver and gold, and compares them with Postgres.

A source that is read by queries has another one, which does that.

Only wiring: what tasks do is in the package isotherm_archive and in the dbt project. Addresses, and the files that
passwords are in, come from the environment of Airflow's processes.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

from airflow.sdk import DAG, CronDataIntervalTimetable, DeltaDataIntervalTimetable, task
from cosmos import DbtTaskGroup, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import InvocationMode, LoadMode, TestBehavior, TestIndirectSelection
from cosmos.dbt.graph import DbtNode
from cosmos.operators.local import DbtRunLocalOperator, DbtRunOperationLocalOperator, DbtTestLocalOperator

from isotherm_archive import applied, daily, environment

SQL = Path(os.environ.get("ISOTHERM_SQL", "/opt/isotherm/sql"))
MANIFEST = Path(os.environ.get("ISOTHERM_DBT_TARGET", "/opt/isotherm/state/dbt")) / "manifest.json"
DBT = str(Path(daily.__file__).parents[1] / "dbt")
# Of sources that do not say; 30 days before Airflow's first start, unless the operator has chosen one
START = dt.date.fromisoformat(environment.variable("ISOTHERM_DAG_START_DATE"))

PROFILE = ProfileConfig(profile_name="isotherm", target_name="isotherm", profiles_yml_filepath=SQL / "profiles.yml")
# dbt's unit tests are for whoever changes a model; the rest is tested on the day's data
NO_UNIT_TESTS = "resource_type:unit_test"
DBT_ARGUMENTS = {"append_env": True, "emit_datasets": False}


def name_of(model: DbtNode) -> str:
    """Tasks are called as their models are."""
    return str(model.name)


DOC = """
### What a run does
1. **guard** waits until everything that Postgres committed before the end of the interval is in ClickHouse, by evidence
   from Debezium's slot, Kafka and the Flink job. It never goes by the clock.
2. **archive** moves closed days of every table from `hot` to `cold` on the object store: the interval's day, and
   whatever hot holds of days before it, so that late changes are found by themselves. One task per table.
3. **silver_tables** makes a view in silver for every replicated table that has no model there.
   **dbt** builds silver and gold, model by model, each with its own tests. Only days that changed are built.
4. **tests** runs all tests of the data, also those between models.
5. **reconcile** compares bronze and gold with Postgres, day by day.

A batch source has no slot: there **guard** and **reconcile** read by `isotherm sync --deletes` what has changed until
then.

A source without models in `sql/models/{database}` has neither **dbt** nor **tests**.

Every task may be repeated, cleared, killed and run out of order. Models do not depend on the interval: they find the
days that changed by themselves. So while days are caught up or filled back, **newest_interval** leaves them to the
newest one; a run started by hand always builds them.

### When a task is red
Its log names what is wrong, and the remedy behind `->`. Clear the task afterwards: what is done is not done again.
The page `docs/operations.md` of Isotherm says what to do about everything that can be red.

### Back-fill
From the UI (Trigger, Backfill), or with
`airflow backfill create --dag-id {database}_pipeline --from-date 2026-10-01 --to-date 2026-10-30 --max-active-runs 1`.

A run of a back-fill that was **cancelled** stays queued when it is cleared. Mark it as failed, and begin a new
back-fill of these days with `--reprocess-behavior failed`.
"""


SYNC_DOC = """
Reads what has changed since the last run by queries, without the write-ahead log: `isotherm sync {database}`. If rows
have come or gone, **silver_tables** looks for new tables and columns, and **models** builds the days that changed in
silver and gold.

A run that failed or was killed is repeated by the next one, which skips nothing. Rows that were deleted in Postgres are
found by `{database}_pipeline`, or by `isotherm sync {database} --deletes`.
"""


def timetable(schedule: str | dt.timedelta) -> CronDataIntervalTimetable | DeltaDataIntervalTimetable:
    if isinstance(schedule, dt.timedelta):
        return DeltaDataIntervalTimetable(schedule)
    return CronDataIntervalTimetable(schedule, timezone="UTC")


def has_models(database: str) -> bool:
    return any((SQL / "models" / database).rglob("*.sql"))


def models_of(database: str) -> list[str]:
    """With what all databases share."""
    return [f"path:models/{database}", "path:models/shared"]


def dbt_tasks(database: str) -> tuple[DbtTaskGroup, DbtTestLocalOperator]:
    """The models of a database, and the tests of all of them."""
    select = models_of(database)
    models = DbtTaskGroup(
        group_id="dbt",
        project_config=ProjectConfig(
            dbt_project_path=SQL, manifest_path=MANIFEST, project_name="isotherm", install_dbt_deps=False
        ),
        profile_config=PROFILE,
        execution_config=ExecutionConfig(
            dbt_executable_path=DBT,
            invocation_mode=InvocationMode.SUBPROCESS,
            test_indirect_selection=TestIndirectSelection.CAUTIOUS,
        ),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_MANIFEST,
            test_behavior=TestBehavior.BUILD,
            emit_datasets=False,
            select=select,
            exclude=[NO_UNIT_TESTS],
            group_nodes_by_folder=True,
            normalize_task_id=name_of,
            normalize_task_display_name=name_of,
        ),
        operator_args=DBT_ARGUMENTS,
    )
    tests = DbtTestLocalOperator(
        task_id="tests",
        project_dir=str(SQL),
        profile_config=PROFILE,
        dbt_executable_path=DBT,
        invocation_mode=InvocationMode.SUBPROCESS,
        select=" ".join(select),
        exclude=NO_UNIT_TESTS,
        install_deps=False,
        doc_md="All tests of the data, also those between models.",
        **DBT_ARGUMENTS,
    )
    return models, tests


def silver_tables() -> DbtRunOperationLocalOperator:
    """Views for tables without a model, by what was applied of tables.yaml when the task runs."""
    return DbtRunOperationLocalOperator(
        task_id="silver_tables",
        macro_name="generate_silver",
        args={"replicated": "{{ replicated() }}"},
        project_dir=str(SQL),
        profile_config=PROFILE,
        dbt_executable_path=DBT,
        invocation_mode=InvocationMode.SUBPROCESS,
        install_deps=False,
        doc_md="Makes a view in silver for every replicated table that has no model there.",
        **DBT_ARGUMENTS,
    )


def macros(database: str) -> dict[str, Callable[[], str]]:
    return {"replicated": lambda: daily.for_silver(database)}


def task_defaults(source: applied.Source) -> dict[str, object]:
    return {
        "owner": source.runs.owner,
        "retries": 3,
        "retry_delay": dt.timedelta(seconds=20),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": dt.timedelta(minutes=10),
        "execution_timeout": dt.timedelta(hours=1),
        "on_failure_callback": daily.tell_failure,
    }


def sync(source: applied.Source, schedule: str | dt.timedelta) -> DAG:
    database, runs = source.database, source.runs
    with DAG(
        dag_id=f"{database}_sync",
        description="Reads what has changed by queries, then builds the days that changed in silver and gold",
        schedule=timetable(schedule),
        start_date=dt.datetime.combine(runs.start or START, dt.time(), dt.timezone.utc),
        # A run reads whatever has changed until now, so those that were missed have nothing to do
        catchup=False,
        max_active_runs=1,
        dagrun_timeout=dt.timedelta(hours=12),
        tags=["sync"],
        doc_md=SYNC_DOC.replace("{database}", database),
        user_defined_macros=macros(database),
        default_args=task_defaults(source),
    ) as dag:

        @task(doc_md="Returns whether rows have come or gone.", execution_timeout=dt.timedelta(hours=6))
        def read_changes(ti) -> bool:
            return daily.read_changes(database, ti.try_number)

        @task.short_circuit(doc_md="Leaves silver and gold as they are if nothing has changed.")
        def has_changed(news: bool) -> bool:
            return news

        silver = silver_tables()
        has_changed(read_changes()) >> silver
        if has_models(database):
            models = DbtRunLocalOperator(
                task_id="models",
                project_dir=str(SQL),
                profile_config=PROFILE,
                dbt_executable_path=DBT,
                invocation_mode=InvocationMode.SUBPROCESS,
                select=" ".join(models_of(database)),
                install_deps=False,
                doc_md="Builds the days that changed.",
                **DBT_ARGUMENTS,
            )
            silver >> models
    return dag


def pipeline(source: applied.Source) -> DAG:
    database, runs = source.database, source.runs
    with DAG(
        dag_id=f"{database}_pipeline",
        description="Archives closed days, builds silver and gold, compares them with Postgres",
        schedule=timetable(runs.schedule),
        start_date=dt.datetime.combine(runs.start or START, dt.time(), dt.timezone.utc),
        catchup=runs.catchup,
        max_active_runs=1,
        dagrun_timeout=dt.timedelta(hours=12),
        tags=["bronze", "silver", "gold"],
        doc_md=DOC.replace("{database}", database),
        user_defined_macros=macros(database),
        default_args=task_defaults(source),
    ) as dag:

        @task(doc_md="Waits until the pipeline has passed the end of the interval. Returns when it began to wait.")
        def guard(dag_run) -> str:
            return daily.guard(database, daily.closed_day(dag_run))

        @task(doc_md="The tables that are archived.")
        def tables() -> list[str]:
            return daily.archived_tables(database)

        @task(
            doc_md="Moves the closed days of one table to the object store.",
            map_index_template="{{ table }}",
            execution_timeout=dt.timedelta(hours=6),
        )
        def archive(table: str, dag_run, ti) -> str:
            return daily.archive(database, table, daily.closed_day(dag_run), dag_run.run_id, ti.try_number)

        @task.short_circuit(
            doc_md="Leaves the models to the run of the newest interval, unless this one was started by hand."
        )
        def newest_interval(dag_run) -> bool:
            return daily.is_newest(dag_run)

        @task(doc_md="Compares bronze and gold with Postgres, on every closed day that has not changed meanwhile.")
        def reconcile(since: str, dag_run) -> str:
            return daily.reconcile(database, SQL, daily.closed_day(dag_run), since)

        passed = guard()
        names = tables()
        passed >> names
        silver = silver_tables()
        archive.expand(table=names) >> newest_interval() >> silver
        if has_models(database):
            models, tests = dbt_tasks(database)
            silver >> models >> tests >> reconcile(passed)
        else:
            silver >> reconcile(passed)
    return dag


for database, source in environment.sources().items():
    globals()[f"{database}_pipeline"] = pipeline(source)
    if source.runs.sync:
        globals()[f"{database}_sync"] = sync(source, source.runs.sync)
