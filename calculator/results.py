"""The answer as the page shows it: sentence, heads, table, findings, legend.

Cells of a row are joined here and escaped once: a template tag a cell would cost more than
the whole comparison (`make bench`). Nothing is computed but the width of a bar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from pricing.engine.answer import Answer
from pricing.engine.findings import not_checked, scheme_words
from pricing.engine.words import DELIVERIES

from . import formats
from .cost_table import CostTable, Row, colour
from .explanations import Panel
from .mending import Block, mended, title_of
from .quoted import is_recalled
from .sentence import Sentence, broken_rules, sentence_of
from .state import State
from .view import CHOICES, TITLES, View

_TOGETHER = re.compile(r"[^\s-]+-\S+|(?<=\s)\S+\s\S{1,3}$")


@dataclass(frozen=True)
class Head:
    """A scenario's head. `css` are the classes of its column's cells; `broken` says how many rules it breaks."""

    number: int
    colour: str
    name: str
    kind: str
    figure: str
    css: str
    mark: str
    shown: bool
    broken: str
    is_priced: bool


@dataclass(frozen=True)
class Results:
    """Everything under the answer's sentence."""

    sentence: Sentence
    heads: list[Head]
    tiles: SafeString
    head_cells: SafeString
    key: SafeString
    doors: SafeString
    rows_above: SafeString
    panel: Panel | None
    rows_below: SafeString
    findings: list[tuple[str, list[Block]]]
    findings_title: str
    not_checked: list[tuple[str, list[tuple[str, str]]]]
    unit: str
    looks: SafeString
    hidden: int
    horizon: str
    prices_of: str
    recalled: list[str]
    baseline: str


def results_of(state: State) -> Results:
    """The results of a state that has an answer."""
    answer = state.answer
    assert answer is not None
    sentence = sentence_of(answer)
    table = CostTable(answer, sentence.cheapest, state.view)
    findings = mended(state.document, answer) if any(s.findings for s in answer.scenarios) else []
    years = answer.question.horizon_years
    heads = heads_of(answer, sentence.cheapest, table)
    rows = table.rows()
    opened_at = next((place for place, row in enumerate(rows) if row.panel), len(rows) - 1)
    return Results(
        sentence=sentence,
        heads=heads,
        tiles=_joined(heads, _tile),
        head_cells=_joined(heads, _head_cell),
        key=key_of([head.name for head in heads]),
        doors=_joined(heads, lambda head: _doors(head, state)),
        rows_above=_body(rows[: opened_at + 1]),
        panel=rows[opened_at].panel,
        rows_below=_body(rows[opened_at + 1 :]),
        findings=findings,
        findings_title=title_of(findings),
        not_checked=_not_checked(answer),
        unit=f"{formats.currency_name(answer.currency)} {table.unit_words()}",
        looks=_looks(state.view),
        hidden=table.hidden,
        horizon=formats.count(years, "year"),
        prices_of=formats.day(answer.question.price_date),
        recalled=_recalled(answer),
        baseline=answer.scenarios[0].scenario.name,
    )


def _not_checked(answer: Answer) -> list[tuple[str, list[tuple[str, str]]]]:
    """What no rule checks, by scenario: each scheme and its conditions in words."""
    by_scenario = ((s.scenario.name, not_checked(s.scenario)) for s in answer.scenarios)
    return [(name, [(scheme_words(s), words) for s, words in found]) for name, found in by_scenario if found]


def heads_of(answer: Answer, best: tuple[int, ...], table: CostTable) -> list[Head]:
    """The scenarios as heads of columns. Beside the baseline stands what is opened, else the cheapest."""
    others = range(1, len(answer.scenarios))
    shown = next((place for place in (table.open_column, *best) if place in others), 1)
    mark = ", <b>cheapest, tied</b>" if len(best) > 1 else ", <b>cheapest</b>"
    return [
        Head(
            place + 1,
            colour(place),
            s.scenario.name,
            kind_of(answer, place),
            table.figure(s),
            table.columns[place],
            mark if place in best else "",
            place == shown,
            broken_rules(s),
            s.figures is not None,
        )
        for place, s in enumerate(answer.scenarios)
    ]


def key_of(names: list[str]) -> SafeString:
    """The scenarios' names beside their colours, each a button that hides or shows it in a chart."""
    keys = (
        f'<button type="button" class="{colour(i)}" aria-pressed="true">{escape(name)}</button> '
        for i, name in enumerate(names)
    )
    return mark_safe("".join(keys))


@lru_cache(maxsize=256)
def _looks(view: View) -> SafeString:
    """The ways to look at the table, as buttons by what they choose; and the view as the form sends it along."""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}" form="question" id="v.{name}">'
        for name, value in view.items
    )
    groups = "".join(
        f'<div role="group" aria-label="{TITLES[name]}">{_buttons(name, values, getattr(view, name))}</div>'
        for name, values in CHOICES.items()
    )
    return mark_safe(hidden + groups)


def _buttons(name: str, values: dict[str, str], chosen: str) -> SafeString:
    return mark_safe(
        "".join(
            f'<button form="question" name="{name}" value="{value}" id="l.{name}.{value}"'
            f' aria-pressed="{"true" if value == chosen else "false"}">{label}</button>'
            for value, label in values.items()
        )
    )


def _body(rows: list[Row]) -> SafeString:
    return mark_safe("".join(f'<tr class="{r.css}"><th scope="row">{r.label}</th>{r.cells}</tr>\n' for r in rows))


def _joined(heads: list[Head], make: Callable[[Head], str]) -> SafeString:
    return mark_safe("".join(make(head) for head in heads))


def _tile(head: Head) -> str:
    """A choice of the scenario that stands beside the baseline where only two columns fit."""
    chosen = " checked" if head.shown else ""
    broken = f' <small class="broken">{head.broken}</small>' if head.broken else ""
    return (
        f'<label class="{head.colour}"><input type="radio" name="shown" form="view" value="{head.number}"'
        f' id="show{head.number}"{chosen}><span>{escape(head.name)} <b>{head.figure}</b>{broken}</span></label>'
    )


def _head_cell(head: Head) -> str:
    name = f"<bdi>{_whole_words(head.name)}</bdi>"
    return f'<th scope="col" class="{head.css}">{name}<small>{head.kind}{head.mark}</small></th>'


@lru_cache(maxsize=256)
def _whole_words(name: str) -> str:
    """A name whose words with a hyphen are one piece each, as are its last two if the last is short."""
    return _TOGETHER.sub(r"<span>\g<0></span>", escape(name))


def _doors(head: Head, state: State) -> str:
    """What can be done with one scenario: its quote (a button where the state is too long for a link), its removal."""
    label = f'aria-label="CSV quote of {escape(head.name)}"'
    if not head.is_priced:
        door = ""
    elif state.fits_an_address:
        door = f'<a href="/quote.csv?{escape(state.query)}&amp;scenario={head.number}" {label}>CSV quote</a>'
    else:
        door = (
            f'<button form="own" formaction="/quote.csv" name="scenario" value="{head.number}" class="link" {label}>'
            "CSV quote</button>"
        )
    if len(state.document["scenarios"]) > 1:
        label = f'aria-label="Remove {escape(head.name)}"'
        door += f' <button form="question" name="do" value="remove.{head.number}" class="link" {label}>Remove</button>'
    return f'<td class="{head.css}">{door}</td>'


def kind_of(answer: Answer, place: int) -> str:
    """What kind of desktop it is, whether it is the baseline, and its own day where it has one."""
    scenario = answer.question.scenarios[place]
    words = "mixed" if len(set(scenario.deliveries)) > 1 else DELIVERIES[scenario.deliveries[0]]
    if scenario.market.day != answer.question.price_date:
        words += f", signed {formats.day(scenario.market.day)}"
    return f"{words}, baseline" if place == 0 else words


def _recalled(answer: Answer) -> list[str]:
    """Schemes whose price nobody has read in a source yet, by name."""
    names = {
        line.label.removesuffix(", maintenance"): None
        for s in answer.scenarios
        for line in (s.figures.lines if s.figures else ())
        if is_recalled(line, s.scenario)
    }
    return list(names)
