"""The bridge as a table whose rows draw the waterfall, as a figure, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from django.utils.safestring import SafeString, mark_safe

from pricing.engine.analysis.bridge import Bridge, Effect
from pricing.engine.analysis.effects import Side
from pricing.engine.answer import Cents
from pricing.sheets import Cell, Sheet, money_cell

from .. import formats
from ..charts import as_json, plain
from ..cost_table import RECALLED, colour

NAMED = 2
# What a kind of effect is called in a row, what that means, and what is the same where there is none of it.
KIND_WORDS = {
    "quantity": ("counted", "how many are needed", "quantities"),
    "price": ("price", "", "prices"),
    "discount": ("discount", "", "discounts"),
    "assumption": ("assumed", "a number for people, power, network or roll-out", "assumptions"),
    "scheme": ("bought", "what one of the two has and the other has not", "schemes"),
    "own_line": ("own line", "a cost or credit of one's own", "own lines"),
}
MARGIN = 0.06  # of the width, on each side of the waterfall


@dataclass(frozen=True)
class BridgeView:
    """The bridge as the page shows it."""

    title: str
    start: str
    end: str
    dated: str
    unit: str
    rows: SafeString
    has_recalled: bool
    figure: SafeString
    note: str


def bridge_view(found: Bridge, places: tuple[int, int]) -> BridgeView:
    """All of it; `places` are those of the two ends in the comparison, for their colours."""
    symbol = formats.symbol(found.start.answer.currency)
    start, end = (_name(side, found) for side in (found.start, found.end))
    has_months = found.month_difference is not None
    return BridgeView(
        title=_title(found, symbol),
        start=start,
        end=end,
        dated=_days(found),
        unit=f"{formats.currency_name(found.start.answer.currency)} {'a desktop a month' if has_months else 'in all'}",
        rows=_rows(found, start, end, places),
        has_recalled=any(_is_recalled(found, effect) for effect in found.effects),
        figure=_figure(found, start, end),
        note=_note(found),
    )


def amount_of(effect: Effect) -> Cents:
    """What the waterfall draws: cents a desktop a month, or in all where no desktop stands."""
    return effect.cents if effect.month_cents is None else effect.month_cents


def _total(side: Side) -> Cents:
    month = side.figures.tco_per_desktop_month
    return side.figures.tco if month is None else month


def _name(side: Side, found: Bridge) -> str:
    name = side.answer.question.scenarios[side.place].name
    day = side.answer.question.scenarios[side.place].market.day
    return f"{name}, {formats.day(day)}" if _days(found) else name


def _days(found: Bridge) -> str:
    """The two days, where they are not the same scenario's one day."""
    days = [side.answer.question.scenarios[side.place].market.day for side in (found.start, found.end)]
    return f"{formats.day(days[0])} to {formats.day(days[1])}" if days[0] != days[1] else ""


def _title(found: Bridge, symbol: str) -> str:
    """The finding: by how much, and what makes the most of it on each side."""
    lines: dict[str, int] = {}
    for effect in found.effects:
        lines[effect.line] = lines.get(effect.line, 0) + amount_of(effect)
    less = sorted((item for item in lines.items() if item[1] < 0), key=lambda item: item[1])[:NAMED]
    more = sorted((item for item in lines.items() if item[1] > 0), key=lambda item: -item[1])[:NAMED]
    difference = sum(lines.values())
    if not difference:
        return "The two cost the same" if not found.effects else "What costs less and what costs more are equal"
    if not less or not more:
        word = "less" if difference < 0 else "more"
        return f"{_name(found.end, found)} costs {symbol}{formats.money(abs(difference))} {word}"
    told = [formats.listed([f"{name} ({formats.difference(cents)})" for name, cents in side]) for side in (less, more)]
    amount = f"{symbol}{formats.money(abs(difference))}"
    if difference < 0:
        return f"{amount} less: above all {told[0]}, against {told[1]}"
    return f"{amount} more: above all {told[1]}, against {told[0]}"


def _note(found: Bridge) -> str:
    """The sum, and the kinds of which there is no effect."""
    total = formats.difference(found.difference)
    words = f"The effects add up to {total}, the difference of the two totals, to the cent."
    words += " None depends on the order of the steps."
    shown = {effect.kind for effect in found.effects}
    said = [f"{word}: {meaning}" for kind, (word, meaning, _) in KIND_WORDS.items() if kind in shown and meaning]
    same = formats.listed([many for kind, (_, _, many) in KIND_WORDS.items() if kind not in shown])
    words += f" {'; '.join(said).capitalize()}." if said else ""
    return f"{words} {same.capitalize()} are the same on both sides." if same else words


class _Scale:
    """Where an amount stands across the waterfall, in per cent of its width."""

    def __init__(self, found: Bridge) -> None:
        running = list(accumulate(map(amount_of, found.effects), initial=_total(found.start)))
        self.low, self.high = min(running), max(running)

    def __call__(self, cents: Cents) -> float:
        share = (cents - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return 100 * (MARGIN + share * (1 - 2 * MARGIN))


def _rows(found: Bridge, start: str, end: str, places: tuple[int, int]) -> SafeString:
    scale = _Scale(found)
    origin = scale(_total(found.start))
    rows = [_end_row(found.start, start, places[0], scale, "", origin)]
    at = _total(found.start)
    for effect in found.effects:
        mark = RECALLED if _is_recalled(found, effect) else ""
        rows.append(_effect_row(effect, scale(at), scale(at + amount_of(effect)), origin, mark))
        at += amount_of(effect)
    difference = _total(found.end) - _total(found.start)
    share = formats.percent(difference, _total(found.start))
    words = f"{formats.difference(difference)}{f', {share} {_more(difference)}' if share and difference else ''}"
    rows.append(_end_row(found.end, end, places[1], scale, words, origin))
    return mark_safe("".join(rows))


def _more(difference: Cents) -> str:
    return "more" if difference > 0 else "less"


def _end_row(side: Side, name: str, place: int, scale: _Scale, words: str, origin: float) -> str:
    at = scale(_total(side))
    anchor, shift = ("end", -1.5) if at > 50 else ("start", 1.5)
    text = f'<text x="{at + shift:.2f}%" y="50%" dy=".35em" text-anchor="{anchor}">{words}</text>' if words else ""
    tail = _step(at, *((0, 50) if words else (50, 100)))
    mark = f'<line class="total {colour(place)}" x1="{at:.2f}%" x2="{at:.2f}%" y1="15%" y2="85%"/>'
    svg = f'<svg class="fall" aria-hidden="true">{_origin(origin)}{tail}{mark}{text}</svg>'
    month = formats.money(_total(side))
    small = f'<small class="narrow">{words}</small>' if words else ""
    return (
        f'<tr class="end"><th scope="row">{escape(name)}{small}</th><td class="kind"></td><td class="drawn">{svg}</td>'
        f'<td>{month}</td><td class="all">{formats.whole_money(side.figures.tco)}</td></tr>'
    )


def _is_recalled(found: Bridge, effect: Effect) -> bool:
    """Whether the money of an effect rests on a recalled price; its key begins with the scheme."""
    scheme = effect.key.partition("/")[0]
    for side in (found.start, found.end):
        scenario = side.answer.question.scenarios[side.place]
        price = scenario.market.price(scheme)
        if price is not None and price.confidence == "recalled" and scheme in [e.scheme.id for e in scenario.stack]:
            return True
    return False


def _effect_row(effect: Effect, before: float, after: float, origin: float, mark: str) -> str:
    left, width = min(before, after), abs(after - before)
    css = "less" if amount_of(effect) < 0 else "more"
    steps = _step(before, 0, 50) + _step(after, 50, 100)
    bar = f'<rect class="{css}" x="{left:.2f}%" width="{max(width, 0.15):.2f}%"/>'
    svg = f'<svg class="fall" aria-hidden="true">{_origin(origin)}{steps}{bar}</svg>'
    head = f'<th scope="row">{escape(effect.label)}</th><td class="kind">{KIND_WORDS[effect.kind][0]}</td>'
    return (
        f'<tr>{head}<td class="drawn">{svg}</td>'
        f"<td>{formats.difference(amount_of(effect))}{mark}</td>"
        f'<td class="all">{formats.whole_difference(effect.cents)}</td></tr>'
    )


def _step(x: float, top: int, bottom: int) -> str:
    return f'<line class="step" x1="{x:.2f}%" x2="{x:.2f}%" y1="{top}%" y2="{bottom}%"/>'


def _origin(x: float) -> str:
    return f'<line class="origin" x1="{x:.2f}%" x2="{x:.2f}%" y1="0" y2="100%"/>'


def _figure(found: Bridge, start: str, end: str) -> SafeString:
    """The waterfall as a figure, from the top down: bars from one sum to the next, and a mark at each end."""
    labels = [f"{place + 1}. {effect.label}" for place, effect in enumerate(found.effects)]
    names = [plain(_short(name)) for name in (start, *labels, end)]
    amounts = [amount_of(effect) for effect in found.effects]
    running = list(accumulate(amounts, initial=_total(found.start)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": names[1:-1],
        "base": [cents / 100 for cents in running[:-1]],
        "x": [cents / 100 for cents in amounts],
        "text": [formats.difference(cents) for cents in amounts],
        "meta": 0,
    }
    ends = {
        "type": "scatter",
        "mode": "markers+text",
        "y": [names[0], names[-1]],
        "x": [running[0] / 100, running[-1] / 100],
        "text": [formats.money(running[0]), formats.money(running[-1])],
        "meta": 1,
    }
    meta = {"kind": "bridge", "span": [min(running) / 100, max(running) / 100], "names": names}
    return as_json({"data": [bars, ends], "layout": {"meta": meta}})


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def bridge_sheet(found: Bridge) -> Sheet:
    """The bridge: from one total to the other, a row an effect."""
    heads = ["effect", "kind", "a desktop a month", f"in all, {found.start.answer.currency}"]
    return Sheet(
        "deskfare-bridge", heads, [_sheet_end(found.start, found), *_sheet_effects(found), _sheet_end(found.end, found)]
    )


def _sheet_end(side: Side, found: Bridge) -> list[Cell]:
    figures = side.figures
    return [_name(side, found), "", money_cell(figures.tco_per_desktop_month), money_cell(figures.tco)]


def _sheet_effects(found: Bridge) -> Iterator[list[Cell]]:
    for effect in found.effects:
        yield [effect.label, effect.kind, money_cell(effect.month_cents), money_cell(effect.cents)]
