"""Reads plain values by the table of fields; collects every fault instead of stopping at one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from .faults import Fault, make_fault, shown_name
from .field_bounds import bounds_of_field, is_within, say_what_it_may_hold
from .fields import REQUIRED, SHAPES, Field
from .json_text import FrozenObject, JsonNumber
from .numbers import NetPrice, Number, Range
from .plain_values import MOST_NAMES, PlainReader, find_forbidden

_REQUIRED = {
    name: [key for key, f in shape.items() if f.default is REQUIRED]
    for name, shape in SHAPES.items()
}
_DEFAULTS = {
    name: {key: None if f.default is REQUIRED else f.default for key, f in shape.items()}
    for name, shape in SHAPES.items()
}


class SharedFields(dict[str, Any]):
    """The fields of a frozen object: like it, never changed, and the same at every reading."""


# By identity, with the object itself, so that its identity stays its own. Only what ships is
# frozen: it is small.
_READ: dict[int, tuple[FrozenObject, SharedFields]] = {}


class Reader(PlainReader):
    """Turns objects and lists of plain values into typed ones, by the table of shapes."""

    def __init__(self) -> None:
        super().__init__()
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
                self.note(
                    make_fault(
                        prefix + shown_name(key), "", "is not known", self.name_hint(key, shape)
                    )
                )
            elif given is None and field.default is None:
                result[key] = None
            else:
                result[key] = self._kinds[field.kind](given, prefix + key, field)
        for key in _REQUIRED[name]:
            if key not in value:
                self.note(Fault(prefix + key, "", "is missing"))
        return result

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
            if not is_within(number, field):
                self.fault(
                    f"{path}.{end}",
                    number,
                    say_what_it_may_hold(field),
                    bounds=bounds_of_field(field),
                )
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
            said = {"valid_until": quoted["valid_until"], "remark": quoted["remark"]}
            return NetPrice(quoted["net"], **said)
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

    def objects(self, value: Any, path: str, field: Field) -> list[Any] | None:
        """A list of objects of one shape; entries of a stack may be plain ids, assumptions an
        object by name.
        """
        if field.of == "assumption" and isinstance(value, Mapping):
            for name in getattr(value, "doubled", ()):
                self.fault(f"{path}.{name}", value[name], "given twice")
            value = [_name_assumption(name, given) for name, given in value.items()]
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
            return [self._read_entry(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return [
            self._read_object(field.of, item, f"{path}[{index}]")
            for index, item in enumerate(value)
        ]

    def _read_object(self, shape: str, value: Any, path: str) -> dict[str, Any] | None:
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

    def _read_entry(self, value: Any, path: str) -> dict[str, Any] | None:
        if isinstance(value, str) and not isinstance(value, JsonNumber):
            return _DEFAULTS["entry"] | {
                "scheme": self.slug(value, path, SHAPES["entry"]["scheme"])
            }
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
                wrong = find_forbidden(name, is_note=False)
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
            self.fault(
                path, value, f"may hold a list of up to {field.high} pairs of threshold and amount"
            )
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
                self.fault(
                    f"{here}[0]",
                    threshold,
                    f"may hold more than {result[-1][0]:,}, the threshold before it",
                )
                continue
            result.append((threshold, amount))
        return tuple(result)


def _name_assumption(name: str, given: Any) -> dict[str, Any]:
    """An assumption that an object holds by name: its typical value, or its fields."""
    if isinstance(given, Mapping):
        return {"name": name, **given}
    return {"name": name, "typical": given}
