"""The rates of AWS savings plans: plans in a list, and under each term what a plan pays for what.

A rate's fields are those of its plan (`purchaseTerm`, `purchaseOption` and so on), `termType`
(SavingsPlan), the `term` ("1 year") and its own, as `discountedUsageType`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pricing.engine.faults import holds, shown_name

from .lines import FeedLine, refuse, write_fields
from .rules import Sieve

PLANS, PLAN, RATE = "savingsPlan", "SavingsPlan", "discountedRate"
# Fields of a plan and its term, of which nothing is known where a rate is read, and the other way.
OF_PLANS = frozenset(
    {
        *("sku", "productFamily", "serviceCode", "usageType", "operation", "termType", "term"),
        *("purchaseOption", "purchaseTerm", "granularity", "instanceType", "regionCode"),
        *("location", "locationType", "description"),
    }
)
OF_RATES = frozenset(
    {
        *("discountedSku", "discountedUsageType", "discountedOperation", "rateCode", "unit"),
        *("discountedServiceCode", "discountedInstanceType", "discountedRegionCode"),
    }
)


class Rate(NamedTuple):
    """A rate that some rule may take: its fields, and its price with the currency."""

    fields: dict[str, str]
    price: dict[str, str]


def sift_rate(given: Mapping[str, Any], sieve: Sieve) -> Rate | None:
    """A rate; None where no rule may take it."""
    fields = write_fields(given)
    if not sieve.may_take(fields, OF_PLANS) or not isinstance(given[RATE], dict):
        return None
    return Rate(fields, write_fields(given[RATE]))


def list_rates(
    name: str,
    source: str,
    plans: Mapping[str, Mapping[str, str] | None],
    terms: Any,
    sieve: Sieve,
) -> Iterator[FeedLine]:
    """The rates that rules take. `plans`: the fields of each by its sku, None where no rule may
    take it. Raises `CatalogueFaults`.
    """
    if not isinstance(terms, list) or not terms:
        raise refuse(f"{name}, terms.{PLANS}", "may hold a list of terms", holds(terms))
    for number, term in enumerate(terms, start=1):
        if term is None:  # of a plan that no rule takes
            continue
        place = f"{name}, term {number}"
        length = term.get("leaseContractLength") if isinstance(term, dict) else None
        if not isinstance(length, dict) or not isinstance(term.get("rates"), list):
            raise refuse(place, "may hold an object with sku, leaseContractLength and rates")
        sku = str(term.get("sku"))
        if sku not in plans:
            raise refuse(f"{place} of sku {shown_name(sku)}", "is of no product: half a file")
        plan = plans[sku]
        if plan is not None:
            of_term = {"termType": PLAN, "term": _tell_length(length)}
            starts = term.get("effectiveDate")
            for rate in term["rates"]:
                yield from _read_rate(place, source, {**plan, **of_term}, rate, starts, sieve)


def _tell_length(length: Mapping[str, Any]) -> str:
    return f"{length.get('duration')} {length.get('unit')}"


def _read_rate(
    place: str, source: str, plan: Mapping[str, str], rate: Any, starts: Any, sieve: Sieve
) -> Iterator[FeedLine]:
    """The price of a rate, where a rule takes it."""
    if rate is None:
        return
    if not isinstance(rate, Rate):
        raise refuse(place, f"may hold rates, each an object with {RATE}", holds(rate))
    said = {**plan, **rate.fields}
    takers = sieve.find_takers(said)
    if takers:
        code = said.get("rateCode", "")
        yield FeedLine(
            f"{place}, rate {shown_name(code)}",
            takers,
            code,
            code,
            said.get("unit", ""),
            rate.price.get("currency", ""),
            rate.price.get("price", ""),
            "0",
            starts if isinstance(starts, str) else "",
            "",
            f"{source}, rate {code}",
            "",
        )
