"""Scenarios in which something is the same for all: staffing, memory, storage, devices on desks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ..coverage import coverage_of
from ..document import Entry, Question, Scenario
from ..market import Scheme
from ..numbers import Number, typical
from ..vocabulary import DELIVERIES, HOSTED
from .numbers_in_words import plain
from .paid_again import price_again

STAFFING = ("desktops_per_admin", "calls_per_user_year")
SAVING = "storage_saving"
OVERCOMMIT = "memory_overcommit"
KEPT = "existing_pc"
PC_ONLY = "software_assurance"

Scenarios = tuple[Scenario, ...]


class Alike(NamedTuple):
    """One way to make scenarios alike: `make` gives them, or says in words why it cannot."""

    key: str
    group: str
    label: Callable[[Question], str]
    where: str
    make: Callable[[Question], Scenarios | str]


def number_of(question: Question, name: str) -> Decimal | None:
    """The comparison's own number of an assumption, else the catalogue's; None where neither gives
    one.
    """
    known = question.market.assumptions.get(name)
    if name in question.assumptions:
        return typical(question.assumptions[name])
    if known:
        return known.typical
    return None


def with_assumptions(scenario: Scenario, values: Mapping[str, Number]) -> Scenario:
    """The scenario with assumptions of its own over those that it has."""
    return replace(scenario, assumptions={**scenario.assumptions, **values})


def without_assumption(scenario: Scenario, name: str) -> Scenario:
    """The scenario without one of its own assumptions, so that the comparison's holds."""
    return replace(
        scenario, assumptions={key: n for key, n in scenario.assumptions.items() if key != name}
    )


def without_sharing(scenario: Scenario) -> Scenario:
    """The scenario whose hypervisor promises no more memory than there is."""
    hypervisor = scenario.hypervisors["vdi"]
    if hypervisor is None or OVERCOMMIT not in hypervisor.attributes:
        return scenario
    attributes = {
        name: number for name, number in hypervisor.attributes.items() if name != OVERCOMMIT
    }
    hypervisors = {**scenario.hypervisors, "vdi": replace(hypervisor, attributes=attributes)}
    return replace(scenario, hypervisors=hypervisors)


def _change_staffing(question: Question) -> Scenarios | str:
    """One number of desktops an administrator and of calls a user for all: those of PCs."""
    values: dict[str, Number] = {}
    for stem in STAFFING:
        number = number_of(question, f"pc.{stem}")
        if number is None:
            return f"pc.{stem} is nowhere given"
        values |= {f"{delivery}.{stem}": number for delivery in DELIVERIES}
    return tuple(with_assumptions(scenario, values) for scenario in question.scenarios)


def _name_staffing(question: Question) -> str:
    numbers = [number_of(question, f"pc.{stem}") for stem in STAFFING]
    if None in numbers:
        return "PCs' staffing"
    desktops, calls = (plain(number) for number in numbers if number is not None)
    return f"PCs' staffing: {desktops} an administrator, {calls} calls"


def _has_hosts(question: Question) -> bool:
    return any(
        delivery in HOSTED for scenario in question.scenarios for delivery in scenario.deliveries
    )


def _drop_sharing(question: Question) -> Scenarios | str:
    if not _has_hosts(question):
        return "no scenario has hosts"
    return tuple(without_sharing(scenario) for scenario in question.scenarios)


def _change_saving(question: Question) -> Scenarios | str:
    if not _has_hosts(question):
        return "no scenario has hosts"
    if number_of(question, SAVING) is None:
        return f"{SAVING} is nowhere given"
    return tuple(without_assumption(scenario, SAVING) for scenario in question.scenarios)


def _name_saving(question: Question) -> str:
    number = number_of(question, SAVING)
    if number is None:
        return "the same storage saved"
    return f"{plain(number * 100)} % of storage saved"


def _keep_desks(question: Question) -> Scenarios | str:
    """No device is bought: every desk keeps a PC that stands there, which brings what the new
    device would.
    """
    return tuple(_kept(question, scenario) for scenario in question.scenarios)


def _kept(question: Question, scenario: Scenario) -> Scenario:
    owned = [list(tokens) for tokens in scenario.entitlements]
    for entry, groups in zip(
        scenario.stack, coverage_of(scenario, question.fleet).counts, strict=True
    ):
        if entry.scheme.role == "endpoint":
            for group in groups:
                owned[group].extend(entry.scheme.provides)
    return replace(
        scenario,
        endpoints=tuple(e if e.startswith("existing_") else KEPT for e in scenario.endpoints),
        entitlements=tuple(tuple(dict.fromkeys(tokens)) for tokens in owned),
        stack=tuple(entry for entry in scenario.stack if entry.scheme.role != "endpoint"),
    )


def _find_desks_bought(question: Question) -> Scenarios | str:
    """Every desk that kept its device gets a new one: a PC where a PC works, else a thin client."""
    result = []
    for scenario in question.scenarios:
        made = _bought(question, scenario)
        if isinstance(made, str):
            return made
        result.append(made)
    return tuple(result)


def _bought(question: Question, scenario: Scenario) -> Scenario | str:
    """One scenario with new devices.

    Software Assurance is a PC's, so a desk that gets a thin client has none.
    """
    endpoints, entitlements, stack = (
        list(scenario.endpoints),
        list(scenario.entitlements),
        list(scenario.stack),
    )
    for group, delivery in enumerate(scenario.deliveries):
        if not endpoints[group].startswith("existing_"):
            continue
        kind = "thin_client"
        if delivery == "pc":
            kind = "pc"
        device = _find_device(question, scenario, kind)
        if device is None:
            return f"no {kind.replace('_', ' ')} is on sale for {scenario.name}"
        endpoints[group] = kind
        if kind != "pc":
            entitlements[group] = tuple(token for token in entitlements[group] if token != PC_ONLY)
        _serve(stack, device, group, len(question.fleet))
    made = replace(
        scenario, endpoints=tuple(endpoints), entitlements=tuple(entitlements), stack=tuple(stack)
    )
    return _licensed(question, made)


def _licensed(question: Question, scenario: Scenario) -> Scenario:
    """The scenario with the licences that its groups now lack, as another scenario of the
    comparison has them.
    """
    stack = list(scenario.stack)
    names = [group.name for group in question.fleet]
    for finding in coverage_of(scenario, question.fleet).findings:
        if finding.kind != "uncovered" or finding.group is None:
            continue
        group = names.index(finding.group)
        has = {*scenario.entitlements[group], f"delivery:{scenario.deliveries[group]}"}
        for scheme in (
            entry.scheme for other in question.scenarios for entry in other.stack if entry.is_seat
        ):
            is_on_sale = scenario.market.price(scheme.id) is not None
            if finding.token in scheme.provides and is_on_sale and has.issuperset(scheme.requires):
                _serve(stack, scheme, group, len(names))
                break
    return replace(scenario, stack=tuple(stack))


def _find_device(question: Question, scenario: Scenario, kind: str) -> Scheme | None:
    """The device for a desk: the scenario's own, else the first of another scenario, else the
    cheapest on sale.
    """
    token = f"endpoint:{kind}"
    market = scenario.market
    for other in (scenario, *question.scenarios):
        for entry in other.stack:
            if (
                entry.scheme.role == "endpoint"
                and token in entry.scheme.requires
                and market.price(entry.scheme.id)
            ):
                return entry.scheme
    schemes = market.catalogue.schemes
    fitting = [
        (price.amount, name)
        for name, price in market.prices.items()
        if schemes[name].role == "endpoint" and schemes[name].requires == (token,)
    ]
    if fitting:
        return schemes[min(fitting)[1]]
    return None


def _serve(stack: list[Entry], device: Scheme, group: int, groups: int) -> None:
    """Lets the stack's entry of a device serve one group more; adds the entry where there is
    none.
    """
    for place, entry in enumerate(stack):
        if entry.scheme.id == device.id:
            served = tuple(sorted({*entry.groups, group}))
            stack[place] = replace(entry, groups=served, serves_all=len(served) == groups)
            return
    stack.append(Entry(device, (group,), groups == 1, None, 0, is_seat=True))


ALIKE: tuple[Alike, ...] = (
    Alike(
        "staffing", "alike", _name_staffing, "where all are staffed as PCs are", _change_staffing
    ),
    Alike(
        "memory",
        "alike",
        lambda _: "no memory sharing on hosts",
        "where hosts share no memory",
        _drop_sharing,
    ),
    Alike(
        "storage", "alike", _name_saving, "where all save the same share of storage", _change_saving
    ),
    Alike(
        "owned",
        "alike",
        lambda _: "what is owned is paid again",
        "where what is owned is paid again",
        price_again,
    ),
    Alike(
        "kept",
        "endpoints",
        lambda _: "all desks keep what they have",
        "where all desks keep what they have",
        _keep_desks,
    ),
    Alike(
        "bought",
        "endpoints",
        lambda _: "new devices on every desk",
        "where every desk gets a new device",
        _find_desks_bought,
    ),
)
