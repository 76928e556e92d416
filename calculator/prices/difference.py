"""Between which two changes of the catalogue is asked, and what differs between them as a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.timezone import localdate

from calculator.parameters import list_given_twice
from calculator.prices.changes import NOTHING, list_cells, view_row
from calculator.question.address import query
from calculator.question.fault_words import fault_words
from pricing.catalogue.beginning import tell_nothing_known
from pricing.catalogue.differences import find_difference
from pricing.catalogue.history import find_change
from pricing.catalogue.shown import list_changes
from pricing.engine.faults import Fault, holds
from pricing.models import CatalogueChange
from pricing.sheets import Cell, Export, Sheet

HEADS = ("kind", "price_list", "key", "what", "column", "before", "after")


@dataclass(frozen=True)
class Asked:
    """The two changes that are asked for, as the address has them, or the faults in it."""

    given: dict[str, str] = field(default_factory=dict)
    first: CatalogueChange | None = None
    second: CatalogueChange | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def query(self) -> str:
        """The query string of its files."""
        return query(self.given.items())

    def fault(self, name: str) -> str:
        """What is wrong with one of them, in words; "" where it can be used."""
        words = next((fault_words(fault) for fault in self.faults if fault.path == name), "")
        return words[:1].upper() + words[1:]


def read_asked(parameters: QueryDict) -> Asked:
    """Reads an address: `from` and `to`, each a number or a day. Without them: the last change."""
    last = list_changes().order_by("number").last()
    given = {"from": "1", "to": "1"}
    if last is not None:
        given = {"from": str(max(last.number - 1, 1)), "to": str(last.number)}
    for name in given:
        given[name] = parameters.get(name, "").strip() or given[name]
    faults = list_given_twice(parameters, given)
    first, second = (_read_change(name, text, faults) for name, text in given.items())
    return Asked(given, first, second, tuple(faults))


def _read_change(name: str, text: str, faults: list[Fault]) -> CatalogueChange | None:
    try:
        change = find_change(text)
    except ValueError as error:
        faults.append(Fault(name, holds(text), str(error)))
        return None
    if change is None:
        faults.append(Fault(name, holds(text), tell_nothing_known()))
    return change


def difference_export(asked: Asked) -> Export:
    """Every cell that differs, a row each."""
    assert asked.first is not None
    assert asked.second is not None
    rows: list[list[Cell]] = []
    for edited in find_difference(asked.first.number, asked.second.number):
        what = view_row(edited).what
        rows += [
            [edited.kind, edited.price_list, edited.key, what, column, *map(_drop_nothing, cells)]
            for column, *cells in list_cells(edited)
        ]
    name = f"deskfare-catalogue-{asked.first.number}-to-{asked.second.number}"
    return Export(Sheet(name, HEADS, rows, "Difference"), localdate(asked.second.at))


def _drop_nothing(cell: str) -> str:
    if cell == NOTHING:
        return ""
    return cell
