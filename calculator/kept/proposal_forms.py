"""The forms of proposals: a file with its list, and what each of its columns is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from pricing.catalogue.file_proposals import read_asked, read_kept_table
from pricing.catalogue.reseller_files import ROLES, Asked
from pricing.models import PriceList, Proposal
from quotes.models.texts import refuse_wrong_signs

NEW = "new"
COLUMN = "column."
CONFIDENCES = (
    ("verified", "verified: read in that source"),
    ("derived", "derived: worked out from what was read"),
    ("recalled", "recalled: nobody has read it yet"),
)


class UploadForm(forms.Form):
    """A file, and the list that it is for."""

    price_list = forms.ChoiceField(label="For which list")
    name = forms.CharField(
        label="Name of the new list",
        required=False,
        max_length=200,
        validators=[refuse_wrong_signs],
        help_text="As “Reseller X, 2027”. Only of a new one.",
    )
    base = forms.ChoiceField(
        label="On top of",
        required=False,
        help_text="Of a new one: what your file does not hold is priced from this list.",
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}\Z",
        label="Currency of the new list",
        required=False,
        error_messages={"invalid": "Write a currency as EUR."},
        help_text="As EUR, where your prices are in other money than that list, which is converted "
        "at the rate of the day. Empty: the same.",
    )
    corrections = forms.BooleanField(
        label="Take corrections too",
        required=False,
        help_text="Rows that say something else of a day that is there already. "
        "Without it they are shown and left out.",
    )
    complete_on = forms.DateField(
        label="The file holds all that is sold from",
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write a day as 2026-12-31."},
        help_text="A day as 2026-12-31. What the file does not hold is not sold from then on. "
        "Empty: the rest stays.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, auto_id="%s", **more)
        own = PriceList.objects.filter(base__isnull=False)
        every = PriceList.objects.all()
        self.fields["price_list"].choices = [(each.id, str(each)) for each in own] + [
            (NEW, "A new list")
        ]
        self.fields["base"].choices = [
            ("", "choose a list"),
            *((each.id, str(each)) for each in every),
        ]

    def clean(self) -> dict[str, Any]:
        """A new list has a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_new = cleaned.get("price_list") == NEW
        if is_new and not cleaned.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", "Give the new list a name.")
        if is_new and not cleaned.get("base") and "base" not in self.errors:
            self.add_error("base", "Choose the list on top of which it stands.")
        return cleaned


class MappingForm(forms.Form):
    """What each column of a file is taken for."""

    day = forms.DateField(
        label="Prices hold from",
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Write a day as 2026-12-31."},
        help_text="A day as 2026-12-31, for rows that name none.",
    )
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=2000,
        validators=[refuse_wrong_signs],
        help_text="Who said these prices, and when.",
    )
    confidence = forms.ChoiceField(label="How sure", choices=CONFIDENCES)
    leaves_out = forms.BooleanField(label="Leave rows out that match no scheme", required=False)

    def __init__(self, heads: Sequence[str], *args: Any, **more: Any) -> None:
        super().__init__(*args, auto_id="%s", **more)
        columns = {
            f"{COLUMN}{role}": forms.ChoiceField(
                label=each.words,
                required=False,
                choices=[("", "none"), *((head, head) for head in heads)],
            )
            for role, each in ROLES.items()
        }
        self.fields = {**columns, **self.fields}

    def read_asked(self) -> Asked:
        """What was said, of a form that is valid."""
        said = self.cleaned_data
        day = said["day"]
        return Asked(
            columns={role: said[f"{COLUMN}{role}"] for role in ROLES if said[f"{COLUMN}{role}"]},
            day=day.isoformat() if day else "",
            source=said["source"],
            confidence=said["confidence"],
            leaves_out=said["leaves_out"],
        )


def make_mapping_form(proposal: Proposal, typed: Any = None) -> MappingForm | None:
    """The form of a file of other columns, as it was filled last; None of the catalogue's own."""
    if proposal.table is None or proposal.applied_at is not None:
        return None
    heads = read_kept_table(proposal).heads
    if typed is not None:
        return MappingForm(heads, typed)
    asked = read_asked(proposal)
    columns = {f"{COLUMN}{role}": head for role, head in asked.columns.items()}
    return MappingForm(
        heads,
        initial={
            **columns,
            "day": asked.day,
            "source": asked.source,
            "confidence": asked.confidence,
            "leaves_out": asked.leaves_out,
        },
    )
