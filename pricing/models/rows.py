"""What things cost, since when, by which rule, and who said so.

Lists, tiers and numbers by name are kept as text in the notation of the catalogue's files
(`server_os server_access`, `server_cal:25`, `100:9.50`): it keeps order and decimals, and
reads the same in the files, the admin and the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q

from pricing.catalogue.rows import (
    ASSUMPTIONS,
    EXCHANGE_RATES,
    PRICE_LISTS,
    PRICES,
    SCHEMES,
    Kind,
    read_row,
)
from pricing.engine.fields import FIRST_DAY, LAST_DAY, MOST_MONEY
from pricing.engine.vocabulary import (
    CHARGES,
    CONFIDENCES,
    HOUR_METRICS,
    METRICS,
    PERIODS,
    ROLES,
    TIER_MODES,
)

_small = RegexValidator(r"^[a-z0-9][a-z0-9_-]*$", "Small letters, digits, - and _.")
_only_web = URLValidator(schemes=["http", "https"])


def _choices(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, word.replace("_", " ")) for word in words]


def _make_choice_check(field: str, words: Iterable[str]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": list(words)}), name=f"%(class)s_{field}_is_known"
    )


def _web_address(field: str) -> models.CheckConstraint:
    address = (
        Q(**{field: ""})
        | Q(**{f"{field}__startswith": "https://"})
        | Q(**{f"{field}__startswith": "http://"})
    )
    return models.CheckConstraint(condition=address, name=f"%(class)s_{field}_is_web")


def _filled(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=~Q(**{field: ""}), name=f"%(class)s_has_{field}")


def _make_range_check(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": FIRST_DAY, f"{field}__lte": LAST_DAY}),
        name=f"%(class)s_{field}_in_range",
    )


class CatalogueRow(models.Model):
    """A row of the catalogue, judged by the rules of its kind of file wherever it is edited."""

    class Meta:
        abstract = True

    kind: Kind

    def cells(self) -> dict[str, str]:
        """The row as the cells of a catalogue file."""
        row = {}
        for column in self.kind.fields:
            value = getattr(self, f"{column}_id" if column in ("scheme", "successor") else column)
            if value is None:
                row[column] = ""
            elif isinstance(value, bool):
                row[column] = "yes" if value else ""
            else:
                row[column] = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return row

    def clean(self) -> None:
        """Refuses what the catalogue's files may not hold either.

        Ids are the fields' own affair.
        """
        _, faults = read_row(self.kind, self.cells())
        wrong = {
            fault.column: fault.message
            for fault in faults
            if fault.column not in ("id", "scheme", "successor")
        }
        if wrong:
            raise ValidationError(wrong)


class PriceList(CatalogueRow):
    """A currency, a region and an owner: the "US list", a company's negotiated list."""

    kind = PRICE_LISTS

    id = models.SlugField(
        primary_key=True,
        max_length=64,
        validators=[_small],
        help_text="Stable for ever, as us-list.",
    )
    name = models.CharField(max_length=200)
    currency = models.CharField(
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}$", "A currency as USD.")],
        help_text="ISO 4217, as USD.",
    )
    region = models.CharField(max_length=200)
    owner = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (_filled("currency"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.currency})"


class Scheme(CatalogueRow):
    """One way to pay for one thing: what is counted, how it is charged, what it needs and
    brings.
    """

    kind = SCHEMES

    id = models.SlugField(
        primary_key=True,
        max_length=64,
        validators=[_small],
        help_text="Stable for ever, as ms-vecd-sa.",
    )
    vendor = models.CharField(max_length=200)
    product = models.CharField(max_length=200)
    edition = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=32, choices=[(role, words) for role, words in ROLES.items()])
    metric = models.CharField(
        max_length=32, choices=_choices(METRICS), help_text="What is counted."
    )
    charge = models.CharField(max_length=16, choices=_choices(CHARGES))
    period = models.CharField(
        max_length=8, choices=_choices(PERIODS), default="year", help_text="Of a subscription."
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
    tier_mode = models.CharField(max_length=16, choices=_choices(TIER_MODES), default="volume")
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
    rule_source_url = models.CharField(max_length=2000, blank=True, validators=[_only_web])
    rule_confidence = models.CharField(
        max_length=16, choices=_choices(CONFIDENCES), default="recalled"
    )
    vendor_part_number = models.CharField(
        max_length=100, blank=True, help_text="What the vendor orders it by."
    )
    unspsc = models.CharField(
        max_length=8, blank=True, help_text="Its class in the UNSPSC, eight digits."
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            _make_choice_check("role", ROLES),
            _make_choice_check("metric", METRICS),
            _make_choice_check("charge", CHARGES),
            _make_choice_check("period", PERIODS),
            _make_choice_check("tier_mode", TIER_MODES),
            _make_choice_check("rule_confidence", CONFIDENCES),
            _web_address("rule_source_url"),
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


class Decimals(models.PositiveSmallIntegerField):
    """How many decimals the amount beside it was written with; filled in on every save."""

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        """Counts the decimals of the amount that is about to be stored."""
        amount = getattr(model_instance, "amount", None)
        count = 0
        if isinstance(amount, Decimal):
            exponent = amount.as_tuple().exponent
            count = max(0, -exponent) if isinstance(exponent, int) else 0
        setattr(model_instance, self.attname, count)
        return count


class Price(CatalogueRow):
    """What one scheme costs per pack in one price list from a day on; no amount: no longer sold.

    A list price keeps the decimals of its list, since net prices are rounded to as many:
    4.50 comes back as 4.50. Databases forget trailing zeros, so their number stands beside.
    """

    kind = PRICES

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="prices")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="prices")
    valid_from = models.DateField(help_text="It holds until the next price of the same scheme.")
    amount = models.DecimalField(
        max_digits=20,
        decimal_places=10,
        null=True,
        blank=True,
        help_text="Per pack; empty: not sold from that day on.",
    )
    decimals = Decimals(editable=False, default=0)
    tiers = models.CharField(
        max_length=1000,
        blank=True,
        help_text="From which number of units another price holds, as 100:9.50 500:8.00.",
    )
    source = models.TextField(max_length=2000, help_text="Who said so, and when.")
    source_url = models.CharField(max_length=2000, blank=True, validators=[_only_web])
    confidence = models.CharField(
        max_length=16,
        choices=[
            ("verified", "verified: read in that source"),
            ("derived", "derived: worked out from what was read"),
            ("recalled", "recalled: nobody has read it yet"),
        ],
        default="recalled",
    )
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("price_list", "scheme", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("price_list", "scheme", "valid_from"), name="price_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lte=MOST_MONEY),
                name="price_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=10), name="price_decimals_at_most_ten"
            ),
            models.CheckConstraint(
                condition=Q(tiers="") | Q(amount__isnull=False) & ~Q(tiers__contains="-"),
                name="price_tiers_beside_amount",
            ),
            _filled("source"),
            _web_address("source_url"),
            _make_choice_check("confidence", CONFIDENCES),
            _make_range_check("valid_from"),
        )

    def __str__(self) -> str:
        return f"{self.scheme_id} in {self.price_list_id} from {self.valid_from}"

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Gives the amount the decimals back that it was written with."""
        price = super().from_db(db, field_names, values, **more)
        loaded = price.__dict__
        if loaded.get("amount") is not None and "decimals" in loaded:
            price.amount = as_listed(loaded["amount"], loaded["decimals"])
        return price


def as_listed(amount: Decimal, decimals: int) -> Decimal:
    """A stored amount with the decimals that the list wrote it with.

    >>> as_listed(Decimal("4.5000000000"), 2), as_listed(Decimal("0.0116000000"), 4)
    (Decimal('4.50'), Decimal('0.0116'))
    """
    return amount.quantize(Decimal(1).scaleb(-decimals))


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
    source_url = models.CharField(max_length=2000, blank=True, validators=[_only_web])
    confidence = models.CharField(max_length=16, choices=_choices(CONFIDENCES), default="recalled")
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("name", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("name", "valid_from"), name="assumption_one_a_day"),
            models.CheckConstraint(
                condition=Q(low__lte=F("typical"), typical__lte=F("high")),
                name="assumption_low_typical_high",
            ),
            _filled("source"),
            _filled("unit"),
            _web_address("source_url"),
            _make_choice_check("confidence", CONFIDENCES),
            _make_range_check("valid_from"),
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
    source_url = models.CharField(max_length=2000, blank=True, validators=[_only_web])
    confidence = models.CharField(max_length=16, choices=_choices(CONFIDENCES), default="recalled")
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
            _filled("from_currency"),
            _filled("to_currency"),
            _filled("source"),
            _web_address("source_url"),
            _make_choice_check("confidence", CONFIDENCES),
            _make_range_check("valid_from"),
        )

    def __str__(self) -> str:
        return f"{self.from_currency} in {self.to_currency} from {self.valid_from}"
