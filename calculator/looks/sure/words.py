"""How sure the answer is, in sentences: over the page, beside the cost, and over the tornado."""

from __future__ import annotations

from dataclasses import replace

from calculator import formats
from calculator.looks.sure.charts import at_level, cheapest_in, monthly, places_by_chance
from calculator.parts import numbers
from calculator.parts.sentence import Sentence, sentence_of
from pricing.analyses.shared import left_out_scenarios
from pricing.cases import cases_of
from pricing.engine.analysis.inputs import PRICE, uncertain_inputs
from pricing.engine.analysis.opened import take_catalogue_ranges
from pricing.engine.analysis.tornado import Tornado
from pricing.engine.analysis.uncertainty import DEFAULT, Spread, Uncertain
from pricing.engine.answer import Answer
from pricing.engine.document import Question
from pricing.engine.faults import Faults


def add_spread(answer: Answer, sentence: Sentence) -> Sentence:
    """The sentence of the cost, with what the cheapest costs in 80 of 100 cases where the document
    has ranges.
    """
    ranged = uncertain_inputs(answer.question)
    if len(sentence.cheapest) != 1 or not ranged:
        return sentence
    try:
        spread = cases_of(answer).spreads[sentence.cheapest[0]]
    except (
        Faults
    ):  # too many cases to be made while somebody waits; the likely value stands without them
        return sentence
    if spread is None:
        return sentence
    low, high = _write_ends(answer, spread)
    if len(ranged) == 1:
        varies = f"{numbers.label(ranged[0])} varies"
    else:
        varies = f"these {len(ranged)} inputs vary"
    words = f"It stays at that if only {varies}"
    if low != high:
        words = f"The cheapest costs {low} to {high} in 80 of 100 cases if only {varies}"
    every = len(uncertain_inputs(take_catalogue_ranges(answer.question)))
    more = ""
    if every > len(ranged):
        more = f"; “How sure is it?” has all {every} ranges"
    return replace(sentence, more=f"{sentence.more} {words}{more}.".lstrip())


def _write_ends(answer: Answer, spread: Spread) -> tuple[str, str]:
    symbol = formats.symbol(answer.currency)
    return (
        f"{symbol}{formats.money(at_level(spread, 10))}",
        f"{symbol}{formats.money(at_level(spread, 90))}",
    )


def name_scenario(answer: Answer, place: int) -> str:
    """The name of a scenario."""
    return answer.scenarios[place].scenario.name


def _find_shown(answer: Answer, place: int) -> int:
    """The cents that the pages show of a scenario."""
    figures = answer.scenarios[place].figures
    assert figures is not None
    return figures.amounts.compared


def tell_cases(answer: Answer, found: Uncertain) -> str:
    """What stands under the columns: cases, years, the day of the prices."""
    years = formats.count(answer.question.horizon_years, "year")
    return (
        f"{found.cases:,} cases, over {years}, list prices of "
        f"{formats.day(answer.question.price_date)}"
    )


def tell_error(answer: Answer, found: Uncertain, best: int | None) -> str:
    """How far the mean itself may be off, and how many cases were made, in words."""
    if best is None:
        spread = None
    else:
        spread = found.spreads[best]
    if best is None or spread is None:
        return ""
    cents = spread.standard_error / 12 * 100
    symbol = formats.symbol(answer.currency)
    if cents < 1:
        shown = "under 1 cent"
    else:
        shown = f"{symbol}{formats.money(monthly(spread.standard_error))}"
    words = (
        f"With another seed the mean of {name_scenario(answer, best)} would move by {shown}, as a "
        "rule."
    )
    asked = (answer.question.uncertainty or DEFAULT).draws
    if found.cases != asked:
        words += f" Cases come in whole blocks: {found.cases:,} for the {asked:,} asked for."
    return f"{words} In each case all scenarios meet the same values."


def tell_sure(answer: Answer, found: Uncertain, best: int | None) -> Sentence:
    """In how many of 100 cases the likeliest is cheapest, within which amounts, and who else may
    be.
    """
    plain = sentence_of(answer)
    if best is None:
        return replace(plain, more=f"{plain.more} {_tell_ranges(answer.question)}".strip())
    spread = found.spreads[best]
    assert spread is not None
    figures = answer.scenarios[best].figures
    symbol = formats.symbol(answer.currency)
    low, high = _write_ends(answer, spread)
    parts = []
    if figures is not None:
        cost = (
            f"{symbol}{formats.money(figures.tco_per_desktop_month)} a desktop a month at typical "
            "values"
        )
        if low != high:
            cost = f"{cost}, {low} to {high} in 80 of 100 cases"
        parts.append(f"{cost}.")
    counts = cheapest_in(found)
    others = [
        place for place, other in places_by_chance(found) if place != best and other.cheapest > 0
    ]
    if others:
        often = [f"in {counts[place]}" for place in others]
        often[0] = f"does {often[0]}"
        does = [
            f"{name_scenario(answer, place)} {words}"
            for place, words in zip(others, often, strict=True)
        ]
        parts.append(f"{formats.listed(does)}.")
    parts.append(_tell_ranges(answer.question))
    parts += [
        f"Left out: {each['scenario']}, for {each['reason']}"
        for each in left_out_scenarios(answer.question)
    ]
    cases = f"{counts[best]} of 100"
    return Sentence(
        f"{formats.costs_least(name_scenario(answer, best))} in ",
        cases,
        " cases.",
        " ".join(parts),
        (best,),
    )


def _tell_ranges(question: Question) -> str:
    ranged = uncertain_inputs(question)
    prices = sum(each.name.startswith(PRICE) for each in ranged)
    if not ranged:
        return "No input has a range."
    words = formats.count(len(ranged), "input has a range", "inputs have a range")
    if prices:
        return f"{words}; {formats.count(prices, 'price')} among them."
    return f"{words}; list prices have none."


def tell_tornado(answer: Answer, found: Tornado, one: int, other: int | None) -> tuple[str, str]:
    """The finding, and what the bars are."""
    name = name_scenario(answer, one)
    per = f"{formats.currency_name(answer.currency)} a desktop a month"
    if other is not None:
        # As everywhere on the pages: of the two amounts shown.
        typical = formats.difference(_find_shown(answer, one) - _find_shown(answer, other))
    else:
        typical = formats.money(monthly(found.typical))
    at = f"{typical} at typical values"
    if other is None:
        what, unit = f"the cost of {name}", f"{per} that {name} costs: {at}"
    else:
        what = f"the difference between {name} and {name_scenario(answer, other)}"
        unit = f"{per} by which {name} costs more or less than {name_scenario(answer, other)}: {at}"
    if not found.swings or not found.swings[0].width:
        return f"No input with a range moves {what}", unit
    deciding = [
        each
        for each in found.swings
        if min(each.at_low * found.typical, each.at_high * found.typical) < 0
    ]
    if other is not None and deciding:
        pair, label = f"{name} and {name_scenario(answer, other)}", numbers.label(deciding[0].input)
        if len(deciding) == 1:
            return f"One input decides between {pair}: {label}", unit
        return f"{len(deciding)} inputs can each decide between {pair}; most of all {label}", unit
    return (
        f"{what[:1].upper()}{what[1:]} depends most on {numbers.label(found.swings[0].input)}",
        unit,
    )
