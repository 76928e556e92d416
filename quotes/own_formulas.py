"""Formulas of a workbook's own, which a file that is loaded has in the place of what was issued.

The value that stands beside a formula is whatever its writer put there: nobody has computed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pricing.sheets.formulas import LONGEST

from .content import COLUMNS, MADE_OF_OTHERS
from .papers import Paper
from .refusals import Invalid
from .row_bounds import make_products
from .tables import Row, Table
from .verifying_workbooks import find_other_formulas


def find_own_formulas(paper: Paper, table: Table) -> dict[int, dict[str, str]]:
    """The formulas of each row of a file that are not those that were issued, by the place of the
    row and their columns.
    """
    if table.title not in table.shown:
        return {}
    places = {number: place for place, number in enumerate(table.numbers)}
    found: dict[int, dict[str, str]] = {}
    for (number, column), formula in find_other_formulas(paper, table).items():
        head = table.heads[column] if column < len(table.heads) else ""
        if number in places and head in COLUMNS:
            found.setdefault(places[number], {})[head] = formula[:LONGEST]
    return found


def leave_out(issued: Row, said: Row, formulas: Mapping[str, str]) -> dict[str, str]:
    """A row without what formulas of its own say: as it was issued, and multiplied out."""
    taken = {column: issued[column] if column in formulas else said[column] for column in said}
    return {**taken, **make_products(taken)}


def tell_left_out(line: int, issued: Row, formulas: Mapping[str, str]) -> Iterator[str]:
    """What was not taken of a row, in words."""
    for column, formula in formulas.items():
        words = f"line {line}, {column}: the file has a formula of its own, {formula}, not taken; "
        if column in MADE_OF_OTHERS:
            yield f"{words}it is made of the other columns"
        else:
            yield f"{words}issued {issued[column] or 'nothing'} stays"


def check_added(place: int, table: Table, formulas: Mapping[str, str]) -> None:
    """Raises `Invalid` of a formula in a row that a file added, but in what is made of others."""
    for column, formula in formulas.items():
        if column not in MADE_OF_OTHERS:
            raise Invalid(
                "file",
                f"Row {table.numbers[place]}, {column}: a formula stands here, {formula}, and "
                "nobody knows what it comes to. Put the value in its place.",
            )
