"""The files of the search for the cheapest stack."""

from __future__ import annotations

from django.http import QueryDict

from calculator.looks.cheapest.page import search_of
from calculator.looks.cheapest.ranks import ranks_sheet
from calculator.question.state import State
from pricing.engine.analysis.search.run import rows_of
from pricing.sheets import Export


def make_ranks(state: State, parameters: QueryDict) -> Export:
    """The ranks of the page's search."""
    question, asked, progress = search_of(state, parameters)
    rows = rows_of(question, asked, progress.found)
    sheet = ranks_sheet(question, rows, progress.looked_at, len(asked.ways))
    return Export(sheet, question.price_date)


FILES = {"cheapest": make_ranks}
