"""Scenarios in which what is owned is paid again.

Rights that something rests on, and packs in hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from math import ceil

from ..coverage import coverage_of
from ..document import Entry, Group, Question, Scenario
from ..market import Scheme, list_provided, list_required
from ..payments import packs_by_tier
from ..prices import tariff_of
from ..vocabulary import GOALS, PERIODS

OWNED = "existing_"
DEVICES = ("endpoint", "server")
SEATS: Mapping[str, Callable[[Group], Decimal]] = {
    "device": lambda group: Decimal(group.devices),
    "user": lambda group: Decimal(group.users),
    "user_or_device": lambda group: Decimal(min(group.users, group.devices)),
    "concurrent_user": lambda group: group.users * group.peak_concurrency,
}
Plan = tuple[Decimal, tuple[str, ...]]


def price_again(question: Question) -> tuple[Scenario, ...] | str:
    """Every scenario with what it owns bought at list prices less its discounts; in words what
    nobody sells.

    Of a group's entitlements those are bought that something of the stack, or the delivery itself,
    rests on and that nothing of the stack brings: by the cheapest schemes on sale that bring them
    together, over the years of the comparison. Packs in hand are bought where a price is known. An
    owned right stays a right.
    """
    made = []
    for scenario in question.scenarios:
        bought: dict[str, list[int]] = {}
        for place, group in enumerate(question.fleet):
            needed = needed_rights(question, scenario, place)
            plan = cheapest_of(question, scenario, place, needed)
            if plan is None:
                return f"nothing on sale brings {', '.join(sorted(needed))} to {group.name}"
            for scheme in plan:
                bought.setdefault(scheme, []).append(place)
        made.append(_with(scenario, bought, len(question.fleet)))
    if all(new.stack == old.stack for new, old in zip(made, question.scenarios, strict=True)):
        return "nothing is owned that anything rests on"
    return tuple(made)


def needed_rights(
    question: Question, scenario: Scenario, place: int, wished: Iterable[str] = ()
) -> frozenset[str]:
    """The entitlements of a group that its stack or its delivery rests on, or that are wished, and
    that the stack does not bring.
    """
    counts = coverage_of(scenario, question.fleet).counts
    serving = [
        entry.scheme
        for entry, groups in zip(scenario.stack, counts, strict=True)
        if place in groups
    ]
    asked = {*GOALS[scenario.deliveries[place]], *list_required(serving), *wished}
    return frozenset(asked - list_provided(serving)).intersection(scenario.entitlements[place])


def cheapest_of(
    question: Question, scenario: Scenario, place: int, needed: frozenset[str]
) -> tuple[str, ...] | None:
    """The schemes that bring a group some rights for the least money; None where nothing on sale
    brings one.
    """
    offers: dict[frozenset[str], Plan] = {}
    for scheme in _list_sold_to(question, scenario, place) if needed else ():
        if brings := needed.intersection(scheme.provides):
            plan: Plan = (
                _price_scheme(question, scenario, scheme, question.fleet[place]),
                (scheme.id,),
            )
            offers[brings] = min(plan, offers.get(brings, plan))
    best: dict[frozenset[str], Plan] = {frozenset(): (Decimal(0), ())}
    for _ in needed:
        for held, (cost, names) in list(best.items()):
            for brings, (more, added) in offers.items():
                both = held | brings
                longer: Plan = (cost + more, tuple(sorted((*names, *added))))
                best[both] = min(longer, best.get(both, longer))
    if needed in best:
        return best[needed][1]
    return None


def _list_sold_to(question: Question, scenario: Scenario, place: int) -> Iterator[Scheme]:
    """Seat schemes on sale that a group may use without what it owns.

    What stands on a desk was new once.
    """
    group, endpoint = question.fleet[place], scenario.endpoints[place].removeprefix(OWNED)
    counts = coverage_of(scenario, question.fleet).counts
    own = {*scenario.own_tokens(place)} - {*scenario.entitlements[place]}
    held = {*own, f"endpoint:{endpoint}", f"profile:{group.profile}"}
    for entry, groups in zip(scenario.stack, counts, strict=True):
        if place in groups:
            held.update(scenario.list_brought(entry, place, counts))
    seats = sum(max(each.users, each.devices) for each in question.fleet)
    for name in scenario.market.prices:
        scheme = scenario.market.catalogue.schemes[name]
        is_enough = scheme.maximum is None or scheme.maximum >= seats
        if (
            scheme.metric in SEATS
            and scheme.role not in DEVICES
            and is_enough
            and held.issuperset(scheme.requires)
        ):
            yield scheme


def _price_scheme(question: Question, scenario: Scenario, scheme: Scheme, group: Group) -> Decimal:
    """What a scheme costs a group over the years, before any rise of prices."""
    packs = ceil(max(SEATS[scheme.metric](group), Decimal(scheme.minimum)) / scheme.pack)
    tariff = tariff_of(scenario, _entry(scheme, (), False), question.horizon_years, "none")
    tiers = packs_by_tier(tariff.years[0], scheme, packs * scheme.pack, 0, packs)
    a_purchase = sum((count * net for count, _, net in tiers), Decimal(0))
    years = question.horizon_years
    if scheme.charge == "perpetual":
        return a_purchase * (1 + scheme.maintenance_rate * years)
    return a_purchase * PERIODS[scheme.period] * years


def _with(scenario: Scenario, bought: dict[str, list[int]], groups: int) -> Scenario:
    """The scenario with nothing in hand that has a price, and what is bought beside its stack."""
    priced = {*scenario.market.prices, *scenario.net_prices}
    stack = [
        replace(entry, owned=None, owned_years=None)
        if entry.owned and entry.scheme.id in priced
        else entry
        for entry in scenario.stack
    ]
    for name, served in bought.items():
        scheme = scenario.market.catalogue.schemes[name]
        paid = replace(scheme, role="service", requires=(), provides=(), excludes=(), includes={})
        stack.append(_entry(paid, tuple(served), len(served) == groups))
    return replace(scenario, stack=tuple(stack))


def _entry(scheme: Scheme, groups: tuple[int, ...], serves_all: bool) -> Entry:
    return Entry(
        scheme, groups, serves_all, None, 0, is_seat=True, term=next(iter(scheme.terms), "")
    )
