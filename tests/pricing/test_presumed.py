"""What a scenario presumes to be owned: all that it counts on, and nothing else."""

from __future__ import annotations

from typing import Any

from pricing.comparison import compare
from pricing.presumed import NOTHING, Presumed, list_presumed, tell_presumed
from pricing.sheets.quote_book import quote_export
from pricing.sheets.request import request_export
from tests.small_purchases import asked, scheme

ASSURED = {"entitlements": ["software_assurance"], "endpoint": "thin_client"}


def presumed(it: dict[str, Any], **fields: Any) -> list[Presumed]:
    return list_presumed(compare(asked(it, **fields)), 0)


def of_new_devices(it: dict[str, Any], **fields: Any) -> list[Presumed]:
    """Where nothing that stands on a desk is kept."""
    return presumed(it, **{"group": {"endpoint": "thin_client"}, **fields})


# Devices


def test_what_is_kept_on_a_desk_is_counted_by_group():
    assert presumed(scheme()) == [Presumed("device", "existing PC", 100, "", ["All"], 4)]


def test_devices_of_a_fleet_that_grows_are_those_of_its_largest_year():
    [devices] = presumed(scheme(), annual_growth="0.10")
    assert devices.quantity == 133


def test_a_group_without_desktops_keeps_no_device():
    groups = [{"name": "All", "desktops": 9}, {"name": "Gone", "desktops": 0}]
    assert [each.groups for each in presumed(scheme(), fleet=groups)] == [["All"]]


def test_a_device_that_is_new_is_not_presumed():
    assert of_new_devices(scheme()) == []


# Rights


def test_a_right_that_something_rests_on_has_no_number():
    needs = scheme(requires=["software_assurance"])
    assert presumed(needs, group=ASSURED) == [
        Presumed("right", "Software Assurance", None, "", ["All"], 4)
    ]


def test_a_group_of_nobody_has_no_right():
    needs = scheme(requires=["software_assurance"])
    groups = [
        {"name": "All", "desktops": 9, **ASSURED},
        {"name": "Gone", "desktops": 0, **ASSURED},
    ]
    assert [each.groups for each in presumed(needs, fleet=groups)] == [["All"]]


def test_a_right_that_nothing_rests_on_is_not_presumed():
    assert presumed(scheme(), group=ASSURED) == []


def test_a_right_that_the_stack_brings_is_not_presumed():
    needs = scheme(requires=["software_assurance"])
    brings = scheme() | {"id": "brings", "provides": ["software_assurance"]}
    stack = {"stack": ["it", "brings"]}
    assert presumed(needs, schemes=[brings], scenario=stack, group=ASSURED) == []


def test_a_right_that_the_scenario_takes_away_is_not_presumed():
    needs = scheme(requires=["software_assurance"])
    assert presumed(needs, scenario={"entitlements": {"All": []}}, group=ASSURED) == []


def test_a_right_that_a_group_says_it_needs_is_presumed_where_it_has_it():
    group = {"entitlements": ["needs:intune", "intune"], "endpoint": "thin_client"}
    [found] = presumed(scheme(), group=group, scenario={"delivery": "cloud"})
    assert found.what == "Intune"


def test_a_right_of_two_groups_stands_once():
    groups = [{"name": name, "desktops": 9, **ASSURED} for name in ("Office", "Field")]
    [found] = presumed(scheme(requires=["software_assurance"]), fleet=groups)
    assert found.groups == ["Office", "Field"]


# Packs in hand


def test_packs_in_hand_are_presumed_until_they_no_longer_serve():
    it = scheme(charge="perpetual", product="It")
    found = of_new_devices(it, entry={"owned": 60, "owned_years": 2})
    assert found == [Presumed("product", "Example It", 60, "users", [], 2)]


def test_no_more_packs_are_presumed_than_are_needed():
    [found] = of_new_devices(scheme(pack=10), entry={"owned": 60})
    assert (found.quantity, found.unit) == (10, "packs of 10 users")


def test_packs_that_nobody_needs_are_not_presumed():
    assert of_new_devices(scheme(), entry={"owned": 60, "quantity": 0}) == []


def test_packs_of_some_groups_name_them():
    groups = [{"name": name, "desktops": 9, "endpoint": "pc"} for name in ("Office", "Field")]
    [found] = of_new_devices(scheme(), fleet=groups, entry={"owned": 5, "groups": ["Field"]})
    assert found.groups == ["Field"]


def test_packs_of_all_groups_that_have_anybody_name_none():
    groups = [{"name": "All", "desktops": 9}, {"name": "Gone", "desktops": 0}]
    entry = {"owned": 5, "groups": ["All"]}
    [_, packs] = presumed(scheme(), fleet=groups, entry=entry)
    assert packs.groups == []


# In words


def test_what_has_no_number_says_so_and_never_0():
    [words] = tell_presumed(presumed(scheme(requires=["software_assurance"]), group=ASSURED))
    assert words == ("Software Assurance: for all of All, to the end of year 4; no number is known")


def test_what_is_rented_already_is_paid_elsewhere():
    [words] = tell_presumed(of_new_devices(scheme(product="It"), entry={"owned": 1_200}))
    assert words == "Example It: 100 users, to the end of year 4; paid elsewhere"


def test_one_of_something_is_one():
    [words] = tell_presumed(of_new_devices(scheme(charge="perpetual"), entry={"owned": 1}))
    assert ": 1 user, " in words


def test_where_nothing_is_owned_a_sentence_says_so():
    assert tell_presumed([]) == ["Nothing is presumed to be owned."] == [NOTHING]


# In files


def test_the_workbook_of_an_indication_tells_it_of_each_scenario():
    front = quote_export(compare(asked(scheme())), None).sheets[0]
    [row] = [row for row in front.rows if row[0] == "Presumed to be owned already"]
    assert row[1:] == ["Existing PC: 100 for All, to the end of year 4"]


def test_the_workbook_for_a_supplier_tells_it_on_a_sheet_of_its_own():
    _, owned = request_export(compare(asked(scheme())), None).sheets
    assert list(owned.rows) == [["One", "Existing PC: 100 for All, to the end of year 4"]]
