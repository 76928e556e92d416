"""Issues an approved quote, or says again what was issued of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from quotes.drafting import find_digest
from quotes.models import IssuedQuote
from quotes.moves import move
from quotes.refusals import Refusal
from quotes.rights import find_quote


class Command(BaseCommand):
    """As a person would on the page: with the rights of that person."""

    help = "Issues an approved quote as a user who may; a second time it gives the same number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", type=int, help="of the quote, as its page has it")
        parser.add_argument("--by", metavar="USER", required=True, help="who issues it")

    def handle(self, *, id: int, by: str, **options: Any) -> None:
        """Prints number and version."""
        user = get_user_model().objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no user {by}.")
        try:
            quote = find_quote(id, user)
            issued = move(quote, "issue", user, seen=find_digest(quote), at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        assert isinstance(issued, IssuedQuote)
        self.stdout.write(f"{issued.number} version {issued.version}")
