"""The form as a view of the document's leaves: each field's name is its path.

Fields are made from the engine's tables (fields of the document, knobs); nothing here knows
a bound or a default of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from calculator import formats
from calculator.parts.exchange import source_words, write_value
from calculator.parts.scenarios import colour
from calculator.question.address.members import mapping
from calculator.question.discount_fields import DiscountForm
from calculator.question.fields import Choice, FormField, flag_text
from calculator.question.fleet_fields import FleetForm
from calculator.question.folds import FIRST, FIRST_KNOBS, FoldForm
from calculator.question.price_list_fields import ListForm
from calculator.question.stacks import StackForm
from calculator.question.what_ifs import carries_assurance
from pricing.engine.fields import SHAPES
from pricing.engine.knobs import KNOBS, SECTIONS
from pricing.engine.vocabulary import DELIVERIES, PROFILES

SWITCHES = {
    "price_changes": {"none": "not counted", "known": "counted from their day on"},
    "yearly_payments": {"end": "at the end of the year", "start": "at its start"},
    "residual_value": {"none": "not counted", "straight_line": "taken off"},
}


class Form(FleetForm, DiscountForm, FoldForm):
    """All fields of a state, by fold. Templates read its methods as they need them."""

    # The question

    def price_date(self) -> FormField:
        """The day whose prices count."""
        return self._make_plain("price_date", kind="date")

    def title(self) -> FormField:
        """What the comparison is about, which names its files too."""
        return self._make_plain("title", placeholder="as the starting point")

    def price_list(self) -> FormField | None:
        """The list whose prices count."""
        return ListForm(self.state, self.catalogue).price_list()

    def exchange_rates(self) -> list[FormField]:
        """A field for each other currency in which an assumption is told."""
        return ListForm(self.state, self.catalogue).exchange_rates()

    def horizon_years(self) -> FormField:
        """How far it looks ahead."""
        return self._make_plain("horizon_years")

    def finance(self) -> list[FormField]:
        """Growth of the fleet, discount rate, sites, whether users' time counts, and how money
        does.
        """
        flag = self.document.get("include_indirect", False)
        before = self.base.get("include_indirect", False)
        return [
            self._make_plain("annual_growth"),
            self._make_plain("discount_rate"),
            self._make_plain("sites"),
            self._make_select(
                "include_indirect",
                "Users' time",
                flag_text(flag),
                flag_text(before),
                {"false": "shown apart", "true": "in the total"},
            ),
            *(self._make_switch(name, options) for name, options in SWITCHES.items()),
        ]

    def _make_switch(self, name: str, options: Mapping[str, str]) -> FormField:
        """How the whole comparison counts money."""
        shape = SHAPES["document"][name]
        value, preset = self.document.get(name, shape.default), self.base.get(name, shape.default)
        return self._make_select(name, shape.label, value, preset, options)

    def _make_plain(self, name: str, **more: Any) -> FormField:
        shape = SHAPES["document"][name]
        value, preset = self.document.get(name, shape.default), self.base.get(name, shape.default)
        return self._make_field(name, shape.label, value, preset, unit=shape.unit, **more)

    # Scenarios

    def scenario_heads(self) -> list[dict[str, Any]]:
        """Each scenario's name, delivery and own day, as fields."""
        heads = []
        for place, scenario in enumerate(self.scenarios):
            before = self._find_base_member("scenarios", place, scenario)
            heads.append(
                {
                    "number": place + 1,
                    "colour": colour(place),
                    "title": scenario.get("name", ""),
                    "name": self._make_field(
                        f"scenarios.{place}.name", "Name", scenario.get("name"), before.get("name")
                    ),
                    "delivery": self._make_select(
                        f"scenarios.{place}.delivery",
                        f"{scenario.get('name')}: delivery",
                        scenario.get("delivery"),
                        before.get("delivery"),
                        DELIVERIES,
                    ),
                    "price_date": self._make_field(
                        f"scenarios.{place}.price_date",
                        "Prices of its own day",
                        scenario.get("price_date", ""),
                        before.get("price_date", ""),
                        kind="date",
                        placeholder="yyyy-mm-dd",
                        help="A day of its own, as 2010-07-01; empty, that of the comparison.",
                    ),
                }
            )
        return heads

    def stacks(self) -> Iterator[dict[str, Any]]:
        """Each scenario's stack, by role."""
        return StackForm(self.state, self.catalogue).stacks()

    # Assumptions

    def other_sections(self) -> list[dict[str, Any]]:
        """All other knobs, by section: those of each delivery, or of each kind of work, in a
        row.
        """
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
                sections.append(
                    {
                        "title": title,
                        "fields": fields,
                        "kinds": kinds.values(),
                        "rows": list(rows.items()),
                    }
                )
        return sections

    def knob(self, name: str) -> FormField:
        """One assumption: the reader's value, else the typical value in force, with its source."""
        knob = KNOBS[name]
        assumption, typical, source = None, "", ""
        if self.market:
            assumption = self.market.assumptions.get(name)
        if assumption:
            typical, source = write_value(assumption, assumption.typical), source_words(assumption)
        return self._make_field(
            f"assumptions.{name}",
            knob.label,
            mapping(self.document.get("assumptions")).get(name, ""),
            mapping(self.base.get("assumptions")).get(name, ""),
            unit=knob.unit.replace("money", self.currency),
            source=source,
            placeholder=typical,
        )

    def knob_folds(self) -> list[dict[str, Any]]:
        """The folds of the main assumptions."""
        words = self.summaries()
        folds = [
            {
                "id": name,
                "title": SECTIONS[name],
                "summary": words[name],
                "fields": [self.knob(k) for k in knobs],
            }
            for name, knobs in FIRST_KNOBS.items()
        ]
        folds[-1]["fields"] = [*self.finance(), *folds[-1]["fields"]]
        return folds

    # What-ifs

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
        names = [
            (str(g.get("name", "")), carries_assurance(g.get("endpoint", "existing_pc")))
            for g in self.groups
        ]
        changed = formats.listed([name for name, carries in names if carries])
        others = formats.listed([name for name, carries in names if not carries])
        if not changed:
            return (
                "Software Assurance belongs to a PC; no desk has one, so neither press changes "
                "anything."
            )
        still = ""
        if others:
            still = f", and nothing for {others}, whose desks have no PC to carry it"
        return f"Software Assurance belongs to a PC: the presses change it for {changed}{still}."

    def what_if_scenarios(self) -> list[Choice]:
        """The scenarios that a what-if may copy; unless another is chosen, the first behind the
        baseline.
        """
        chosen = min(2, len(self.scenarios))
        return [
            Choice(str(number), str(scenario.get("name", "")), number == chosen)
            for number, scenario in enumerate(self.scenarios, start=1)
        ]
