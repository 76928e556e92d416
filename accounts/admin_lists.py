"""Lists of the admin: what is asked of them, or done to their rows, may be anything."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.core.exceptions import ValidationError
from django.db import DataError, NotSupportedError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

# What Django or the database says of a value that it cannot compare with.
UNREADABLE = (ValueError, TypeError, OverflowError, DataError, NotSupportedError)
# Which no address can ask: it gives one text where these take a pair or a list. An expression may
# take for ever.
NEVER_ASKED = frozenset({"range", "has_keys", "has_any_keys", "regex", "iregex"})
NO_ROWS = "What was selected are no rows of this list. Nothing was done."


class AskedList(ChangeList):
    """A list for which whatever may be asked; what cannot be read leaves it as it is."""

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        try:
            super().__init__(request, *args, **more)
        except UNREADABLE as error:
            if request.GET.keys() <= {ERROR_FLAG}:
                raise
            raise IncorrectLookupParameters(error) from error


class AskedAdmin(admin.ModelAdmin):
    """What all pages of rows have that the site shows, those of others too."""

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        return AskedList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What else it says is refused as any other question that is not for the list."""
        is_asked = lookup.rpartition("__")[-1] not in NEVER_ASKED
        return is_asked and super().lookup_allowed(lookup, value, request)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponseBase | None:
        """Does nothing to a selection that names no rows."""
        try:
            for text in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.clean(text, None)
        except ValidationError:
            self.message_user(request, NO_ROWS, messages.WARNING)
            return None
        return super().response_action(request, queryset)
