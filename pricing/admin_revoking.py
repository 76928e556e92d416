"""How a price that never was one is taken out at /admin/: with why, and as it was looked at."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from .admin_forms import find_newest
from .admin_rows import WithSource
from .catalogue.changing import change_catalogue, hold_catalogue, read_stored, revoke
from .catalogue.proposing import LONGEST_REASON, WrongReason, read_reason
from .models import Price
from .models.changes import CORRECTION


class Revocable(WithSource):
    """Prices, each of which is revoked on a page of its own."""

    delete_confirmation_template = "revoke_price.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of one at a time."""
        return obj is not None and self.has_change_permission(request, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks why it never was the price; of one that others changed since, again."""
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            hold_catalogue()
            price = self.get_object(request, unquote(object_id))
            if price is None:
                messages.error(request, "This price is there no more. The changes say who took it.")
                return HttpResponseRedirect(reverse("admin:pricing_price_changelist"))
            if not self.has_delete_permission(request, price):
                return super().delete_view(request, object_id, extra_context)
            try:
                read_reason(request.POST.get("reason", ""))
            except WrongReason as refusal:
                messages.error(request, str(refusal))
                return self._show_again(request, price, HTTPStatus.UNPROCESSABLE_ENTITY)
            newest, _, number = find_newest(price)
            if request.POST.get("seen") != str(newest):
                # Both stand on the page; a second press is meant so.
                return self._show_again(request, price, HTTPStatus.CONFLICT, moved_by=number)
            return super().delete_view(request, object_id, extra_context)

    def _show_again(
        self, request: HttpRequest, price: Price, status: int, **more: Any
    ) -> HttpResponse:
        """The page with the reason as it was typed, of which nothing was done."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Delete",
            "opts": self.opts,
            "object": price,
            "reason": request.POST.get("reason", ""),
            **more,
        }
        response = self.render_delete_form(request, context)
        response.status_code = status
        return response

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        """With what its newest record says, which is what is looked at."""
        newest, cells, _ = find_newest(context["object"])
        shown = {"seen": newest, "cells": cells.items(), "longest": LONGEST_REASON}
        return super().render_delete_form(request, {**context, **shown})

    def delete_model(self, request: HttpRequest, obj: Price) -> None:
        change_catalogue(
            [revoke(read_stored(obj))],
            kind=CORRECTION,
            at=timezone.now(),
            by=request.user,
            reason=read_reason(request.POST["reason"]),
        )
