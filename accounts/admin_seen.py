"""Two editors of a row in the admin: the second sees what the first saved, and loses nothing."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SEEN = "seen"
# Fields of these names are secret: which of them changed is said, and never to what.
SECRET_WORDS = ("password", "secret", "token", "key", "settings", "extra_data")


class SeenField(forms.CharField):
    """What was looked at is nothing that an editor changes."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class WithSeen(forms.ModelForm):
    """A row, and a digest of each of its values that its editor looked at."""

    is_conflict = False

    seen = SeenField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial[SEEN] = json.dumps(self._digest(self._read(self.instance)))

    def clean(self) -> dict[str, Any]:
        """Where somebody else saved since, both stand on the page; a second press is meant so."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rows = type(self.instance)._default_manager.select_for_update()
        row = rows.filter(pk=self.instance.pk).first()
        if row is None:
            self.add_error(None, "This row was deleted while you saved.")
            return cleaned
        stored = self._read(row)
        now = self._digest(stored)
        seen = _read_digests(cleaned.get(SEEN, ""))
        # Who opened no page, a program for one, has looked at nothing.
        changed = [name for name in now if seen.get(name, now[name]) != now[name]]
        if changed:
            self.is_conflict = True
            # What was looked at by the next press.
            self.data = self.data.copy()
            self.data[self.add_prefix(SEEN)] = json.dumps(now)
            said = "; ".join(self._say(name, stored[name]) for name in changed)
            self.add_error(
                None,
                f"This row was changed since you looked. Now it says: {said}. "
                "What you typed stands below; save again, and it stands instead.",
            )
        return cleaned

    def _read(self, row: Model) -> dict[str, str]:
        """The values that this form would write, as texts."""
        written = [name for name, field in self.fields.items() if not field.disabled]
        values = model_to_dict(row, fields=written)
        return {name: _spell(value) for name, value in values.items()}

    def _digest(self, values: dict[str, str]) -> dict[str, str]:
        of_row = f"{self.instance._meta.label}.{self.instance.pk}"
        return {
            name: salted_hmac(f"{of_row}.{name}", text, algorithm="sha256").hexdigest()[:32]
            for name, text in values.items()
        }

    def _say(self, name: str, text: str) -> str:
        label = self.fields[name].label or name
        if any(word in name for word in SECRET_WORDS):
            return f"{label}: another value"
        if len(text) > 80:
            return f"{label}: “{text[:80]}…” ({len(text):,} characters)"
        return f"{label}: “{text}”"


class SeenAdmin(admin.ModelAdmin):
    """What all pages have where a row is changed, those of others too."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **more: Any
    ) -> Any:
        if self._is_compared(request, obj):
            more["form"] = type(self.form.__name__, (WithSeen, self.form), {})
        return super().get_form(request, obj, change=change, **more)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        # Where Django asks the form for its fields, it is among them.
        is_there = SEEN in flatten_fieldsets(fieldsets)
        if self._is_compared(request, obj) and not is_there:
            return [*fieldsets, (None, {"fields": (SEEN,)})]
        return fieldsets

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        """Says by its status too that somebody else saved in between."""
        response = super().render_change_form(request, context, *args, **more)
        if getattr(context["adminform"].form, "is_conflict", False):
            response.status_code = HTTPStatus.CONFLICT
        return response

    def _is_compared(self, request: HttpRequest, obj: Any) -> bool:
        """Rows of the catalogue know by their records what was looked at."""
        has_own = SEEN in self.form.declared_fields
        return obj is not None and not has_own and self.has_change_permission(request, obj)


def _spell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(sorted(map(str, value)))
    return str(value)


def _read_digests(text: str) -> dict[str, Any]:
    """What a page sent back; of what is no such thing, nothing."""
    try:
        digests = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return digests if isinstance(digests, dict) else {}
