"""Guesses a password five times, as one process of several; prints how many were looked at. Or logs
in four times at once with the right one; prints how often it was let in.

python -m tests.accounts.guess NAME [right]
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

import django

GUESSES, AT_ONCE = 5, 4


def main(name: str, is_right: bool) -> None:
    """Sends the form of the log-in page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    if is_right:
        print(count_let_in(name))
    else:
        print(count_looked_at(name))


def count_looked_at(name: str) -> int:
    """Each time another wrong password."""
    from django.test import Client

    from accounts.adapters import AccountAdapter
    from tests.accounts.people import log_in

    looked_at: list[int] = []
    AccountAdapter.authentication_failed = lambda self, request, **more: looked_at.append(1)
    for number in range(GUESSES):
        log_in(Client(), name, f"wrong {number}")
    return len(looked_at)


def count_let_in(name: str) -> int:
    """The right one in several threads."""
    from django.db import connection
    from django.test import Client

    from tests.accounts.people import log_in

    def try_once(number: int) -> bool:
        answer = log_in(Client(), name)
        connection.close()
        return answer.status_code == 302

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(try_once, range(AT_ONCE)))


if __name__ == "__main__":
    main(sys.argv[1], "right" in sys.argv[2:])
