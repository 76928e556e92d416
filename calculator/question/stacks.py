"""The stacks of the form, by role.

What is chosen, whom it counts for, what it costs, what else is on sale.

What counts and costs is read from the answer's lines; nothing is computed but their sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from calculator import formats
from calculator.parts.scenarios import colour
from calculator.question.address.members import mapping, scheme_id_of
from calculator.question.entry_rows import EntryForm, EntryRow, list_bought, sum_lines
from calculator.question.fields import Choice, price_words, texts
from calculator.question.scenario_fields import ScenarioForm
from pricing.engine.findings import scheme_words
from pricing.engine.market import Price, Scheme
from pricing.engine.vocabulary import GOALS, ROLES

# The role that usually brings what a delivery needs.
ROLE_OF_GOAL = {
    "windows_vdi_right": "desktop_right",
    "hypervisor": "hypervisor",
    "broker": "broker",
    "server_os": "server_os",
    "session_right": "session_cal",
    "cloud_desktop": "cloud_desktop",
}
HARDWARE = ("server", "storage")
DEVICE = "endpoint"
OF_A_STACK = ("stack", "discounts", "prices", "assumptions", "own_lines")


@dataclass(frozen=True)
class RoleRows:
    """A role that is needed or filled: its entries, or who brings it instead, or what is on sale
    for it.
    """

    title: str
    entries: list[EntryRow]
    words: str = ""
    lacking: str = ""

    @property
    def lines(self) -> int:
        """Rows of the table: each entry, and what can be done with it."""
        return 2 * len(self.entries)


class StackForm(EntryForm, ScenarioForm):
    """The stacks of a state."""

    def stacks(self) -> Iterator[dict[str, Any]]:
        """Each scenario's stack; its roles, and what else is on sale, of the one that is unfolded
        or has a fault.
        """
        for place, scenario in enumerate(self.scenarios):
            entries = scenario.get("stack")
            if not isinstance(entries, list):
                entries = []
            stack = {
                "number": place + 1,
                "title": scenario.get("name", ""),
                "summary": self._tell_summary(place, entries),
                "colour": colour(place),
                "is_shown": False,
            }
            paths = tuple(f"scenarios[{place}].{part}" for part in OF_A_STACK)
            if self.state.table_options.stack != str(place + 1) and not any(
                path.startswith(paths) for path in self.faults
            ):
                yield stack
                continue
            answer, total, of = self._find_answer(place), "", ""
            if answer and answer.figures:
                total = formats.money(sum_lines(list_bought(answer)))
                of = formats.money(answer.figures.tco_per_desktop_month)
            yield stack | {
                "is_shown": True,
                "scenarios": len(self.scenarios),
                "add_path": f"scenarios.{place}.stack.add",
                "roles": list(self._list_roles(place, scenario, entries)),
                "total": total,
                "of": of,
                "unneeded": self._list_unneeded(place, scenario, entries),
                "add": self._add_options(place, entries),
                "differing": self.differing(place),
                "other_assumptions": self.other_assumptions(place),
                "own_lines": self.own_lines(place),
            }

    def _tell_summary(self, place: int, entries: list[Any]) -> str:
        market = self._find_market_of(place)
        words = formats.count(len(entries), "entry", "entries")
        if market:
            return f"{words}, price list of {formats.day(market.day)}"
        return words

    # Roles

    def _list_roles(
        self, place: int, scenario: Mapping[str, Any], entries: list[Any]
    ) -> Iterator[RoleRows]:
        """Roles in their order: what the deliveries need, what else is chosen, hardware, the
        device.
        """
        rows: dict[str, list[EntryRow]] = {}
        for position, entry in enumerate(entries):
            row = replace(
                self._make_entry_row(place, position, entry),
                rival=self._find_rival(entries[: position + 1]),
            )
            rows.setdefault(row.role, []).append(row)
        goals = {ROLE_OF_GOAL[goal]: goal for goal in self._list_goals(scenario)}
        order = self._order_roles(scenario)
        for role in dict.fromkeys((*order[0], *(r for r in rows if r not in order[1]), *order[1])):
            title = ROLES.get(role, "Other")
            lacking = self._tell_lacking(place, goals.get(role, role))
            if role in rows:
                yield RoleRows(title, rows[role], lacking=lacking)
            elif role in goals or lacking:
                yield RoleRows(
                    title,
                    [],
                    self._tell_instead(place, role, goals.get(role, ""), entries),
                    lacking,
                )

    def _order_roles(self, scenario: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Roles that come first, and those that come last."""
        return [ROLE_OF_GOAL[goal] for goal in self._list_goals(scenario)], [*HARDWARE, DEVICE]

    def _list_goals(self, scenario: Mapping[str, Any]) -> list[str]:
        """What the scenario's deliveries need."""
        own = mapping(scenario.get("deliveries"))
        ways = [
            str(own.get(str(group.get("name")), scenario.get("delivery"))) for group in self.groups
        ]
        return list(dict.fromkeys(chain.from_iterable(GOALS.get(way, ()) for way in ways)))

    def _tell_instead(self, place: int, role: str, goal: str, entries: list[Any]) -> str:
        """Who brings what a role without an entry would bring, else how many are on sale."""
        bringing = [scheme_words(s) for s in self._find_schemes(entries) if goal in s.provides]
        if bringing:
            return f"Brought by {formats.listed(bringing)}."
        return f"Nothing chosen; {self._count_on_sale(place, role)} on sale."

    def _tell_lacking(self, place: int, token: str) -> str:
        """The groups that lack what a role brings."""
        answer = self._find_answer(place)
        found = []
        if answer:
            found = [f for f, _ in answer.findings if f.kind == "uncovered" and f.token == token]
        names = [finding.group for finding in found if finding.group]
        if names:
            return f"{formats.listed(names)}: nothing yet"
        if found:
            return "nothing yet"
        return ""

    def _list_unneeded(
        self, place: int, scenario: Mapping[str, Any], entries: list[Any]
    ) -> list[tuple[str, int, str]]:
        """Roles that are neither needed nor filled: title, number on sale, address of their
        prices.
        """
        filled = {scheme.role for scheme in self._find_schemes(entries)} | {
            *self._order_roles(scenario)[0]
        }
        market = self._find_market_of(place)
        day = {}
        if market:
            day = {"price_date": market.day.isoformat()}
        counted = [(role, self._count_on_sale(place, role)) for role in ROLES if role not in filled]
        return [(ROLES[r], n, f"/prices/?{urlencode({'role': r, **day})}") for r, n in counted if n]

    def _count_on_sale(self, place: int, role: str) -> int:
        market = self._find_market_of(place)
        if market:
            return sum(market.catalogue.schemes[name].role == role for name in market.prices)
        return 0

    def _find_schemes(self, entries: list[Any]) -> list[Scheme]:
        schemes = {}
        if self.catalogue:
            schemes = self.catalogue.schemes
        return [schemes[name] for name in map(scheme_id_of, entries) if name in schemes]

    def _find_rival(self, entries: list[Any]) -> str:
        """The first entry before the last one that could do its part for one of its groups, or
        sizes its hosts.
        """
        *before, (own, groups) = [
            (next(iter(self._find_schemes([entry])), None), self._find_served(entry))
            for entry in entries
        ]
        for other, others_groups in before:
            if own is None or other is None:
                continue
            does_the_same = (
                own.role == other.role != "service"
                and groups & others_groups
                and _fits_one_desk(own, other)
            )
            if does_the_same or ("hypervisor" in own.provides and "hypervisor" in other.provides):
                return scheme_words(other)
        return ""

    def _find_served(self, entry: Any) -> set[str]:
        named = None
        if isinstance(entry, Mapping):
            named = entry.get("groups")
        if named is not None:
            return set(texts(named))
        return {str(group.get("name")) for group in self.groups}

    def _add_options(self, place: int, entries: list[Any]) -> list[tuple[str, list[Choice]]]:
        """What is sold for the scenario and not in its stack, by role, each with its price or that
        it is quoted.
        """
        market = self._find_market_of(place)
        if market is None or self.catalogue is None:
            return []
        there = {scheme_id_of(entry) for entry in entries}
        by_role: dict[str, list[Choice]] = {}
        quoted = filter(market.is_quoted, self.catalogue.schemes)
        for scheme_id in chain(market.prices, quoted):
            scheme = self.catalogue.schemes[scheme_id]
            if scheme_id not in there:
                words = f"{_tell_names(scheme)}, {_tell_price(market.price(scheme_id), scheme)}"
                by_role.setdefault(scheme.role, []).append(Choice(scheme_id, words, False))
        return [(ROLES[role], by_role[role]) for role in ROLES if role in by_role]


def _tell_names(scheme: Scheme) -> str:
    """What it is called, and in brackets what else."""
    if scheme.also_called:
        return f"{scheme_words(scheme)} ({scheme.also_called})"
    return scheme_words(scheme)


def _tell_price(price: Price | None, scheme: Scheme) -> str:
    """What a list says, else that it is quoted."""
    if price is None or price.amount is None:
        return "by quotation"
    return price_words(price.amount, scheme)


def _fits_one_desk(one: Scheme, other: Scheme) -> bool:
    """Whether no desk that the one asks for rules out the other."""
    asked = [
        {token for token in scheme.requires if token.startswith("endpoint:")}
        for scheme in (one, other)
    ]
    return not all(asked) or bool(asked[0] & asked[1])
