"""What pages and files of a quote say alike: when something is due, what sets a quantity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pricing.engine.exact import decimal_half_up, decimals_of
from pricing.engine.grounds import TYPED

PRICED_AS = "Each row has the price of the year that it pays for, not of the day when it is due."


def write_price(price: Decimal) -> str:
    """A unit's price with the decimals that it has, two at least.

    >>> write_price(Decimal("1234.500")), write_price(Decimal("0.01250"))
    ('1,234.50', '0.0125')
    """
    return f"{price:,.{max(2, decimals_of(price.normalize()))}f}"


def write_risen_price(packs: int, price: Decimal, amount: Decimal) -> str:
    """A price with as few decimals, two at least, as it takes to make the amount of the packs.

    >>> write_risen_price(4, Decimal("26225.448"), Decimal("104901.79"))
    '26,225.448'
    >>> write_risen_price(13056, Decimal("0.08103663432"), Decimal("1058.01"))
    '0.0810366'
    """
    most = max(2, decimals_of(price.normalize()))
    for decimals in range(2, most):
        rounded = decimal_half_up(price, decimals)
        if decimal_half_up(packs * rounded, 2) == amount:
            return f"{rounded:,.{decimals}f}"
    return f"{price:,.{most}f}"


def write_risen_row(row: Mapping[str, str]) -> str:
    """The price of a row that is paid at a later price, so that it multiplies out."""
    return write_risen_price(int(row["packs"]), Decimal(row["unit_amount"]), Decimal(row["amount"]))


def name_due(year: int) -> str:
    """When a payment is due, in words; no day, for they are read weeks later too.

    >>> name_due(0), name_due(1), name_due(4)
    ('at once', 'after 1 year', 'after 4 years')
    """
    if year == 0:
        return "at once"
    if year == 1:
        return "after 1 year"
    return f"after {year} years"


def tell_known(header: Mapping[str, Any]) -> str:
    """As of when the prices are known, where that was asked for; "" of those of the last change.

    >>> tell_known({"known_on": "2026-11-24"}), tell_known({"known_on": "17"}), tell_known({})
    ('as known on 24 November 2026', 'as known at change 17', '')
    """
    known_on = header.get("known_on", "")
    if not known_on:
        return ""
    if known_on.isdigit():
        return f"as known at change {known_on}"
    day = date.fromisoformat(known_on)
    return f"as known on {day.day} {day:%B %Y}"


def tell_change(header: Mapping[str, Any]) -> str:
    """The change of the catalogue that the prices are as of; "" of a comparison's own prices, and
    of what was issued before changes were told by their number.

    >>> tell_change({"catalogue": "17"}), tell_change({"catalogue": "c3f"}), tell_change({})
    ('change 17 of the catalogue', '', '')
    """
    number = header.get("catalogue", "")
    if not number.isdigit():
        return ""
    return f"change {number} of the catalogue"


def tell_rises(header: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> list[str]:
    """By how much prices rise, and who assumes so; nothing where no row is paid at a later price.

    What was issued before that stood in the header says at least that they do.

    >>> tell_rises({"price_rises": []}, [{"price_factor": "1"}])
    []
    >>> tell_rises({}, [{"price_factor": "1.03"}])
    ['Later prices are assumed to rise by the factors that stand in the rows.']
    """
    if all(Decimal(row["price_factor"]) == 1 for row in rows):
        return []
    told = [tell_rise(each) for each in header.get("price_rises", ())]
    return told or ["Later prices are assumed to rise by the factors that stand in the rows."]


def tell_rise(rise: Mapping[str, str]) -> str:
    """By how much prices are assumed to rise, and by whom.

    >>> rise = {"label": "Prices rise by", "value": "0.03", "source": "", "confidence": "typed"}
    >>> tell_rise(rise)
    'Prices rise 3 % a year: assumed by who made the comparison.'
    >>> tell_rise({**rise, "source": "Consumer price index", "confidence": "verified"})
    'Prices rise 3 % a year: assumed by the catalogue (Consumer price index; verified).'
    """
    words = f"{rise['label'].removesuffix(' by')} {write_value(rise['value'], 'share')} a year"
    if rise["confidence"] == TYPED:
        return f"{words}: assumed by who made the comparison."
    said = "; ".join(filter(None, (rise["source"], rise["confidence"])))
    return f"{words}: assumed by the catalogue ({said})."


def tell_assumption(assumption: Mapping[str, str]) -> str:
    """An assumption with its value and how sure that is."""
    value = write_value(assumption["value"], assumption["unit"])
    return f"{assumption['label']}: {value} ({assumption['confidence']})"


def write_value(value: str, unit: str) -> str:
    """An assumption's value with its unit.

    >>> write_value("0.15", "share"), write_value("1", "hosts"), write_value("1", "kbit/s")
    ('15 %', '1 host', '1 kbit/s')
    >>> write_value("1", "hours a year"), write_value("2", "hours a year")
    ('1 hour a year', '2 hours a year')
    """
    if unit == "share":
        return f"{(Decimal(value) * 100).normalize():f} %"
    what, blank, of = unit.partition(" ")
    if Decimal(value) == 1 and "/" not in what:
        what = what.removesuffix("s")
    return f"{value} {what}{blank}{of}".strip()
