"""Counts what is kept for good, once it is committed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from prometheus_client import Counter

from calculator.metrics import COMPARISONS_SAVED, QUOTES_ISSUED


def count_what_is_kept() -> None:
    """Listens to versions of comparisons and of quotes."""
    from quotes.models import ComparisonVersion, IssuedQuote

    for model, counter in ((ComparisonVersion, COMPARISONS_SAVED), (IssuedQuote, QUOTES_ISSUED)):
        post_save.connect(
            _make_receiver(counter), sender=model, weak=False, dispatch_uid=f"count {model}"
        )


def _make_receiver(counter: Counter) -> Any:
    def count(created: bool, **_: Any) -> None:
        if created:
            transaction.on_commit(counter.inc)

    return count
