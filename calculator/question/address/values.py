"""From texts to values: what is typed at one field, with every fault that it has."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from calculator.question.address.paths import bracketed
from calculator.question.address.quotes import NET, amounts_of, quote_text, read_quote, write_net
from calculator.question.address.ranges import is_range, per_cent, range_text, read_range
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.fields import Field
from pricing.engine.json_text import JsonNumber, JsonObject, read_json
from pricing.engine.knobs import KNOBS
from pricing.engine.number_text import GROUPED

LONGEST_PATH = 1_000
AS_JSON: dict[str, type] = {"tokens": list, "objects": list, "map": dict, "object": dict}
_JSON_WORDS = {list: "a list", dict: "an object"}
_FLAGS = {"true": True, "false": False}


class ValueReading:
    """Reads the texts of an address, field by field, and keeps what is wrong with them.

    In a form (`is_typed`) numbers may have their thousands apart.
    """

    def __init__(self, is_typed: bool) -> None:
        self.is_typed = is_typed
        self.faults: list[Fault] = []

    def note_fault(self, path: str, text: str, message: str) -> None:
        """Keeps what is wrong at a path; of one that cannot be shown its beginning alone."""
        where = bracketed(path)
        if len(where) > LONGEST_PATH or not where.isprintable():
            where = holds(where[:80])[1:-1]
        self.faults.append(Fault(where, holds(text), message))

    def note_misplaced(self, path: str, parts: Mapping[str, str], message: str) -> None:
        """One fault for each leaf below a path that leads nowhere; the rest "" is the path
        itself.
        """
        for rest, text in parts.items():
            where = path
            if rest:
                where = f"{path}.{rest}"
            self.note_fault(where, text, message)

    def read_value(self, path: str, text: str, field: Field) -> Any:
        """What a text says to a field; None, and a fault, where it had to be JSON and is not.

        Names become NFC here as in the validator, so that what follows a name still meets it.
        """
        if field.kind in AS_JSON or (field.kind in ("range", "price") and text.startswith("{")):
            return self.read_as_json(path, text, AS_JSON.get(field.kind, dict))
        if field.kind in ("range", "price") and is_range(text):
            return self.read_ends(path, text, field)
        if share := share_of(text, path, field):
            return share
        if (
            self.is_typed
            and field.kind in ("count", "number", "range", "price")
            and GROUPED.fullmatch(text.strip())
        ):
            return text.replace(",", "")
        if field.kind == "flag":
            return _FLAGS.get(text, text)
        if field.kind != "text" or text.isascii():
            return text
        return unicodedata.normalize("NFC", text)

    def read_ends(self, path: str, text: str, field: Field) -> dict[str, str] | None:
        """The range that a text writes; None, and a fault, where it writes none."""
        try:
            ends = read_range(text, lambda part: share_of(part, path, field) or part)
        except ValueError as error:
            self.note_fault(path, text, str(error))
            return None
        if not self.is_typed:
            return ends
        return {end: _join_thousands(number) for end, number in ends.items()}

    def pick_newer(
        self, factor: str | None, quote: str | None, old: Any, path: str
    ) -> tuple[str | None, str | None]:
        """Of a factor and a quote that a form without a script sends side by side, the one that did
        not stand there.
        """
        if not factor or not quote:
            return factor, quote
        if quote_text(self.read_quoted(quote)) == (quote_text(old) or ""):
            return factor, None
        if factor != (range_text(old, " .. ") or str(old)):
            self.note_fault(
                f"{path}{NET}",
                quote,
                "give what was quoted, or a factor on the list price, not both",
            )
        return None, quote

    def read_quoted(self, text: str) -> dict[str, Any]:
        """What a text says was quoted."""
        amounts = amounts_of(read_quote(text)["net"])
        if self.is_typed:
            amounts = [_join_thousands(amount) for amount in amounts]
        return {"net": write_net(amounts)}

    def read_as_json(self, path: str, text: str, kind: type) -> Any:
        """The list or object that a text writes as JSON; None, and a fault, where it is none."""
        message = f"may hold {_JSON_WORDS[kind]} as JSON"
        try:
            value = None
            if text.strip():
                value = read_json(text.encode())
        except Faults as error:
            self.note_fault(path, text, f"{message}: {error.faults[0].message}")
            return None
        objection = _find_objection(value)
        if objection or not isinstance(value, kind):
            self.note_fault(path, text, objection or message)
            return None
        return value


def share_of(text: str, path: str, field: Field) -> str:
    """The share that a text gives in per cent, at a field of shares or rates; "" of any other text,
    as of more than 100 %.

    >>> from pricing.engine.fields import SHAPES
    >>> share_of("42 %", "fleet.0.peak_concurrency", SHAPES["group"]["peak_concurrency"])
    '0.42'
    """
    knob = KNOBS.get(path.rpartition("assumptions.")[2])
    is_share = (field.high == 1 and field.kind != "count") or (knob is not None and knob.high == 1)
    share = per_cent(text)
    if is_share and share and Decimal(share) <= 1:
        return share
    return ""


def _join_thousands(number: str) -> str:
    """A number whose thousands stand apart, with nothing between them; any other text as it
    stands.
    """
    if GROUPED.fullmatch(number):
        return number.replace(",", "")
    return number


def _find_objection(value: Any) -> str:
    """What JSON would hide: a name given twice, or a number that is none."""
    if isinstance(value, JsonNumber):
        if value in ("NaN", "Infinity", "-Infinity"):
            return f"may not hold {value}"
        return ""
    if isinstance(value, JsonObject) and value.doubled:
        return f"holds {holds(value.doubled[0])} given twice"
    if isinstance(value, dict):
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    else:
        inner = ()
    return next(filter(None, map(_find_objection, inner)), "")
