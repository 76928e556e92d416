"""A comparison's own money where it is priced from a list in another currency.

Converted at the rate of the day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .engine.exact import decimal_half_up, decimals_of
from .engine.knobs import KNOBS
from .engine.number_text import read_decimal
from .market import UnknownPriceList, catalogue

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# A number, a range (23 .. 30) or amounts by year (23; 24), and a range that it moves with.
_NUMBERS = re.compile(
    rf"\s*({_NUMBER.pattern}(?:\s*(?:\.\.|;)\s*{_NUMBER.pattern})*)\s*(\swith\s+\S+)?\s*"
)
MOST_DIGITS = 15  # no amount that a document may hold has more; what has is left to the validator


class NoRate(Exception):
    """No rate from one currency to another is known on a day.

    `currency`: the one whose rate is lacking.
    """

    def __init__(self, currency: str, words: str) -> None:
        self.currency = currency
        super().__init__(words)


def rate_between(from_list: str, to_list: str, day: str, own_rates: Mapping[str, str]) -> Decimal:
    """What an amount of one list's currency is in another's, on the day of the prices; 1 where the
    currency stays.

    `own_rates`: those that the comparison gives, by the currency that they convert. What is no
    list, no day or no number is a fault of its own, said elsewhere: nothing is converted then.
    Raises `NoRate`.
    """
    if from_list == to_list:
        return Decimal(1)
    try:
        given, wanted = catalogue(from_list), catalogue(to_list)
        on_that_day = date.fromisoformat(day)
    except (UnknownPriceList, ValueError):
        return Decimal(1)
    if given.currency == wanted.currency:
        return Decimal(1)
    if given.currency in own_rates:
        return _own_rate(own_rates[given.currency])
    market = wanted.on(on_that_day)
    known = market.rates.get(given.currency)
    if known is None:
        raise NoRate(given.currency, market.tell_missing_rate(given.currency))
    return known.rate


def _own_rate(text: str) -> Decimal:
    try:
        return read_decimal(text)
    except ValueError:
        return Decimal(1)


def has_own_money(document: Mapping[str, Any]) -> bool:
    """Whether a document gives amounts of its own."""
    return with_own_money(document, Decimal(2)) != dict(document)


def with_own_money(document: Mapping[str, Any], rate: Decimal) -> dict[str, Any]:
    """The document with its own amounts in another currency: quoted prices, own lines, assumptions
    in money.

    What is broken stays as it is: the validator names it.
    """
    result = dict(document)
    if rate == 1:
        return result
    if isinstance(document.get("assumptions"), Mapping):
        result["assumptions"] = _assumptions(document["assumptions"], rate)
    if isinstance(document.get("scenarios"), list | tuple):
        result["scenarios"] = [_scenario(scenario, rate) for scenario in document["scenarios"]]
    return result


def converted_leaf(path: str, text: str, rate: Decimal) -> str:
    """What an address says at a path, in another currency where it is money.

    >>> converted_leaf("scenarios.0.prices.it.net", "23; 24.50", Decimal("0.5"))
    '11.5000; 12.2500'
    >>> converted_leaf("assumptions.admin_salary", "10 .. 30 with x2", Decimal("0.5"))
    '5.0000 .. 15.0000 with x2'
    >>> converted_leaf("fleet.0.desktops", "23", Decimal("0.5"))
    '23'
    """
    found = _NUMBERS.fullmatch(text)
    if rate == 1 or found is None or not is_money(path):
        return text
    amounts = _NUMBER.sub(lambda number: converted(number[0], rate), found[1])
    return amounts + (found[2] or "")


def converted(text: str, rate: Decimal) -> str:
    """A number in another currency, with two decimals more than it was written with, at least
    four.
    """
    number = Decimal(text)
    if len(number.as_tuple().digits) > MOST_DIGITS:
        return text
    return f"{decimal_half_up(number * rate, decimals_of(number) + 2):f}"


def is_money(path: str) -> bool:
    """Whether an address says an amount at a path: an assumption in money, a quoted price, an own
    line.
    """
    parts = path.split(".")
    if "assumptions" in parts:
        name = path.partition("assumptions.")[2]
        return name in KNOBS and KNOBS[name].is_money
    return path.endswith(".net") or (parts[-1] == "amount" and "own_lines" in parts)


def _scenario(scenario: Any, rate: Decimal) -> Any:
    if not isinstance(scenario, Mapping):
        return scenario
    result = dict(scenario)
    if isinstance(scenario.get("assumptions"), Mapping):
        result["assumptions"] = _assumptions(scenario["assumptions"], rate)
    if isinstance(scenario.get("prices"), Mapping):
        result["prices"] = {name: _price(price, rate) for name, price in scenario["prices"].items()}
    if isinstance(scenario.get("own_lines"), list | tuple):
        result["own_lines"] = [_own_line(line, rate) for line in scenario["own_lines"]]
    return result


def _own_line(line: Any, rate: Decimal) -> Any:
    if isinstance(line, Mapping) and "amount" in line:
        return {**line, "amount": _number(line["amount"], rate)}
    return line


def _assumptions(given: Mapping[str, Any], rate: Decimal) -> dict[str, Any]:
    return {
        name: _number(value, rate) if name in KNOBS and KNOBS[name].is_money else value
        for name, value in given.items()
    }


def _price(price: Any, rate: Decimal) -> Any:
    """A quoted price in another currency; a factor on the list's price stays."""
    if not isinstance(price, Mapping) or "net" not in price:
        return price
    if isinstance(price["net"], list | tuple):
        return {**price, "net": [_number(amount, rate) for amount in price["net"]]}
    return {**price, "net": _number(price["net"], rate)}


def _number(value: Any, rate: Decimal) -> Any:
    """A number, or a range of them."""
    if isinstance(value, Mapping):
        return {
            key: _number(each, rate) if key in ("low", "mode", "high") else each
            for key, each in value.items()
        }
    if _NUMBER.fullmatch(str(value)):
        return converted(str(value), rate)
    return value
