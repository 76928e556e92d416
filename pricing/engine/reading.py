"""Reads plain values by the table of fields; collects every fault instead of stopping at one."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .exact import NoNumber, decimal_half_up, read_decimal, read_json_number, thousands_by_points
from .faults import MOST_FAULTS, NO_HINT, Bounds, Fault, Faults, Hint, hinted_fault, holds, name_hint, shown_name
from .fields import FIRST_DAY, LAST_DAY, MOST_YEARS, REQUIRED, SHAPES, Field
from .json_text import FrozenObject, JsonNumber

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:+/-]{0,63}", re.ASCII)
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_URL = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)
MOST_NAMES = 500
MOST_HINTS = 20


@dataclass(frozen=True, slots=True)
class Range:
    """An uncertain number: low, mode, high. The plain comparison counts the mode.

    `moves_with` names another range of the document that takes the same quantile in every draw. `currency`: of
    the catalogue's money that was told in another currency, and so follows that rate where it is moved.
    """

    low: Decimal
    mode: Decimal
    high: Decimal
    moves_with: str = ""
    currency: str = ""

    @classmethod
    def at(cls, number: Decimal, currency: str = "") -> Range:
        """A range that is one number: what draws may set anywhere."""
        return cls(number, number, number, currency=currency)


@dataclass(frozen=True, slots=True)
class NetPrice:
    """What a pack really costs, as quoted: the n-th amount for the n-th year, the last for all later ones.

    `is_moved`: the draws say what it costs, one amount for all years; nan where it stays as quoted.
    """

    amounts: tuple[Decimal, ...]
    is_moved: bool = False


Number = Decimal | Range


def typical(number: Number) -> Decimal:
    """What the plain comparison counts: a number, or the mode of a range.

    >>> typical(Decimal(3)), typical(Range(Decimal(1), Decimal(2), Decimal(9)))
    (Decimal('3'), Decimal('2'))
    """
    if isinstance(number, Range):
        return number.mode
    return number


_REQUIRED = {name: [key for key, f in shape.items() if f.default is REQUIRED] for name, shape in SHAPES.items()}
_DEFAULTS = {
    name: {key: None if f.default is REQUIRED else f.default for key, f in shape.items()}
    for name, shape in SHAPES.items()
}


class SharedFields(dict[str, Any]):
    """The fields of a frozen object: like it, never changed, and the same at every reading."""


# By identity, with the object itself, so that its identity stays its own. Only what ships is frozen: it is small.
_READ: dict[int, tuple[FrozenObject, SharedFields]] = {}


class Reader:
    """Turns plain values into typed ones, with a fault for each that cannot be.

    Raises `Faults` as soon as there are so many that nobody reads more.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._kinds: dict[str, Callable[[Any, str, Field], Any]] = {
            "count": self.count,
            "number": self.number,
            "range": self.range,
            "price": self.price,
            "amounts": self.amounts,
            "text": self.text,
            "slug": self.slug,
            "url": self.url,
            "day": self.day,
            "flag": self.flag,
            "choice": self.choice,
            "tokens": self.tokens,
            "objects": self.objects,
            "object": self.object,
            "map": self.map,
            "tiers": self.tiers,
        }

    def fault(self, path: str, value: object, message: str, hint: Hint = NO_HINT, bounds: Bounds | None = None) -> None:
        """Notes what a value that stands at a path should have been."""
        self.note(hinted_fault(path, holds(value), message, hint, bounds))

    def note(self, fault: Fault) -> None:
        """Notes one fault."""
        self.faults.append(fault)
        if len(self.faults) == MOST_FAULTS:
            raise Faults(self.faults)

    def faults_within(self, path: str) -> list[Fault]:
        """The faults noted so far of an object of a list, and of what lies in it."""
        return [fault for fault in self.faults if fault.path.startswith(path)]

    def name_hint(self, name: str, known: Iterable[str]) -> Hint:
        """A hint with the nearest known name, for the first faults only: looking for it takes time."""
        if len(self.faults) < MOST_HINTS:
            return name_hint(name, known)
        return NO_HINT

    def shape(self, name: str, value: Any, path: str) -> dict[str, Any] | None:
        """One object of the table of shapes as a dict with every key; None where it is none."""
        shape = SHAPES[name]
        if not isinstance(value, Mapping):
            self.fault(path, value, "may hold one object")
            return None
        if len(value) > MOST_NAMES:
            self.note(Fault(path, f"{len(value):,} names", f"may hold up to {len(shape)}"))
            return None
        prefix = ""
        if path:
            prefix = f"{path}."
        for key in getattr(value, "doubled", ()):
            self.fault(prefix + key, value[key], "given twice")
        result = _DEFAULTS[name].copy()
        for key, given in value.items():
            field = shape.get(key)
            if field is None:
                self.note(hinted_fault(prefix + shown_name(key), "", "is not known", self.name_hint(key, shape)))
            elif given is None and field.default is None:
                result[key] = None
            else:
                result[key] = self._kinds[field.kind](given, prefix + key, field)
        for key in _REQUIRED[name]:
            if key not in value:
                self.note(Fault(prefix + key, "", "is missing"))
        return result

    def number(self, value: Any, path: str, field: Field) -> Decimal | None:
        """A decimal within the field's bounds."""
        try:
            number = _decimal(value)
        except NoNumber as error:
            self.fault(path, value, _may_hold(field), _number_hint(error, field), _bounds(field))
            return None
        if not _within(number, field):
            self.fault(path, value, _may_hold(field), percent_hint(number, field.high), _bounds(field))
            return None
        return number

    def count(self, value: Any, path: str, field: Field) -> int | None:
        """A whole number within the field's bounds."""
        number = self.number(value, path, field)
        if number is None:
            return None
        if number != number.to_integral_value():
            whole = ""
            if isinstance(value, str):
                whole = thousands_by_points(value.strip())
            hint = _number_hint(NoNumber(instead=whole), field)
            self.fault(path, value, _may_hold(field), hint, _bounds(field))
            return None
        return int(number)

    def range(self, value: Any, path: str, field: Field) -> Number | None:
        """A number, or an object with low, mode and high that do not fall."""
        if not isinstance(value, Mapping):
            return self.number(value, path, field)
        before = len(self.faults)
        ends = self.shape("range", value, path)
        if len(self.faults) > before or ends is None:
            return None
        low, mode, high = ends["low"], ends["mode"], ends["high"]
        if not low <= mode <= high:
            shown = f"{low:f}, {mode:f}, {high:f}"
            self.note(Fault(path, shown, "may hold low, mode and high that do not fall"))
            return None
        for end, number in (("low", low), ("mode", mode), ("high", high)):
            if not _within(number, field):
                self.fault(f"{path}.{end}", number, _may_hold(field), bounds=_bounds(field))
                return None
        if low == high:
            return mode
        return Range(low, mode, high, ends["with"])

    def price(self, value: Any, path: str, field: Field) -> Number | NetPrice | None:
        """A factor on a net price, or what was quoted in its place."""
        if not isinstance(value, Mapping) or "net" not in value:
            return self.range(value, path, field)
        before = len(self.faults)
        quoted = self.shape("net_price", value, path)
        if quoted is not None and len(self.faults) == before:
            return NetPrice(quoted["net"])
        return None

    def amounts(self, value: Any, path: str, field: Field) -> tuple[Decimal, ...] | None:
        """One amount, or one for each year."""
        if not isinstance(value, list | tuple):
            amount = self.number(value, path, field)
            if amount is None:
                return None
            return (amount,)
        if not 1 <= len(value) <= MOST_YEARS:
            self.note(Fault(path, f"a list of {len(value)}", f"may hold 1 to {MOST_YEARS} amounts"))
            return None
        numbers = [self.number(amount, f"{path}[{place}]", field) for place, amount in enumerate(value)]
        return tuple(number for number in numbers if number is not None)

    def text(self, value: Any, path: str, field: Field) -> str | None:
        """A text without control characters, in NFC, no longer than the field allows."""
        if not isinstance(value, str) or isinstance(value, JsonNumber):
            self.fault(path, value, f"may hold a text of up to {field.maximum} characters")
            return None
        if len(value) > 4 * field.maximum:
            self.fault(path, value, f"may hold a text of up to {field.maximum} characters")
            return None
        if value.isascii():
            text = value
        else:
            text = unicodedata.normalize("NFC", value)
        if len(text) > field.maximum:
            self.fault(path, value, f"may hold a text of up to {field.maximum} characters")
            return None
        wrong = _forbidden(text, field.maximum >= 2000)
        if wrong:
            self.fault(path, value, wrong)
            return None
        if field.default is REQUIRED and all(unicodedata.category(c)[0] in "CZ" for c in text):
            self.fault(path, value, "needs a name" if path.endswith("name") else "may not be empty")
            return None
        return text

    def slug(self, value: Any, path: str, field: Field) -> str | None:
        """An id or token: letters, digits and `_ . : + / -`, up to 64."""
        if value == "" and field.default == "":
            return ""
        if isinstance(value, str) and not isinstance(value, JsonNumber) and _SLUG.fullmatch(value):
            return value
        self.fault(path, value, "may hold a name of up to 64 letters, digits and _ . : -, without blanks")
        return None

    def url(self, value: Any, path: str, field: Field) -> str | None:
        """An address of the web, or nothing."""
        text = self.text(value, path, field)
        if text and not _URL.fullmatch(text):
            self.fault(path, value, "may hold an address that begins with http:// or https://")
            return None
        return text

    def day(self, value: Any, path: str, field: Field) -> date | None:
        """A day as YYYY-MM-DD, from 1990 to 2099."""
        if not isinstance(value, str) or isinstance(value, JsonNumber) or not _DAY.fullmatch(value):
            self.fault(path, value, "may hold a date, written as 2008-01-31")
            return None
        year, month, number = int(value[:4]), int(value[5:7]), int(value[8:])
        try:
            day = date(year, month, number)
        except ValueError:
            hint = "a date is written as 2008-01-31"
            if year and 1 <= month <= 12:
                hint = f"{date(year, month, 1):%B %Y} has {monthrange(year, month)[1]} days"
            self.fault(path, value, f"there is no such day; {hint}")
            return None
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fault(path, value, f"may hold a date from {FIRST_DAY} to {LAST_DAY}")
            return None
        return day

    def flag(self, value: Any, path: str, field: Field) -> bool | None:
        """True or false."""
        if isinstance(value, bool):
            return value
        self.fault(path, value, "may hold true or false")
        return None

    def choice(self, value: Any, path: str, field: Field) -> str | None:
        """One of the field's options."""
        if isinstance(value, str) and value in field.options:
            return str(value)
        hint = NO_HINT
        if isinstance(value, str):
            hint = self.name_hint(value, field.options)
        self.fault(path, value, f"may hold {', '.join(option for option in field.options if option)}", hint)
        return None

    def tokens(self, value: Any, path: str, field: Field) -> tuple[str, ...] | None:
        """A list of texts (tokens, or names of groups)."""
        if not isinstance(value, list | tuple):
            self.fault(path, value, "may hold a list")
            return None
        if field.high is not None and len(value) > field.high:
            self.fault(path, value, f"may hold up to {field.high}; there are {len(value)}")
            return None
        if field.default is None:
            names = Field("text", maximum=200)
        else:
            names = Field("slug")
        if field.default is None:
            read = self.text
        else:
            read = self.slug
        given = [read(item, f"{path}[{index}]", names) for index, item in enumerate(value)]
        if field.default is None and None in given:
            return None
        return tuple(filter(None, given))

    def counts(self, value: Any, path: str, field: Field) -> list[int] | None:
        """A list of whole numbers within the field's bounds."""
        if not isinstance(value, list | tuple) or not value:
            self.fault(path, value, "may hold a list of whole numbers")
            return None
        numbers = [self.count(number, f"{path}[{place}]", field) for place, number in enumerate(value[:MOST_NAMES])]
        return [number for number in numbers if number is not None]

    def objects(self, value: Any, path: str, field: Field) -> list[Any] | None:
        """A list of objects of one shape; entries of a stack may be plain ids, assumptions an object by name."""
        if field.of == "assumption" and isinstance(value, Mapping):
            for name in getattr(value, "doubled", ()):
                self.fault(f"{path}.{name}", value[name], "given twice")
            value = [_assumption(name, given) for name, given in value.items()]
        if not isinstance(value, list | tuple):
            self.fault(path, value, "may hold a list")
            return None
        if not (field.low or 0) <= len(value) <= (field.high or 0):
            if field.low:
                few = f"{field.low} to {field.high}"
            else:
                few = f"up to {field.high}"
            self.note(Fault(path, f"a list of {len(value)}", f"may hold {few}"))
            return None
        if field.of == "entry":
            return [self._entry(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return [self._object(field.of, item, f"{path}[{index}]") for index, item in enumerate(value)]

    def _object(self, shape: str, value: Any, path: str) -> dict[str, Any] | None:
        """One object of a list; one that nothing may change is read once for all."""
        if type(value) is not FrozenObject:
            return self.shape(shape, value, path)
        known = _READ.get(id(value))
        if known is not None:
            return known[1]
        before = len(self.faults)
        fields = self.shape(shape, value, path)
        if fields is None or len(self.faults) > before:
            return fields
        known = _READ[id(value)] = (value, SharedFields(fields))
        return known[1]

    def _entry(self, value: Any, path: str) -> dict[str, Any] | None:
        if isinstance(value, str) and not isinstance(value, JsonNumber):
            return _DEFAULTS["entry"] | {"scheme": self.slug(value, path, SHAPES["entry"]["scheme"])}
        return self.shape("entry", value, path)

    def object(self, value: Any, path: str, field: Field) -> dict[str, Any] | None:
        """One object of a shape."""
        return self.shape(field.of, value, path)

    def map(self, value: Any, path: str, field: Field) -> dict[str, Any] | None:
        """Free names to values of one field."""
        if not isinstance(value, Mapping):
            self.fault(path, value, "may hold one object")
            return None
        assert field.each is not None
        if len(value) > MOST_NAMES:
            self.note(Fault(path, f"{len(value):,} names", f"may hold up to {MOST_NAMES}"))
            return None
        for key in getattr(value, "doubled", ()):
            self.fault(f"{path}.{key}", value[key], "given twice")
        result: dict[str, Any] = {}
        for key, given in value.items():
            if key.isascii():
                name = key
            else:
                name = unicodedata.normalize("NFC", key)
            if len(name) > 200:
                wrong = "may hold names of up to 200 characters"
            else:
                wrong = _forbidden(name, is_note=False)
            if wrong:
                self.fault(path, key, wrong)
            elif name in result:
                self.fault(f"{path}.{name}", given, "given twice")
            else:
                result[name] = self._kinds[field.each.kind](given, f"{path}.{name}", field.each)
        return result

    def tiers(self, value: Any, path: str, field: Field) -> tuple[tuple[int, Decimal], ...] | None:
        """A list of [threshold, amount] with rising thresholds from 1 on."""
        if not isinstance(value, list | tuple) or len(value) > (field.high or 0):
            self.fault(path, value, f"may hold a list of up to {field.high} pairs of threshold and amount")
            return None
        threshold_field = Field("count", low=1, high=10_000_000)
        result: list[tuple[int, Decimal]] = []
        for index, pair in enumerate(value):
            here = f"{path}[{index}]"
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                self.fault(here, pair, "may hold a pair of threshold and amount")
                continue
            threshold = self.count(pair[0], f"{here}[0]", threshold_field)
            amount = self.number(pair[1], f"{here}[1]", SHAPES["price"]["amount"])
            if threshold is None or amount is None:
                continue
            if result and threshold <= result[-1][0]:
                self.fault(f"{here}[0]", threshold, f"may hold more than {result[-1][0]}, the threshold before it")
                continue
            result.append((threshold, amount))
        return tuple(result)


def _decimal(value: Any) -> Decimal:
    """The decimal that a plain value writes. Raises `NoNumber` where it is none."""
    kind = type(value)
    if kind is JsonNumber:
        try:
            return read_json_number(value)
        except ArithmeticError:
            raise NoNumber from None
    if kind is str:
        return read_decimal(value)
    if kind is int or kind is float:
        return _decimal(JsonNumber(repr(value)))
    if kind is Decimal:
        return _decimal(JsonNumber(str(value)))
    raise NoNumber


def _assumption(name: str, given: Any) -> dict[str, Any]:
    """An assumption that an object holds by name: its typical value, or its fields."""
    if isinstance(given, Mapping):
        return {"name": name, **given}
    return {"name": name, "typical": given}


def _within(number: Decimal, field: Field) -> bool:
    if field.low is not None and (number < field.low or (field.above_low and number == field.low)):
        return False
    return field.high is None or number <= field.high


def _may_hold(field: Field) -> str:
    kind = "a number"
    if field.kind == "count":
        kind = "a whole number"
    if field.low is None or field.high is None:
        return f"may hold {kind}"
    if field.above_low:
        return f"may hold {kind} above {field.low:,} and up to {field.high:,}"
    return f"may hold {kind} from {field.low:,} to {field.high:,}"


def _bounds(field: Field) -> Bounds | None:
    """What `_may_hold` says, as numbers; None of a field that has no bounds."""
    if field.low is None or field.high is None:
        return None
    return Bounds(Decimal(field.low), Decimal(field.high), field.above_low)


def _number_hint(error: NoNumber, field: Field) -> Hint:
    """What to write instead, in brackets; whole where the field is, a share where per cent were given."""
    if error.reason:
        return Hint(f" ({error.reason})", error.instead)
    if not error.instead:
        return NO_HINT
    number = Decimal(error.instead)
    if field.kind == "count":
        number = decimal_half_up(number, 0)
    if not number:
        return NO_HINT
    as_share = percent_hint(number, field.high)
    if as_share.instead:
        return as_share
    return Hint(f" (write {number:f})", f"{number:f}")


def percent_hint(number: Decimal, high: Decimal | int | None) -> Hint:
    """What to write where a share was plainly given in per cent.

    >>> percent_hint(Decimal("15.5"), 1), percent_hint(Decimal(400), 1).words
    (Hint(words='; for 15.5 % write 0.155', instead='0.155'), '')
    """
    if high != 1 or not 1 < number <= 100:
        return NO_HINT
    share = f"{number / 100:f}"
    return Hint(f"; for {number:f} % write {share}", share)


def _forbidden(text: str, is_note: bool) -> str:
    """What a text holds that hides or turns text around, in words; tab and newline stand in notes only."""
    if text.isascii() and text.isprintable():
        return ""
    for character in text:
        if character in "\t\n\r":
            wrong = not is_note
        else:
            category = unicodedata.category(character)
            wrong = category in ("Cc", "Cs", "Zl", "Zp") or character in _DIRECTIONS or character == "\ufffd"
        if wrong:
            return f"may not hold the character U+{ord(character):04X}"
    return ""
