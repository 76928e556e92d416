"""Numbers of a file whose cells may be read in two ways, and nothing in it says in which."""

from __future__ import annotations

from decimal import Decimal

from pricing.engine.faults import holds

from .cells import COMMA, POINT, compare_cell, read_number
from .matching import Matched
from .refusals import Invalid
from .tables import Table


class Notation:
    """How the numbers of a file are read: as most of those show that were issued, else a number
    that may be two is asked back.
    """

    def __init__(self, points: tuple[str, ...], *, is_plain: bool = False) -> None:
        self.points = points
        self.is_plain = is_plain

    def is_as_issued(self, column: str, issued: str, found: str) -> bool:
        """Whether a cell means what was issued, in a way in which it may be read."""
        points = self._list_points(found)
        return any(compare_cell(column, issued, found, point) is not None for point in points)

    def read(self, line: int, column: str, found: str) -> Decimal | None:
        """The number of a cell; None where it is none. Raises `Invalid` where it may be two."""
        readings = {read_number(found, point) for point in self._list_points(found)} - {None}
        if len(readings) > 1:
            low, high = sorted(f"{each.normalize():f}" for each in readings if each is not None)
            raise Invalid(
                "file",
                f"Line {line}, {column}: holds {holds(found)}, which may be {low} or {high}, and "
                "no other number of the file says which; write it without a separator of "
                "thousands, and other prices with their decimals.",
            )
        return next(iter(readings), None)

    def _list_points(self, found: str) -> tuple[str, ...]:
        """What may stand before decimals in a cell: no zero stands before thousands."""
        if len(self.points) == 1:
            return self.points
        if self.is_plain and COMMA not in found:
            return (POINT,)
        whole = found.strip().lstrip("+-")
        if whole[:1] == "0" and whole[1:2] in (POINT, COMMA):
            return (whole[1],)
        return self.points


PLAIN = Notation((POINT,))


def find_notation(table: Table, matched: Matched) -> Notation:
    """How a file's numbers are read. A workbook and JSON keep numbers themselves: in one a point
    stands before decimals.
    """
    if not matched.is_undecided:
        return Notation((matched.point,))
    return Notation((POINT, COMMA), is_plain=bool(table.shown or table.document))
