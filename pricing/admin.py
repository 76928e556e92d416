"""Where tomorrow's prices are edited: each save is a recorded change, with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from .catalogue.changing import change_catalogue, list_unique_fields, read_stored
from .models import (
    Assumption,
    CatalogueChange,
    CatalogueRecord,
    CatalogueRow,
    CatalogueVersion,
    ExchangeRate,
    Price,
    PriceList,
    Scheme,
)
from .models.changes import CORRECTION, EDIT
from .plain_form_fields import PlainDecimalField, PlainIntegerField
from .read_only import ReadOnly

# Django's own number fields read digits of every script, which no other door does.
NUMBERS: Mapping[type[Field[Any, Any]], Mapping[str, Any]] = {
    models.DecimalField: {"form_class": PlainDecimalField},
    models.IntegerField: {"form_class": PlainIntegerField},
}


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


WHY: tuple[str, Any] = ("Why", {"fields": ("reason", "seen")})


class Recorded(admin.ModelAdmin):
    """Rows of the catalogue. Nothing is deleted: a price ends by a row without amount."""

    form = WithReason
    formfield_overrides = NUMBERS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        """Says by its status too that somebody else saved in between."""
        response = super().render_change_form(request, context, *args, **more)
        if context["adminform"].form.is_conflict:
            response.status_code = HTTPStatus.CONFLICT
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        kind = EDIT
        if change:
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
    def read_in_its_source(self, row: Price | Assumption | ExchangeRate) -> bool | None:
        """Yes: read there. Unknown: worked out from what was read. No: nobody has read it yet."""
        return {"verified": True, "derived": None}.get(row.confidence, False)

    @admin.display(description="source")
    def linked_source(self, row: Price | Assumption | ExchangeRate) -> str:
        """The source, as a link where it has an address."""
        if len(row.source) <= 60:
            short = row.source
        else:
            short = f"{row.source[:60]}…"
        if not row.source_url:
            return short
        return format_html('<a href="{}" rel="noreferrer">{}</a>', row.source_url, short)


@admin.register(PriceList)
class PriceListAdmin(WithId):
    """Price lists; the id stays as it is once it is there."""

    list_display = ("id", "name", "currency", "region", "owner")


class PriceInline(ReadOnly, admin.TabularInline):
    """The prices of a scheme beside its rule; each is edited on a page of its own."""

    model = Price
    extra = 0
    fields = (
        "price_list",
        "valid_from",
        "amount",
        "tiers",
        "source",
        "source_url",
        "confidence",
        "note",
    )
    ordering = ("price_list", "valid_from")
    show_change_link = True


@admin.register(Scheme)
class SchemeAdmin(WithId):
    """Schemes with their licensing rules and all their prices."""

    list_display = ("id", "vendor", "name", "role", "metric", "charge", "rule_confidence")
    list_filter = ("role", "metric", "charge", "rule_confidence", "vendor")
    search_fields = ("id", "vendor", "product", "edition", "requires", "provides", "rule_note")
    autocomplete_fields = ("successor",)
    inlines = (PriceInline,)
    fieldsets = (
        (None, {"fields": ("id", ("vendor", "product", "edition"), "role", "successor")}),
        (
            "What is counted and how it is charged",
            {"fields": ("metric", ("charge", "period"), "tier_mode", "terms")},
        ),
        ("Orders", {"fields": (("pack", "per_host", "minimum", "maximum"),)}),
        (
            "Bought once",
            {"fields": (("maintenance_rate", "maintenance_included_years", "life_years"),)},
        ),
        (
            "What it needs and brings",
            {"fields": ("requires", "provides", "excludes", "includes", "attributes")},
        ),
        (
            "The rule",
            {"fields": ("rule_note", "not_checked", "rule_source_url", "rule_confidence")},
        ),
        ("For procurement systems", {"fields": (("vendor_part_number", "unspsc"),)}),
        WHY,
    )


@admin.register(Price)
class PriceAdmin(WithSource):
    """Dated prices. A new price is a new row; a row without amount ends the sale."""

    of_key = ("price_list", "scheme", "valid_from")
    list_display = (
        "scheme",
        "price_list",
        "valid_from",
        "amount",
        "tiers",
        "read_in_its_source",
        "linked_source",
    )
    list_display_links = ("scheme", "valid_from")
    list_filter = ("price_list", "confidence", "scheme__role", "scheme__vendor")
    search_fields = ("scheme__id", "scheme__product", "scheme__edition", "source", "note")
    date_hierarchy = "valid_from"
    autocomplete_fields = ("scheme",)
    fieldsets = (
        (None, {"fields": ("price_list", "scheme", "valid_from")}),
        ("Money", {"fields": ("amount", "tiers")}),
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note")}),
        WHY,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        """With the names that the list shows."""
        return super().get_queryset(request).select_related("scheme", "price_list")


@admin.register(Assumption)
class AssumptionAdmin(WithSource):
    """Dated assumptions with their ranges."""

    of_key = ("name", "valid_from")
    list_display = (
        "name",
        "valid_from",
        "low",
        "typical",
        "high",
        "unit",
        "read_in_its_source",
        "linked_source",
    )
    list_display_links = ("name", "valid_from")
    list_filter = ("confidence", "valid_from")
    search_fields = ("name", "source", "note")
    fieldsets = (
        (None, {"fields": ("name", "valid_from", "unit")}),
        ("Range", {"fields": (("low", "typical", "high"), ("currency", "moves_with"))}),
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note")}),
        WHY,
    )


@admin.register(ExchangeRate)
class ExchangeRateAdmin(WithSource):
    """Dated exchange rates, which bring assumptions into the currency of a price list."""

    of_key = ("from_currency", "to_currency", "valid_from")
    list_display = (
        "from_currency",
        "to_currency",
        "valid_from",
        "rate",
        "read_in_its_source",
        "linked_source",
    )
    list_display_links = ("from_currency", "to_currency", "valid_from")
    list_filter = ("from_currency", "to_currency", "confidence")
    search_fields = ("source", "note")
    date_hierarchy = "valid_from"
    fieldsets = (
        (None, {"fields": (("from_currency", "to_currency"), "valid_from", "rate")}),
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note")}),
        WHY,
    )


@admin.register(CatalogueChange)
class CatalogueChangeAdmin(ReadOnly, admin.ModelAdmin):
    """What changed, the latest first; to look at."""

    list_display = ("number", "at", "by", "kind", "reason", "counts")
    ordering = ("-number",)
