"""The cells of the table of rights, as quotes in a database: role, state, whose, who sees it."""

from __future__ import annotations

from itertools import product

from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from accounts.roles import ROLES
from quotes.content import make_checksum
from quotes.drafting import make_content, make_draft
from quotes.issuing import issue
from quotes.models import Quote
from quotes.models.comparisons import ORGANISATION, PRIVATE
from quotes.versions import make_comparison
from tests.accounts.people import give_second_factor, make_person
from tests.quotes.conftest import NOW, write_document
from tests.quotes.test_rights import find_outcome

LIVING = ("draft", "submitted", "approved", "issued")
WHO = ("", *ROLES)  # "": an account without a role
ANSWER = '{"currency": "USD", "scenarios": [{"name": "One", "compliant": true}]}'
CHANGED = "This has changed since you looked at it."
# A step with what nobody saw: where it may be taken it says so, and changes nothing.
UNSEEN = {"seen": "", "reason": "Agreed by phone."}


class Cell:
    """A quote in a state, of the person of a role or of another, private or shared."""

    def __init__(self, role: str, quote: Quote, client: Client, is_own: bool, is_shared: bool):
        self.role, self.quote, self.client = role, quote, client
        self.is_own, self.is_shared = is_own, is_shared

    @property
    def person(self) -> User:
        """Who has the role."""
        return User.objects.get(pk=self.client.session["_auth_user_id"])

    @property
    def name(self) -> tuple[object, ...]:
        return (self.role, self.quote.state, self.is_own, self.is_shared)

    @property
    def address(self) -> str:
        if self.quote.state == "issued":
            return f"/quotes/{self.quote.issued.number}/v1/"
        return f"/quotes/drafts/{self.quote.pk}/"


def make_cells() -> list[Cell]:
    """Each of them: eighty quotes."""
    owner = make_person("owner", "buyer")
    text = write_content(owner)
    made = []
    for role in WHO:
        person = make_person(f"a {role}", *filter(None, [role]))
        give_second_factor(person)
        client = Client()
        client.force_login(person)
        for maker, visibility in product((person, owner), (PRIVATE, ORGANISATION)):
            version = maker.comparisons.create(name="Desks", visibility=visibility).versions.create(
                number=1, document=write_document(), answer=ANSWER, by=maker, at=NOW
            )
            for state in LIVING:
                quote = make_quote(version, state, maker, text)
                made.append(Cell(role, quote, client, maker == person, visibility == ORGANISATION))
    return made


def write_content(owner: User) -> str:
    version = make_comparison("Desks", write_document(), owner, at=NOW)
    return make_content(make_draft(version, 0, owner, at=NOW)).write()


def make_quote(version, state: str, maker: User, text: str) -> Quote:
    digest = make_checksum(text)
    more = {"state": state}
    if state != "draft":
        more |= {"content": text, "digest": digest, "submitted_by": maker, "submitted_at": NOW}
    if state in ("approved", "issued"):
        more |= {"approved_by": maker, "approved_digest": digest, "approved_at": NOW}
    quote = Quote.objects.create(
        version=version,
        scenario_place=0,
        maker=maker,
        edited_by=maker,
        valid_until="2026-12-31",
        **more,
    )
    quote.refresh_from_db()
    if state == "issued":
        with transaction.atomic():
            issue(quote, maker, NOW)
            quote.events.create(kind="issued", by=maker, at=NOW)
    return quote


def find_meant(cell: Cell, action: str) -> object:
    return find_outcome(cell.role, action, cell.quote.state, cell.is_own, cell.is_shared)
