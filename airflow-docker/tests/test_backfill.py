"""What Airflow makes of back-fills, as docs/lakehouse.md says it; by Airflow's own database, without its processes."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("airflow")

from airflow.api_fastapi.core_api.routes.public.backfills import cancel_backfill, unpause_backfill
from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
from airflow.models import DagModel, DagRun
from airflow.models.backfill import ReprocessBehavior, _create_backfill
from airflow.models.serialized_dag import SerializedDagModel
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from airflow.utils.state import DagRunState
from fastapi import HTTPException
from sqlalchemy import select

if TYPE_CHECKING:
    from pathlib import Path

DAG_ID = "three_days"
FIRST_DAY = dt.datetime(2026, 9, 1, tzinfo=dt.timezone.utc)
SOURCE = """
import datetime as dt
from airflow.sdk import DAG, CronDataIntervalTimetable, task

start = dt.datetime(2026, 8, 1, tzinfo=dt.timezone.utc)
with DAG(dag_id="three_days", schedule=CronDataIntervalTimetable("@daily", timezone="UTC"), start_date=start) as dag:
    @task
    def nothing(): ...
    nothing()
"""


@pytest.fixture
def _airflow(tmp_path: Path) -> None:
    """Its database, with one DAG that runs by intervals, as ours do."""
    assert "AIRFLOW_HOME" in os.environ
    with create_session() as session:
        initdb(session=session)
    (tmp_path / "three_days.py").write_text(SOURCE)
    DagBundlesManager().sync_bundles_to_db()
    sync_bag_to_db(DagBag(tmp_path), "dags-folder", None)
    with create_session() as session:
        session.get(DagModel, DAG_ID).is_paused = False


def back_fill(behavior: ReprocessBehavior) -> int:
    made = _create_backfill(
        dag_id=DAG_ID,
        from_date=FIRST_DAY,
        to_date=FIRST_DAY + dt.timedelta(days=2),
        max_active_runs=1,
        reverse=False,
        dag_run_conf=None,
        triggering_user_name=None,
        reprocess_behavior=behavior,
    )
    return int(made.id)


def set_state(of: str, to: str) -> None:
    with create_session() as session:
        for run in session.scalars(select(DagRun).where(DagRun.dag_id == DAG_ID, DagRun.state == of)):
            run.state = DagRunState(to)


def states() -> list[str]:
    with create_session() as session:
        found = session.scalars(select(DagRun).where(DagRun.dag_id == DAG_ID).order_by(DagRun.logical_date))
        return [DagRunState(run.state).value for run in found]


def days_that_may_begin() -> list[int]:
    """As the scheduler asks."""
    with create_session() as session:
        return [run.logical_date.day for run in DagRun.get_queued_dag_runs_to_set_running(session=session)]


def clear_last_run() -> None:
    with create_session() as session:
        (serialized,) = SerializedDagModel.get_latest_serialized_dags(dag_ids=[DAG_ID], session=session)
        run = session.scalars(select(DagRun).order_by(DagRun.logical_date.desc())).first()
        serialized.dag.clear(run_id=run.run_id, dag_run_state=DagRunState.QUEUED, session=session)


@pytest.mark.usefixtures("_airflow")
def test_a_cleared_run_of_a_cancelled_back_fill_needs_another_back_fill() -> None:
    cancelled = back_fill(ReprocessBehavior.NONE)
    assert days_that_may_begin() == [1, 2, 3]
    with create_session() as session:
        cancel_backfill(cancelled, session)
    assert states() == ["failed"] * 3

    clear_last_run()
    assert states() == ["failed", "failed", "queued"]
    assert days_that_may_begin() == []
    with create_session() as session, pytest.raises(HTTPException, match="already completed"):
        unpause_backfill(cancelled, session)

    set_state(of="queued", to="failed")
    back_fill(ReprocessBehavior.FAILED)
    assert days_that_may_begin() == [1, 2, 3]
