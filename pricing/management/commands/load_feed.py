"""`python manage.py load_feed azure|aws FILE|URL`: a vendor's prices into an own list, by rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pricing.catalogue.feeds.loading import LISTERS, Loaded, Order, load_feed
from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.proposed import CORRECTION, WHATS, Proposed
from pricing.catalogue.proposing import NotApplied, WrongReason, read_reason

SHOWN = 200


class Command(BaseCommand):
    """Reads a feed, says what it changes; every fault on standard error, status 2."""

    help = "Loads prices of Azure or AWS from a file or an address, by rules, into an own list."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The feed, its rules, the list, and whether to write."""
        parser.add_argument("feed", choices=[*LISTERS])
        parser.add_argument("given", metavar="FILE|URL", help="JSON, or where it is, over https")
        parser.add_argument("--rules", type=Path, required=True, metavar="FILE", help="in TOML")
        parser.add_argument("--list", required=True, metavar="ID", help="an own list in USD")
        parser.add_argument("--reason", required=True, help="why; it stands in the history")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--corrections",
            action="store_true",
            help="take prices that say something else of a day that is there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads, or exits with status 2."""
        try:
            reason = read_reason(options["reason"])
        except WrongReason as refusal:
            raise CommandError(f"--reason TEXT: {refusal}") from None
        order = Order(
            options["feed"],
            options["given"],
            options["rules"],
            options["list"],
            reason,
            options["corrections"],
            options["dry_run"],
        )
        try:
            loaded = load_feed(order, at=timezone.now())
        except CatalogueFaults as faults:
            for line in faults.lines():
                self.stderr.write(line)
            sys.exit(2)
        except NotApplied as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self._tell(loaded, order)
        if loaded.change is not None:
            self.stdout.write(f"change {loaded.change.number}")
        elif order.dry_run and loaded.difference.list_written(order.takes_corrections):
            self.stdout.write("dry run: nothing was written")
        else:
            self.stdout.write("nothing changed")

    def _tell(self, loaded: Loaded, order: Order) -> None:
        """The rows by kind, then what is listed and done by nobody."""
        for what in WHATS[:-1]:
            steps = loaded.difference.of(what)
            if what == CORRECTION and steps and not order.takes_corrections:
                what = f"{what} that was not taken (--corrections takes it)"
            self._list(what, [_tell_step(step) for step in steps])
        self.stdout.write(f"stands already: {loaded.notes.stands:,}")
        self._list("gone from the feed, not ended", loaded.notes.gone)
        self._list("ends by the feed, not ended", loaded.notes.ending)
        self._list("the list has a newer price, which stays", loaded.notes.newer)

    def _list(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{title}: {len(lines):,}")
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  and {len(lines) - SHOWN:,} more")


def _tell_step(step: Proposed) -> str:
    values = step.row.values
    tiers = "".join(f", {amount:f} from {units:,} on" for units, amount in values["tiers"])
    return (
        f"{values['scheme']} from {values['valid_from']}: {values['amount']:f}{tiers} "
        f"({values['feed_rule']}: {values['note']})"
    )
