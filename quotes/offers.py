"""Until when a supplier's prices hold and what he remarked on them, in the content and in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pricing.engine.answer import Answer

from .wording import write_price

HEADING = "What suppliers said with their prices"
Offer = Mapping[str, str]


def list_offers(
    found: Answer, place: int, records: Iterable[Mapping[str, str]]
) -> Iterator[dict[str, str]]:
    """What was said with the quoted prices of a scenario that its rows are paid at."""
    paid: dict[str, set[Decimal]] = {}
    names: dict[str, str] = {}
    for record in records:
        paid.setdefault(record["scheme"], set()).add(Decimal(record["net_unit_price"]))
        names.setdefault(record["scheme"], record["description"])
    for scheme, price in found.question.scenarios[place].net_prices.items():
        if (price.valid_until or price.remark) and paid.get(scheme, set()) & {*price.amounts}:
            yield {
                "scheme": scheme,
                "name": names[scheme],
                "prices": "; ".join(f"{amount:f}" for amount in price.amounts),
                "valid_until": price.valid_until.isoformat() if price.valid_until else "",
                "remark": price.remark,
            }


def tell_offers(header: Mapping[str, Any], day: str = "") -> list[str]:
    """Each of them in words, of a quote of a day: that of its issue, else the one given."""
    of_day = header["issued_on"] or day
    return [_tell(each, of_day, header["valid_until"]) for each in header.get("offers", ())]


def _tell(offer: Offer, of_day: str, valid_until: str) -> str:
    """One of them.

    >>> offer = {"name": "A right", "prices": "20", "valid_until": "2026-12-31", "remark": "Ours"}
    >>> _tell(offer, "2026-12-01", "2026-12-31")
    'A right at 20.00: holds until 31 December 2026. Remark: “Ours”'
    >>> _tell({**offer, "remark": ""}, "2026-12-01", "2027-01-15")
    'A right at 20.00: holds until 31 December 2026, which is before this quote ends.'
    >>> _tell({**offer, "valid_until": ""}, "2026-12-01", "2027-01-15")
    'A right at 20.00. Remark: “Ours”'
    """
    prices = "; ".join(write_price(Decimal(each)) for each in offer["prices"].split("; "))
    words = f"{offer['name']} at {prices}"
    if offer["valid_until"]:
        words += f": {_tell_end(offer['valid_until'], of_day, valid_until)}"
    if offer["remark"]:
        return f"{words}. Remark: “{offer['remark']}”"
    return f"{words}."


def _tell_end(until: str, of_day: str, valid_until: str) -> str:
    """Until when a price holds, beside the day of a quote and its last one.

    >>> _tell_end("2026-11-30", "2026-12-01", "2026-12-31")
    'had ended on 30 November 2026, before the day of this quote'
    """
    last = date.fromisoformat(until)
    named = f"{last.day} {last:%B %Y}"
    if of_day and until < of_day:
        return f"had ended on {named}, before the day of this quote"
    if until < valid_until:
        return f"holds until {named}, which is before this quote ends"
    return f"holds until {named}"


def tell_ended(header: Mapping[str, Any], day: str) -> str:
    """How many of these prices hold no longer than before a quote ends, "" where none does: no
    reason is asked for it, but it is told.

    >>> header = {"issued_on": "", "valid_until": "2026-12-31", "offers": [
    ...     {"valid_until": "2026-11-30"}, {"valid_until": "2026-12-30"}, {"valid_until": ""}]}
    >>> tell_ended(header, "2026-12-01")
    '2 prices of suppliers end before this quote does, 1 of them before the day of this quote'
    """
    ends = [each["valid_until"] for each in header.get("offers", ()) if each["valid_until"]]
    short = [end for end in ends if end < header["valid_until"]]
    return _tell_short(short, header["issued_on"] or day)


def _tell_short(ends: Collection[str], of_day: str) -> str:
    if not ends:
        return ""
    words = f"{len(ends)} prices of suppliers end before this quote does"
    if len(ends) == 1:
        words = "1 price of a supplier ends before this quote does"
    if past := sum(end < of_day for end in ends):
        words += f", {past} of them before the day of this quote"
    return words
