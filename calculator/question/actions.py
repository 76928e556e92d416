"""What a press of a button makes of a document: copies, what-ifs, removals. All pure.

An action is a word and, behind a point, the scenario's number from 1: `hypervisor_free.2`. Those of
a stack say behind one more point which scheme, `add.2.ms-vecd`, or which entry, `first.2.3`; `successors.all` is of
all scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from calculator import formats
from pricing.engine.answer import Answer
from pricing.engine.fields import SHAPES
from pricing.engine.market import Catalogue
from pricing.engine.words import PCS
from pricing.places import read_place

OF_ONE_SCHEME = ("owned", "owned_years", "term", "instances")  # what another in its place does not have
SOFTWARE_ASSURANCE = "software_assurance"
Scenario = dict[str, Any]


class Refused(Exception):
    """An action that cannot be done, with a sentence that says why."""


def act(document: Mapping[str, Any], action: str, catalogue: Catalogue | None, day: str = "") -> dict[str, Any]:
    """The document after an action. Raises `Refused` with a sentence where it cannot be done."""
    word, _, number = action.partition(".")
    scenarios = list(document.get("scenarios") or [])
    fleet = list(document.get("fleet") or [])
    if word == "add_group":
        return {**document, "fleet": [*fleet, _new_group(fleet)]}
    if word == "remove_group":
        return _without_group(document, fleet, _place(number, fleet))
    if word == "successors":
        for place in range(len(scenarios)) if number == "all" else [_place(number, scenarios)]:
            scenarios[place] = _with_successors(scenarios[place], document, catalogue)
        return {**document, "scenarios": scenarios}
    if word in STACK_ACTIONS:
        number, _, what = number.partition(".")
        place = _place(number, scenarios)
        stack = STACK_ACTIONS[word](list(scenarios[place].get("stack") or []), what, catalogue)
        scenarios[place] = {**scenarios[place], "stack": stack}
        return {**document, "scenarios": scenarios}
    if word in LINE_ACTIONS:
        number, _, which = number.partition(".")
        place = _place(number, scenarios)
        lines = LINE_ACTIONS[word](list(scenarios[place].get("own_lines") or []), which)
        scenarios[place] = {**scenarios[place], "own_lines": lines}
        return {**document, "scenarios": scenarios}
    place = _place(number, scenarios)
    if word in ("left", "right"):
        return {**document, "scenarios": _swapped(scenarios, place, place + (1 if word == "right" else -1))}
    if word == "remove":
        if len(scenarios) == 1:
            raise Refused("The last scenario stays.")
        return {**document, "scenarios": scenarios[:place] + scenarios[place + 1 :]}
    if word == "baseline":
        return {**document, "scenarios": [scenarios[place], *scenarios[:place], *scenarios[place + 1 :]]}
    make = WHAT_IFS.get(word)
    if make is None:
        raise Refused("There is no such action.")
    limit = SHAPES["document"]["scenarios"].high
    if len(scenarios) >= int(limit or 0):
        raise Refused(f"A comparison holds up to {limit} scenarios; remove one first.")
    copied = make(dict(scenarios[place]), document, catalogue, day)
    copied["name"] = _free_name(copied["name"], [str(s.get("name")) for s in scenarios])
    return {**document, "scenarios": [*scenarios, copied]}  # at the end, so that every other keeps its colour


def outcome(answer: Answer, action: str) -> str:
    """What a copy costs, beside its original; "" of other actions, and where one of the two has no cost."""
    word, _, number = action.partition(".")
    if word not in WHAT_IFS:
        return ""
    original, copied = answer.scenarios[int(number) - 1], answer.scenarios[-1]
    if original.figures is None or copied.figures is None:
        return ""
    before, after = original.figures.tco_per_desktop_month, copied.figures.tco_per_desktop_month
    if before is None or after is None:
        return ""
    symbol = formats.symbol(answer.currency)
    here = f"{answer.question.scenarios[-1].name}: {symbol}{formats.money(after)} a desktop a month"
    if after == before:
        return f"{here}, as its original."
    words = "more"
    if after < before:
        words = "less"
    return f"{here}, {symbol}{formats.money(abs(after - before))} {words} than its original."


def _copy(scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str) -> Scenario:
    return {**scenario, "name": f"{scenario['name']}, copy"}


def _hypervisor_free(
    scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str
) -> Scenario:
    """A factor of 0 on the price of the hypervisor, or of the bundle that brings it."""
    ids = [str(e.get("scheme")) if isinstance(e, Mapping) else str(e) for e in scenario.get("stack") or []]
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
    """Whether what stands on a desk can carry Software Assurance: a PC's Windows does, a thin client has none."""
    return str(endpoint).endswith(PCS)


def _assurance(owned: bool) -> Callable[..., Scenario]:
    def make(scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str) -> Scenario:
        """Everybody whose desk has a PC to carry it, or nobody, owns Software Assurance in the copy."""
        own, desks = scenario.get("entitlements") or {}, scenario.get("endpoints") or {}
        entitlements = {}
        for group in document.get("fleet") or []:
            tokens = [t for t in own.get(group["name"], group.get("entitlements") or []) if t != SOFTWARE_ASSURANCE]
            carries = carries_assurance(desks.get(group["name"], group.get("endpoint", "existing_pc")))
            entitlements[group["name"]] = [*tokens, SOFTWARE_ASSURANCE] if owned and carries else tokens
        words = "nobody has Software Assurance"
        if owned:
            words = "everybody has Software Assurance"
        return {**scenario, "name": f"{scenario['name']}, {words}", "entitlements": entitlements}

    return make


def _desks(reused: bool) -> Callable[..., Scenario]:
    def make(scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str) -> Scenario:
        """Every desk keeps the PC that stands there, or gets a new one, in place of what the scenario puts there."""
        own = scenario.get("endpoints") or {}
        after = "pc"
        if reused:
            after = "existing_pc"
        names = [group["name"] for group in document.get("fleet") or []]
        stands = {g["name"]: own.get(g["name"], g.get("endpoint", "existing_pc")) for g in document.get("fleet") or []}
        words = "PCs bought new"
        if reused:
            words = "PCs reused"
        if all(endpoint == after for endpoint in stands.values()):
            raise Refused(
                f"{scenario['name']} has {'PCs that are kept' if reused else 'new PCs'} on every desk already."
            )
        endpoints = {**own, **dict.fromkeys(names, after)}
        copied = {**scenario, "name": f"{scenario['name']}, {words}", "endpoints": endpoints}
        if reused:
            return copied
        return _with_a_pc(copied, document, catalogue)

    return make


def _with_a_pc(scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None) -> Scenario:
    """Adds a PC to buy where the stack has none: the one that another scenario buys, else the cheapest on sale."""

    def is_pc(entry: Any) -> bool:
        scheme = None
        if catalogue:
            scheme = catalogue.schemes.get(_scheme_id(entry))
        return scheme is not None and scheme.role == "endpoint" and "endpoint:pc" in scheme.requires

    stack = list(scenario.get("stack") or [])
    if any(is_pc(entry) for entry in stack):
        return scenario
    others = [_scheme_id(e) for s in document.get("scenarios") or [] for e in s.get("stack") or [] if is_pc(e)]
    if not others and catalogue:
        prices = catalogue.on(date.fromisoformat(str(document["price_date"]))).prices
        others = sorted(filter(is_pc, prices), key=lambda scheme_id: prices[scheme_id].amount or 0)
    if not others:
        raise Refused("No new PC is on sale on that day.")
    return {**scenario, "stack": [*stack, others[0]]}


def _signed(scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None, day: str) -> Scenario:
    """The same stack signed on another day; the validator judges the day."""
    if not day:
        raise Refused("Give the day on which it is signed, as 2010-07-01.")
    return {**scenario, "name": f"{scenario['name']}, signed {day}", "price_date": day}


WHAT_IFS: dict[str, Callable[..., Scenario]] = {
    "copy": _copy,
    "hypervisor_free": _hypervisor_free,
    "nobody_assured": _assurance(False),
    "everybody_assured": _assurance(True),
    "pcs_reused": _desks(True),
    "pcs_new": _desks(False),
    "signed": _signed,
}


# A stack


def _added(stack: list[Any], scheme: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack with one more scheme at its end."""
    if catalogue is None or scheme not in catalogue.schemes:
        raise Refused("There is no such scheme.")
    if scheme in map(_scheme_id, stack):
        raise Refused(f"{catalogue.schemes[scheme].name} stands in the stack already.")
    return [*stack, scheme]


def _replaced(stack: list[Any], what: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack with one scheme in another's place, which keeps whom it serves. Both may have points in their ids."""
    parts = what.split(".")
    for at in range(1, len(parts)):
        old, new = ".".join(parts[:at]), ".".join(parts[at:])
        places = [place for place, entry in enumerate(stack) if _scheme_id(entry) == old]
        if places and catalogue and new in catalogue.schemes:
            break
    else:
        raise Refused("The stack has no such scheme, or there is none to take its place.")
    [place] = places
    if new in map(_scheme_id, stack):
        rest = stack[:place] + stack[place + 1 :]
        return [_of_both(entry, stack[place]) if _scheme_id(entry) == new else entry for entry in rest]
    kept = {}
    if isinstance(stack[place], Mapping):
        kept = {k: v for k, v in stack[place].items() if k not in OF_ONE_SCHEME}
    entry = new
    if kept.keys() - {"scheme"}:
        entry = {**kept, "scheme": new}
    return [*stack[:place], entry, *stack[place + 1 :]]


def _of_both(kept: Any, gone: Any) -> Any:
    """One entry for two: it serves whom both did, and has as many as both fixed; beside a count they come on top."""
    one, other = (dict(entry) if isinstance(entry, Mapping) else {"scheme": entry} for entry in (kept, gone))
    fixed = [_number_of(entry["quantity"]) for entry in (one, other) if entry.get("quantity") is not None]
    more = sum(_number_of(entry.get("extra", 0)) for entry in (one, other))
    is_counted = len(fixed) < 2
    numbers = {"extra": more + sum(fixed) * is_counted} | ({} if is_counted else {"quantity": sum(fixed)})
    served = [entry.get("groups") for entry in (one, other)]
    groups = {}
    if None not in served:
        groups = {"groups": list(dict.fromkeys([*served[0], *served[1]]))}
    rest = {key: value for key, value in one.items() if key not in ("quantity", "extra", "groups")}
    entry = rest | groups | {key: number for key, number in numbers.items() if number or key == "quantity"}
    if entry.keys() - {"scheme"}:
        return entry
    return entry["scheme"]


def _number_of(value: Any) -> int:
    """A whole number of an entry, which the form holds as it was typed."""
    if not str(value).isdecimal():
        raise Refused("Two entries become one here; give both whole numbers first.")
    return int(value)


def _with_successors(scenario: Scenario, document: Mapping[str, Any], catalogue: Catalogue | None) -> Scenario:
    """The scenario with the successor of each scheme that is not on sale on its day, where one is."""
    stack = list(scenario.get("stack") or [])
    if catalogue:
        market = catalogue.on(date.fromisoformat(str(scenario.get("price_date") or document["price_date"])))
        for scheme in [_scheme_id(entry) for entry in stack]:
            following = None
            if market.price(scheme) is None:
                following = market.follower(scheme)
            if following is not None:
                stack = _replaced(stack, f"{scheme}.{following.id}", catalogue)
    return {**scenario, "stack": stack}


def _taken_out(stack: list[Any], position: str, catalogue: Catalogue | None) -> list[Any]:
    place = _place(position, stack)
    return stack[:place] + stack[place + 1 :]


def _first(stack: list[Any], position: str, catalogue: Catalogue | None) -> list[Any]:
    """The stack with an entry before all others: whoever comes first covers first."""
    place = _place(position, stack)
    return [stack[place], *stack[:place], *stack[place + 1 :]]


def _swapped(members: list[Any], one: int, other: int) -> list[Any]:
    if not 0 <= other < len(members):
        raise Refused("It stands at the end already." if other > one else "It stands first already.")
    members = list(members)
    members[one], members[other] = members[other], members[one]
    return members


STACK_ACTIONS: dict[str, Callable[..., list[Any]]] = {
    "add": _added,
    "replace": _replaced,
    "take_out": _taken_out,
    "first": _first,
}


# Lines of one's own


def _with_a_line(lines: list[Any], which: str) -> list[Any]:
    """One more line at the end, of nothing yet."""
    limit = SHAPES["scenario"]["own_lines"].high
    if len(lines) >= int(limit or 0):
        raise Refused(f"A scenario holds up to {limit} lines of one's own.")
    name = _free_name("New line", [str(line.get("name")) for line in lines])
    return [*lines, {"name": name, "category": "roll_out", "amount": "0"}]


def _without_a_line(lines: list[Any], which: str) -> list[Any]:
    place = _place(which, lines)
    return lines[:place] + lines[place + 1 :]


LINE_ACTIONS: dict[str, Callable[[list[Any], str], list[Any]]] = {
    "add_line": _with_a_line,
    "remove_line": _without_a_line,
}


def _scheme_id(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return str(entry.get("scheme"))
    return str(entry)


def _place(number: str, members: list[Any]) -> int:
    place = read_place(number, len(members))
    if place is None:
        raise Refused("There is nothing of that number.")
    return place


def _new_group(fleet: list[Any]) -> dict[str, Any]:
    limit = SHAPES["document"]["fleet"].high
    if len(fleet) >= int(limit or 0):
        raise Refused(f"A fleet holds up to {limit} groups.")
    return {"name": _free_name("New group", [str(g.get("name")) for g in fleet]), "desktops": "100"}


def _without_group(document: Mapping[str, Any], fleet: list[Any], place: int) -> dict[str, Any]:
    """The document without a group: what scenarios say of it goes with it, and so does what served it alone."""
    if len(fleet) == 1:
        raise Refused("The last group stays.")
    name = fleet[place]["name"]
    scenarios = []
    for scenario in document.get("scenarios") or []:
        kept = dict(scenario)
        for key in ("deliveries", "endpoints", "entitlements"):
            if name in (scenario.get(key) or {}):
                kept[key] = {k: v for k, v in scenario[key].items() if k != name}
        entries = [_entry_without(entry, name) for entry in scenario.get("stack") or []]
        kept["stack"] = [entry for entry in entries if entry is not None]
        scenarios.append(kept)
    return {**document, "fleet": fleet[:place] + fleet[place + 1 :], "scenarios": scenarios}


def _entry_without(entry: Any, name: str) -> Any:
    if not isinstance(entry, Mapping) or name not in (entry.get("groups") or []):
        return entry
    groups = [g for g in entry["groups"] if g != name]
    if groups:
        return {**entry, "groups": groups}
    return None


def _free_name(name: str, taken: list[str]) -> str:
    """The name, with a number behind it where it is taken; never longer than names may be."""
    name = name[:190]
    keys = {t.strip().casefold() for t in taken}
    if name.casefold() not in keys:
        return name
    return next(f"{name} {n}" for n in range(2, len(taken) + 3) if f"{name} {n}".casefold() not in keys)
