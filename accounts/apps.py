"""Who may do what: roles, the second factor, log-in, invitations. No prices, no pages."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Sees to it that every database has the roles."""

    name = "accounts"

    def ready(self) -> None:
        """Makes them after each migration, when the rights of all apps are there too; tells log
        and limits of log-ins.
        """
        from . import limits, log
        from .roles import make_roles

        log.listen()
        limits.listen()

        def migrated(using: str, **signal: Any) -> None:
            make_roles(using)

        post_migrate.connect(migrated, sender=self, weak=False, dispatch_uid="accounts.roles")


class Administration(admin_apps.AdminConfig):
    """Django's admin behind the door that all others use."""

    default = False
    default_site = "accounts.admin_site.AdminSite"
