"""What a reader chooses of this look, from the address alone.

Horizons, a rate of discount, the ends of the bridge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calculator.parts.sentence import END, START
from calculator.question.address import per_cent
from pricing.analyses.bridge import find_cheapest_other, find_first_priced
from pricing.analyses.framings import MOST_YEARS
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.fields import SHAPES, Field
from pricing.engine.reading import Reader
from pricing.places import number_of_place, read_place

YEARS, RATE = "framed_years", "framed_discount_rate"
DAYS = ("bridge_day", "bridge_other_day")
NAMES = (YEARS, RATE, START, END, *DAYS)
# The options of the two questions, by the field in which a reader types each.
_FIELDS = {
    "years": YEARS,
    "discount_rate": RATE,
    "from": START,
    "to": END,
    "scenario": END,
    "dates": DAYS[0],
}

Parameters = Mapping[str, str]


def framing_options(parameters: Parameters) -> dict[str, Any]:
    """The options of the framings. Raises `Faults` at the fields of this look."""
    years, rate = parameters.get(YEARS, "").strip(), parameters.get(RATE, "").strip()
    options: dict[str, Any] = {"years": None, "discount_rate": None}
    reader = Reader()
    if years:
        field = SHAPES["document"]["horizon_years"]
        parts = [part for part in years.split(",") if part.strip()]
        if len(parts) > MOST_YEARS:
            reader.note(Fault(YEARS, f"{len(parts):,} numbers", f"may hold up to {MOST_YEARS}"))
        numbers = [reader.count(part, YEARS, field) for part in parts]
        options["years"] = [number for number in numbers if number is not None]
    if rate:
        field = SHAPES["document"]["discount_rate"]
        options["discount_rate"] = reader.number(per_cent(rate) or rate, RATE, field)
    if reader.faults:
        raise Faults(reader.faults)
    return options


def bridge_options(answer: Answer, parameters: Parameters) -> dict[str, Any]:
    """The options of the bridge; with a day, of one scenario on two days.

    Raises `Faults` at the fields.
    """
    start, end = (_named(answer, parameters.get(name, ""), name) for name in (START, END))
    days = tuple(parameters.get(name, "").strip() for name in DAYS)
    if not any(days):
        return {"from": start, "to": end, "scenario": None, "dates": None}
    reader = Reader()
    for name, day in zip(DAYS, days, strict=True):
        if day:
            reader.day(day, name, Field("day"))
        else:
            reader.note(Fault(name, "", "is missing; a bridge between two days needs both"))
    if reader.faults:
        raise Faults(reader.faults)
    alone = end or answer.question.scenarios[bridge_ends(answer, parameters)[1]].name
    return {"from": "", "to": "", "scenario": alone, "dates": days}


def bridge_ends(answer: Answer, parameters: Parameters) -> tuple[int, int]:
    """The places where the bridge begins and ends, chosen or not; the same twice where nothing can
    be led to.
    """
    start, end = (
        read_place(parameters.get(name, ""), len(answer.scenarios)) for name in (START, END)
    )
    if start is None:
        start = find_first_priced(answer)
    if end is None:
        end = find_cheapest_other(answer, start)
    if end is None:
        return start, start
    return start, end


def _named(answer: Answer, text: str, field: str) -> str:
    """The name of a scenario that is chosen by its number; "" where none is."""
    place = read_place(text, len(answer.scenarios))
    if text and place is None:
        last = number_of_place(len(answer.scenarios) - 1)
        raise Faults(
            [Fault(field, holds(text), f"may hold the number of a scenario, from 1 to {last}")]
        )
    if place is None:
        return ""
    return answer.question.scenarios[place].name


def at_fields(found: Faults) -> Faults:
    """Faults of options as faults of the fields in which a reader typed them, of the same kind."""
    faults = []
    for fault in found.faults:
        head, _, rest = fault.path.partition("[")
        if head == "dates" and rest:
            path = DAYS[int(rest[0])]
        else:
            path = _FIELDS.get(head, fault.path)
        faults.append(fault._replace(path=path))
    return type(found)(faults)
