"""The look "How sure is it?": its results, and its choices as fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from calculator import formats
from calculator.looks.sure.charts import at_level, bar_of, cheapest_in, monthly, spreads_chart, tornado_chart
from calculator.parts import numbers
from calculator.parts.flips import flips_table
from calculator.parts.scenarios import colour, kind_of
from calculator.parts.sentence import Sentence, sentence_of
from calculator.question.fields import Choice, Fields, FormField, mapping
from calculator.question.state import State, answered
from pricing.analyses.shared import left_out_scenarios
from pricing.cases import cases_of
from pricing.engine.analysis.flips import Flips, flips_of, pair_flips_of
from pricing.engine.analysis.inputs import PRICE, uncertain_inputs
from pricing.engine.analysis.opened import take_catalogue_ranges
from pricing.engine.analysis.tornado import Tornado, tornado_of, widest_inputs
from pricing.engine.analysis.uncertainty import DEFAULT, Spread, Uncertain
from pricing.engine.answer import Answer
from pricing.engine.document import Question
from pricing.engine.faults import Fault, Faults, holds
from pricing.places import number_of_place, read_place

NAMES = ("sways", "beside")
ALONE = "alone"
LISTED = 7
WITH_RANGE = " with a range"


@dataclass(frozen=True)
class Column:
    """One scenario over its distribution."""

    number: int
    name: str
    colour: str
    kind: str
    is_best: bool
    is_shown: bool
    cheapest: str
    below: str
    typical: str

    @property
    def css(self) -> str:
        """The classes of its cells: column, colour, and whether it is most often the cheapest."""
        return f"c{self.number} {self.colour}{' best' if self.is_best else ''}"


def sure_results(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Sentence, distributions, tornado and flips of a state that has an answer."""
    assert state.answer is not None
    answer = state.answer
    ready = replace(answer, question=take_catalogue_ranges(answer.question))
    found = cases_of(ready)
    best = _most_often(found)
    sentence = _sentence(ready, found, best)
    counts = cheapest_in(found)
    results: dict[str, Any] = {
        "sentence": sentence,
        "columns": [_column(answer, found, place, best, counts[place]) for place in range(len(found.spreads))],
        "unit": f"{formats.currency_name(answer.currency)} a desktop a month",
        "about": _about(answer, found),
        "error": _error(answer, found, best),
        "spreads": spreads_chart(answer, found, best, f"{sentence.before}{sentence.figure}{sentence.after}"),
        "flips": flips_table(_of_ranges(flips_of(answer.question)), which=WITH_RANGE),
        "tornado": None,
        "pair_flips": None,
    }
    pair = _pair(answer, found, parameters)
    if pair is not None:
        one, other = pair
        swings = tornado_of(ready.question, one, other)
        title, unit = _tornado_words(ready, swings, one, other)
        chart, bars, still = tornado_chart(ready, swings, title, unit, is_pair=other is not None)
        results |= {"tornado": chart, "bars": bars, "still": still}
        if other is not None:
            names = (_name(answer, one), _name(answer, other))
            turned = _of_ranges(pair_flips_of(answer.question, one, other))
            results["pair_flips"] = flips_table(turned, pair=names, which=WITH_RANGE)
    return results


def with_spread(answer: Answer, sentence: Sentence) -> Sentence:
    """The sentence of the cost, with what the cheapest costs in 80 of 100 cases where the document has ranges."""
    ranged = uncertain_inputs(answer.question)
    if len(sentence.cheapest) != 1 or not ranged:
        return sentence
    try:
        spread = cases_of(answer).spreads[sentence.cheapest[0]]
    except Faults:  # too many cases to be made while somebody waits; the likely value stands without them
        return sentence
    if spread is None:
        return sentence
    low, high = _between(answer, spread)
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


def _between(answer: Answer, spread: Spread) -> tuple[str, str]:
    symbol = formats.symbol(answer.currency)
    return f"{symbol}{formats.money(at_level(spread, 10))}", f"{symbol}{formats.money(at_level(spread, 90))}"


def _name(answer: Answer, place: int) -> str:
    return answer.scenarios[place].scenario.name


def _of_ranges(flips: Flips) -> Flips:
    """The flips of what is uncertain; those of what is known stand where the answer turns."""
    return replace(flips, flips=[flip for flip in flips.flips if flip.movable.input.has_range])


def _most_often(found: Uncertain) -> int | None:
    """The scenario that is most often the cheapest; the first of several."""
    chances = [spread.cheapest if spread else 0.0 for spread in found.spreads]
    if max(chances) > 0:
        return chances.index(max(chances))
    return None


def _column(answer: Answer, found: Uncertain, place: int, best: int | None, cheapest: str) -> Column:
    spread, figures = found.spreads[place], answer.scenarios[place].figures
    may_win = answer.scenarios[place].compliant
    return Column(
        number=place + 1,
        name=_name(answer, place),
        colour=colour(place),
        kind=kind_of(answer, place),
        is_best=place == best,
        is_shown=place == (best or 0),
        cheapest=cheapest if may_win else "",
        below="" if spread is None or spread.below_baseline is None else numbers.cases(spread.below_baseline),
        typical=formats.money(figures.tco_per_desktop_month) if figures and spread else "",
    )


def _about(answer: Answer, found: Uncertain) -> str:
    years = formats.count(answer.question.horizon_years, "year")
    return f"{found.cases:,} cases, over {years}, list prices of {formats.day(answer.question.price_date)}"


def _error(answer: Answer, found: Uncertain, best: int | None) -> str:
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
    words = f"With another seed the mean of {_name(answer, best)} would move by {shown}, as a rule."
    asked = (answer.question.uncertainty or DEFAULT).draws
    if found.cases != asked:
        words += f" Cases come in whole blocks: {found.cases:,} for the {asked:,} asked for."
    return f"{words} In each case all scenarios meet the same values."


def _sentence(answer: Answer, found: Uncertain, best: int | None) -> Sentence:
    """In how many of 100 cases the likeliest is cheapest, within which amounts, and who else may be."""
    plain = sentence_of(answer)
    if best is None:
        return replace(plain, more=f"{plain.more} {_ranges_words(answer.question)}".strip())
    spread = found.spreads[best]
    assert spread is not None
    figures = answer.scenarios[best].figures
    symbol = formats.symbol(answer.currency)
    low, high = _between(answer, spread)
    parts = []
    if figures is not None:
        cost = f"{symbol}{formats.money(figures.tco_per_desktop_month)} a desktop a month at typical values"
        parts.append(f"{cost}, {low} to {high} in 80 of 100 cases." if low != high else f"{cost}.")
    counts = cheapest_in(found)
    others = [place for place, other in _by_chance(found) if place != best and other.cheapest > 0]
    if others:
        does = [f"{_name(answer, place)} {'' if at else 'does '}in {counts[place]}" for at, place in enumerate(others)]
        parts.append(f"{formats.listed(does)}.")
    parts.append(_ranges_words(answer.question))
    parts += [f"Left out: {each['scenario']}, for {each['reason']}" for each in left_out_scenarios(answer.question)]
    cases = f"{counts[best]} of 100"
    return Sentence(f"{_name(answer, best)} costs least in ", cases, " cases.", " ".join(parts), (best,))


def _by_chance(found: Uncertain) -> list[tuple[int, Spread]]:
    there = [(place, spread) for place, spread in enumerate(found.spreads) if spread is not None]
    return sorted(there, key=lambda item: -item[1].cheapest)


def _ranges_words(question: Question) -> str:
    ranged = uncertain_inputs(question)
    prices = sum(each.name.startswith(PRICE) for each in ranged)
    if not ranged:
        return "No input has a range."
    words = f"{formats.count(len(ranged), 'input')} {'has' if len(ranged) == 1 else 'have'} a range; "
    return words + (f"{formats.count(prices, 'price')} among them." if prices else "list prices have none.")


def _pair(answer: Answer, found: Uncertain, parameters: Mapping[str, str]) -> tuple[int, int | None] | None:
    """The scenario whose swings are shown, and the one it is compared with; None where none has a cost."""
    priced = [place for place, spread in enumerate(found.spreads) if spread is not None]
    if not priced:
        return None
    by_chance = [place for place, _ in _by_chance(found)]
    one = _chosen(answer, priced, "sways", parameters, None)
    other_text = parameters.get("beside", "")
    if one is None:
        if by_chance[0] != 0 or len(by_chance) == 1:
            one = by_chance[0]
        else:
            one = by_chance[1]
    if other_text == ALONE or len(priced) == 1:
        return one, None
    default = next((place for place in (0, *by_chance) if place in priced and place != one), None)
    other = _chosen(answer, priced, "beside", parameters, default)
    if other == one:
        raise Faults([Fault("beside", holds(other_text), "may hold another scenario than the first")])
    return one, other


def _chosen(
    answer: Answer, priced: list[int], name: str, parameters: Mapping[str, str], default: int | None
) -> int | None:
    text = parameters.get(name, "")
    if not text:
        return default
    place = read_place(text, len(answer.scenarios))
    if place not in priced:
        known = formats.listed([f"{number_of_place(place)} ({_name(answer, place)})" for place in priced])
        raise Faults([Fault(name, holds(text), f"may hold the number of a scenario that has a cost: {known}")])
    return place


def _tornado_words(answer: Answer, found: Tornado, one: int, other: int | None) -> tuple[str, str]:
    """The finding, and what the bars are."""
    name = _name(answer, one)
    per = f"{formats.currency_name(answer.currency)} a desktop a month"
    if other is not None:
        typical = formats.difference(monthly(found.typical))
    else:
        typical = formats.money(monthly(found.typical))
    at = f"{typical} at typical values"
    if other is None:
        what, unit = f"the cost of {name}", f"{per} that {name} costs: {at}"
    else:
        what = f"the difference between {name} and {_name(answer, other)}"
        unit = f"{per} by which {name} costs more or less than {_name(answer, other)}: {at}"
    if not found.swings or not found.swings[0].width:
        return f"No input with a range moves {what}", unit
    deciding = [each for each in found.swings if min(each.at_low * found.typical, each.at_high * found.typical) < 0]
    if other is not None and deciding:
        pair, label = f"{name} and {_name(answer, other)}", numbers.label(deciding[0].input)
        if len(deciding) == 1:
            return f"One input decides between {pair}: {label}", unit
        return f"{len(deciding)} inputs can each decide between {pair}; most of all {label}", unit
    return f"{what[:1].upper()}{what[1:]} depends most on {numbers.label(found.swings[0].input)}", unit


# The form


def sure_fields(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """Number of cases and seed as fields, which two scenarios are compared, and the ranges that sway most."""
    fields = Fields(state, None)
    given, before = (mapping(document.get("uncertainty")) for document in (state.document, state.base))
    cases: list[FormField] = [
        fields._field(
            f"uncertainty.{name}", label, given.get(name, ""), before.get(name, ""), placeholder=f"{default:,}"
        )
        for name, label, default in (("draws", "How many", DEFAULT.draws), ("seed", "Seed", DEFAULT.seed))
    ]
    answer = state.answer
    if answer is None:  # the number of cases may be what is wrong; all else of the form stays where it is
        answer, _ = answered({name: value for name, value in state.document.items() if name != "uncertainty"}, [])
    if answer:
        of_answer = _of_answer(answer, parameters)
    else:
        of_answer = {"ranges": [], "ones": []}
    return {"case_fields": cases} | of_answer


def _of_answer(answer: Answer, parameters: QueryDict) -> dict[str, Any]:
    question = take_catalogue_ranges(answer.question)
    ranged = [each for each in widest_inputs(question) if each.path.startswith("assumptions.")]
    listed = [bar_of(question, each) for each in ranged[:LISTED]]
    names = [scenario.name for scenario in question.scenarios]
    sways, beside = (parameters.get(name, "") for name in NAMES)
    ones = [Choice("", "the likeliest", not sways), *_choices(names, sways)]
    others = [Choice("", "the baseline", not beside), *_choices(names, beside)]
    others.append(Choice(ALONE, "nothing: its own cost", beside == ALONE))
    return {"ranges": listed, "more_ranges": len(ranged) - len(listed), "ones": ones, "others": others}


def _choices(names: list[str], chosen: str) -> list[Choice]:
    numbers = map(number_of_place, range(len(names)))
    return [Choice(number, name, chosen == number) for number, name in zip(numbers, names, strict=True)]
