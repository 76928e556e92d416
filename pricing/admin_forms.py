"""The form of a row at /admin/: why it is changed, and what its editor looked at."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from .catalogue.changing import list_unique_fields, read_stored
from .models import CatalogueRecord, CatalogueRow, CatalogueVersion

AMOUNTS = ("amount", "tiers", "low", "typical", "high", "rate")
EVIDENCE = ("source", "source_url", "confidence", "note")


class WithReason(forms.ModelForm):
    """A row, why it is changed, and the record of it that its editor looked at."""

    is_conflict = False

    reason = forms.CharField(
        max_length=2000,
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
            self._keep_key()
            self._keep_evidence()
        return cleaned

    def _refuse_unseen(self, seen: str) -> None:
        """Where somebody else saved since, both stand on the page; a second press is meant so."""
        # The row stands still from here on: whoever changes the catalogue waits.
        CatalogueVersion.objects.select_for_update().get_or_create(id=1)
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

    def _keep_key(self) -> None:
        for column in {*list_unique_fields(self.instance.kind)} & {*self.changed_data}:
            self.add_error(column, "This stays as it is; for another one press “Save as new”.")

    def _keep_evidence(self) -> None:
        """A source says the amounts that were read in it and no others."""
        moved = {*AMOUNTS} & {*self.changed_data}
        if moved and "source" in self.fields and not {*EVIDENCE} & {*self.changed_data}:
            self.add_error(
                "source", "Who says the new figures? The source is that of the old ones."
            )


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
    return record.pk, json.loads(record.cells), record.change_id
