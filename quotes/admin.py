"""The admin looks at quotes and changes none: only the organisation's own row is edited there."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import PositiveSmallIntegerField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from pricing.plain_form_fields import refuse_unseen
from pricing.read_only import ReadOnly

from .models import (
    Comparison,
    ComparisonVersion,
    IssuedQuote,
    NumberGap,
    NumberSeries,
    Organisation,
    Quote,
    QuoteEvent,
    ShareLink,
)
from .models.texts import LONGEST_TEXT, LinesField
from .validity import MOST_YEARS_VALID


class Kept(ReadOnly, admin.ModelAdmin):
    """Rows to look at. What is done with them is done by a step, with its rights and its event."""


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """The one row: name, prefix, zone, terms. There is no list of one."""

    formfield_overrides: ClassVar = {
        LinesField: {"max_length": LONGEST_TEXT},
        PositiveSmallIntegerField: {"max_value": MOST_YEARS_VALID * 365},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        """What has to be said is to be seen: it is printed on quotes."""
        field = super().formfield_for_dbfield(db_field, request, **more)
        if isinstance(field, forms.CharField) and field.required:
            field.validators.append(refuse_unseen)
        return field

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Leads to the row, or to where it is made."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        found = Organisation.objects.first()
        if found is None:
            return HttpResponseRedirect(reverse("admin:quotes_organisation_add"))
        return HttpResponseRedirect(reverse("admin:quotes_organisation_change", args=(found.pk,)))

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


@admin.register(NumberGap)
class NumberGapAdmin(Kept):
    """Numbers that are in no table, and why."""

    list_display = ("year", "first", "last", "version", "at", "reason")


for model in (Comparison, ComparisonVersion, NumberSeries, Quote, ShareLink):
    admin.site.register(model, Kept)
