"""What a supplier is asked for: what is bought and how many, with cells for his prices.

The asker's own prices and discounts stay at home.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from ..engine.answer import Answer
from ..engine.market import Scheme
from ..engine.payments import Holding, find_holding
from ..engine.quantities import binding_names
from ..presumed import HEADING, list_presumed, tell_presumed
from . import Cell, Export, Sheet
from .quote import file_name
from .reading import OWNED

ASKED_BY = ("organisation", "person", "contact", "answer_until")
ASKED = (
    *("scenario", "line", "scheme", "vendor", "product", "edition"),
    *("metric", "paid", "pack", "units", "packs_at_first", "packs_in_all", "years"),
    *("currency", "pack_price", "valid_until", "remark"),
)
COLUMNS = (*ASKED_BY, *ASKED)
PAID = {"year": "a year", "month": "a month", "hour": "an hour"}


class Asker(NamedTuple):
    """Who asks, where an answer goes, and until when it is wanted; what is not said is empty."""

    organisation: str = ""
    person: str = ""
    contact: str = ""
    answer_until: date | None = None


NOBODY = Asker()


def request_export(answer: Answer, place: int | None, asker: Asker = NOBODY) -> Export:
    """What is asked of a supplier for one scenario (from 0), or for all: with cells to fill in. A
    workbook says on a sheet of its own what is presumed to be owned.
    """
    places: Sequence[int] = range(len(answer.scenarios))
    if place is not None:
        places = [place]
    until = asker.answer_until.isoformat() if asker.answer_until else ""
    said: list[Cell] = [asker.organisation, asker.person, asker.contact, until]
    rows = [[*said, *row] for each in places for row in list_asked(answer, each)]
    sheet = Sheet(f"{file_name(answer, place)}-request", COLUMNS, rows, "Request")
    owned = [
        [answer.scenarios[each].scenario.name, words]
        for each in places
        for words in tell_presumed(list_presumed(answer, each))
    ]
    beside = Sheet(sheet.name, ("scenario", HEADING), owned, OWNED)
    return Export(sheet, answer.question.price_date, lambda: [sheet, beside])


def list_asked(answer: Answer, place: int) -> Iterator[list[Cell]]:
    """The rows of one scenario, by its columns behind those of who asks."""
    scenario = answer.scenarios[place].scenario
    for line, holding in enumerate(list_holdings(answer, place), start=1):
        scheme = holding.row.entry.scheme
        packs = _count_packs(holding)
        years = answer.question.horizon_years
        yield [
            *(scenario.name, line, scheme.id, scheme.vendor, scheme.product, scheme.edition),
            *(scheme.metric, _tell_paid(scheme), scheme.pack, holding.quantity[0]),
            *(packs[0], sum(packs) if scheme.charge == "perpetual" else max(packs), years),
            *(answer.currency, None, None, None),
        ]


def list_holdings(answer: Answer, place: int) -> list[Holding]:
    """What is bought or rented of each scheme of a scenario, in the order of its stack."""
    run = answer.evaluation
    bindings = binding_names(run.bill, run.quantities)
    found: dict[str, Holding] = {}
    for row in run.bill.rows_of[place]:
        holding = find_holding(run, row, bindings[row.place])
        if any(_count_packs(holding)):
            found.setdefault(row.entry.scheme.id, holding)
    return list(found.values())


def _count_packs(holding: Holding) -> list[int]:
    """Packs that are paid for, by year."""
    if holding.row.entry.scheme.charge == "perpetual":
        return holding.bought
    return [last - first for first, last in zip(holding.first, holding.last, strict=True)]


def _tell_paid(scheme: Scheme) -> str:
    """When a price is paid, in words that a supplier knows."""
    if scheme.charge != "perpetual":
        return PAID[scheme.period]
    if scheme.maintenance_rate:  # which share of the price is the asker's own estimate
        return "once, and maintenance a year"
    return "once"
