"""One pricing of prepared scenarios: counts, and their sums over the years, each made once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..bill import Bill, Row
from ..document import Question
from ..draws import Draws, Knobs, draw_number
from ..evaluate import own_money
from ..exact import Floats
from ..fleet import compound_rate, fleet_of
from ..numbers import Range
from ..operating_lines import OPERATING_LINES, OperatingLine
from ..operations import Factors, of_parts, projects_of
from ..quantities import Quantities, quantities_of, sum_of
from ..roll_out import newcomers_of, replaced_of
from ..sizing import sizing_of
from ..spending import bought_of, shares_left, yearly_packs_of
from .counted_alike import Alike

ONE = np.ones((1, 1, 1, 1))


def _find_most_so_far(packs: Floats) -> Floats:
    """The most packs of any year up to each, [row, year, draw]: so many are in hand where what is
    bought stays.
    """
    most = packs.copy()
    for year in range(1, packs.shape[1]):
        np.maximum(most[:, year], most[:, year - 1], out=most[:, year])
    return most


class _Drawn:
    """Draws of which each is asked for once, and the number of their rows, 1 where nothing was
    drawn.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws, self._known = draws, dict[tuple[str, Range], Floats]()
        self.rows = 1

    def __call__(self, name: str, range_: Range) -> Floats:
        values = self._known.get((name, range_))
        if values is None:
            values = self._known[name, range_] = self._draws(name, range_)
            self.rows = max(self.rows, len(values))
        return values


class OnePricing:
    """One pricing: counts, and their sums over the years, each made once and kept for all that
    share it.

    `alone`: the bill of each scenario; `knobs_of` and `rate_of`: the first scenario with the same
    assumptions, and with the same rate of an inflation.
    """

    def __init__(
        self,
        question: Question,
        alone: Sequence[Bill],
        knobs_of: Sequence[int],
        rate_of: Mapping[str, Sequence[int]],
        draws: Draws,
    ) -> None:
        self.question, self.alone, self.rate_of = question, alone, rate_of
        self.draws = draws = _Drawn(draws)
        self.fleet = fleet_of(question, draws)
        known = {place: Knobs(alone[place].question, draws) for place in set(knobs_of)}
        self.knobs = [known[place] for place in knobs_of]
        self.sizing = [
            sizing_of(bill, self.fleet, knobs)
            for bill, knobs in zip(self.alone, self.knobs, strict=True)
        ]
        self.newcomers = newcomers_of(self.fleet)
        self.replaced: list[list[tuple[tuple[int, ...], Floats]]] = [[] for _ in self.alone]
        self._rises: dict[Hashable, Floats] = {}
        self._sums: dict[Hashable, Floats] = {}

    def quantities(self, place: int, bill: Bill) -> Quantities:
        """The quantities of some rows of a scenario."""
        return quantities_of(bill, self.fleet, self.sizing[place], self.knobs[place])

    def rise(self, place: int, name: str) -> Floats:
        """(1 + i)^0, (1 + i)^1, ... of one inflation, [year, draw]."""
        key = self._name_rate(place, name)
        if key not in self._rises:
            self._rises[key] = compound_rate(self.knobs[place][name], self.question.horizon_years)[
                0
            ]
        return self._rises[key]

    def paid(self, alike: Alike) -> Iterator[tuple[int, Floats]]:
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
            in_hand = _find_most_so_far(packs)
        for (at, place, scheme, factor), (a_purchase, a_year) in alike.shares.items():
            money = np.zeros(1)
            if a_purchase:
                if in_hand is None:
                    counts = bought[at]
                else:
                    counts = in_hand[at]
                money = a_purchase * self._sum_purchases(alike, at, counts, place)
            if a_year:
                money = money + a_year * self._sum_over_years(
                    (id(alike), at), yearly[at], place, "price_inflation"
                )
            if scheme:
                money = money * draw_number(f"price:{scheme}", factor, self.draws)
            yield place, money

    def _sum_purchases(self, alike: Alike, at: int, counts: Floats, place: int) -> Floats:
        """Packs bought, summed over the years by what one counts for then, [draw].

        `counts` [year, draw] are those in hand where what is bought stays.
        """
        key = ("bought", id(alike), at, self._name_rate(place, "price_inflation"))
        if key not in self._sums:
            row = alike.bill.rows[at]
            is_credited = (
                self.question.residual_value == "straight_line" and row.entry.scheme.life_years
            )
            weights = self._weigh_purchases(row if is_credited else None, alike.stays, place)
            self._sums[key] = np.einsum("yd,yd->d", counts, weights)
        return self._sums[key]

    def _weigh_purchases(self, credited: Row | None, stays: bool, place: int) -> Floats:
        """What a purchase counts for in each year: inflation, less what is credited at the end,
        [year, draw].

        Where what is bought stays, each step up of what is in hand is a purchase, so that a year's
        number counts for what a purchase costs then, less what it would cost the year after.
        """
        key = (
            "weights",
            credited and credited.entry.scheme.life_years,
            stays,
            self._name_rate(place, "price_inflation"),
        )
        if key not in self._sums:
            weights = self.rise(place, "price_inflation")
            if credited is not None:
                weights = (
                    weights * (1 - shares_left(credited, self.question.horizon_years))[:, None]
                )
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
                total = total + np.einsum(
                    "pd,pd->d", self._count_for_line(place, line, deliveries), each
                )
        return total

    def _count_for_line(self, place: int, line: OperatingLine, deliveries: list[str]) -> Floats:
        """What a line counts, summed over the years with its inflation, [part, draw]; the first
        year's if paid once.
        """
        if line.parts == "site":
            sizing = self.sizing[place]
            if line.counts == "hosts":
                counts = sizing.hosts
            else:
                counts = sizing.storage_gb
            return self._sum_over_years((place, line.counts), counts, place, line.rises_with)
        if line.counts == "rolled_out":
            counts = self.newcomers
        else:
            counts = getattr(self.fleet, line.counts)
        of_groups = self._sum_over_years(line.counts, counts, place, line.rises_with)
        if line.parts == "group":
            return of_groups
        on = np.array(self.question.scenarios[place].deliveries)
        key = (line.counts, line.rises_with and self._name_rate(place, line.rises_with), tuple(on))
        if key not in self._sums:
            self._sums[key] = np.stack(
                [of_groups[on == delivery].sum(axis=0) for delivery in deliveries]
            )
        total = self._sums[key]
        for number, (groups, units) in enumerate(
            self.replaced[place] if line.counts == "rolled_out" else ()
        ):
            counts = np.stack(
                [self._find_share(groups, on == delivery) * units for delivery in deliveries]
            )
            total = total + self._sum_over_years(
                (place, number, "replaced"), counts, place, line.rises_with
            )
        return total

    def replace_desktops(self, place: int, row: Row, packs: Floats, bought: Floats) -> None:
        """Notes what a row buys of a scenario in the place of others: desktops that are brought
        into use again.
        """
        self.replaced[place].append((row.groups, replaced_of(row, packs, bought)))

    def _find_share(self, groups: Sequence[int], part: NDArray[np.bool_]) -> Floats:
        """How much of the desktops of some groups stands in those of a part, [year, draw]."""
        among = [group for group in groups if part[group]]
        return sum_of(self.fleet.desktops, among) / np.maximum(
            sum_of(self.fleet.desktops, groups), 1.0
        )

    def _sum_over_years(
        self, what: Hashable, counts: Floats, place: int, rises_with: str | None
    ) -> Floats:
        """Counts [..., year, draw] summed over the years, each at its power of an inflation, [...,
        draw].

        What is paid once is paid for the first year's.
        """
        if rises_with is None:
            return counts[..., 0, :]
        key = (what, self._name_rate(place, rises_with))
        if key not in self._sums:
            self._sums[key] = np.einsum("...yd,yd->...d", counts, self.rise(place, rises_with))
        return self._sums[key]

    def _name_rate(self, place: int, name: str) -> Hashable:
        """The same for scenarios that share the rate."""
        return name, self.rate_of[name][place]
