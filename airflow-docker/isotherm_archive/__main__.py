"""Archives one day of all tables, or of some: ``python -m isotherm_archive --day 2026-01-31 [--table shop_orders]...``.

The caller has made sure that the pipeline has passed the end of the day; ``isotherm_archive.guarded`` does so before.
In the environment: CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD_FILE, ISOTHERM_APPLIED_TABLES. Exit codes: 0
done, 1 a table failed, 2 could not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterable

from isotherm_archive import applied, command, environment
from isotherm_archive.archive import archive_table
from isotherm_archive.console import complain, say
from isotherm_archive.errors import ArchiveError, CannotRun
from isotherm_archive.server import Run, Server
from isotherm_archive.tables import partitioned_tables


def main(arguments: list[str]) -> int:
    return run(parser().parse_args(arguments))


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="isotherm_archive")
    made.add_argument(
        "--day", required=True, type=dt.date.fromisoformat, help="archive what ended on this day or before"
    )
    made.add_argument("--table", action="append", default=[], help="a hot table, such as shop_orders; may be repeated")
    made.add_argument("--run", default=f"manual-{os.getpid()}", help="name of the run in query ids and the log")
    made.add_argument("--try", dest="attempt", type=int, default=1, help="number of this try of the run")
    return made


@command.answering
def run(options: argparse.Namespace) -> int:
    server = Server(environment.clickhouse(), Run(options.run, options.attempt))
    return archive_all(server, chosen(environment.sources(), options.table), options.day, options.table)


def chosen(sources: dict[str, applied.Source], tables: list[str]) -> list[applied.Source]:
    """Those that have one of the tables, or all."""
    found = [
        source
        for source in sources.values()
        if not tables or any(table.name in tables and table.archived for table in source.hot_tables)
    ]
    if not found:
        raise CannotRun(
            f"there is no hot table {' or '.join(tables)} that is archived",
            "tables.yaml says which are: those with partition_by and histories, unless they say archive: none",
        )
    return found


def archive_all(server: Server, sources: Iterable[applied.Source], day: dt.date, only: list[str]) -> int:
    """Table by table; one that fails does not stop the others."""
    present = set(partitioned_tables(server))
    wanted = [
        table
        for source in sources
        for table in source.hot_tables
        if table.archived and table.name in present and (not only or table.name in only)
    ]
    failed = False
    for table in wanted:
        try:
            result = archive_table(server, table.name, table.hot_days, day, report=say)
            say(str(result))
            failed |= bool(result.failures)
        except ArchiveError as e:
            complain(e)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(command.run(main))
