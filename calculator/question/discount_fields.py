"""Discounts as fields: a row a vendor, a field for each scenario that buys of it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from calculator.question.address.members import mapping, scheme_id_of
from calculator.question.fields import Fields, FormField
from pricing.engine.findings import NO_VENDOR


class DiscountForm(Fields):
    """The discounts of all scenarios."""

    def discounts(self) -> list[tuple[str, list[FormField | None]]]:
        """A row a vendor, hardware and all others last: a field for each scenario that buys of
        it.
        """
        sold = [
            dict.fromkeys((*self._list_vendors(scenario), *self._list_given(scenario), "*"))
            for scenario in self.scenarios
        ]
        names = set().union(*sold)
        last = {NO_VENDOR: 1, "*": 2}
        return [
            (
                {"*": "Other vendors", NO_VENDOR: "Hardware"}.get(name, name),
                [self._make_discount(place, name, own) for place, own in enumerate(sold)],
            )
            for name in sorted(names, key=lambda name: (last.get(name, 0), name.casefold()))
        ]

    def _make_discount(self, place: int, name: str, sold: Container[str]) -> FormField | None:
        """What a scenario gets off all of a vendor; nothing where it buys nothing of it."""
        if name not in sold:
            return None
        scenario = self.scenarios[place]
        before = self._find_base_member("scenarios", place, scenario)
        words = {"*": "other vendors", NO_VENDOR: "hardware"}.get(name, name)
        return self._make_field(
            f"scenarios.{place}.discounts.{name}",
            f"{scenario.get('name')}: discount of {words}",
            mapping(scenario.get("discounts")).get(name, ""),
            mapping(before.get("discounts")).get(name, ""),
            placeholder=self._tell_of_list(place, name) or "0",
            unit="share",
        )

    def _tell_of_list(self, place: int, name: str) -> str:
        """What the scenario's list takes off where nothing is typed; nothing where anything that
        counts before it is.
        """
        market = self._find_market_of(place)
        if market is None or name not in market.terms:
            return ""
        typed = mapping(self.scenarios[place].get("discounts"))
        if name in typed or "*" in typed:
            return ""
        return f"{market.terms[name].share:f}"

    def list_terms(self) -> list[str]:
        """What the list takes off where nothing is typed, with who said so."""
        if self.market is None:
            return []
        return [str(term) for _, term in sorted(self.market.terms.items())]

    def _list_given(self, scenario: Mapping[str, Any]) -> list[str]:
        """Whom a scenario names in its discounts; those of a scheme stand in its stack."""
        apart = set(_list_scheme_ids(scenario))
        return [name for name in mapping(scenario.get("discounts")) if name not in apart]

    def _list_vendors(self, scenario: Mapping[str, Any]) -> list[str]:
        schemes = []
        if self.catalogue:
            schemes = [self.catalogue.schemes.get(name) for name in _list_scheme_ids(scenario)]
        return list(dict.fromkeys(s.vendor for s in schemes if s is not None and s.vendor))


def _list_scheme_ids(scenario: Mapping[str, Any]) -> list[str]:
    entries = scenario.get("stack")
    if isinstance(entries, list):
        return [scheme_id_of(entry) for entry in entries]
    return []
