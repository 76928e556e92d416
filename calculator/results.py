"""The answer as the page shows it: heads, rows of cells, findings, legends.

Cells of a row are joined here and escaped once: a template tag a cell would cost more than
the whole comparison (`make bench`). Nothing is computed but the width of a bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from pricing.engine.answer import Answer, Line, ScenarioAnswer
from pricing.engine.words import CATEGORIES, DELIVERIES

from . import formats
from .explanations import Panel, panel_of
from .sentence import Sentence, sentence_of
from .state import State

COLOURS = 6
RECALLED = '<abbr title="rests on a recalled price">○</abbr>'


@dataclass(frozen=True)
class Opened:
    """What the reader opened: a category's lines, or the panel of one cell."""

    row: str = ""
    column: int | None = None
    text: str = ""

    @classmethod
    def of(cls, text: str) -> Opened:
        """`licences`, `licences.2`, `ctx-xendesktop-standard/maintenance.3`."""
        row, dot, column = text.rpartition(".")
        if dot and column.isascii() and column.isdigit() and len(column) < 3:
            return cls(row, int(column) - 1, text)
        return cls(text, None, text)


@dataclass(frozen=True)
class Head:
    """A scenario's head."""

    number: int
    colour: str
    name: str
    kind: str
    figure: str
    best: bool
    shown: bool

    @property
    def css(self) -> str:
        """The classes of the scenario's cells: column, colour, and whether it is cheapest."""
        return f"c{self.number} {self.colour}{' best' if self.best else ''}"


@dataclass(frozen=True)
class Row:
    """One row of the cost table; `panel` stands open under it."""

    css: str
    label: SafeString
    cells: SafeString
    panel: Panel | None = None


@dataclass(frozen=True)
class Results:
    """Everything under the answer's sentence."""

    sentence: Sentence
    heads: list[Head]
    tiles: SafeString
    head_cells: SafeString
    key: SafeString
    quotes: SafeString
    rows_above: SafeString
    panel: Panel | None
    rows_below: SafeString
    findings: list[tuple[str, list[tuple[str, str]]]]
    unit: str
    horizon: str
    prices_of: str
    recalled: list[str]
    baseline: str


def results_of(state: State) -> Results:
    """The results of a state that has an answer."""
    answer = state.answer
    assert answer is not None
    sentence = sentence_of(answer)
    opened = Opened.of(state.open)
    years = answer.question.horizon_years
    has_desktops = any(s.figures and s.figures.tco_per_desktop_month is not None for s in answer.scenarios)
    heads = heads_of(answer, sentence.cheapest)
    rows = _rows(answer, sentence.cheapest, opened)
    opened_at = next((place for place, row in enumerate(rows) if row.panel), len(rows) - 1)
    return Results(
        sentence=sentence,
        heads=heads,
        tiles=_joined(heads, _tile),
        head_cells=_joined(heads, _head_cell),
        key=_joined(heads, lambda head: f'<span class="{head.colour}">{escape(head.name)}</span> '),
        quotes=_joined(heads, lambda head: _quote(head, state)),
        rows_above=_body(rows[: opened_at + 1]),
        panel=rows[opened_at].panel,
        rows_below=_body(rows[opened_at + 1 :]),
        findings=_findings(answer),
        unit=f"{formats.currency_name(answer.currency)} {'a desktop a month' if has_desktops else 'in all'}",
        horizon=formats.count(years, "year"),
        prices_of=formats.day(answer.question.price_date),
        recalled=_recalled(answer),
        baseline=answer.scenarios[0].scenario.name,
    )


def heads_of(answer: Answer, best: int | None = None) -> list[Head]:
    """The scenarios as heads of columns, in their order and colours."""
    return [
        Head(
            place + 1,
            colour(place),
            s.scenario.name,
            _kind(answer, place),
            _cost(s),
            place == best,
            place == (best or 0),
        )
        for place, s in enumerate(answer.scenarios)
    ]


def _cost(scenario: ScenarioAnswer) -> str:
    """The figure of a scenario: what a desktop costs a month."""
    if scenario.figures is None:
        return "not priced"
    month = scenario.figures.tco_per_desktop_month
    return "no desktops" if month is None else formats.money(month)


def _body(rows: list[Row]) -> SafeString:
    return mark_safe("".join(f'<tr class="{r.css}"><th scope="row">{r.label}</th>{r.cells}</tr>\n' for r in rows))


def _joined(heads: list[Head], make: Callable[[Head], str]) -> SafeString:
    return mark_safe("".join(make(head) for head in heads))


def _tile(head: Head) -> str:
    """A choice of the scenario that stands beside the baseline where only two columns fit."""
    chosen = " checked" if head.shown else ""
    return (
        f'<label class="{head.colour}"><input type="radio" name="shown" form="view" value="{head.number}"'
        f' id="show{head.number}"{chosen}><span>{escape(head.name)} <b>{head.figure}</b></span></label>'
    )


def _head_cell(head: Head) -> str:
    mark = ", <b>cheapest</b>" if head.best else ""
    return f'<th scope="col" class="{head.css}"><bdi>{escape(head.name)}</bdi><small>{head.kind}{mark}</small></th>'


def _quote(head: Head, state: State) -> str:
    """The download of one scenario's quote: a link, or a button where the state is too long for one."""
    label = f'aria-label="CSV quote of {escape(head.name)}"'
    if state.fits_an_address:
        door = f'<a href="/quote.csv?{escape(state.query)}&amp;scenario={head.number}" {label}>CSV quote</a>'
    else:
        door = (
            f'<button form="own" formaction="/quote.csv" name="scenario" value="{head.number}" class="link" {label}>'
            "CSV quote</button>"
        )
    return f'<td class="{head.css}">{door}</td>'


def colour(place: int) -> str:
    """The class of a scenario's colour; from the seventh on the same with a pattern."""
    return f"s{place % COLOURS + 1}{' again' if place >= COLOURS else ''}"


def _kind(answer: Answer, place: int) -> str:
    """What kind of desktop it is, whether it is the baseline, and its own day where it has one."""
    scenario = answer.question.scenarios[place]
    words = "mixed" if len(set(scenario.deliveries)) > 1 else DELIVERIES[scenario.deliveries[0]]
    if scenario.market.day != answer.question.price_date:
        words += f", signed {formats.day(scenario.market.day)}"
    return f"{words}, baseline" if place == 0 else words


def _rows(answer: Answer, best: int | None, opened: Opened) -> list[Row]:
    """Cost, difference, total, licence rules; then categories, one of which may be open."""
    baseline = answer.scenarios[0].figures
    name = escape(answer.scenarios[0].scenario.name)
    desktops = answer.evaluation.fleet.desktops[:, 0, 0].sum()
    total_label = f"Total, {formats.count(int(desktops), 'desktop')}"

    def cost(scenario: ScenarioAnswer, place: int) -> str:
        text = _cost(scenario)
        return text if text[0].isdigit() else f"<small>{text}</small>"

    def against(scenario: ScenarioAnswer, place: int) -> str:
        figures = scenario.figures
        if place == 0 or figures is None or baseline is None or figures.saving is None:
            return formats.NOTHING
        month = -figures.saving
        if figures.tco_per_desktop_month is not None and baseline.tco_per_desktop_month is not None:
            # Of the two amounts that stand above, so that the column adds up for whoever subtracts.
            month = figures.tco_per_desktop_month - baseline.tco_per_desktop_month
        share = formats.signed_percent(-figures.saving, baseline.tco)
        return f"{formats.difference(month)} <small>{share}</small>"

    def total(scenario: ScenarioAnswer, place: int) -> str:
        return formats.whole_money(scenario.figures.tco) if scenario.figures else formats.NOTHING

    def rules(scenario: ScenarioAnswer, place: int) -> str:
        broken = sum(f.kind != "unused" for f, _ in scenario.findings)
        if broken:
            return f'<a class="broken" href="#findings">{formats.count(broken, "finding")}</a>'
        return '<span class="met">✓ met</span>'

    rows = [
        Row("cost", _plain("Cost"), _cells(answer, best, cost)),
        Row("sub", _plain(f"Against {name}"), _cells(answer, best, against)),
        Row("sub", _plain(total_label), _cells(answer, best, total)),
        Row("sub last", _plain("Licence rules"), _cells(answer, best, rules)),
    ]
    scale = max(
        (abs(m) for s in answer.scenarios if s.figures for m in s.figures.category_month.values() if m is not None),
        default=0,
    )
    for category, label in CATEGORIES.items():
        if any(s.figures and category in s.figures.category_total for s in answer.scenarios):
            rows.extend(_category_rows(answer, best, opened, category, label, scale))
    return rows


def _category_rows(
    answer: Answer, best: int | None, opened: Opened, category: str, label: str, scale: int
) -> Iterable[Row]:
    """A category's row; under it its panel or, where it is open, its lines."""
    lines = _lines_of(answer, category)
    is_open = opened.row == category or opened.row in lines

    def cell(scenario: ScenarioAnswer, place: int) -> str:
        figures = scenario.figures
        if figures is None or category not in figures.category_total:
            return formats.NOTHING
        cents = figures.category_month[category]
        text = formats.money(figures.category_total[category] if cents is None else cents)
        mark = RECALLED if any(_is_recalled(line) for line in figures.lines if line.category == category) else ""
        width = 100 * abs(cents or 0) / scale if scale else 0
        bar = f'<svg class="bar" aria-hidden="true"><rect width="{width:.1f}%"/></svg>'
        return _button(f"{category}.{place + 1}", text, opened) + mark + bar

    here = opened.row == category and opened.column is not None
    note = (
        " <small>not in the total</small>" if category == "users_time" and not answer.question.include_indirect else ""
    )
    label_button = _row_button(category, label, is_open) + note
    panel = panel_of(answer, opened.column or 0, category) if here else None
    yield Row("category", mark_safe(label_button), _cells(answer, best, cell), panel)
    if is_open and not here:
        for key, line_label in lines.items():
            yield _line_row(answer, best, opened, key, line_label)


def _line_row(answer: Answer, best: int | None, opened: Opened, key: str, label: str) -> Row:
    def cell(scenario: ScenarioAnswer, place: int) -> str:
        line = next((ln for ln in scenario.figures.lines if ln.key == key), None) if scenario.figures else None
        if line is None:
            return formats.NOTHING
        text = formats.money(line.total if line.month is None else line.month)
        return _button(f"{key}.{place + 1}", text, opened) + (RECALLED if _is_recalled(line) else "")

    here = opened.row == key and opened.column is not None
    panel = panel_of(answer, opened.column or 0, key) if here else None
    return Row("line", _plain(escape(label)), _cells(answer, best, cell), panel)


def _lines_of(answer: Answer, category: str) -> dict[str, str]:
    """Keys and labels of a category's lines over all scenarios, in the order of their first stand."""
    lines: dict[str, str] = {}
    for scenario in answer.scenarios:
        for line in scenario.figures.lines if scenario.figures else ():
            if line.category == category:
                lines.setdefault(line.key, line.label)
    return lines


def _is_recalled(line: Line) -> bool:
    """Whether money of the line rests on a price that nobody has read in its source."""
    return line.price is not None and line.total != 0 and line.price.confidence == "recalled"


def _plain(label: str) -> SafeString:
    return mark_safe(label)


def _button(value: str, text: str, opened: Opened) -> str:
    """An amount that opens how it was made; pressed again, it closes."""
    is_open = value == opened.text
    shown = escape(value)
    return (
        f'<button form="question" name="open" value="{"" if is_open else shown}" id="o.{shown}"'
        f"{' class=open aria-expanded=true' if is_open else ''}>{text}</button>"
    )


def _row_button(value: str, text: str, is_open: bool) -> str:
    state = ' aria-expanded="true" class="open"' if is_open else ' aria-expanded="false"'
    return (
        f'<button form="question" name="open" value="{"" if is_open else value}" id="o.{value}"{state}>{text}</button>'
    )


def _cells(answer: Answer, best: int | None, cell: Callable[[ScenarioAnswer, int], str]) -> SafeString:
    """One cell a scenario, with its column's number and colour."""
    return mark_safe(
        "".join(
            f'<td class="c{place + 1} {colour(place)}{" best" if place == best else ""}">{cell(scenario, place)}</td>'
            for place, scenario in enumerate(answer.scenarios)
        )
    )


def _findings(answer: Answer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Findings in words, by scenario: (kind, message)."""
    return [
        (s.scenario.name, [(finding.kind, words) for finding, words in s.findings])
        for s in answer.scenarios
        if s.findings
    ]


def _recalled(answer: Answer) -> list[str]:
    """Schemes whose price nobody has read in a source yet, by name."""
    names = {
        line.label.removesuffix(", maintenance"): None
        for s in answer.scenarios
        for line in (s.figures.lines if s.figures else ())
        if _is_recalled(line)
    }
    return list(names)
