"""What the page of a version shows: its figures as they were, and what today makes of them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from calculator import formats
from quotes.content import count_cents
from quotes.issuing import name_person
from quotes.models import ComparisonVersion
from quotes.refusals import Refusal
from quotes.rights import check_comparison


class Column(NamedTuple):
    """A scenario as it was kept."""

    number: int
    name: str
    month: str
    total: str
    compliant: str


def fill_version(version: ComparisonVersion, user: Any) -> dict[str, Any]:
    """What the page is filled with."""
    answer = json.loads(version.answer)
    return {
        "version": version,
        "by": name_person(version.by),
        "at": formats.day(version.at.date()),
        "currency": answer["currency"],
        "columns": [
            _read_scenario(number, each) for number, each in enumerate(answer["scenarios"], start=1)
        ],
        "may_quote": may(version, "make", user),
    }


def may(version: ComparisonVersion, action: str, user: Any) -> bool:
    """Whether a user may do something with the comparison."""
    try:
        check_comparison(action, version.comparison, user)
    except Refusal:
        return False
    return True


def _read_scenario(number: int, scenario: dict[str, Any]) -> Column:
    return Column(
        number,
        scenario["name"],
        _show(scenario.get("tco_per_desktop_month")),
        _show(scenario.get("tco")),
        "yes" if scenario["compliant"] else "no",
    )


def _show(amount: str | None) -> str:
    if amount is None:
        return formats.NOTHING
    return formats.money(count_cents(amount))
