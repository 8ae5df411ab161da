#!/usr/bin/env python3
"""Health check of a container: ``alive.py JOB_TYPE``. Exit code 0 if its job has sent a heartbeat within a minute.

It asks the metadata database, which takes a tenth of a second; ``airflow jobs check`` asks the same, and takes as long
as Airflow takes to load. Runs as root, as health checks do, and so reads the mounted secret.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import psycopg

ALIVE = """
    SELECT count(*) FROM job
    WHERE job_type = %s AND state = 'running' AND split_part(hostname, '.', 1) = %s
      AND latest_heartbeat > now() - interval '60 seconds'
"""


def main(job_type: str) -> int:
    password = Path("/run/secrets/airflow_database_password").read_text().strip()
    with psycopg.connect(
        host="airflow-postgres", user="airflow", dbname="airflow", password=password, connect_timeout=5
    ) as database:
        found = database.execute(ALIVE, (job_type, socket.gethostname().split(".")[0])).fetchone()
    return 0 if found and found[0] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
