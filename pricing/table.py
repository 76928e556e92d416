"""The answer as a plain-text table.

Scenarios as columns, what they cost as rows, findings in words.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from .engine.answer import Answer, ScenarioAnswer
from .engine.document import Question
from .engine.figures import Cents, Figures
from .engine.findings import not_checked, scheme_words
from .engine.vocabulary import CATEGORIES, DELIVERIES
from .idle_list import find_idle
from .slips import find_slips

NAME_WIDTH = 18
TEXT_WIDTH = 100
SIDE_BY_SIDE = 6
NOTHING = "-"
RECALLED = "○"

Cell = Callable[[ScenarioAnswer, Figures], str]


def table_of(answer: Answer) -> str:
    """The whole answer in lines for people; at most six scenarios side by side."""
    lines = [textwrap.fill(answer.question.title or "Comparison", TEXT_WIDTH), _tell_about(answer)]
    for start in range(0, len(answer.scenarios), SIDE_BY_SIDE):
        lines += ["", *_make_block(answer, answer.scenarios[start : start + SIDE_BY_SIDE])]
    if any(_is_recalled(figures) for scenario in answer.scenarios if (figures := scenario.figures)):
        lines += [
            "",
            f"{RECALLED} rests on a recalled price: no source for exactly this has been read yet.",
        ]
    for scenario in answer.scenarios:
        lines += _tell_findings(scenario)
    if idle := find_idle(answer.question):
        lines += ["", textwrap.fill(" ".join(idle.tell()), TEXT_WIDTH)]
    for slip in find_slips(answer.question):
        lines += ["", textwrap.fill(slip.tell(), TEXT_WIDTH)]
    lines += _tell_not_checked(answer)
    return "\n".join(lines)


def _tell_about(answer: Answer) -> str:
    question = answer.question
    desktops = sum(group.desktops for group in question.fleet)
    prices = "the document's own prices"
    if question.price_list:
        prices = f"prices of {question.price_list}"
    years = f"{question.horizon_years} year{'s' if question.horizon_years > 1 else ''}"
    about = (
        f"{desktops:,} desktops over {years}; {prices} on {question.price_date}, in "
        f"{answer.currency}"
    )
    return "\n".join(filter(None, [about, tell_change(question)]))


def tell_change(question: Question) -> str:
    """The change of the catalogue that something was priced with; "" where there is none."""
    if question.catalogue_change is None:
        return ""
    return f"Priced with change {question.catalogue_change} of the catalogue."


def _make_block(answer: Answer, scenarios: list[ScenarioAnswer]) -> Iterator[str]:
    """Some scenarios side by side under their names."""
    names = [textwrap.wrap(scenario.scenario.name, NAME_WIDTH) or [""] for scenario in scenarios]
    height = max(map(len, names))
    heads = [
        ("", [([""] * (height - len(name)) + name)[row] for name in names]) for row in range(height)
    ]
    heads.append(("", [_name_delivery(scenario) for scenario in scenarios]))
    rows = [
        (label, [NOTHING if s.figures is None else cell(s, s.figures) for s in scenarios])
        for label, cell in _make_rows(answer)
    ]
    rows.append(("Compliant", ["yes" if scenario.compliant else "no" for scenario in scenarios]))
    table = [*heads, *rows]
    # A mark stands behind the last digit, so every cell keeps a place for it.
    table = [
        (label, [cell if cell.endswith(RECALLED) else f"{cell} " for cell in cells])
        for label, cells in table
    ]
    label_width = max(len(label) for label, _ in table)
    widths = [max(len(cells[column]) for _, cells in table) for column in range(len(scenarios))]
    for place, (label, cells) in enumerate(table):
        if place == len(heads):
            yield "-" * (label_width + sum(width + 2 for width in widths))
        aligned = (f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"{label:<{label_width}}{''.join(aligned)}".rstrip()


def _make_rows(answer: Answer) -> Iterator[tuple[str, Cell]]:
    """Label and cell of every row of figures."""
    baseline = answer.scenarios[0]
    if any(s.scenario.market.day != answer.question.price_date for s in answer.scenarios):
        yield "Signed on", lambda s, f: s.scenario.market.day.isoformat()
    yield "A desktop a month", lambda s, f: _write_money(f.tco_per_desktop_month)
    yield "Total", lambda s, f: _write_money(f.tco) + (RECALLED if _is_recalled(f) else "")
    yield (
        "Against the baseline",
        lambda s, f: "baseline" if s is baseline else _write_dearer_by(f.saving),
    )
    yield (
        "  in per cent",
        lambda s, f: "" if s is baseline else _write_per_cent(f.saving, baseline.figures),
    )
    yield "Net present value", lambda s, f: _write_money(f.npv)
    yield "Payback", lambda s, f: "" if s is baseline else _write_payback(f)
    for name, words in CATEGORIES.items():
        if any(s.figures and name in s.figures.categories for s in answer.scenarios):
            apart = name == "users_time" and not answer.question.include_indirect
            yield f"{words} (not in the total)" if apart else words, _make_category_row(name)


def _make_category_row(name: str) -> Cell:
    def cell(scenario: ScenarioAnswer, figures: Figures) -> str:
        return _write_money(_total(figures, name)) + (
            RECALLED if _is_recalled(figures, name) else ""
        )

    return cell


def _total(figures: Figures, name: str) -> int | None:
    """A category's money over the horizon, None where the scenario has none of it."""
    amounts = figures.categories.get(name)
    if amounts is None:
        return None
    return amounts.all_horizon


def _is_recalled(figures: Figures, category: str = "") -> bool:
    """Whether a recalled price is in the figures, or in one category of them."""
    return any(
        line.price is not None and line.price.confidence == "recalled"
        for line in figures.lines
        if not category or line.category == category
    )


def _name_delivery(scenario: ScenarioAnswer) -> str:
    deliveries = set(scenario.scenario.deliveries)
    if len(deliveries) == 1:
        return DELIVERIES[deliveries.pop()]
    return "mixed"


def _tell_findings(scenario: ScenarioAnswer) -> Iterator[str]:
    if scenario.findings:
        yield ""
        yield f"{scenario.scenario.name} is {'' if scenario.compliant else 'not '}compliant:"
    for _, message in scenario.findings:
        yield textwrap.fill(message, TEXT_WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _tell_not_checked(answer: Answer) -> Iterator[str]:
    found = {
        scheme: words
        for scenario in answer.scenarios
        for scheme, words in not_checked(scenario.scenario)
    }
    if found:
        yield ""
    for scheme, words in found.items():
        text = f"Not checked of {scheme_words(scheme)}: {words}."
        yield textwrap.fill(text, TEXT_WIDTH, subsequent_indent="  ")


def _write_money(cents: Cents | None) -> str:
    """Cents as an amount with thousands apart.

    >>> _write_money(123456), _write_money(-5), _write_money(None)
    ('1,234.56', '-0.05', '-')
    """
    if cents is None:
        return NOTHING
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{part:02d}"


def _write_dearer_by(saving: Cents | None) -> str:
    """What is saved, told as the difference to the baseline.

    >>> _write_dearer_by(-377), _write_dearer_by(377), _write_dearer_by(0)
    ('+3.77', '-3.77', '0.00')
    """
    if saving is None:
        return NOTHING
    if saving < 0:
        return f"+{_write_money(-saving)}"
    return _write_money(-saving)


def _write_per_cent(saving: Cents | None, baseline: Figures | None) -> str:
    if saving is None or baseline is None or not baseline.tco:
        return NOTHING
    return f"{-100 * saving / baseline.tco:+.1f} %"


def _write_payback(figures: Figures) -> str:
    if figures.payback_years is None:
        return "never"
    return f"{figures.payback_years:.1f} years"
