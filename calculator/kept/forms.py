"""The forms of what is kept: a comparison to keep, the terms of a draft, a step with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from pricing.engine.number_text import NoNumber, read_decimal
from pricing.engine.signs import is_unseen
from pricing.plain_form_fields import A_DAY, PlainDateField, refuse_unseen
from quotes.models import ComparisonVersion, Quote
from quotes.models.comparisons import PRIVATE, VISIBILITIES
from quotes.models.texts import LONGEST_TEXT, normalise, refuse_lines, refuse_wrong_signs

NEW = "new"
PERCENT_FAULTS = (
    *("required", "invalid", "min_value", "max_value"),
    *("max_digits", "max_decimal_places", "max_whole_digits"),
)
OF_LINES = {"rows": 4}
MOST_TOLD = 10  # choices that a fault names
# What may be left open, and is asked before a draft is submitted.
ASKED = {
    "supplier": "Nobody is named who sells.",
    "customer": "Nobody is named who buys.",
    "tax_percent": "No tax is added.",
}


class TextField(forms.CharField):
    """A text of signs that mean something, read in the order in which they stand."""

    default_validators = (refuse_wrong_signs,)


class LineField(TextField):
    """The same of one line."""

    default_validators = (*TextField.default_validators, refuse_lines)


class ChoiceField(forms.ChoiceField):
    """One of what is offered; of what is not, nothing is said again."""

    def validate(self, value: Any) -> None:
        """Raises `ValidationError` with the choices, where they are few."""
        if value and not self.valid_value(value):
            raise forms.ValidationError(self._tell_choices())
        super().validate(value)

    def _tell_choices(self) -> str:
        is_grouped = any(isinstance(label, list | tuple) for _, label in self.choices)
        keys = [str(key) for key, _ in self.choices if key]
        if is_grouped or len(keys) > MOST_TOLD:
            return "Choose one of those that are offered."
        return f"Choose one of {', '.join(keys)}."


class KeepForm(forms.Form):
    """What a comparison is kept as. `target` is `new`, or a comparison and the number of the
    version that it is based on, as `12.3`.
    """

    name = LineField(
        max_length=200,
        required=False,
        validators=[refuse_unseen],
        error_messages={"max_length": "Up to 200 characters."},
    )
    visibility = ChoiceField(
        label="Who may see it", choices=list(VISIBILITIES.items()), initial=PRIVATE
    )
    target = forms.CharField(label="Keep it as", initial=NEW, required=False)
    note = TextField(max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs=OF_LINES))
    document = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["target"].widget = forms.HiddenInput()
        if targets:
            choices = [(NEW, "a new comparison"), *targets]
            self.fields["target"].widget = forms.Select(choices=choices)
            self.fields[
                "target"
            ].help_text = "A new version keeps the name of its comparison, and who may see it."

    def based_on(self, version: ComparisonVersion, targets: list[tuple[str, str]]) -> KeepForm:
        """The same as typed, based on a version that was saved in between."""
        target = f"{version.comparison_id}.{version.number}"
        return KeepForm(self.data.dict() | {"target": target}, targets=targets)


class PercentField(forms.DecimalField):
    """A number of per cent as people write it: `7,5`, `20 %`."""

    def to_python(self, value: Any) -> Decimal | None:
        """The number without its sign."""
        text = str(value or "").strip().removesuffix("%").strip()
        if "." not in text:
            text = text.replace(",", ".", 1)
        if not text:
            return None
        try:
            return read_decimal(text)
        except NoNumber as fault:
            raise forms.ValidationError(self.error_messages["invalid"]) from fault


class DraftForm(forms.Form):
    """The terms of a draft, which its maker changes. `as_it_stands` names the fields of which he
    was asked whether they are meant so.
    """

    supplier = TextField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=OF_LINES),
        help_text="Who sells: name and address.",
    )
    customer = TextField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=OF_LINES),
        help_text="Who buys: name and address.",
    )
    tax_label = LineField(label="Name of the tax", required=False, max_length=50)
    tax_percent = PercentField(
        label="Tax in per cent",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages=dict.fromkeys(PERCENT_FAULTS, "A number from 0 to 100, as 19 or 7.75."),
    )
    valid_until = PlainDateField(
        label="Valid until",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": A_DAY},
    )
    notes = TextField(
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs=OF_LINES),
        help_text="They are printed on the quote.",
    )
    as_it_stands = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, quote: Quote) -> DraftForm:
        """The form of a draft as it stands."""
        return cls(initial=read_terms(quote))

    def ask_back(self) -> dict[str, str]:
        """What may have been forgotten, by its field, where it was not asked yet: then each of it
        is.
        """
        said = {name: str(self.cleaned_data[name] or "") for name in ASKED}
        open_fields = {name: words for name, words in ASKED.items() if is_unseen(said[name])}
        if open_fields.keys() <= set(self.cleaned_data["as_it_stands"].split()):
            return {}
        self.data = self.data.dict() | {"as_it_stands": " ".join(open_fields)}
        return open_fields

    def find_changes(self, quote: Quote) -> dict[str, Any]:
        """What was typed otherwise than the draft has it, by the draft's fields."""
        typed = {name: _normalise(value) for name, value in self.cleaned_data.items()}
        del typed["as_it_stands"]
        typed["tax_rate"] = typed.pop("tax_percent") / 100
        return {name: value for name, value in typed.items() if value != getattr(quote, name)}


def _normalise(value: Any) -> Any:
    """Browsers send line ends as two signs."""
    if isinstance(value, str):
        return normalise(value)
    return value


def read_terms(quote: Quote) -> dict[str, Any]:
    """The terms of a draft by the fields of its form."""
    names = ("supplier", "customer", "tax_label", "valid_until", "notes")
    return {
        **{name: getattr(quote, name) for name in names},
        "tax_percent": write_percent(quote.tax_rate),
    }


def write_percent(rate: Decimal) -> str:
    """A share in per cent, without zeros that say nothing.

    >>> write_percent(Decimal("0.1900")), write_percent(Decimal("0.0775"))
    ('19', '7.75')
    """
    return f"{(rate * 100).normalize():f}"


class FieldFault(NamedTuple):
    """What is wrong with a field of a form, by the id of the field."""

    field: str
    words: str


def list_faults(*given: forms.Form | None) -> list[FieldFault]:
    """What is wrong with forms, field by field; the focus goes to the first."""
    faults = [
        (bound, FieldFault(bound.id_for_label, str(words)))
        for form in given
        if form is not None
        for bound in form
        for words in bound.errors
    ]
    for bound, _ in faults[:1]:
        bound.field.widget.attrs["autofocus"] = True
    return [fault for _, fault in faults]


class ReasonForm(forms.Form):
    """Why a step is taken."""

    reason = forms.CharField(
        required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideForm(ReasonForm):
    """The same of an approver, whose reason goes one of two ways."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].help_text = (
            "Of an approval it is printed on the quote, which the customer reads; of what is sent "
            "back its maker reads it."
        )


class WithdrawForm(ReasonForm):
    """The same of a step that strangers hear of."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].label = "Why it is withdrawn"
        self.fields[
            "reason"
        ].help_text = "Whoever opens this quote reads it, by a link too: customers, suppliers."
        self.fields["reason"].widget.attrs["aria-required"] = "true"
