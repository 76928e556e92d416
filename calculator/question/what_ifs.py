"""What-ifs: copies of a scenario in which one thing is otherwise. All pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain
from typing import Any

from calculator.question.address.members import scheme_id_of
from calculator.question.places import Refused, Scenario
from pricing.engine.market import Catalogue
from pricing.engine.vocabulary import PCS

SOFTWARE_ASSURANCE = "software_assurance"


def _copy_scenario(
    scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str
) -> Scenario:
    return {**scenario, "name": f"{scenario['name']}, copy"}


def _make_hypervisor_free(
    scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str
) -> Scenario:
    """A factor of 0 on the price of the hypervisor, or of the bundle that brings it."""
    ids = [scheme_id_of(entry) for entry in scenario.get("stack") or []]
    schemes = [catalogue.schemes[i] for i in ids if catalogue and i in catalogue.schemes]
    bringing = [s for s in schemes if "hypervisor" in s.provides]
    if not bringing:
        raise Refused(f"{scenario['name']} has no hypervisor to be free.")
    chosen = next((s for s in bringing if s.role == "hypervisor"), bringing[0])
    words = "hypervisor bundle free"
    if chosen.role == "hypervisor":
        words = "hypervisor free"
    return {
        **scenario,
        "name": f"{scenario['name']}, {words}",
        "prices": {**(scenario.get("prices") or {}), chosen.id: "0"},
    }


def carries_assurance(endpoint: object) -> bool:
    """Whether what stands on a desk can carry Software Assurance: a PC's Windows does, a thin
    client has none.
    """
    return str(endpoint).endswith(PCS)


def _give_assurance(whom: str, *, is_owned: bool) -> Callable[..., Scenario]:
    def make(
        scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str
    ) -> Scenario:
        """Everybody whose desk has a PC to carry it, or nobody, owns Software Assurance in the
        copy.
        """
        own, desks = scenario.get("entitlements") or {}, scenario.get("endpoints") or {}
        entitlements = {}
        for group in document.get("fleet") or []:
            tokens = [
                t
                for t in own.get(group["name"], group.get("entitlements") or [])
                if t != SOFTWARE_ASSURANCE
            ]
            carries = carries_assurance(
                desks.get(group["name"], group.get("endpoint", "existing_pc"))
            )
            if is_owned and carries:
                tokens.append(SOFTWARE_ASSURANCE)
            entitlements[group["name"]] = tokens
        name = f"{scenario['name']}, {whom} has Software Assurance"
        return {**scenario, "name": name, "entitlements": entitlements}

    return make


def _change_desks(after: str, words: str, already: str) -> Callable[..., Scenario]:
    def make(
        scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str
    ) -> Scenario:
        """Every desk keeps the PC that stands there, or gets a new one, in place of what the
        scenario puts there.
        """
        own = scenario.get("endpoints") or {}
        names = [group["name"] for group in document.get("fleet") or []]
        stands = {
            g["name"]: own.get(g["name"], g.get("endpoint", "existing_pc"))
            for g in document.get("fleet") or []
        }
        if all(endpoint == after for endpoint in stands.values()):
            raise Refused(f"{scenario['name']} has {already} on every desk already.")
        endpoints = {**own, **dict.fromkeys(names, after)}
        copied = {**scenario, "name": f"{scenario['name']}, {words}", "endpoints": endpoints}
        if after == "pc":
            return _add_a_pc(copied, document, catalogue)
        return copied

    return make


def _add_a_pc(
    scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None
) -> Scenario:
    """Adds a PC to buy where the stack has none: the one that another scenario buys, else the
    cheapest on sale.
    """

    def is_pc(entry: Any) -> bool:
        scheme = None
        if catalogue:
            scheme = catalogue.schemes.get(scheme_id_of(entry))
        return scheme is not None and scheme.role == "endpoint" and "endpoint:pc" in scheme.requires

    stack = list(scenario.get("stack") or [])
    if any(is_pc(entry) for entry in stack):
        return scenario
    stacks = [each.get("stack") or [] for each in document.get("scenarios") or []]
    others = [scheme_id_of(entry) for entry in chain.from_iterable(stacks) if is_pc(entry)]
    if not others and catalogue:
        prices = catalogue.on(date.fromisoformat(str(document["price_date"]))).prices
        others = sorted(filter(is_pc, prices), key=lambda scheme_id: prices[scheme_id].amount or 0)
    if not others:
        raise Refused("No new PC is on sale on that day.")
    return {**scenario, "stack": [*stack, others[0]]}


def _sign_on_day(
    scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str
) -> Scenario:
    """The same stack signed on another day; the validator judges the day."""
    if not day:
        raise Refused("Give the day on which it is signed, as 2010-07-01.")
    return {**scenario, "name": f"{scenario['name']}, signed {day}", "price_date": day}


WHAT_IFS: dict[str, Callable[..., Scenario]] = {
    "copy": _copy_scenario,
    "hypervisor_free": _make_hypervisor_free,
    "nobody_assured": _give_assurance("nobody", is_owned=False),
    "everybody_assured": _give_assurance("everybody", is_owned=True),
    "pcs_reused": _change_desks("existing_pc", "PCs reused", "PCs that are kept"),
    "pcs_new": _change_desks("pc", "PCs bought new", "new PCs"),
    "signed": _sign_on_day,
}
