"""Framings and bridges at the door of the API and of the command line."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from pricing.analyses.analysis import read_options
from pricing.analyses.framings import FRAMINGS
from pricing.engine.faults import Faults
from pricing.presets import PRESETS, preset
from tests.engine.analysis.test_framings import PCS_AND_SESSIONS, small
from tests.engine.test_decisions import scheme
from tests.web.test_openapi import conforms


def ask(client, name, document=None, **options):
    body = {"document": PCS_AND_SESSIONS if document is None else document, **options}
    return client.post(f"/api/{name}", json.dumps(body), content_type="application/json")


def faults(response):
    assert response.status_code == 422
    return [(fault["path"], fault["message"]) for fault in response.json()["faults"]]


def two_days():
    """A scheme of 360.00 that costs 300.00 from 2009 on, and one that ended then."""
    document = small(
        ("It", {"stack": ["it"]}),
        ("Gone", {"stack": ["gone"]}),
        schemes=[scheme("it"), scheme("gone")],
    )
    document["catalogue"]["prices"] += [
        {"scheme": "it", "valid_from": "2009-01-01", "amount": "300.00"},
        {"scheme": "gone", "valid_from": "2009-01-01", "amount": None},
    ]
    return document


def test_framings_have_a_verdict_and_every_scenario_s_cost(client):
    answer = ask(client, "framings", years=[1, 7]).json()
    assert answer["scenarios"] == ["PCs", "Calls"]
    assert answer["verdict"].startswith("Calls costs least under 4 of 8 framings. ")
    assert (answer["wins"], answer["framings_that_count"]) == ([4, 4], 8)
    first = answer["framings"][0]
    assert (first["per_desktop_month"], first["winner"], first["lead_per_desktop_month"]) == (
        ["20.83", "12.08"],
        1,
        "8.75",
    )
    assert [f["label"] for f in answer["framings"] if f["key"].startswith("years")] == [
        "1 year",
        "7 years",
    ]
    assert (
        answer["in_one_scenario_only"][0]["what"] == "Help desk calls per PC user: 10, elsewhere 4"
    )


def test_who_is_left_out_wins_no_number_of_framings(client):
    document = two_days()
    document["price_date"] = "2009-06-01"
    assert ask(client, "framings", document).json()["wins"] == [6, None]


def test_a_rate_of_discount_may_be_asked_for(client):
    labels = [
        framing["label"]
        for framing in ask(client, "framings", discount_rate=0.05).json()["framings"]
    ]
    assert "3 years, discounted at 5 %" in labels


def test_a_bridge_leads_from_one_scenario_to_another(client):
    answer = ask(client, "bridge", **{"from": "PCs", "to": "Calls"}).json()
    assert (answer["from"]["tco"], answer["to"]["tco"], answer["difference"]) == (
        "75000.00",
        "43500.00",
        "-31500.00",
    )
    assert [(effect["kind"], effect["amount"]) for effect in answer["effects"]] == [
        ("assumption", "-67500.00"),
        ("scheme", "36000.00"),
    ]


def test_a_bridge_leads_to_the_cheapest_other_scenario_where_nothing_is_said(client):
    answer = ask(client, "bridge").json()
    assert (answer["from"]["name"], answer["to"]["name"]) == ("PCs", "Calls")


def test_a_bridge_leads_from_one_day_to_another(client):
    answer = ask(
        client, "bridge", two_days(), scenario="It", dates=["2008-01-31", "2010-07-01"]
    ).json()
    assert [
        (effect["kind"], effect["label"], effect["amount"]) for effect in answer["effects"]
    ] == [("price", "it: price 300, not 360", "-6000.00")]
    assert (answer["from"]["price_date"], answer["to"]["price_date"]) == (
        "2008-01-31",
        "2010-07-01",
    )


@pytest.mark.parametrize(
    ("name", "options", "path", "words"),
    [
        ("framings", {"years": []}, "years", "may hold a list of whole numbers"),
        ("framings", {"years": 5}, "years", "may hold a list of whole numbers"),
        ("framings", {"years": [5, 31]}, "years[1]", "may hold a whole number from 1 to 30"),
        ("framings", {"years": [1, 2, 3, 4, 5, 6, 7, 8, 9]}, "years", "may hold up to 8"),
        ("framings", {"discount_rate": 8}, "discount_rate",
         "may hold a number from 0 to 1; for 8 % write 0.08"),
        ("framings", {"year": [5]}, "year", "is not known; did you mean years?"),
        ("bridge", {"from": "Call"}, "from",
         "may hold the name of a scenario; did you mean Calls?"),
        ("bridge", {"to": 1}, "to", "may hold a text"),
        ("bridge", {"from": "Calls", "to": "Calls"}, "to",
         "may hold another scenario than the one where the bridge"),
        ("bridge", {"scenario": "PCs"}, "dates", "may hold a list of two days"),
        ("bridge", {"dates": ["2008-01-31"]}, "dates", "may hold a list of two days"),
        ("bridge", {"dates": ["2008-01-31", "2010-02-30"]}, "dates[1]", "there is no such day"),
        ("bridge", {"from": "Calls", "scenario": "PCs", "dates": ["2008-01-31", "2010-01-31"]},
         "from", "may not stand beside a scenario and dates"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_a_fault_at_its_own_field(client, name, options, path, words):
    found = faults(ask(client, name, **options))
    assert [fault[0] for fault in found] == [path]
    assert words in found[0][1]


@pytest.mark.parametrize(("count", "told"), [(9, "9"), (501, "501"), (20_000, "20,000")])
def test_as_many_years_are_told_as_there_are(count, told):
    with pytest.raises(Faults) as found:
        read_options(FRAMINGS, {"years": [1] * count})
    assert str(found.value) == f"years: holds {told} numbers; may hold up to 8"


def test_a_scenario_that_is_not_on_sale_has_no_bridge(client):
    document = two_days()
    document["price_date"] = "2009-06-01"
    assert faults(ask(client, "bridge", document, to="Gone")) == [
        ("to", "has no figures: gone was not on sale on 2009-06-01 (ended on 2009-01-01).")
    ]
    assert faults(ask(client, "bridge", document)) == [
        ("to", "is missing, and no other scenario has figures to lead to")
    ]
    [(path, words)] = faults(
        ask(client, "bridge", two_days(), scenario="Gone", dates=["2008-01-31", "2009-06-01"])
    )
    assert path == "dates[1]"
    assert "was not on sale on 2009-06-01" in words


def test_a_fault_of_the_document_has_its_path_in_the_body(client):
    assert (
        faults(ask(client, "framings", small(("One", {}), horizon_years=0)))[0][0]
        == "document.horizon_years"
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("framings", {}),
        ("framings", {"years": ["2", "6"], "discount_rate": "0.1"}),
        ("bridge", {"from": "VECD on VMware VI3", "to": "Terminal Services with XenApp"}),
        ("bridge", {"scenario": "VECD on free Hyper-V", "dates": ["2008-10-31", "2009-04-01"]}),
    ],
)
def test_command_and_api_give_the_same_answer_of_the_described_shape(
    client, shipped_catalogue, db, name, options
):
    document = json.loads(json.dumps(preset("autumn-2008"), default=str))
    answer = ask(client, name, document, **options).json()
    assert conforms(answer, f"{name}-answer")
    arguments = [str(PRESETS / "autumn-2008.json"), "--json"]
    for key, value in options.items():
        arguments += [
            f"--{key.replace('_', '-')}",
            *(value if isinstance(value, list) else [value]),
        ]
    out = io.StringIO()
    call_command(name, *arguments, stdout=out)
    assert json.loads(out.getvalue()) == answer


def test_the_command_prints_the_verdict_and_marks_who_costs_least(shipped_catalogue, db):
    out = io.StringIO()
    call_command("framings", str(PRESETS / "autumn-2008.json"), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith(
        "Terminal Services with XenApp costs least under 13 of 18 framings. Keep the PCs"
    )
    [labour] = [line for line in lines if line.startswith("without any labour")]
    amounts = ["11.29*", "29.66", "26.27", "27.99", "20.73", "22.68", "19.22", "7.93"]
    assert labour.split() == ["without", "any", "labour", *amounts]
    assert "hard costs only: changes nothing" in lines


def test_the_command_prints_a_bridge_whose_last_line_is_the_difference(shipped_catalogue, db):
    out = io.StringIO()
    call_command(
        "bridge", str(PRESETS / "autumn-2008.json"), "--to", "VECD on free Hyper-V", stdout=out
    )
    lines = out.getvalue().splitlines()
    assert lines[1].split() == ["Keep", "the", "PCs", "there", "are", "75.62", "3,629,898.25"]
    assert ["Difference", "+4.43", "+212,416.62"] in [line.split() for line in lines]
