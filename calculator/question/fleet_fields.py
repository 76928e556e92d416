"""Who gets what, as fields: each group, what it owns, and what each scenario gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from calculator import formats
from calculator.parts.scenarios import colour
from calculator.question.address.members import mapping
from calculator.question.address.texts import LIKE_DESKTOPS
from calculator.question.fields import Fields, FormField, flag_text, percent, text_of, texts
from pricing.engine.fields import SHAPES
from pricing.engine.findings import token_words
from pricing.engine.vocabulary import DELIVERIES, PROFILES

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
YES_OR_NO = {True: "yes", False: "no"}
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


class FrontGroup(NamedTuple):
    """A group up front: its desktops, and how many users it has where that is said, with the field
    that says it.
    """

    field: FormField
    users_id: str
    users: str


class FleetForm(Fields):
    """The fields of the groups."""

    def desktops(self) -> list[FrontGroup]:
        """The desktops of each group, up front, and its users where these have a number of their
        own.
        """
        return [
            FrontGroup(
                self._make_group_field(
                    index, group, "desktops", str(group.get("name", f"Group {index + 1}"))
                ),
                f"f.fleet.{index}.users",
                text_of(group.get("users") or ""),
            )
            for index, group in enumerate(self.groups)
        ]

    def _make_group_field(
        self, index: int, group: Mapping[str, Any], name: str, label: str = ""
    ) -> FormField:
        shape = SHAPES["group"][name]
        before = self._find_base_member("fleet", index, group)
        follows = ""
        if name in LIKE_DESKTOPS:
            follows = "as desktops"
        elif isinstance(shape.default, Decimal):
            follows = text_of(shape.default)
        return self._make_field(
            f"fleet.{index}.{name}",
            label or shape.label,
            group.get(name, ""),
            before.get(name, ""),
            unit=shape.unit,
            placeholder=follows,
        )

    def group_rows(self) -> Iterator[dict[str, Any]]:
        """Each group: its own fields, what it owns, and a cell a scenario."""
        for index, group in enumerate(self.groups):
            before = self._find_base_member("fleet", index, group)
            yield {
                "number": index + 1,
                "name": group.get("name", ""),
                "desktops": group.get("desktops", ""),
                "summary": self._tell_group(index, group),
                "fields": [
                    self._make_group_field(index, group, "name"),
                    self._make_group_field(index, group, "users"),
                    self._make_group_field(index, group, "devices"),
                    self._make_group_field(index, group, "peak_concurrency"),
                    self._make_select(
                        f"fleet.{index}.profile",
                        "Work",
                        group.get("profile", "knowledge"),
                        before.get("profile", "knowledge"),
                        PROFILES,
                    ),
                    self._make_select(
                        f"fleet.{index}.pooled",
                        "Desktops on a server",
                        flag_text(group.get("pooled", False)),
                        flag_text(before.get("pooled", False)),
                        {"false": "a desktop each", "true": "shared from a pool"},
                    ),
                    self._make_endpoint(
                        f"fleet.{index}.endpoint",
                        "On the desk",
                        group.get("endpoint", "existing_pc"),
                        before.get("endpoint", "existing_pc"),
                    ),
                ],
                "owned": list(self._list_owned(index, group, before)),
                "cells": [
                    self._make_cell(place, scenario, index, group)
                    for place, scenario in enumerate(self.scenarios)
                ],
            }

    def _tell_group(self, index: int, group: Mapping[str, Any]) -> str:
        pool = "a desktop each"
        if group.get("pooled") in (True, "true"):
            pool = "shared desktops"
        devices = ""
        if group.get("devices") not in (None, ""):
            devices = f", {text_of(group['devices'])} devices"
        owned = formats.listed([token_words(token) for token in texts(group.get("entitlements"))])
        work = group.get("profile", "knowledge")
        return (
            f"{self._tell_peak(index, group)}{devices}; {work} work, {pool}; owns "
            f"{owned or 'nothing'}"
        )

    def _tell_peak(self, index: int, group: Mapping[str, Any]) -> str:
        """Users, and how many are at work at once.

        The form does not come anew with each number of desktops; so where users are as many, no
        number is said.
        """
        share = f"{percent(group.get('peak_concurrency', '1'))} at the peak"
        if "users" not in group:
            return f"as many users as desktops, {share}"
        answer = self.state.answer
        at_once = ""
        if answer:
            at_once = f": {int(answer.evaluation.fleet.concurrent[index, 0, 0]):,}"
        return f"{text_of(group['users'])} users, {share}{at_once}"

    def _make_endpoint(
        self, path: str, label: str, value: Any, preset: Any, follows: str = ""
    ) -> FormField:
        options = {}
        if follows:
            options = {"": follows}
        options |= ENDPOINTS
        return self._make_select(path, label, value, preset, options)

    def _list_owned(
        self, index: int, group: Mapping[str, Any], before: Mapping[str, Any]
    ) -> Iterator[FormField]:
        """Yes or no for each token that the group, or anybody, may own."""
        has, had = texts(group.get("entitlements")), texts(before.get("entitlements"))
        everybody = chain.from_iterable(texts(each.get("entitlements")) for each in self.groups)
        for token in dict.fromkeys((*OWNED[:1], *everybody, *has)):
            words = token_words(token)
            yield self._make_select(
                f"fleet.{index}.entitlements.{token}",
                words[:1].upper() + words[1:],
                YES_OR_NO[token in has],
                YES_OR_NO[token in had],
                {"yes": "owned", "no": "not owned"},
            )

    def _make_cell(
        self, place: int, scenario: Mapping[str, Any], index: int, group: Mapping[str, Any]
    ) -> dict[str, Any]:
        before = self._find_base_member("scenarios", place, scenario)
        name = str(group.get("name", ""))
        own = f"{DELIVERIES.get(str(scenario.get('delivery')), 'nothing')}, as the scenario"
        endpoint = str(group.get("endpoint", "existing_pc"))
        kept = f"{ENDPOINTS.get(endpoint, endpoint)}, as the group"
        return {
            "colour": colour(place),
            "delivery": self._make_select(
                f"scenarios.{place}.deliveries.{name}",
                f"{name} in {scenario.get('name')}: delivery",
                mapping(scenario.get("deliveries")).get(name, ""),
                mapping(before.get("deliveries")).get(name, ""),
                {"": own, **DELIVERIES},
            ),
            "endpoint": self._make_endpoint(
                f"scenarios.{place}.endpoints.{name}",
                f"{name} in {scenario.get('name')}: on the desk",
                mapping(scenario.get("endpoints")).get(name, ""),
                mapping(before.get("endpoints")).get(name, ""),
                kept,
            ),
        }
