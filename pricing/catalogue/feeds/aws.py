"""An AWS offer file: products by their sku, and under terms what each costs since a day.

The rates of savings plans have a shape of their own: products are the plans, in a list, and each
term has the rates at which a plan pays for what is named beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from pricing.catalogue.files import CatalogueFaults
from pricing.engine.faults import holds, shown_name

from .aws_plans import OF_PLANS, OF_RATES, PLANS, RATE, list_rates, sift_rate
from .lines import FeedLine, name_fault, read_json, refuse, write_fields
from .origins import Origin
from .rules import Sieve

NAME = "AWS offer"
USD = "USD"
# Fields of prices and of terms, some of which have none; every offer file is taken to have them.
OPTIONAL = frozenset(
    {
        *("termType", "LeaseContractLength", "OfferingClass", "PurchaseOption"),
        *("rateCode", "unit", "beginRange", "endRange", "description"),
    }
)
_ADDRESS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{}/{}/index.json"
# What is known of a product where others say it: its terms and prices, or the rates of a plan.
_LATER = OPTIONAL | OF_RATES | {"term"}
_AN_OFFER = "may hold an AWS offer file, an object with offerCode, version, products and terms"


class _Product(NamedTuple):
    """The fields of a product, None where no rule may take it."""

    sku: str
    fields: dict[str, str] | None


class _Offer(NamedTuple):
    """What is said of an offer file once."""

    file: str
    code: str
    version: str

    @property
    def source(self) -> str:
        return f"{NAME} {self.code}, version {self.version}"

    @property
    def address(self) -> str:
        return _ADDRESS.format(
            quote(self.code, "", errors="replace"), quote(self.version, "", errors="replace")
        )


def list_lines(origin: Origin, sieve: Sieve) -> Iterator[FeedLine]:
    """The prices that rules take. Raises `CatalogueFaults`."""
    sieve.names |= OPTIONAL

    idle: set[str] = set()

    def sift(given: dict[str, Any]) -> Any:
        """No more is kept than what rules may ask: of products that none takes, nothing."""
        attributes, sku = given.get("attributes"), given.get("sku")
        if RATE in given:
            return sift_rate(given, sieve)
        if isinstance(attributes, dict) and isinstance(sku, str):
            fields = {**write_fields(attributes), **write_fields(given)}
            if sieve.may_take(fields, _LATER):
                return _Product(sku, sieve.keep_asked(fields))
            idle.add(sku)
            return _Product(sku, None)
        if isinstance(sku, str) and sku in idle:
            return None
        return given

    name, text = origin.read_first()
    given = read_json(name, text, sift)
    _refuse_index(name, given)
    parts = given if isinstance(given, dict) else {}
    code, version = parts.get("offerCode"), parts.get("version")
    products, terms = parts.get("products"), parts.get("terms")
    if isinstance(terms, dict) and PLANS in terms:
        sieve.names |= OF_PLANS | OF_RATES
        plans = {each.sku: each.fields for each in products or () if isinstance(each, _Product)}
        yield from list_rates(
            name, f"AWS savings plans, version {version}", plans, terms[PLANS], sieve
        )
        return
    is_whole = isinstance(code, str) and isinstance(version, str) and bool(code and version)
    if not (is_whole and isinstance(products, dict) and isinstance(terms, dict)):
        raise refuse(name, _AN_OFFER)
    offer = _Offer(name, str(code), str(version))
    for term_type, by_sku in terms.items():
        if not isinstance(by_sku, dict):
            place = f"{name}, terms.{shown_name(term_type)}"
            raise refuse(place, "may hold offers by sku", holds(by_sku))
        for sku, offers in by_sku.items():
            product = products.get(sku)
            place = f"{name}, {shown_name(term_type)} of sku {shown_name(sku)}"
            if not isinstance(product, _Product):
                raise refuse(place, "stands under terms and not under products: half a file")
            if product.fields is not None:
                fields = {**product.fields, "termType": term_type}
                yield from _read_offers(offer, place, fields, offers, sieve)


def _refuse_index(name: str, given: Any) -> None:
    """An index of versions or regions leads to offer files and is none."""
    if not isinstance(given, dict):
        return
    versions, regions = given.get("versions"), given.get("regions")
    if isinstance(versions, dict):
        last = versions.get(given.get("currentVersion"))
        link = ""
        if isinstance(last, dict):
            begins = shown_name(str(last.get("versionEffectiveBeginDate")))
            address = shown_name(str(last.get("offerVersionUrl")))
            link = f": bring {address}, in force from {begins}"
        raise refuse(name, f"is an index of versions and holds no price{link}")
    if isinstance(regions, dict):
        raise refuse(name, "is an index of regions and holds no price: bring its currentVersionUrl")


def _read_offers(
    offer: _Offer, place: str, product: Mapping[str, str], offers: Any, sieve: Sieve
) -> Iterator[FeedLine]:
    if not isinstance(offers, dict) or not offers:
        raise refuse(place, "may hold offers", holds(offers))
    for key, term in offers.items():
        dimensions = term.get("priceDimensions") if isinstance(term, dict) else None
        if not isinstance(dimensions, dict) or not dimensions:
            raise refuse(f"{place}, offer {shown_name(key)}", "may hold priceDimensions")
        terms = term.get("termAttributes")
        fields = {**product, **(write_fields(terms) if isinstance(terms, dict) else {})}
        starts = term.get("effectiveDate")
        lines = [
            _read_dimension(offer, place, key, fields, rate_code, each, starts, sieve)
            for rate_code, each in dimensions.items()
        ]
        taken = [line for line in lines if line.rules]
        if taken:
            _refuse_part(taken, lines)
        yield from taken


def _read_dimension(
    offer: _Offer,
    place: str,
    key: str,
    fields: Mapping[str, str],
    rate_code: str,
    dimension: Any,
    starts: Any,
    sieve: Sieve,
) -> FeedLine:
    here = f"{place}, rate {shown_name(rate_code)}"
    if not isinstance(dimension, dict) or not isinstance(dimension.get("pricePerUnit"), dict):
        raise refuse(here, "may hold an object with unit and pricePerUnit")
    said = {**fields, **write_fields(dimension), "rateCode": rate_code}
    prices = write_fields(dimension["pricePerUnit"])
    currency = USD if USD in prices else next(iter(prices), "")
    unit = said.get("unit", "")
    return FeedLine(
        here,
        sieve.find_takers(said),
        f"{key} {unit}",
        rate_code,
        unit,
        currency,
        prices.get(currency, ""),
        said.get("beginRange") or "0",
        starts if isinstance(starts, str) else "",
        "",
        f"{offer.source}, rate {rate_code}",
        offer.address,
        said.get("endRange", ""),
    )


def _refuse_part(taken: list[FeedLine], lines: list[FeedLine]) -> None:
    """Who takes the hours of an offer alone leaves out what is paid for it at once."""
    faults = [
        name_fault(
            line.place,
            "pricePerUnit",
            f"{line.amount} {line.currency} a {line.unit}",
            f"is paid beside what {taken[0].rules[0].name} takes, and no rule takes it",
        )
        for line in lines
        if not line.rules and line.amount.strip("0.")
    ]
    if faults:
        raise CatalogueFaults(faults)
