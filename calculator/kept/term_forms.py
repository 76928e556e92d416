"""The form of what an own list takes off: of all, a vendor or a scheme, from a day on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from calculator.kept.forms import PERCENT_FAULTS, ChoiceField, LineField, PercentField
from calculator.kept.proposal_forms import CONFIDENCES, DayField
from pricing.catalogue.changing import Row
from pricing.catalogue.own_lists import ALL
from pricing.catalogue.rows import LIST_TERMS
from pricing.engine.findings import scheme_words
from pricing.market import read_schemes
from pricing.models import CatalogueRecord
from pricing.plain_form_fields import refuse_unseen

MOVED = (
    "What this list takes off was changed since you looked (change {}). What it takes off now "
    "stands above; send it again, and what you typed is proposed."
)


class TermForm(forms.Form):
    """What comes off the base's prices; `seen`: the newest record that the editor looked at."""

    of = ChoiceField(label="Of")
    percent = PercentField(
        label="Per cent off",
        min_value=0,
        max_value=100,
        max_digits=12,
        decimal_places=8,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages=dict.fromkeys(PERCENT_FAULTS, "A number from 0 to 100, as 12 or 7.5."),
        help_text="0 ends what was taken off.",
    )
    valid_from = DayField(
        label="From", max_length=40, help_text="A day as 2026-12-31. It holds until the next."
    )
    source = LineField(
        label="Source",
        max_length=2000,
        validators=[refuse_unseen],
        help_text="Who said so, and when.",
    )
    confidence = ChoiceField(label="How sure", choices=CONFIDENCES)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, price_list: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, auto_id="%s", **more)
        self.price_list = price_list
        schemes = read_schemes()
        vendors = sorted({scheme.vendor for scheme in schemes.values() if scheme.vendor})
        named = sorted((scheme_words(scheme), scheme.id) for scheme in schemes.values())
        self.fields["of"].choices = [
            ("", "choose"),
            (ALL, "all"),
            ("Of a vendor", [(vendor, vendor) for vendor in vendors]),
            ("One scheme", [(name, words) for words, name in named]),
        ]
        self.initial["seen"] = str(self.find_newest()[0])

    def clean(self) -> dict[str, Any]:
        """Where somebody else changed it since, that is looked at first."""
        cleaned: dict[str, Any] = super().clean() or {}
        newest, number = self.find_newest()
        if cleaned.get("seen") != str(newest):
            self.data = {**{name: self.data.get(name) for name in self.data}, "seen": str(newest)}
            self.add_error(None, MOVED.format(number))
        return cleaned

    def find_newest(self) -> tuple[int, int]:
        """The newest record of what the list takes off, and its change; 0 where there is none."""
        record = (
            CatalogueRecord.objects.filter(
                kind=LIST_TERMS.name, key__startswith=f"{self.price_list} "
            )
            .order_by("id")
            .last()
        )
        return (record.pk, record.change_id) if record else (0, 0)

    def make_row(self) -> Row:
        """The row, of a form that is valid."""
        said = self.cleaned_data
        values = {
            "price_list": self.price_list,
            "of": said["of"],
            "valid_from": said["valid_from"],
            "share": said["percent"] / Decimal(100),
            "source": said["source"],
            "source_url": "",
            "confidence": said["confidence"],
            "note": "",
        }
        return Row(LIST_TERMS, "", values)
