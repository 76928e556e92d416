"""What the page of a version shows: its figures as they were, and what today makes of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from calculator import formats
from calculator.kept.beginnings import name_version
from calculator.kept.comparisons import list_comparisons
from calculator.kept.links import list_links
from calculator.kept.opening import find_address
from calculator.kept.today import price_today
from quotes.content import count_cents
from quotes.issuing import name_person
from quotes.models import ComparisonVersion
from quotes.refusals import Refusal
from quotes.rights import check_comparison


class Column(NamedTuple):
    """A scenario as it was kept; no total where something was not on sale."""

    number: int
    name: str
    month: str
    total: str
    compliant: str
    is_priced: bool


def fill_figures(version: ComparisonVersion) -> dict[str, Any]:
    """What everybody sees who may read the version."""
    answer = json.loads(version.answer)
    return {
        "version": version,
        "by": name_person(version.by),
        "at": formats.day(version.at.date()),
        "currency": answer["currency"],
        "columns": [
            _read_scenario(number, each) for number, each in enumerate(answer["scenarios"], start=1)
        ],
    }


def fill_version(
    version: ComparisonVersion, user: Any, today: date, *, link: str = "", note: str = ""
) -> dict[str, Any]:
    """What the page is filled with; `link` is one that was just made."""
    comparison = version.comparison
    may_share = may("share", version, user)
    return fill_figures(version) | {
        "today": price_today(version),
        "address": find_address(json.loads(version.document), name_version(version)),
        "kept": name_version(version),
        "versions": list(comparison.versions.defer("document", "answer").select_related("by")),
        "beside": list_beside(version, user),
        "may_quote": may("make", version, user),
        "may_share": may_share,
        "links": list_links(version, today) if may_share else [],
        "link": link,
        "note": note,
        "is_owner": comparison.owner_id == user.pk,
    }


def may(action: str, version: ComparisonVersion, user: Any) -> bool:
    """Whether a user may do something with the comparison."""
    try:
        check_comparison(action, version.comparison, user)
    except Refusal:
        return False
    return True


def list_beside(version: ComparisonVersion, user: Any) -> list[tuple[str, str]]:
    """The versions that may be put beside this one: the others of its own, the latest of others."""
    own = version.comparison.versions.exclude(number=version.number).values_list(
        "number", flat=True
    )
    return [
        *((f"{version.comparison_id}.{number}", f"version {number}") for number in own),
        *(
            (f"{each.pk}.{each.latest}", f"{each.name}, version {each.latest}")
            for each in list_comparisons(user)
            if each.pk != version.comparison_id
        ),
    ]


def _read_scenario(number: int, scenario: dict[str, Any]) -> Column:
    total = scenario.get("tco")
    return Column(
        number,
        scenario["name"],
        show_money(scenario.get("tco_per_desktop_month")),
        show_money(total),
        "yes" if scenario["compliant"] else "no",
        total is not None,
    )


def show_money(amount: str | None) -> str:
    """An amount of an answer's document."""
    if amount is None:
        return formats.NOTHING
    return formats.money(count_cents(amount))
