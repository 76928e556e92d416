"""What the pages of proposals show: the difference by kind, its effect, forms and words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.utils.timezone import localtime

from calculator import formats
from pricing.catalogue.file_proposals import is_to_be_mapped, read_asked, read_kept_table
from pricing.catalogue.price_files import ROLES, Asked
from pricing.catalogue.proposed import (
    ADDED,
    CHANGED,
    CORRECTION,
    ENDED,
    UNCHANGED,
    Difference,
    Proposed,
)
from pricing.catalogue.proposing import MovedRow
from pricing.models import PriceList, Proposal
from quotes.issuing import name_person
from quotes.models.texts import refuse_turns

MOST_ROWS = 200
MOST_PROPOSALS = 100
NOTHING = "nothing"
NEW = "new"
COLUMN = "column."
TITLES = {
    ADDED: "Added",
    CHANGED: "Changed from a day on",
    ENDED: "No longer sold",
    CORRECTION: "Corrections: the same day, something else",
    UNCHANGED: "Unchanged",
}
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
        validators=[refuse_turns],
        help_text="As “Reseller X, 2027”. Only of a new one.",
    )
    base = forms.ChoiceField(
        label="On top of",
        required=False,
        help_text="Of a new one: what your file does not hold is priced from this list.",
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
        self.fields["base"].choices = [(each.id, str(each)) for each in every]

    def clean(self) -> dict[str, Any]:
        """A new list has a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_new = cleaned.get("price_list") == NEW
        if is_new and not cleaned.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", "Give the new list a name.")
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
        validators=[refuse_turns],
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


class RowView(NamedTuple):
    """A row of the difference: what it is of, from which day, before and after."""

    name: str
    day: str
    before: str
    after: str
    cells: list[tuple[str, str, str]]


class KindView(NamedTuple):
    """The rows of one kind; `more` are not shown."""

    what: str
    title: str
    count: int
    rows: list[RowView]
    more: int
    is_left_out: bool


def list_kinds(difference: Difference, takes_corrections: bool) -> list[KindView]:
    """The difference by kind, those that there are."""
    kinds = []
    for what, title in TITLES.items():
        steps = difference.of(what)
        if not steps:
            continue
        shown = [] if what == UNCHANGED else steps[:MOST_ROWS]
        kinds.append(
            KindView(
                what,
                title,
                len(steps),
                [view_step(step) for step in shown],
                0 if what == UNCHANGED else len(steps) - len(shown),
                what == CORRECTION and not takes_corrections,
            )
        )
    return kinds


def view_step(step: Proposed) -> RowView:
    """A row beside what is known."""
    before, after = json.loads(step.before or "{}"), json.loads(step.row.write_cells())
    differing = [
        (column, before.get(column, NOTHING), after.get(column, NOTHING))
        for column in step.row.kind.fields
        if before.get(column) != after.get(column)
    ]
    day = step.row.values.get("valid_from")
    name = step.row.values.get("scheme") or step.row.key
    return RowView(
        name,
        formats.day(day) if isinstance(day, date) else "",
        _tell_price(before) if step.before else NOTHING,
        _tell_price(after),
        differing if step.what == CORRECTION else [],
    )


def _tell_price(cells: Mapping[str, str]) -> str:
    """What a row says, in short."""
    if "name" in cells and "base" in cells:
        return f"{cells['name']}, on top of {cells['base']}"
    if cells.get("state") == "as_base":
        return "as its base"
    if not cells.get("amount"):
        return "not sold"
    tiers = f"; {cells['tiers']}" if cells.get("tiers") else ""
    return f"{cells['amount']}{tiers}"


class MovedView(NamedTuple):
    """A row that is not as it was looked at."""

    name: str
    looked_at: str
    now: str


def list_moved(rows: Sequence[MovedRow]) -> list[MovedView]:
    """What stood there when somebody looked, and what stands there now."""
    return [
        MovedView(moved.row.key, _tell_side(moved.looked_at), _tell_side(moved.now))
        for moved in rows[:MOST_ROWS]
    ]


def _tell_side(step: Proposed | None) -> str:
    if step is None:
        return "it stands so already"
    before = json.loads(step.before or "{}")
    return f"{step.what}: {_tell_price(before) if before else NOTHING} before it"


class ProposalView(NamedTuple):
    """A proposal in a list."""

    id: int
    price_list: str
    file: str
    by: str
    day: str
    state: str


def list_proposals(now: datetime) -> list[ProposalView]:
    """The newest first."""
    found = Proposal.objects.select_related("by").order_by("-id")[:MOST_PROPOSALS]
    return [view_proposal(each, now) for each in found]


def view_proposal(proposal: Proposal, now: datetime) -> ProposalView:
    """One of them."""
    return ProposalView(
        proposal.pk,
        proposal.price_list,
        proposal.file_name or "a program",
        name_person(proposal.by) if proposal.by else "",
        formats.day(localtime(proposal.at).date()),
        tell_state(proposal, now),
    )


def tell_state(proposal: Proposal, now: datetime) -> str:
    """What has become of it."""
    if proposal.applied_at is not None:
        if proposal.applied_id is None:
            return "applied: nothing differed"
        return f"applied as change {proposal.applied_id}"
    if proposal.expires_at <= now:
        return "ended"
    if is_to_be_mapped(proposal):
        return "its columns are to be named"
    return f"to be applied until {formats.day(localtime(proposal.expires_at).date())}"
