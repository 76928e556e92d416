"""The history of the catalogue: all its changes, and what each made of a row."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.rights import may_propose
from accounts.roles import list_roles
from calculator.prices.changes import count_rows, list_changes, list_rows, view_change
from calculator.responses import page_response
from pricing.models import CatalogueChange


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """All changes, the newest first."""
    context = {"changes": list_changes(request.user), "may_propose": may_propose(request.user)}
    return page_response(request, "prices/changes.html", context)


@require_safe
def change(request: HttpRequest, number: int) -> HttpResponse:
    """One change, row by row."""
    found = CatalogueChange.objects.select_related("by").filter(number=number).first()
    if found is None:
        raise Http404
    rows = list_rows(found)
    context = {
        "change": view_change(found, bool(list_roles(request.user))),
        "rows": rows,
        "more": count_rows(found) - len(rows),
    }
    return page_response(request, "prices/change.html", context)
