"""What stands beside a document in a body of the API: every name that is not known has a hint."""

from __future__ import annotations

import json

import pytest

from pricing.analyses import ANALYSES
from pricing.presets import preset

pytestmark = pytest.mark.usefixtures("catalogue_db")

DOORS = ["search", *(each.name for each in ANALYSES)]
TOO_LARGE = "may hold a whole number from 0 to 9,007,199,254,740,991"


def ask(client, door: str, body: object) -> list[dict[str, str]]:
    answer = client.post(f"/api/{door}", json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    return answer.json()["faults"]


@pytest.mark.parametrize("door", DOORS)
def test_a_document_under_a_name_that_is_nearly_its_own_is_told_it(client, door):
    [first, *_] = ask(client, door, {"documen": {}})
    assert (first["path"], first["message"]) == (
        "documen",
        "is not known; did you mean document?",
    )


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda each: each.name)
def test_an_option_that_is_nearly_known_is_told_it_whether_a_document_stands_there(
    client, analysis
):
    option = next(iter(analysis.options))
    for body in ({"documen": {}}, {"document": json.loads(json.dumps(preset("january-2008")))}):
        faults = ask(client, analysis.name, body | {f"{option}x": 1})
        words = {fault["path"]: fault["message"] for fault in faults}
        assert words[f"{option}x"] == f"is not known; did you mean {option}?"


@pytest.mark.parametrize("seed", [2**53, str(2**53), 10**30, "-1"], ids=repr)
def test_a_seed_out_of_its_range_is_told_the_range_and_nothing_else(client, seed):
    document = json.loads(json.dumps(preset("january-2008")))
    document["uncertainty"] = {"seed": seed}
    [fault] = ask(client, "compare", document)
    assert (fault["path"], fault["message"]) == ("uncertainty.seed", TOO_LARGE)


@pytest.mark.parametrize("method", ["get", "post"])
def test_form_and_address_say_the_range_of_the_seed_too(client, method):
    sent = {"preset": "january-2008", "address": "preset=january-2008"}
    page = getattr(client, method)("/sure", sent | {"uncertainty.seed": str(2**53)})
    assert TOO_LARGE in page.content.decode()
    assert "at most 15 digits" not in page.content.decode()
