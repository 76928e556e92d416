"""What the net of a quote rests on: its rows by kind and age of their prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from pricing.engine.answer_document import write_part
from pricing.engine.evidence import (
    AGE_WORDS,
    CONVERTED,
    PARTS,
    UNDATED,
    Part,
    find_age,
    share_out,
)
from pricing.engine.grounds import find_sureness_before
from pricing.engine.market import Price
from pricing.engine.payments import Payment

from .doubts import name_confidence
from .wording import write_value

Said = tuple[str, str, str]


def list_evidence(
    rows: Sequence[Mapping[str, str]], payments: Iterable[Payment], day: date
) -> list[dict[str, Any]]:
    """The shares of the net, as answers write them. A row that no longer says what its payment
    does has no date.
    """
    prices = {_name_price(each.price): each.price for each in payments if each.price}
    cells = [_find_cell(row, prices.get(_read_name(row)), day) for row in rows]
    parts = share_out(cells, np.array([float(row["amount"]) for row in rows]))
    return [write_part(part) for part in parts]


def _name_price(price: Price) -> Said:
    return price.scheme, price.valid_from.isoformat(), price.source


def _read_name(row: Mapping[str, str]) -> Said:
    return row["scheme"], row["price_valid_from"], row["source"]


def _find_cell(row: Mapping[str, str], price: Price | None, day: date) -> Said:
    """Of which kind and age a row's price is."""
    if price is None:
        return name_confidence(row), "", UNDATED
    age = find_age([price.find_seen(day)], day)
    if before := find_sureness_before(price):
        return CONVERTED, before, age
    return name_confidence(row), "", age


def read_evidence(header: Mapping[str, Any]) -> list[Part]:
    """The parts that a header says; none of what was issued before that was told."""
    return [
        Part(each["kind"], each["before"] or "", each["age"], int(Decimal(each["share"]) * PARTS))
        for each in header.get("evidence", ())
    ]


def tell_evidence(header: Mapping[str, Any]) -> list[str]:
    """What the net rests on, a sentence a part; nothing of what was issued before that was told.

    >>> part = {"kind": "converted", "before": "derived", "age": "undated", "share": "0.3520"}
    >>> tell_evidence({"evidence": [part]}), tell_evidence({})
    (['35.2 % converted (derived before), no date'], [])
    """
    return [
        f"{write_value(each['share'], 'share')} {_tell_kind(each)}, {AGE_WORDS[each['age']]}"
        for each in header.get("evidence", ())
    ]


def _tell_kind(part: Mapping[str, Any]) -> str:
    return f"{part['kind']} ({part['before']} before)" if part["before"] else part["kind"]
