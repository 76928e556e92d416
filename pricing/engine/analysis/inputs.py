"""The numbers of a question that can be moved."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ..document import OwnLine, Question, Scenario
from ..fields import MOST_DESKTOPS, MOST_FACTOR, MOST_MONEY, MOST_OWN_MONEY
from ..knobs import KNOBS
from ..needs import find_needed
from ..numbers import Number, Range
from .foreign_money import find_converted, find_currency, find_foreign, find_highest_rate

PRICE = "price:"
NET = "net:"
OWN = "own:"
RATE = "rate:"
GROWTH = "annual_growth"


class Input(NamedTuple):
    """One number that can be moved.

    `name` is how draws know it; `path` the field of the document where it stands, "" where
    it stands in none yet; `low`, `typical` and `high` its range, all three alike where it has
    none; `least` and `most` the bounds within which a document may hold it.
    """

    name: str
    path: str
    label: str
    unit: str
    low: Decimal
    typical: Decimal
    high: Decimal
    least: Decimal
    most: Decimal
    is_whole: bool = False

    @property
    def has_range(self) -> bool:
        """Whether it is uncertain."""
        return self.low < self.high

    @property
    def range(self) -> Range:
        """From its low to its high."""
        return Range(self.low, self.typical, self.high)


def inputs_of(question: Question) -> list[Input]:
    """Everything that can be moved: needed assumptions, growth, rates, prices, own lines, numbers
    of the groups.
    """
    prices = (*_list_prices(question), *_list_quotes(question), *_list_own_lines(question))
    return [
        *_list_assumptions(question),
        _make_growth_input(question),
        *_list_rates(question),
        *prices,
        *_list_groups(question),
    ]


def uncertain_inputs(question: Question) -> list[Input]:
    """The inputs that have a range and count, each once: the comparison's, else the first
    scenario's own.
    """
    if not question.has_ranges:
        return []
    known = {each.name: each for each in inputs_of(question)}
    for place, scenario in enumerate(question.scenarios):
        for name, number in scenario.assumptions.items():
            if isinstance(number, Range) and name in known and not known[name].has_range:
                low, typical, high = _list_ends(number)
                path = f"scenarios.{place}.assumptions.{name}"
                known[name] = known[name]._replace(path=path, low=low, typical=typical, high=high)
    return [each for each in known.values() if each.has_range]


def has_factor(scenario: Scenario, scheme: str) -> bool:
    """Whether a factor on the scheme's price may stand in a scenario: it is in the stack, and
    nothing was quoted.
    """
    return scheme not in scenario.net_prices and any(
        entry.scheme.id == scheme for entry in scenario.stack
    )


def has_quote(scenario: Scenario, scheme: str) -> bool:
    """Whether a scheme of the scenario's stack was quoted."""
    return scheme in scenario.net_prices and any(
        entry.scheme.id == scheme for entry in scenario.stack
    )


def name_of_line(place: int, own: OwnLine) -> str:
    """How draws know an own line of the scenario at a place."""
    return f"{OWN}{place}:{own.name}"


def make_range(number: Number) -> Range:
    if isinstance(number, Range):
        return number
    return Range.at(number)


def _list_assumptions(question: Question) -> list[Input]:
    """In the order of the table of knobs; a scenario's own number stands for itself, so only shared
    ones.
    """
    result = []
    needed = find_needed(question)
    for name, knob in KNOBS.items():
        known = question.market.assumptions.get(name)
        number = question.assumptions.get(name, known.typical if known else None)
        if name not in needed or number is None:
            continue
        r = make_range(number)
        result.append(
            Input(
                name, f"assumptions.{name}", knob.label, knob.unit, *_list_ends(r),
                least=knob.low, most=knob.high, is_whole=knob.whole,
            )
        )  # fmt: skip
    return result


def _list_ends(r: Range) -> tuple[Decimal, Decimal, Decimal]:
    return r.low, r.mode, r.high


def _make_growth_input(question: Question) -> Input:
    r = make_range(question.annual_growth)
    return Input(
        GROWTH,
        GROWTH,
        "Growth of the fleet",
        "a year",
        *_list_ends(r),
        least=Decimal("-0.99"),
        most=Decimal(1),
    )


def _list_prices(question: Question) -> list[Input]:
    """The factor on the price of each scheme of a stack, once; its path is that of the first
    scenario that has it.
    """
    result: dict[str, Input] = {}
    for place, scenario in enumerate(question.scenarios):
        for scheme in [
            entry.scheme for entry in scenario.stack if entry.scheme.id not in scenario.net_prices
        ]:
            r = make_range(scenario.prices.get(scheme.id, Decimal(1)))
            before = result.get(scheme.id)
            if before is None or (r.low < r.high and not before.has_range):
                result[scheme.id] = Input(
                    f"{PRICE}{scheme.id}",
                    f"scenarios.{place}.prices.{scheme.id}",
                    f"Price of {scheme.name}",
                    "times the net price",
                    *_list_ends(r),
                    least=Decimal(0),
                    most=MOST_FACTOR,
                )
    return list(result.values())


def _list_quotes(question: Question) -> list[Input]:
    """What a pack costs where it was quoted, each scheme once; of a quote by year the first year's,
    for all of them.
    """
    result: dict[str, Input] = {}
    for place, scenario in enumerate(question.scenarios):
        for scheme in [
            entry.scheme for entry in scenario.stack if entry.scheme.id in scenario.net_prices
        ]:
            amounts = scenario.net_prices[scheme.id].amounts
            years = ", the same every year" if len(amounts) > 1 else ""
            label = f"Quoted price of {scheme.name}{years}"
            path = f"scenarios.{place}.prices.{scheme.id}.net"
            now = amounts[0]
            found = Input(
                f"{NET}{scheme.id}", path, label, "money", now, now, now, Decimal(0), MOST_MONEY
            )
            result.setdefault(scheme.id, found)
    return list(result.values())


def _list_own_lines(question: Question) -> list[Input]:
    """The amounts of own lines, of each scenario by itself."""
    many = len(question.scenarios) > 1
    result = []
    for place, scenario in enumerate(question.scenarios):
        for index, own in enumerate(scenario.own_lines):
            if many:
                label = f"{own.name}, {scenario.name}"
            else:
                label = own.name
            path = f"scenarios.{place}.own_lines.{index}.amount"
            ends = (own.amount, own.amount, own.amount)
            result.append(
                Input(
                    name_of_line(place, own),
                    path,
                    label,
                    "money",
                    *ends,
                    least=-MOST_OWN_MONEY,
                    most=MOST_OWN_MONEY,
                )
            )
    return result


def _list_rates(question: Question) -> list[Input]:
    """The exchange rates of assumptions that count, up to where one of them would be more than it
    may hold.
    """
    foreign = find_foreign(question)
    currency = question.market.catalogue.currency
    result = []
    in_steps = find_converted(question)
    for code in sorted({find_currency(known) for known in foreign} - in_steps):
        now = question.market.rates[code].rate
        told = [known for known in foreign if find_currency(known) == code]
        most = find_highest_rate(told, now)
        label, unit = f"Exchange rate of {code}", f"{currency} for one {code}"
        result.append(
            Input(
                f"{RATE}{code}",
                f"exchange_rates.{code}",
                label,
                unit,
                now,
                now,
                now,
                Decimal("0.0001"),
                most,
            )
        )
    return result


def _list_groups(question: Question) -> list[Input]:
    result = []
    for place, group in enumerate(question.fleet):
        for field, label, unit in (
            ("desktops", f"Desktops, {group.name}", "desktops"),
            ("users", f"Users, {group.name}", "users"),
            ("devices", f"Devices, {group.name}", "devices"),
            ("peak_concurrency", f"At the peak, {group.name}", "share"),
        ):
            number = Decimal(getattr(group, field))
            is_share = field == "peak_concurrency"
            path = f"fleet.{place}.{field}"
            if is_share:
                most = Decimal(1)
            else:
                most = Decimal(MOST_DESKTOPS)
            result.append(
                Input(
                    path,
                    path,
                    label,
                    unit,
                    number,
                    number,
                    number,
                    Decimal(0),
                    most,
                    is_whole=not is_share,
                )
            )
    return result
