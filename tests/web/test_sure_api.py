"""Cases and tornado at the doors of the API and of the command line.

The same answers, and faults by their paths.
"""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from pricing import cases
from pricing.comparison import answer_json, compare
from pricing.engine.work import MOST_AMOUNTS
from tests.engine.analysis.test_flips import two
from tests.web.test_openapi import conforms

RANGE = {"low": "0.5", "mode": "1", "high": "3"}


def document(**fields):
    """Two scenarios of one yearly fee each, the first of which is uncertain."""
    made = two()
    made["scenarios"][0]["prices"] = {"one": RANGE}
    return made | fields


def ask(client, name, document, **options):
    return client.post(
        f"/api/{name}",
        json.dumps({"document": document, **options}),
        content_type="application/json",
    )


def faults(response):
    assert response.status_code == 422
    return [(fault["path"], fault["message"]) for fault in response.json()["faults"]]


def test_the_cases_say_how_often_each_is_cheapest(client):
    response = ask(client, "uncertainty", document(uncertainty={"draws": 20_000, "seed": 3}))
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert conforms(answer, "uncertainty-answer")
    assert (answer["cases"], answer["seed"], answer["ranges"], answer["left_out"]) == (
        20_480,
        3,
        1,
        [],
    )
    one, other = [scenario["uncertainty"] for scenario in answer["scenarios"]]
    assert (other["p5"], other["p50"], other["p95"], other["standard_error"]) == (
        "12.00",
        "12.00",
        "12.00",
        "0.00",
    )
    assert float(one["p5"]) < 10 * 1.1 < float(one["p50"]) < float(one["p95"])
    assert one["probability_cheapest"] + other["probability_cheapest"] == pytest.approx(1, abs=1e-6)
    assert one["probability_beats_baseline"] is None
    # Ties to the cent are shared.
    assert 0.49 < other["probability_beats_baseline"] <= other["probability_cheapest"]


def test_the_same_document_gives_the_same_bytes_and_another_seed_others(client):
    asked = [
        ask(client, "uncertainty", document(uncertainty={"draws": 500, "seed": seed}))
        for seed in (7, 7, 8)
    ]
    assert asked[0].content == asked[1].content != asked[2].content


def test_a_comparison_holds_the_cases_only_where_its_document_asks_for_them(client):
    plain = client.post(
        "/api/compare", json.dumps(document()), content_type="application/json"
    ).json()
    assert all("uncertainty" not in scenario for scenario in plain["scenarios"])
    asking = document(uncertainty={"draws": 500})
    response = client.post("/api/compare", json.dumps(asking), content_type="application/json")
    assert conforms(response.json(), "answer")
    assert response.content.decode() == answer_json(compare(asking))
    beside = ask(client, "uncertainty", asking).json()["scenarios"]
    assert [s["uncertainty"] for s in response.json()["scenarios"]] == [
        s["uncertainty"] for s in beside
    ]
    for scenario in response.json()["scenarios"]:
        del scenario["uncertainty"]
    assert [s["tco"] for s in response.json()["scenarios"]] == [
        s["tco"] for s in plain["scenarios"]
    ]


def test_without_ranges_all_is_a_point_at_the_plain_answer(client):
    found = ask(client, "uncertainty", two() | {"uncertainty": {}}).json()
    for scenario in found["scenarios"]:
        values = {
            scenario["uncertainty"][name] for name in ("mean", "p5", "p10", "p50", "p90", "p95")
        }
        assert values == {scenario["tco_per_desktop_year"]}


def test_the_catalogue_s_ranges_count_where_they_are_asked_for(client, catalogue_db):
    from pricing.presets import preset

    plain = ask(
        client, "uncertainty", preset("autumn-2008") | {"uncertainty": {"draws": 64}}
    ).json()
    ranged = ask(
        client,
        "uncertainty",
        preset("autumn-2008") | {"uncertainty": {"draws": 64}},
        ranges="catalogue",
    ).json()
    assert plain["ranges"] == 0
    assert ranged["ranges"] > 40
    spread = ranged["scenarios"][0]["uncertainty"]
    assert float(spread["p5"]) < float(spread["p95"])


def test_a_scenario_without_figures_has_no_cases_and_is_named_as_left_out(client):
    answer = ask(client, "uncertainty", document(price_date="1995-01-01")).json()
    assert [scenario["uncertainty"] for scenario in answer["scenarios"]] == [None, None]
    assert [each["scenario"] for each in answer["left_out"]] == ["One", "Other"]


def test_the_tornado_has_both_ends_of_each_input(client):
    answer = ask(client, "tornado", document(), scenario="One", against="Other").json()
    assert conforms(answer, "tornado-answer")
    [swing] = answer["swings"]
    assert answer["typical"] == "-2.00"
    assert (swing["input"], swing["path"]) == ("price:one", "scenarios.0.prices.one")
    assert (swing["low"], swing["typical"], swing["high"]) == ("0.5", "1", "3")
    assert (swing["at_low"], swing["at_high"]) == ("-7.00", "18.00")


@pytest.mark.parametrize(
    ("options", "path", "words"),
    [
        ({}, "scenario", "is missing"),
        ({"scenario": "Onne"}, "scenario", "did you mean One?"),
        ({"scenario": "One", "against": "One"}, "against", "another scenario"),
        ({"scenario": "One", "ranges": "mine"}, "ranges", "may hold document, catalogue"),
        ({"scenario": "One", "rangs": "document"}, "rangs", "did you mean ranges?"),
    ],
)
def test_what_is_wrong_with_an_option_is_told_by_its_name(client, options, path, words):
    [(found, message)] = faults(ask(client, "tornado", document(), **options))
    assert found == path
    assert words in message


def test_a_tornado_of_what_is_not_on_sale_is_refused(client):
    [(path, message)] = faults(
        ask(client, "tornado", document(price_date="1995-01-01"), scenario="One")
    )
    assert path == "scenario"
    assert "cannot be priced" in message


def test_what_is_wrong_with_the_document_is_told_by_its_path_in_the_body(client):
    wrong = document(uncertainty={"draws": 0})
    wrong["scenarios"][0]["prices"] = {"one": {"low": 2, "mode": 1, "high": 3}}
    assert [path for path, _ in faults(ask(client, "uncertainty", wrong))] == [
        "document.scenarios[0].prices.one",
        "document.uncertainty.draws",
    ]


def test_more_amounts_than_one_answer_works_out_are_refused_with_the_draws_that_would_do(client):
    long = document(uncertainty={"draws": 10_000_000}, horizon_years=30)
    [(path, message)] = faults(ask(client, "uncertainty", long))
    assert path == "document.uncertainty.draws"
    assert "one answer has 1,000,000,000 at most; " in message
    response = client.post("/api/compare", json.dumps(long), content_type="application/json")
    assert faults(response)[0][0] == "uncertainty.draws"


@pytest.mark.parametrize("name", ["uncertainty", "tornado"])
def test_the_command_line_gives_the_same_answer(client, name, tmp_path, capsys):
    file = tmp_path / "document.json"
    asked = document(uncertainty={"draws": 300, "seed": 5})
    file.write_text(json.dumps(asked))
    options = {"scenario": "One"} if name == "tornado" else {}
    call_command(name, str(file), "--json", *[f"--{key}={value}" for key, value in options.items()])
    assert json.loads(capsys.readouterr().out) == ask(client, name, asked, **options).json()


def test_the_command_line_has_a_table_for_people(tmp_path, capsys):
    file = tmp_path / "document.json"
    file.write_text(json.dumps(document(uncertainty={"draws": 300, "seed": 5})))
    call_command("uncertainty", str(file))
    told = capsys.readouterr().out
    assert "304 cases, seed 5, 1 input with a range" in told
    assert "One " in told
    call_command("tornado", str(file), "--scenario=One", "--against=Other")
    assert (
        "One less Other, USD a desktop and year: -2.00 at typical values" in capsys.readouterr().out
    )


def test_the_command_line_has_no_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(cases, "count_cases", lambda question, cases: 2 * MOST_AMOUNTS)
    file = tmp_path / "document.json"
    file.write_text(json.dumps(document(uncertainty={"draws": 100_000})))
    for command in (("uncertainty", str(file)), ("compare", str(file), "--json")):
        out = io.StringIO()
        call_command(*command, stdout=out)
        assert out.getvalue()
