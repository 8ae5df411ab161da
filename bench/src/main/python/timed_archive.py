"""Archives a table as a task of the daily run does: ``python timed_archive.py TABLE DAY``.

Prints one line of JSON: the seconds from the connection to the end, and those of each step over all partitions. The
environment is that of ``python -m isotherm_archive``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections import defaultdict

from isotherm_archive import environment
from isotherm_archive.archive import archive_table
from isotherm_archive.server import Run, Server


def main(name: str, day: dt.date) -> int:
    tables = [table for source in environment.sources().values() for table in source.hot_tables if table.name == name]
    if not tables:
        print(f"the applied tables.yaml has no table {name}", file=sys.stderr)
        return 2
    steps: defaultdict[str, float] = defaultdict(float)
    began = last = time.monotonic()

    def finished(step: str) -> None:
        nonlocal last
        now = time.monotonic()
        steps[step] += now - last
        last = now

    server = Server(environment.clickhouse(), Run("bench"))
    finished("connect")
    result = archive_table(
        server, name, tables[0].hot_days, day, report=lambda line: print(line, file=sys.stderr), after_step=finished
    )
    print(json.dumps({"seconds": time.monotonic() - began, "archived": result.archived, "steps": steps}))
    return int(bool(result.failures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], dt.date.fromisoformat(sys.argv[2])))
