"""What can be paid for, by which rule; and the assumptions and rates that prices stand beside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from pricing.catalogue.rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    SCHEMES,
)
from pricing.engine.fields import MOST_MONEY
from pricing.engine.vocabulary import (
    CHARGES,
    CONFIDENCES,
    HOUR_METRICS,
    METRICS,
    PERIODS,
    ROLES,
    TIER_MODES,
)

from .checks import (
    ONLY_WEB,
    SMALL_LETTERS,
    CatalogueRow,
    list_choices,
    make_address_check,
    make_choice_check,
    make_filled_check,
    make_range_check,
)


class Scheme(CatalogueRow):
    """One way to pay for one thing: what is counted, how it is charged, what it needs and
    brings.
    """

    kind = SCHEMES

    id = models.SlugField(
        primary_key=True,
        max_length=64,
        validators=[SMALL_LETTERS],
        help_text="Stable for ever, as ms-vecd-sa.",
    )
    vendor = models.CharField(max_length=200)
    product = models.CharField(max_length=200)
    edition = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=32, choices=[(role, words) for role, words in ROLES.items()])
    metric = models.CharField(
        max_length=32, choices=list_choices(METRICS), help_text="What is counted."
    )
    charge = models.CharField(max_length=16, choices=list_choices(CHARGES))
    period = models.CharField(
        max_length=8, choices=list_choices(PERIODS), default="year", help_text="Of a subscription."
    )
    maintenance_rate = models.DecimalField(
        max_digits=12,
        decimal_places=10,
        default=Decimal(0),
        help_text="Yearly share of the net price; perpetual only.",
    )
    maintenance_included_years = models.PositiveSmallIntegerField(
        default=0, help_text="Years of maintenance that the price holds; perpetual only."
    )
    life_years = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Hardware only.")
    pack = models.PositiveIntegerField(
        default=1, help_text="Units in a sold pack; the price is per pack."
    )
    per_host = models.BooleanField(default=False, help_text="Packs fill up on each host.")
    minimum = models.PositiveIntegerField(
        default=0, help_text="Units that a year's need is raised to."
    )
    maximum = models.PositiveIntegerField(
        null=True, blank=True, help_text="Units that it may be used for."
    )
    tier_mode = models.CharField(max_length=16, choices=list_choices(TIER_MODES), default="volume")
    terms = models.CharField(
        max_length=1500,
        blank=True,
        help_text="Factors by terms of payment, as yearly:1 monthly:1.05; the first is usual.",
    )
    requires = models.CharField(max_length=1500, blank=True, help_text="Tokens, parted by blanks.")
    provides = models.CharField(max_length=1500, blank=True, help_text="Tokens, parted by blanks.")
    excludes = models.CharField(max_length=1500, blank=True, help_text="Tokens, parted by blanks.")
    includes = models.CharField(
        max_length=1500, blank=True, help_text="Units of other roles, as server_cal:25."
    )
    attributes = models.CharField(
        max_length=1500, blank=True, help_text="Numbers, as sockets=2 ram_gb=32."
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        help_text="What followed it.",
    )
    rule_note = models.TextField(
        max_length=2000, blank=True, help_text="The licensing rule in words."
    )
    not_checked = models.TextField(
        max_length=2000, blank=True, help_text="What of the rule is not checked, in words."
    )
    rule_source_url = models.CharField(max_length=2000, blank=True, validators=[ONLY_WEB])
    rule_confidence = models.CharField(
        max_length=16, choices=list_choices(CONFIDENCES), default="recalled"
    )
    vendor_part_number = models.CharField(
        max_length=100, blank=True, help_text="What the vendor orders it by."
    )
    unspsc = models.CharField(
        max_length=8, blank=True, help_text="Its class in the UNSPSC, eight digits."
    )
    also_called = models.CharField(
        max_length=500, blank=True, help_text="Other names that it is found by, former ones too."
    )
    quoted_from = models.DateField(
        null=True,
        blank=True,
        help_text="The first day from which it is sold by quotation, without a list price.",
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            make_choice_check("role", ROLES),
            make_choice_check("metric", METRICS),
            make_choice_check("charge", CHARGES),
            make_choice_check("period", PERIODS),
            make_choice_check("tier_mode", TIER_MODES),
            make_choice_check("rule_confidence", CONFIDENCES),
            make_address_check("rule_source_url"),
            models.CheckConstraint(condition=Q(pack__gte=1), name="scheme_pack_at_least_one"),
            models.CheckConstraint(
                condition=Q(life_years__isnull=True) | Q(life_years__gte=1, charge="perpetual"),
                name="scheme_life_of_perpetual_at_least_one",
            ),
            models.CheckConstraint(
                condition=Q(maintenance_rate=0)
                | Q(maintenance_rate__gt=0, maintenance_rate__lte=1, charge="perpetual"),
                name="scheme_maintenance_of_perpetual_only",
            ),
            models.CheckConstraint(
                condition=Q(charge="subscription", period="hour", metric__in=HOUR_METRICS)
                | Q(charge="subscription", period__in=("year", "month"))
                & ~Q(metric__in=HOUR_METRICS)
                | Q(charge="perpetual", period="year") & ~Q(metric__in=HOUR_METRICS),
                name="scheme_hours_by_the_hour_only",
            ),
        )

    def __str__(self) -> str:
        return self.id

    @property
    def name(self) -> str:
        """What people call it: product and edition, without the vendor."""
        return f"{self.product} {self.edition}".strip()


class Assumption(CatalogueRow):
    """A named, dated number with its unit, range and source; the typical value is the default."""

    kind = ASSUMPTIONS

    name = models.CharField(max_length=64)
    valid_from = models.DateField(default=date(2006, 1, 1))
    unit = models.CharField(max_length=200)
    low = models.DecimalField(max_digits=20, decimal_places=10)
    typical = models.DecimalField(max_digits=20, decimal_places=10)
    high = models.DecimalField(max_digits=20, decimal_places=10)
    currency = models.CharField(
        max_length=3, blank=True, help_text="ISO 4217 where it is money, as USD."
    )
    moves_with = models.CharField(
        max_length=64, blank=True, help_text="The assumption with which its range rises and falls."
    )
    source = models.TextField(max_length=2000)
    source_url = models.CharField(max_length=2000, blank=True, validators=[ONLY_WEB])
    confidence = models.CharField(
        max_length=16, choices=list_choices(CONFIDENCES), default="recalled"
    )
    note = models.TextField(max_length=2000, blank=True)
    confirmed_on = models.DateField(
        null=True, blank=True, help_text="When the same was last found in its source again."
    )

    class Meta:
        ordering = ("name", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("name", "valid_from"), name="assumption_one_a_day"),
            models.CheckConstraint(
                condition=Q(low__lte=F("typical"), typical__lte=F("high")),
                name="assumption_low_typical_high",
            ),
            make_filled_check("source"),
            make_filled_check("unit"),
            make_address_check("source_url"),
            make_choice_check("confidence", CONFIDENCES),
            make_range_check("valid_from"),
        )

    def __str__(self) -> str:
        return f"{self.name} from {self.valid_from}"


class ExchangeRate(CatalogueRow):
    """Units of one currency for one of another from a day on; it holds until the next of the same
    two.
    """

    kind = EXCHANGE_RATES

    from_currency = models.CharField(max_length=3, help_text="ISO 4217, as USD.")
    to_currency = models.CharField(max_length=3, help_text="ISO 4217, as EUR.")
    valid_from = models.DateField(
        help_text="It holds until the next rate of the same two currencies."
    )
    rate = models.DecimalField(
        max_digits=20, decimal_places=10, help_text="Units of the second for one of the first."
    )
    source = models.TextField(max_length=2000, help_text="Who said so, and when.")
    source_url = models.CharField(max_length=2000, blank=True, validators=[ONLY_WEB])
    confidence = models.CharField(
        max_length=16, choices=list_choices(CONFIDENCES), default="recalled"
    )
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("from_currency", "to_currency", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=EXCHANGE_RATES.key, name="exchange_rate_one_a_day"),
            models.CheckConstraint(
                condition=Q(rate__gt=0, rate__lte=MOST_MONEY), name="exchange_rate_above_0"
            ),
            models.CheckConstraint(
                condition=~Q(from_currency=F("to_currency")), name="exchange_rate_of_two_currencies"
            ),
            make_filled_check("from_currency"),
            make_filled_check("to_currency"),
            make_filled_check("source"),
            make_address_check("source_url"),
            make_choice_check("confidence", CONFIDENCES),
            make_range_check("valid_from"),
        )

    def __str__(self) -> str:
        return f"{self.from_currency} in {self.to_currency} from {self.valid_from}"
