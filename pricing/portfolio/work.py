"""What is done with one document: a pure function of its bytes, its catalogue and what is asked.

Draws come from the document's own seed, never from who prices it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..analyses.search import name_stack
from ..analyses.search_request import read_asked
from ..cases import cases_of
from ..engine.analysis.flips import Flip, flips_of
from ..engine.analysis.framings import YEARS, framings_of
from ..engine.analysis.opened import take_catalogue_ranges
from ..engine.analysis.search.run import rows_of, searching
from ..engine.analysis.uncertainty import Spread
from ..engine.analysis.verdict import verdict_of
from ..engine.answer import Answer, ScenarioAnswer, answer
from ..engine.answer_document import money_text, uncertainty_document
from ..engine.document import Question
from ..engine.faults import Fault, Faults, visible
from ..engine.market import Catalogue
from ..engine.read_question import parse
from ..other_files import read_comparison
from .rows import FOUND, SCENARIO, Row, make_fault_row

UNCERTAINTY, CATALOGUE_RANGES, FRAMINGS, FLIPS, SEARCH = (
    "uncertainty",
    "catalogue ranges",
    "framings",
    "flips",
    "search",
)
PROGRAM = Path(__file__).resolve().parent.parent
MOST_SIGNS = 200  # of what an error says
_log = logging.getLogger(__name__)


class OtherProgram(Exception):
    """Who should price has other program files than who asks: it would have other results."""


class Task(NamedTuple):
    """A document of at most 1 MiB, what is asked of it, and the program that it is asked of."""

    document: bytes
    asked: tuple[str, ...]
    program: str


class Job(NamedTuple):
    """A task, and the name of the catalogue that it is priced by."""

    task: Task
    catalogue: str


# By name. `Faults` of one that could not be found, None where there is none.
Catalogues = Mapping[str, Catalogue | Faults | None]
# The rows of a document, or in words why the program could not make them.
Outcome = list[Row] | str
# A job's key and what came of it; None where every process ended that had it.
Done = tuple[str, Outcome | None]


def try_document(task: Task, catalogue: Catalogue | Faults | None) -> Outcome:
    """The rows of a document; words where the program itself fails on it, which stops no other.

    No such error leaves the process: the traceback of a deep one can't be packed, and who waits for
    it on a cluster would hear nothing. Raises `OtherProgram`.
    """
    try:
        return price_document(task, catalogue)
    except OtherProgram:
        raise
    except Exception as error:
        _log.exception("A document could not be priced.")
        said = visible(f"{type(error).__name__}: {error}")[:MOST_SIGNS]
        return f"the program failed on it ({said})"


def price_document(task: Task, catalogue: Catalogue | Faults | None) -> list[Row]:
    """The rows of a document: its scenarios, then what a search found, then faults.

    `catalogue`: of the price list that it names; `Faults` where that could not be found, None where
    there is none. Raises `OtherProgram`.
    """
    if task.program != read_program():
        raise OtherProgram
    try:
        found = answer(parse(read_comparison(task.document), lambda price_list: _get(catalogue)))
        rows = list(_list_scenarios(found))
    except Faults as refused:
        return list(list_faults(refused.faults))
    faults: list[Row] = []
    for add in (add for name, add in _ANALYSES.items() if name in task.asked):
        try:
            rows = add(found, rows, task.asked)
        except Faults as refused:
            faults += list_faults(refused.faults)
    return [*rows, *faults]


@cache
def read_program() -> str:
    """The checksum of the program's files and of the NumPy that it computes with.

    Of equal ones the same document has the same rows.
    """
    digest = hashlib.sha256(np.__version__.encode())
    for path in sorted(PROGRAM.rglob("*.py")):
        digest.update(path.relative_to(PROGRAM).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def list_faults(faults: Sequence[Fault]) -> Iterator[Row]:
    """Faults as rows."""
    for fault in faults:
        held = f"holds {fault.holds}; " if fault.holds else ""
        yield make_fault_row(fault.path, f"{held}{fault.message}")


def _get(catalogue: Catalogue | Faults | None) -> Catalogue | None:
    if isinstance(catalogue, Faults):
        raise catalogue
    return catalogue


def _list_scenarios(found: Answer) -> Iterator[Row]:
    totals = [s.figures.tco for s in found.scenarios if s.figures and s.compliant]
    for place, scenario in enumerate(found.scenarios):
        row = _make_row(found.question, scenario)._replace(scenario_number=place + 1)
        is_cheapest = bool(scenario.figures and scenario.compliant) and row.tco == money_text(
            min(totals, default=None)
        )
        yield row._replace(is_cheapest=is_cheapest)


def _make_row(question: Question, scenario: ScenarioAnswer) -> Row:
    row = Row(
        SCENARIO,
        title=question.title,
        price_list=question.price_list,
        price_date=question.price_date.isoformat(),
        currency=question.market.catalogue.currency,
        desktops=sum(group.desktops for group in question.fleet),
        horizon_years=question.horizon_years,
        scenario=scenario.scenario.name,
        delivery=scenario.scenario.delivery,
        compliant=scenario.compliant,
    )
    if scenario.figures is None:
        return row
    return row._replace(
        tco=money_text(scenario.figures.tco),
        npv=money_text(scenario.figures.npv),
        tco_per_desktop_month=money_text(scenario.figures.tco_per_desktop_month),
    )


def _add_uncertainty(found: Answer, rows: list[Row], asked: Sequence[str]) -> list[Row]:
    """What each scenario costs over all cases of the document's ranges, or of the catalogue's."""
    if CATALOGUE_RANGES in asked:
        found = answer(take_catalogue_ranges(found.question))
    spreads = cases_of(found, most_amounts=None).spreads
    return [
        row._replace(**_describe_spread(spread)) for row, spread in zip(rows, spreads, strict=True)
    ]


def _describe_spread(spread: Spread | None) -> dict[str, Any]:
    words = uncertainty_document(spread) or {}
    chances = ("probability_cheapest", "probability_beats_baseline")
    return {
        **{name: words.get(name) for name in ("mean", "p5", "p10", "p50", "p90", "p95")},
        **{name: _write_share(words.get(name)) for name in chances},
    }


def _write_share(share: float | None) -> str | None:
    if share is None:
        return None
    return f"{share:.6f}"


def _add_framings(found: Answer, rows: list[Row], asked: Sequence[str]) -> list[Row]:
    """Under how many framings each scenario costs least."""
    verdict = verdict_of(found.question, framings_of(found.question, YEARS, None))
    return [
        row._replace(framings_won=won, framings_that_count=verdict.counted)
        for row, won in zip(rows, verdict.wins, strict=True)
    ]


def _add_flips(found: Answer, rows: list[Row], asked: Sequence[str]) -> list[Row]:
    """The likeliest input that makes another scenario the cheapest, in the rows of the cheapest."""
    first = flips_of(found.question).flips[:1]
    turning = [flip for flip in first if flip.at is not None]
    if not turning:
        return rows
    words = _describe_flip(found.question, turning[0])
    return [row._replace(**words) if row.is_cheapest else row for row in rows]


def _describe_flip(question: Question, flip: Flip) -> dict[str, Any]:
    given = flip.bounded_input.input
    assert flip.at is not None
    then = None
    if len(flip.new) == 1:
        then = question.scenarios[flip.new[0]].name
    return {
        "flip_input": given.name,
        "flip_label": given.label,
        "flip_now": f"{given.typical:f}",
        "flip_value": f"{flip.at.value:f}",
        "flip_then": then,
    }


def _add_search(found: Answer, rows: list[Row], asked: Sequence[str]) -> list[Row]:
    """The cheapest stack on sale that keeps the licence rules, as a row of its own."""
    faults: list[Fault] = []
    request = read_asked(found.question, {"best": 1}, faults)
    if faults:
        raise Faults(faults)
    *_, progress = searching(found.question, request)
    return [
        *rows,
        *(
            _make_row(found.question, ranked.answer)._replace(
                kind=FOUND,
                scenario=name_stack(ranked.scenario),
                stack=" ".join(entry.scheme.id for entry in ranked.scenario.stack),
            )
            for ranked in rows_of(found.question, request, progress.found)[:1]
        ),
    ]


# In this order: the search adds a row, the others fill those that are there.
_ANALYSES: dict[str, Callable[[Answer, list[Row], Sequence[str]], list[Row]]] = {
    UNCERTAINTY: _add_uncertainty,
    FRAMINGS: _add_framings,
    FLIPS: _add_flips,
    SEARCH: _add_search,
}
