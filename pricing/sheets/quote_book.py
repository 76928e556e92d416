"""The quote as a workbook: a summary, the rows, the cost of ownership, the sources.

Amounts are computed anew from packs and prices; what `rounding` adds makes binary halves round as
exact ones do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from ..engine.answer import Answer
from ..presumed import HEADING, list_presumed, tell_presumed
from . import Cell, Export, Formula, Sheet, column_letter, number_cell
from .costs import lines_sheet, list_blocks
from .quote import (
    COLUMNS,
    Row,
    day_of,
    file_name,
    find_said_price,
    list_places,
    make_cell,
    number_rows,
    sheet_of,
)
from .rounding import find_rounding

ROWS = "Rows"
AT = {column: column_letter(place) for place, column in enumerate((*COLUMNS, "rounding"))}
UNIT_PRICE = "unit_price"  # as the source says it
SOURCES = (
    *("scheme", "description", UNIT_PRICE, "currency", "price_list"),
    *("price_valid_from", "source", "source_url", "confidence"),
)
INDICATION = "a price indication, not issued: no number, no checksum"


def quote_export(answer: Answer, scenario_place: int | None) -> Export:
    """One scenario's rows, or those of all one after another."""
    rows = number_rows(answer, scenario_place)
    name = file_name(answer, scenario_place)
    return Export(
        sheet_of(name, rows),
        day_of(answer, scenario_place),
        lambda: _list_sheets(name, answer, scenario_place, rows),
    )


def _list_sheets(
    name: str, answer: Answer, scenario_place: int | None, rows: Sequence[Row]
) -> list[Sheet]:
    blocks = list_blocks(answer, scenario_place)
    return [
        Sheet(name, *_sum_up(answer, scenario_place, rows), "Quote", is_list=False),
        rows_sheet(name, rows),
        lines_sheet(name, answer, blocks)._replace(title="Cost of ownership"),
        Sheet(name, SOURCES, list(list_sources(rows)), "Sources"),
    ]


def rows_sheet(name: str, rows: Sequence[Row]) -> Sheet:
    """The table's columns and `rounding`, with formulas for what is computed."""
    cells = [_make_row(number, row) for number, row in enumerate(rows, start=2)]
    return Sheet(name, (*COLUMNS, "rounding"), cells, ROWS)


def _make_row(number: int, row: Row) -> list[Cell]:
    """The row of the table, with what is computed as a formula over its own cells."""
    at = {column: f"{letter}{number}" for column, letter in AT.items()}
    unit_amount, amount = Decimal(row["unit_amount"]), Decimal(row["amount"])
    formulas = {
        "unit_amount": Formula(
            f"={at['net_unit_price']}*{at['rate']}*{at['periods']}*{at['price_factor']}",
            unit_amount,
        ),
        "amount": Formula(f"=ROUND({at['packs']}*{at['unit_amount']}+{at['rounding']},2)", amount),
    }
    cells = [formulas.get(column) or make_cell(column, row[column]) for column in COLUMNS]
    return [*cells, find_rounding(int(row["packs"]), unit_amount, amount)]


# The summary


def _sum_up(
    answer: Answer, scenario_place: int | None, rows: Sequence[Row]
) -> tuple[list[str], list[list[Cell]]]:
    """Heads and rows: whose prices of which day, what is due when, and the total of each
    scenario.
    """
    places = list_places(answer, scenario_place)
    scenarios = [answer.scenarios[place] for place in places]
    spans = [_find_span(rows, each.scenario.name) for each in scenarios]
    price_list = answer.question.price_list or "the document's own list"
    facts: list[tuple[str, list[str]]] = [
        ("Comparison", [answer.question.title]),
        ("This is", [INDICATION]),
        ("Price list", [price_list]),
        ("Prices of", [each.scenario.market.day.isoformat() for each in scenarios]),
        *(("Prices as of", [words]) for words in filter(None, [_tell_change(answer)])),
        ("Currency", [answer.currency]),
        ("Licence rules", ["met" if each.compliant else "not met" for each in scenarios]),
    ]
    presumed = [tell_presumed(list_presumed(answer, place)) for place in places]
    for words in zip_longest(*presumed, fillvalue=""):
        facts.append((HEADING, list(words)))
    due = [
        [_tell_due(year), *(_sum_due(rows, span, year) for span in spans)]
        for year in range(answer.question.horizon_years + 1)
    ]
    first, last = len(facts) + 2, len(facts) + 1 + len(due)
    totals = [
        _sum_column(column_letter(place), first, last, rows, span)
        for place, span in enumerate(spans, start=1)
    ]
    table: list[list[Cell]] = [[label, *words] for label, words in facts]
    heads = ["Price indication", *(each.scenario.name for each in scenarios)]
    return heads, [*table, *due, ["Total", *totals]]


def _tell_change(answer: Answer) -> str:
    """The change of the catalogue that the prices are as of; "" of a document's own."""
    if answer.question.catalogue_change is None:
        return ""
    return f"change {answer.question.catalogue_change} of the catalogue"


Span = tuple[int, int] | None


def _find_span(rows: Sequence[Row], scenario: str) -> Span:
    """The first and last row of a scenario in the sheet of rows; None where it has none."""
    found = [number for number, row in enumerate(rows, start=2) if row["scenario"] == scenario]
    if found:
        return found[0], found[-1]
    return None


def _tell_due(year: int) -> str:
    if year:
        return f"Due at the end of year {year}"
    return "Due today"


def _sum_due(rows: Sequence[Row], span: Span, year: int) -> Cell:
    """What is due in one column, over the rows; nothing where the scenario has none."""
    if span is None:
        return None
    first, last = span
    amounts, years = (
        f"{ROWS}!{AT[column]}{first}:{AT[column]}{last}" for column in ("amount", "due_year")
    )
    value = _add(row for row in rows[first - 2 : last - 1] if row["due_year"] == str(year))
    return Formula(f"=ROUND(SUMIFS({amounts},{years},{year}),2)", value)


def _sum_column(column: str, first: int, last: int, rows: Sequence[Row], span: Span) -> Cell:
    if span is None:
        return None
    value = _add(rows[span[0] - 2 : span[1] - 1])
    return Formula(f"=ROUND(SUM({column}{first}:{column}{last}),2)", value)


def _add(rows: Sequence[Row] | Iterator[Row]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in rows), start=Decimal("0.00"))


# The sources


def list_sources(rows: Sequence[Mapping[str, str]]) -> Iterator[list[Cell]]:
    """Each price once, with who says it, since when, and how sure it is."""
    said = ({**row, UNIT_PRICE: find_said_price(row)} for row in rows)
    place = SOURCES.index(UNIT_PRICE)
    for values in dict.fromkeys(tuple(row[column] for column in SOURCES) for row in said):
        yield [*values[:place], number_cell(values[place]), *values[place + 1 :]]
