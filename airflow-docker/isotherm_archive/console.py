"""What the commands of this package say to the operator."""

from __future__ import annotations

import sys

from isotherm_archive.errors import ArchiveError


def say(line: str) -> None:
    print(line, flush=True)


def complain(error: ArchiveError) -> None:
    print(f"isotherm: {error}\n  -> {error.remedy}", file=sys.stderr, flush=True)
