"""What stands on a desk may be called anything, but nothing that is a slip of a known name."""

from __future__ import annotations

from typing import Any

import pytest

from pricing.engine.desks import KNOWN
from pricing.engine.faults import Faults
from pricing.engine.read_question import parse
from tests.broken import broken

SLIPS = {
    "existing_pcc": "existing_pc",
    "existing_p": "existing_pc",
    "existing_": "existing_pc",
    "exisitng_pc": "existing_pc",
    "Existing_PC": "existing_pc",
    "thin_clientt": "thin_client",
    "thin-client": "thin_client",
    "laptpo": "laptop",
    "existing-thin_client": "existing_thin_client",
}
OWN_NAMES = ("existing_desk", "existing_tablet", "tablet", "thick_client", "w365_pod")


def with_desk(desk: str, **scheme: Any) -> dict[str, Any]:
    document = broken()
    document["fleet"][0]["endpoint"] = desk
    document["catalogue"]["schemes"][0].update(scheme)
    return document


def told(document: dict[str, Any]) -> list[str]:
    with pytest.raises(Faults) as found:
        parse(document, lambda price_list: None)
    return [str(fault) for fault in found.value.faults]


@pytest.mark.parametrize(("desk", "meant"), SLIPS.items())
def test_a_slip_is_refused_with_what_it_may_have_meant(desk, meant):
    words = "is no device that a rule or a scheme knows"
    assert told(with_desk(desk)) == [
        f"fleet[0].endpoint: holds '{desk}'; {words}; did you mean {meant}?"
    ]


def test_a_slip_of_a_scenario_is_refused_at_its_group():
    document = broken()
    name = document["fleet"][0]["name"]
    document["scenarios"][0]["endpoints"] = {name: "existing_pcc"}
    (fault,) = told(document)
    assert fault.startswith(f"scenarios[0].endpoints.{name}: holds 'existing_pcc'; ")


@pytest.mark.parametrize("desk", [*sorted(KNOWN), *OWN_NAMES])
def test_a_known_name_and_one_of_its_own_stand(desk):
    assert parse(with_desk(desk), lambda price_list: None).fleet[0].endpoint == desk


@pytest.mark.parametrize("desk", ["pcc", "existing_pcc"])
def test_what_a_scheme_names_is_known(desk):
    document = with_desk(desk, excludes=["endpoint:pcc"])
    assert parse(document, lambda price_list: None).fleet[0].endpoint == desk
