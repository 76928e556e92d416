"""What things cost in a price list, since when, and who said so."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from pricing.catalogue.rows import (
    AS_BASE,
    FEEDS,
    LIST_TERMS,
    PRICE_LISTS,
    PRICES,
)
from pricing.engine.fields import MOST_MONEY
from pricing.engine.vocabulary import (
    CONFIDENCES,
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
from .schemes import Scheme


class PriceList(CatalogueRow):
    """A currency, a region and an owner: the "US list", a company's negotiated list."""

    kind = PRICE_LISTS

    id = models.SlugField(
        primary_key=True,
        max_length=64,
        validators=[SMALL_LETTERS],
        help_text="Stable for ever, as us-list.",
    )
    name = models.CharField(max_length=200)
    currency = models.CharField(
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "A currency as USD.")],
        help_text="ISO 4217, as USD.",
    )
    region = models.CharField(max_length=200)
    owner = models.CharField(max_length=200)
    base = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lists_on_top",
        help_text="The list on top of which it stands; none of a shipped one.",
    )

    class Meta:
        ordering = ("id",)
        constraints = (make_filled_check("currency"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.currency})"

    @classmethod
    def read_bases(cls) -> dict[str, tuple[str, str]]:
        """The currency of each list, and the list that it stands on, "" of one without."""
        return {row.id: (row.currency, row.base_id or "") for row in cls._default_manager.all()}


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
    source_url = models.CharField(max_length=2000, blank=True, validators=[ONLY_WEB])
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
    confirmed_on = models.DateField(
        null=True, blank=True, help_text="When the same was last found in its source again."
    )
    state = models.CharField(
        max_length=16,
        choices=list_choices([AS_BASE]),
        blank=True,
        help_text="Of an own list: as_base, what its base says. Empty: by the amount.",
    )
    feed = models.CharField(
        max_length=16,
        choices=list_choices(FEEDS),
        blank=True,
        help_text="The feed that it was read in.",
    )
    feed_id = models.CharField(max_length=200, blank=True, help_text="What the feed calls it.")
    fetched_on = models.DateField(null=True, blank=True, help_text="When it was read there.")
    feed_rule = models.CharField(
        max_length=100, blank=True, help_text="The rule that made it of the feed's amount."
    )

    class Meta:
        ordering = ("price_list", "scheme", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("price_list", "scheme", "valid_from"), name="price_one_a_day"
            ),
            make_choice_check("state", ("", AS_BASE)),
            make_choice_check("feed", ("", *FEEDS)),
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
            make_filled_check("source"),
            make_address_check("source_url"),
            make_choice_check("confidence", CONFIDENCES),
            make_range_check("valid_from"),
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


class ListTerm(CatalogueRow):
    """What an own list pays less than its base says, of a scheme, a vendor or all, from a day
    on.
    """

    kind = LIST_TERMS

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="terms")
    of = models.CharField(max_length=64, help_text="A scheme's id, a vendor, or * for all.")
    valid_from = models.DateField(help_text="It holds until the next of the same.")
    share = models.DecimalField(
        max_digits=12, decimal_places=10, help_text="Off the price of the base, 0 to 1."
    )
    source = models.TextField(max_length=2000, help_text="Who said so, and when.")
    source_url = models.CharField(max_length=2000, blank=True, validators=[ONLY_WEB])
    confidence = models.CharField(
        max_length=16, choices=list_choices(CONFIDENCES), default="recalled"
    )
    note = models.TextField(max_length=2000, blank=True)
    confirmed_on = models.DateField(
        null=True, blank=True, help_text="When the same was last found in its source again."
    )

    class Meta:
        ordering = ("price_list", "of", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=LIST_TERMS.key, name="list_term_one_a_day"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="list_term_share_0_to_1"
            ),
            make_filled_check("of"),
            make_filled_check("source"),
            make_address_check("source_url"),
            make_choice_check("confidence", CONFIDENCES),
            make_range_check("valid_from"),
        )

    def __str__(self) -> str:
        return f"{self.of} in {self.price_list_id} from {self.valid_from}"
