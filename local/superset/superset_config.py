"""Apache Superset's settings. In the environment: DASHBOARD_DATA (folder), ISOTHERM_HOME, CLICKHOUSE_HTTP_PORT."""

import copy
import os
from pathlib import Path

from flask import redirect
from flask_appbuilder import IndexView, expose
from superset.config import TALISMAN_CONFIG as DEFAULT_TALISMAN_CONFIG


def secret(name):
    return (Path(os.environ["ISOTHERM_HOME"]) / "secrets" / name).read_text(encoding="utf-8")


SECRET_KEY = secret("dashboard_secret_key")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{os.environ['DASHBOARD_DATA']}/superset.db"


class Home(IndexView):
    """The address of this server leads to its dashboard."""

    @expose("/")
    def index(self):
        return redirect("/superset/dashboard/isotherm/")


FAB_INDEX_VIEW = f"{Home.__module__}.{Home.__name__}"

# Charts ask ClickHouse every time
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
RATELIMIT_STORAGE_URI = "memory://"
LOG_LEVEL = "WARNING"

# The browser loads nothing from elsewhere, the project's usage statistics included
TALISMAN_CONFIG = copy.deepcopy(DEFAULT_TALISMAN_CONFIG)
TALISMAN_CONFIG["content_security_policy"]["img-src"] = ["'self'", "blob:", "data:"]
TALISMAN_CONFIG["content_security_policy"]["connect-src"] = ["'self'"]


def DB_CONNECTION_MUTATOR(uri, params, username, security_manager, source):  # noqa: ARG001
    """Where this stack's ClickHouse listens, and the reader's password, which is not in Superset's database."""
    return uri.set(
        host="127.0.0.1",
        port=int(os.environ["CLICKHOUSE_HTTP_PORT"]),
        password=secret("clickhouse_reader_password"),
    ), params
