"""The app of quotes: its triggers are remade after every migration."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate, pre_migrate


class QuotesConfig(AppConfig):
    """Guards the tables that are only ever added to, whatever migrates them."""

    name = "quotes"
    verbose_name = "Quotes"

    def ready(self) -> None:
        """Listens to migrations, and reports triggers that are missing."""
        from . import append_only

        pre_migrate.connect(append_only.drop_before_migration, sender=self)
        post_migrate.connect(append_only.make_after_migration, sender=self)
        register(append_only.check_triggers)
