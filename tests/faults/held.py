"""What people hold of a site, asked of its database: `python -m tests.faults.held open NUMBER`.

A session, a link to a quote, a file of it, a link to a new password; `check` says what still holds.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

MANY, PAUSE_SECONDS = 6, 2  # so that a midnight lies between


def open_doors(number: str) -> dict[str, str]:
    """Bob's session, a link to a quote, and what a link to his new password carries."""
    from django.contrib.auth.models import User
    from django.contrib.auth.tokens import default_token_generator
    from django.test import Client
    from django.utils import timezone

    from quotes.numbers import find_by_number
    from quotes.sharing import share

    bob = User.objects.get(username="bob")
    client = Client()
    client.force_login(bob)
    issued = find_by_number(number)
    assert issued
    return {
        "session": client.cookies["sessionid"].value,
        "link": share(issued, bob, at=timezone.now())[1],
        "reset": default_token_generator.make_token(bob),
    }


def open_list() -> dict[str, str]:
    """An own list, and who may change it: a session and a token."""
    from django.test import Client
    from django.utils import timezone

    from accounts.tokens import make_token
    from tests.accounts.people import give_second_factor, make_person
    from tests.pricing.proposals import make_own_list

    make_own_list()
    person, client, today = make_person("erik", "price editor"), Client(), timezone.now().date()
    give_second_factor(person)
    client.force_login(person)
    return {
        "session": client.cookies["sessionid"].value,
        "token": make_token(person, "x", today=today, ends_on=today + timedelta(days=30)),
    }


def check(number: str, reset: str) -> dict[str, Any]:
    """The verdict over a file of a quote, and whether a link to a new password holds."""
    from django.contrib.auth.models import User
    from django.contrib.auth.tokens import default_token_generator

    from quotes.exports import make_csv
    from quotes.numbers import find_by_number
    from quotes.papers import read_issued
    from quotes.verifying_files import verify_file

    issued = find_by_number(number)
    assert issued
    bob = User.objects.get(username="bob")
    return {
        "verdict": verify_file(make_csv(read_issued(issued))).kind,
        "reset": default_token_generator.check_token(bob, reset),
    }


def issue(zone: str, begin: str) -> list[dict[str, str]]:
    """Quotes issued one after another by an organisation of a zone, from a moment of UTC on: number
    and days of each.
    """
    from django.contrib.auth.models import User
    from django.utils import timezone

    from quotes.content import read_content
    from quotes.drafting import find_digest, make_draft
    from quotes.models import Organisation
    from quotes.moves import move
    from quotes.versions import make_comparison
    from tests.quotes.conftest import write_document

    bob, anna = (User.objects.get(username=name) for name in ("bob", "anna"))
    Organisation.load().save()
    Organisation.objects.update(time_zone=zone)
    version = make_comparison("Calendar", write_document(), bob, at=timezone.now())
    headers = []
    begins_at = datetime.fromisoformat(begin).replace(tzinfo=UTC).timestamp()
    time.sleep(max(0, begins_at - time.time()))
    for _ in range(MANY):
        quote = make_draft(version, 0, bob, at=timezone.now())
        for step, by in (("submit", bob), ("approve", anna), ("issue", bob)):
            quote.refresh_from_db()
            seen = find_digest(quote)
            issued = move(quote, step, by, seen=seen, at=timezone.now(), reason="A test.")
        headers.append(read_content(issued.content).header)
        time.sleep(PAUSE_SECONDS)
    return [
        {name: each[name] for name in ("number", "issued_on", "valid_until")} for each in headers
    ]


if __name__ == "__main__":
    import django

    django.setup()
    what, *given = sys.argv[1:]
    does = {"open": open_doors, "list": open_list, "check": check, "issue": issue}
    print(json.dumps(does[what](*given)))
