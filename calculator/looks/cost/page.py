"""The answer as the page shows it: sentence, heads, table, findings, legend."""

from __future__ import annotations

from dataclasses import dataclass

from calculator import formats
from calculator.looks.cost.cells import Row
from calculator.looks.cost.rests_on import RestsOn, rests_on
from calculator.looks.cost.table import CostTable, lines_of
from calculator.parts.fixes import Block, find_fixes, title_of
from calculator.parts.idle_list import name_own_list
from calculator.parts.quoted import is_recalled
from calculator.parts.scenarios import colour, key_of, kind_of, part_name
from calculator.parts.sentence import Sentence, broken_rules, sentence_of
from calculator.question.state import State
from pricing.engine.answer import Answer
from pricing.engine.findings import not_checked, scheme_words


@dataclass(frozen=True)
class Head:
    """A scenario's head.

    `css` are the classes of its column's cells; `broken` says how many rules it breaks.

    `pieces` are those of its name, and whether each stands on one line.
    """

    number: int
    colour: str
    name: str
    pieces: list[tuple[str, bool]]
    kind: str
    figure: str
    css: str
    mark: str
    is_shown: bool
    broken: str
    is_priced: bool


@dataclass(frozen=True)
class Results:
    """Everything under the answer's sentence. `ordered`: the number of the scenario of which an
    order is offered before another is chosen; None where any would do.
    """

    sentence: Sentence
    heads: list[Head]
    ordered: int | None
    key: list[tuple[str, str]]
    rows: list[Row]
    findings: list[tuple[str, list[Block]]]
    findings_title: str
    not_checked: list[tuple[str, list[tuple[str, str]]]]
    unit: str
    hidden: int
    rests_on: RestsOn | None
    horizon: str
    prices_of: str
    own_list: str
    recalled: list[str]
    baseline: str


def results_of(state: State) -> Results:
    """The results of a state that has an answer."""
    answer = state.answer
    assert answer is not None
    sentence = sentence_of(answer)
    table = CostTable(answer, sentence.cheapest, state.table_options)
    findings = []
    if any(s.findings for s in answer.scenarios):
        findings = find_fixes(state.document, answer)
    years = answer.question.horizon_years
    heads = list_heads(answer, sentence.cheapest, table)
    rows = table.rows()  # counts what is hidden
    rest = None
    if sentence.sure.opens and sentence.sure.opens == state.table_options.open:
        rest = rests_on(answer, sentence.sure, state.table_options)
    return Results(
        sentence=sentence,
        heads=heads,
        ordered=_find_ordered(heads, sentence.cheapest, table.open_column),
        key=key_of([head.name for head in heads]),
        rows=rows,
        findings=findings,
        findings_title=title_of(findings),
        not_checked=_list_not_checked(answer),
        unit=f"{formats.currency_name(answer.currency)} {table.unit_words()}",
        hidden=table.hidden,
        rests_on=rest,
        horizon=formats.count(years, "year"),
        prices_of=formats.day(answer.question.price_date),
        own_list=name_own_list(answer.question),
        recalled=_list_recalled(answer),
        baseline=answer.scenarios[0].scenario.name,
    )


def _list_not_checked(answer: Answer) -> list[tuple[str, list[tuple[str, str]]]]:
    """What no rule checks, by scenario: each scheme and its conditions in words."""
    by_scenario = ((s.scenario.name, not_checked(s.scenario)) for s in answer.scenarios)
    return [
        (name, [(scheme_words(s), words) for s, words in found])
        for name, found in by_scenario
        if found
    ]


def list_heads(answer: Answer, best: tuple[int, ...], table: CostTable) -> list[Head]:
    """The scenarios as heads of columns.

    Beside the baseline stands what is opened, else the cheapest.
    """
    others = range(1, len(answer.scenarios))
    shown = next((place for place in (table.open_column, *best) if place in others), 1)
    marks = dict.fromkeys(best, "cheapest")
    if len(best) > 1:
        marks = dict.fromkeys(best, "cheapest, tied")
    return [
        Head(
            place + 1,
            colour(place),
            s.scenario.name,
            part_name(s.scenario.name),
            kind_of(answer, place),
            table.figure(s),
            table.columns[place],
            marks.get(place, ""),
            place == shown,
            broken_rules(s),
            s.figures is not None,
        )
        for place, s in enumerate(answer.scenarios)
    ]


def _find_ordered(heads: list[Head], best: tuple[int, ...], open_column: int | None) -> int | None:
    """Whose column is open, else the cheapest, where that can be priced."""
    priced = [place for place, head in enumerate(heads) if head.is_priced]
    for place in (open_column, *best):
        if place in priced:
            return heads[place].number
    return None


def _list_recalled(answer: Answer) -> list[str]:
    """Schemes whose price nobody has read in a source yet, by name."""
    labels: list[str] = []
    for each in answer.scenarios:
        labels += [line.label for line in lines_of(each) if is_recalled(line, each.scenario)]
    return list(dict.fromkeys(label.removesuffix(", maintenance") for label in labels))
