"""What a supplier's prices do to a comparison, side by side, and the two ways to take them over."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from calculator import formats
from calculator.question.places import find_free_name
from calculator.question.state import State, answer_document
from pricing.asked_before import AskedOtherwise
from pricing.engine.answer import Answer, ScenarioAnswer
from pricing.engine.faults import Faults
from pricing.engine.fields import SHAPES
from pricing.engine.findings import scheme_words
from pricing.offer import NoPrice, NoScheme, Offer, OfferedPrice

FOR_NOTHING = "for nothing"
LONGEST_WORDS = 80  # of what a row without a scheme says


class PriceRow(NamedTuple):
    """A price that came back: in which line of the request, of what, for whom, from what to what;
    until when, and whether that day is past.
    """

    line: str
    scheme: str
    name: str
    scenarios: str
    before: str
    after: str
    moved: str
    valid_until: str
    has_ended: bool
    remark: str


class TotalRow(NamedTuple):
    """A scenario before and after: a desktop a month and in all; what moved."""

    name: str
    before: str
    after: str
    moved: str
    all_before: str
    all_after: str
    all_moved: str


class OfferView(NamedTuple):
    """The page of an offer. `in_place` and `beside` are the states that take it over, None where
    that cannot be; `why_not` says why. `forgets`: something is said with a price that stays the
    list's; `remarked`: of what is offered as it is now, those with a last day or a remark.
    """

    sentence: str
    prices: list[PriceRow]
    totals: list[TotalRow]
    same: int
    remarked: list[str]
    unpriced: list[str]
    missing: list[str]
    asked_otherwise: list[str]
    not_used: list[str]
    without_scheme: list[str]
    is_without_currency: bool
    is_guessed: bool
    told_sheets: str
    forgets: bool
    in_place: State | None
    beside: State | None
    why_not: str


def offer_view(state: State, offer: Offer, today: date) -> OfferView:
    """What the page shows of an offer for a state that has an answer. Raises `Faults` where the
    comparison cannot be priced with it.
    """
    before = state.answer
    assert before is not None
    in_place = _take_over(state, offer, beside=False)
    after = in_place.answer
    assert after is not None
    beside, why_not = None, ""
    most = int(SHAPES["document"]["scenarios"].high or 0)
    needed = len({place for price in offer.changes for place in price.places})
    if len(before.scenarios) + needed > most:
        why_not = f"A comparison holds up to {most} scenarios: remove some to keep both."
    elif offer.changes:
        beside = _take_over(state, offer, beside=True)
    return OfferView(
        sentence=_tell_offer(before, after, offer),
        prices=[_make_price_row(before, price, today) for price in offer.changes],
        totals=[
            _make_total_row(old, new)
            for old, new in zip(before.scenarios, after.scenarios, strict=True)
        ],
        same=len(offer.prices) - len(offer.changes),
        remarked=[
            _tell_remarked(before, NoPrice(price.scheme.id, _tell_said(price)))
            for price in offer.prices
            if any(price.says) and not price.is_changed
        ],
        unpriced=[_tell_remarked(before, each) for each in dict.fromkeys(offer.unpriced)],
        missing=[
            f"{_name_scheme(before, each.scheme)} for {before.scenarios[each.place].scenario.name}"
            for each in offer.missing
        ],
        asked_otherwise=[_tell_asked(before, each) for each in offer.asked_otherwise],
        not_used=[_tell_remarked(before, each) for each in dict.fromkeys(offer.not_used)],
        without_scheme=[_tell_row(each) for each in offer.without_scheme],
        is_without_currency=offer.is_without_currency,
        is_guessed=offer.is_guessed,
        told_sheets=offer.told_sheets,
        forgets=any(price.is_forgotten for price in offer.prices),
        in_place=in_place if offer.changes else None,
        beside=beside,
        why_not=why_not,
    )


def _take_over(state: State, offer: Offer, *, beside: bool) -> State:
    """The state with what is offered as quoted prices: in the scenarios themselves or, beside them,
    in copies at the end.
    """
    quoted: dict[int, dict[str, object]] = {}
    for price in offer.changes:
        for place, amount in zip(price.places, price.after, strict=True):
            quoted.setdefault(place, {})[price.scheme.id] = _quote(price, amount)
    scenarios = copy.deepcopy(list(state.document["scenarios"]))
    for place, prices in sorted(quoted.items()):
        changed = copy.deepcopy(scenarios[place])
        changed["prices"] = {**(changed.get("prices") or {}), **prices}
        if beside:
            names = [str(each.get("name")) for each in scenarios]
            changed["name"] = find_free_name(f"{changed['name']}, as offered", names)
            scenarios.append(changed)
        else:
            scenarios[place] = changed
    document = {**state.document, "scenarios": scenarios}
    answer, faults = answer_document(document, [])
    if answer is None:
        raise Faults(faults)
    return replace(state, document=document, answer=answer, typed={}, note="")


def _quote(price: OfferedPrice, amount: Decimal) -> dict[str, str]:
    """A quoted price as a document holds it, with what the supplier said with it."""
    quoted = {"net": f"{amount:f}"}
    if price.valid_until is not None:
        quoted["valid_until"] = price.valid_until.isoformat()
    if price.remark:
        quoted["remark"] = price.remark
    return quoted


def _tell_offer(before: Answer, after: Answer, offer: Offer) -> str:
    """What the offer does, in a sentence: to the scenario that it moves most."""
    changed = sum(price.is_moved for price in offer.changes)
    if not offer.changes:
        return "No price in this file differs from those of the comparison."
    if not changed:
        said = formats.count(len(offer.changes), "price")
        return f"No price differs, but of {said} something else is said."
    moved = [
        (new.figures.tco - old.figures.tco, old.scenario.name)
        for old, new in zip(before.scenarios, after.scenarios, strict=True)
        if old.figures is not None and new.figures is not None
    ]
    words = f"{formats.count(changed, 'price differs', 'prices differ')}"
    if not moved:
        return f"{words}."
    cents, name = max(moved, key=lambda each: abs(each[0]))
    if not cents:
        return f"{words}, and no total moves."
    change = "dearer"
    if cents < 0:
        change = "cheaper"
    sign = formats.symbol(before.currency)
    return f"{words}: {name} gets {sign}{formats.whole_money(abs(cents))} {change} in all."


def _tell_asked(answer: Answer, asked: AskedOtherwise) -> str:
    """What a price was asked for, and what is asked now."""
    quantities = ", ".join(
        f"{each.before} {each.column.replace('_', ' ')}, now {each.now:,}"
        for each in asked.quantities
    )
    return f"{_name_scheme(answer, asked.scheme)} (row {asked.row}: {quantities})"


def _tell_remarked(answer: Answer, each: NoPrice) -> str:
    """A scheme, with what the supplier remarks on it."""
    name = _name_scheme(answer, each.scheme)
    if each.remark:
        return f"{name} (“{each.remark}”)"
    return name


def _tell_said(price: OfferedPrice) -> str:
    """What a supplier said with a price, in words."""
    words = [price.remark]
    if price.valid_until is not None:
        words.append(f"holds until {formats.day(price.valid_until)}")
    return "; ".join(filter(None, words))


def _tell_row(row: NoScheme) -> str:
    if row.words:
        return f"row {row.row} (“{row.words[:LONGEST_WORDS]}”)"
    return f"row {row.row}"


def _make_price_row(answer: Answer, price: OfferedPrice, today: date) -> PriceRow:
    names = [answer.scenarios[place].scenario.name for place in price.places]
    after = _write_amounts(price.after)
    if not any(price.after):
        after += f", {FOR_NOTHING}"
    valid_until = ""
    if price.valid_until is not None:
        valid_until = formats.day(price.valid_until)
    return PriceRow(
        line=price.line or f"row {price.row}",
        scheme=price.scheme.id,
        name=_name_scheme(answer, price.scheme.id),
        scenarios=", ".join(names),
        before=_write_amounts(price.before),
        after=after,
        moved=_write_change(price.before[0], price.after[0]),
        valid_until=valid_until,
        has_ended=price.valid_until is not None and price.valid_until < today,
        remark=price.remark,
    )


def _name_scheme(answer: Answer, scheme: str) -> str:
    return scheme_words(answer.question.market.catalogue.schemes[scheme])


def _write_amounts(amounts: tuple[Decimal | None, ...]) -> str:
    """One amount where all scenarios have it, else each."""
    texts = [formats.NOTHING if amount is None else formats.price(amount) for amount in amounts]
    return " / ".join(dict.fromkeys(texts))


def _write_change(before: Decimal | None, after: Decimal) -> str:
    """By how many per cent a price moves; nothing where it was none or free."""
    if not before:
        return ""
    return formats.signed_percent(int((after - before) * 10_000), int(before * 10_000))


def _make_total_row(old: ScenarioAnswer, new: ScenarioAnswer) -> TotalRow:
    name = old.scenario.name
    if old.figures is None or new.figures is None:
        nothing = (formats.NOTHING,) * 6
        return TotalRow(name, *nothing)
    one, other = old.figures.tco_per_desktop_month, new.figures.tco_per_desktop_month
    moved = ""
    if one is not None and other is not None and one != other:
        moved = formats.difference(other - one)
    all_moved = ""
    if old.figures.tco != new.figures.tco:
        all_moved = formats.difference(new.figures.tco - old.figures.tco)
    return TotalRow(
        name,
        formats.money(one),
        formats.money(other),
        moved,
        formats.money(old.figures.tco),
        formats.money(new.figures.tco),
        all_moved,
    )
