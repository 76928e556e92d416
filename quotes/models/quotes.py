"""A quote in the making: a working paper from one scenario of a version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .comparisons import ComparisonVersion
from .texts import LineField, LinesField

DRAFT, SUBMITTED, APPROVED, ISSUED, DELETED = (
    "draft",
    "submitted",
    "approved",
    "issued",
    "deleted",
)
STATES = (DRAFT, SUBMITTED, APPROVED, ISSUED, DELETED)


class Quote(models.Model):
    """What is drafted, submitted and approved. Its content is fixed when it is submitted.

    `revision` counts edits, so that two who edit the same are told. `loaded` holds the rows of a
    file that it was made from, where they stand in place of the version's; `earlier` the content
    that was submitted before it came back; `sums` what it comes to, for lists: a currency, and the
    net `by_year` in which it is due.
    """

    version = models.ForeignKey(ComparisonVersion, models.PROTECT, related_name="quotes")
    scenario_place = models.PositiveSmallIntegerField(help_text="From 0.")
    revises = models.ForeignKey(
        "quotes.IssuedQuote", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    state = models.CharField(
        max_length=16, choices=[(state, state) for state in STATES], default=DRAFT
    )
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="quotes")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    supplier = LinesField(blank=True, help_text="Who sells: name and address.")
    customer = LinesField(blank=True, help_text="Who buys: name and address.")
    tax_label = LineField(max_length=50, blank=True)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4, default=0)
    valid_until = models.DateField()
    notes = LinesField(blank=True)
    reasons = models.JSONField(default=list, blank=True)
    loaded = models.TextField(blank=True)
    content = models.TextField(blank=True)
    earlier = models.TextField(blank=True)
    sums = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=71, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_digest = models.CharField(max_length=71, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATES), name="quote_state_is_known"),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lte=1), name="quote_tax_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(DRAFT, DELETED))
                | ~Q(content="") & ~Q(digest="") & Q(submitted_by__isnull=False),
                name="quote_submitted_has_content",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(APPROVED, ISSUED))
                | Q(approved_by__isnull=False, approved_digest=models.F("digest")),
                name="quote_approved_as_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(state=DELETED) | Q(content="", notes="", supplier="", customer=""),
                name="quote_deleted_is_empty",
            ),
        )

    def __str__(self) -> str:
        return f"a quote of {self.version} ({self.state})"
