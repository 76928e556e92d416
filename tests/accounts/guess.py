"""Guesses a password five times, as one process of several; prints how many were looked at.

python -m tests.accounts.guess NAME
"""

from __future__ import annotations

import os
import sys

import django

GUESSES = 5


def main(name: str) -> None:
    """Sends the form of the log-in page, each time with another wrong password."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    from accounts.adapters import AccountAdapter
    from tests.accounts.people import log_in

    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    looked_at = []
    AccountAdapter.authentication_failed = lambda self, request, **more: looked_at.append(1)
    for number in range(GUESSES):
        log_in(Client(), name, f"wrong {number}")
    print(len(looked_at))


if __name__ == "__main__":
    main(sys.argv[1])
