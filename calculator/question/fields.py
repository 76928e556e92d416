"""What all parts of the form share.

Fields, made of a path and what stands there, and words for schemes.

What the reader typed stands in a field even where it is wrong, with the fault beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from calculator import formats
from calculator.parts.exchange import write_value
from calculator.question.address import bracketed, find_moves
from calculator.question.address.members import follow_groups, mapping
from calculator.question.address.ranges import range_text
from calculator.question.cut_texts import cut_texts, whole_text
from calculator.question.fault_words import fault_words
from calculator.question.help import help_for
from calculator.question.state import State
from pricing.engine.faults import Fault
from pricing.engine.market import Catalogue, Market, Scheme
from pricing.engine.number_text import read_decimal
from pricing.engine.vocabulary import UNITS

# Units of numbers that are typed from 0 to 1, and what is said behind their per cent.
SHARES = {"share": "", "a year": "a year"}


@dataclass(frozen=True)
class Choice:
    """One of those that a select offers."""

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
    options: list[Choice] = field(default_factory=list)
    fault: Fault | None = None
    meant: str = ""
    kind: str = "text"
    source: str = ""
    placeholder: str = ""

    @property
    def id(self) -> str:
        """The input's id, also the anchor that a fault's link goes to."""
        return f"f.{self.path}"

    @property
    def fault_words(self) -> str:
        """What is wrong with it."""
        if self.fault:
            return fault_words(self.fault)
        return ""

    @property
    def differs(self) -> bool:
        """Whether it differs from the preset."""
        return self.value != self.preset

    @property
    def share(self) -> str | None:
        """What stands behind the per cent of a share; None for what is none.

        The script of the form knows it too.
        """
        return SHARES.get(self.unit)

    @property
    def unit_words(self) -> str:
        """The unit beside the value; of a share, the same in per cent, as it is said everywhere
        else.
        """
        if self.share is None:
            return self.unit
        try:
            return (
                f"= {percent(read_decimal(self.value or self.placeholder))} {self.share}".rstrip()
            )
        except ValueError:
            return self.unit

    @property
    def method(self) -> str:
        """The address of the paragraph of the methodology that tells its rule."""
        return help_for(self.path).method


class Fields:
    """Makes the fields of a state."""

    def __init__(self, state: State, catalogue: Catalogue | None) -> None:
        self.state = state
        self.catalogue = catalogue
        self.faults = {fault.path: fault for fault in state.faults}
        self.document = state.named
        self.base = cut_texts(state.base)

    # What the raw document holds; it may be anything that somebody typed

    @property
    def groups(self) -> list[Mapping[str, Any]]:
        """The fleet's groups that are objects."""
        return objects(self.document.get("fleet"))

    @property
    def scenarios(self) -> list[Mapping[str, Any]]:
        """The scenarios that are objects."""
        return objects(self.document.get("scenarios"))

    @property
    def currency(self) -> str:
        """The currency as units name it."""
        if self.catalogue:
            return formats.currency_name(self.catalogue.currency)
        return "money"

    @cached_property
    def _base_members(self) -> dict[str, list[Mapping[str, Any]]]:
        """The preset's groups and scenarios; these call a group as it is called now."""
        moved = find_moves(self.base, self.document)
        scenarios = objects(self.base.get("scenarios"))
        return {
            "fleet": objects(self.base.get("fleet")),
            "scenarios": [follow_groups(scenario, moved) for scenario in scenarios],
        }

    @cached_property
    def market(self) -> Market | None:
        """The market of the comparison's day, of the preset's where that is none."""
        if self.state.answer is not None:
            return self.state.answer.question.market
        return self._find_market(self.document.get("price_date")) or self._find_market(
            self.base.get("price_date")
        )

    def _find_market_of(self, place: int) -> Market | None:
        """The market of a scenario's day."""
        answer = self.state.answer
        if answer is not None and place < len(answer.question.scenarios):
            return answer.question.scenarios[place].market
        return self._find_market(self.scenarios[place].get("price_date")) or self.market

    def _find_market(self, day: Any) -> Market | None:
        """The market of a day that somebody typed, for a form whose question has no answer."""
        try:
            if self.catalogue:
                return Market(self.catalogue, date.fromisoformat(str(day)))
            return None
        except ValueError:
            return None

    def _find_in_force(self, name: str) -> str:
        """An assumption's value for all scenarios, as it is typed: the reader's, else the
        catalogue's.
        """
        own = text_of(mapping(self.document.get("assumptions")).get(name))
        assumption = None
        if self.market:
            assumption = self.market.assumptions.get(name)
        if own or assumption is None:
            return own
        return write_value(assumption, assumption.typical).replace(",", "")

    def _make_field(self, path: str, label: str, value: Any, preset: Any, **more: Any) -> FormField:
        typed = self.state.typed.get(path)
        place = bracketed(path)  # a fault of an entry of a stack is one of its scheme
        fault = self.faults.get(place) or self.faults.get(place.removesuffix(".scheme"))
        if typed is not None and fault is not None:
            shown = typed
        else:
            shown = text_of(whole_text(value))
        more.setdefault("help", help_for(path).sentence)
        meant = ""
        if fault:
            meant = self.state.suggestions.get(fault.path, "")
        return FormField(path, label, shown, text_of(preset), fault=fault, meant=meant, **more)

    def _make_select(
        self,
        path: str,
        label: str,
        value: Any,
        preset: Any,
        options: Mapping[str, str],
        **more: Any,
    ) -> FormField:
        text = text_of(whole_text(value))
        choices = dict(options)
        if text and text not in choices:
            choices[text] = text_of(value)
        made = [Choice(key, words, key == text) for key, words in choices.items()]
        return self._make_field(path, label, value, preset, options=made, kind="select", **more)

    def _find_base_member(
        self, key: str, index: int, member: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The preset's group or scenario of the same name, else of the same place."""
        members = self._base_members[key]
        for candidate in members:
            if candidate.get("name") == member.get("name"):
                return candidate
        if index < len(members) and len(members) == len(objects(self.document.get(key))):
            return members[index]
        return {}


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list that may hold anything."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, Mapping)]
    return []


def texts(value: Any) -> list[str]:
    """The members of a list as texts."""
    if isinstance(value, list):
        return [str(item) for item in value]
    return []


def text_of(value: Any) -> str:
    """What stands in a field for a value."""
    ends = range_text(value, " .. ")
    if ends is not None:
        return ends
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def flag_text(value: Any) -> str:
    """A flag as the choice of a select."""
    if isinstance(value, bool):
        return {True: "true", False: "false"}.get(value, str(value))
    return str(value)


def percent(value: Any) -> str:
    """A share in per cent, as it was written; of a range, each of its numbers."""
    if isinstance(value, Mapping):
        return " .. ".join(percent(part) for part in text_of(value).split(" .. "))
    try:
        return f"{(Decimal(str(value)) * 100).normalize():f}{formats.NO_BREAK}%"
    except ArithmeticError:
        return str(value)


def price_words(amount: Decimal, scheme: Scheme) -> str:
    """An amount, and what it is for: of a pack "for" so many."""
    per = per_words(scheme)
    if scheme.pack > 1:
        per = f"for {per}"
    return f"{formats.decimal(amount)} {per}"


def per_words(scheme: Scheme) -> str:
    """What the list price is for."""
    one, many = UNITS[scheme.metric]
    if scheme.pack != 1:
        what = f"{scheme.pack:,} {many}"
    else:
        article = "a"
        if one.startswith("hour"):
            article = "an"
        what = f"{article} {one}"
    when = ", once"
    if scheme.metric.endswith("_hour"):
        when = ""
    if scheme.charge == "subscription" and when:
        when = f" a {scheme.period}"
    upkeep = ""
    if scheme.maintenance_rate:
        upkeep = f", and {percent(scheme.maintenance_rate)} a year"
    return f"{what}{when}{upkeep}"
