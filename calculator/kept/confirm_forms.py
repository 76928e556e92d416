"""The form of a later look: what an own list says still stands so in its source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from calculator.kept.day import find_day
from calculator.kept.forms import ChoiceField
from calculator.kept.proposal_forms import DayField
from calculator.prices.own_lists import tell_of
from pricing.catalogue.changing import Row, read_stored
from pricing.catalogue.rows import CONFIRMED
from pricing.engine.findings import scheme_words
from pricing.market import read_schemes
from pricing.models import ListTerm, Price

ALL = "all"
NONE_HOLDS = "Nothing of that holds on this day, or it was confirmed later."
TO_COME = "That day is still to come."


class ConfirmForm(forms.Form):
    """What was looked at again, and when."""

    what = ChoiceField(label="What is the same")
    confirmed_on = DayField(
        label="Looked at again on",
        max_length=40,
        help_text="A day as 2026-12-31. What holds on it is confirmed.",
    )

    def __init__(self, price_list: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, auto_id="%s", **more)
        prices = Price.objects.filter(price_list=price_list, amount__isnull=False)
        terms = ListTerm.objects.filter(price_list=price_list)
        self.rows = [*map(read_stored, terms), *map(read_stored, prices)]
        schemes = read_schemes()
        named = {name_row(row): row.values for row in self.rows}
        self.fields["what"].choices = [
            ("", "choose"),
            (ALL, "all that this list says itself"),
            *(
                (name, f"off {tell_of(said['of'], schemes)}" if "of" in said else _name(said))
                for name, said in named.items()
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """A look that was made, at what held then."""
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get(CONFIRMED)
        if day is not None and day > find_day():
            self.add_error(CONFIRMED, TO_COME)
        elif day is not None and "what" in cleaned and not self.list_confirmed():
            self.add_error(CONFIRMED, NONE_HOLDS)
        return cleaned

    def list_confirmed(self) -> list[Row]:
        """What was confirmed: of each the row that holds on the day, as looked at then."""
        what, day = self.cleaned_data["what"], self.cleaned_data[CONFIRMED]
        chosen = (row for row in self.rows if what in (ALL, name_row(row)))
        return [
            row._replace(values={**row.values, CONFIRMED: day})
            for row in find_holding(chosen, day)
            if (row.values.get(CONFIRMED) or date.min) < day
        ]


def name_row(row: Row) -> str:
    """Of what a row is, whatever its day: a scheme, or what a term takes off."""
    return " ".join(str(row.values[column]) for column in row.kind.key if column != "valid_from")


def _name(said: Any) -> str:
    return scheme_words(read_schemes()[said["scheme"]])


def find_holding(rows: Iterable[Row], day: date) -> list[Row]:
    """Of each the last by a day."""
    began = (row for row in rows if row.values["valid_from"] <= day)
    return [*{name_row(row): row for row in sorted(began, key=_find_start)}.values()]


def _find_start(row: Row) -> date:
    start: date = row.values["valid_from"]
    return start
