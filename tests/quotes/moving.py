"""A database of quotes in every state, what stands in it, and one more issue.

`python -m tests.quotes.moving fill`, `tell` or `issue` does it to the database of DATABASE_URL.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

FACTORS = {
    "totp": {"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"},
    "webauthn": {"name": "Key", "credential": {"id": "eA", "response": {"x": [1, "é"]}}},
    "recovery_codes": {"seed": "00ff", "used_mask": 3},
}


def fill() -> dict[str, Any]:
    """Quotes superseded, withdrawn, loaded from a file, approved, sent back and deleted; links,
    second factors and a session.
    """
    from django.contrib.auth.models import Group, User
    from django.utils import timezone

    from pricing.presets import preset
    from quotes.drafting import edit_draft, make_draft
    from quotes.exports import make_csv
    from quotes.loading import load_export
    from quotes.models import Organisation
    from quotes.papers import read_issued
    from quotes.sharing import revoke, share
    from quotes.versions import make_comparison, save_version
    from tests.quotes.conftest import write_document

    people = {}
    for name, role in (("bob", "buyer"), ("anna", "approver")):
        people[name] = User.objects.create_user(name, password="a long password of bob")
        people[name].groups.add(Group.objects.get(name=role))
    for kind, data in FACTORS.items():
        people["anna"].authenticator_set.create(type=kind, data=data)
    Organisation.load().save()
    Organisation.objects.update(name="Example Works", tax_rate="0.19", letterhead="Row 1\nÉtage")
    bob = people["bob"]
    at = timezone.now()
    first = make_comparison("Desks", write_document(), bob, at=at, note="As agreed: Łódź")
    second = save_version(first.comparison, write_document(), bob, base=1, at=at)
    today = make_comparison("Today", json.dumps(preset("today")), bob, at=at)

    superseded = _issue(make_draft(first, 0, bob, at=at, customer="Ωmega\nŁódź"), people)
    revision = _issue(_step(superseded.quote, "revise", people), people)
    load_export(make_csv(read_issued(revision)), bob, at=at)
    withdrawn = _issue(make_draft(second, 0, bob, at=at), people)
    _step(withdrawn.quote, "withdraw", people, by="anna")
    _issue(make_draft(today, 0, bob, at=at), people)
    approved = make_draft(first, 0, bob, at=at)
    _step(approved, "submit", people)
    _step(approved, "approve", people, by="anna")
    sent_back = make_draft(first, 0, bob, at=at)
    edit_draft(sent_back, bob, {"notes": "Two\nlines"}, revision=0, at=at)
    _step(sent_back, "submit", people)
    _step(sent_back, "send back", people, by="anna")
    _step(make_draft(first, 0, bob, at=at), "delete", people)
    _, token = share(revision, bob, at=at)
    ended, ended_token = share(second, bob, at=at)
    revoke(ended, bob, at=at)
    return {"open": token, "ended": ended_token, "session": _log_in(bob)}


def _step(quote: Any, action: str, people: dict[str, Any], by: str = "bob") -> Any:
    from django.utils import timezone

    from quotes.drafting import find_digest
    from quotes.moves import move

    quote.refresh_from_db()
    return move(
        quote, action, people[by], seen=find_digest(quote), at=timezone.now(), reason="Agreed."
    )


def _issue(quote: Any, people: dict[str, Any]) -> Any:
    _step(quote, "submit", people)
    _step(quote, "approve", people, by="anna")
    return _step(quote, "issue", people)


def _log_in(user: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def tell() -> dict[str, Any]:
    """What was issued by checksum and hash, and what is wrong with it."""
    from django.db import connection

    from quotes.append_only import find_faults as find_missing
    from quotes.append_only import list_triggers
    from quotes.models import IssuedFile, IssuedQuote, QuoteEvent
    from quotes.series import find_faults

    years = {each.year for each in IssuedQuote.objects.all()}
    return {
        "checksums": {str(each): each.checksum for each in IssuedQuote.objects.all()},
        "contents": {str(each): _hash(each.content.encode()) for each in IssuedQuote.objects.all()},
        "files": {str(each.issued): _hash(bytes(each.bytes)) for each in IssuedFile.objects.all()},
        "named": {str(each.issued): each.sha256 for each in IssuedFile.objects.all()},
        "events": [str(each.kind) for each in QuoteEvent.objects.order_by("id")],
        "faults": [fault for year in years for fault in find_faults(year)],
        "missing": find_missing(connection),
        "triggers": len(list_triggers(connection)),
    }


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def open_doors(opened: dict[str, str]) -> dict[str, Any]:
    """What the links of `fill` open, and whose its session is."""
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from quotes.refusals import Absent
    from quotes.sharing import find_shared

    found = str(find_shared(opened["open"], at=timezone.now()).issued)
    try:
        find_shared(opened["ended"], at=timezone.now())
    except Absent:
        found += ", one link ended"
    session = Session.objects.get(pk=opened["session"]).get_decoded()
    return {"links": found, "user": session["_auth_user_id"]}


def issue_more() -> str:
    """The number of one more quote."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from quotes.drafting import make_draft
    from quotes.models import ComparisonVersion

    people = {user.username: user for user in User.objects.all()}
    version = ComparisonVersion.objects.earliest("id")
    issued = _issue(make_draft(version, 0, people["bob"], at=timezone.now()), people)
    return str(issued.number)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
    import django

    django.setup()
    what, *given = sys.argv[1:]
    does = {"fill": fill, "tell": tell, "issue": issue_more, "open": open_doors}
    print(json.dumps(does[what](*map(json.loads, given))))
