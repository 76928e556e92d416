"""The questions that can be asked of one comparison: each a page of its own over the same address.

A look takes the state (which has an answer) and the address's parameters, and gives what its
template shows: `sentence`, and whatever else. Choices of its own (an input along an axis, a
wish) are parameters whose names no document has; faults of theirs are raised as `Faults`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from calculator.looks.cheapest.choices import LISTS as CHEAPEST_LISTS
from calculator.looks.cheapest.choices import NAMES as CHEAPEST_NAMES
from calculator.looks.cheapest.choices import PATH as CHEAPEST_PATH
from calculator.looks.cheapest.choices import cheapest_fields
from calculator.looks.cheapest.files import FILES as CHEAPEST_FILES
from calculator.looks.cheapest.page import cheapest_results
from calculator.looks.cost.charts import charts_of
from calculator.looks.cost.files import FILES as COST_FILES
from calculator.looks.cost.page import results_of
from calculator.looks.rigged.choices import NAMES as RIGGED_NAMES
from calculator.looks.rigged.files import FILES as RIGGED_FILES
from calculator.looks.rigged.page import rigged_fields, rigged_results
from calculator.looks.sure.choices import NAMES as SURE_NAMES
from calculator.looks.sure.choices import sure_fields
from calculator.looks.sure.files import FILES as SURE_FILES
from calculator.looks.sure.page import sure_results
from calculator.looks.sure.words import add_spread
from calculator.looks.where.choices import NAMES as WHERE_NAMES
from calculator.looks.where.files import FILES as WHERE_FILES
from calculator.looks.where.page import where_fields, where_results
from calculator.parts.downloads import MakeExport
from calculator.question import address
from calculator.question.state import State
from pricing.sheets.erp import DECIMALS


@dataclass(frozen=True)
class Look:
    """One question: where it stands, its title, the template of its results, and what fills it.

    Its style sheet has the name of its path; `script` is that of its charts.

    `names` are the parameters of its own that its address keeps; `choices` is the template of
    their fields in the form, "" where it has none, and `fields` what fills that, answer or not.

    Those of `lists` may say more than one thing.

    `files` are what can be kept of it, by the names of their addresses without an ending.
    """

    path: str
    title: str
    template: str
    results: Callable[[State, QueryDict], Mapping[str, Any]]
    names: tuple[str, ...] = ()
    lists: frozenset[str] = frozenset()
    choices: str = ""
    fields: Callable[[State, QueryDict], Mapping[str, Any]] | None = None
    script: str = ""
    files: Mapping[str, MakeExport] = field(default_factory=dict)

    @property
    def style(self) -> str:
        """Where its style sheet stands."""
        return f"looks/{self.name}.css"

    @property
    def name(self) -> str:
        """Its path as a word; "" of the cost."""
        return self.path[1:]

    def address(self, state: State, parameters: QueryDict) -> str:
        """The canonical address of a state in this look."""
        if self.path == "/":
            return f"/?{state.link}"
        if own := self.chosen(parameters):
            return f"{self.path}?{state.query}&{own}"
        return f"{self.path}?{state.query}"

    @property
    def given_once(self) -> tuple[str, ...]:
        """The names that say one thing."""
        return tuple(name for name in self.names if name not in self.lists)

    def chosen(self, parameters: QueryDict) -> str:
        """The part of its address that says its own choices; "" where it has none."""
        return address.query(
            (name, text) for name in self.names for text in parameters.getlist(name) if text
        )


def _cost_results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    assert state.answer is not None
    results = results_of(state)
    return {
        "sentence": add_spread(state.answer, results.sentence),
        "results": results,
        "charts": charts_of(state.answer),
        "erp_decimals": DECIMALS,
    }


WHERE = Look(
    "/where",
    "Where does it turn?",
    "looks/where.html",
    where_results,
    names=WHERE_NAMES,
    choices="looks/where_choices.html",
    fields=where_fields,
    script="charts/where.js",
    files=WHERE_FILES,
)
SURE = Look(
    "/sure",
    "How sure is it?",
    "looks/sure.html",
    sure_results,
    names=SURE_NAMES,
    choices="looks/sure_choices.html",
    fields=sure_fields,
    script="charts/sure.js",
    files=SURE_FILES,
)
RIGGED = Look(
    "/rigged",
    "Could it be rigged?",
    "looks/rigged.html",
    rigged_results,
    names=RIGGED_NAMES,
    choices="looks/rigged_choices.html",
    fields=rigged_fields,
    script="charts/rigged.js",
    files=RIGGED_FILES,
)
COST = Look(
    "/",
    "The cost",
    "looks/cost.html",
    _cost_results,
    script="charts/cost.js",
    files=COST_FILES,
)
CHEAPEST = Look(
    CHEAPEST_PATH,
    "Cheapest stack",
    "looks/cheapest.html",
    cheapest_results,
    names=CHEAPEST_NAMES,
    lists=CHEAPEST_LISTS,
    choices="looks/cheapest_choices.html",
    fields=cheapest_fields,
    files=CHEAPEST_FILES,
)
LOOKS: Mapping[str, Look] = {look.path: look for look in (COST, SURE, WHERE, CHEAPEST, RIGGED)}
