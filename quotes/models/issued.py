"""What was issued, and what was done: rows that are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .quotes import Quote
from .texts import LinesField

SUPERSEDED, WITHDRAWN = "superseded", "withdrawn"
EVENTS = (
    *("made", "edited", "submitted", "taken back", "sent back", "approved", "deleted"),
    *("issued", "revised", SUPERSEDED, WITHDRAWN),
)
FILE_KINDS = ("pdf",)


class NumberSeries(models.Model):
    """The last number of a year. Who takes the next locks this row."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"

    def __str__(self) -> str:
        return f"{self.last} in {self.year}"


class NumberGap(models.Model):
    """Numbers that left the building and are in no table: an older backup was restored.

    With a `version` it is that of one number alone, whose versions before it are here.
    """

    year = models.PositiveSmallIntegerField()
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    version = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ("year", "first", "version")
        constraints = (
            models.CheckConstraint(
                condition=Q(first__gt=0, last__gte=F("first")), name="number_gap_is_a_range"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=True) | Q(last=F("first")),
                name="number_gap_of_a_version_is_one_number",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="number_gap_has_a_reason"),
        )

    def __str__(self) -> str:
        if self.version is not None:
            return f"number {self.first}, version {self.version}"
        return f"numbers {self.first} to {self.last}"


class IssuedQuote(models.Model):
    """What left the building. Its rows stand in `content`; money is in whole cents."""

    quote = models.OneToOneField(Quote, models.PROTECT, related_name="issued")
    prefix = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    due = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    content = models.TextField()
    checksum = models.CharField(max_length=71, unique=True)

    class Meta:
        ordering = ("year", "sequence", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("year", "sequence", "version"), name="issued_quote_number_once"
            ),
            models.CheckConstraint(
                condition=Q(sequence__gt=0, version__gt=0), name="issued_quote_numbers_from_1"
            ),
            models.CheckConstraint(condition=Q(rows__gt=0), name="issued_quote_has_rows"),
            models.CheckConstraint(
                condition=Q(due=F("net") + F("tax")), name="issued_quote_adds_up"
            ),
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(checksum=""), name="issued_quote_has_content"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}, version {self.version}"

    @property
    def number(self) -> str:
        """The number of the deal, which all its versions have."""
        return write_number(self.prefix, self.year, self.sequence)


def write_number(prefix: str, year: int, sequence: int) -> str:
    """A number as people read it.

    >>> write_number("DF", 2026, 123)
    'DF-2026-000123'
    """
    return f"{prefix}-{year}-{sequence:06d}"


class IssuedFile(models.Model):
    """The bytes of a file of an issued quote, made once."""

    issued = models.ForeignKey(IssuedQuote, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in FILE_KINDS])
    bytes = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    renderer = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("issued", "kind"), name="issued_file_once_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=FILE_KINDS), name="issued_file_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.issued}"


class QuoteEvent(models.Model):
    """What was done with a quote, by whom, when and why; `digest` names the content.

    `key` is that of the program's request that did it, `asked` the hash of what it asked.
    """

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in EVENTS])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = LinesField(blank=True)
    digest = models.CharField(max_length=71, blank=True)
    key = models.CharField(max_length=100, blank=True)
    asked = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=EVENTS), name="quote_event_kind_is_known"),
            models.UniqueConstraint(
                fields=("by", "key"), condition=~Q(key=""), name="quote_event_key_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
