"""The search for the cheapest stack: run within its time, and what it found as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..engine.analysis.search.rules import REASONS
from ..engine.analysis.search.run import Asked, Counts, Progress, Ranked, begin, rows_of, searching
from ..engine.analysis.search.space import endpoint_for
from ..engine.answer_document import money_text, write_change
from ..engine.document import Entry, Question, Scenario
from ..engine.faults import Fault, Faults
from ..engine.figures import Figures
from ..engine.market import Scheme
from ..engine.vocabulary import CATEGORIES, DELIVERIES, category_of_role

LONGEST_NAME = 110
MOST_WAYS = 160  # of one answer; a way takes some 60 ms
MOST_STEPS = 10_000_000  # of one answer; a step takes about a microsecond, beside what a way takes


def search_whole(question: Question, asked: Asked, since: Progress | None = None) -> Progress:
    """The whole search, from where it stands on.

    Raises `Faults` that name the limit where it is too large for one answer: what it takes is
    counted, not timed, so that the same question has the same answer on a busy machine.
    """
    ways = f"{len(asked.ways):,} ways to deliver"
    fewer = "leave fewer to some groups, or let the page's search go on in steps"
    progress = since or begin(asked)
    if len(asked.ways) > MOST_WAYS and progress.looked_at < len(asked.ways):
        raise Faults(
            [Fault("deliveries", ways, f"one answer looks at up to {MOST_WAYS:,}; {fewer}")]
        )
    for progress in searching(question, asked, since):
        if progress.steps > MOST_STEPS and progress.looked_at < len(asked.ways):
            taken = f"the first {progress.looked_at:,} take {progress.steps:,} steps"
            raise Faults(
                [
                    Fault(
                        "deliveries", ways, f"{taken}, and one answer takes {MOST_STEPS:,}; {fewer}"
                    )
                ]
            )
    return progress


def search_json(question: Question, asked: Asked, progress: Progress) -> str:
    """What was found in one line of ASCII: the same bytes at every door."""
    return json.dumps(search_document(question, asked, progress), allow_nan=False)


def search_document(question: Question, asked: Asked, progress: Progress) -> dict[str, Any]:
    """What was found, as plain JSON values: money as text, counts as whole numbers that sum."""
    rows = rows_of(question, asked, progress.found)
    return {
        "currency": question.market.catalogue.currency,
        **write_change(question),
        "ways_to_deliver": len(asked.ways),
        "looked_at": progress.looked_at,
        "combinations": progress.counts.combinations,
        "ruled_out": [
            {"reason": reason, "wish": wish, "combinations": many}
            for reason, wish, many in list_ruled_out(asked, progress.counts)
        ],
        "left": progress.counts.left,
        "priced_in_full": len(rows),
        "stacks": [
            _write_stack(question, row, rows[0], rank) for rank, row in enumerate(rows, start=1)
        ],
    }


def list_ruled_out(asked: Asked, counts: Counts) -> Iterator[tuple[str, str | None, int]]:
    """Why combinations were ruled out, in the order in which each was counted once: (reason, wish,
    how many).
    """
    for wish, many in zip(asked.wishes, counts.by_wish, strict=True):
        yield "must" if wish.must else "must_not", wish.text, many
    for reason, many in zip(REASONS, counts.by_rule, strict=True):
        yield reason, None, many


def why(question: Question, row: Ranked, first: Ranked) -> dict[str, int]:
    """What a row costs more or less than the first, in cents over the horizon by category; it sums
    to the difference.

    Categories are rounded one by one, so what is left of a cent stands with the largest.
    """
    own, best = row.answer.figures, first.answer.figures
    assert own is not None
    assert best is not None
    counted = [name for name in CATEGORIES if name != "users_time" or question.include_indirect]
    result = {name: _find_cents(own, name) - _find_cents(best, name) for name in counted}
    result = {name: cents for name, cents in result.items() if cents}
    rest = row.total - first.total - sum(result.values())
    if rest and result:
        result[max(result, key=lambda name: abs(result[name]))] += rest
    return result


def _find_cents(figures: Figures, category: str) -> int:
    """What a category costs over the horizon; 0 where nothing of it is there."""
    if category in figures.categories:
        return figures.categories[category].all_horizon
    return 0


def list_noted_licences(row: Ranked) -> list[Scheme]:
    """The licences of a row whose rule has a note, in the order of its stack."""
    return [
        entry.scheme
        for entry in row.scenario.stack
        if entry.scheme.rule_note
        and category_of_role(entry.scheme.role) not in ("devices", "servers_storage")
    ]


def _write_stack(question: Question, row: Ranked, first: Ranked, rank: int) -> dict[str, Any]:
    figures = row.answer.figures
    assert figures is not None
    return {
        "rank": rank,
        "tco": money_text(row.total),
        "tco_per_desktop_month": money_text(figures.tco_per_desktop_month),
        "more_than_first": money_text(row.total - first.total),
        "why": {name: money_text(cents) for name, cents in why(question, row, first).items()},
        "alike": row.alike,
        "hosts": row.answer.hosts,
        "licences_say": {scheme.id: scheme.rule_note for scheme in list_noted_licences(row)},
        "scenario": write_scenario(question, row),
    }


def write_scenario(question: Question, row: Ranked, name: str = "") -> dict[str, Any]:
    """A row as a scenario of the comparison's document, which costs there what it costs here."""
    scenario = row.scenario
    names = [group.name for group in question.fleet]
    deliveries = {
        n: d for n, d in zip(names, scenario.deliveries, strict=True) if d != scenario.delivery
    }
    endpoints = {
        group.name: endpoint_for(group.endpoint, delivery)
        for group, delivery in zip(question.fleet, scenario.deliveries, strict=True)
        if endpoint_for(group.endpoint, delivery) != group.endpoint
    }
    in_stack = {entry.scheme.id for entry in scenario.stack}
    vendors = {entry.scheme.vendor for entry in scenario.stack}
    discounts = {
        n: f"{v:f}" for n, v in scenario.discounts.items() if n in in_stack | vendors | {"*"}
    }
    document: dict[str, Any] = {
        "name": name or name_stack(row.scenario),
        "delivery": scenario.delivery,
        "stack": [_write_entry(entry, names) for entry in scenario.stack],
    }
    prices = {n: _write_number(v) for n, v in scenario.prices.items() if n in in_stack}
    for key, own in (
        ("deliveries", deliveries),
        ("endpoints", endpoints),
        ("discounts", discounts),
        ("prices", prices),
    ):
        if own:
            document[key] = own
    return document


def _write_entry(entry: Entry, names: list[str]) -> str | dict[str, Any]:
    """A scheme of a stack as the document has it: its id, with the groups where it serves some
    only, and with what is in hand of it.
    """
    more: dict[str, Any] = {}
    if not entry.serves_all:
        more["groups"] = [names[place] for place in entry.groups]
    if entry.owned:
        more["owned"] = entry.owned
    if entry.owned and entry.owned_years:
        more["owned_years"] = entry.owned_years
    if more:
        return {"scheme": entry.scheme.id, **more}
    return entry.scheme.id


def _write_number(value: Any) -> Any:
    if hasattr(value, "mode"):
        return {"low": f"{value.low:f}", "mode": f"{value.mode:f}", "high": f"{value.high:f}"}
    return f"{value:f}"


def name_stack(scenario: Scenario) -> str:
    """What people may call a stack, on a page, in a file and as a scenario: by what gives the
    virtual desktops, else by what there is.
    """
    ways = scenario.deliveries
    named = [
        (not any(ways[place] == "vdi" for place in entry.groups), place, entry.scheme.name)
        for place, role in enumerate(("hypervisor", "broker", "cloud_desktop", "cloud_compute"))
        for entry in scenario.stack
        if entry.scheme.role == role
    ]
    # Of each role, that of virtual desktops.
    first = {each[1]: each for each in sorted(named, reverse=True)}
    words = " with ".join(name for _, _, name in sorted(first.values())[:2])
    words = words or " and ".join(dict.fromkeys(DELIVERIES[way] for way in ways))
    words = words[:1].upper() + words[1:]
    if len(words) <= LONGEST_NAME:
        return words
    return f"{words[: LONGEST_NAME - 1].rstrip()}…"
