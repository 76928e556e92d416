"""What each scenario costs over many cases of the ranges, and how often it is the cheapest."""

from __future__ import annotations

from typing import Any

from ..cases import cases_of, count_cases
from ..engine.analysis.inputs import uncertain_inputs
from ..engine.analysis.uncertainty import DEFAULT
from ..engine.answer import answer
from ..engine.answer_document import money_text, uncertainty_document
from ..engine.document import Question
from ..engine.work import MOST_AMOUNTS, expect
from .analysis import Analysis, Options
from .schemas import (
    CHANCE,
    LEFT_OUT,
    MONEY,
    NUMBER,
    TEXT,
    Schema,
    described,
    list_of,
    object_of,
    or_null,
)
from .shared import (
    RANGES,
    left_out_scenarios,
    with_ranges,
)
from .texts import align_cells, left_out_lines


def answer_uncertainty(
    question: Question, options: Options, most_amounts: int | None = MOST_AMOUNTS
) -> dict[str, Any]:
    """What each scenario costs over all cases."""
    question = with_ranges(question, options)
    expect(count_cases(question, (question.uncertainty or DEFAULT).draws))
    plain = answer(question)
    found = cases_of(plain, path="document.uncertainty.draws", most_amounts=most_amounts)
    return {
        "currency": question.market.catalogue.currency,
        "cases": found.cases,
        "seed": (question.uncertainty or DEFAULT).seed,
        "ranges": len(uncertain_inputs(question)),
        "left_out": left_out_scenarios(question),
        "scenarios": [
            {
                "name": scenario.scenario.name,
                "tco_per_desktop_year": money_text(scenario.figures.tco_per_desktop_year)
                if scenario.figures
                else None,
                "uncertainty": uncertainty_document(spread),
            }
            for scenario, spread in zip(plain.scenarios, found.spreads, strict=True)
        ],
    }


def write_uncertainty(found: dict[str, Any]) -> str:
    """A row for each scenario: its likely cost, what it costs over all cases, and how often it is
    cheapest.
    """
    names = ("mean", "standard_error", "p5", "p10", "p50", "p90", "p95")
    head = (
        "",
        "typical",
        "mean",
        "± error",
        "P5",
        "P10",
        "P50",
        "P90",
        "P95",
        "cheapest",
        "below baseline",
    )
    rows = [head]
    for scenario in found["scenarios"]:
        spread = scenario["uncertainty"]
        if spread is None:
            rows.append((scenario["name"], *["-"] * (len(head) - 1)))
            continue
        below = spread["probability_beats_baseline"]
        chances = (
            f"{spread['probability_cheapest']:.1%}",
            "-" if below is None else f"{below:.1%}",
        )
        rows.append(
            (
                scenario["name"],
                scenario["tco_per_desktop_year"],
                *(spread[name] for name in names),
                *chances,
            )
        )
    ranges = f"{found['ranges']} input{'' if found['ranges'] == 1 else 's'} with a range"
    about = (
        f"{found['currency']} a desktop and year; {found['cases']:,} cases, seed {found['seed']}, "
        f"{ranges}"
    )
    return "\n".join([about, "", *align_cells(rows), *left_out_lines(found)])


_ERROR = described(
    NUMBER, "Of the mean, told by the spread of independent blocks of cases; two digits at least."
)
SPREAD: Schema = described(
    or_null(
        object_of(
            mean=MONEY,
            standard_error=_ERROR,
            **dict.fromkeys(("p5", "p10", "p50", "p90", "p95"), MONEY),
            probability_cheapest=described(
                CHANCE, "Among scenarios whose licence rules are met; ties are shared out."
            ),
            probability_beats_baseline=described(or_null(CHANCE), "Null for the baseline."),
        )
    ),
    (
        "Cost for a desktop and year over all cases of the ranges; null where the scenario has no "
        "figures."
    ),
)
SCHEMA: Schema = object_of(
    currency=TEXT,
    cases=described({"type": "integer"}, "In whole blocks, never fewer than were asked for."),
    seed={"type": "integer"},
    ranges=described({"type": "integer"}, "How many inputs have a range."),
    left_out=LEFT_OUT,
    scenarios=list_of(
        object_of(name=TEXT, tco_per_desktop_year=or_null(MONEY), uncertainty=SPREAD)
    ),
)
UNCERTAINTY = Analysis(
    "uncertainty",
    "What each scenario costs over many cases of the ranges, and how often it is the cheapest.",
    {"ranges": RANGES},
    answer_uncertainty,
    write_uncertainty,
    SCHEMA,
)
