"""The form as a view of the document's leaves: each field's name is its path.

Fields are made from the engine's tables (fields of the document, knobs); nothing here knows
a bound or a default of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from calculator import formats
from calculator.parts.exchange import said, source_words
from calculator.parts.scenarios import colour
from calculator.question.actions import carries_assurance
from calculator.question.address.writing import LIKE_DESKTOPS
from calculator.question.fields import Choice, Fields, FormField, flag_text, mapping, objects, percent, text_of, texts
from calculator.question.price_list_fields import ListForm
from calculator.question.stacks import StackForm
from pricing.engine.fields import SHAPES
from pricing.engine.findings import NO_VENDOR, token_words
from pricing.engine.knobs import KNOBS, SECTIONS
from pricing.engine.words import DELIVERIES, PROFILES

OWNED = (
    "software_assurance",
    "server_access",
    "windows_vdi_right",
    "windows_enterprise",
    "avd_right",
    "intune",
    "entra_p1",
    "session_right",
)
ENDPOINTS = {
    "existing_pc": "existing PC",
    "existing_thin_client": "existing thin client",
    "pc": "new PC",
    "laptop": "new laptop",
    "thin_client": "new thin client",
    "w365_link": "new Windows 365 Link",
    "zero_client": "new zero client",
    "chromebook": "new Chromebook",
}
FIRST_KNOBS = {
    "people": (
        "pc.desktops_per_admin",
        "vdi.desktops_per_admin",
        "session.desktops_per_admin",
        "cloud.desktops_per_admin",
        "admin_salary",
        "pc.calls_per_user_year",
        "vdi.calls_per_user_year",
        "session.calls_per_user_year",
        "cloud.calls_per_user_year",
        "cost_per_call",
    ),
    "power_space": ("energy_price", "pue", "host_space_cost_year", "endpoint_hours_per_year", "existing_pc_watts"),
    "growth": ("price_inflation", "labour_inflation", "energy_inflation"),
}
FINANCE = (
    "annual_growth",
    "discount_rate",
    "sites",
    "include_indirect",
    "price_changes",
    "yearly_payments",
    "residual_value",
)
SWITCHES = {
    "price_changes": {"none": "not counted", "known": "counted from their day on"},
    "yearly_payments": {"end": "at the end of the year", "start": "at its start"},
    "residual_value": {"none": "not counted", "straight_line": "taken off"},
}
FOLD_OF_A_SCENARIO = {
    "stack": "stacks",
    "prices": "stacks",
    "assumptions": "stacks",
    "own_lines": "stacks",
    "discounts": "discounts",
}
FIRST = {knob: fold for fold, knobs in FIRST_KNOBS.items() for knob in knobs}


class Summary(NamedTuple):
    """What is in a fold, in words, and how much of it differs from the preset."""

    words: str
    changed: int


class Form(Fields):
    """All fields of a state, by fold. Templates read its methods as they need them."""

    # The question

    def price_date(self) -> FormField:
        """The day whose prices count."""
        return self._plain("price_date", kind="date")

    def price_list(self) -> FormField | None:
        """The list whose prices count."""
        return ListForm(self.state, self.catalogue).price_list()

    def exchange_rates(self) -> list[FormField]:
        """A field for each other currency in which an assumption is told."""
        return ListForm(self.state, self.catalogue).exchange_rates()

    def horizon_years(self) -> FormField:
        """How far it looks ahead."""
        return self._plain("horizon_years")

    def finance(self) -> list[FormField]:
        """Growth of the fleet, discount rate, sites, whether users' time counts, and how money does."""
        flag = self.document.get("include_indirect", False)
        before = self.base.get("include_indirect", False)
        return [
            self._plain("annual_growth"),
            self._plain("discount_rate"),
            self._plain("sites"),
            self._select(
                "include_indirect",
                "Users' time",
                flag_text(flag),
                flag_text(before),
                {"false": "shown apart", "true": "in the total"},
            ),
            *(self._switch(name, options) for name, options in SWITCHES.items()),
        ]

    def _switch(self, name: str, options: Mapping[str, str]) -> FormField:
        """How the whole comparison counts money."""
        shape = SHAPES["document"][name]
        value, preset = self.document.get(name, shape.default), self.base.get(name, shape.default)
        return self._select(name, shape.label, value, preset, options)

    def _plain(self, name: str, **more: Any) -> FormField:
        shape = SHAPES["document"][name]
        value, preset = self.document.get(name, shape.default), self.base.get(name, shape.default)
        return self._field(name, shape.label, value, preset, unit=shape.unit, **more)

    def desktops(self) -> list[FormField]:
        """The desktops of each group, up front."""
        return [
            self._group_field(index, group, "desktops", str(group.get("name", f"Group {index + 1}")))
            for index, group in enumerate(self.groups)
        ]

    def _group_field(self, index: int, group: Mapping[str, Any], name: str, label: str = "") -> FormField:
        shape = SHAPES["group"][name]
        before = self._base_member("fleet", index, group)
        return self._field(
            f"fleet.{index}.{name}",
            label or shape.label,
            group.get(name, ""),
            before.get(name, ""),
            unit=shape.unit,
            placeholder="as desktops"
            if name in LIKE_DESKTOPS
            else text_of(shape.default)
            if isinstance(shape.default, Decimal)
            else "",
        )

    # Who gets what

    def group_rows(self) -> Iterator[dict[str, Any]]:
        """Each group: its own fields, what it owns, and a cell a scenario."""
        for index, group in enumerate(self.groups):
            before = self._base_member("fleet", index, group)
            yield {
                "number": index + 1,
                "name": group.get("name", ""),
                "summary": self._group_summary(index, group),
                "fields": [
                    self._group_field(index, group, "name"),
                    self._group_field(index, group, "users"),
                    self._group_field(index, group, "devices"),
                    self._group_field(index, group, "peak_concurrency"),
                    self._select(
                        f"fleet.{index}.profile",
                        "Work",
                        group.get("profile", "knowledge"),
                        before.get("profile", "knowledge"),
                        PROFILES,
                    ),
                    self._select(
                        f"fleet.{index}.pooled",
                        "Desktops on a server",
                        flag_text(group.get("pooled", False)),
                        flag_text(before.get("pooled", False)),
                        {"false": "a desktop each", "true": "shared from a pool"},
                    ),
                    self._endpoint(
                        f"fleet.{index}.endpoint",
                        group.get("endpoint", "existing_pc"),
                        before.get("endpoint", "existing_pc"),
                    ),
                ],
                "owned": list(self._owned(index, group, before)),
                "cells": [self._cell(place, scenario, index, group) for place, scenario in enumerate(self.scenarios)],
            }

    def _group_summary(self, index: int, group: Mapping[str, Any]) -> str:
        pool = "a desktop each"
        if group.get("pooled") in (True, "true"):
            pool = "shared desktops"
        devices = ""
        if group.get("devices") not in (None, ""):
            devices = f", {text_of(group['devices'])} devices"
        owned = formats.listed([token_words(token) for token in texts(group.get("entitlements"))])
        work = group.get("profile", "knowledge")
        return f"{self._at_the_peak(index, group)}{devices}; {work} work, {pool}; owns {owned or 'nothing'}"

    def _at_the_peak(self, index: int, group: Mapping[str, Any]) -> str:
        """Users, and how many are at work at once.

        The form does not come anew with each number of desktops; so where users are as many, no number is said.
        """
        share = f"{percent(group.get('peak_concurrency', '1'))} at the peak"
        if "users" not in group:
            return f"as many users as desktops, {share}"
        answer = self.state.answer
        at_once = ""
        if answer:
            at_once = f": {int(answer.evaluation.fleet.concurrent[index, 0, 0]):,}"
        return f"{text_of(group['users'])} users, {share}{at_once}"

    def _endpoint(self, path: str, value: Any, preset: Any, follows: str = "") -> FormField:
        options = {}
        if follows:
            options = {"": follows}
        options |= ENDPOINTS
        return self._select(path, "On the desk", value, preset, options)

    def _owned(self, index: int, group: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[FormField]:
        """Yes or no for each token that the group, or anybody, may own."""
        has, had = texts(group.get("entitlements")), texts(before.get("entitlements"))
        everybody = [token for g in self.groups for token in texts(g.get("entitlements"))]
        for token in dict.fromkeys((*OWNED[:1], *everybody, *has)):
            words = token_words(token)
            yield self._select(
                f"fleet.{index}.entitlements.{token}",
                words[0].upper() + words[1:],
                "yes" if token in has else "no",
                "yes" if token in had else "no",
                {"yes": "owned", "no": "not owned"},
            )

    def _cell(self, place: int, scenario: Mapping[str, Any], index: int, group: Mapping[str, Any]) -> dict[str, Any]:
        before = self._base_member("scenarios", place, scenario)
        name = str(group.get("name", ""))
        own = f"{DELIVERIES.get(str(scenario.get('delivery')), 'nothing')}, as the scenario"
        endpoint = str(group.get("endpoint", "existing_pc"))
        kept = f"{ENDPOINTS.get(endpoint, endpoint)}, as the group"
        return {
            "colour": colour(place),
            "delivery": self._select(
                f"scenarios.{place}.deliveries.{name}",
                f"{name} in {scenario.get('name')}: delivery",
                mapping(scenario.get("deliveries")).get(name, ""),
                mapping(before.get("deliveries")).get(name, ""),
                {"": own, **DELIVERIES},
            ),
            "endpoint": self._endpoint(
                f"scenarios.{place}.endpoints.{name}",
                mapping(scenario.get("endpoints")).get(name, ""),
                mapping(before.get("endpoints")).get(name, ""),
                kept,
            ),
        }

    def scenario_heads(self) -> list[dict[str, Any]]:
        """Each scenario's name, delivery and own day, as fields."""
        heads = []
        for place, scenario in enumerate(self.scenarios):
            before = self._base_member("scenarios", place, scenario)
            heads.append(
                {
                    "number": place + 1,
                    "colour": colour(place),
                    "title": scenario.get("name", ""),
                    "name": self._field(f"scenarios.{place}.name", "Name", scenario.get("name"), before.get("name")),
                    "delivery": self._select(
                        f"scenarios.{place}.delivery",
                        f"{scenario.get('name')}: delivery",
                        scenario.get("delivery"),
                        before.get("delivery"),
                        DELIVERIES,
                    ),
                    "price_date": self._field(
                        f"scenarios.{place}.price_date",
                        "Signed on",
                        scenario.get("price_date", ""),
                        before.get("price_date", ""),
                        kind="date",
                        placeholder="yyyy-mm-dd",
                        help="A day of its own, as 2010-07-01; empty, that of the comparison.",
                    ),
                }
            )
        return heads

    # Stacks

    def stacks(self) -> Iterator[dict[str, Any]]:
        """Each scenario's stack, by role."""
        return StackForm(self.state, self.catalogue).stacks()

    # Discounts

    def discounts(self) -> list[tuple[str, list[FormField | None]]]:
        """A row a vendor, hardware and all others last: a field for each scenario that buys of it."""
        sold = [dict.fromkeys((*self._vendors(scenario), *self._given(scenario), "*")) for scenario in self.scenarios]
        names = {name for scenario in sold for name in scenario}
        last = {NO_VENDOR: 1, "*": 2}
        return [
            (
                {"*": "Other vendors", NO_VENDOR: "Hardware"}.get(name, name),
                [self._discount(place, name) if name in own else None for place, own in enumerate(sold)],
            )
            for name in sorted(names, key=lambda name: (last.get(name, 0), name.casefold()))
        ]

    def _discount(self, place: int, name: str) -> FormField:
        scenario = self.scenarios[place]
        before = self._base_member("scenarios", place, scenario)
        words = {"*": "other vendors", NO_VENDOR: "hardware"}.get(name, name)
        return self._field(
            f"scenarios.{place}.discounts.{name}",
            f"{scenario.get('name')}: discount of {words}",
            mapping(scenario.get("discounts")).get(name, ""),
            mapping(before.get("discounts")).get(name, ""),
            placeholder="0",
            unit="share",
        )

    def _given(self, scenario: Mapping[str, Any]) -> list[str]:
        """Whom a scenario names in its discounts; those of a scheme stand in its stack."""
        apart = set(_scheme_ids(scenario))
        return [name for name in mapping(scenario.get("discounts")) if name not in apart]

    def _vendors(self, scenario: Mapping[str, Any]) -> list[str]:
        schemes = []
        if self.catalogue:
            schemes = [self.catalogue.schemes.get(name) for name in _scheme_ids(scenario)]
        return list(dict.fromkeys(s.vendor for s in schemes if s is not None and s.vendor))

    # Assumptions

    def other_sections(self) -> list[dict[str, Any]]:
        """All other knobs, by section: those of each delivery, or of each kind of work, in a row."""
        sections = []
        for section, title in SECTIONS.items():
            knobs = [k for k in KNOBS.values() if k.section == section and k.name not in FIRST]
            rows: dict[str, list[FormField]] = {}
            for knob in knobs:
                if knob.row:
                    rows.setdefault(knob.row, []).append(self.knob(knob.name))
            if knobs:
                kinds = DELIVERIES
                if section == "sizing":
                    kinds = PROFILES
                fields = [self.knob(k.name) for k in knobs if not k.row]
                sections.append({"title": title, "fields": fields, "kinds": kinds.values(), "rows": list(rows.items())})
        return sections

    def knob(self, name: str) -> FormField:
        """One assumption: the reader's value, else the typical value in force, with its source."""
        knob = KNOBS[name]
        assumption = None
        if self.market:
            assumption = self.market.assumptions.get(name)
        typical, source = (said(assumption, assumption.typical), source_words(assumption)) if assumption else ("", "")
        return self._field(
            f"assumptions.{name}",
            knob.label,
            mapping(self.document.get("assumptions")).get(name, ""),
            mapping(self.base.get("assumptions")).get(name, ""),
            unit=knob.unit.replace("money", self.currency),
            source=source,
            placeholder=typical,
        )

    # Folds: what is in them, in one line, so that nobody must open them to know

    def summaries(self) -> dict[str, Summary]:
        """What is in each fold, by its id, and how much of it differs from the preset."""
        stacks = [len(s["stack"]) for s in self.scenarios if isinstance(s.get("stack"), list)]
        discounts = sum(len(mapping(s.get("discounts"))) for s in self.scenarios)
        sign = ""
        if self.catalogue:
            sign = formats.symbol(self.catalogue.currency)
        pcs = self._value("pc.desktops_per_admin")
        growth = f"{percent(self.document.get('annual_growth', '0'))} desktops"
        words = {
            "who": f"{formats.count(len(self.groups), 'group')}, {formats.count(len(self.scenarios), 'scenario')}",
            "stacks": self._bought(stacks),
            "people": f"{sign}{self._value('admin_salary')} an administrator, {pcs} PCs each",
            "power_space": f"{sign}{self._value('energy_price')} a kWh, PUE {self._value('pue')}",
            "growth": f"{growth}, {self._share('price_inflation')} prices, {self._share('labour_inflation')} pay",
            "discounts": f"{discounts} given" if discounts else "none: list prices",
            "assumptions": f"{len(KNOBS) - len(FIRST)} more",
        }
        changed = Counter(map(_fold_of, _changes([path for path, _ in self.state.leaves])))
        return {fold: Summary(said, changed[fold]) for fold, said in words.items()}

    def _bought(self, stacks: list[int]) -> str:
        """How much is bought, what of it was quoted, and what stands beside it."""
        words = f"{formats.count(sum(stacks), 'entry', 'entries')} in {formats.count(len(stacks), 'stack')}"
        prices = [price for s in self.scenarios for price in mapping(s.get("prices")).values()]
        quoted = sum(isinstance(price, Mapping) and "net" in price for price in prices)
        own = sum(len(objects(s.get("own_lines"))) for s in self.scenarios)
        parts = [words, f"{quoted} quoted" if quoted else "", formats.count(own, "own line") if own else ""]
        return ", ".join(filter(None, parts))

    def knob_folds(self) -> list[dict[str, Any]]:
        """The folds of the main assumptions."""
        words = self.summaries()
        folds = [
            {"id": name, "title": SECTIONS[name], "summary": words[name], "fields": [self.knob(k) for k in knobs]}
            for name, knobs in FIRST_KNOBS.items()
        ]
        folds[-1]["fields"] = [*self.finance(), *folds[-1]["fields"]]
        return folds

    def what_ifs(self) -> list[tuple[str, str]]:
        """The what-ifs of one press."""
        return [
            ("hypervisor_free", "the hypervisor, or its bundle, is free"),
            ("nobody_assured", "nobody has Software Assurance"),
            ("everybody_assured", "everybody has it"),
            ("pcs_reused", "PCs are reused"),
            ("pcs_new", "PCs are bought new"),
        ]

    def assurance_words(self) -> str:
        """Whom the presses on Software Assurance change, and whom not: thin clients carry none."""
        names = [(str(g.get("name", "")), carries_assurance(g.get("endpoint", "existing_pc"))) for g in self.groups]
        changed = formats.listed([name for name, carries in names if carries])
        others = formats.listed([name for name, carries in names if not carries])
        if not changed:
            return "Software Assurance belongs to a PC; no desk has one, so neither press changes anything."
        still = ""
        if others:
            still = f", and nothing for {others}, whose desks have no PC to carry it"
        return f"Software Assurance belongs to a PC: the presses change it for {changed}{still}."

    def what_if_scenarios(self) -> list[Choice]:
        """The scenarios that a what-if may copy; unless another is chosen, the first behind the baseline."""
        chosen = min(2, len(self.scenarios))
        return [
            Choice(str(number), str(scenario.get("name", "")), number == chosen)
            for number, scenario in enumerate(self.scenarios, start=1)
        ]

    def _value(self, knob: str) -> str:
        text = self._in_force(knob)
        try:
            return " .. ".join(formats.decimal(Decimal(part)) for part in text.split(" .. "))
        except ArithmeticError:
            return text

    def _share(self, knob: str) -> str:
        return percent(self._in_force(knob))


def _changes(paths: list[str]) -> list[str]:
    """Without the list of the names, where it differs only by the scenarios or groups that are told one by one.

    >>> _changes(["scenarios", "scenarios.6"]), _changes(["scenarios"])
    (['scenarios.6'], ['scenarios'])
    """
    told = {path.partition(".")[0] for path in paths if path.count(".") == 1}
    return [path for path in paths if path not in told]


def _fold_of(path: str) -> str:
    """The fold in which a leaf of the address stands, "" for what stands in the question.

    >>> [_fold_of(path) for path in ("assumptions.pue", "scenarios.1.stack.0.extra", "fleet.0.desktops")]
    ['power_space', 'stacks', '']
    """
    head, _, rest = path.partition(".")
    if head == "assumptions":
        return FIRST.get(rest, "assumptions")
    if head == "scenarios":
        return FOLD_OF_A_SCENARIO.get(rest.partition(".")[2].partition(".")[0], "who")
    if head == "fleet":
        if rest.endswith(".desktops"):
            return ""
        return "who"
    if head in FINANCE:
        return "growth"
    return ""


def _scheme_ids(scenario: Mapping[str, Any]) -> list[str]:
    entries = scenario.get("stack")
    ids = []
    if isinstance(entries, list):
        ids = [e.get("scheme") if isinstance(e, Mapping) else e for e in entries]
    return [str(scheme_id) for scheme_id in ids]
