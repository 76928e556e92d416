"""The ranks as the page and the file show them.

What differs from the first, what is alike in all, why each lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from calculator import formats
from pricing.analyses.search import name_stack, why
from pricing.engine.analysis.search.run import Ranked
from pricing.engine.analysis.shapley import in_whole_numbers
from pricing.engine.document import Entry, Question, Scenario
from pricing.engine.vocabulary import CATEGORIES, DELIVERIES, HYPERVISOR, ROLES
from pricing.sheets import Cell, Sheet, money_cell

MOST_COLUMNS = 4
DELIVERED = "delivered"
SERVERS = "server"
MAIN = (DELIVERED, HYPERVISOR, "broker", "cloud_desktop", SERVERS)
ALL = (DELIVERED, SERVERS, *(role for role in ROLES if role != SERVERS))
OF_SESSIONS = ("server_os", "server_cal", "session_cal")
IN_THE_BROKER = "comes with the broker"


@dataclass(frozen=True)
class RankCell:
    """One cell: its words, whether they differ from the first row's, whether a price in it is
    recalled.
    """

    words: str
    differs: bool
    is_recalled: bool = False


@dataclass(frozen=True)
class Row:
    """One rank: what people may call it, its cells, its figures, why it lost, and what else differs
    from the first.
    """

    rank: int
    name: str
    cells: list[RankCell]
    month: str
    more: str
    why: str
    otherwise: str


def columns_of(question: Question, ranked: Sequence[Ranked]) -> tuple[list[str], list[str]]:
    """The roles that differ, as columns where there is room for them, and the others that
    differ.
    """
    differing = [
        role for role in ALL if len({_tell_role(question, row, role) for row in ranked}) > 1
    ]
    columns = [role for role in MAIN if role in differing]
    others = [role for role in differing if role not in columns]
    if not differing:
        columns = [
            role for role in MAIN if _tell_role(question, ranked[0], role) != formats.NOTHING
        ][:MOST_COLUMNS]
    columns += others[: max(0, 2 - len(columns))]
    return columns, [role for role in others if role not in columns]


def list_heads(columns: Sequence[str]) -> list[str]:
    """The heads of the columns."""
    return [_name_role(role) for role in columns]


def _name_role(role: str) -> str:
    if role == DELIVERED:
        return "Delivered as"
    return ROLES[role]


def rows_shown(question: Question, ranked: Sequence[Ranked]) -> list[Row]:
    """Every rank, ready to be listed."""
    if not ranked:
        return []
    columns, others = columns_of(question, ranked)
    first = ranked[0]
    rows = []
    for rank, row in enumerate(ranked, start=1):
        cells = []
        for role in columns:
            words = _tell_role(question, row, role)
            differs = words != _tell_role(question, first, role)
            cells.append(RankCell(words, differs, _is_recalled(row, role)))
        difference = why = formats.NOTHING
        if rank > 1:
            difference = formats.difference(figure_of(row) - figure_of(first))
            why = _tell_why(question, row, first)
        rows.append(
            Row(
                rank,
                name_stack(row.scenario),
                cells,
                formats.money(figure_of(row)),
                difference,
                why,
                _tell_others(question, row, first, others),
            )
        )
    return rows


def alike_in_all(question: Question, ranked: Sequence[Ranked]) -> list[tuple[str, str]]:
    """What all rows have in common: (role, words)."""
    if not ranked:
        return []
    columns, _ = columns_of(question, ranked)
    same = [
        role
        for role in ALL
        if role not in columns and len({_tell_role(question, r, role) for r in ranked}) == 1
    ]
    named = [(role, _tell_role(question, ranked[0], role)) for role in same]
    return [(_name_role(role), words) for role, words in named if words != formats.NOTHING]


def _tell_others(question: Question, row: Ranked, first: Ranked, others: Sequence[str]) -> str:
    """What differs from the first and has no column."""
    pairs = [
        (_tell_role(question, row, role), _tell_role(question, first, role)) for role in others
    ]
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    has = [own for own, _ in differing if own != formats.NOTHING]
    lacks = [of_first for own, of_first in differing if own == formats.NOTHING]
    told = (("with", has), ("without", lacks))
    return "; ".join(f"{word} {'; '.join(names)}" for word, names in told if names)


def figure_of(row: Ranked) -> int:
    """What is shown of a row, in cents."""
    assert row.answer.figures is not None
    return row.answer.figures.amounts.compared


def _tell_role(question: Question, row: Ranked, role: str) -> str:
    """What a row has in a role."""
    scenario = row.scenario
    if role == DELIVERED:
        if len({*scenario.deliveries}) == 1:
            return DELIVERIES[scenario.deliveries[0]]
        by: dict[str, list[str]] = {}
        for group, delivery in zip(question.fleet, scenario.deliveries, strict=True):
            by.setdefault(DELIVERIES[delivery], []).append(group.name)
        return ", ".join(f"{way} for {formats.listed(names)}" for way, names in by.items())
    if role == SERVERS:
        if scenario.server is None:
            return formats.NOTHING
        return (
            f"{max(row.answer.hosts)}\u00a0×\u00a0"
            f"{formats.decimal(scenario.server.attributes['ram_gb']).removesuffix('.00')}\u00a0GB"
        )
    entries = [entry for entry in scenario.stack if entry.scheme.role == role]
    usual = _usual(scenario, role)
    hypervisor = next(filter(None, scenario.hypervisors.values()), None)
    if role == HYPERVISOR and not entries and hypervisor is not None:
        if hypervisor.role == "broker":
            return IN_THE_BROKER
        return formats.NOTHING
    return " + ".join(_tell_entry(question, entry, usual) for entry in entries) or formats.NOTHING


def _usual(scenario: Scenario, role: str) -> set[tuple[int, ...]]:
    """Whom a scheme of a role serves without a word: everybody, and those who need the role."""
    places = range(len(scenario.deliveries))
    needs: tuple[str, ...] = ()
    if role in (HYPERVISOR, "broker"):
        needs = ("vdi",)
    elif role in OF_SESSIONS:
        needs = ("session",)
    each = [
        tuple(g for g in places if scenario.deliveries[g] == way)
        for way in needs or {*scenario.deliveries}
    ]
    return {*each, tuple(places), tuple(g for g in places if scenario.deliveries[g] != "pc")}


def _tell_entry(question: Question, entry: Entry, usual: set[tuple[int, ...]]) -> str:
    """A scheme, with whom it serves where that needs a word."""
    if entry.groups in usual or entry.scheme.role == "endpoint":
        return entry.scheme.name
    return (
        f"{entry.scheme.name} ({', '.join(question.fleet[place].name for place in entry.groups)})"
    )


def _is_recalled(row: Ranked, role: str) -> bool:
    prices = (
        row.scenario.market.price(e.scheme.id) for e in row.scenario.stack if e.scheme.role == role
    )
    return any(price is not None and price.confidence == "recalled" for price in prices)


def _tell_why(question: Question, row: Ranked, first: Ranked) -> str:
    """What makes the difference that is shown, in whole cents that sum to it, largest first."""
    figures = row.answer.figures
    assert figures is not None
    months = 1
    if figures.amounts.has_desktops:
        months = figures.desktop_years * 12
    amounts = {name: Fraction(cents, months) for name, cents in why(question, row, first).items()}
    cents = in_whole_numbers(amounts, figure_of(row) - figure_of(first))
    parts = []
    for name in sorted(amounts, key=lambda name: -abs(amounts[name])):
        if cents[name]:
            word = CATEGORIES[name]
            parts.append(f"{word[:1].lower()}{word[1:]} {formats.difference(cents[name])}")
    return "; ".join(parts) or "the same in every category"


def ranks_sheet(question: Question, ranked: Sequence[Ranked], looked_at: int, ways: int) -> Sheet:
    """The ranks, every role a column; last, of how many ways to deliver, for a search may have been
    stopped.
    """
    roles = [
        role
        for role in ROLES
        if any(e.scheme.role == role for row in ranked for e in row.scenario.stack)
    ]
    heads = [
        "rank",
        "tco",
        "tco_per_desktop_month",
        "more_than_first",
        "delivered",
        *roles,
        "alike",
    ]
    heads += [*(f"more_{name}" for name in CATEGORIES), "name", "looked_at", "ways_to_deliver"]
    ranks = enumerate(ranked, start=1)
    rows = [
        [*_rank_row(question, rank, row, ranked[0], roles), looked_at, ways] for rank, row in ranks
    ]
    return Sheet("deskfare-cheapest", heads, rows)


def _rank_row(
    question: Question, rank: int, row: Ranked, first: Ranked, roles: list[str]
) -> list[Cell]:
    figures = row.answer.figures
    assert figures is not None
    ways = zip(question.fleet, row.scenario.deliveries, strict=True)
    more = why(question, row, first)
    return [
        rank,
        money_cell(row.total),
        money_cell(figures.tco_per_desktop_month),
        money_cell(row.total - first.total),
        "; ".join(f"{group.name}={delivery}" for group, delivery in ways),
        *(_entries_of(question, row, role) for role in roles),
        row.alike,
        *(money_cell(more.get(name, 0)) for name in CATEGORIES),
        name_stack(row.scenario),
    ]


def _entries_of(question: Question, row: Ranked, role: str) -> str:
    return " + ".join(
        _ids(question, entry) for entry in row.scenario.stack if entry.scheme.role == role
    )


def _ids(question: Question, entry: Entry) -> str:
    names = ", ".join(question.fleet[place].name for place in entry.groups)
    if entry.serves_all:
        return entry.scheme.id
    return f"{entry.scheme.id} ({names})"
