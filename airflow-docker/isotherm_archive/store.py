"""The buckets, asked by the server with the keys it has."""

from __future__ import annotations

from typing import Any

from isotherm_archive.errors import ArchiveError, CannotRun
from isotherm_archive.server import Server

# A disk goes on trying for many minutes when its bucket is away; this is to be told at once
AT_ONCE: dict[str, Any] = {"s3_retry_attempts": 2, "s3_connect_timeout_ms": 2000, "s3_request_timeout_ms": 10000}
CHECK = "s3({bucket}, filename = 'isotherm-check', format = 'RawBLOB', structure = 'text String')"


def require_cold(server: Server) -> None:
    """That of cold tables; raises CannotRun if it cannot be written and read."""
    _require(server, "cold")


def require_backups(server: Server) -> None:
    """That of backups, for an administrator; raises CannotRun if it cannot be written and read."""
    _require(server, "backups")


def _require(server: Server, bucket: str) -> None:
    """One small object, the same every time."""
    place = CHECK.format(bucket=bucket)
    try:
        server.execute(f"INSERT INTO FUNCTION {place} SELECT 'written'", s3_truncate_on_insert=1, **AT_ONCE)
        server.row(f"SELECT throwIf(text != 'written') FROM {place}", **AT_ONCE)
    except ArchiveError as e:
        raise CannotRun(
            f"the bucket '{bucket}' cannot be written and read: {e}",
            "see ./isotherm status for minio; ./isotherm restart minio creates missing buckets and users,"
            " ./isotherm restart clickhouse reads their keys again",
        ) from e
