"""Every change of the catalogue, and what each made of a row: only ever added to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from pricing.catalogue.rows import KINDS

RELEASE, LOAD, EDIT, CORRECTION, FEED = "release", "load", "edit", "correction", "feed"
CHANGE_KINDS = {
    RELEASE: "files that ship with a release",
    LOAD: "files of one's own",
    EDIT: "a row typed by hand",
    CORRECTION: "a row put right",
    FEED: "prices of a vendor's feed",
}


class CatalogueChange(models.Model):
    """One change: when, by whom, why, of which files. Its number says what was known since."""

    number = models.PositiveIntegerField(primary_key=True)
    stamp = models.PositiveBigIntegerField(help_text="Of the catalogue since then.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="catalogue_changes"
    )
    kind = models.CharField(max_length=16, choices=list(CHANGE_KINDS.items()))
    reason = models.TextField(max_length=2000, blank=True)
    files = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the files.")
    counts = models.JSONField(help_text="Rows added and changed, by kind.")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=list(CHANGE_KINDS)), name="catalogue_change_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=RELEASE) | ~Q(reason=""), name="catalogue_change_has_a_reason"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="catalogue_change_from_1"),
        )

    def __str__(self) -> str:
        return f"change {self.number}"


class CatalogueRecord(models.Model):
    """What a row of the catalogue says since a change: its filled cells, as files write them."""

    change = models.ForeignKey(
        CatalogueChange, models.PROTECT, related_name="records", db_index=False
    )
    kind = models.CharField(max_length=16, choices=[(kind.name, kind.name) for kind in KINDS])
    price_list = models.CharField(max_length=64, blank=True, help_text="Of a price.")
    key = models.CharField(max_length=150, help_text="What makes the row unique in its file.")
    cells = models.TextField(
        blank=True, help_text="JSON, by column; empty: it was revoked, there never was such a row."
    )

    class Meta:
        ordering = ("id",)
        # Which lists a change touched is asked of each, for those whom no own list is shown to.
        indexes = (
            models.Index(fields=("change", "kind", "price_list"), name="catalogue_record_of_list"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "price_list", "key", "change"),
                name="catalogue_record_once_a_change",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.price_list} {self.key}".replace("  ", " ")
