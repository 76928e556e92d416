"""Where columns of a row that a file changed contradict each other.

That is told, since nobody here knows which of them is right; what is made of others is made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pricing.engine.exact import decimals_of
from pricing.engine.payments import EXACT
from pricing.sheets.quote import write_exact

from .row_bounds import read_bounded
from .tables import Row

COUNTS = ("quantity", "pack", "packs")
PRICES = ("list_unit_price", "discount", "list_factor", "net_unit_price")


def tell_contradictions(line: int, issued: Row, said: Row) -> Iterator[str]:
    """What a row says of its packs and of its price that cannot be. Raises `Invalid` of a number
    beyond its bounds.
    """
    row = {**said, "line": str(line)}
    for columns, tell in ((COUNTS, _tell_counts), (PRICES, _tell_price)):
        words = tell(row)
        if words and any(said[column] != issued[column] for column in columns):
            yield f"line {line}, {', '.join(columns)}: {words}"


def _tell_counts(row: Row) -> str:
    """Packs that are too few for the quantity, or more than it fills."""
    quantity, pack, packs = (read_bounded(row, column) for column in COUNTS)
    if pack * (packs - 1) < quantity <= pack * packs:
        return ""
    return f"{packs:,f} packs of {pack:,f} hold {pack * packs:,f}, the quantity is {quantity:,f}"


def _tell_price(row: Row) -> str:
    """A net price that is not the list price less its discount, half up or down; "" of what was
    quoted, which has no discount.
    """
    if not row["list_unit_price"] or not row["discount"]:
        return ""
    listed, discount, factor, net = (read_bounded(row, column) for column in PRICES)
    if not row["list_factor"]:
        factor = Decimal(1)
    rounding = EXACT.multiply(Decimal(5).scaleb(-decimals_of(listed) - 1), factor)
    expected = EXACT.multiply(EXACT.multiply(listed, EXACT.subtract(Decimal(1), discount)), factor)
    if abs(EXACT.subtract(net, expected)) <= rounding:
        return ""
    made = f"{write_exact(listed, 2)} less {write_exact(discount)} of it"
    if factor != 1:
        made += f", times {write_exact(factor)}"
    return f"{made} is {write_exact(expected, 2)}, the net price is {write_exact(net, 2)}"
