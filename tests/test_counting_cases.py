"""Small purchases in which what is counted once came out wrong, each with its right value.

They stand in tests/cases/counting/.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.json_text import read_json
from pricing.engine.read_question import parse
from tests.pricing.shipped import catalogue

CASES = Path(__file__).parent / "cases" / "counting"

Record = dict[str, Any]


def document(name: str) -> Record:
    found: Record = read_json((CASES / f"{name}.json").read_bytes())
    return found


def priced(asked: Record) -> list[Record]:
    """The scenarios of a comparison, by the shipped catalogue where it brings none."""
    return list(answer_document(answer(parse(asked, catalogue)))["scenarios"])


def line(scenario: Record, key: str) -> Record:
    [found] = [line for line in scenario["lines"] if line["key"] == key]
    return found


def kinds(scenario: Record) -> list[tuple[str, str]]:
    return [(finding["kind"], finding["token"]) for finding in scenario["findings"]]


def test_five_hosts_of_two_processors_with_64_cores_take_twenty_licences_of_32():
    [scenario] = priced(document("one-licence-per-32-cores"))
    assert scenario["sizing"]["hosts"] == [5]
    assert line(scenario, "vmw-vsphere-std-perp")["packs"] == [20]
    assert line(scenario, "vmw-vsphere-std-perp")["cash_flow"][0] == "27880.00"
    assert line(scenario, "vmw-vsphere-std-perp/maintenance")["cash_flow"][1] == "6412.40"


def test_seven_whole_desktops_fit_on_a_host_so_a_hundred_take_fifteen():
    [scenario] = priced(document("whole-desktops"))
    assert scenario["sizing"]["hosts"] == [15]


def test_a_desktop_that_no_host_can_run_is_found():
    [scenario] = priced(document("desktop-larger-than-its-host"))
    assert ("too_large", "ram") in kinds(scenario)
    assert not scenario["compliant"]


def test_five_whole_sessions_fit_on_a_machine_so_300_take_sixty():
    [scenario] = priced(document("whole-sessions"))
    machine, *_ = [line for line in scenario["lines"] if line["scheme"] == "az-vm-d16s-v5-host"]
    assert machine["quantity"] == [60 * 8760]


@pytest.mark.parametrize(("share", "hosts"), [(1, 4), ("0.5", 3), (0, 2)])
def test_personal_desktops_that_stay_on_keep_their_memory(share, hosts):
    asked = document("idle-personal-desktops")
    asked["assumptions"]["vdi.idle_running_share"] = share
    assert priced(asked)[0]["sizing"]["hosts"] == [hosts]


def test_without_a_word_idle_personal_desktops_are_shut_down():
    asked = document("idle-personal-desktops")
    del asked["assumptions"]["vdi.idle_running_share"]
    assert priced(asked)[0]["sizing"]["hosts"] == [2]


def test_two_pack_sizes_by_hand_cost_the_sum_of_both():
    asked = document("two-pack-sizes")
    asked["scenarios"][0]["stack"] = [
        {"scheme": "c20", "quantity": 100},
        {"scheme": "c5", "quantity": 5},
    ]
    [scenario] = priced(asked)
    assert [line(scenario, key)["packs"] for key in ("c20", "c5")] == [[5], [1]]
    assert scenario["tco"] == "3694.00"


def test_a_fixed_number_beside_another_scheme_of_its_role_says_that_it_is_paid():
    asked = document("two-pack-sizes")
    asked["scenarios"][0]["stack"] = [
        {"scheme": "c20", "quantity": 100},
        {"scheme": "c5", "quantity": 5},
    ]
    messages = [
        finding["message"]
        for finding in priced(asked)[0]["findings"]
        if finding["kind"] == "unused"
    ]
    assert messages
    assert all("paid" in message for message in messages)


def test_two_pack_sizes_left_to_count_are_bought_from_the_first():
    [scenario] = priced(document("two-pack-sizes"))
    assert scenario["tco"] == "4194.00"


def test_the_hypervisor_of_the_sessions_does_not_size_the_desktops():
    pools = [
        scenario["sizing"]["pools"] for scenario in priced(document("each-pool-its-hypervisor"))
    ]
    assert [pool["vdi"]["hosts"] for pool in pools] == [[7], [7]]
    assert [pool["session"]["hosts"] for pool in pools] == [[1], [1]]


def test_desks_that_come_later_are_rolled_out_later():
    [scenario] = priced(document("later-roll-outs"))
    assert line(scenario, "deployment")["cash_flow"] == ["17600.00", "8800.00", "13200.00", "0.00"]


def test_what_stands_on_the_desk_draws_the_power():
    [scenario] = priced(document("what-stands-on-the-desk"))
    assert line(scenario, "endpoint_energy")["cash_flow"] == ["0.00", "200.00"]
