"""What all rows of the catalogue share: judged by the rules of its files, checked by the database.

Lists, tiers and numbers by name are kept as text in the notation of the catalogue's files
(`server_os server_access`, `server_cal:25`, `100:9.50`): it keeps order and decimals, and
reads the same in the files, the admin and the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

from pricing.catalogue.rows import (
    POINTERS,
    Kind,
    read_row,
)
from pricing.engine.fields import FIRST_DAY, LAST_DAY

SMALL_LETTERS = RegexValidator(r"^[a-z0-9][a-z0-9_-]*\Z", "Small letters, digits, - and _.")
ONLY_WEB = URLValidator(schemes=["http", "https"])


def list_choices(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in words]


def make_choice_check(field: str, words: Iterable[str]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": list(words)}), name=f"%(class)s_{field}_is_known"
    )


def make_address_check(field: str) -> models.CheckConstraint:
    address = (
        Q(**{field: ""})
        | Q(**{f"{field}__startswith": "https://"})
        | Q(**{f"{field}__startswith": "http://"})
    )
    return models.CheckConstraint(condition=address, name=f"%(class)s_{field}_is_web")


def make_filled_check(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=f"%(class)s_has_{field}")


def make_range_check(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": FIRST_DAY, f"{field}__lte": LAST_DAY}),
        name=f"%(class)s_{field}_in_range",
    )


class CatalogueRow(models.Model):
    """A row of the catalogue, judged by the rules of its kind of file wherever it is edited."""

    class Meta:
        abstract = True

    kind: Kind

    def cells(self) -> dict[str, str]:
        """The row as the cells of a catalogue file."""
        row = {}
        for column in self.kind.fields:
            value = getattr(self, f"{column}_id" if column in POINTERS else column)
            if value is None:
                row[column] = ""
            elif isinstance(value, bool):
                row[column] = "yes" if value else ""
            else:
                row[column] = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return row

    def clean(self) -> None:
        """Refuses what the catalogue's files may not hold either.

        Ids are the fields' own affair.
        """
        _, faults = read_row(self.kind, self.cells())
        wrong = {
            fault.column: fault.message for fault in faults if fault.column not in ("id", *POINTERS)
        }
        if wrong:
            raise ValidationError(wrong)
