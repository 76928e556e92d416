"""What `check --deploy` says of a machine beside Django's own checks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

HERE = ("", "localhost", "127.0.0.1", "::1")
UNPROVEN = (
    "The database is on another machine, and whether it is the one that is meant is not looked at: "
    "passwords and prices may be read on their way."
)
HINT = (
    "End DATABASE_URL in ?sslmode=verify-full&sslrootcert=FILE, with the certificate of the "
    "authority that vouches for the server (docs/operations.md)."
)


@register(Tags.security, deploy=True)
def check_database(app_configs: Any, **_: Any) -> list[Warning]:
    """Warns of a PostgreSQL elsewhere without TLS that looks at certificate and name."""
    database = settings.DATABASES["default"]
    host = database.get("HOST") or ""
    mode = database.get("OPTIONS", {}).get("sslmode")
    if host in HERE or host.startswith("/") or mode == "verify-full":
        return []
    return [Warning(UNPROVEN, hint=HINT, id="deskfare.W001")]
