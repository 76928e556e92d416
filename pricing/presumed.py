"""What a scenario presumes to be owned already, so that nothing is bought of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .engine.analysis.numbers_in_words import listed
from .engine.analysis.paid_again import OWNED, needed_rights
from .engine.answer import Answer
from .engine.bill import Row
from .engine.document import Group
from .engine.evaluate import Evaluation
from .engine.findings import scheme_words, token_words
from .engine.vocabulary import said_needs
from .sheets.erp import name_units

HEADING = "Presumed to be owned already"
NOTHING = "Nothing is presumed to be owned."
DEVICE, RIGHT, PRODUCT, SUBSCRIPTION = "device", "right", "product", "subscription"
_PC = re.compile(r"\bpc\b")


class Presumed(NamedTuple):
    """One thing that is counted on: the most of it in any year, until the end of year `until`.

    `quantity` is None of a right, which a group has or not: nothing says how many it takes.
    `groups` is empty where all are served.
    """

    kind: str
    what: str
    quantity: int | None
    unit: str
    groups: Sequence[str]
    until: int


def list_presumed(answer: Answer, scenario_place: int) -> list[Presumed]:
    """Devices that are kept, rights that something rests on and nothing in the stack brings, and
    packs in hand that are needed.
    """
    run = answer.evaluation
    return [
        *_list_devices(run, scenario_place),
        *_list_rights(run, scenario_place),
        *_list_packs(run, scenario_place),
    ]


def _list_devices(run: Evaluation, scenario_place: int) -> Iterator[Presumed]:
    """What stands on the desks of each group and is kept."""
    question = run.question
    for place, endpoint in enumerate(question.scenarios[scenario_place].endpoints):
        desks = int(run.fleet.desktops[place, :, 0].max())
        if endpoint.startswith(OWNED) and desks:
            what = _PC.sub("PC", endpoint.replace("_", " "))
            group = question.fleet[place].name
            yield Presumed(DEVICE, what, desks, "", [group], question.horizon_years)


def _list_rights(run: Evaluation, scenario_place: int) -> Iterator[Presumed]:
    """The rights of groups, each once."""
    question, scenario = run.question, run.question.scenarios[scenario_place]
    holders: dict[str, list[str]] = {}
    for place, group in _list_peopled(run):
        wished = said_needs(scenario.deliveries[place], scenario.entitlements[place])
        needed = needed_rights(question, scenario, place, wished)
        for token in scenario.entitlements[place]:
            if token in needed and group.name not in holders.setdefault(token, []):
                holders[token].append(group.name)
    for token, groups in holders.items():
        yield Presumed(RIGHT, token_words(token), None, "", groups, question.horizon_years)


def _list_packs(run: Evaluation, scenario_place: int) -> Iterator[Presumed]:
    """What the entries of the stack have in hand."""
    for row in run.bill.rows_of[scenario_place]:
        entry, scheme = row.entry, row.entry.scheme
        until = min(entry.owned_years or run.question.horizon_years, run.question.horizon_years)
        packs = _count_packs(run, row, until)
        if not packs:
            continue
        peopled = _list_peopled(run)
        groups = [group.name for place, group in peopled if place in row.groups]
        if len(groups) == len(peopled):
            groups = []
        kind = PRODUCT
        if scheme.charge == "subscription":
            kind = SUBSCRIPTION
        unit = name_units(scheme.metric, scheme.pack, packs)
        yield Presumed(kind, scheme_words(scheme), packs, unit, groups, until)


def _list_peopled(run: Evaluation) -> list[tuple[int, Group]]:
    """The groups in which there is anybody in some year, with their places: of the others nothing
    is counted on.
    """
    fleet = run.fleet
    return [
        (place, group)
        for place, group in enumerate(run.question.fleet)
        if fleet.desktops[place].any() or fleet.users[place].any()
    ]


def _count_packs(run: Evaluation, row: Row, until: int) -> int:
    """The most packs in hand that a year needs."""
    most_needed = int(run.quantities.packs[row.place, :until, 0].max())
    return min(most_needed, row.entry.owned or 0)


def tell_presumed(presumed: Iterable[Presumed]) -> list[str]:
    """Each thing in words, or the one sentence that there is none."""
    return [_tell(each) for each in presumed] or [NOTHING]


def _tell(presumed: Presumed) -> str:
    """One thing in words.

    >>> _tell(Presumed("device", "existing PC", 800, "", ["Office"], 5))
    'Existing PC: 800 for Office, to the end of year 5'
    >>> _tell(Presumed("right", "Software Assurance", None, "", ["Office"], 5))
    'Software Assurance: for all of Office, to the end of year 5; no number is known'
    """
    what = presumed.what[:1].upper() + presumed.what[1:]
    whom, number, more = listed(presumed.groups), "", ""
    if presumed.quantity is None:
        whom, more = f"all of {whom}", "; no number is known"
    else:
        number = f" {presumed.quantity:,} {presumed.unit}".rstrip()
    if whom:
        whom = f" for {whom}"
    if presumed.kind == SUBSCRIPTION:
        more = "; paid elsewhere"
    return f"{what}:{number}{whom}, to the end of year {presumed.until}{more}"
