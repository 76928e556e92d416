"""What a cell's number format makes of its number: whether the screen shows that number.

The codes are those of ECMA-376, 18.8.31.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from .currency_signs import list_currencies

GENERAL, AS_TEXT = "General", "@"
LONGEST = 255  # as spreadsheets have it
# By their numbers; those of days and times stand for all of their kind.
_DAY, _TIME = "yyyy-mm-dd", "hh:mm:ss"
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    48: "##0.0E+0",
    49: AS_TEXT,
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)), _DAY),
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), _TIME),
    **dict.fromkeys((37, 38), "#,##0_);(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00_);(#,##0.00)"),
    **dict.fromkeys((41, 42), '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-'),
    **dict.fromkeys((43, 44), '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-'),
}
_PIECE = re.compile(
    r"""(?P<words>"[^"]*"|\\.|![^0#?])|(?P<blank>_.)|(?P<fill>\*.)
    |\[(?P<bracket>[^\]]*)\]|(?P<general>General|Standard)|(?P<power>[Ee][+-])
    |(?P<half>AM/PM|A/P)|(?P<sign>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_COLOURS = re.compile(
    "black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}|h+|m+|s+", re.IGNORECASE
)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-[0-9A-Fa-f]*)?")
# Beside a number: signs of currencies, blanks, a currency's three letters.
_HARMLESS = re.compile("[\\s\u00a0\u202f()+-]|[$€£¥₹₽₩₺₫₪₴¢]|Fr\\.|kr\\.?|[A-Z]{3}|zł|Kč")
_OF_DAYS = frozenset("ymdhs")
_CENTS = 1e-9  # how near of its size what is shown has to be
_MOST_SECTIONS = 4


class _Section:
    """One section of a format: its words, its digits, and what is done to the number."""

    def __init__(self, code: str) -> None:
        self.words = ""
        self.digits = ""
        self.is_general = self.is_unknown = self.has_power = self.has_days = False
        self.parts_of_days = ""  # y, m, d, h or s
        for piece in _PIECE.finditer(code):
            self._take(piece)

    def _take(self, piece: re.Match[str]) -> None:
        kind, text = str(piece.lastgroup), piece[str(piece.lastgroup)]
        if kind in ("words", "fill"):
            self.words += text.strip('"') if text.startswith('"') else text[1:]
        elif kind == "bracket":
            self._take_bracket(text)
        elif kind == "sign":
            self._take_sign(text)
        self.is_general |= kind == "general"
        self.has_power |= kind == "power"
        if kind == "half":
            self._take_part("h")

    def _take_bracket(self, text: str) -> None:
        currency = _CURRENCY.fullmatch(text)
        if currency:
            self.words += currency[1]
        elif _COLOURS.fullmatch(text):
            if text[0].lower() in "hms" and len(set(text.lower())) == 1:
                self._take_part("h")  # a span, of whichever length
        else:
            self.is_unknown = True

    def _take_sign(self, sign: str) -> None:
        if sign in "0#?.,%@":
            self.digits += sign
        elif sign.lower() in _OF_DAYS:
            self._take_part(sign.lower())
        else:
            self.words += sign

    def _take_part(self, part: str) -> None:
        self.has_days = True
        self.parts_of_days += part

    @property
    def says_more(self) -> bool:
        """Whether it has words that change what one reads."""
        return self.is_unknown or bool(_HARMLESS.sub("", self.words))

    @property
    def has_minus(self) -> bool:
        return "-" in self.words or "(" in self.words


class Kind(Enum):
    """What a format makes of a number."""

    NUMBER = "number"
    SHARE = "per cent"
    DAY = "day"
    TIME = "time"


def find_kind(code: str, number: float) -> Kind:
    """What a format makes of a number; months alone are days, hours and minutes are times.

    >>> find_kind("dd.mm.yyyy", 46154.0).value, find_kind("[h]:mm", 1.25).value
    ('day', 'time')
    >>> find_kind("0.0%", 0.1).value, find_kind('0 "days"', 2.0).value
    ('per cent', 'number')
    """
    if code in (GENERAL, AS_TEXT) or len(code) > LONGEST:
        return Kind.NUMBER
    section = _choose(code, number)
    if section.has_days:
        parts = {*section.parts_of_days}
        return Kind.DAY if parts & {*"yd"} or parts == {"m"} else Kind.TIME
    return Kind.SHARE if "%" in section.digits else Kind.NUMBER


def find_money(code: str, number: float) -> str:
    """What a format writes beside a number, where that is a currency; "" where it writes none.

    >>> find_money("#,##0.00 [$€-407]", 12.5), find_money('0 "users"', 12.0)
    ('€', '')
    """
    if code in (GENERAL, AS_TEXT) or len(code) > LONGEST:
        return ""
    words = _choose(code, number).words.strip(" \u00a0\u202f()+-_")
    return words if words and list_currencies(words) else ""


def shows_number(code: str, number: float) -> bool:
    """Whether a format shows a number as that number: no digit more, none less, its sign, no
    thousandth of it, not as a day.

    >>> shows_number("#,##0.00", 1234.5), shows_number("9#,##0.00", 1234.5)
    (True, False)
    >>> shows_number("0.00,", 1234.5), shows_number("0", 1234.5), shows_number(";;;", 1234.5)
    (False, False, False)
    """
    if code in (GENERAL, AS_TEXT):
        return True
    if len(code) > LONGEST:
        return False
    section = _choose(code, number)
    if section.says_more or section.has_days:
        return False
    is_negative = number < 0 and len(_list_sections(code)) > 1
    if section.has_minus != is_negative and not (number == 0 and not section.digits.strip("?")):
        return False
    if not section.digits.strip("?"):
        return section.is_general or (number == 0 and "-" in section.words)
    return section.is_general or _is_near(section, abs(number))


def _is_near(section: _Section, number: float) -> bool:
    """Whether the digits are enough for all that the number has."""
    whole, _, decimals = section.digits.partition(".")
    if not set(whole) & set("0#?"):
        return False
    if section.digits.rstrip("%@").endswith(",") or whole.endswith(","):
        return False
    if section.has_power:
        return float(f"{number:.{len(decimals.rstrip('%'))}E}") == number
    if "%" in section.digits:
        number *= 100 ** section.digits.count("%")
    kept = round(number, sum(sign in "0#?" for sign in decimals))
    return abs(kept - number) <= _CENTS * max(number, 1e-3)


def shows_value(code: str, number: float) -> bool:
    """Whether a format shows anything of a number that stands for a text or a day, and no digit
    that is not the number's.

    >>> shows_value("DD.MM.YYYY", 39478), shows_value('"2009"-MM-DD', 39478)
    (True, False)
    """
    if code in (GENERAL, AS_TEXT):
        return True
    if len(code) > LONGEST:
        return False
    section = _choose(code, number)
    shows = section.is_general or section.has_days or bool(section.digits.strip(",.?%"))
    return shows and not any(sign.isdigit() for sign in section.words)


@lru_cache(maxsize=256)
def shows_text(code: str) -> bool:
    """Whether a format shows a text as it is.

    >>> shows_text("@"), shows_text("0.00"), shows_text(";;;"), shows_text('"not "@')
    (True, True, False, False)
    """
    if len(code) > LONGEST:
        return False
    sections = _split(code)
    if len(sections) < _MOST_SECTIONS and AS_TEXT not in code:
        return True
    section = _Section(sections[-1])
    return section.digits.count(AS_TEXT) == 1 and not section.words.strip()


def _choose(code: str, number: float) -> _Section:
    """The section of a number by its sign."""
    sections = _list_sections(code)
    place = 0
    if number < 0 and len(sections) > 1:
        place = 1
    elif number == 0 and len(sections) > 2:
        place = 2
    return sections[place]


@lru_cache(maxsize=1024)
def _list_sections(code: str) -> tuple[_Section, ...]:
    return tuple(map(_Section, _split(code)))


def _split(code: str) -> list[str]:
    """Its sections: a semicolon in words parts none."""
    sections = [""]
    for piece in _PIECE.finditer(code):
        if piece[0] == ";":
            sections.append("")
        else:
            sections[-1] += piece[0]
    return sections
