"""What is on sale, as the engine's plain data: the one reader of the catalogue.

Each process keeps what it has read until the catalogue's version moves, which every save
and every load does; asking for the version is one small query. So no process serves prices
that another one has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from . import models
from .catalogue.own_lists import OwnPrice, read_prices
from .catalogue.rows import AS_BASE, pairs
from .engine.exchange import ExchangeRate
from .engine.list_terms import ListTerm
from .engine.market import Assumption, Catalogue, Price, Scheme
from .readers import may_read_own_lists


class UnknownPriceList(KeyError):
    """There is no price list of that id; the message says which there are."""

    def __str__(self) -> str:
        return f"there is no price list {self.args[0]}"


@dataclass(frozen=True, slots=True)
class PriceList:
    """A price list as people choose it. `base`: what an own list stands on, "" of all others."""

    id: str
    name: str
    currency: str
    region: str
    owner: str
    base: str = ""


@dataclass(slots=True)
class _Snapshot:
    """The catalogue as it was at one version; prices are read list by list, as they are asked
    for.
    """

    version: int
    price_lists: Mapping[str, PriceList]
    schemes: Mapping[str, Scheme]
    assumptions: list[Assumption]
    exchange_rates: list[ExchangeRate]
    catalogues: dict[str, Catalogue] = field(default_factory=dict)

    @property
    def bases(self) -> dict[str, tuple[str, str]]:
        """The currency of each list, and the list that it stands on, "" of one without."""
        return {row.id: (row.currency, row.base) for row in self.price_lists.values()}


_latest: _Snapshot | None = None


def catalogue(price_list: str) -> Catalogue:
    """All schemes, prices and assumptions of a price list; UnknownPriceList where there is none, or
    none that who asks may know of.
    """
    while True:
        snapshot = _make_snapshot()
        if not _is_offered(snapshot.price_lists.get(price_list)):
            raise UnknownPriceList(price_list)
        found = snapshot.catalogues.get(price_list)
        if found is not None:
            return found
        made = Catalogue(
            price_list=price_list,
            currency=snapshot.price_lists[price_list].currency,
            schemes=snapshot.schemes,
            prices=read_prices(price_list, snapshot.bases, read_list, snapshot.schemes),
            assumptions=snapshot.assumptions,
            change=f"c{snapshot.version:x}",
            exchange_rates=snapshot.exchange_rates,
        )
        if models.CatalogueVersion.current() == snapshot.version:
            snapshot.catalogues[price_list] = made
            return made


def price_lists() -> list[PriceList]:
    """All price lists that who asks may know of, by id."""
    return list(filter(_is_offered, _make_snapshot().price_lists.values()))


def _is_offered(price_list: PriceList | None) -> bool:
    """An own list and one that there is not are alike to whoever may not read own lists."""
    if price_list is not None and not price_list.base:
        return True
    return may_read_own_lists() and price_list is not None


def read_terms(price_list: str) -> list[ListTerm]:
    """What a list that who asks may know of takes off by itself."""
    if not _is_offered(_make_snapshot().price_lists.get(price_list)):
        raise UnknownPriceList(price_list)
    return _read_list_terms(price_list)


def read_schemes() -> Mapping[str, Scheme]:
    """All schemes, by id."""
    return _make_snapshot().schemes


def _make_snapshot() -> _Snapshot:
    """The catalogue at its present version, read only where this process has an older one."""
    global _latest
    version = models.CatalogueVersion.current()
    snapshot = _latest
    while snapshot is None or snapshot.version != version:
        snapshot = _Snapshot(
            version, _price_lists(), _read_schemes(), _read_assumptions(), _read_exchange_rates()
        )
        # A change while reading: read again, never a mixture.
        version = models.CatalogueVersion.current()
    _latest = snapshot
    return snapshot


def _price_lists() -> dict[str, PriceList]:
    rows = models.PriceList.objects.order_by("id")
    return {
        row.id: PriceList(row.id, row.name, row.currency, row.region, row.owner, row.base_id or "")
        for row in rows
    }


def _read_schemes() -> dict[str, Scheme]:
    return {row.id: _make_scheme(row) for row in models.Scheme.objects.order_by("id")}


def _make_scheme(row: models.Scheme) -> Scheme:
    return Scheme(
        id=row.id,
        role=row.role,
        metric=row.metric,
        charge=row.charge,
        vendor=row.vendor,
        product=row.product,
        edition=row.edition,
        period=row.period,
        maintenance_rate=_make_plain(row.maintenance_rate),
        maintenance_included_years=row.maintenance_included_years,
        life_years=row.life_years,
        pack=row.pack,
        per_host=row.per_host,
        minimum=row.minimum,
        maximum=row.maximum,
        tier_mode=row.tier_mode,
        terms={name: Decimal(value) for name, value in pairs(row.terms, ":")},
        requires=tuple(row.requires.split()),
        provides=tuple(row.provides.split()),
        excludes=tuple(row.excludes.split()),
        includes={role: int(units) for role, units in pairs(row.includes, ":")},
        attributes={name: Decimal(value) for name, value in pairs(row.attributes, "=")},
        successor=row.successor_id or "",
        rule_note=row.rule_note,
        not_checked=row.not_checked,
        rule_source_url=row.rule_source_url,
        rule_confidence=row.rule_confidence,
        vendor_part_number=row.vendor_part_number,
        unspsc=row.unspsc,
        also_called=row.also_called,
        quoted_from=row.quoted_from,
    )


def read_list(price_list: str) -> tuple[list[OwnPrice], list[ListTerm]]:
    """What a list says itself: its own rows, and what it takes off those beneath."""
    prices = models.Price.objects.filter(price_list=price_list).order_by("scheme", "valid_from")
    return (
        [OwnPrice(_make_price(row), row.state == AS_BASE) for row in prices],
        _read_list_terms(price_list),
    )


def _read_list_terms(price_list: str) -> list[ListTerm]:
    terms = models.ListTerm.objects.filter(price_list=price_list).order_by("of", "valid_from")
    return [_make_term(row) for row in terms]


def _make_price(row: models.Price) -> Price:
    return Price(
        scheme=row.scheme_id,
        valid_from=row.valid_from,
        amount=row.amount,
        tiers=tuple(
            (int(threshold), Decimal(amount)) for threshold, amount in pairs(row.tiers, ":")
        ),
        source=row.source,
        source_url=row.source_url,
        confidence=row.confidence,
        note=row.note,
        confirmed_on=row.confirmed_on,
    )


def _make_term(row: models.ListTerm) -> ListTerm:
    return ListTerm(
        of=row.of,
        valid_from=row.valid_from,
        share=_make_plain(row.share),
        source=row.source,
        source_url=row.source_url,
        confidence=row.confidence,
        note=row.note,
        confirmed_on=row.confirmed_on,
    )


def _read_assumptions() -> list[Assumption]:
    return [
        Assumption(
            name=row.name,
            typical=_make_plain(row.typical),
            valid_from=row.valid_from,
            unit=row.unit,
            low=_make_plain(row.low),
            high=_make_plain(row.high),
            currency=row.currency,
            moves_with=row.moves_with,
            source=row.source,
            source_url=row.source_url,
            confidence=row.confidence,
            note=row.note,
            confirmed_on=row.confirmed_on,
        )
        for row in models.Assumption.objects.order_by("name", "valid_from")
    ]


def _read_exchange_rates() -> list[ExchangeRate]:
    columns = ("from_currency", "to_currency", "rate", "valid_from")
    more = ("source", "source_url", "confidence", "note")
    rows = models.ExchangeRate.objects.order_by("from_currency", "to_currency", "valid_from")
    # By far the most rows of the catalogue: no model is made of each.
    return [
        ExchangeRate(from_currency, to_currency, _make_plain(rate), *rest)
        for from_currency, to_currency, rate, *rest in rows.values_list(*columns, *more)
    ]


def _make_plain(number: Decimal) -> Decimal:
    """A stored number without the zeros that the column adds, and never with an exponent.

    >>> _make_plain(Decimal("0.1500000000")), _make_plain(Decimal("100.0000000000"))
    (Decimal('0.15'), Decimal('100'))
    """
    if number == number.to_integral_value():
        return number.quantize(Decimal(1))
    return number.normalize()
