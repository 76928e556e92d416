"""What every scenario costs in each of many rows of values.

`plain_costs_of` says it with the engine as it stands. `Prepared` gives the same totals some ten
times sooner, from the same rules: rows that are counted alike are counted once, and since
neither a price nor a factor of an operating line knows the year, counts are summed over the
years, inflation and all, before anything is multiplied by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..bill import Bill, Row
from ..counted_findings import is_unsold
from ..document import Question
from ..draws import Draws, Knobs, drawn
from ..evaluate import INFLATIONS, evaluate, own_money
from ..exact import Floats
from ..fleet import Fleet, compound, fleet_of
from ..needs import check_needed
from ..numbers import Number, Range
from ..operating_lines import OPERATING_LINES, OperatingLine
from ..operations import Factors, of_parts, projects_of
from ..quantities import Quantities, quantities_of, sum_of, units_per_host
from ..roll_out import newcomers_of, replaced_of, replaces
from ..sizing import sizing_of
from ..spending import bought_of, residual_of, shares_left, spending_of, yearly_packs_of, yearly_rate

SEATS = ("device", "user", "user_or_device", "concurrent_user", "virtual_desktop")
HOSTS = ("host", "socket", "core")
ONE = np.ones((1, 1, 1, 1))


@dataclass(frozen=True, slots=True)
class Costs:
    """Unrounded money of whole scenarios.

    `tco` [scenario, draw] over the horizon, nan where something in the scenario is not on
    sale; `desktop_years` [draw].
    """

    tco: Floats
    desktop_years: Floats

    @property
    def per_desktop_year(self) -> Floats:
        """`tco` for one desktop and year, [scenario, draw]; nan where no desktop stands."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.desktop_years > 0, self.tco / self.desktop_years, np.nan)


def keep_memory() -> None:
    """Tells the allocator, once a process, to keep what it frees: else every array comes anew from the kernel.

    glibc hands blocks of up to 32 MiB back at once until one of nearly that size was freed; pricing
    cases takes up to three times as long then.
    """
    np.empty(4_000_000)  # freed as soon as it is made


def costs_of(question: Question, draws: Draws) -> Costs:
    """Prices every scenario in every row of the draws. Raises `Faults` where an assumption is missing."""
    return Prepared(question).costs(draws)


def plain_costs_of(question: Question, draws: Draws) -> Costs:
    """The same by the engine that makes every line, column by column: slow, and the measure of the other."""
    run = evaluate(question, draws)
    rows = max(run.cash_flow.shape[-1], run.fleet.desktops.shape[-1])
    tco = list(run.cash_flow.sum(axis=1))
    for row in run.bill.rows:
        if not row.is_priced:
            unsold = is_unsold(row, run.quantities.packs[row.place])
            tco[row.scenario_place] = np.where(unsold, np.nan, tco[row.scenario_place])
    return _costs(tco, run.fleet, rows)


def _costs(tco: list[Floats], fleet: Fleet, rows: int) -> Costs:
    desktop_years = fleet.desktops.sum(axis=(0, 1))
    return Costs(
        tco=np.stack([np.broadcast_to(money, (rows,)) for money in tco]),
        desktop_years=np.broadcast_to(desktop_years, (rows,)),
    )


class _Alike:
    """Rows that need the same packs in every year, of whichever scenarios; those that give units to others with them.

    `bill` holds the first of them, of the scenario `at`. `shares` (place in that bill, scenario, scheme, factor on
    its price) says what a purchase of a pack costs, and a year of it; no scheme where draws decide no factor.
    `stays`: nobody owned any before, and what is bought serves to the end. `has_fresh`: some need no maintenance yet.
    `devices` (scenario, place in the bill, row): what is bought of them may be work on desks again.
    """

    def __init__(self, at: int, bill: Bill) -> None:
        self.at, self.bill = at, bill
        years = bill.question.horizon_years
        entries = [row.entry for row in bill.rows]
        self.stays = not any(entry.owned or (entry.scheme.life_years or years) < years for entry in entries)
        self.has_fresh = any(entry.scheme.maintenance_included_years for entry in entries)
        self.shares: dict[tuple[int, int, str, Number], Floats] = defaultdict(lambda: np.zeros(2))
        self.devices: list[tuple[int, int, Row]] = []

    @property
    def has_purchases(self) -> bool:
        """Whether any of them is bought."""
        return any(a_purchase for a_purchase, _ in self.shares.values())

    def add(self, place: int, rows: Sequence[Row]) -> None:
        """Counts rows in, each of which needs what the one at its place in the bill needs."""
        for at, row in enumerate(rows):
            scheme, net = row.entry.scheme, float(row.tiers[0][1])
            factor = row.scenario.prices.get(scheme.id, Decimal(1))
            key: tuple[int, int, str, Number] = (at, place, "", Decimal(1))
            if isinstance(factor, Range):
                key = (at, place, scheme.id, factor)
            else:
                net *= float(factor)
            self.shares[key] += np.array([net * (scheme.charge == "perpetual"), net * yearly_rate(scheme)])
            if replaces(row) and not self.stays:
                self.devices.append((place, at, row))


class Prepared:
    """A question made ready: what no draw changes is worked out once, for any number of draws."""

    def __init__(self, question: Question) -> None:
        check_needed(question)
        self.question = question
        self.alone = [Bill(replace(question, scenarios=(scenario,))) for scenario in question.scenarios]
        self.has_residual = question.residual_value == "straight_line"
        self.alike: dict[Hashable, _Alike] = {}
        self.apart: list[tuple[int, Bill]] = []
        self.rate_of = {name: _first_alike(question, name) for name in INFLATIONS}
        self.knobs_of = _first_places([scenario.assumptions for scenario in question.scenarios])
        for place, bill in enumerate(self.alone):
            self._sort(place, bill)

    def _sort(self, place: int, bill: Bill) -> None:
        """Puts each row with those that are counted alike; apart where its price changes or has tiers."""
        roles = {role for row in bill.rows for role in row.entry.scheme.includes}
        tied = [row for row in bill.rows if row.entry.scheme.includes or row.entry.scheme.role in roles]
        keyed: list[tuple[Hashable, list[Row]]] = [((place, "tied"), tied)] if tied else []
        keyed += [(_counted_by(place, row), [row]) for row in bill.rows if row not in tied]
        for key, rows in keyed:
            if all(_is_steady(row) for row in rows):
                self.alike.setdefault(key, _Alike(place, bill.of(rows))).add(place, rows)
            else:
                self.apart.append((place, bill.of(rows)))

    def costs(self, draws: Draws) -> Costs:
        """Prices every scenario in every row of the draws."""
        run = _Run(self, draws)
        tco: list[Floats] = [np.zeros(1)] * len(self.alone)
        for place, bill in self.apart:
            tco[place] = tco[place] + self._apart(run, place, bill)
        for alike in self.alike.values():
            for place, money in run.paid(alike):
                tco[place] = tco[place] + money
        tco = [money + run.operations(place) for place, money in enumerate(tco)]
        return _costs(tco, run.fleet, run.draws.rows)

    def _apart(self, run: _Run, place: int, bill: Bill) -> Floats:
        """What some rows of a scenario cost by the plain rules, [draw]; nan where nothing says what one does."""
        quantities = run.quantities(place, bill)
        spending = spending_of(bill, quantities, run.rise(place, "price_inflation")[None], run.draws)
        money: Floats = (spending.purchases + spending.yearly).sum(axis=(0, 1))
        for row in bill.rows:
            if replaces(row):
                run.replace_desktops(place, row, quantities.packs[row.place], spending.bought[row.place])
            if self.has_residual and row.entry.scheme.life_years:
                money = money + residual_of(bill, spending, row.place)
            if not row.is_priced:
                money = np.where(is_unsold(row, quantities.packs[row.place]), np.nan, money)
        return money


def _first_alike(question: Question, name: str) -> list[int]:
    """Of each scenario the first that has the same of an assumption."""
    given = [scenario.assumptions.get(name, question.assumptions.get(name)) for scenario in question.scenarios]
    return _first_places(given)


def _first_places(values: list[Any]) -> list[int]:
    """Of each value the place of the first that is equal.

    >>> _first_places([3, 4, 3])
    [0, 1, 0]
    """
    return [values.index(value) for value in values]


def _is_steady(row: Row) -> bool:
    """Whether each pack costs the same, but for inflation and one factor, in every year and whatever the number."""
    return row.is_priced and row.tariff.is_steady and len(row.tiers) == 1


def _counted_by(place: int, row: Row) -> Hashable:
    """What decides how many packs a row needs, buys and pays for; the same for rows that need the same."""
    entry, scheme, scenario = row.entry, row.entry.scheme, row.scenario
    counted: Hashable = (place, scheme.id)
    if entry.quantity is not None:
        counted = entry.quantity
    elif scheme.metric == "site":
        counted = scheme.metric
    elif scheme.metric in SEATS:
        counts_desks = scheme.metric == "device" and scheme.role == "endpoint"
        counted = (scheme.metric, row.groups, scheme.attributes.get("users_per_licence"), counts_desks)
    elif scheme.metric in HOSTS:
        counted = (place, frozenset(scenario.deliveries[group] for group in row.groups), units_per_host(row))
    elif scheme.metric == "gb":
        counted = (place, row.groups, scheme.role == "cloud_storage")
    owned = None
    if entry.owned:
        owned = (entry.owned, entry.owned_years, scheme.charge)
    bought = (owned, scheme.life_years, scheme.maintenance_included_years)
    return (counted, entry.extra, scheme.minimum, scheme.pack, bought)


def _most_so_far(packs: Floats) -> Floats:
    """The most packs of any year up to each, [row, year, draw]: so many are in hand where what is bought stays."""
    most = packs.copy()
    for year in range(1, packs.shape[1]):
        np.maximum(most[:, year], most[:, year - 1], out=most[:, year])
    return most


class _Drawn:
    """Draws of which each is asked for once, and the number of their rows, 1 where nothing was drawn."""

    def __init__(self, draws: Draws) -> None:
        self._draws, self._known = draws, dict[tuple[str, Range], Floats]()
        self.rows = 1

    def __call__(self, name: str, range_: Range) -> Floats:
        values = self._known.get((name, range_))
        if values is None:
            values = self._known[name, range_] = self._draws(name, range_)
            self.rows = max(self.rows, len(values))
        return values


class _Run:
    """One pricing: counts, and their sums over the years, each made once and kept for all that share it."""

    def __init__(self, prepared: Prepared, draws: Draws) -> None:
        question = prepared.question
        self.question, self.alone = question, prepared.alone
        self.draws = draws = _Drawn(draws)
        self.fleet = fleet_of(question, draws)
        known = {place: Knobs(self.alone[place].question, draws) for place in set(prepared.knobs_of)}
        self.knobs = [known[place] for place in prepared.knobs_of]
        self.rate_of = prepared.rate_of
        self.sizing = [sizing_of(bill, self.fleet, knobs) for bill, knobs in zip(self.alone, self.knobs, strict=True)]
        self.newcomers = newcomers_of(self.fleet)
        self.replaced: list[list[tuple[tuple[int, ...], Floats]]] = [[] for _ in self.alone]
        self._rises: dict[Hashable, Floats] = {}
        self._sums: dict[Hashable, Floats] = {}

    def quantities(self, place: int, bill: Bill) -> Quantities:
        """The quantities of some rows of a scenario."""
        return quantities_of(bill, self.fleet, self.sizing[place], self.knobs[place])

    def rise(self, place: int, name: str) -> Floats:
        """(1 + i)^0, (1 + i)^1, ... of one inflation, [year, draw]."""
        key = self._rate(place, name)
        if key not in self._rises:
            self._rises[key] = compound(self.knobs[place][name], self.question.horizon_years)[0]
        return self._rises[key]

    def paid(self, alike: _Alike) -> Iterator[tuple[int, Floats]]:
        """What each scenario pays for the packs of rows that are counted alike, [draw]."""
        packs = self.quantities(alike.at, alike.bill).packs
        bought, yearly = packs, packs
        if alike.has_fresh or not alike.stays:
            bought = bought_of(alike.bill, packs)[0]
            first, last = yearly_packs_of(alike.bill, packs, bought)
            if alike.bill.owned is None:
                yearly = last
            else:
                yearly = last - first
        for place, at, row in alike.devices:
            self.replace_desktops(place, row, packs[at], bought[at])
        in_hand = None
        if alike.stays and alike.has_purchases:
            in_hand = _most_so_far(packs)
        for (at, place, scheme, factor), (a_purchase, a_year) in alike.shares.items():
            money = np.zeros(1)
            if a_purchase:
                if in_hand is None:
                    counts = bought[at]
                else:
                    counts = in_hand[at]
                money = a_purchase * self._purchases(alike, at, counts, place)
            if a_year:
                money = money + a_year * self._risen((id(alike), at), yearly[at], place, "price_inflation")
            yield place, money * drawn(f"price:{scheme}", factor, self.draws) if scheme else money

    def _purchases(self, alike: _Alike, at: int, counts: Floats, place: int) -> Floats:
        """Packs bought, summed over the years by what one counts for then, [draw].

        `counts` [year, draw] are those in hand where what is bought stays.
        """
        key = ("bought", id(alike), at, self._rate(place, "price_inflation"))
        if key not in self._sums:
            row = alike.bill.rows[at]
            is_credited = self.question.residual_value == "straight_line" and row.entry.scheme.life_years
            weights = self._weights(row if is_credited else None, alike.stays, place)
            self._sums[key] = np.einsum("yd,yd->d", counts, weights)
        return self._sums[key]

    def _weights(self, credited: Row | None, stays: bool, place: int) -> Floats:
        """What a purchase counts for in each year: inflation, less what is credited at the end, [year, draw].

        Where what is bought stays, each step up of what is in hand is a purchase, so that a year's number counts
        for what a purchase costs then, less what it would cost the year after.
        """
        key = ("weights", credited and credited.entry.scheme.life_years, stays, self._rate(place, "price_inflation"))
        if key not in self._sums:
            weights = self.rise(place, "price_inflation")
            if credited is not None:
                weights = weights * (1 - shares_left(credited, self.question.horizon_years))[:, None]
            if stays:
                weights = np.concatenate([weights[:-1] - weights[1:], weights[-1:]])
            self._sums[key] = weights
        return self._sums[key]

    def operations(self, place: int) -> Floats:
        """The operating lines of one scenario, [draw]; users' time only where it is to count."""
        bill, knobs = self.alone[place], self.knobs[place]
        deliveries = sorted(set(self.question.scenarios[place].deliveries))
        factors = Factors(bill, knobs, deliveries)
        total: Floats = projects_of(bill, knobs)[0, 0]
        for own in self.question.scenarios[place].own_lines:
            if own.category != "users_time" or self.question.include_indirect:
                if own.inflation == "none":
                    rise = None
                else:
                    rise = self.rise(place, f"{own.inflation}_inflation")
                total = total + own_money(own, self.fleet, rise, self.draws).sum(axis=0)
        for line in OPERATING_LINES:
            if not line.indirect or self.question.include_indirect:
                each = of_parts(line, ONE, factors)[0, :, 0] * knobs[line.price]
                total = total + np.einsum("pd,pd->d", self._counted(place, line, deliveries), each)
        return total

    def _counted(self, place: int, line: OperatingLine, deliveries: list[str]) -> Floats:
        """What a line counts, summed over the years with its inflation, [part, draw]; the first year's if paid once."""
        if line.parts == "site":
            sizing = self.sizing[place]
            if line.counts == "hosts":
                counts = sizing.hosts
            else:
                counts = sizing.storage_gb
            return self._risen((place, line.counts), counts, place, line.rises_with)
        if line.counts == "rolled_out":
            counts = self.newcomers
        else:
            counts = getattr(self.fleet, line.counts)
        of_groups = self._risen(line.counts, counts, place, line.rises_with)
        if line.parts == "group":
            return of_groups
        on = np.array(self.question.scenarios[place].deliveries)
        key = (line.counts, line.rises_with and self._rate(place, line.rises_with), tuple(on))
        if key not in self._sums:
            self._sums[key] = np.stack([of_groups[on == delivery].sum(axis=0) for delivery in deliveries])
        total = self._sums[key]
        for number, (groups, units) in enumerate(self.replaced[place] if line.counts == "rolled_out" else ()):
            counts = np.stack([self._share(groups, on == delivery) * units for delivery in deliveries])
            total = total + self._risen((place, number, "replaced"), counts, place, line.rises_with)
        return total

    def replace_desktops(self, place: int, row: Row, packs: Floats, bought: Floats) -> None:
        """Notes what a row buys of a scenario in the place of others: desktops that are brought into use again."""
        self.replaced[place].append((row.groups, replaced_of(row, packs, bought)))

    def _share(self, groups: Sequence[int], part: NDArray[np.bool_]) -> Floats:
        """How much of the desktops of some groups stands in those of a part, [year, draw]."""
        among = [group for group in groups if part[group]]
        return sum_of(self.fleet.desktops, among) / np.maximum(sum_of(self.fleet.desktops, groups), 1.0)

    def _risen(self, what: Hashable, counts: Floats, place: int, rises_with: str | None) -> Floats:
        """Counts [..., year, draw] summed over the years, each at its power of an inflation, [..., draw].

        What is paid once is paid for the first year's.
        """
        if rises_with is None:
            return counts[..., 0, :]
        key = (what, self._rate(place, rises_with))
        if key not in self._sums:
            self._sums[key] = np.einsum("...yd,yd->...d", counts, self.rise(place, rises_with))
        return self._sums[key]

    def _rate(self, place: int, name: str) -> Hashable:
        """The same for scenarios that share the rate."""
        return name, self.rate_of[name][place]
