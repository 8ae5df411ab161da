"""Makes the role and the database that Airflow keeps its own state in, where they are missing; prints "made" if the
database was.

Needs POSTGRES_PORT, and in the folder SECRETS_DIR the passwords of the administrator and of the role.
"""

import os
import pathlib

import psycopg
from psycopg import sql

NAME = "airflow"


def secret(name: str) -> str:
    return pathlib.Path(os.environ["SECRETS_DIR"], name).read_text().strip()


def main() -> None:
    with psycopg.connect(
        host="127.0.0.1",
        port=os.environ["POSTGRES_PORT"],
        dbname="postgres",
        user="postgres",
        password=secret("postgres_password"),
        autocommit=True,
    ) as server:
        # hashed here, so that no statement holds the password
        password = server.pgconn.encrypt_password(
            secret("airflow_database_password").encode(), NAME.encode(), b"scram-sha-256"
        ).decode()
        known = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone()
        server.execute(
            sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                sql.SQL("ALTER" if known else "CREATE"), sql.Identifier(NAME), sql.Literal(password)
            )
        )
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            return
        name = sql.Identifier(NAME)
        server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
        server.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(name))
        print("made")


main()
