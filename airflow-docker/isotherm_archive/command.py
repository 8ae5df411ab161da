"""How a command of this package runs: Ctrl-C and SIGTERM end what it runs on the server, without a stack trace."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from isotherm_archive import interruption


def run(main: Callable[[list[str]], int]) -> int:
    """The exit code of ``main``, or 128 and the number of the signal."""
    # What it logs as an error is told once, by complain
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    try:
        with interruption.listening():
            return main(sys.argv[1:])
    except interruption.Interrupted as e:
        return e.code
