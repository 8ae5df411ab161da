"""Makes Superset's database hold its one user, and the definitions under assets/ and in the folders of the demos."""

from pathlib import Path

from flask import g
from superset.app import create_app

ASSETS = Path(__file__).parent / "assets"
DEMOS = Path(__file__).parents[2] / "demo"
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


def definitions():
    """Texts of YAML files by the names that an export of Superset would give them."""
    files = {}
    for folder in [ASSETS, *sorted(DEMOS.glob("*/dashboard/superset"))]:
        for file in sorted(folder.rglob("*.yaml")):
            name = str(file.relative_to(folder))
            if name in files:
                raise SystemExit(f"dashboard: {file} has the name of another definition; rename it")
            files[name] = file.read_text(encoding="utf-8")
    return files


def main():
    app = create_app()
    with app.app_context():
        # They need the application, and the settings must not be read before Superset reads them
        from superset import security_manager  # noqa: PLC0415
        from superset.commands.importers.v1.assets import ImportAssetsCommand  # noqa: PLC0415
        from superset_config import secret  # noqa: PLC0415

        g.user = set_user(security_manager, secret("dashboard_admin_password"))
        files = definitions()
        ImportAssetsCommand(files).run()
        print(f"dashboard: {len(files)} definitions are in Superset", flush=True)


main()
