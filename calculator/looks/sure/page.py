"""The look "How sure is it?": its results over the distributions of all scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from calculator import formats
from calculator.looks.sure.charts import chances_of, cheapest_in, spreads_chart, tornado_chart
from calculator.looks.sure.choices import read_pair
from calculator.looks.sure.words import (
    name_scenario,
    tell_cases,
    tell_error,
    tell_sure,
    tell_tornado,
)
from calculator.parts import numbers
from calculator.parts.flips import flips_table
from calculator.parts.scenarios import colour, kind_of, part_name
from calculator.question.state import State
from pricing.cases import cases_of
from pricing.engine.analysis.flips import Flips, flips_of, pair_flips_of
from pricing.engine.analysis.opened import take_catalogue_ranges
from pricing.engine.analysis.tornado import tornado_of
from pricing.engine.analysis.uncertainty import Uncertain
from pricing.engine.answer import Answer

WITH_RANGE = " with a range"


@dataclass(frozen=True)
class Column:
    """One scenario over its distribution."""

    number: int
    name: str
    pieces: list[tuple[str, bool]]
    colour: str
    kind: str
    is_best: bool
    is_shown: bool
    cheapest: str
    below: str
    typical: str

    @property
    def css(self) -> str:
        """The classes of its cells: column, colour, and whether it is most often the cheapest."""
        css = f"c{self.number} {self.colour}"
        if self.is_best:
            return f"{css} best"
        return css


def sure_results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Sentence, distributions, tornado and flips of a state that has an answer."""
    assert state.answer is not None
    answer = state.answer
    ready = replace(answer, question=take_catalogue_ranges(answer.question))
    found = cases_of(ready)
    best = _find_likeliest(found)
    sentence = tell_sure(ready, found, best)
    counts = cheapest_in(found)
    results: dict[str, Any] = {
        "sentence": sentence,
        "columns": [
            _make_column(answer, found, place, best, counts[place])
            for place in range(len(found.spreads))
        ],
        "unit": f"{formats.currency_name(answer.currency)} a desktop a month",
        "about": tell_cases(answer, found),
        "error": tell_error(answer, found, best),
        "spreads": spreads_chart(
            answer, found, best, f"{sentence.before}{sentence.figure}{sentence.after}"
        ),
        "flips": flips_table(_keep_ranges(flips_of(answer.question)), which=WITH_RANGE),
        "tornado": None,
        "pair_flips": None,
    }
    pair = read_pair(answer, found, parameters)
    if pair is not None:
        one, other = pair
        swings = tornado_of(ready.question, one, other)
        title, unit = tell_tornado(ready, swings, one, other)
        chart, bars, still = tornado_chart(ready, swings, title, unit, is_pair=other is not None)
        results |= {"tornado": chart, "bars": bars, "still": still}
        if other is not None:
            names = (name_scenario(answer, one), name_scenario(answer, other))
            turned = _keep_ranges(pair_flips_of(answer.question, one, other))
            results["pair_flips"] = flips_table(turned, pair=names, which=WITH_RANGE)
    return results


def _keep_ranges(flips: Flips) -> Flips:
    """The flips of what is uncertain; those of what is known stand where the answer turns."""
    return replace(
        flips, flips=[flip for flip in flips.flips if flip.bounded_input.input.has_range]
    )


def _find_likeliest(found: Uncertain) -> int | None:
    """The scenario that is most often the cheapest; the first of several."""
    chances = chances_of(found)
    if max(chances) > 0:
        return chances.index(max(chances))
    return None


def _make_column(
    answer: Answer, found: Uncertain, place: int, best: int | None, cheapest: str
) -> Column:
    spread, figures = found.spreads[place], answer.scenarios[place].figures
    if not answer.scenarios[place].compliant:
        cheapest = ""
    below = typical = ""
    if spread is not None and spread.below_baseline is not None:
        below = numbers.cases(spread.below_baseline)
    if spread is not None and figures is not None:
        typical = formats.money(figures.tco_per_desktop_month)
    return Column(
        number=place + 1,
        name=name_scenario(answer, place),
        pieces=part_name(name_scenario(answer, place)),
        colour=colour(place),
        kind=kind_of(answer, place),
        is_best=place == best,
        is_shown=place == (best or 0),
        cheapest=cheapest,
        below=below,
        typical=typical,
    )
