"""Archives one day of all tables, or of one: ``python -m isotherm_archive --day 2026-01-31 [--table orders]``.

The caller has made sure that the pipeline has passed the end of the day. In the environment: CLICKHOUSE_URL,
CLICKHOUSE_USER, CLICKHOUSE_PASSWORD_FILE, ISOTHERM_TABLES (the path of tables.yaml). Exit codes: 0 done, 1 a table
failed, 2 could not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys

from isotherm_archive import command, environment
from isotherm_archive.archive import archive_table
from isotherm_archive.console import complain, say
from isotherm_archive.errors import ArchiveError, CannotRun
from isotherm_archive.server import Run, Server
from isotherm_archive.tables import TablesFile, partitioned_tables


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="isotherm_archive", description=__doc__)
    parser.add_argument("--day", required=True, type=dt.date.fromisoformat, help="archive what ended on this day or before")
    parser.add_argument("--table", help="only this table, such as orders or shop.orders")
    parser.add_argument("--run", default=f"manual-{os.getpid()}", help="name of the run in query ids and the log")
    parser.add_argument("--try", dest="attempt", type=int, default=1, help="number of this try of the run")
    options = parser.parse_args(arguments)
    try:
        server = Server(environment.clickhouse(), Run(options.run, options.attempt))
        tables = environment.tables()
        return archive_all(server, tables, options.day, options.table)
    except CannotRun as e:
        complain(e)
        return 2
    except ArchiveError as e:
        complain(e)
        return 1


def archive_all(server: Server, tables: TablesFile, day: dt.date, only: str | None) -> int:
    """Table by table; one that fails does not stop the others."""
    wanted = {
        name: settings
        for name in partitioned_tables(server)
        if (settings := tables.settings_of(name)) and settings.archived and (only is None or is_called(only, name, tables))
    }
    if only is not None and not wanted:
        raise CannotRun(
            f"there is no hot table '{only}' that is archived",
            "tables.yaml says which are: those with partition_by and histories, unless they say archive: none",
        )
    failed = False
    for name, settings in wanted.items():
        try:
            result = archive_table(server, name, settings, day, report=say)
            say(str(result))
            failed |= bool(result.failures)
        except ArchiveError as e:
            complain(e)
            failed = True
    return int(failed)


def is_called(wanted: str, name: str, tables: TablesFile) -> bool:
    schema, _, table = wanted.rpartition(".")
    qualified = table if schema in ("", "public") else f"{schema}_{table}"
    return wanted == name or any(name == f"{database}_{qualified}" for database in tables.databases)


if __name__ == "__main__":
    sys.exit(command.run(main))
