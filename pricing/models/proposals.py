"""What somebody wants the catalogue to say: kept to be looked at, then applied or left to end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .changes import CHANGE_KINDS, LOAD, CatalogueChange


class Proposal(models.Model):
    """Rows as they shall be, and the change against which that was looked at."""

    price_list = models.SlugField(max_length=64, help_text="The own list that it is of.")
    kind = models.CharField(max_length=16, choices=list(CHANGE_KINDS.items()), default=LOAD)
    base = models.PositiveIntegerField(help_text="The last change when it was made.")
    rows = models.JSONField(help_text="Of each its kind, its list and its cells.")
    table = models.JSONField(null=True, help_text="Of a file of other columns: heads and rows.")
    asked = models.JSONField(default=dict, help_text="What each of its columns is taken for.")
    left_out = models.JSONField(default=list, help_text="Of each its line, and why, in words.")
    feed_notes = models.JSONField(
        default=dict, help_text="Of a feed: what it says beside the rows that differ, in words."
    )
    takes_corrections = models.BooleanField(default=False)
    complete_on = models.DateField(
        null=True, help_text="From when what the file does not hold is not sold."
    )
    file_name = models.CharField(max_length=200, blank=True)
    files = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the file.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="proposals"
    )
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    applied = models.ForeignKey(
        CatalogueChange,
        models.PROTECT,
        null=True,
        related_name="proposals",
        help_text="None where nothing differed.",
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(applied__isnull=True) | Q(applied_at__isnull=False),
                name="proposal_applied_at_some_time",
            ),
        )

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class ColumnMapping(models.Model):
    """Which column of the files of one list holds what, and which rows are of which scheme, as
    somebody said it last.
    """

    price_list = models.SlugField(max_length=64, primary_key=True)
    columns = models.JSONField(help_text="By what is asked for the head of a column.")
    rows = models.JSONField(
        default=dict, help_text="The scheme by what names a row so; empty: it is left out."
    )

    def __str__(self) -> str:
        return f"columns of files for {self.price_list}"
