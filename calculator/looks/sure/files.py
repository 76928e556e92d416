"""The files of the look at how sure the answer is."""

from __future__ import annotations

from django.http import QueryDict

from calculator.looks.sure.page import sure_results
from calculator.parts.downloads import chart_export
from calculator.question.state import State, answer_of
from pricing.sheets import Export


def make_spreads(state: State, parameters: QueryDict) -> Export:
    """What each scenario costs over all cases."""
    return chart_export(sure_results(state, parameters)["spreads"], answer_of(state))


def make_tornado(state: State, parameters: QueryDict) -> Export:
    """What each input alone does over its range."""
    return chart_export(sure_results(state, parameters)["tornado"], answer_of(state))


FILES = {"spreads": make_spreads, "tornado": make_tornado}
