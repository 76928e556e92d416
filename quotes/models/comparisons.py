"""Kept comparisons: each save is a version that never changes."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from .texts import LineField, LinesField

PRIVATE, ORGANISATION = "private", "organisation"
VISIBILITIES = {PRIVATE: "only you", ORGANISATION: "everyone in the organisation"}


def check_zone(name: str) -> None:
    """Refuses what is no time zone: each day of a quote is one of it."""
    if name not in available_timezones():
        raise ValidationError("Write a time zone as Europe/Berlin.")


class Organisation(models.Model):
    """The one organisation that this installation serves."""

    name = LineField(max_length=200, blank=True)
    prefix = LineField(
        max_length=16,
        default="DF",
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*\Z", "Capital letters and digits.")],
        help_text="Of the numbers of quotes.",
    )
    time_zone = models.CharField(
        max_length=64, default="UTC", validators=[check_zone], help_text="As Europe/Berlin."
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "A currency as USD.")],
        help_text="ISO 4217, as USD.",
    )
    letterhead = LinesField(blank=True, help_text="Lines at the head of a quote.")
    site = models.CharField(
        max_length=100,
        blank=True,
        validators=[
            RegexValidator(r"^https?://[^\s/?#@]+/?\Z", "An address as https://quotes.example.org.")
        ],
        help_text="Where others reach this site, as https://quotes.example.org. A quote's PDF "
        "says that it is verified there.",
    )
    tax_label = LineField(max_length=50, default="VAT")
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4, default=Decimal(0))
    valid_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        verbose_name_plural = "organisation"
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="organisation_one_row"),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lte=1), name="organisation_tax_is_a_share"
            ),
            models.CheckConstraint(condition=~Q(prefix=""), name="organisation_has_a_prefix"),
        )

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    def load(cls) -> Organisation:
        """The one row; where nobody has filled it in, the defaults, of which reading keeps none."""
        return cls.objects.filter(id=1).first() or cls(id=1)


class KeptCatalogue(models.Model):
    """A price list as it was at one change of the catalogue, so that versions price as they did."""

    change = models.CharField(max_length=32)
    price_list = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True, help_text="Of the list, as people read it.")
    content = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("change", "price_list"), name="kept_catalogue_once_a_change"
            ),
        )

    def __str__(self) -> str:
        return f"{self.price_list} at {self.change}"


class Comparison(models.Model):
    """A named comparison, of which versions are kept."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comparisons")
    name = LineField(max_length=200)
    visibility = models.CharField(
        max_length=16, choices=list(VISIBILITIES.items()), default=PRIVATE
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(visibility__in=list(VISIBILITIES)),
                name="comparison_visibility_is_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="comparison_has_a_name"),
        )

    def __str__(self) -> str:
        return str(self.name)


class ComparisonVersion(models.Model):
    """One save: the document, and the answer that it had then."""

    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    answer = models.TextField()
    catalogue = models.ForeignKey(
        KeptCatalogue,
        models.PROTECT,
        null=True,
        help_text="None where the document brings its own.",
    )
    note = LinesField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("comparison", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("comparison", "number"), name="comparison_version_once"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="comparison_version_from_1"),
        )

    def __str__(self) -> str:
        return f"{self.comparison}, version {self.number}"


class ShareLink(models.Model):
    """A link by which a stranger reads one version, or one issued quote, until a day."""

    version = models.ForeignKey(ComparisonVersion, models.PROTECT, null=True, blank=True)
    issued = models.ForeignKey("quotes.IssuedQuote", models.PROTECT, null=True, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(version__isnull=True, issued__isnull=False)
                | Q(version__isnull=False, issued__isnull=True),
                name="share_link_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"a link to {self.version or self.issued}"
