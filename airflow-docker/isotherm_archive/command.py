"""How a command of this package runs: Ctrl-C and SIGTERM end what it runs on the server, without a stack trace."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable
from typing import TypeVar

from isotherm_archive import interruption
from isotherm_archive.console import complain
from isotherm_archive.errors import ArchiveError, CannotRun

Asked = TypeVar("Asked")


def answering(work: Callable[[Asked], int]) -> Callable[[Asked], int]:
    """``work`` that answers 1 where it failed and 2 where it could not run, and says why."""

    @functools.wraps(work)
    def answer(asked: Asked) -> int:
        try:
            return work(asked)
        except CannotRun as e:
            complain(e)
            return 2
        except ArchiveError as e:
            complain(e)
            return 1

    return answer


def run(main: Callable[[list[str]], int]) -> int:
    """The exit code of ``main``, or 128 and the number of the signal."""
    # What it logs as an error is told once, by complain
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    try:
        with interruption.listening():
            return main(sys.argv[1:])
    except interruption.Interrupted as e:
        return e.code
