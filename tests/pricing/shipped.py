"""The shipped catalogue as the engine takes it, and small comparisons that ask it one rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pricing.catalogue.files import SHIPPED, Folder, read_folder
from pricing.catalogue.history import make_price
from pricing.engine.answer import ScenarioAnswer, answer
from pricing.engine.market import Assumption, Catalogue, Scheme
from pricing.engine.read_question import parse

Entry = str | dict[str, Any]


@cache
def folder() -> Folder:
    """The files, read once."""
    return read_folder(SHIPPED)


@cache
def catalogue(price_list: str) -> Catalogue:
    """A shipped price list."""
    currency = {entry.values["id"]: entry.values["currency"] for entry in folder().price_lists}[
        price_list
    ]
    return Catalogue(
        price_list=price_list,
        currency=currency,
        schemes={entry.values["id"]: Scheme(**entry.values) for entry in folder().schemes},
        prices=[make_price(entry.values).price for entry in folder().prices[price_list]],
        assumptions=[Assumption(**entry.values) for entry in folder().assumptions],
    )


def answered(document: dict[str, Any]) -> list[ScenarioAnswer]:
    """The scenarios of a document, priced."""
    return list(answer(parse(document, catalogue)).scenarios)


def asked(
    day: str,
    delivery: str,
    stack: Sequence[Entry],
    prices: dict[str, Any] | None = None,
    **group: Any,
) -> ScenarioAnswer:
    """One stack for a hundred desks on one day, with prices as quoted."""
    desks = {"name": "Office", "desktops": 100, "endpoint": "existing_pc", **group}
    scenario = {"name": "One", "delivery": delivery, "stack": list(stack), "prices": prices or {}}
    document = {
        "price_list": "us-list",
        "price_date": day,
        "fleet": [desks],
        "scenarios": [scenario],
    }
    return answered({"title": "One rule", "horizon_years": 1, **document})[0]


def lacks(scenario: ScenarioAnswer) -> set[tuple[str, str]]:
    """What breaks a rule: the kind of each finding, with the scheme or else the token that it
    names.
    """
    return {(f.kind, f.scheme or f.token or "") for f, _ in scenario.findings if f.kind != "unused"}
