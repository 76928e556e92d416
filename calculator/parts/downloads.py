"""Tables to keep: where each format of one is had, and a chart's figures as such a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from django.http import QueryDict

from calculator import formats
from calculator.parameters import check_given_once
from calculator.parts.chart import Chart
from calculator.question.state import State
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, holds
from pricing.sheets import Cell, Export, Sheet
from pricing.sheets.erp import DECIMALS, ERP
from pricing.sheets.formats import BY_ENDING, FORMATS, Format

# What makes a file of a state and the parameters of its address. Raises `Faults`.
MakeExport = Callable[[State, QueryDict], Export]

_SHOWN_NUMBER = re.compile(rf"[+{formats.MINUS}]?[\d,]+(\.\d+)?")


# Of a file's own parameters each may be given once.
OWN = ("scenario", "dialect", "for", "decimals")


class NothingToKeep(Faults):
    """Why a table would have nothing under its heads: what is not on sale."""


def list_files(name: str, *queries: str) -> list[tuple[Format, str]]:
    """Each format of a table with its address; `queries` are parts of that, "" where there is none.

    >>> [address for _, address in list_files("quote", "preset=today", "scenario=2")][1]
    '/quote.csv?preset=today&scenario=2&dialect=semicolon'
    """
    files = []
    for each in FORMATS:
        query = "&".join(filter(None, [*queries, each.query]))
        files.append((each, f"/{name}.{each.ending}?{query}".rstrip("?")))
    return files


def read_format(parameters: QueryDict, ending: str) -> Format:
    """The format that an address asks for. Raises `Faults`."""
    check_given_once(parameters, OWN)
    dialects = BY_ENDING[ending]
    dialect = parameters.get("dialect", next(iter(dialects)))
    if dialect in dialects:
        return dialects[dialect]
    words = f"is not for .{ending}"
    if len(dialects) > 1:
        words = f"may hold {' or '.join(dialects)}"
    raise Faults([Fault("dialect", holds(dialect), words)])


def read_decimals(parameters: QueryDict) -> int | None:
    """How many decimals an ERP system keeps of a price; None where the file is for people."""
    purpose, decimals = parameters.get("for"), parameters.get("decimals")
    if purpose is None and decimals is not None:
        raise Faults([Fault("decimals", holds(decimals), f"stands beside for={ERP} alone")])
    if purpose is None:
        return None
    faults = []
    if purpose != ERP:
        faults.append(Fault("for", holds(purpose), f"may hold {ERP}"))
    known = {str(number): number for number in DECIMALS}
    if decimals is not None and decimals not in known:
        words = f"may hold {', '.join(list(known)[:-1])} or {list(known)[-1]}"
        faults.append(Fault("decimals", holds(decimals), words))
    if faults:
        raise Faults(faults)
    return known[decimals or str(DECIMALS[0])]


def chart_export(chart: Chart | None, answer: Answer) -> Export:
    """The figures of a chart as its table shows them, numbers as numbers."""
    if chart is None:
        raise NothingToKeep([Fault("scenarios", "", "too few are on sale for this chart")])
    rows = [[row.label, *(_read_shown(cell.words) for cell in row.cells)] for row in chart.rows]
    return Export(Sheet(f"deskfare-{chart.id}", chart.heads, rows), answer.question.price_date)


def _read_shown(words: str) -> Cell:
    """What a cell of a page shows: a number where it is one alone, nothing for a dash.

    >>> _read_shown("\u22121,234.50"), _read_shown("+5"), _read_shown("–"), _read_shown("2 years")
    (Decimal('-1234.50'), Decimal('5'), None, '2 years')
    """
    if words == formats.NOTHING:
        return None
    if _SHOWN_NUMBER.fullmatch(words):
        return Decimal(words.replace(",", "").replace(formats.MINUS, "-"))
    return words
