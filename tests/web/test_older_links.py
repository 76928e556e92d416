"""What addresses of release 0.1.0 said otherwise is read as it was meant, and that is said."""

from __future__ import annotations

import json

import pytest

from calculator.looks import LOOKS
from calculator.question.older_links import RENAMED, SCENARIOS
from pricing.presets import preset

from .markup import parsed, text_of
from .test_said_in_addresses import ask, list_faults

pytestmark = pytest.mark.usefixtures("catalogue_db")


def show(client, address: str) -> str:
    """What the results say, the note among it; the address must be one that can be used."""
    found = ask(client, address)
    assert list_faults(found) == []
    return text_of(found)


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (
            "/sure?sways=2&beside=0",
            "/sure?swings_of=3&swings_against=1",
            "“swings_of=3” for “sways=2” and “swings_against=1” for “beside=0”.",
        ),
        (
            "/sure?sways=0&beside=alone",
            "/sure?swings_of=1&swings_against=alone",
            "“swings_against=alone” for “beside=alone”",
        ),
        (
            "/rigged?bridge_from=1&bridge_to=2",
            "/rigged?bridge_start=2&bridge_end=3",
            "release 0.1.0 scenarios were counted from 0. Read is “bridge_start=2” for",
        ),
        (
            "/where?priced=3/ctx-xendesktop-enterprise&ties_with=2",
            "/where?target_scheme=4/ctx-xendesktop-enterprise&target_tie=3",
            "“target_scheme=4/ctx-xendesktop-enterprise” for “priced=3/ctx-xendesktop-enterprise”",
        ),
        (
            "/rigged?framed_rate=12.5",
            "/rigged?framed_discount_rate=0.125",
            "the rate was in per cent. Read is “framed_discount_rate=0.125” for “framed_rate=12.5”",
        ),
    ],
)
def test_an_older_address_shows_what_it_showed_with_a_note(client, old, new, note):
    of_then, of_today = (parsed(client.get(address).content.decode()) for address in (old, new))
    assert list_faults(of_then) == []
    assert note in text_of(of_then)
    for root in (of_then, of_today):
        for told in [each for each in root.iter() if each.get("class") == "note"]:
            told.clear()
    were, are = (root.find(".//*[@id='results']") for root in (of_then, of_today))
    assert were is not None
    assert are is not None
    assert text_of(were) == text_of(are)


@pytest.mark.parametrize("name", sorted(RENAMED))
def test_no_name_of_then_means_anything_today(name):
    assert name not in {known for look in LOOKS.values() for known in look.names}


@pytest.mark.parametrize(("name", "renamed"), sorted(RENAMED.items()))
def test_an_older_name_beside_that_of_today_is_a_fault(client, name, renamed):
    page = ask(client, f"/?{name}=1&{renamed.name}=1")
    assert (name, True) in [(path, renamed.name in words) for path, words in list_faults(page)]


@pytest.mark.parametrize(("name", "renamed"), sorted(RENAMED.items()))
def test_a_file_is_refused_with_what_to_write(client, name, renamed):
    answer = client.get(f"/comparison.json?{name}=1")
    assert answer.status_code == 422
    [told] = [fault for fault in answer.json()["faults"] if fault["path"] == name]
    assert told["message"].startswith("is of release 0.1.0, in which")
    assert told["message"].endswith(f"write {renamed.name}")


@pytest.mark.parametrize("text", ["mars", "-1", "1000", "٣"])
def test_what_was_no_number_then_is_a_fault_at_the_field_of_today(client, text):
    [(field, _)] = list_faults(ask(client, f"/sure?sways={text}"))
    assert field == "swings_of"


def test_a_form_of_the_older_release_is_read_as_it_was_meant(client):
    answer = client.post("/sure", {"address": "preset=autumn-2008", "sways": "2"})
    assert "“swings_of=3” for “sways=2”" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [(name, *pair) for name, renamed in sorted(SCENARIOS.items()) for pair in renamed.items()],
)
def test_a_scenario_that_is_called_otherwise_now_is_told(client, name, was, now):
    assert now in [scenario["name"] for scenario in preset(name)["scenarios"]]
    listed = json.dumps([was, preset(name)["scenarios"][1]["name"]])
    page = text_of(ask(client, f"/?preset={name}&scenarios={listed}"))
    assert f"“{was}” of release 0.1.0 is “{now}” now." in page


def test_a_scenario_of_ones_own_under_a_name_of_then_is_not(client):
    own = json.dumps({"delivery": "pc", "stack": ["pc-business"]})
    listed = json.dumps(["Keep PCs", "VECD on VMware VI3"])
    page = show(client, f"/?preset=autumn-2008&scenarios={listed}&scenarios.0={own}")
    assert "of release 0.1.0" not in page
