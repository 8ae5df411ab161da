"""How a command of this package runs: Ctrl-C and SIGTERM end what it runs on the server, without a stack trace."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from types import FrameType

FOR_SHELLS = 128


class Interrupted(BaseException):
    """Passes everything that handles errors, as KeyboardInterrupt does."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def run(main: Callable[[list[str]], int]) -> int:
    """The exit code of ``main``, or 128 and the number of the signal."""
    # What it logs as an error is told once, by complain
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        return main(sys.argv[1:])
    except Interrupted as e:
        return FOR_SHELLS + e.number


def _interrupt(number: int, _frame: FrameType | None) -> None:
    # Once: a second signal would break off what the first one lets end in order
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    raise Interrupted(number)
