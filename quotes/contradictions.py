"""What columns of a row that came back say against each other, line by line, for the approver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from pricing.engine.exact import decimal_half_up, decimals_of

from .cells import POINT, read_number
from .tables import Row

ONE = Decimal(1)
LONGEST = 40  # digits that are multiplied


class Rule(NamedTuple):
    """A column that follows from others, and how; of these some may be left out."""

    column: str
    sources: Mapping[str, Decimal | None]
    follow: Callable[..., Decimal]


def _follow_net(listed: Decimal, discount: Decimal, factor: Decimal) -> Decimal:
    return decimal_half_up(listed * (1 - discount) * factor, decimals_of(listed))


def _follow_packs(quantity: Decimal, pack: Decimal) -> Decimal:
    return (quantity / pack).to_integral_value(ROUND_CEILING) if pack > 0 else Decimal(0)


RULES = (
    Rule(
        "net_unit_price",
        {"list_unit_price": None, "discount": Decimal(0), "list_factor": ONE},
        _follow_net,
    ),
    Rule("packs", {"quantity": None, "pack": None}, _follow_packs),
)


def list_contradictions(line: int, issued: Row, said: Row) -> Iterator[str]:
    """What does not follow in a row, in words; not where it did not in what was issued either."""
    for rule in RULES:
        if _follows(rule, said) or not _follows(rule, issued):
            continue
        named = " and ".join(f"{name} {said[name]}" for name in rule.sources if said[name])
        yield f"line {line}, {rule.column}: {said[rule.column]} does not follow from {named}"


def _follows(rule: Rule, row: Row) -> bool:
    """Whether a column is what others make of it, or lacks one that it is made of."""
    given = [_read(row[name], otherwise) for name, otherwise in rule.sources.items()]
    made = _read(row[rule.column], None)
    known = [each for each in given if each is not None]
    if made is None or len(known) < len(given):
        return True
    return rule.follow(*known) == made


def _read(text: str, otherwise: Decimal | None) -> Decimal | None:
    """A number of a row; what holds in its place where none stands."""
    if not text:
        return otherwise
    return read_number(text, POINT) if len(text) <= LONGEST else None
