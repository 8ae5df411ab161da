"""Waits until the pipeline has passed a day, then archives it.

Call: ``python -m isotherm_archive.guarded --timeout 120 --day ...``.

The other arguments and the exit codes are those of ``python -m isotherm_archive``. In the environment also:
POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD_FILE, KAFKA_BOOTSTRAP.
"""

from __future__ import annotations

import datetime as dt
import sys

from isotherm_archive import __main__ as archive
from isotherm_archive import command, environment
from isotherm_archive.guard import Source, await_passed, require_synced


@command.answering
def main(arguments: list[str]) -> int:
    parser = archive.parser()
    parser.add_argument("--timeout", required=True, type=float, help="seconds to wait for the pipeline")
    parser.add_argument(
        "--synced",
        action="append",
        default=[],
        type=_synced,
        metavar="SOURCE=MOMENT",
        help="what was committed before in this batch source is in ClickHouse; may be repeated",
    )
    options = parser.parse_args(arguments)
    synced = dict(options.synced)
    for settings in archive.chosen(environment.sources(), options.table):
        if settings.database in synced:
            require_synced(settings.database, synced[settings.database], options.day)
            continue
        with Source(settings) as source:
            await_passed(source, environment.kafka(), options.day, options.timeout)
    return archive.run(options)


def _synced(text: str) -> tuple[str, dt.datetime]:
    database, _, moment = text.rpartition("=")
    return database, dt.datetime.fromisoformat(moment)


if __name__ == "__main__":
    sys.exit(command.run(main))
