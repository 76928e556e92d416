"""Why one scenario costs more than another, or more than on another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ..engine.analysis.bridge import Bridge, bridge
from ..engine.analysis.effects import KINDS, Side
from ..engine.answer import Answer, answer
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.faults import Fault, Faults, holds
from ..engine.fields import Field
from ..engine.reading import Reader
from .analysis import Analysis, Options
from .schemas import MONEY, TEXT, Schema, described, list_of, object_of, or_null
from .shared import find_scenario
from .texts import align_cells


class NoFigures(Faults):
    """Ends of a bridge that can be named and have no figures: something in them was not on sale."""


def read_bridge_asked(found: Answer, options: Options) -> Bridge:
    """A bridge of a priced comparison, by the options of `BRIDGE`.

    Raises `Faults`; `NoFigures` where all is named well, but an end has no figures.
    """
    reader = Reader()
    if options["dates"] is not None or options["scenario"]:
        for name in ("from", "to"):
            if options[name]:
                reader.fault(name, options[name], "may not stand beside a scenario and dates")
        place = 0
        if options["scenario"]:
            place = find_scenario(found.question, options["scenario"], "scenario")
        days = _write_days(reader, options["dates"])
        if reader.faults:
            raise Faults(reader.faults)
        return bridge(
            *(
                _on(found.question, place, day, f"dates[{number}]")
                for number, day in enumerate(days)
            )
        )
    if options["from"]:
        start = find_scenario(found.question, options["from"], "from")
    else:
        start = find_first_priced(found)
    end = find_cheapest_other(found, start)
    if options["to"]:
        end = find_scenario(found.question, options["to"], "to")
    if end is None:
        raise Faults([Fault("to", "", "is missing, and no other scenario has figures to lead to")])
    if start == end:
        name = found.question.scenarios[end].name
        raise Faults(
            [
                Fault(
                    "to",
                    holds(name),
                    "may hold another scenario than the one where the bridge begins",
                )
            ]
        )
    ends = (("from", start), ("to", end))
    missing = [
        _refuse_not_on_sale(found, place, name)
        for name, place in ends
        if found.scenarios[place].figures is None
    ]
    if missing:
        raise NoFigures(missing)
    return bridge(Side(found, start), Side(found, end))


def find_first_priced(answer: Answer) -> int:
    """The place of the first scenario that has figures; 0 where none has."""
    return next(
        (place for place, scenario in enumerate(answer.scenarios) if scenario.figures is not None),
        0,
    )


def find_cheapest_other(answer: Answer, start: int) -> int | None:
    """The place of the scenario that costs least beside one, those whose licence rules are met
    first.
    """
    others = [
        (not scenario.compliant, scenario.figures.tco, place)
        for place, scenario in enumerate(answer.scenarios)
        if place != start and scenario.figures is not None
    ]
    if others:
        return min(others)[2]
    return None


def answer_bridge(question: Question, options: Options) -> dict[str, Any]:
    """A bridge as plain JSON values: its ends, and effects that sum to their difference."""
    found = read_bridge_asked(answer(question), options)
    return {
        "currency": found.start.answer.currency,
        "from": _write_side(found.start),
        "to": _write_side(found.end),
        "difference": money_text(found.difference),
        "difference_per_desktop_month": money_text(found.month_difference),
        "effects": [
            {
                "key": effect.key,
                "kind": effect.kind,
                "label": effect.label,
                "amount": money_text(effect.cents),
                "per_desktop_month": money_text(effect.month_cents),
            }
            for effect in found.effects
        ],
    }


def _write_side(side: Side) -> dict[str, Any]:
    scenario = side.answer.question.scenarios[side.place]
    return {
        "name": scenario.name,
        "price_date": scenario.market.day.isoformat(),
        "tco": money_text(side.figures.tco),
        "tco_per_desktop_month": money_text(side.figures.tco_per_desktop_month),
    }


def _write_days(reader: Reader, given: tuple[str, ...] | None) -> list[date]:
    if given is None or len(given) != 2:
        reader.fault("dates", given, "may hold a list of two days")
        return []
    days = [reader.day(day, f"dates[{number}]", Field("day")) for number, day in enumerate(given)]
    return [day for day in days if day is not None]


def _on(question: Question, place: int, day: date, path: str) -> Side:
    """One scenario alone, with the prices and assumptions of a day, which counts in place of a day
    of its own.
    """
    market = question.market.catalogue.on(day)
    scenario = replace(question.scenarios[place], market=market)
    found = answer(replace(question, price_date=day, market=market, scenarios=(scenario,)))
    if found.scenarios[0].figures is None:
        raise NoFigures([_refuse_not_on_sale(found, 0, path)])
    return Side(found, 0)


def _refuse_not_on_sale(found: Answer, place: int, path: str) -> Fault:
    scenario = found.scenarios[place]
    words = next(message for finding, message in scenario.findings if finding.kind == "not_on_sale")
    return Fault(path, holds(scenario.scenario.name), f"has no figures: {words}")


NOTHING = "-"


def write_bridge(found: dict[str, Any]) -> str:
    """The way from one total to another, a line an effect."""
    start, end = found["from"], found["to"]
    is_dated = start["price_date"] != end["price_date"]
    ends = [
        f"{side['name']}{', ' + side['price_date'] if is_dated else ''}" for side in (start, end)
    ]
    rows = [["", "kind", "a desktop a month", f"in all, {found['currency']}"]]
    rows.append(
        [ends[0], "", _write_apart(start["tco_per_desktop_month"]), _write_apart(start["tco"])]
    )
    rows += [
        [
            f"  {e['label']}",
            e["kind"],
            _write_signed(e["per_desktop_month"]),
            _write_signed(e["amount"]),
        ]
        for e in found["effects"]
    ]
    rows.append([ends[1], "", _write_apart(end["tco_per_desktop_month"]), _write_apart(end["tco"])])
    rows.append(
        [
            "Difference",
            "",
            _write_signed(found["difference_per_desktop_month"]),
            _write_signed(found["difference"]),
        ]
    )
    return "\n".join(align_cells(rows))


def _write_apart(money: str | None, sign: str = "") -> str:
    """An amount with thousands apart."""
    if money is None:
        return NOTHING
    return f"{Decimal(money):{sign},}"


def _write_signed(money: str | None) -> str:
    return _write_apart(money, "+")


_SIDE = object_of(
    name=TEXT,
    price_date={"type": "string", "format": "date"},
    tco=MONEY,
    tco_per_desktop_month=or_null(MONEY),
)
_EFFECT = object_of(
    key=TEXT, kind={"enum": list(KINDS)}, label=TEXT, amount=MONEY, per_desktop_month=or_null(MONEY)
)
SCHEMA: Schema = object_of(
    currency=TEXT,
    **{"from": _SIDE, "to": _SIDE},
    difference=MONEY,
    difference_per_desktop_month=or_null(MONEY),
    effects=described(list_of(_EFFECT), "They sum to the difference, to the cent."),
)
_NAME = Field("text", "", "", maximum=200)
BRIDGE = Analysis(
    "bridge",
    "Why one scenario costs more than another, or more than on another day.",
    {
        "from": replace(
            _NAME,
            help=(
                "The name of the scenario where it begins; the first that has figures where not "
                "said."
            ),
        ),
        "to": replace(
            _NAME,
            help="The name of the scenario where it ends; the cheapest other one where not said.",
        ),
        "scenario": replace(
            _NAME, help="The name of one scenario, on two days; the first where not said."
        ),
        "dates": Field("tokens", "The two days, as 2008-01-31 2010-07-01.", None, high=2),
    },
    answer_bridge,
    write_bridge,
    SCHEMA,
)
