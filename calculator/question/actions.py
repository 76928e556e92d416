"""What a press of a button makes of a document: copies, what-ifs, removals. All pure.

An action is a word and, behind a point, the scenario's number from 1: `hypervisor_free.2`. Those of
a stack say behind one more point which scheme, `add.2.ms-vecd`, or which entry, `first.2.3`;
`successors.all` is of all scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from calculator import formats
from calculator.question.places import Refused, find_free_name, find_place
from calculator.question.stack_actions import STACK_ACTIONS, take_successors
from calculator.question.what_ifs import WHAT_IFS
from pricing.engine.answer import Answer
from pricing.engine.fields import SHAPES
from pricing.engine.market import Catalogue

STEPS = {"left": -1, "right": 1}


def act(
    document: Mapping[str, Any], action: str, catalogue: Catalogue | None, day: str = ""
) -> dict[str, Any]:
    """The document after an action. Raises `Refused` with a sentence where it cannot be done."""
    word, _, number = action.partition(".")
    scenarios = list(document.get("scenarios") or [])
    fleet = list(document.get("fleet") or [])
    if word == "add_group":
        return {**document, "fleet": [*fleet, _make_group(fleet)]}
    if word == "remove_group":
        return _remove_group(document, fleet, find_place(number, fleet))
    if word == "successors":
        for place in _list_places(number, scenarios):
            scenarios[place] = take_successors(scenarios[place], document, catalogue)
        return {**document, "scenarios": scenarios}
    if word in STACK_ACTIONS:
        number, _, what = number.partition(".")
        place = find_place(number, scenarios)
        stack = STACK_ACTIONS[word](list(scenarios[place].get("stack") or []), what, catalogue)
        scenarios[place] = {**scenarios[place], "stack": stack}
        return {**document, "scenarios": scenarios}
    if word in LINE_ACTIONS:
        number, _, which = number.partition(".")
        place = find_place(number, scenarios)
        lines = LINE_ACTIONS[word](list(scenarios[place].get("own_lines") or []), which)
        scenarios[place] = {**scenarios[place], "own_lines": lines}
        return {**document, "scenarios": scenarios}
    place = find_place(number, scenarios)
    if word in STEPS:
        return {**document, "scenarios": _swap_members(scenarios, place, place + STEPS[word])}
    if word == "remove":
        if len(scenarios) == 1:
            raise Refused("The last scenario stays.")
        return {**document, "scenarios": scenarios[:place] + scenarios[place + 1 :]}
    if word == "baseline":
        return {
            **document,
            "scenarios": [scenarios[place], *scenarios[:place], *scenarios[place + 1 :]],
        }
    make = WHAT_IFS.get(word)
    if make is None:
        raise Refused("There is no such action.")
    limit = SHAPES["document"]["scenarios"].high
    if len(scenarios) >= int(limit or 0):
        raise Refused(f"A comparison holds up to {limit} scenarios; remove one first.")
    copied = make(dict(scenarios[place]), document, catalogue, day)
    copied["name"] = find_free_name(copied["name"], [str(s.get("name")) for s in scenarios])
    # At the end, so that every other keeps its colour.
    return {
        **document,
        "scenarios": [*scenarios, copied],
    }


def tell_outcome(answer: Answer, action: str) -> str:
    """What a copy costs, beside its original; "" of other actions, and where one of the two has no
    cost.
    """
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


def _list_places(number: str, scenarios: list[Any]) -> Iterable[int]:
    """The place of one scenario, or those of all."""
    if number == "all":
        return range(len(scenarios))
    return [find_place(number, scenarios)]


def _swap_members(members: list[Any], one: int, other: int) -> list[Any]:
    if other < 0:
        raise Refused("It stands first already.")
    if other >= len(members):
        raise Refused("It stands at the end already.")
    members = list(members)
    members[one], members[other] = members[other], members[one]
    return members


# Lines of one's own


def _add_line(lines: list[Any], which: str) -> list[Any]:
    """One more line at the end, of nothing yet."""
    limit = SHAPES["scenario"]["own_lines"].high
    if len(lines) >= int(limit or 0):
        raise Refused(f"A scenario holds up to {limit} lines of one's own.")
    name = find_free_name("New line", [str(line.get("name")) for line in lines])
    return [*lines, {"name": name, "category": "roll_out", "amount": "0"}]


def _remove_line(lines: list[Any], which: str) -> list[Any]:
    place = find_place(which, lines)
    return lines[:place] + lines[place + 1 :]


LINE_ACTIONS: dict[str, Callable[[list[Any], str], list[Any]]] = {
    "add_line": _add_line,
    "remove_line": _remove_line,
}


# Groups


def _make_group(fleet: list[Any]) -> dict[str, Any]:
    """A group to begin with, under a name of its own."""
    limit = SHAPES["document"]["fleet"].high
    if len(fleet) >= int(limit or 0):
        raise Refused(f"A fleet holds up to {limit} groups.")
    return {
        "name": find_free_name("New group", [str(g.get("name")) for g in fleet]),
        "desktops": "100",
    }


def _remove_group(document: Mapping[str, Any], fleet: list[Any], place: int) -> dict[str, Any]:
    """The document without a group: what scenarios say of it goes with it, and so does what served
    it alone.
    """
    if len(fleet) == 1:
        raise Refused("The last group stays.")
    name = fleet[place]["name"]
    scenarios = []
    for scenario in document.get("scenarios") or []:
        kept = dict(scenario)
        for key in ("deliveries", "endpoints", "entitlements"):
            if name in (scenario.get(key) or {}):
                kept[key] = {k: v for k, v in scenario[key].items() if k != name}
        entries = [_remove_group_of_entry(entry, name) for entry in scenario.get("stack") or []]
        kept["stack"] = [entry for entry in entries if entry is not None]
        scenarios.append(kept)
    return {**document, "fleet": fleet[:place] + fleet[place + 1 :], "scenarios": scenarios}


def _remove_group_of_entry(entry: Any, name: str) -> Any:
    if not isinstance(entry, Mapping) or name not in (entry.get("groups") or []):
        return entry
    groups = [g for g in entry["groups"] if g != name]
    if groups:
        return {**entry, "groups": groups}
    return None
