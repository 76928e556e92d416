"""The sheets of a workbook: what is on paper, the rows, the sources.

The cost of ownership is for whoever may read the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pricing.engine.payments import EXACT
from pricing.presumed import HEADING
from pricing.sheets import Cell, Formula, Sheet, column_letter
from pricing.sheets.quote_book import AT, INDICATION, ROWS, SOURCES, list_sources, rows_sheet
from pricing.sheets.rounding import find_rounding

from .offers import HEADING as OFFERS
from .offers import tell_offers
from .papers import Paper, list_rows
from .wording import name_due, tell_change, tell_known, tell_rises

LINES = "Cost of ownership"
NET, TAX, DUE = "B", "C", "D"
BEFORE = ("category", "line")
ROUNDING = "Rounding"


def list_sheets(paper: Paper) -> list[Sheet]:
    """The sheets for whoever has the quote: nothing of the comparison behind it."""
    rows = list_rows(paper)
    return [
        _make_front(paper),
        rows_sheet(paper.name, rows),
        Sheet(paper.name, (*SOURCES, "reasons"), list(_list_sources(paper, rows)), "Sources"),
    ]


def list_sheets_with_costs(paper: Paper) -> list[Sheet]:
    """The same with what the comparison says the desktops cost, as the third."""
    front, rows, sources = list_sheets(paper)
    return [front, rows, _make_ownership(paper), sources]


def _list_sources(paper: Paper, rows: Sequence[Mapping[str, str]]) -> Iterator[list[Cell]]:
    """Each price once; beside recalled ones the reasons why they may be quoted."""
    reasons = "; ".join(each["reason"] for each in paper.content.header["reasons"])
    for cells in list_sources(rows):
        is_recalled = cells[-1] == "recalled"
        yield [*cells, reasons if is_recalled else ""]


# The front


def _make_front(paper: Paper) -> Sheet:
    header, totals = paper.content.header, paper.content.totals
    table: list[list[Cell]] = [[label, text] for label, text in _list_facts(paper) if text]
    table.append(["Due", "Net", f"{header['tax']['label'] or 'Tax'}", "To pay"])
    first = len(table) + 2
    table += [
        _sum_year(number, each, header["tax"]["rate"], totals["rows"])
        for number, each in enumerate(totals["by_year"], start=first)
    ]
    last = len(table) + 1
    sums = [
        Formula(f"=ROUND(SUM({column}{first}:{column}{last}),2)", Decimal(totals[name]))
        for column, name in ((NET, "net"), (TAX, "tax"), (DUE, "due"))
    ]
    table.append(["Total", *sums])
    table += [[label, text] for label, text in _list_terms(paper) if text]
    heads = ["Price indication", INDICATION, "", ""]
    if paper.checksum:
        heads = ["Quote", f"{header['number']}, version {header['version']}", "", ""]
    return Sheet(paper.name, heads, table, "Quote", is_list=False)


def _list_facts(paper: Paper) -> list[tuple[str, str]]:
    """Who, to whom, since when, until when, and for what."""
    header, rises = paper.content.header, []
    if header.get("price_rises"):  # else a front of what was issued before would be another
        rises = tell_rises(header, paper.content.records)
    return [
        ("From", header["supplier"] or header["organisation"]["name"]),
        ("To", header["customer"]),
        ("Issued on", header["issued_on"]),
        ("Valid until", header["valid_until"]),
        ("Scenario", header["scenario"]),
        ("Price list", paper.content.price_list),
        ("Prices of", " ".join(filter(None, (header["price_date"], tell_known(header))))),
        *(("Prices as of", words) for words in filter(None, [tell_change(header)])),
        *(("Later prices", words) for words in rises),
        ("Currency", header["currency"]),
        ("Licence rules", "met" if header["compliant"] == "yes" else "not met"),
    ]


def _list_terms(paper: Paper) -> list[tuple[str, str]]:
    """What stands below the sums."""
    header = paper.content.header
    reasons = [f"{each['reason']} ({each['by']})" for each in header["reasons"]]
    return [
        ("Notes", header["notes"]),
        *(("Reason", reason) for reason in reasons),
        *((HEADING, words) for words in paper.content.owned),
        *((OFFERS, words) for words in tell_offers(header)),
        *(("Not included", words) for words in header["not_included"]),
        ("Approved by", header["approved_by"]),
        ("Issued by", header["issued_by"]),
        ("Checksum", paper.checksum),
    ]


def _sum_year(number: int, each: Mapping[str, Any], rate: str, count: int) -> list[Cell]:
    """What is due at one date, over the rows; its tax is rounded by itself."""
    amounts, years = (
        f"{ROWS}!{AT[column]}2:{AT[column]}{count + 1}" for column in ("amount", "due_year")
    )
    net, tax, due = (Decimal(each[name]) for name in ("net", "tax", "due"))
    rounding = find_rounding(1, EXACT.multiply(net, Decimal(rate)), tax)
    return [
        f"Due {name_due(each['due_year'])}",
        Formula(f"=ROUND(SUMIFS({amounts},{years},{each['due_year']}),2)", net),
        Formula(f"=ROUND({NET}{number}*{rate}+{rounding:f},2)", tax),
        Formula(f"=ROUND({NET}{number}+{TAX}{number},2)", due),
    ]


# The cost of ownership


def _make_ownership(paper: Paper) -> Sheet:
    """The answer's lines by year, as they were kept. What rounded lines miss of rounded sums stands
    as a line of its own.
    """
    flow = list(map(Decimal, paper.scenario["cash_flow"]))
    lines = [line for line in paper.scenario["lines"] if not line["indirect"]]
    amounts = [list(map(Decimal, line["cash_flow"])) for line in lines]
    missed = [whole - sum(parts) for whole, *parts in zip(flow, *amounts, strict=True)]
    total = Decimal(paper.scenario["tco"])
    rows = [
        _write_line(number, [line["category"], line["label"]], due, Decimal("0.00"))
        for number, (line, due) in enumerate(zip(lines, amounts, strict=True), start=2)
    ]
    rows.append(_write_line(len(rows) + 2, ["", ROUNDING], missed, total - sum(flow)))
    heads = [*BEFORE, *(f"due_{year}" for year in range(len(flow))), "rounding", "total"]
    sums = [*flow, total - sum(flow), total]
    columns = [column_letter(place) for place in range(len(BEFORE), len(heads))]
    last = len(rows) + 1
    rows.append(
        [
            "",
            "Total",
            *(
                Formula(f"=ROUND(SUM({column}2:{column}{last}),2)", value)
                for column, value in zip(columns, sums, strict=True)
            ),
        ]
    )
    return Sheet(paper.name, heads, rows, LINES)


def _write_line(
    number: int, words: Sequence[str], due: Sequence[Decimal], rounding: Decimal
) -> list[Cell]:
    first, last = (column_letter(len(BEFORE) + place) for place in (0, len(due)))
    value = sum(due, start=rounding)
    total = Formula(f"=ROUND(SUM({first}{number}:{last}{number}),2)", value)
    return [*words, *due, rounding, total]
