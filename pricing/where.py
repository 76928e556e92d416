"""Where the answer turns, as JSON values: flips, target prices, crossover and map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from .analyses import Analysis
from .engine.analysis.contest import contest_of, places_in
from .engine.analysis.crossover import Crossing, Crossover, crossover_of
from .engine.analysis.flips import Flip, Flips, Side, flips_of, pair_flips_of
from .engine.analysis.heat_map import HeatMap, heat_map_of
from .engine.analysis.movable import Movable, limits_of, movables_of, put_back, settled
from .engine.analysis.target_price import Target, targets_of
from .engine.answer import answer
from .engine.answer_document import money_text
from .engine.document import Question
from .engine.exact import Floats, cents_half_up
from .engine.faults import Fault, Faults, holds, nearest
from .engine.fields import Field
from .where_table import crossover_table, flips_table, target_table

Options = Mapping[str, Any]


def place_of(question: Question, name: str, path: str) -> int:
    """The place of a scenario by its name. Raises `Faults` at the path, with the nearest name."""
    names = [scenario.name for scenario in question.scenarios]
    if name not in names:
        raise Faults([Fault(path, holds(name), f"may hold the name of a scenario{nearest(name, names)}")])
    return names.index(name)


def movable_of(question: Question, name: str, path: str, low: Decimal | None, high: Decimal | None) -> Movable:
    """An input of a settled question by its name or its path in the document, between two values or its own bounds.

    Raises `Faults` at the path, and at `path` with `_from` or `_to` where the values are out of bounds or order.
    """
    known = {each.input.name: each for each in movables_of(question)}
    by_path = {each.input.path: each for each in known.values() if each.input.path}
    found = known.get(name) or by_path.get(name) or by_path.get(name.replace("[", ".").replace("]", ""))
    if found is None:
        hint = nearest(name, [*known, *by_path])
        raise Faults([Fault(path, holds(name), f"may hold an input that this comparison reads{hint}")])
    starts, ends = ("from", "to") if path == "input" else (f"{path}_from", f"{path}_to")
    least, most = limits_of(question, found.input)
    faults = []
    for end, value in ((starts, low), (ends, high)):
        if value is None:
            continue
        kind = "a whole number" if found.input.is_whole else "a number"
        if not least <= value <= most or (found.input.is_whole and value != value.to_integral_value()):
            faults.append(Fault(end, f"{value:f}", f"may hold {kind} from {least:f} to {most:f}"))
    low, high = (found.low if low is None else low), (found.high if high is None else high)
    if not faults and low >= high:
        faults.append(Fault(ends, f"{high:f}", f"may hold more than {low:f}, where the axis begins"))
    if faults:
        raise Faults(faults)
    return found.between(low, high)


def left_out(question: Question) -> list[dict[str, Any]]:
    """The scenarios that can't be the cheapest, each with its first finding.

    Raises `Faults` where a total is too large to state.
    """
    return [
        {"scenario": each.scenario.name, "reason": next(words for f, words in each.findings if f.kind != "unused")}
        for each in answer(question).scenarios
        if not each.compliant
    ]


# Flips


def flips_answer(question: Question, options: Options) -> dict[str, Any]:
    """What changes the cheapest scenario, and which of a pair is dearer where one is named."""
    missing = left_out(question)
    pair = options["pair"]
    places = []
    if pair is not None:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise Faults([Fault("pair", f"a list of {len(pair)}", "may hold the names of two scenarios")])
        places = [place_of(question, name, f"pair[{index}]") for index, name in enumerate(pair)]
    found = flips_of(question)
    result: dict[str, Any] = {
        "currency": question.market.catalogue.currency,
        "cheapest": _alone(question, found.now),
        "tied": _tied(question, found.now),
        "left_out": missing,
        "flips": [_flip(question, found, flip) for flip in found.flips],
        "pair": None,
    }
    if places:
        dearer = pair_flips_of(question, *places)
        result["pair"] = {
            "between": list(pair),
            "dearer": _alone(question, dearer.now),
            "flips": [_flip(question, dearer, flip) for flip in dearer.flips],
        }
    return result


def _flip(question: Question, flips: Flips, flip: Flip) -> dict[str, Any]:
    given = flip.movable.input
    return {
        **_input(flip.movable),
        "low": _text(flip.movable.low),
        "high": _text(flip.movable.high),
        "value": _text(flip.at.value) if flip.at else None,
        "last": _text(flip.last.value) if flip.last else None,
        "kind": None if flip.at is None else "tie" if flip.is_tie else "jump",
        "then": _alone(question, flip.new),
        "then_tied": _tied(question, flip.new),
        "totals": _totals(flip.at),
        "last_totals": _totals(flip.last),
        "beyond": None if flip.beyond is None else float(f"{flip.beyond:.4f}"),
        "put_back": put_back(question, given, flip.at.value) if flip.at else None,
    }


def _totals(side: Side | None) -> list[str | None] | None:
    return None if side is None else [money_text(side.before), money_text(side.after)]


# Target prices


def target_answer(question: Question, options: Options) -> dict[str, Any]:
    """One scheme of a scenario against another, or all of its schemes, or all others: the sheet for a negotiation."""
    here = place_of(question, options["scenario"], "scenario")
    scenario = question.scenarios[here]
    schemes = [entry.scheme.id for entry in scenario.stack]
    if options["scheme"]:
        if options["scheme"] not in schemes:
            words = f"may hold a scheme of the stack of {scenario.name!r}{nearest(options['scheme'], schemes)}"
            raise Faults([Fault("scheme", holds(options["scheme"]), words)])
        schemes = [options["scheme"]]
    others = [place for place in range(len(question.scenarios)) if place != here]
    if options["against"]:
        there = place_of(question, options["against"], "against")
        if there == here:
            raise Faults([Fault("against", holds(options["against"]), "may hold another scenario than its own")])
        others = [there]
    desktop_years = float(contest_of(question, {}).desktop_years[0])
    return {
        "currency": question.market.catalogue.currency,
        "left_out": left_out(question),
        "targets": [_target(question, each, desktop_years) for each in targets_of(question, here, schemes, others)],
    }


def _target(question: Question, target: Target, desktop_years: float) -> dict[str, Any]:
    dearer = target.dearer_cents
    monthly = dearer / 100 / desktop_years / 12 if dearer is not None and desktop_years else None
    return {
        "scheme": target.scheme,
        "label": next(e.scheme.name for e in question.scenarios[target.here].stack if e.scheme.id == target.scheme),
        "scenario": question.scenarios[target.here].name,
        "against": question.scenarios[target.there].name,
        "kind": target.kind,
        **{name: _text(getattr(target, name)) for name in ("list_price", "now", "price", "discount", "factor", "net")},
        "dearer": money_text(dearer),
        "dearer_per_desktop_month": _money(monthly),
        "residual": _money(None if target.residual_cents is None else target.residual_cents / 100),
        "residual_of_price": _money(None if target.rounded_cents is None else target.rounded_cents / 100),
    }


# Crossover and map


def crossover_answer(question: Question, options: Options) -> dict[str, Any]:
    """Lines along one input; with a second input, the map of both."""
    missing = left_out(question)
    question = settled(question)
    along = movable_of(question, options["input"], "input", options["from"], options["to"])
    result = {"currency": question.market.catalogue.currency, "left_out": missing}
    if not options["second"]:
        if options["second_from"] is not None or options["second_to"] is not None:
            raise Faults([Fault("second", "", "is missing; its bounds are given")])
        return result | _lines(question, crossover_of(question, along))
    second = movable_of(question, options["second"], "second", options["second_from"], options["second_to"])
    check_apart(along, second, "second")
    return result | _map(question, heat_map_of(question, along, second))


def check_apart(across: Movable, upwards: Movable, path: str) -> None:
    """Raises `Faults` where two inputs move the same number."""
    if across.input.name == upwards.input.name:
        raise Faults([Fault(path, holds(upwards.input.name), "may hold another input than the first")])
    names = {across.input.name, upwards.input.name}
    if "seats" in names and any(name.startswith("fleet.") for name in names):
        words = "all groups in proportion and a group of its own can't both be moved"
        raise Faults([Fault(path, holds(upwards.input.name), words)])


def _lines(question: Question, found: Crossover) -> dict[str, Any]:
    return {
        "input": _axis(found.along),
        "values": [_text(value) for value in found.values],
        "lines": [
            {"scenario": scenario.name, "per_desktop_month": _moneys(costs)}
            for scenario, costs in zip(question.scenarios, found.per_desktop_month, strict=True)
        ],
        "cheapest": [
            {
                "from": _text(low),
                "to": _text(high),
                "scenario": _alone(question, cheapest),
                "tied": _tied(question, cheapest),
            }
            for low, high, cheapest in found.stretches
        ],
        "crossings": [_crossing(question, each) for each in found.crossings],
        "more_crossings": found.more_crossings,
    }


def _crossing(question: Question, crossing: Crossing) -> dict[str, Any]:
    return {
        "cheaper": question.scenarios[crossing.below].name,
        "than": question.scenarios[crossing.above].name,
        "value": _text(crossing.at),
        "last": _text(crossing.last),
        "kind": "tie" if crossing.is_tie else "jump",
        "totals": [money_text(cents) for cents in crossing.cents],
        "per_desktop_month": _money(crossing.per_desktop_month),
        "changes_the_cheapest": crossing.is_of_cheapest,
    }


def _map(question: Question, found: HeatMap) -> dict[str, Any]:
    return {
        "across": _axis(found.across),
        "upwards": _axis(found.upwards),
        "values_across": [_text(value) for value in found.columns],
        "values_upwards": [_text(value) for value in found.rows],
        "scenarios": [scenario.name for scenario in question.scenarios],
        "cheapest": [[_places(cell) for cell in row] for row in found.cheapest.tolist()],
        "lead": [_moneys(row) for row in found.lead],
        "contour": found.contour.tolist(),
    }


# Words


def _input(movable: Movable) -> dict[str, Any]:
    given = movable.input
    return {"input": given.name, "label": given.label, "unit": given.unit, "now": _text(given.typical)}


def _axis(movable: Movable) -> dict[str, Any]:
    return {**_input(movable), "from": _text(movable.low), "to": _text(movable.high)}


def _alone(question: Question, places: Sequence[int]) -> str | None:
    """Who stands out alone; None where nobody does, or several tie."""
    return question.scenarios[places[0]].name if len(places) == 1 else None


def _tied(question: Question, places: Sequence[int]) -> list[str]:
    return [question.scenarios[place].name for place in places] if len(places) > 1 else []


def _places(cheapest: int) -> int | list[int] | None:
    places = places_in(cheapest)
    return list(places) if len(places) > 1 else places[0] if places else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _money(amount: float | None) -> str | None:
    return None if amount is None or np.isnan(amount) else _moneys(np.array([amount]))[0]


def _moneys(amounts: Floats) -> list[str | None]:
    return [None if np.isnan(cents) else money_text(int(cents)) for cents in cents_half_up(amounts).tolist()]


_END = Field("number", "Where the axis ends, its range or its stated bounds where not said.", None)
_START = Field("number", "Where the axis begins, its range or its stated bounds where not said.", None)

FLIPS = Analysis(
    "flips",
    "The smallest change of each input that changes which scenario is cheapest.",
    {"pair": Field("tokens", "The names of two scenarios: also what changes which of them is dearer.", None, high=2)},
    flips_answer,
    flips_table,
)
TARGET_PRICE = Analysis(
    "target-price",
    "The price of a scheme at which one scenario costs what another does.",
    {
        "scenario": Field("text", "The name of the scenario in which the price moves.", maximum=200),
        "scheme": Field("slug", "The id of a scheme of its stack; all of them where not said.", ""),
        "against": Field(
            "text", "The name of the scenario to tie with; each other one where not said.", "", maximum=200
        ),
    },
    target_answer,
    target_table,
)
CROSSOVER = Analysis(
    "crossover",
    "What every scenario costs along an input and where they cross; with a second input, a map of the cheapest.",
    {
        "input": Field("text", "The name of an input, or its path in the document.", maximum=200),
        "from": _START,
        "to": _END,
        "second": Field("text", "A second input, upwards: the answer is a map then.", "", maximum=200),
        "second_from": _START,
        "second_to": _END,
    },
    crossover_answer,
    crossover_table,
)
WHERE = (FLIPS, TARGET_PRICE, CROSSOVER)
