"""What the pages of the catalogue's rows at /admin/ share: each save is a recorded change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Field
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from .admin_forms import WithReason
from .catalogue.changing import change_catalogue, list_unique_fields, read_stored
from .catalogue.rows import CONFIRMED
from .catalogue.shipping import is_shipped
from .models import Assumption, CatalogueRow, ExchangeRate, ListTerm, Price
from .models.changes import CORRECTION, EDIT
from .plain_form_fields import (
    OF_NAMES,
    OF_NOTES,
    PlainDateField,
    PlainDecimalField,
    PlainIntegerField,
)

# What may be typed of a row that says the same as before.
NOT_CORRECTED = frozenset({CONFIRMED, "reason", "seen"})
# Django's own fields read digits of every script and texts that nobody sees, which no other door
# does.
PLAIN: Mapping[type[Field[Any, Any]], Mapping[str, Any]] = {
    models.DateField: {"form_class": PlainDateField},
    models.DecimalField: {"form_class": PlainDecimalField},
    models.IntegerField: {"form_class": PlainIntegerField},
    models.CharField: {"validators": OF_NAMES},
    models.TextField: {"validators": OF_NOTES},
}


WHY: tuple[str, Any] = ("Why", {"fields": ("reason", "seen")})


class Recorded(admin.ModelAdmin):
    """Rows of the catalogue. What ships is to look at: the next release would set an edit back.
    Nothing is deleted: a price ends by a row without amount.
    """

    form = WithReason
    formfield_overrides = PLAIN

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_change_permission(request, obj)
        return may and not (obj is not None and is_shipped(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        kind = EDIT
        if change and {*form.changed_data} - NOT_CORRECTED:
            kind = CORRECTION
        reason = form.cleaned_data["reason"]
        row = read_stored(obj)
        change_catalogue([row], kind=kind, at=timezone.now(), by=request.user, reason=reason)
        unique = {column: getattr(obj, column) for column in list_unique_fields(obj.kind)}
        obj.pk = type(obj).objects.get(**unique).pk


class WithId(Recorded):
    """Rows with an id, which is not for changing once it is there: documents and links name it."""

    def get_readonly_fields(
        self, request: HttpRequest, obj: CatalogueRow | None = None
    ) -> tuple[str, ...]:
        if obj:
            return ("id",)
        return ()


class WithSource(Recorded):
    """Rows that somebody said: shows who, and whether it was read there."""

    save_as = True

    @admin.display(description="read in its source", boolean=True, ordering="confidence")
    def read_in_its_source(self, row: Price | Assumption | ExchangeRate | ListTerm) -> bool | None:
        """Yes: read there. Unknown: worked out from what was read. No: nobody has read it yet."""
        return {"verified": True, "derived": None}.get(row.confidence, False)

    @admin.display(description="source")
    def linked_source(self, row: Price | Assumption | ExchangeRate | ListTerm) -> str:
        """The source, as a link where it has an address."""
        if len(row.source) <= 60:
            short = row.source
        else:
            short = f"{row.source[:60]}…"
        if not row.source_url:
            return short
        return format_html('<a href="{}" rel="noreferrer">{}</a>', row.source_url, short)
