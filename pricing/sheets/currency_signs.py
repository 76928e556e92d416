"""Which money a number format says, and whether that is the money that it should be."""

from __future__ import annotations

import re

_DOLLARS = (
    *("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS", "BSD", "BZD"),
    *("BBD", "BMD", "BND", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SRD", "TTD", "XCD", "UYU"),
)
_CROWNS = ("DKK", "NOK", "SEK", "ISK")
# By signs that stand beside a number without a blank too; the longer ones first.
SIGNS: dict[str, tuple[str, ...]] = {
    "R$": ("BRL",),
    "$": _DOLLARS,
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP", "SHP"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "円": ("JPY",),
    "元": ("CNY",),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₫": ("VND",),
    "₪": ("ILS",),
    "₴": ("UAH",),
}
# By words of their own.
WORDS: dict[str, tuple[str, ...]] = {
    "kr": _CROWNS,
    "kr.": _CROWNS,
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Ft": ("HUF",),
    **dict.fromkeys(("Fr", "Fr.", "SFr", "SFr.", "sFr."), ("CHF",)),
    "лв": ("BGN",),
    "лв.": ("BGN",),
    "lei": ("RON",),
    "RON": ("RON",),
}
_CODES = frozenset(
    code for codes in (*SIGNS.values(), *WORDS.values()) for code in codes
) | frozenset(("CHF", "ZAR", "THB", "MYR", "IDR", "PHP", "AED", "SAR", "QAR", "KWD", "MAD", "NGN"))
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


def list_currencies(words: str) -> tuple[str, ...]:
    """The currencies of which the words of a number format may be, none where they say none.

    >>> list_currencies(" €"), list_currencies("EUR"), list_currencies("NET a year")
    (('EUR',), ('EUR',), ())
    """
    for word in words.split():
        if word in WORDS:
            return WORDS[word]
        if _CODE.fullmatch(word) and word in _CODES:
            return (word,)
    return next((codes for sign, codes in SIGNS.items() if sign in words), ())
