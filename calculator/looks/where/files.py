"""The files of the look at where the answer turns."""

from __future__ import annotations

from django.http import QueryDict

from calculator.looks.where.choices import choices_of
from calculator.looks.where.page import where_results
from calculator.looks.where.targets import targets_sheet
from calculator.parts.downloads import chart_export
from calculator.question.state import State, answer_of
from pricing.sheets import Export


def make_crossover(state: State, parameters: QueryDict) -> Export:
    """The chart along one input."""
    return chart_export(where_results(state, parameters)["crossover"], answer_of(state))


def make_map(state: State, parameters: QueryDict) -> Export:
    """The map over two inputs."""
    return chart_export(where_results(state, parameters)["map"], answer_of(state))


def make_targets(state: State, parameters: QueryDict) -> Export:
    """Every scheme of the scenario whose price is chosen, against every other scenario."""
    question = answer_of(state).question
    choices = choices_of(
        question, state.flips, {"target_scheme": parameters.get("target_scheme", "")}
    )
    return Export(targets_sheet(question, choices.here), question.price_date)


FILES = {"crossover": make_crossover, "map": make_map, "target-prices": make_targets}
