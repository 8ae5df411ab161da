"""Waits until the pipeline has passed a day, then archives it: ``python -m isotherm_archive.guarded --timeout 120 --day ...``.

The other arguments and the exit codes are those of ``python -m isotherm_archive``. In the environment also: POSTGRES_HOST,
POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD_FILE, KAFKA_BOOTSTRAP.
"""

from __future__ import annotations

import sys

from isotherm_archive import __main__ as archive
from isotherm_archive import command, environment
from isotherm_archive.guard import Source, await_passed


@command.answering
def main(arguments: list[str]) -> int:
    parser = archive.parser()
    parser.add_argument("--timeout", required=True, type=float, help="seconds to wait for the pipeline")
    options = parser.parse_args(arguments)
    for settings in archive.chosen(environment.sources(), options.table):
        with Source(environment.postgres(), settings) as source:
            await_passed(source, environment.kafka(), options.day, options.timeout)
    return archive.run(options)


if __name__ == "__main__":
    sys.exit(command.run(main))
