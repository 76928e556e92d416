"""Who asks while faults are injected, a buyer and an approver; prints their tokens."""

from __future__ import annotations

import json
from datetime import timedelta


def make_people() -> dict[str, str]:
    """Both, with a token each."""
    from django.utils import timezone

    from accounts.tokens import make_token
    from tests.accounts.people import give_second_factor, make_person

    today, tokens = timezone.now().date(), {}
    for name, role in (("bob", "buyer"), ("anna", "approver")):
        person = make_person(name, role)
        give_second_factor(person)
        ends_on = today + timedelta(days=30)
        tokens[name] = make_token(person, "x", today=today, ends_on=ends_on)
    return tokens


if __name__ == "__main__":
    import django

    django.setup()
    from tests.quotes.conftest import write_document

    print(json.dumps({"tokens": make_people(), "document": json.loads(write_document())}))
