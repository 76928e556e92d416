"""What paper says beyond the page: what it is, and what differs from the starting point."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from calculator.looks.cost.differences import list_differences
from calculator.parts.paper_head import NO_ADDRESS, TOO_LONG, TOO_LONG_TO_TYPE, head_of_paper
from calculator.question.address import query, write
from calculator.question.state import State, own_state, state_of
from pricing.presets import preset, presets

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")


def state(*leaves: tuple[str, str]) -> State:
    return state_of(QueryDict(query([("preset", "autumn-2008"), *leaves])))


def scenarios() -> list[dict[str, Any]]:
    return preset("autumn-2008")["scenarios"]


def added(scenario: dict[str, Any]) -> State:
    """The preset with a scenario more."""
    names = [each["name"] for each in scenarios()]
    whole = {key: value for key, value in scenario.items() if key != "name"}
    return state(
        ("scenarios", json.dumps([*names, "Ours"])),
        (f"scenarios.{len(names)}", json.dumps(whole, default=str)),
    )


def test_a_copy_is_told_by_what_it_is_a_copy_of():
    assert list_differences(added(scenarios()[1])) == [
        ("Ours", "new, the same as VECD on VMware VI3")
    ]


def test_a_changed_copy_is_told_by_its_change():
    changed = {**scenarios()[1], "price_date": "2009-03-31"}
    assert list_differences(added(changed)) == [
        ("Ours", "new, like VECD on VMware VI3, but signed on: 31\u00a0March 2009")
    ]


def test_what_is_bought_instead_is_told_by_name():
    stack = [*scenarios()[0]["stack"], "thin-client"]
    [(label, words)] = list_differences(
        state(("scenarios.0.stack", json.dumps(stack, default=str)))
    )
    assert (label, words) == (
        "Keep the PCs there are, stack",
        "with Thin client Linux or CE",
    )


def test_scenarios_that_went_are_told_by_name():
    names = [each["name"] for each in scenarios()]
    assert list_differences(state(("scenarios", json.dumps(names[:2])))) == [
        ("Scenarios", f"without {', '.join(names[2:])}")
    ]


def test_a_new_group_is_told_by_its_fields():
    names = [each["name"] for each in preset("autumn-2008")["fleet"]]
    new = json.dumps({"desktops": 40, "profile": "knowledge", "endpoint": "thin_client"})
    told = dict(list_differences(state(("fleet", json.dumps([*names, "Lab"])), ("fleet.3", new))))
    assert told["Lab"] == ("new: desktops 40; work knowledge work; on the desk thin client")


def test_what_a_group_owns_is_told_in_words():
    assert list_differences(state(("fleet.0.entitlements.software_assurance", "no"))) == [
        ("Office, owned already: Software Assurance", "no")
    ]


def test_what_a_new_group_owns_is_told_in_words():
    names = [each["name"] for each in preset("autumn-2008")["fleet"]]
    new = json.dumps({"desktops": 4, "entitlements": ["windows_enterprise"]})
    told = dict(list_differences(state(("fleet", json.dumps([*names, "Lab"])), ("fleet.3", new))))
    assert told["Lab"] == "new: desktops 4; owned already Windows by user for Windows 365"


@pytest.mark.parametrize("name", sorted(set(presets()) - {"autumn-2008"}))
def test_what_differs_is_never_told_as_it_is_written_in_a_document(name):
    leaves = write(preset("autumn-2008"), preset(name))
    told = list_differences(state(*leaves))
    assert told
    assert [pair for pair in told if set("{}[]_") & set("".join(pair))] == []


def test_a_new_name_is_told_with_the_old_one():
    assert list_differences(state(("scenarios.0.name", "As it is"))) == [
        ("Keep the PCs there are", "now called As it is")
    ]


def test_a_price_that_was_quoted_is_told_by_its_scheme():
    assert list_differences(state(("scenarios.1.prices.ms-vecd-sa.net", "20"))) == [
        (
            "VECD on VMware VI3, quoted price of Microsoft Vista Enterprise Centralized Desktop "
            "for Software Assurance",
            "20",
        )
    ]


def test_a_range_is_told_from_its_low_end_to_its_high_end():
    assert list_differences(state(("assumptions.admin_salary", "65000..90000..140000"))) == [
        ("An administrator's pay", "65000 to 140000, most likely 90000")
    ]


def head_on(html: str) -> str:
    """The head of paper that a page, or a part of one, holds once."""
    [head] = [each for each in parsed(html).iter("div") if each.get("class") == "on-paper"]
    return text_of(head)


def test_the_head_of_paper_says_who_is_asked_about_on_which_day_from_which_list():
    head = head_of_paper(state(("fleet.0.desktops", "700")), "https://x.example/?y")
    assert head.question == (
        "1,100\u00a0desktops (Office 700, Call centre 300, Engineering 100) over 4\u00a0years; "
        "prices of 31\u00a0October 2008, US list"
    )


def test_the_head_of_paper_has_the_title_that_the_reader_gave():
    assert head_of_paper(state(("title", "Our branch")), "https://x.example/").title == "Our branch"


def test_an_address_leads_back_from_paper():
    head = head_of_paper(state(), "https://x.example/?preset=autumn-2008")
    assert head.way_back == "https://x.example/?preset=autumn-2008"


def test_an_address_that_nobody_types_is_a_link_without_its_signs():
    head = head_of_paper(state(), f"https://x.example/?{'y' * 300}")
    assert head.way_back == TOO_LONG_TO_TYPE


def test_paper_of_an_opened_file_says_that_no_address_leads_back():
    opened = own_state(json.dumps(preset("autumn-2008"), default=str).encode())
    head = head_of_paper(opened, "https://x.example/#answer")
    assert head.way_back == NO_ADDRESS


def test_paper_of_what_is_too_long_for_an_address_says_so():
    long = state(*[(f"scenarios.{place}.name", "é" * 199 + str(place)) for place in range(7)])
    assert not long.fits_an_address
    head = head_of_paper(long, "https://x.example/#answer")
    assert head.way_back == TOO_LONG


@pytest.mark.parametrize(
    "path", ["/", "/sure", "/where", "/cheapest", "/rigged", "/through-the-years", "/supplier"]
)
def test_every_look_has_a_head_for_paper_with_its_own_address(path):
    page = Client().get(f"{path}?preset=autumn-2008").content.decode()
    assert head_on(page).endswith(f"US list http://testserver{path}?preset=autumn-2008")


def test_an_answer_brings_the_head_of_paper_anew():
    part = Client().get("/?preset=autumn-2008&horizon_years=3", headers={"HX-Request": "true"})
    assert " over 3 years; " in head_on(part.content.decode())
