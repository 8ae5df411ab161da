"""Makes Superset's database hold what is in this folder: its one user and the definitions under assets/."""

from pathlib import Path

from flask import g
from superset.app import create_app

ASSETS = Path(__file__).parent / "assets"
USER = "admin"


def set_user(security_manager, password):
    user = security_manager.find_user(USER)
    if user is None:
        admin = security_manager.find_role("Admin")
        user = security_manager.add_user(USER, "Isotherm", "Operator", "admin@localhost", admin, password=password)
        if not user:
            raise SystemExit("dashboard: Superset does not take its user; see the lines above")
    security_manager.reset_password(user.id, password)
    return user


def main():
    app = create_app()
    with app.app_context():
        # They need the application, and the settings must not be read before Superset reads them
        from superset import security_manager
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset_config import secret

        g.user = set_user(security_manager, secret("dashboard_admin_password"))
        files = {str(file.relative_to(ASSETS)): file.read_text(encoding="utf-8") for file in ASSETS.rglob("*.yaml")}
        ImportAssetsCommand(files).run()
        print(f"dashboard: {len(files)} definitions are in Superset", flush=True)


main()
