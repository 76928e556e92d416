"""What the page of a version shows: its figures as they were, and what today makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from calculator import formats
from calculator.kept.beginnings import name_version
from calculator.kept.comparisons import list_comparisons
from calculator.kept.links import list_links
from calculator.kept.opening import find_address
from calculator.kept.today import Today, price_as_known, price_today
from calculator.parts.known import KNOWN_ON
from pricing.engine.document import Question
from quotes.content import count_cents
from quotes.issuing import name_person
from quotes.kept_catalogues import find_change_number
from quotes.models import ComparisonVersion
from quotes.refusals import Refusal
from quotes.rights import check_comparison
from quotes.versions import read_question


class Column(NamedTuple):
    """A scenario as it was kept; no total where something was not on sale."""

    number: int
    name: str
    month: str
    total: str
    compliant: str
    is_priced: bool
    mark: str


def fill_figures(version: ComparisonVersion) -> dict[str, Any]:
    """What everybody sees who may read the version."""
    answer = json.loads(version.answer)
    scenarios, question = answer["scenarios"], read_question(version)
    marks = mark_cheapest(scenarios)
    return {
        "version": version,
        "by": name_person(version.by),
        "at": formats.day(version.at.date()),
        "currency": answer["currency"],
        "about": _tell_about(question),
        "columns": [
            _read_scenario(place, each, marks.get(place, ""))
            for place, each in enumerate(scenarios)
        ],
    }


def fill_version(
    version: ComparisonVersion,
    user: Any,
    today: date,
    *,
    link: str = "",
    note: str = "",
    known_on: str = "",
) -> dict[str, Any]:
    """What the page is filled with; `link` is one that was just made, `known_on` the day as of
    which its prices are asked for.
    """
    comparison = version.comparison
    may_share = may("share", version, user)
    return fill_figures(version) | {
        "change": find_change_number(version),
        "today": price_today(version),
        "known_on": known_on,
        "as_known": _price_as_known(version, known_on),
        "known_address": _find_known_address(version, known_on),
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


def _price_as_known(version: ComparisonVersion, known_on: str) -> Today | None:
    """What the prices of a day make of it, where one is asked for."""
    if not known_on:
        return None
    return price_as_known(version, known_on)


def _find_known_address(version: ComparisonVersion, known_on: str) -> str:
    """Where the calculator shows it by the prices of a day; "" of what no address holds."""
    if not known_on:
        return ""
    document = json.loads(version.document) | {KNOWN_ON: known_on}
    return find_address(document, name_version(version))


def may(action: str, version: ComparisonVersion, user: Any) -> bool:
    """Whether a user may do something with the comparison."""
    try:
        check_comparison(action, version.comparison, user)
    except Refusal:
        return False
    return True


def list_beside(version: ComparisonVersion, user: Any) -> list[tuple[str, str]]:
    """The versions that may be put beside this one: the others of its own, the latest of others."""
    own = version.comparison.versions.exclude(number=version.number).values_list("number", "at")
    return [
        *(
            (
                f"{version.comparison_id}.{number}",
                f"version {number} of {formats.day(at.date())}",
            )
            for number, at in own
        ),
        *(
            (
                f"{each.pk}.{each.latest}",
                f"{each.name}, version {each.latest} of {each.kept_on}",
            )
            for each in list_comparisons(user)
            if each.pk != version.comparison_id
        ),
    ]


def _tell_about(question: Question) -> str:
    """What the figures are of: desktops, years, the day of the prices."""
    return (
        f"{formats.count(sum(group.desktops for group in question.fleet), 'desktop')}, "
        f"{formats.count(question.horizon_years, 'year')}, "
        f"prices of {formats.day(question.price_date)}"
    )


def mark_cheapest(scenarios: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The marks of those that cost the least and meet their licence rules, by their places; none
    where one alone of several can be priced.

    >>> mark_cheapest([{"tco": "9.00", "compliant": False}, {"tco": "10.00", "compliant": True}])
    {1: 'cheapest'}
    """
    totals = {
        place: count_cents(each["tco"])
        for place, each in enumerate(scenarios)
        if each.get("tco") is not None
    }
    able = [place for place in totals if scenarios[place]["compliant"]]
    if not able or len(totals) == 1 < len(scenarios):
        return {}
    least = [place for place in able if totals[place] == min(totals[each] for each in able)]
    if len(least) > 1:
        return dict.fromkeys(least, "cheapest, tied")
    return {least[0]: "cheapest"}


def _read_scenario(place: int, scenario: dict[str, Any], mark: str) -> Column:
    total = scenario.get("tco")
    return Column(
        place + 1,
        scenario["name"],
        show_money(scenario.get("tco_per_desktop_month")),
        show_money(total),
        "yes" if scenario["compliant"] else "no",
        total is not None,
        mark,
    )


def show_money(amount: str | None) -> str:
    """An amount of an answer's document."""
    if amount is None:
        return formats.NOTHING
    return formats.money(count_cents(amount))
