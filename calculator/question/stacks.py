"""The stacks of the form, by role: what is chosen, whom it counts for, what it costs, what else is on sale.

What counts and costs is read from the answer's lines; nothing is computed but their sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from calculator import formats
from calculator.parts.scenarios import colour
from calculator.question.address import bracketed
from calculator.question.fields import Choice, FormField, mapping, objects, per_words, texts
from calculator.question.purchase_fields import Purchase, PurchaseForm, list_price
from calculator.question.scenario_fields import ScenarioForm
from pricing.engine.answer import ScenarioAnswer
from pricing.engine.bill import Row
from pricing.engine.cheaper import cheaper_of
from pricing.engine.figures import Line
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.market import Market, Scheme
from pricing.engine.words import GOALS, ROLES, UNITS

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
YES_OR_NO = {"yes": "yes", "no": "no"}
SHARE_OF_THE_FLEET = {"device": "desktops", "user": "users"}


@dataclass(frozen=True)
class EntryRow:
    """One entry of a stack, in words and fields. `place` is where it stands, from 1.

    `rival` is an entry before it that does the same part, and so comes first where both could.
    """

    role: str
    place: int
    rival: str
    name: str
    link: str
    scheme: FormField
    needs: str
    brings: str
    count: str
    whom: str
    cheaper: str
    serves: str
    groups: list[tuple[str, FormField]]
    price: str
    per: str
    recalled: bool
    when: str
    quantity: FormField
    extra: FormField
    discount: FormField
    purchase: Purchase
    amount: str

    @property
    def has_wrong_group(self) -> bool:
        """Whether one of the choices whom it serves has a fault."""
        return any(choice.fault for _, choice in self.groups)


@dataclass(frozen=True)
class RoleRows:
    """A role that is needed or filled: its entries, or who brings it instead, or what is on sale for it."""

    title: str
    entries: list[EntryRow]
    words: str = ""
    lacking: str = ""

    @property
    def lines(self) -> int:
        """Rows of the table: each entry, and what can be done with it."""
        return 2 * len(self.entries)


class StackForm(PurchaseForm, ScenarioForm):
    """The stacks of a state."""

    def stacks(self) -> Iterator[dict[str, Any]]:
        """Each scenario's stack; its roles, and what else is on sale, of the one that is unfolded or has a fault."""
        for place, scenario in enumerate(self.scenarios):
            entries = scenario.get("stack")
            if isinstance(entries, list):
                entries = entries
            else:
                entries = []
            stack = {
                "number": place + 1,
                "title": scenario.get("name", ""),
                "summary": self._summary(place, entries),
                "colour": colour(place),
                "is_shown": False,
            }
            paths = tuple(f"scenarios[{place}].{part}" for part in OF_A_STACK)
            if self.state.view.stack != str(place + 1) and not any(path.startswith(paths) for path in self.faults):
                yield stack
                continue
            answer = self._answer_of(place)
            yield stack | {
                "is_shown": True,
                "scenarios": len(self.scenarios),
                "add_path": f"scenarios.{place}.stack.add",
                "roles": list(self._roles(place, scenario, entries)),
                "total": formats.money(_sum(_bought(answer))) if answer and answer.figures else "",
                "of": formats.money(answer.figures.tco_per_desktop_month) if answer and answer.figures else "",
                "unneeded": self._unneeded(place, scenario, entries),
                "add": self._add_options(place, entries),
                "differing": self.differing(place),
                "other_assumptions": self.other_assumptions(place),
                "own_lines": self.own_lines(place),
            }

    def _summary(self, place: int, entries: list[Any]) -> str:
        market = self._market_of(place)
        words = formats.count(len(entries), "entry", "entries")
        if market:
            return f"{words}, price list of {formats.day(market.day)}"
        return words

    # Roles

    def _roles(self, place: int, scenario: Mapping[str, Any], entries: list[Any]) -> Iterator[RoleRows]:
        """Roles in their order: what the deliveries need, what else is chosen, hardware, the device."""
        rows: dict[str, list[EntryRow]] = {}
        for position, entry in enumerate(entries):
            row = replace(self._entry_row(place, position, entry), rival=self._rival(entries[: position + 1]))
            rows.setdefault(row.role, []).append(row)
        goals = {ROLE_OF_GOAL[goal]: goal for goal in self._goals(scenario)}
        order = self._order(scenario)
        for role in dict.fromkeys((*order[0], *(r for r in rows if r not in order[1]), *order[1])):
            title = ROLES.get(role, "Other")
            lacking = self._lacking(place, goals.get(role, DEVICE if role == DEVICE else role))
            if role in rows:
                yield RoleRows(title, rows[role], lacking=lacking)
            elif role in goals or lacking:
                yield RoleRows(title, [], self._instead(place, role, goals.get(role, ""), entries), lacking)

    def _order(self, scenario: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """Roles that come first, and those that come last."""
        return [ROLE_OF_GOAL[goal] for goal in self._goals(scenario)], [*HARDWARE, DEVICE]

    def _goals(self, scenario: Mapping[str, Any]) -> list[str]:
        """What the scenario's deliveries need."""
        own = mapping(scenario.get("deliveries"))
        ways = [str(own.get(str(group.get("name")), scenario.get("delivery"))) for group in self.groups]
        return list(dict.fromkeys(goal for way in ways for goal in GOALS.get(way, ())))

    def _instead(self, place: int, role: str, goal: str, entries: list[Any]) -> str:
        """Who brings what a role without an entry would bring, else how many are on sale."""
        bringing = [scheme_words(s) for s in self._schemes(entries) if goal in s.provides]
        if bringing:
            return f"Brought by {formats.listed(bringing)}."
        return f"Nothing chosen; {self._on_sale(place, role)} on sale."

    def _lacking(self, place: int, token: str) -> str:
        """The groups that lack what a role brings."""
        answer = self._answer_of(place)
        found = []
        if answer:
            found = [f for f, _ in answer.findings if f.kind == "uncovered" and f.token == token]
        names = [finding.group for finding in found if finding.group]
        if names:
            return f"{formats.listed(names)}: nothing yet"
        if found:
            return "nothing yet"
        return ""

    def _unneeded(self, place: int, scenario: Mapping[str, Any], entries: list[Any]) -> list[tuple[str, int, str]]:
        """Roles that are neither needed nor filled: title, number on sale, address of their prices."""
        filled = {scheme.role for scheme in self._schemes(entries)} | {*self._order(scenario)[0]}
        market = self._market_of(place)
        day = {}
        if market:
            day = {"price_date": market.day.isoformat()}
        counted = [(role, self._on_sale(place, role)) for role in ROLES if role not in filled]
        return [(ROLES[r], n, f"/prices/?{urlencode({'role': r, **day})}") for r, n in counted if n]

    def _on_sale(self, place: int, role: str) -> int:
        market = self._market_of(place)
        if market:
            return sum(market.catalogue.schemes[name].role == role for name in market.prices)
        return 0

    def _schemes(self, entries: list[Any]) -> list[Scheme]:
        schemes = {}
        if self.catalogue:
            schemes = self.catalogue.schemes
        ids = [str(e.get("scheme", "")) if isinstance(e, Mapping) else str(e) for e in entries]
        return [schemes[name] for name in ids if name in schemes]

    def _rival(self, entries: list[Any]) -> str:
        """The first entry before the last one that could do its part for one of its groups, or sizes its hosts."""
        *before, (own, groups) = [(next(iter(self._schemes([entry])), None), self._served(entry)) for entry in entries]
        for other, others_groups in before:
            if own is None or other is None:
                continue
            does_the_same = own.role == other.role != "service" and groups & others_groups and _fit_one_desk(own, other)
            if does_the_same or ("hypervisor" in own.provides and "hypervisor" in other.provides):
                return scheme_words(other)
        return ""

    def _served(self, entry: Any) -> set[str]:
        named = None
        if isinstance(entry, Mapping):
            named = entry.get("groups")
        if named is not None:
            return set(texts(named))
        return {str(group.get("name")) for group in self.groups}

    # Entries

    def _entry_row(self, place: int, position: int, entry: Any) -> EntryRow:
        if isinstance(entry, Mapping):
            parts = entry
        else:
            parts = {"scheme": entry}
        scheme_id = str(parts.get("scheme", ""))
        path = f"scenarios.{place}.stack.{position}"
        scheme = None
        if self.catalogue:
            scheme = self.catalogue.schemes.get(scheme_id)
        market = self._market_of(place)
        price = None
        if market:
            price = market.price(scheme_id)
        name = scheme_id
        if scheme:
            name = scheme_words(scheme)
        lines = [line for line in _bought(self._answer_of(place)) if line.scheme == scheme_id]
        count, whom = self._counted(place, position, scheme, lines)
        named = parts.get("groups")
        served = formats.listed(texts(named)) or "nobody"
        day = ""
        if market:
            day = f"?{urlencode({'price_date': market.day.isoformat()})}"
        return EntryRow(
            role=scheme.role if scheme else "",
            place=position + 1,
            rival="",
            name=name,
            link=f"/prices/{scheme_id}/{day}" if scheme and "/" not in scheme_id and self._is_shipped else "",
            scheme=self._field(f"{path}.scheme", f"Scheme of entry {position + 1}", scheme_id, scheme_id),
            needs=formats.listed([token_words(token) for token in scheme.requires]) if scheme else "",
            brings=formats.listed([token_words(token) for token in scheme.provides]) if scheme else "",
            count=count,
            whom=whom if whom != served else "",
            cheaper=self._cheaper(self._row_of(place, position)),
            serves="Serves all groups" if named is None else f"Serves {served} only",
            groups=[] if scheme and scheme.role == "server" else self._choice_of_groups(place, path, name, parts),
            price=list_price(price, scheme, parts.get("term")),
            per=per_words(scheme) if scheme else "",
            recalled=price is not None and price.confidence == "recalled",
            when=formats.with_days(market.when_sold(scheme_id)) if market and price is None else "",
            quantity=self._of_entry(path, name, "quantity", "fixed at", parts, "as counted", "fixed"),
            extra=self._of_entry(path, name, "extra", "and more", parts, "none more", "more"),
            discount=self._discount(place, scheme_id, name),
            purchase=self.purchase(place, path, name, parts, scheme, self._row_of(place, position)),
            amount=formats.money(_sum(lines)) if lines else formats.NOTHING,
        )

    def _choice_of_groups(
        self, place: int, path: str, name: str, parts: Mapping[str, Any]
    ) -> list[tuple[str, FormField]]:
        """Yes or no for each group: whether the entry serves it. A fault of the choice stands at its first."""
        before = objects(self._base_member("scenarios", place, self.scenarios[place]).get("stack"))
        had = next((entry.get("groups") for entry in before if entry.get("scheme") == parts.get("scheme")), None)
        fault = self.faults.get(bracketed(f"{path}.groups"))
        made = []
        for group in (str(group.get("name", "")) for group in self.groups):
            served, was = _yes_or_no(parts.get("groups"), group), _yes_or_no(had, group)
            choice = self._select(f"{path}.groups.{group}", f"{name} serves {group}", served, was, YES_OR_NO)
            made.append((group, replace(choice, fault=fault) if fault and not made else choice))
        return made

    @property
    def _is_shipped(self) -> bool:
        """Whether the schemes are those of the site's own price list, which has a page for each."""
        return "catalogue" not in self.document

    def _discount(self, place: int, scheme_id: str, name: str) -> FormField:
        """The discount of the one scheme, from 0 to 1; empty, that of its vendor or of all counts."""
        scenario = self.scenarios[place]
        given = mapping(scenario.get("discounts"))
        before = mapping(self._base_member("scenarios", place, scenario).get("discounts"))
        scheme = None
        if self.catalogue:
            scheme = self.catalogue.schemes.get(scheme_id)
        follows = next((str(given[key]) for key in (scheme.vendor if scheme else "", "*") if key in given), "0")
        return self._field(
            f"scenarios.{place}.discounts.{scheme_id}",
            f"{name}: discount",
            given.get(scheme_id, ""),
            before.get(scheme_id, ""),
            placeholder=follows,
            unit="share",
        )

    def _counted(self, place: int, position: int, scheme: Scheme | None, lines: list[Line]) -> tuple[str, str]:
        """How many are counted in year 1, of how many, and for which groups."""
        answer = self.state.answer
        if answer is None or scheme is None:
            return "", ""
        fleet = answer.question.fleet
        groups = answer.evaluation.bill.coverages[place].counts[position]
        whom = ""
        if len(groups) < len(fleet):
            whom = formats.listed([fleet[g].name for g in groups])
        quantity = next((line.quantity[0] for line in lines if line.quantity), None)
        if not groups:
            return "for nobody", "not eligible, or another does its part"
        if quantity is None:
            return "", whom
        noun = SHARE_OF_THE_FLEET.get(scheme.metric)
        if noun:
            counts = getattr(answer.evaluation.fleet, noun)
            return f"{quantity:,} of {int(counts[:, 0, 0].sum()):,} {noun}", whom
        return formats.count(quantity, *UNITS[scheme.metric]), whom

    def _cheaper(self, row: Row | None) -> str:
        """A cheaper licence that would do for some of those whom an entry counts, in words."""
        cheaper = None
        if self.state.answer and row:
            cheaper = cheaper_of(self.state.answer.evaluation, row)
        if cheaper is None:
            return ""
        price = _price(cheaper.amount, cheaper.scheme)
        return f"a cheaper licence fits {cheaper.units:,} of these: {scheme_words(cheaper.scheme)}, {price}"

    def _add_options(self, place: int, entries: list[Any]) -> list[tuple[str, list[Choice]]]:
        """What is on sale for the scenario and not in its stack, by role, each with its price."""
        market = self._market_of(place)
        if market is None or self.catalogue is None:
            return []
        there = {str(e.get("scheme")) if isinstance(e, Mapping) else str(e) for e in entries}
        by_role: dict[str, list[Choice]] = {}
        for scheme_id, price in market.prices.items():
            scheme = self.catalogue.schemes[scheme_id]
            if scheme_id not in there:
                words = f"{scheme_words(scheme)}, {_price(price.amount, scheme)}"
                by_role.setdefault(scheme.role, []).append(Choice(scheme_id, words, False))
        return [(ROLES[role], by_role[role]) for role in ROLES if role in by_role]

    # What the answer says

    def _market_of(self, place: int) -> Market | None:
        answer = self.state.answer
        if answer is not None and place < len(answer.question.scenarios):
            return answer.question.scenarios[place].market
        return self._market_on(self.scenarios[place].get("price_date")) or self.market

    def _row_of(self, place: int, position: int) -> Row | None:
        answer = self.state.answer
        if answer:
            return answer.evaluation.bill.rows_of[place][position]
        return None

    def _answer_of(self, place: int) -> ScenarioAnswer | None:
        answer = self.state.answer
        if answer is not None and place < len(answer.scenarios):
            return answer.scenarios[place]
        return None


def _bought(answer: ScenarioAnswer | None) -> list[Line]:
    """The lines of the stack's schemes, maintenance included."""
    if answer and answer.figures:
        return [line for line in answer.figures.lines if line.scheme]
    return []


def _fit_one_desk(one: Scheme, other: Scheme) -> bool:
    """Whether no desk that the one asks for rules out the other."""
    asked = [{token for token in scheme.requires if token.startswith("endpoint:")} for scheme in (one, other)]
    return not all(asked) or bool(asked[0] & asked[1])


def _yes_or_no(groups: Any, group: str) -> str:
    """Whether a group is among those that an entry names; all are, where it names none."""
    if groups is None or group in texts(groups):
        return "yes"
    return "no"


def _sum(lines: list[Line]) -> int | None:
    amounts = [line.amounts.desktop_month for line in lines]
    if None in amounts:
        return None
    return sum(amount for amount in amounts if amount is not None)


def _price(amount: Any, scheme: Scheme) -> str:
    return f"{formats.decimal(amount)} {'for ' if scheme.pack > 1 else ''}{per_words(scheme)}"
