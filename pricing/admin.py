"""Where tomorrow's prices are edited: each save is a recorded change, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html

from .admin_forms import OfPrice, OfPriceList, OfTerm, WithReason
from .catalogue.changing import change_catalogue, list_unique_fields, read_stored
from .catalogue.rows import FEED_COLUMNS
from .models import (
    Assumption,
    CatalogueChange,
    CatalogueRow,
    ExchangeRate,
    ListTerm,
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


@admin.register(PriceList)
class PriceListAdmin(WithId):
    """Price lists; id and base stay as they are once they are there."""

    form = OfPriceList
    list_display = ("id", "name", "currency", "region", "owner", "base")

    def get_readonly_fields(
        self, request: HttpRequest, obj: CatalogueRow | None = None
    ) -> tuple[str, ...]:
        """What is priced from a list hangs on its currency and its base."""
        if obj:
            return ("id", "currency", "base")
        return ()


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
    search_fields = (
        *("id", "vendor", "product", "edition", "also_called"),
        *("requires", "provides", "rule_note"),
    )
    autocomplete_fields = ("successor",)
    inlines = (PriceInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "id",
                    ("vendor", "product", "edition"),
                    "also_called",
                    ("role", "successor"),
                    "quoted_from",
                )
            },
        ),
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

    form = OfPrice
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
        ("Money", {"fields": ("amount", "tiers", "state")}),
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note", FEED_COLUMNS)}),
        WHY,
    )
    readonly_fields = FEED_COLUMNS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        """With the names that the list shows."""
        return super().get_queryset(request).select_related("scheme", "price_list")


@admin.register(ListTerm)
class ListTermAdmin(WithSource):
    """What own lists take off, from a day on. Another share is a new row; 0 ends one."""

    form = OfTerm
    list_display = (
        "of",
        "price_list",
        "valid_from",
        "share",
        "read_in_its_source",
        "linked_source",
    )
    list_display_links = ("of", "valid_from")
    list_filter = ("price_list", "confidence")
    search_fields = ("of", "source", "note")
    date_hierarchy = "valid_from"
    fieldsets = (
        (None, {"fields": ("price_list", "of", "valid_from")}),
        ("What comes off", {"fields": ("share",)}),
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note")}),
        WHY,
    )


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
