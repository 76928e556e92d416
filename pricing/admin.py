"""Where tomorrow's prices are edited: each save is a recorded change, with its reason."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import escape

from .admin_forms import OfPrice, OfPriceList, OfTerm
from .admin_revoking import Revocable
from .admin_rows import WHY, WithId, WithSource
from .catalogue.rows import FEED_COLUMNS
from .catalogue.shipping import is_shipped, list_own_lists, tell_read_only
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
from .read_only import ReadOnly


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

    def get_formset(self, request: HttpRequest, obj: Scheme | None = None, **more: Any) -> Any:
        """As many forms as there are prices, however many the page that is sent says."""
        number = obj.prices.count() if obj else 0
        return super().get_formset(request, obj, absolute_max=number, **more)


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
class PriceAdmin(Revocable):
    """Dated prices. A new price is a new row; a row without amount ends the sale."""

    form = OfPrice
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
        (
            "Who said so",
            {
                "fields": (
                    "source",
                    "source_url",
                    "confidence",
                    "note",
                    "confirmed_on",
                    FEED_COLUMNS,
                )
            },
        ),
        WHY,
    )
    readonly_fields = FEED_COLUMNS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Price]:
        """With the names that the list shows."""
        return super().get_queryset(request).select_related("scheme", "price_list")

    def get_fieldsets(self, request: HttpRequest, obj: Price | None = None) -> Any:
        """Says of a price that is to look at why, and what to do instead."""
        first, *others = super().get_fieldsets(request, obj)
        if obj is None or not is_shipped(obj):
            return [first, *others]
        title, options = first
        return [
            (title, {**options, "description": escape(tell_read_only(obj.price_list))}),
            *others,
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Those that ship change with a release alone."""
        if db_field.name == "price_list":
            options["queryset"] = list_own_lists()
        return super().formfield_for_foreignkey(db_field, request, **options)


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
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note", "confirmed_on")}),
        WHY,
    )


@admin.register(Assumption)
class AssumptionAdmin(WithSource):
    """Dated assumptions with their ranges."""

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
        ("Who said so", {"fields": ("source", "source_url", "confidence", "note", "confirmed_on")}),
        WHY,
    )


@admin.register(ExchangeRate)
class ExchangeRateAdmin(WithSource):
    """Dated exchange rates, which bring assumptions into the currency of a price list."""

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
