"""The forms of proposals: a file with its list, and what each of its columns is taken for."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Any

from django import forms

from calculator.kept.forms import ChoiceField, LineField, TextField
from calculator.kept.row_choices import FIELD as ROW
from calculator.kept.row_choices import LEFT_OUT, Choices, RowChoice, make_choices
from pricing.catalogue.column_roles import ROLES
from pricing.catalogue.file_proposals import read_asked, read_kept_table
from pricing.catalogue.price_files import GivenTable
from pricing.catalogue.proposing import LONGEST_REASON
from pricing.catalogue.reseller_files import Asked
from pricing.models import PriceList, Proposal
from pricing.plain_form_fields import refuse_unseen
from pricing.sheets.days import NoDay, read_day

NEW = "new"
NOT_NEW = "The list that is chosen has its name."
COLUMN = "column."
SELDOM = ("corrections", "complete_on", "is_part")
SAMPLES = 3
LONGEST_SAMPLE = 24
CONFIDENCES = (
    ("verified", "verified: read in that source"),
    ("derived", "derived: worked out from what was read"),
    ("recalled", "recalled: nobody has read it yet"),
)


class DayField(forms.CharField):
    """A day that the catalogue may hold, written in any way that means one day alone."""

    def clean(self, value: Any) -> Any:
        """None of nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_day(text)
        except NoDay as error:
            raise forms.ValidationError(f"This day {error}.") from None


class UploadForm(forms.Form):
    """A file, and the list that it is for."""

    price_list = ChoiceField(label="For which list")
    name = LineField(
        label="Name of the new list",
        required=False,
        max_length=200,
        validators=[refuse_unseen],
        help_text="As “Reseller X, 2027”. Only of a new one.",
    )
    base = ChoiceField(
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
    complete_on = DayField(
        label="The file holds all that is sold from",
        required=False,
        max_length=40,
        help_text="A day as 2026-12-31. The sale of what the file does not hold ends then; prices "
        "of later days stay. Empty: the rest stays.",
    )

    is_part = forms.BooleanField(
        label="It is a part of a feed",
        required=False,
        help_text="Rules that find nothing in it are named and left out. "
        "Without it they are faults, for a feed may have been called otherwise.",
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

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that every file needs."""
        return [field for field in self if field.name not in SELDOM]

    @property
    def seldom(self) -> list[forms.BoundField]:
        """The fields that few need."""
        return [self[name] for name in SELDOM]

    @property
    def has_seldom(self) -> bool:
        """Whether one of these says something, or is wrong."""
        return any(field.errors or field.data for field in self.seldom)

    def clean(self) -> dict[str, Any]:
        """A new list has a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_new = cleaned.get("price_list") == NEW
        if is_new and not cleaned.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", "Give the new list a name.")
        if is_new and not cleaned.get("base") and "base" not in self.errors:
            self.add_error("base", "Choose the list on top of which it stands.")
        if not is_new and cleaned.get("name", "").strip():
            self.add_error("name", f"{NOT_NEW} Choose “A new list” above, or leave this empty.")
        return cleaned


class ApplyForm(forms.Form):
    """Why a proposal is applied."""

    reason = TextField(
        required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class MappingForm(forms.Form):
    """What each column of a file is taken for, and of which scheme the rows are that do not say."""

    day = DayField(
        label="Prices hold from",
        required=False,
        max_length=40,
        help_text="A day as 2026-12-31 or 31.12.2026, for rows that name none.",
    )
    source = TextField(
        label="Source",
        required=False,
        max_length=2000,
        help_text="Who said these prices, and when.",
    )
    confidence = ChoiceField(label="How sure", choices=CONFIDENCES)
    leaves_out = forms.BooleanField(label="Leave rows out that match no scheme", required=False)

    def __init__(self, table: GivenTable, choices: Choices, *args: Any, **more: Any) -> None:
        super().__init__(*args, auto_id="%s", **more)
        self.choices = choices
        shown = [(head, _tell_column(table, place)) for place, head in enumerate(table.heads)]
        columns = {
            f"{COLUMN}{role}": ChoiceField(
                label=each.words, required=False, choices=[("", "none"), *shown]
            )
            for role, each in ROLES.items()
        }
        rows = {
            row.field: ChoiceField(
                label=row.words,
                required=False,
                choices=[("", "choose"), (LEFT_OUT, "leave it out"), *row.options],
                initial=row.chosen,
            )
            for row in choices.rows
        }
        self.fields = {**columns, **self.fields, **rows}

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of columns, and of what holds for all rows."""
        return [each for each in self if not each.name.startswith((ROW, "leaves_out"))]

    @property
    def rows(self) -> list[tuple[RowChoice, forms.BoundField]]:
        """The fields of rows, each with what the file says."""
        return [(row, self[row.field]) for row in self.choices.rows]

    def read_asked(self, before: Asked) -> Asked:
        """What was said, of a form that is valid, over what was said of other rows before."""
        said = self.cleaned_data
        day = said["day"]
        chosen = {row.key: said[row.field] for row in self.choices.rows}
        rows = {key: scheme for key, scheme in before.rows.items() if key not in chosen}
        rows |= {key: scheme for key, scheme in chosen.items() if scheme not in ("", LEFT_OUT)}
        rows |= {key: "" for key, scheme in chosen.items() if scheme == LEFT_OUT}
        return Asked(
            columns={role: said[f"{COLUMN}{role}"] for role in ROLES if said[f"{COLUMN}{role}"]},
            day=str(day or ""),
            source=said["source"],
            confidence=said["confidence"],
            leaves_out=said["leaves_out"],
            rows=rows,
        )


def _tell_column(table: GivenTable, place: int) -> str:
    """A head with the first three values that stand beneath it."""
    values = (cells[place].strip() for _, cells in table.rows if place < len(cells))
    samples = [value[:LONGEST_SAMPLE] for value in islice(filter(None, values), SAMPLES)]
    return f"{table.heads[place]}: {' · '.join(samples) or 'empty'}"


def make_mapping_form(proposal: Proposal, day: date, typed: Any = None) -> MappingForm | None:
    """The form of a file of other columns, as it was filled last; None of the catalogue's own.
    `day`: on which its prices stand beside those of today.
    """
    if proposal.table is None or proposal.applied_at is not None:
        return None
    table, asked = read_kept_table(proposal), read_asked(proposal)
    columns = asked.columns
    if typed is not None:
        columns = {role: typed.get(f"{COLUMN}{role}", "") for role in ROLES}
    choices = make_choices(proposal, columns, asked.rows, day)
    if typed is not None:
        return MappingForm(table, choices, typed)
    return MappingForm(
        table,
        choices,
        initial={
            **{f"{COLUMN}{role}": head for role, head in columns.items()},
            "day": asked.day,
            "source": asked.source,
            "confidence": asked.confidence,
            "leaves_out": asked.leaves_out,
        },
    )
