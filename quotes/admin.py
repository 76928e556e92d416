"""The admin looks at quotes and changes none: only the organisation's own row is edited there."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from pricing.read_only import ReadOnly

from .models import (
    Comparison,
    ComparisonVersion,
    IssuedQuote,
    NumberSeries,
    Organisation,
    Quote,
    QuoteEvent,
    ShareLink,
)


class Kept(ReadOnly, admin.ModelAdmin):
    """Rows to look at. What is done with them is done by a step, with its rights and its event."""


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """The one row: name, prefix, zone, terms."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Organisation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(IssuedQuote)
class IssuedQuoteAdmin(Kept):
    """What was issued, by number."""

    list_display = ("number", "version", "issued_on", "issued_by", "currency", "due")
    date_hierarchy = "issued_on"


@admin.register(QuoteEvent)
class QuoteEventAdmin(Kept):
    """What was done, the latest first."""

    list_display = ("at", "kind", "quote", "by", "reason")
    ordering = ("-id",)


for model in (Comparison, ComparisonVersion, NumberSeries, Quote, ShareLink):
    admin.site.register(model, Kept)
