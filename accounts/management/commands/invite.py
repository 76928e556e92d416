"""`manage.py invite`: makes an account with roles, and a link to set its password."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.invitations import make_password_link
from accounts.log import write_line
from accounts.names import find_person
from accounts.roles import ROLES


class Command(BaseCommand):
    """Prints a path that its reader opens on this site: once, within a day."""

    help = "Makes an account, or finds it, and prints the link that sets its password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, with which roles."""
        parser.add_argument("name", help="the name to log in with")
        parser.add_argument("--email", default="", help="the e-mail address")
        parser.add_argument("--role", action="append", default=[], choices=ROLES)

    @transaction.atomic
    def handle(self, *, name: str, email: str, role: list[str], **options: Any) -> None:
        """Writes the account, then the link."""
        user = find_person(name) or User(username=name, email=email)
        if user.pk is None:
            user.set_unusable_password()
            try:
                user.full_clean(exclude=["password"])
            except ValidationError as found:
                raise CommandError("; ".join(found.messages)) from found
            user.save()
        if email:
            EmailAddress.objects.get_or_create(
                user=user, email=email.lower(), defaults={"primary": True, "verified": True}
            )
        user.groups.add(*Group.objects.filter(name__in=role))
        write_line("invited", user, how="command")
        self.stdout.write(make_password_link(user))
