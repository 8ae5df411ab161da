"""``python -m isotherm_archive.backup_command ACTION``.

Actions: ``create [--full]``, ``list [--json]``, ``restore NAME [--table T]... [--overwrite]``.

In the environment: CLICKHOUSE_URL, CLICKHOUSE_USER (an administrator), CLICKHOUSE_PASSWORD_FILE. Exit codes: 0 done, 1
failed, 2 could not run.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys

from isotherm_archive import command, environment
from isotherm_archive.backup import Backup, Backups
from isotherm_archive.console import say
from isotherm_archive.server import Run, Server


@command.answering
def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="isotherm_archive.backup_command", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create", help="back up all tables")
    create.add_argument("--full", action="store_true", help="add to no earlier backup")
    listing = commands.add_parser("list", help="finished backups, oldest first")
    listing.add_argument("--json", action="store_true")
    restore = commands.add_parser("restore", help="bring back tables of a backup")
    restore.add_argument("name")
    restore.add_argument("--table", action="append", default=[], help="such as cold.shop_orders; may be repeated")
    restore.add_argument("--overwrite", action="store_true", help="replace tables that hold rows")
    options = parser.parse_args(arguments)
    backups = Backups(Server(environment.clickhouse(), Run(f"backup-{os.getpid()}")), say)
    if options.command == "create":
        made = backups.create(full=options.full)
        say(f"backup {made.name} is finished: {made.files} files, {made.bytes} bytes")
    elif options.command == "list":
        tell(backups.finished(), options.json)
    else:
        count = backups.restore(options.name, options.table, overwrite=options.overwrite)
        say(f"restored {count} tables and views from {options.name}")
    return 0


def tell(backups: list[Backup], as_json: bool) -> None:
    if as_json:
        say(json.dumps([dataclasses.asdict(backup) for backup in backups], indent=2))
        return
    rows = [("BACKUP", "STARTED (UTC)", "FILES", "BYTES", "ADDS TO")]
    rows += [(b.name, b.started_at, str(b.files), str(b.bytes), b.base or "nothing") for b in backups]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(command.run(main))
