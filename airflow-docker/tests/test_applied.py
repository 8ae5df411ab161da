"""What was applied of tables.yaml, as it is read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from applied_document import DAY, document, source_of, table_of, times_of
from isotherm_archive import applied, environment
from isotherm_archive.__main__ import chosen
from isotherm_archive.applied import DayColumn, HotTable, Runs, Server
from isotherm_archive.errors import CannotRun


def written(folder: Path, text: str) -> Path:
    file = folder / "applied-tables.json"
    file.write_text(text)
    return file


def test_everything_is_taken_as_it_is_written(tmp_path: Path) -> None:
    tables = [
        table_of("orders", hot_days=3, day=DAY),
        table_of("users", archived=False),
        table_of("users", history=True),
    ]
    shop = applied.read(written(tmp_path, document(shop=tables)))["shop"]
    assert (shop.slot, shop.publication, shop.consumer_group) == ("isotherm_shop", "isotherm_shop", "isotherm")
    assert shop.hot_tables == (
        HotTable("shop_orders", "public", "orders", False, True, 3, DayColumn(**DAY)),
        HotTable("shop_users", "public", "users", False, False, 7, None),
        HotTable("shop_users_history", "public", "users", True, True, 7, None),
    )
    assert shop.hot_table("shop_users_history") == shop.hot_tables[2]
    assert shop.hot_table("shop_absent") is None
    assert shop.runs == Runs("0 0 * * *", None, None, True, "data-engineering")


def test_silver_is_told_what_is_private_and_what_is_no_text(tmp_path: Path) -> None:
    users = table_of("users", private=("pin", "é"), binary=("photo",))
    history = table_of("users", history=True, private=("pin", "é"))
    sources = applied.read(written(tmp_path, document(shop=[table_of("orders"), users, history], web=[], late=None)))
    told = applied.for_silver(sources, "shop")
    assert told.isascii()
    assert json.loads(told) == {
        "shop": {
            "shop_orders": {"private": [], "binary": []},
            "shop_users": {"private": ["pin", "é"], "binary": ["photo"]},
        },
        "web": None,
        "late": None,
    }
    with pytest.raises(CannotRun, match="which tables late has"):
        applied.for_silver(sources, "late")


def test_a_day_begins_with_a_number_or_a_date() -> None:
    day = dt.date(1969, 12, 31)
    assert DayColumn(**DAY).start_of(day) == -86_400_000
    assert DayColumn(**DAY | {"per_day": 0}).start_of(day) == day


def test_topics_match_as_a_whole(tmp_path: Path) -> None:
    topics = applied.read(written(tmp_path, document(shop=[])))["shop"].topics
    assert topics.fullmatch("shop.public.orders")
    assert not topics.fullmatch("shopxpublic.orders")
    assert not topics.fullmatch("shop.message")


def test_a_schedule_is_an_interval_or_a_cron_expression(tmp_path: Path) -> None:
    runs: dict[str, Any] = {
        "schedule": times_of(every_minutes=90),
        "start_date": "2026-11-02",
        "catchup": False,
        "owner": "web",
    }
    source = source_of("shop", [], **runs, sync=times_of(cron="5 * * * *"))
    shop = applied.read(written(tmp_path, document(shop=source)))["shop"]
    assert shop.runs == Runs(dt.timedelta(minutes=90), "5 * * * *", dt.date(2026, 11, 2), False, "web")


def test_a_batch_source_may_be_on_a_server_of_its_own(tmp_path: Path) -> None:
    server: dict[str, Any] = {
        "host": "db",
        "port": 6543,
        "database": "app",
        "user": "reader",
        "tls": "verify-ca",
        "ca_file": "/ca",
    }
    away, near = source_of("away", [], batch=True, server=server), source_of("near", [], batch=True)
    sources = applied.read(written(tmp_path, document(away=away, near=near, shop=[])))
    assert (sources["away"].is_batch, sources["away"].server) == (True, Server(**server))
    assert (sources["near"].is_batch, sources["near"].server) == (True, None)
    assert not sources["shop"].is_batch


def test_tables_that_nobody_has_looked_for_are_not_taken_for_none(tmp_path: Path) -> None:
    shop = applied.read(written(tmp_path, document(shop=None)))["shop"]
    with pytest.raises(CannotRun, match="which tables shop has"):
        _ = shop.hot_tables
    with pytest.raises(CannotRun, match="which tables shop has"):
        chosen({"shop": shop}, ["shop_orders"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": 2}',
        document(shop=[{"name": "shop_orders"}]),
        document(shop=source_of("shop", [], start_date="soon")),
        json.dumps(json.loads(document(shop=[])) | {"format": 3}),
    ],
)
def test_a_document_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(CannotRun, match=r"applied-tables\.json"):
        applied.read(written(tmp_path, text))


def test_without_a_document_the_remedy_is_to_apply(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="not applied yet") as raised:
        applied.read(tmp_path / "applied-tables.json")
    assert "./isotherm apply" in raised.value.remedy


def test_a_source_that_was_not_applied_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISOTHERM_APPLIED_TABLES", str(written(tmp_path, document(shop=[]))))
    assert environment.source("shop").database == "shop"
    with pytest.raises(CannotRun, match="adtech is no source"):
        environment.source("adtech")


def test_a_named_table_needs_only_its_own_source_to_have_passed(tmp_path: Path) -> None:
    sources = applied.read(
        written(tmp_path, document(shop=[table_of("orders"), table_of("kept", archived=False)], web=[]))
    )
    assert [source.database for source in chosen(sources, ["shop_orders"])] == ["shop"]
    assert [source.database for source in chosen(sources, [])] == ["shop", "web"]
    for other in ("shop_users", "shop_kept"):
        with pytest.raises(CannotRun, match=f"no hot table {other}"):
            chosen(sources, [other])


def test_hot_tables_that_nobody_knows_are_found(tmp_path: Path) -> None:
    sources = applied.read(written(tmp_path, document(shop=[table_of("orders")], shop_eu=[])))
    present = ["shop_orders", "shop_left", "shop_eu_left", "web_left"]
    assert applied.unknown(sources, "shop", present) == ["shop_left"]
    assert applied.unknown(sources, "shop_eu", present) == ["shop_eu_left"]
