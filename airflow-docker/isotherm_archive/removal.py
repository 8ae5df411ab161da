"""Takes archived rows from hot: a mutation, which the server's background threads get to when they can.

Whether they get on with it is looked at from here. The server itself would let its client wait for ever.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from isotherm_archive.errors import ArchiveError
from isotherm_archive.server import Server
from isotherm_archive.tables import Table

# Without any progress: a big part may take hours, and an object store that was away for a moment is asked again
STANDS_STILL_SECONDS = 120.0
POLL_SECONDS = 0.05
# In the commands of these mutations and of no others: cold's version of a key
ARCHIVED_VERSION = "_archived_version"

OPEN = """
    SELECT mutation_id, position(command, {mark:String}) > 0, parts_to_do, latest_fail_reason FROM system.mutations
    WHERE database = 'hot' AND table = {t:String} AND NOT is_done ORDER BY create_time, mutation_id
"""
ROWS_READ = "SELECT sum(rows_read) FROM system.merges WHERE database = 'hot' AND table = {t:String} AND is_mutation"
WITHDRAW = """
    KILL MUTATION WHERE database = 'hot' AND table = {t:String} AND position(command, {mark:String}) > 0
    AND NOT is_done
"""


@dataclass(frozen=True)
class _Mutation:
    """``reason``: why it failed when it was last tried, empty if it did not."""

    id: str
    removes: bool
    parts: int
    reason: str


class StandsStillError(ArchiveError):
    """The server does not get on with a removal. Other removals of the table would only queue up behind it."""


class Removal:
    """Only the holder of the table's lease may use it, so that what is open is the holder's or a predecessor's."""

    def __init__(self, server: Server, table: Table) -> None:
        self._server = server
        self._table = table
        self._parameters = {"t": table.name, "mark": ARCHIVED_VERSION}

    def withdraw(self) -> None:
        """Ends the removals that are open; the rows that they have yet to take stay, and cold has them."""
        self._server.execute(WITHDRAW, self._parameters, of=f"{self._table.name}::withdraw")

    def run(self, statement: str, of: str) -> None:
        """Returns when the server has done it. Raises StandsStillError, and then no removal is left open."""
        self._server.execute(statement, of=of, mutations_sync=0)
        found = self._open()
        least, read = self._parts_to_do(found), 0
        deadline = time.monotonic() + STANDS_STILL_SECONDS
        while any(mutation.removes for mutation in found):
            parts, rows = self._parts_to_do(found), self._rows_read(found)
            if parts < least or rows != read:
                deadline = time.monotonic() + STANDS_STILL_SECONDS
            elif time.monotonic() > deadline:
                self.withdraw()
                raise self._stands_still(found)
            least, read = min(parts, least), rows
            time.sleep(POLL_SECONDS)
            found = self._open()

    def _open(self) -> list[_Mutation]:
        """Oldest first: the server gets to them in this order."""
        found = self._server.rows(OPEN, self._parameters, of=f"{self._table.name}::look")
        return [_Mutation(id_, bool(removes), parts, reason) for id_, removes, parts, reason in found]

    @staticmethod
    def _parts_to_do(found: list[_Mutation]) -> int:
        return sum(mutation.parts for mutation in found)

    def _rows_read(self, found: list[_Mutation]) -> int:
        """What is tried again and again reads as well, and gets nowhere."""
        if any(mutation.reason for mutation in found):
            return 0
        return int(self._server.row(ROWS_READ, self._parameters, of=f"{self._table.name}::look")[0])

    def _stands_still(self, found: list[_Mutation]) -> StandsStillError:
        hot, first = f"hot.{self._table.name}", found[0]
        reason = f", for it fails: {' '.join(first.reason.split())[:400]}" if first.reason else ""
        if not first.removes:
            remedy = (
                f"it is not the archive's, whose own waits behind it: mend what keeps it, or KILL MUTATION WHERE"
                f" database = 'hot' AND table = '{self._table.name}' AND mutation_id = '{first.id}'"
            )
        elif first.reason:
            remedy = "remove the cause"
        else:
            remedy = f"if merges were stopped: SYSTEM START MERGES {hot}; if not, system.merges has what keeps them"
        return StandsStillError(
            f"mutation {first.id} of {hot} stands still for {STANDS_STILL_SECONDS:.0f} s with {first.parts} parts"
            f" to do{reason}",
            f"{remedy}. Then run it again. Bronze is right meanwhile: hot keeps rows that cold has, and the removal"
            " is withdrawn",
        )
