"""What `check --deploy` says of a machine beside Django's own checks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Tags, Warning, register

HERE = ("", "localhost", "127.0.0.1", "::1")
UNPROVEN = (
    "The database is on another machine, and whether it is the one that is meant is not looked at: "
    "passwords and prices may be read on their way."
)
PLAIN_MAIL = (
    "The mail server is on another machine and is spoken to without TLS: links to a new password "
    "may be read on their way."
)
PLAIN_PROVIDER = (
    "The identity provider is asked without TLS: who stands between could let anybody in."
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


@register(Tags.security, deploy=True)
def check_mail(app_configs: Any, **_: Any) -> list[Warning]:
    """Warns of a mail server elsewhere that is spoken to without TLS."""
    is_secret = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.EMAIL_HOST in HERE or is_secret:
        return []
    return [Warning(PLAIN_MAIL, hint="Set EMAIL_PORT to 587 or 465.", id="deskfare.W002")]


@register(Tags.security, deploy=True)
def check_provider(app_configs: Any, **_: Any) -> list[Warning]:
    """Warns of an identity provider elsewhere that is asked without TLS."""
    issuer = urlsplit(settings.OIDC_ISSUER)
    if issuer.scheme == "https" or (issuer.hostname or "") in HERE:
        return []
    return [Warning(PLAIN_PROVIDER, hint="Let OIDC_ISSUER be https.", id="deskfare.W003")]
