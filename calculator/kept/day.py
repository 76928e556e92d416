"""The day that pages of what is kept go by."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from quotes.drafting import find_today
from quotes.models import Organisation


def find_day() -> date:
    """The day in the organisation's zone."""
    return find_today(Organisation.load(), timezone.now())
