"""The form of a row at /admin/: why it is changed, and what its editor looked at."""

from __future__ import annotations

from typing import Any

from django import forms

from .catalogue.changing import hold_catalogue, list_unique_fields, read_stored
from .catalogue.own_lists import find_base_faults, find_term_fault
from .catalogue.proposing import LONGEST_REASON
from .catalogue.records import read_cells
from .catalogue.rows import CONFIRMED, FEED_COLUMNS, PRICES
from .models import CatalogueRecord, CatalogueRow, PriceList, Scheme
from .plain_form_fields import OF_NOTES

AMOUNTS = ("amount", "tiers", "state", "low", "typical", "high", "rate", "share")
EVIDENCE = ("source", "source_url", "confidence", "note")


class WithReason(forms.ModelForm):
    """A row, why it is changed, and the record of it that its editor looked at."""

    is_conflict = False

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        validators=OF_NOTES,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why, in a sentence. It stands in the history of the catalogue.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.instance._state.adding:
            self.initial["seen"] = str(find_newest(self.instance)[0])

    def clean(self) -> dict[str, Any]:
        """What makes a row unique stays as it is once it is there: records name it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.instance._state.adding:
            self._refuse_unseen(cleaned.get("seen", ""))
            self._keep_key(cleaned)
            self._keep_evidence()
            self._drop_confirmation(cleaned)
        return cleaned

    def _refuse_unseen(self, seen: str) -> None:
        """Where somebody else saved since, both stand on the page; a second press is meant so."""
        hold_catalogue()
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        newest, cells, number = find_newest(stored)
        if seen == str(newest):
            return
        self.is_conflict = True
        # What was looked at by the next press.
        self.data = {
            **{name: self.data.get(name) for name in self.data},
            self.add_prefix("seen"): str(newest),
        }
        said = "; ".join(f"{column}: {cell}" for column, cell in cells.items())
        self.add_error(
            None,
            f"This row was changed since you looked (change {number}). Now it says: {said}. "
            "What you typed stands below; save again, and it stands instead.",
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """A row lacks what its field refused; what it says of that is not of what was typed."""
        refused = self.fields.keys() - self.cleaned_data.keys()
        if by_field := getattr(error, "error_dict", None):
            error = {name: faults for name, faults in by_field.items() if name not in refused}
        super().add_error(field, error)

    def _keep_key(self, cleaned: dict[str, Any]) -> None:
        for column in {*list_unique_fields(self.instance.kind)} & {*self.changed_data} & {*cleaned}:
            self.add_error(column, "This stays as it is; for another one press “Save as new”.")

    def _keep_evidence(self) -> None:
        """A source says the amounts that were read in it and no others."""
        moved = {*AMOUNTS} & {*self.changed_data}
        if moved and "source" in self.fields and not {*EVIDENCE} & {*self.changed_data}:
            self.add_error(
                "source", "Who says the new figures? The source is that of the old ones."
            )

    def _drop_confirmation(self, cleaned: dict[str, Any]) -> None:
        """Nobody has looked again at what is new."""
        is_new = {*AMOUNTS, "source"} & {*self.changed_data}
        if is_new and CONFIRMED in self.fields and CONFIRMED not in self.changed_data:
            cleaned[CONFIRMED] = None


class OfPriceList(WithReason):
    """A price list on top of another that it may stand on: the prices of one that stands on none
    change with a release alone.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if "base" in self.fields:
            self.fields["base"].required = True

    def clean(self) -> dict[str, Any]:
        """The faults that a file's row would have."""
        cleaned = super().clean()
        name, currency, base = (cleaned.get(column) for column in ("id", "currency", "base"))
        if not (self.instance._state.adding and name and currency and base):
            return cleaned
        there = PriceList.read_bases()
        for which, fault in find_base_faults(there | {name: (currency, base.id)}, {}):
            if which == name:
                self.add_error("base", f"{fault.message}.")
        return cleaned


class OfPrice(WithReason):
    """A price that is typed: no feed said it."""

    def clean(self) -> dict[str, Any]:
        """Without what said it before, where other figures or another source are typed."""
        cleaned = super().clean()
        if {*AMOUNTS, "source"} & {*self.changed_data}:
            for column in FEED_COLUMNS:
                setattr(self.instance, column, PRICES.fields[column].default)
        return cleaned


class OfTerm(WithReason):
    """What an own list takes off a scheme or a vendor that there is."""

    def clean(self) -> dict[str, Any]:
        """The faults that a file's row would have."""
        cleaned = super().clean()
        price_list, of = cleaned.get("price_list"), cleaned.get("of")
        if price_list is None or not of:
            return cleaned
        own = PriceList.objects.exclude(base=None).values_list("id", flat=True)
        vendors = dict(Scheme.objects.values_list("id", "vendor"))
        fault = find_term_fault(price_list.id, of, own, vendors)
        if fault is not None:
            self.add_error(fault.path, f"{fault.message}.")
        return cleaned


def find_newest(row: CatalogueRow) -> tuple[int, dict[str, str], int]:
    """The newest record of a row: its id, its cells, and the change; 0 of one never recorded."""
    known = read_stored(row)
    record = (
        CatalogueRecord.objects.filter(
            kind=known.kind.name, price_list=known.price_list, key=known.key
        )
        .order_by("id")
        .last()
    )
    if record is None:
        return 0, {}, 0
    return record.pk, read_cells(record.cells), record.change_id
