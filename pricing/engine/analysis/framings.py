"""Could it be rigged? The same comparison under other framings, each a question to the one engine.

What is counted and at what rate it is discounted only chooses among the money of one run; what
the scenarios share stands beside them in the same run, as scenarios more; other horizons are runs
of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from ..counted_findings import findings_of
from ..document import Question, Scenario
from ..evaluate import Evaluation, LineKey, evaluate
from ..exact import Floats, cents_half_up
from ..fields import MOST_DESKTOPS
from ..figures import Cents
from ..finance import annualise, present_value
from ..knobs import KNOBS, REQUIRED_KNOBS
from ..needs import needed_by
from ..numbers import typical
from ..totals import LARGEST_MONEY
from .like_for_like import ALIKE
from .numbers_in_words import plain

YEARS = (1, 3, 5, 7)
GROUPS = {
    "asked": "",
    "time": "Time and money",
    "counted": "What is counted",
    "alike": "The same for all",
    "endpoints": "Endpoints",
}
LABOUR = ("people", "roll_out", "users_time")
PURCHASES = ("devices", "licences", "servers_storage", "cloud")
NOTHING_CHANGES = "changes nothing"
AS_ASKED = "is as asked"

Counts = Callable[[LineKey], bool]


@dataclass(frozen=True, slots=True)
class Framing:
    """What every scenario costs under one framing, in cents; None where it has no figures, or no
    desktop stands.

    `label` names it in a table, `where` ends a sentence about who costs least. `state` says why it
    does not count: it changes nothing, or cannot be made; "" where it counts. `compliant` says
    whose licence rules are met in it.
    """

    key: str
    group: str
    label: str
    where: str
    state: str
    totals: tuple[Cents | None, ...]
    months: tuple[Cents | None, ...]
    compliant: tuple[bool, ...]

    @property
    def shown(self) -> tuple[object, ...]:
        """What a framing must change to count: the amounts a reader sees, who may win, and who
        does.

        Totals always differ over another horizon, so they only count where no desktop stands.
        """
        has_months = any(month is not None for month in self.months)
        return self.months if has_months else self.totals, self.compliant, self.winner

    @property
    def counts(self) -> bool:
        """Whether it stands in the verdict."""
        return not self.state

    @property
    def winner(self) -> int | None:
        """Who costs least of those that may win; None where two are equal to the cent, or nobody
        may.
        """
        ranked = self._rank_framings()
        if not ranked or (len(ranked) > 1 and self.totals[ranked[0]] == self.totals[ranked[1]]):
            return None
        return ranked[0]

    @property
    def lead(self) -> Cents | None:
        """By how much the winner is ahead of the next, a desktop a month; None where there is no
        next.
        """
        ranked = self._rank_framings()
        if self.winner is None or len(ranked) < 2:
            return None
        first, second = self.months[ranked[0]], self.months[ranked[1]]
        if first is None or second is None:
            return None
        return second - first

    def _rank_framings(self) -> list[int]:
        may_win = [(total, place) for place, total in enumerate(self.totals) if total is not None]
        return [place for _, place in sorted(may_win) if self.compliant[place]]


def framings_of(
    question: Question, years: Sequence[int] = YEARS, rate: Decimal | None = None
) -> list[Framing]:
    """Every framing of a question, as asked first; those that change nothing or cannot be made with
    their state.

    `rate` discounts later money; where none is given, the question's own does. Raises `Faults`
    where an assumption that the question itself needs is missing.
    """
    if rate is None:
        rate = question.discount_rate
    horizon = question.horizon_years
    counted = _frame_counted(question)
    words = "direct costs"
    if question.include_indirect:
        words = "with users' time"
    alike = {each.key: each.make(question) for each in ALIKE}
    made = {key: found for key, found in alike.items() if not isinstance(found, str)}
    made = {key: found for key, found in made.items() if not _list_missing(question, found)}
    run = evaluate(replace(question, scenarios=sum(made.values(), question.scenarios)))
    make = _Maker(question, run, counted)
    result = [
        make("asked", "asked", f"as asked: {_change_years(horizon)}, {words}", "as asked", counted)
    ]
    for number in years:
        result.append(make.over(number))
    percent = plain(rate * 100)
    where = f"where later money is discounted at {percent} % a year"
    discounted = f"{_change_years(horizon)}, discounted at {percent} %"
    result.append(make("discounted", "time", discounted, where, counted, rate))
    result.append(make.paid_otherwise(rate, discounted))
    result.append(make.with_what_is_left())
    for key, label, where, counts in _list_countings(question):
        result.append(make(key, "counted", label, where, counts))
    for each in ALIKE:
        found = alike[each.key]
        if isinstance(found, str):
            state = found
        else:
            state = _list_missing(question, found)
        first = None
        if each.key in made:
            first = len(question.scenarios) * (1 + list(made).index(each.key))
        label = each.label(question)
        result.append(
            make.without(each.key, each.group, label, each.where, f"cannot be made: {state}")
            if first is None
            else make(each.key, each.group, label, each.where, counted, first=first)
        )
    return result


def _frame_counted(question: Question) -> Counts:
    """What the total counts: users' time only where the question has it in."""
    if question.include_indirect:
        return lambda line: True
    return _is_direct


def _is_direct(line: LineKey) -> bool:
    return not line.is_indirect


def _list_countings(question: Question) -> list[tuple[str, str, str, Counts]]:
    counted = _frame_counted(question)
    return [
        ("direct", "hard costs only", "where users' time is left out", _is_direct),
        ("indirect", "with users' lost time", "where users' lost time counts", lambda line: True),
        (
            "no_administration",
            "without administration",
            "where administration is left out",
            lambda line: (
                counted(line) and (line.operating is None or line.operating.key != "administration")
            ),
        ),
        (
            "no_labour",
            "without any labour",
            "where labour is left out",
            lambda line: counted(line) and line.category not in LABOUR,
        ),
        (
            "purchases",
            "purchases only",
            "where only purchases count",
            lambda line: line.operating is None and line.category in PURCHASES,
        ),
    ]


class _Maker:
    """Makes framings of one run: of its first scenarios, or of those that stand behind them."""

    def __init__(self, question: Question, run: Evaluation, counted: Counts) -> None:
        self.question, self.run, self.counted = question, run, counted
        self.asked: Framing | None = None

    def __call__(
        self,
        key: str,
        group: str,
        label: str,
        where: str,
        counts: Counts,
        rate: Decimal = Decimal(0),
        first: int = 0,
    ) -> Framing:
        """The framing that counts some lines of as many scenarios from `first` on, discounted at a
        rate.
        """
        return self._of(
            self.run, key, group, label, where, _total(self.run, counts, rate), first, rate
        )

    def over(self, years: int) -> Framing:
        """The framing over another number of years."""
        words = key, group, label, where = (
            f"years_{years}",
            "time",
            _change_years(years),
            f"over {_change_years(years)}",
        )
        if years == self.question.horizon_years:
            assert self.asked is not None
            return replace(
                self.asked, key=key, group=group, label=label, where=where, state=AS_ASKED
            )
        if (grown := _make_grown(self.question, years)) > MOST_DESKTOPS:
            return self.without(*words, f"cannot be made: the fleet would grow to {grown:,.0f}")
        run = evaluate(replace(self.question, horizon_years=years))
        return self._of(run, *words, _total(run, self.counted, Decimal(0)), 0)

    def paid_otherwise(self, rate: Decimal, label: str) -> Framing:
        """Discounted, with yearly payments at the other end of their year than the question has
        them.
        """
        end = "start"
        if self.question.yearly_payments == "start":
            end = "end"
        run = evaluate(replace(self.question, yearly_payments=end))
        where = (
            f"where later money is discounted and yearly payments fall due at the {end} of the year"
        )
        total = _total(run, self.counted, rate)
        return self._of(
            run, "paid", "time", f"{label}, paid at the {end} of the year", where, total, 0, rate
        )

    def with_what_is_left(self) -> Framing:
        """With the value of what outlasts the years, or without it where the question has it in."""
        is_in = self.question.residual_value != "none"
        run = evaluate(replace(self.question, residual_value="none" if is_in else "straight_line"))
        words = f"{'without' if is_in else 'with'} what is left at the end"
        where = f"where what is left at the end {'does not count' if is_in else 'counts'}"
        return self._of(
            run, "residual", "time", words, where, _total(run, self.counted, Decimal(0)), 0
        )

    def without(self, key: str, group: str, label: str, where: str, state: str) -> Framing:
        """A framing without figures, and why."""
        none = (None,) * len(self.question.scenarios)
        return Framing(key, group, label, where, state, none, none, (False,) * len(none))

    def _of(
        self, run: Evaluation, key: str, group: str, label: str, where: str, total: Floats,
        first: int, rate: Decimal = Decimal(0),
    ) -> Framing:  # fmt: skip
        """`rate`: that of a discounted total, which by the month is the equivalent annual cost /
        12.
        """
        places = range(first, first + len(self.question.scenarios))
        if not (np.abs(total[first : places.stop]) < LARGEST_MONEY).all():
            return self.without(
                key,
                group,
                label,
                where,
                "cannot be made: a total is too large to state to the cent",
            )
        kinds = [
            {finding.kind for finding in found} for found in findings_of(run)[first : places.stop]
        ]
        years = run.question.horizon_years
        desktop_months = 12 * float(run.fleet.desktops[:, :, 0].sum())
        cents = _round_cents(total)
        spread = annualise(total, float(rate), years) * years
        months: Sequence[int | None] = [None] * len(total)
        if desktop_months:
            months = _round_cents(spread / desktop_months)
        is_priced = ["not_on_sale" not in found for found in kinds]
        framing = Framing(
            key, group, label, where, "",
            tuple(_keep_priced(cents[places.start : places.stop], is_priced)),
            tuple(_keep_priced(months[places.start : places.stop], is_priced)),
            tuple(not found - {"unused"} for found in kinds),
        )  # fmt: skip
        if self.asked is None:
            self.asked = framing
            return framing
        if framing.shown == self.asked.shown:
            return replace(framing, state=NOTHING_CHANGES)
        return framing


def _keep_priced(cents: Sequence[int | None], is_priced: Sequence[bool]) -> list[int | None]:
    """Each sum of a scenario in which all is priced; None of the others."""
    return [each if priced else None for each, priced in zip(cents, is_priced, strict=True)]


def _total(run: Evaluation, counts: Counts, rate: Decimal) -> Floats:
    """What each scenario costs in some of its lines, discounted, [scenario]."""
    is_counted = np.array([counts(line) for line in run.lines])
    flow = np.add.reduceat(run.money[:, :, :1] * is_counted[:, None, None], run.starts[:-1], axis=0)
    return present_value(flow, float(rate))[:, 0]


def _round_cents(money: Floats) -> list[int]:
    return [int(cents) for cents in cents_half_up(money).tolist()]


def _list_missing(question: Question, scenarios: tuple[Scenario, ...]) -> str:
    """An assumption that scenarios need and nobody gives, in words; "" where there is none."""
    given = (
        question.market.assumptions.keys()
        | question.assumptions.keys()
        | (KNOBS.keys() - REQUIRED_KNOBS)
    )
    for scenario in scenarios:
        for name in sorted(needed_by(question, scenario) - given - scenario.assumptions.keys()):
            return f"{name} is nowhere given"
    return ""


def _make_grown(question: Question, years: int) -> float:
    """The largest fleet of any year, growth at its likely value."""
    growth = question.annual_growth
    rate = float(typical(growth))
    first = max(
        sum(group.desktops for group in question.fleet),
        sum(group.users for group in question.fleet),
    )
    return first * max(1.0, (1 + rate) ** (years - 1))


def _change_years(number: int) -> str:
    if number == 1:
        return f"{number} year"
    return f"{number} years"
