"""`manage.py check_start`: whether the site may start, and why not."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from calculator.readiness import CAN_ONLY_BE_READ, find_faults_at_start
from calculator.stores import is_read_only
from quotes.append_only import warn_at_start

log = logging.getLogger("deskfare.start")


class Command(BaseCommand):
    """What gunicorn asks before it serves: the secret key, the database, the static files."""

    help = "Says why the site can't start as it is set up; status 1."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises `CommandError` with a line for each fault; missing triggers are a warning."""
        if faults := find_faults_at_start():
            raise CommandError("\n".join(faults))
        if is_read_only():
            log.warning(CAN_ONLY_BE_READ)
        warn_at_start()
