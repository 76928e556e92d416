"""The form as a view of the document's leaves: each field's name is its path.

Fields are made from the engine's tables (fields of the document, knobs); nothing here knows
a bound or a default of its own. What the reader typed stands in a field even where it is
wrong, with the fault beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from pricing.engine.faults import Fault
from pricing.engine.fields import SHAPES
from pricing.engine.findings import token_words
from pricing.engine.knobs import KNOBS, SECTIONS
from pricing.engine.market import Catalogue, Market
from pricing.engine.words import DELIVERIES, PROFILES, ROLES

from . import formats
from .address import bracketed
from .explanations import UNITS
from .help import help_for
from .results import colour
from .state import State

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
    "zero_client": "new zero client",
    "chromebook": "new Chromebook",
}
NO_VENDOR = "Generic"  # hardware of no make
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


@dataclass(frozen=True)
class Option:
    """One choice of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FormField:
    """One input: its path, what stands in it, and what people read about it."""

    path: str
    label: str
    value: str
    preset: str
    unit: str = ""
    help: str = ""
    options: list[Option] = field(default_factory=list)
    fault: Fault | None = None
    kind: str = "text"
    source: str = ""
    placeholder: str = ""

    @property
    def id(self) -> str:
        """The input's id, also the anchor that a fault's link goes to."""
        return f"f.{self.path}"

    @property
    def differs(self) -> bool:
        """Whether it differs from the preset."""
        return self.value != self.preset

    @property
    def method(self) -> str:
        """The address of the paragraph of the methodology that tells its rule."""
        return help_for(self.path).method


class Form:
    """All fields of a state, by fold. Templates read its methods as they need them."""

    def __init__(self, state: State, catalogue: Catalogue | None) -> None:
        self.state = state
        self.catalogue = catalogue
        self.faults = {fault.path: fault for fault in state.faults}
        self.document = state.document
        self.base = state.base

    # What the raw document holds; it may be anything that somebody typed

    @property
    def groups(self) -> list[Mapping[str, Any]]:
        """The fleet's groups that are objects."""
        return _objects(self.document.get("fleet"))

    @property
    def scenarios(self) -> list[Mapping[str, Any]]:
        """The scenarios that are objects."""
        return _objects(self.document.get("scenarios"))

    @cached_property
    def market(self) -> Market | None:
        """The market of the comparison's day, of the preset's where that is none."""
        if self.state.answer is not None:
            return self.state.answer.question.market
        return self._market_on(self.document.get("price_date")) or self._market_on(self.base.get("price_date"))

    def _market_on(self, day: Any) -> Market | None:
        """The market of a day that somebody typed, for a form whose question has no answer."""
        try:
            return Market(self.catalogue, date.fromisoformat(str(day))) if self.catalogue else None
        except ValueError:
            return None

    def _field(self, path: str, label: str, value: Any, preset: Any, **more: Any) -> FormField:
        typed = self.state.typed.get(path)
        place = bracketed(path)  # a fault of an entry of a stack is one of its scheme
        fault = self.faults.get(place) or self.faults.get(place.removesuffix(".scheme"))
        shown = typed if typed is not None and fault is not None else _text(value)
        more.setdefault("help", help_for(path).sentence)
        return FormField(path, label, shown, _text(preset), fault=fault, **more)

    def _select(
        self, path: str, label: str, value: Any, preset: Any, options: Mapping[str, str], **more: Any
    ) -> FormField:
        text = _text(value)
        choices = dict(options)
        if text and text not in choices:
            choices[text] = text
        made = [Option(key, words, key == text) for key, words in choices.items()]
        return self._field(path, label, value, preset, options=made, kind="select", **more)

    # The question

    def price_date(self) -> FormField:
        """The day whose prices count."""
        return self._plain("price_date", kind="date")

    def horizon_years(self) -> FormField:
        """How far it looks ahead."""
        return self._plain("horizon_years")

    def finance(self) -> list[FormField]:
        """Growth of the fleet, discount rate, sites, and whether users' time counts."""
        flag = self.document.get("include_indirect", False)
        before = self.base.get("include_indirect", False)
        return [
            self._plain("annual_growth"),
            self._plain("discount_rate"),
            self._plain("sites"),
            self._select(
                "include_indirect",
                "Users' time",
                _flag_text(flag),
                _flag_text(before),
                {"false": "shown apart", "true": "in the total"},
            ),
        ]

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
            if name == "users"
            else _text(shape.default)
            if isinstance(shape.default, Decimal)
            else "",
        )

    def _base_member(self, key: str, index: int, member: Mapping[str, Any]) -> Mapping[str, Any]:
        """The preset's group or scenario of the same name, else of the same place."""
        members = _objects(self.base.get(key))
        for candidate in members:
            if candidate.get("name") == member.get("name"):
                return candidate
        return members[index] if index < len(members) and len(members) == len(_objects(self.document.get(key))) else {}

    # Who gets what

    def group_rows(self) -> Iterator[dict[str, Any]]:
        """Each group: its own fields, what it owns, and a cell a scenario."""
        for index, group in enumerate(self.groups):
            before = self._base_member("fleet", index, group)
            yield {
                "number": index + 1,
                "name": group.get("name", ""),
                "summary": _group_summary(group),
                "fields": [
                    self._group_field(index, group, "name"),
                    self._group_field(index, group, "users"),
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
                        _flag_text(group.get("pooled", False)),
                        _flag_text(before.get("pooled", False)),
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

    def _endpoint(self, path: str, value: Any, preset: Any, follows: str = "") -> FormField:
        options = {"": follows} if follows else {}
        options |= ENDPOINTS
        return self._select(path, "On the desk", value, preset, options)

    def _owned(self, index: int, group: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[FormField]:
        """Yes or no for each token that the group, or anybody, may own."""
        has, had = _list(group.get("entitlements")), _list(before.get("entitlements"))
        everybody = [token for g in self.groups for token in _list(g.get("entitlements"))]
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
                _map(scenario.get("deliveries")).get(name, ""),
                _map(before.get("deliveries")).get(name, ""),
                {"": own, **DELIVERIES},
            ),
            "endpoint": self._endpoint(
                f"scenarios.{place}.endpoints.{name}",
                _map(scenario.get("endpoints")).get(name, ""),
                _map(before.get("endpoints")).get(name, ""),
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
                    ),
                }
            )
        return heads

    # Stacks

    def stacks(self) -> Iterator[dict[str, Any]]:
        """Each scenario's stack: a row an entry, and what else is on sale."""
        for place, scenario in enumerate(self.scenarios):
            entries = scenario.get("stack")
            entries = entries if isinstance(entries, list) else []
            yield {
                "number": place + 1,
                "title": scenario.get("name", ""),
                "colour": colour(place),
                "add_path": f"scenarios.{place}.stack.add",
                "rows": [self._entry_row(place, position, entry) for position, entry in enumerate(entries)],
                "add": self._add_options(place, entries),
            }

    def _entry_row(self, place: int, position: int, entry: Any) -> dict[str, Any]:
        parts = entry if isinstance(entry, Mapping) else {"scheme": entry}
        scheme_id = str(parts.get("scheme", ""))
        path = f"scenarios.{place}.stack.{position}"
        scheme = self.catalogue.schemes.get(scheme_id) if self.catalogue else None
        market = self._market_of(place)
        price = market.price(scheme_id) if market else None
        options = {scheme_id: _scheme_label(scheme) if scheme else scheme_id, "": "– take it out –"}
        if market and scheme and self.catalogue:
            for other in market.prices:
                candidate = self.catalogue.schemes[other]
                if candidate.role == scheme.role and other != scheme_id:
                    options[other] = _scheme_label(candidate)
        groups = parts.get("groups")
        return {
            "role": ROLES.get(scheme.role, "") if scheme else "",
            "scheme": self._select(f"{path}.scheme", "Scheme", scheme_id, scheme_id, options),
            "needs": [token_words(token) for token in scheme.requires] if scheme else [],
            "brings": [token_words(token) for token in scheme.provides] if scheme else [],
            "groups": formats.listed([str(g) for g in groups]) if isinstance(groups, list) else "",
            "price": formats.decimal(price.amount) if price and price.amount is not None else "",
            "per": _per(scheme) if scheme else "",
            "recalled": price is not None and price.confidence == "recalled",
            "on_sale": price is not None or market is None,
            "when": market.when_sold(scheme_id) if market else "",
            "quantity": self._field(
                f"{path}.quantity",
                "Fixed at",
                parts.get("quantity", ""),
                parts.get("quantity", ""),
                placeholder="as counted",
            ),
            "extra": self._field(
                f"{path}.extra", "And more", parts.get("extra", ""), parts.get("extra", ""), placeholder="none"
            ),
        }

    def _add_options(self, place: int, entries: list[Any]) -> list[tuple[str, list[Option]]]:
        """What is on sale for the scenario and not in its stack, by role."""
        market = self._market_of(place)
        if market is None or self.catalogue is None:
            return []
        there = {str(e.get("scheme")) if isinstance(e, Mapping) else str(e) for e in entries}
        by_role: dict[str, list[Option]] = {}
        for scheme_id in market.prices:
            scheme = self.catalogue.schemes[scheme_id]
            if scheme_id not in there:
                by_role.setdefault(scheme.role, []).append(Option(scheme_id, _scheme_label(scheme), False))
        return [(ROLES[role], by_role[role]) for role in ROLES if role in by_role]

    def _market_of(self, place: int) -> Market | None:
        answer = self.state.answer
        if answer is not None and place < len(answer.question.scenarios):
            return answer.question.scenarios[place].market
        return self._market_on(self.scenarios[place].get("price_date")) or self.market

    # Discounts

    def discounts(self) -> list[dict[str, Any]]:
        """Each scenario's discounts: by vendor of its stack, and for all others."""
        made = []
        for place, scenario in enumerate(self.scenarios):
            before = self._base_member("scenarios", place, scenario)
            given, was = _map(scenario.get("discounts")), _map(before.get("discounts"))
            names = [*self._vendors(scenario), *(name for name in given if name != "*"), "*"]
            made.append(
                {
                    "title": scenario.get("name", ""),
                    "colour": colour(place),
                    "fields": [
                        self._field(
                            f"scenarios.{place}.discounts.{name}",
                            {"*": "Everybody else", NO_VENDOR: "Hardware"}.get(name, name),
                            given.get(name, ""),
                            was.get(name, ""),
                            placeholder="0",
                            unit="share",
                        )
                        for name in dict.fromkeys(names)
                    ],
                }
            )
        return made

    def _vendors(self, scenario: Mapping[str, Any]) -> list[str]:
        entries = scenario.get("stack")
        ids = [e.get("scheme") if isinstance(e, Mapping) else e for e in entries] if isinstance(entries, list) else []
        schemes = [self.catalogue.schemes.get(str(i)) for i in ids] if self.catalogue else []
        return list(dict.fromkeys(s.vendor for s in schemes if s is not None and s.vendor))

    # Assumptions

    def other_sections(self) -> list[tuple[str, list[FormField]]]:
        """All other knobs, by section."""
        shown = {knob for names in FIRST_KNOBS.values() for knob in names}
        return [
            (title, [self.knob(k.name) for k in KNOBS.values() if k.section == section and k.name not in shown])
            for section, title in SECTIONS.items()
            if any(k.section == section and k.name not in shown for k in KNOBS.values())
        ]

    def knob(self, name: str) -> FormField:
        """One assumption: the reader's value, else the typical value in force, with its source."""
        knob = KNOBS[name]
        assumption = self.market.assumptions.get(name) if self.market else None
        typical = format(assumption.typical, "f") if assumption else ""
        source = ""
        if assumption:
            source = f"{assumption.confidence}: {assumption.source}"
            if assumption.low is not None and assumption.high is not None and assumption.low != assumption.high:
                source = f"from {formats.decimal(assumption.low)} to {formats.decimal(assumption.high)}; {source}"
        return self._field(
            f"assumptions.{name}",
            knob.label,
            _map(self.document.get("assumptions")).get(name, ""),
            _map(self.base.get("assumptions")).get(name, ""),
            unit=knob.unit.replace("money", self.currency),
            source=source,
            placeholder=typical,
        )

    @property
    def currency(self) -> str:
        """The currency as units name it."""
        return formats.currency_name(self.catalogue.currency) if self.catalogue else "money"

    # Folds: what is in them, in one line, so that nobody must open them to know

    def summaries(self) -> dict[str, str]:
        """What is in each fold, by its id."""
        stacks = [len(s["stack"]) for s in self.scenarios if isinstance(s.get("stack"), list)]
        discounts = sum(len(_map(s.get("discounts"))) for s in self.scenarios)
        changed = len(_map(self.document.get("assumptions")))
        known = f"{len(KNOBS)}, {changed} changed" if changed else f"{len(KNOBS)}, as in the catalogue"
        sign = formats.symbol(self.catalogue.currency) if self.catalogue else ""
        pcs = self._value("pc.desktops_per_admin")
        growth = f"{_percent(self.document.get('annual_growth', '0'))} desktops"
        return {
            "who": f"{formats.count(len(self.groups), 'group')}, {formats.count(len(self.scenarios), 'way')}",
            "stacks": f"{formats.count(sum(stacks), 'entry', 'entries')} in {formats.count(len(stacks), 'stack')}",
            "people": f"{sign}{self._value('admin_salary')} an administrator, {pcs} PCs each",
            "power_space": f"{sign}{self._value('energy_price')} a kWh, PUE {self._value('pue')}",
            "growth": f"{growth}, {self._share('price_inflation')} prices, {self._share('labour_inflation')} pay",
            "discounts": f"{discounts} given" if discounts else "none: list prices",
            "assumptions": known,
        }

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
            ("hypervisor_free", "the hypervisor is free"),
            ("nobody_assured", "nobody has Software Assurance"),
            ("everybody_assured", "everybody has it"),
            ("pcs_reused", "PCs are reused"),
            ("pcs_new", "PCs are bought new"),
        ]

    def what_if_scenario(self) -> int:
        """The scenario that a what-if copies, unless another is chosen: the first behind the baseline."""
        return min(2, len(self.scenarios))

    def _in_force(self, knob: str) -> str:
        """A knob's value in force as text: the reader's, else the catalogue's."""
        own = _text(_map(self.document.get("assumptions")).get(knob))
        assumption = self.market.assumptions.get(knob) if self.market else None
        return own or (format(assumption.typical, "f") if assumption else "")

    def _value(self, knob: str) -> str:
        text = self._in_force(knob)
        try:
            return formats.decimal(Decimal(text))
        except ArithmeticError:
            return text

    def _share(self, knob: str) -> str:
        return _percent(self._in_force(knob))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _text(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _flag_text(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _percent(value: Any) -> str:
    try:
        return f"{(Decimal(str(value)) * 100).normalize():f} %"
    except ArithmeticError:
        return str(value)


def _group_summary(group: Mapping[str, Any]) -> str:
    users = group.get("users", group.get("desktops"))
    shares = _percent(group.get("peak_concurrency", "1"))
    pool = "shared desktops" if group.get("pooled") in (True, "true") else "a desktop each"
    owned = formats.listed([token_words(token) for token in _list(group.get("entitlements"))])
    work = group.get("profile", "knowledge")
    return f"{users} users, {shares} at the peak; {work} work, {pool}; owns {owned or 'nothing'}"


def _per(scheme: Any) -> str:
    """What the list price is for."""
    one, many = UNITS[scheme.metric]
    what = f"{scheme.pack:,} {many}" if scheme.pack != 1 else f"an {one}" if one[0] in "aeio" else f"a {one}"
    when = "" if scheme.metric.endswith("_hour") else ", once"
    if scheme.charge == "subscription" and when:
        when = f" a {scheme.period}"
    upkeep = f", and {_percent(scheme.maintenance_rate)} a year" if scheme.maintenance_rate else ""
    return f"{what}{when}{upkeep}"


def _scheme_label(scheme: Any) -> str:
    return f"{scheme.vendor if scheme.vendor != NO_VENDOR else ''} {scheme.name}".strip()
