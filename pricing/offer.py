"""Prices that come back from a supplier, or from an edited list of prices, for a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .asked_before import AskedNow, AskedOtherwise, NotInFile
from .engine.answer import Answer
from .engine.exact import net_price
from .engine.faults import Fault, Faults, find_nearest, holds
from .engine.market import Scheme
from .engine.numbers import NetPrice
from .engine.prices import discount_of
from .offer_cells import check_pack, fault_at, read_amount, read_last_day, read_remark, take
from .sheets.quote import COLUMNS as QUOTE_COLUMNS
from .sheets.reading import Table, TableRow

PACK_PRICE = "pack_price"  # of a request
AMOUNT = "amount"  # of a list of prices, for a pack too
LONGEST_LINE = 12


@dataclass(frozen=True)
class OfferedPrice:
    """A price that came back for a scheme, and the scenarios (from 0) in which it counts.

    `row`: of the file; `line`: the number that the request gives it, "" where none does; `before`:
    the net price of a pack that each scenario has now, None where it has none; `after`: what would
    be quoted in its place; `kept`: what is quoted in each scenario now, None where nothing is.
    """

    row: int
    line: str
    scheme: Scheme
    places: tuple[int, ...]
    before: tuple[Decimal | None, ...]
    after: tuple[Decimal, ...]
    valid_until: date | None
    remark: str
    kept: tuple[NetPrice | None, ...]

    @property
    def says(self) -> tuple[date | None, str]:
        """What is said with the price: until when it holds, and a remark."""
        return self.valid_until, self.remark

    @property
    def is_moved(self) -> bool:
        """Whether it moves the price in any scenario."""
        return self.before != self.after

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to take over: the price, or what is said with a quoted one."""
        return self.is_moved or self._is_said_otherwise

    @property
    def is_forgotten(self) -> bool:
        """Whether something is said with a price that stays the list's, which keeps nothing."""
        return any(self.says) and not self.is_changed and None in self.kept

    @property
    def _is_said_otherwise(self) -> bool:
        return any(self.says) and any(
            (each.valid_until, each.remark) != self.says for each in self.kept if each is not None
        )


class NoPrice(NamedTuple):
    """A scheme of which a row offers nothing here, and what it remarks."""

    scheme: str
    remark: str


class NoScheme(NamedTuple):
    """A row that is of no scheme, as a sum: its row of the file, and what it says first."""

    row: int
    words: str


@dataclass(frozen=True)
class Offer:
    """What a file offers: prices, the rows that say nothing about this comparison, and what was
    asked of it otherwise, or was asked and is missing.

    `is_without_currency`: a price says nothing of its money, which is the comparison's then.
    `is_guessed`, `told_sheets`: as of its `Table`.
    """

    prices: tuple[OfferedPrice, ...]
    unpriced: tuple[NoPrice, ...]
    not_used: tuple[NoPrice, ...]
    without_scheme: tuple[NoScheme, ...]
    asked_otherwise: tuple[AskedOtherwise, ...]
    missing: tuple[NotInFile, ...]
    is_without_currency: bool
    is_guessed: bool
    told_sheets: str = ""

    @property
    def changes(self) -> list[OfferedPrice]:
        """The prices that differ, or of which something else is said."""
        return [price for price in self.prices if price.is_changed]


def read_offer(table: Table, answer: Answer) -> Offer:
    """The prices of a file for this comparison. Raises `Faults`, all at once, by row and column.

    A price is of one pack in the first year, as the request asks and the list of prices says.
    """
    column, asked = _find_price_column(table), AskedNow(answer)
    faults: list[Fault] = []
    prices: dict[tuple[str, tuple[int, ...]], OfferedPrice] = {}
    unpriced, not_used, asked_otherwise = [], [], []
    rows = [row for row in table.rows if take(row, "scheme")]
    for row in rows:
        try:
            name = _read_scheme(row, answer)
            places = _find_places(row, answer, name)
            if not take(row, column):
                unpriced.append(NoPrice(name, read_remark(row)))
            elif not places:
                not_used.append(NoPrice(name, read_remark(row)))
            else:
                offered = _read_price(table, row, answer, name, places)
                known = prices.setdefault((name, places), offered)
                if known.after != offered.after:
                    words = f"offers {name} for another price than row {known.row}"
                    raise Faults([fault_at(row, column, "", words)])
                if others := asked.find_other_quantities(table, row, name, places):
                    asked_otherwise.append(AskedOtherwise(row.line, name, others))
        except Faults as found:
            faults += found.faults
    if faults:
        raise Faults(faults)
    missing: tuple[NotInFile, ...] = ()
    if column == PACK_PRICE:
        missing = asked.list_missing([(take(row, "scenario"), take(row, "scheme")) for row in rows])
    return Offer(
        prices=tuple(prices.values()),
        unpriced=tuple(unpriced),
        not_used=tuple(not_used),
        without_scheme=_list_without_scheme(table),
        asked_otherwise=tuple(asked_otherwise),
        missing=missing,
        is_without_currency=any(take(row, column) and not take(row, "currency") for row in rows),
        is_guessed=table.is_guessed,
        told_sheets=table.told_sheets,
    )


def _list_without_scheme(table: Table) -> tuple[NoScheme, ...]:
    """The rows that are of no scheme: what people add below a list."""
    return tuple(
        NoScheme(row.line, next(filter(None, map(str.strip, row.cells.values())), ""))
        for row in table.rows
        if not take(row, "scheme")
    )


def _find_price_column(table: Table) -> str:
    """The column with the price of a pack. Raises `Faults` where the file is of another kind."""
    if set(QUOTE_COLUMNS) <= set(table.heads):
        words = "this is a quote of Deskfare; a supplier fills in the request, which is read here"
        raise Faults([Fault("", "", words)])
    for column in (PACK_PRICE, AMOUNT):
        if "scheme" in table.heads and column in table.heads:
            return column
    words = f"may hold scheme and {PACK_PRICE}, as a request, or scheme and {AMOUNT}, as a list"
    raise Faults([Fault("the heads of the columns", "", words)])


def _read_scheme(row: TableRow, answer: Answer) -> str:
    name = take(row, "scheme")
    schemes = answer.question.market.catalogue.schemes
    if name in schemes:
        return name
    words = "is no scheme of the catalogue"
    if near := find_nearest(name, list(schemes)):
        words += f"; did you mean {near}?"
    raise Faults([fault_at(row, "scheme", holds(name), words)])


def _find_places(row: TableRow, answer: Answer, scheme: str) -> tuple[int, ...]:
    """The scenarios with the scheme in their stacks; of a row that names one, that one."""
    wanted = take(row, "scenario")
    names = [scenario.scenario.name for scenario in answer.scenarios]
    if wanted and wanted not in names:
        words = "is no scenario of this comparison"
        if near := find_nearest(wanted, names):
            words += f"; did you mean {near}?"
        raise Faults([fault_at(row, "scenario", holds(wanted), words)])
    return tuple(
        place
        for place, scenario in enumerate(answer.question.scenarios)
        if wanted in ("", scenario.name)
        and any(entry.scheme.id == scheme for entry in scenario.stack)
    )


def _read_price(
    table: Table, row: TableRow, answer: Answer, name: str, places: tuple[int, ...]
) -> OfferedPrice:
    """One row. A list of prices says list prices, of which each scenario's discount comes off."""
    currency = take(row, "currency").upper()
    if currency not in ("", answer.currency):
        words = f"is not the money of this comparison, which is {answer.currency}"
        raise Faults([fault_at(row, "currency", holds(currency), words)])
    question = answer.question
    scheme = question.market.catalogue.schemes[name]
    check_pack(table, row, scheme)
    before = tuple(find_net_price(answer, place, name) for place in places)
    if PACK_PRICE in table.heads:
        after = (read_amount(table, row, PACK_PRICE, answer.currency),) * len(places)
    else:
        amount = read_amount(table, row, AMOUNT, answer.currency)
        after = tuple(_move_listed(answer, place, scheme, amount) for place in places)
    return OfferedPrice(
        row=row.line,
        line=take(row, "line")[:LONGEST_LINE],
        scheme=scheme,
        places=places,
        before=before,
        after=after,
        valid_until=read_last_day(row),
        remark=read_remark(row),
        kept=tuple(question.scenarios[place].net_prices.get(name) for place in places),
    )


def _move_listed(answer: Answer, place: int, scheme: Scheme, amount: Decimal) -> Decimal:
    """The net price of a scenario where its list says so much: less its discount, and as it stands
    where the list says so already, whatever is quoted there.
    """
    scenario = answer.question.scenarios[place]
    listed, now = scenario.market.price(scheme.id), find_net_price(answer, place, scheme.id)
    if listed is not None and listed.amount == amount and now is not None:
        return now
    return net_price(amount, discount_of(scenario, scheme))


def find_net_price(answer: Answer, place: int, scheme: str) -> Decimal | None:
    """What a pack costs in a scenario at first, net; None where it is not on sale there."""
    for row in answer.evaluation.bill.rows_of[place]:
        if row.entry.scheme.id != scheme:
            continue
        first = row.tariff.years[0]
        if first.listed is None and not first.is_quoted:
            return None
        return first.tiers[0][1]
    return None
