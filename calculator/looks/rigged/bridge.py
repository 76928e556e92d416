"""The bridge as a table whose rows draw the waterfall, with its finding in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calculator import formats
from calculator.looks.rigged.waterfall import (
    Scale,
    amount_of,
    draw_waterfall,
    sum_side,
    write_place,
)
from calculator.parts.scenarios import colour
from pricing.engine.analysis.bridge import Bridge, Effect
from pricing.engine.analysis.effects import Side

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
    scale = Scale(found)
    start = _make_end_row(found, found.start, places[0], scale, "")
    end = _make_end_row(found, found.end, places[1], scale, _tell_difference(found))
    per = "in all"
    if found.month_difference is not None:
        per = "a desktop a month"
    return BridgeView(
        title=_tell_finding(found, symbol),
        dated=_tell_days(found),
        unit=f"{formats.currency_name(found.start.answer.currency)} {per}",
        start=start,
        effects=_list_effect_rows(found, scale),
        end=end,
        origin=write_place(scale(sum_side(found.start))),
        has_recalled=any(_is_recalled(found, effect) for effect in found.effects),
        figure=draw_waterfall(found, start.name, end.name),
        note=_note(found),
    )


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


def _tell_difference(found: Bridge) -> str:
    """The difference of the two totals, with its share of the first."""
    difference = sum_side(found.end) - sum_side(found.start)
    share = formats.percent(difference, sum_side(found.start))
    words = formats.difference(difference)
    if not share or not difference:
        return words
    if difference > 0:
        return f"{words}, {share} more"
    return f"{words}, {share} less"


def _make_end_row(found: Bridge, side: Side, place: int, scale: Scale, words: str) -> EndRow:
    at = scale(sum_side(side))
    anchor, shift = "start", 1.5
    if at > 50:
        anchor, shift = "end", -1.5
    return EndRow(
        name=name_side(side, found),
        colour=colour(place),
        month=formats.money(sum_side(side)),
        total=formats.whole_money(side.figures.tco),
        at=write_place(at),
        words=words,
        words_at=write_place(at + shift),
        anchor=anchor,
    )


def _list_effect_rows(found: Bridge, scale: Scale) -> list[EffectRow]:
    rows = []
    at = sum_side(found.start)
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
        before=write_place(before),
        after=write_place(after),
        left=write_place(min(before, after)),
        width=write_place(max(abs(after - before), 0.15)),
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
