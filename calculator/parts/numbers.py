"""Values of inputs as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import chain
from math import floor

from calculator import formats
from pricing.engine.analysis.inputs import OWN, PRICE, Input, has_factor
from pricing.engine.document import Question

FINE = 200  # a shown value is off by at most a two-hundredth of itself
RATES = ("share", "a year")
SAID_BY_THE_LABEL = ("desktops", "users", "ratio", "vCPU", "vCPU per core")


def shown(value: Decimal) -> str:
    """A value with no more decimals than matter.

    >>> shown(Decimal("387.4553436872")), shown(Decimal("0.0273")), shown(Decimal("12000"))
    ('387.5', '0.0273', '12,000')
    """
    return _write_rounded(value, ROUND_HALF_UP, FINE * 10)


def turned(value: Decimal, now: Decimal) -> str:
    """The first value that turns the answer, rounded to the side on which it has turned.

    >>> turned(Decimal("387.4553436872"), Decimal("230"))
    '388'
    >>> turned(Decimal("6.9031673109"), Decimal("8.4"))
    '6.90'
    """
    rounding = ROUND_FLOOR
    if value > now:
        rounding = ROUND_CEILING
    return _write_rounded(value, rounding, FINE)


def last_and_first(below: Decimal, above: Decimal) -> tuple[str, str]:
    """The last value on one side of a turn, and the first on the other.

    >>> last_and_first(Decimal("387.4553436872"), Decimal("387.4553436872"))
    ('387', '388')
    """
    return _write_rounded(below, ROUND_FLOOR, FINE), _write_rounded(above, ROUND_CEILING, FINE)


def near(value: Decimal) -> str:
    """A value at a mark in a chart.

    >>> near(Decimal("387.4553436872")), near(Decimal("6.9031673109"))
    ('387', '6.90')
    """
    return _write_rounded(value, ROUND_HALF_UP, FINE)


def _write_rounded(value: Decimal, rounding: str, fine: int) -> str:
    decimals = 0
    while (
        decimals < 10
        and abs(value) < fine * Decimal(1).scaleb(-decimals)
        and value != value.to_integral_value()
    ):
        decimals += 1
    if decimals and value == value.quantize(Decimal(1).scaleb(-decimals)):
        value = value.normalize()
        return formats.decimal(value)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)
    return f"{rounded:,f}".replace("-", formats.MINUS)


def said(given: Input, text: str) -> str:
    """A shown value in a sentence: a factor on a price has its sign."""
    if given.name.startswith(PRICE):
        return f"×{text}"
    return text


def amount(
    question: Question,
    given: Input,
    value: Decimal,
    *,
    now: Decimal | None = None,
    is_short: bool = False,
) -> str:
    """A value with its unit: money with its sign, rates in per cent, prices by the list where it
    has one price.

    With what it is `now`, rounded to the side on which the answer has turned; short is without "a
    year".
    """
    text = _write_number(question, given, value, now)
    symbol = formats.symbol(question.market.catalogue.currency)
    is_price = given.name.startswith(PRICE)
    if is_price and _find_list_price(question, given) is None:
        return f"×{text}"
    if is_price or given.unit.startswith("money"):
        return f"{symbol}{_fill_cents(text)}"
    if given.unit in RATES:
        return f"{text} %"
    if given.unit in SAID_BY_THE_LABEL:
        return text
    unit, _, per = given.unit.partition(",")[0].partition(" ")
    if text == "1" and unit.isalpha():
        unit = unit.removesuffix("s")
    if is_short and per.startswith("a "):
        per = ""
    return f"{text} {unit} {per}".rstrip()


def _fill_cents(text: str) -> str:
    """An amount of money with one decimal gets its second."""
    if text[-2:-1] == ".":
        return f"{text}0"
    return text


def between(question: Question, given: Input, low: Decimal, high: Decimal) -> str:
    """Two values in a row, in short; money and factors have their sign at both, other units stand
    once.
    """
    last = amount(question, given, high, is_short=True)
    if not last[:1].isdecimal():
        first = amount(question, given, low)
    else:
        first = _write_number(question, given, low, None)
    return f"{first} to {last}"


def _write_number(question: Question, given: Input, value: Decimal, now: Decimal | None) -> str:
    price = _find_list_price(question, given)
    scale = price
    if price is None:
        scale = Decimal(1)
        if given.unit in RATES:
            scale = Decimal(100)
    if now is None:
        return shown(value * scale)
    return turned(value * scale, now * scale)


def _find_list_price(question: Question, given: Input) -> Decimal | None:
    """What a factor is of, where all scenarios that pay it pay one and the same list price, in all
    years.
    """
    if not given.name.startswith(PRICE):
        return None
    scheme = given.name.removeprefix(PRICE)
    payers = [each for each in question.scenarios if has_factor(each, scheme)]
    prices = [each.market.price(scheme) for each in payers]
    amounts = {None if price is None or price.tiers else price.amount for price in prices}
    entries = chain.from_iterable(each.stack for each in payers)
    terms = {entry.term_factor for entry in entries if entry.scheme.id == scheme}
    is_one_price = (
        question.price_changes == "none"
        and terms == {1}
        and not any(each.discounts for each in payers)
        and not any(price and price.term for price in prices)
    )
    if is_one_price and len(amounts) == 1:
        return amounts.pop()
    return None


def with_unit(given: Input, currency: str) -> str:
    """An input with its unit, where its label does not say it; money by the name of its
    currency.
    """
    unit = given.unit.replace("money", currency)
    if given.unit in given.label.lower():
        return given.label
    return f"{given.label} ({unit})"


def label(given: Input) -> str:
    """What an input is called, within a sentence: its first letter small unless it is a name."""
    first = given.label[:1]
    if given.name.startswith(("fleet.", OWN)) or given.label[1:2].isupper():
        return given.label
    return first.lower() + given.label[1:]


def of_100(shares: Sequence[float]) -> list[str]:
    """Shares of the same cases in words, rounded so that they sum to 100: the largest remainders go
    up.

    >>> of_100([0.043, 0.084, 0.873]), of_100([0.0, 0.996, 0.004])
    (['4', '9', '87'], ['0', 'over 99', 'under 1'])
    """
    whole = [floor(share * 100) for share in shares]
    left = round(sum(shares) * 100) - sum(whole)
    large = [place for place, share in enumerate(shares) if share >= 0.01]
    for place in sorted(large, key=lambda place: whole[place] - shares[place] * 100)[:left]:
        whole[place] += 1
    return [
        cases(share) if share < 0.01 or 0.99 < share < 1 else f"{number}"
        for share, number in zip(shares, whole, strict=True)
    ]


def cases(share: float) -> str:
    """How many of 100 cases, in words: 0 only if never.

    >>> cases(0.0), cases(0.004), cases(0.44), cases(0.999), cases(1.0)
    ('0', 'under 1', '44', 'over 99', '100')
    """
    if 0 < share < 0.01:
        return "under 1"
    if 0.99 < share < 1:
        return "over 99"
    return f"{Decimal(share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)}"
