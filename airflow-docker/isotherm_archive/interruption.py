"""Ctrl-C and SIGTERM end what runs, in order.

Nothing is raised where a signal happens to come: Python would leave behind locks that were just taken, or swallow the
exception in a callback. A thread waits for the signal, ends what runs on the server, and the call to it raises.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

FOR_SHELLS = 128
POLL_SECONDS = 0.2
# A server that does not answer may hold up the end for so long; what is left then is as after kill -9. The command that
# runs this waits for 20 s
ENDS_WITHIN_SECONDS = 15

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_lock = threading.Lock()
_running: list[Callable[[], None]] = []
_came: list[int] = []


class Interrupted(BaseException):
    """Passes everything that handles errors, as KeyboardInterrupt does. ``code`` is the exit code."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = FOR_SHELLS + number


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """For the main thread, before there are others. Signals behind the first one are ignored."""
    over = threading.Event()
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    threading.Thread(target=_listen, args=(over,), daemon=True).start()
    try:
        yield
    finally:
        over.set()


@contextlib.contextmanager
def ended_by(end: Callable[[], None]) -> Iterator[None]:
    """Raises Interrupted, once, if a signal came before or meanwhile; then ``end`` is called, from another thread."""
    with _lock:
        _raise_what_came()
        _running.append(end)
    try:
        yield
    finally:
        with _lock:
            _running.remove(end)
            _raise_what_came()


def _raise_what_came() -> None:
    if _came:
        raise Interrupted(_came.pop())


def _listen(over: threading.Event) -> None:
    while not (came := signal.sigtimedwait(_SIGNALS, POLL_SECONDS)):
        if over.is_set():
            return
    deadline = time.monotonic() + ENDS_WITHIN_SECONDS
    _came.append(came.si_signo)
    threading.Thread(target=_end_what_runs, args=(over,), daemon=True).start()
    if not over.wait(deadline - time.monotonic()):
        os._exit(FOR_SHELLS + came.si_signo)


def _end_what_runs(over: threading.Event) -> None:
    """Again and again, for a statement may just be on its way. Never what is run after Interrupted was raised."""
    while not over.wait(POLL_SECONDS):
        with _lock:
            ends = list(_running) if _came else []
        for end in ends:
            end()
