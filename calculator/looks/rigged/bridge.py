"""The bridge as a table whose rows draw the waterfall, as a figure, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from calculator import formats
from calculator.parts.chart import plain
from calculator.parts.scenarios import colour
from pricing.engine.analysis.bridge import Bridge, Effect
from pricing.engine.analysis.effects import Side
from pricing.engine.figures import Cents

NAMED = 2
# What a kind of effect is called in a row, what that means, and what is the same where there is
# none of it.
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
class EndRow:
    """A total at one end of the bridge; where it stands in the drawing, and the difference in words
    at the other.
    """

    name: str
    colour: str
    month: str
    total: str
    at: str
    words: str
    words_at: str
    anchor: str


@dataclass(frozen=True)
class EffectRow:
    """An effect: what it is called, what it makes, and its bar from where the sum stood to where it
    stands.
    """

    label: str
    kind: str
    month: str
    total: str
    is_recalled: bool
    css: str
    before: str
    after: str
    left: str
    width: str


@dataclass(frozen=True)
class BridgeView:
    """The bridge as the page shows it; places in the drawing are in per cent of its width."""

    title: str
    dated: str
    unit: str
    start: EndRow
    effects: list[EffectRow]
    end: EndRow
    origin: str
    has_recalled: bool
    figure: dict[str, Any]
    note: str


def bridge_view(found: Bridge, places: tuple[int, int]) -> BridgeView:
    """All of it; `places` are those of the two ends in the comparison, for their colours."""
    symbol = formats.symbol(found.start.answer.currency)
    scale = _Scale(found)
    per = "in all"
    if found.month_difference is not None:
        per = "a desktop a month"
    return BridgeView(
        title=_tell_finding(found, symbol),
        dated=_tell_days(found),
        unit=f"{formats.currency_name(found.start.answer.currency)} {per}",
        start=_make_end_row(found, found.start, places[0], scale, ""),
        effects=_list_effect_rows(found, scale),
        end=_make_end_row(found, found.end, places[1], scale, _tell_difference(found)),
        origin=_write_place(scale(_sum_side(found.start))),
        has_recalled=any(_is_recalled(found, effect) for effect in found.effects),
        figure=_draw_figure(found),
        note=_note(found),
    )


def amount_of(effect: Effect) -> Cents:
    """What the waterfall draws: cents a desktop a month, or in all where no desktop stands."""
    if effect.month_cents is None:
        return effect.cents
    return effect.month_cents


def _sum_side(side: Side) -> Cents:
    month = side.figures.tco_per_desktop_month
    if month is None:
        return side.figures.tco
    return month


def name_side(side: Side, found: Bridge) -> str:
    """The name of an end, with its day where the two ends are of two days."""
    name = side.answer.question.scenarios[side.place].name
    day = side.answer.question.scenarios[side.place].market.day
    if _tell_days(found):
        return f"{name}, {formats.day(day)}"
    return name


def _tell_days(found: Bridge) -> str:
    """The two days, where they are not the same scenario's one day."""
    days = [
        side.answer.question.scenarios[side.place].market.day for side in (found.start, found.end)
    ]
    if days[0] != days[1]:
        return f"{formats.day(days[0])} to {formats.day(days[1])}"
    return ""


def _tell_finding(found: Bridge, symbol: str) -> str:
    """The finding: by how much, and what makes the most of it on each side."""
    lines: dict[str, int] = {}
    for effect in found.effects:
        lines[effect.line] = lines.get(effect.line, 0) + amount_of(effect)
    less = sorted((item for item in lines.items() if item[1] < 0), key=lambda item: item[1])[:NAMED]
    more = sorted((item for item in lines.items() if item[1] > 0), key=lambda item: -item[1])[
        :NAMED
    ]
    difference = sum(lines.values())
    if not difference:
        if not found.effects:
            return "The two cost the same"
        return "What costs less and what costs more are equal"
    if not less or not more:
        word = "more"
        if difference < 0:
            word = "less"
        return (
            f"{name_side(found.end, found)} costs {symbol}{formats.money(abs(difference))} {word}"
        )
    told = [
        formats.listed([f"{name} ({formats.difference(cents)})" for name, cents in side])
        for side in (less, more)
    ]
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
    said = [
        f"{word}: {meaning}"
        for kind, (word, meaning, _) in KIND_WORDS.items()
        if kind in shown and meaning
    ]
    same = formats.listed([many for kind, (_, _, many) in KIND_WORDS.items() if kind not in shown])
    if said:
        words += f" {'; '.join(said).capitalize()}."
    if same:
        return f"{words} {same.capitalize()} are the same on both sides."
    return words


class _Scale:
    """Where an amount stands across the waterfall, in per cent of its width."""

    def __init__(self, found: Bridge) -> None:
        running = list(accumulate(map(amount_of, found.effects), initial=_sum_side(found.start)))
        self.low, self.high = min(running), max(running)

    def __call__(self, cents: Cents) -> float:
        share = 0.5
        if self.high > self.low:
            share = (cents - self.low) / (self.high - self.low)
        return 100 * (MARGIN + share * (1 - 2 * MARGIN))


def _write_place(place: float) -> str:
    return f"{place:.2f}"


def _tell_difference(found: Bridge) -> str:
    """The difference of the two totals, with its share of the first."""
    difference = _sum_side(found.end) - _sum_side(found.start)
    share = formats.percent(difference, _sum_side(found.start))
    words = formats.difference(difference)
    if not share or not difference:
        return words
    if difference > 0:
        return f"{words}, {share} more"
    return f"{words}, {share} less"


def _make_end_row(found: Bridge, side: Side, place: int, scale: _Scale, words: str) -> EndRow:
    at = scale(_sum_side(side))
    anchor, shift = "start", 1.5
    if at > 50:
        anchor, shift = "end", -1.5
    return EndRow(
        name=name_side(side, found),
        colour=colour(place),
        month=formats.money(_sum_side(side)),
        total=formats.whole_money(side.figures.tco),
        at=_write_place(at),
        words=words,
        words_at=_write_place(at + shift),
        anchor=anchor,
    )


def _list_effect_rows(found: Bridge, scale: _Scale) -> list[EffectRow]:
    rows = []
    at = _sum_side(found.start)
    for effect in found.effects:
        rows.append(
            _make_effect_row(
                effect, scale(at), scale(at + amount_of(effect)), _is_recalled(found, effect)
            )
        )
        at += amount_of(effect)
    return rows


def _make_effect_row(effect: Effect, before: float, after: float, is_recalled: bool) -> EffectRow:
    css = "more"
    if amount_of(effect) < 0:
        css = "less"
    return EffectRow(
        label=effect.label,
        kind=KIND_WORDS[effect.kind][0],
        month=formats.difference(amount_of(effect)),
        total=formats.whole_difference(effect.cents),
        is_recalled=is_recalled,
        css=css,
        before=_write_place(before),
        after=_write_place(after),
        left=_write_place(min(before, after)),
        width=_write_place(max(abs(after - before), 0.15)),
    )


def _is_recalled(found: Bridge, effect: Effect) -> bool:
    """Whether the money of an effect rests on a recalled price; its key begins with the scheme."""
    scheme = effect.key.partition("/")[0]
    for side in (found.start, found.end):
        scenario = side.answer.question.scenarios[side.place]
        price = scenario.market.price(scheme)
        if (
            price is not None
            and price.confidence == "recalled"
            and scheme in [e.scheme.id for e in scenario.stack]
        ):
            return True
    return False


def _draw_figure(found: Bridge) -> dict[str, Any]:
    """The waterfall as a figure, from the top down: bars from one sum to the next, and a mark at
    each end.
    """
    labels = [f"{place + 1}. {effect.label}" for place, effect in enumerate(found.effects)]
    start, end = (name_side(side, found) for side in (found.start, found.end))
    names = [plain(_cut_short(name)) for name in (start, *labels, end)]
    amounts = [amount_of(effect) for effect in found.effects]
    running = list(accumulate(amounts, initial=_sum_side(found.start)))
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
    return {"data": [bars, ends], "layout": {"meta": meta}}


def _cut_short(words: str) -> str:
    if len(words) <= 60:
        return words
    return f"{words[:59]}…"
