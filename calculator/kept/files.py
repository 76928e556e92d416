"""Which file of a quote an address asks for."""

from __future__ import annotations

from typing import NamedTuple

from django.http import QueryDict

from calculator.parts.downloads import read_decimals, read_format
from calculator.question.address import find_unknown
from pricing.engine.faults import Fault, Faults, holds
from pricing.sheets.erp import DECIMALS, ERP
from quotes.exports import (
    FILES,
    make_csv,
    make_json,
    make_order,
    make_xlsx_with_costs,
    name_file,
)
from quotes.models import IssuedQuote
from quotes.papers import Paper
from quotes.pdf.making import keep_pdf, make_pdf
from quotes.refusals import Absent
from quotes.ubl import make_ubl

JSON, PDF, UBL, XLSX = "json", "pdf", "xml", "xlsx"
# What a workbook holds besides, for whoever may read the comparison: how an address says it.
WITH, COSTS = "with", "costs"
# What an address of a file may say.
KNOWN = ("dialect", "for", "decimals", WITH)
# Files that have one form alone: neither a dialect nor an order.
TYPES = {
    JSON: "application/json; charset=utf-8",
    PDF: "application/pdf",
    UBL: "application/xml; charset=utf-8",
}
MAKERS = {JSON: make_json, PDF: make_pdf, UBL: make_ubl}

# What the page of a quote offers: words, ending, what the address says beside that.
OFFERED = (
    ("PDF", PDF, ""),
    ("CSV", "csv", ""),
    ("CSV;", "csv", "?dialect=semicolon"),
    ("XLSX", XLSX, ""),
    ("JSON", JSON, ""),
    ("UBL", UBL, ""),
    *((f"ERP, {number} decimals", "csv", f"?for={ERP}&decimals={number}") for number in DECIMALS),
)
# What it offers besides to whoever may read the comparison.
OFFERED_WITH_COSTS = ("XLSX with the cost of ownership", XLSX, f"?{WITH}={COSTS}")


class File(NamedTuple):
    """A file to keep. `variant` tells it from others of the same content."""

    name: str
    content_type: str
    variant: str
    content: bytes


def list_files(page: str, *, has_costs: bool = False) -> list[tuple[str, str]]:
    """Each file of a quote in words, with its address; `page` is that of the quote. `has_costs`:
    its reader may read the comparison.

    >>> list_files("/quotes/drafts/1/")[2]
    ('CSV;', '/quotes/drafts/1.csv?dialect=semicolon')
    """
    offered = OFFERED + (OFFERED_WITH_COSTS,) * has_costs
    return [(words, f"{page.rstrip('/')}.{ending}{query}") for words, ending, query in offered]


def asks_for_costs(parameters: QueryDict) -> bool:
    """Whether an address asks for figures of the comparison."""
    return COSTS in parameters.getlist(WITH)


def make_file(paper: Paper, ending: str, parameters: QueryDict) -> File:
    """The file. Raises `Absent` for an ending that there is not, `Faults`, `NotMade`."""
    _refuse_unknown(parameters)
    if ending in MAKERS:
        _refuse_forms(ending, parameters)
        return File(name_file(paper, ending), TYPES[ending], ending, MAKERS[ending](paper))
    if ending not in FILES:
        raise Absent
    if WITH in parameters:
        return _make_workbook_with_costs(paper, ending, parameters)
    decimals = read_decimals(parameters)
    wanted = read_format(parameters, ending)
    variant = f"{ending}-{wanted.dialect}"
    if decimals is not None:
        order = make_order(paper, decimals)
        variant = f"{variant}-{ERP}-{decimals}"
        return File(wanted.name_file(order), wanted.content_type, variant, wanted.write(order))
    if wanted.dialect:
        name, content = name_file(paper, ending, wanted.dialect), make_csv(paper, wanted.dialect)
    else:
        name, content = name_file(paper, ending), FILES[ending](paper)
    return File(name, wanted.content_type, variant, content)


def make_issued_file(issued: IssuedQuote, paper: Paper, ending: str, parameters: QueryDict) -> File:
    """The file of an issued quote: its PDF is made once and kept."""
    if ending != PDF:
        return make_file(paper, ending, parameters)
    _refuse_unknown(parameters)
    _refuse_forms(PDF, parameters)
    return File(name_file(paper, PDF), TYPES[PDF], PDF, bytes(keep_pdf(issued).bytes))


def _make_workbook_with_costs(paper: Paper, ending: str, parameters: QueryDict) -> File:
    wanted = read_format(parameters, ending)
    held = parameters.getlist(WITH)
    words = ""
    if len(held) > 1:
        words = "given twice"
    elif ending != XLSX:
        words = f"is not for .{ending}"
    elif held != [COSTS]:
        words = f"may hold {COSTS}"
    elif {"for", "decimals"} & parameters.keys():
        words = f"does not stand beside for={ERP} or decimals"
    if words:
        raise Faults([Fault(WITH, holds(held[-1]), words)])
    name = f"{paper.name}-{WITH}-{COSTS}.{XLSX}"
    variant = f"{XLSX}-{WITH}-{COSTS}"
    return File(name, wanted.content_type, variant, make_xlsx_with_costs(paper))


def _refuse_unknown(parameters: QueryDict) -> None:
    """Raises `Faults` of names that nobody reads: a file must not answer without them."""
    said = [(name, text) for name, texts in parameters.lists() for text in texts]
    if faults := find_unknown(said, KNOWN):
        raise Faults(faults)


def _refuse_forms(ending: str, parameters: QueryDict) -> None:
    faults = [
        Fault(name, holds(parameters[name]), f"is not for .{ending}")
        for name in KNOWN
        if name in parameters
    ]
    if faults:
        raise Faults(faults)
