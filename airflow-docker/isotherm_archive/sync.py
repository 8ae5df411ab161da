"""Runs ``isotherm sync``: what has changed in a source is read by queries, into its hot tables.

Only the command knows how; what it logs goes to the log of the task.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterable

from isotherm_archive.errors import ArchiveError, CannotRun

LOG = logging.getLogger("isotherm")
# Another sync of the same table may be on its way
LOCK_TIMEOUT_SECONDS = 600


def program(database: str) -> str:
    """The command. Raises CannotRun where a source cannot be synced."""
    if named := os.environ.get("ISOTHERM_COMMAND"):
        return named
    raise CannotRun(
        f"Airflow cannot read source {database} by queries: its containers have no Java, which isotherm sync needs",
        f"run on the host: ./isotherm sync {database} --interval 1800;"
        " days that are over: ./isotherm archive --day DAY",
    )


def run(database: str, *options: str) -> int:
    """Rows that came or went. Raises what the command names as cause and remedy."""
    command = [
        program(database),
        "sync",
        database,
        "--json",
        "--no-metrics-update",
        "--lock-timeout",
        str(LOCK_TIMEOUT_SECONDS),
        *options,
    ]
    with tempfile.TemporaryFile("w+") as answer:
        try:
            process = subprocess.Popen(command, stdout=answer, stderr=subprocess.PIPE, text=True)
        except OSError as e:
            raise CannotRun(f"cannot start {command[0]}: {e.strerror}", "see what ISOTHERM_COMMAND names") from e
        try:
            cause, remedy = _told(process.stderr or ())
            code = process.wait()
        except BaseException:
            # It ends by itself and leaves nothing half done: the next one repeats what it did not finish
            process.terminate()
            raise
        if code != 0:
            raise ArchiveError(cause or f"isotherm sync ended with exit code {code}", remedy or "see the log above it")
        answer.seek(0)
        return sum(table["rows"] + table["deleted"] for table in json.load(answer))


def _told(lines: Iterable[str]) -> tuple[str, str]:
    """Logs each line; the last cause, and its remedy."""
    cause = remedy = ""
    for line in lines:
        text = line.rstrip()
        LOG.info("%s", text)
        if text.startswith("  -> "):
            remedy = text.removeprefix("  -> ")
        elif text:
            cause, remedy = text.removeprefix("isotherm: "), ""
    return cause, remedy
