"""What differs in one scenario, as fields.

Its own project, roll-out and staffing, any other assumption, own lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from calculator.question.address import bracketed
from calculator.question.address.members import mapping
from calculator.question.fields import Choice, Fields, FormField, objects, text_of
from pricing.engine.fields import SHAPES
from pricing.engine.knobs import KNOBS, SECTIONS
from pricing.engine.vocabulary import CATEGORIES, OWN_LINE_COUNTS, OWN_LINE_INFLATIONS

# What a scenario has of its own more often than not, for each delivery that it uses.
OF_A_DELIVERY = ("project_cost", "deployment_hours", "desktops_per_admin", "calls_per_user_year")
COUNTS = dict(
    zip(
        OWN_LINE_COUNTS,
        ("as it stands", "for each desktop", "for each user", "for each device"),
        strict=True,
    )
)
INFLATIONS = dict(zip(OWN_LINE_INFLATIONS, ("nothing", "prices", "pay", "energy"), strict=True))
LINE = SHAPES["own_line"]


class ScenarioForm(Fields):
    """The fields of one scenario that are not of its stack."""

    # Assumptions of its own

    def differing(self, place: int) -> list[FormField]:
        """Project, roll-out and staffing of the scenario's deliveries, then what else it has of its
        own.
        """
        return [self._make_assumption(place, name) for name in self._list_shown(place)]

    def other_assumptions(self, place: int) -> list[tuple[str, list[Choice]]]:
        """All others by section, each an option that gives the scenario the value in force, to be
        changed there.
        """
        shown = set(self._list_shown(place))
        by_section: dict[str, list[Choice]] = {}
        for knob in KNOBS.values():
            value = self._find_in_force(knob.name)
            if knob.name in shown or not value:
                continue
            option = Choice(
                f"scenarios.{place}.assumptions.{knob.name}={value}",
                f"{knob.label}: {value}",
                False,
            )
            by_section.setdefault(SECTIONS[knob.section], []).append(option)
        return list(by_section.items())

    def _list_shown(self, place: int) -> list[str]:
        scenario = self.scenarios[place]
        own = mapping(scenario.get("deliveries"))
        ways = dict.fromkeys(
            str(own.get(str(group.get("name")), scenario.get("delivery"))) for group in self.groups
        )
        usual = [f"{way}.{stem}" for stem in OF_A_DELIVERY for way in ways]
        given = [*mapping(scenario.get("assumptions")), *self._list_faulty(place)]
        return [name for name in dict.fromkeys((*usual, *given)) if name in KNOBS]

    def _list_faulty(self, place: int) -> list[str]:
        head = f"scenarios[{place}].assumptions."
        return [path.removeprefix(head) for path in self.faults if path.startswith(head)]

    def _make_assumption(self, place: int, name: str) -> FormField:
        """One assumption; empty, it is that of all scenarios, which stands there pale."""
        knob, scenario = KNOBS[name], self.scenarios[place]
        return self._make_field(
            f"scenarios.{place}.assumptions.{name}",
            knob.label,
            mapping(scenario.get("assumptions")).get(name, ""),
            mapping(self._find_base_member("scenarios", place, scenario).get("assumptions")).get(
                name, ""
            ),
            unit=knob.unit.replace("money", self.currency),
            placeholder=self._find_in_force(name),
        )

    # Lines of one's own

    def own_lines(self, place: int) -> list[dict[str, Any]]:
        """Each line: its number, name, and fields.

        A fault of a line as a whole stands at its name.
        """
        lines = objects(self.scenarios[place].get("own_lines"))
        before = objects(
            self._find_base_member("scenarios", place, self.scenarios[place]).get("own_lines")
        )
        before += lines[len(before) :]  # a line that the base lacks differs in nothing
        return [
            {
                "number": index + 1,
                "name": line.get("name", "") or f"Line {index + 1}",
                "fields": self._make_line_fields(
                    f"scenarios.{place}.own_lines.{index}", line, before[index]
                ),
            }
            for index, line in enumerate(lines)
        ]

    def _make_line_fields(
        self, path: str, line: Mapping[str, Any], before: Mapping[str, Any]
    ) -> list[FormField]:
        def field(name: str, **more: Any) -> FormField:
            value, preset = line.get(name, ""), before.get(name, "")
            return self._make_field(f"{path}.{name}", LINE[name].label, value, preset, **more)

        def select(name: str, default: str, options: Mapping[str, str]) -> FormField:
            value, preset = line.get(name, default), before.get(name, default)
            return self._make_select(f"{path}.{name}", LINE[name].label, value, preset, options)

        name = field("name")
        whole = self.faults.get(bracketed(path))
        return [
            replace(name, fault=name.fault or whole),
            select("category", "", CATEGORIES),
            field("amount", unit=self.currency),
            select("of", "all", COUNTS),
            field("first", placeholder="0"),
            field("last", placeholder=text_of(line.get("first", "0"))),
            select("inflation", "none", INFLATIONS),
            field("source"),
        ]
