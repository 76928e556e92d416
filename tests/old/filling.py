"""Run by an earlier program with its own modules: a quote, its files, a comparison, their links.

Nothing of today's program is imported. What it made is printed as JSON.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from datetime import date
from typing import Any


def fill() -> dict[str, Any]:
    """An issued quote of a shipped list, its exports and its page, a saved comparison, links."""
    from django.contrib.auth.models import Group, User
    from django.utils import timezone

    from pricing.presets import preset
    from quotes.drafting import make_draft
    from quotes.exports import FILES
    from quotes.models import Organisation, ShareLink
    from quotes.papers import read_issued
    from quotes.pdf.making import keep_pdf
    from quotes.versions import make_comparison, price_version

    people = {}
    for name, role in (("bob", "buyer"), ("anna", "approver")):
        people[name] = User.objects.create_user(name, password="a long password of bob")
        people[name].groups.add(Group.objects.get(name=role))
    Organisation.load().save()
    Organisation.objects.update(name="Example Works", tax_rate="0.19")
    bob, at = people["bob"], timezone.now()
    document = json.dumps(preset("today"))
    version = make_comparison("Today", document, bob, at=at)
    quote = make_draft(version, 0, bob, at=at, customer="Łódź")
    for action, name in (("submit", "bob"), ("approve", "anna"), ("issue", "bob")):
        issued = _step(quote, action, people[name], at)
    paper = read_issued(issued)
    links = {"quote": _share(issued, bob, at), "version": _share(version, bob, at)}
    # None would stand for as long as this is kept.
    ShareLink.objects.update(expires_on=date(2100, 1, 1))
    return {
        "number": f"{issued.number}, version {issued.version}",
        "checksum": issued.checksum,
        "content_sha256": hashlib.sha256(issued.content.encode()).hexdigest(),
        "pdf_sha256": hashlib.sha256(bytes(keep_pdf(issued).bytes)).hexdigest(),
        "files": {kind: base64.b85encode(make(paper)).decode() for kind, make in FILES.items()},
        "totals": [str(each.figures.tco) for each in price_version(version).scenarios],
        "links": links,
    }


def _step(quote: Any, action: str, by: Any, at: Any) -> Any:
    from quotes.drafting import find_digest
    from quotes.moves import move

    quote.refresh_from_db()
    return move(quote, action, by, seen=find_digest(quote), at=at, reason="Agreed.")


def _share(thing: Any, by: Any, at: Any) -> str:
    """The token of a link, whose maker had another name once."""
    from quotes import sharing

    if hasattr(sharing, "make_link"):
        return str(sharing.make_link(thing, by, today=at.date()))
    return str(sharing.share(thing, by, at=at)[1])


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", stdout=sys.stderr)
    print(json.dumps(fill()))
