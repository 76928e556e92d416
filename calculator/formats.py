"""Money, shares, counts and dates as text: one place for page, charts and quote."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import get_default_timezone

# Pages tell lists and winners as analyses do.
from pricing.engine.analysis.numbers_in_words import costs_least as costs_least
from pricing.engine.analysis.numbers_in_words import is_plural as is_plural
from pricing.engine.analysis.numbers_in_words import listed as listed

MINUS = "\u2212"
NOTHING = "–"
NO_BREAK = "\u00a0"
_ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
NAMES = {"USD": "US$"}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def compared_by(has_desktops: bool) -> str:
    """What the amount is of that people compare by: of one desktop, where any stands."""
    if has_desktops:
        return "a desktop a month"
    return "in all, for no desktops"


def symbol(currency: str) -> str:
    """The sign before an amount: $ for USD, the code and a blank where there is none."""
    return SYMBOLS.get(currency, f"{currency} ")


def currency_name(currency: str) -> str:
    """The currency as a table's head says it, once."""
    return NAMES.get(currency, symbol(currency).strip())


def money(cents: int | None) -> str:
    """Cents with two decimals, thousands apart, a real minus.

    >>> money(123456), money(-5), money(None)
    ('1,234.56', '−0.05', '–')
    """
    if cents is None:
        return NOTHING
    whole, part = divmod(abs(cents), 100)
    amount = f"{whole:,}.{part:02d}"
    if cents < 0:
        return MINUS + amount
    return amount


def amount(cents: int | None, currency: str) -> str:
    """Money with the sign of its currency, a minus before both.

    >>> amount(-123456, "USD"), amount(5, "EUR")
    ('−$1,234.56', '€0.05')
    """
    text = money(cents)
    if text.startswith(MINUS):
        return f"{MINUS}{symbol(currency)}{text[1:]}"
    return f"{symbol(currency)}{text}"


def difference(cents: int) -> str:
    """A difference with its sign.

    >>> difference(5), difference(-377)
    ('+0.05', '−3.77')
    """
    if cents > 0:
        return f"+{money(cents)}"
    return money(cents)


def whole_money(cents: int) -> str:
    """Money to the unit.

    >>> whole_money(401234567)
    '4,012,346'
    """
    units = (abs(cents) + 50) // 100
    if cents < 0 and units:
        return f"{MINUS}{units:,}"
    return f"{units:,}"


def whole_difference(cents: int) -> str:
    """A difference to the unit with its sign.

    >>> whole_difference(277900)
    '+2,779'
    """
    if cents > 0:
        return f"+{whole_money(cents)}"
    return whole_money(cents)


def percent(part: int, whole: int) -> str:
    r"""A share in whole per cent, unsigned; nothing where the whole is nothing.

    >>> percent(1769, 8349), percent(5, 8349), percent(0, 8349)
    ('21\xa0%', 'under\xa01\xa0%', '0\xa0%')
    """
    if not whole:
        return ""
    rounded = (200 * abs(part) + abs(whole)) // (2 * abs(whole))
    if rounded or not part:
        return f"{rounded}{NO_BREAK}%"
    return f"under{NO_BREAK}1{NO_BREAK}%"


def signed_percent(part: int, whole: int) -> str:
    r"""A difference in whole per cent with its sign; none before what is nearly nothing.

    >>> signed_percent(-377, 8349), signed_percent(5, 8349)
    ('−5\xa0%', 'under\xa01\xa0%')
    """
    share = percent(part, whole)
    if not part or not share[:1].isdigit():
        return share
    if part < 0:
        return f"{MINUS}{share}"
    return f"+{share}"


def day(value: date) -> str:
    r"""A day in words.

    >>> day(date(2008, 10, 31))
    '31\xa0October 2008'
    """
    return f"{value.day}{NO_BREAK}{month(value)}"


def month(value: date) -> str:
    """A day as a sentence tells it from afar; `strftime` takes six times as long.

    >>> month(date(2008, 1, 21))
    'January 2008'
    """
    return f"{MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """A day in a table.

    >>> short_day(date(2008, 1, 21))
    '21 Jan 2008'
    """
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def day_of(moment: datetime) -> str:
    """The day of a moment, here, in words. The site has one time zone for all."""
    return day(moment.astimezone(get_default_timezone()).date())


def with_days(words: str) -> str:
    r"""A text with its ISO days as people write them.

    >>> with_days("ended on 2010-07-01 (2010-02-30 is none)")
    'ended on 1\xa0July 2010 (2010-02-30 is none)'
    """
    return _ISO_DAY.sub(_tell_day, words)


def _tell_day(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def price(value: Decimal) -> str:
    """A price that somebody typed, with at least two decimals.

    >>> price(Decimal("20")), price(Decimal("-0.5")), price(Decimal("1.125"))
    ('20.00', '−0.50', '1.125')
    """
    exponent = value.as_tuple().exponent
    is_short = isinstance(exponent, int) and exponent > -2
    if is_short:
        value = value.quantize(Decimal("0.01"))
    return decimal(value)


def decimal(value: Decimal) -> str:
    """A decimal with thousands apart and all its decimals, but no trailing zeros beyond two.

    >>> decimal(Decimal("23.00")), decimal(Decimal("0.0850")), decimal(Decimal("90000"))
    ('23.00', '0.085', '90,000')
    """
    text = f"{value:,f}"
    whole, _, part = text.partition(".")
    if len(part) > 2:
        text = f"{whole}.{part[:2]}{part[2:].rstrip('0')}"
    return text.replace("-", MINUS)


def near(value: Decimal) -> str:
    """A number to two decimals, one below 1 to four digits: for what was converted and is round
    nowhere.

    >>> near(Decimal("119286.037")), near(Decimal("0.1140618310")), near(Decimal("0"))
    ('119,286.04', '0.1141', '0.00')
    """
    decimals = 2
    if 0 < abs(value) < 1:
        decimals = 3 - value.adjusted()
    return decimal(value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP"))


def count(number: int, one: str, many: str = "") -> str:
    r"""A number with its noun.

    >>> count(1, "finding"), count(2, "finding")
    ('1\xa0finding', '2\xa0findings')
    """
    noun = many or f"{one}s"
    if number == 1:
        noun = one
    return f"{number:,}{NO_BREAK}{noun}"


def share(part: int, whole: int) -> str:
    """A share in per cent with one decimal: 0 only where there is none.

    >>> share(699, 1000), share(1, 10000), share(0, 5)
    ('69.9 %', 'under 0.1 %', '0 %')
    """
    if not part:
        return "0 %"
    tenths = (2000 * part + whole) // (2 * whole)
    if tenths:
        return f"{tenths // 10}.{tenths % 10} %"
    return "under 0.1 %"
