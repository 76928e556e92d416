"""What addresses of release 0.1.0 said otherwise, as those of today say it.

They counted scenarios from 0, and gave a rate in per cent. What means something else now has
another name, so that no older address is read as if it were one of today.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.http import QueryDict

from calculator.question.address import per_cent
from calculator.question.address.members import by_name, members_of
from calculator.question.state import State
from pricing.engine.analysis.numbers_in_words import listed
from pricing.engine.faults import Fault, holds, shown_name
from pricing.places import number_of_place

RELEASE = "0.1.0"
# What a scenario of one's own says.
NEEDED = ("delivery", "deliveries", "stack")


class Renamed(NamedTuple):
    """The name of today, how what an older address says is said today, and what was otherwise."""

    name: str
    translate: Callable[[str], str]
    was: str


def _count_from_1(text: str) -> str:
    """The number of a scenario, and what stands behind it; as it is where it is no number."""
    number, slash, rest = text.partition("/")
    if number.isascii() and number.isdigit() and len(number) < 4:
        return number_of_place(int(number)) + slash + rest
    return text


def _take_per_cent(text: str) -> str:
    """A percentage as a share; as it is where it is none."""
    return per_cent(f"{text} %") or text


COUNTED = "scenarios were counted from 0"
PERCENTAGE = "the rate was in per cent"
RENAMED = {
    "sways": Renamed("swings_of", _count_from_1, COUNTED),
    "beside": Renamed("swings_against", _count_from_1, COUNTED),
    "bridge_from": Renamed("bridge_start", _count_from_1, COUNTED),
    "bridge_to": Renamed("bridge_end", _count_from_1, COUNTED),
    "priced": Renamed("target_scheme", _count_from_1, COUNTED),
    "ties_with": Renamed("target_tie", _count_from_1, COUNTED),
    "framed_rate": Renamed("framed_discount_rate", _take_per_cent, PERCENTAGE),
}
# Scenarios that ship under another name now, by that of then.
SCENARIOS = {
    "autumn-2008": {"Keep PCs": "Keep the PCs there are"},
    "january-2008": {"Keep PCs": "Keep the PCs there are"},
    "today": {"Horizon on vSphere (VVF)": "Stay on Horizon and vSphere (VVF)"},
}


def translate(parameters: QueryDict) -> tuple[QueryDict, str]:
    """The parameters under the names of today, and a note of what was translated; "" where nothing
    was.

    What stands there under today's name already is not touched: the older one is left to be told.
    """
    found = [
        name for name in RENAMED if name in parameters and RENAMED[name].name not in parameters
    ]
    if not found:
        return parameters, ""
    translated = parameters.copy()
    told = []
    for name in found:
        renamed = RENAMED[name]
        texts = [renamed.translate(text.strip()) for text in translated.pop(name)]
        translated.setlist(renamed.name, texts)
        then, today = shown_name(parameters[name]), shown_name(texts[-1])
        told.append(f"“{renamed.name}={today}” for “{name}={then}”")
    was = listed(list(dict.fromkeys(RENAMED[name].was for name in found)))
    return translated, f"In this address of release {RELEASE} {was}. Read is {listed(told)}."


def find_older(parameters: QueryDict) -> list[Fault]:
    """A fault for each parameter of an older address, for a file, in which nothing can be noted."""
    return [
        Fault(
            name,
            holds(parameters[name]),
            f"is of release {RELEASE}, in which {renamed.was}; write {renamed.name}",
        )
        for name, renamed in RENAMED.items()
        if name in parameters
    ]


def tell_renamed_scenarios(state: State) -> str:
    """Which scenarios ship under another name now, where an address lists them by that of then."""
    names = SCENARIOS.get(state.preset or "", {})
    found = by_name(members_of(state.document, "scenarios"))
    return " ".join(
        f"“{was}” of release {RELEASE} is “{now}” now."
        for was, now in names.items()
        if was in found and not any(field in found[was] for field in NEEDED)
    )
