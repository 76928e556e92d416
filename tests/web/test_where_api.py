"""Flips, target prices, crossover and map at the door of the API and of the command line."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from tests.engine.analysis.test_flips import two
from tests.web.test_openapi import conforms

HYPER_V, XENAPP = "VECD on free Hyper-V", "Terminal Services with XenApp"


def ask(client, name, document=None, **options):
    body = {"document": two() if document is None else document, **options}
    return client.post(f"/api/{name}", json.dumps(body), content_type="application/json")


def faults(response):
    assert response.status_code == 422
    return [(fault["path"], fault["message"]) for fault in response.json()["faults"]]


def test_flips_say_what_to_put_back(client):
    response = ask(client, "flips")
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert answer["cheapest"] == "One"
    [one] = [flip for flip in answer["flips"] if flip["input"] == "price:one"]
    assert one["put_back"] == {"scenarios[0].prices.one": "1.200005"}
    assert one["totals"] == ["1200.01", "1200.00"]
    assert answer["pair"] is None


def test_where_two_tie_no_answer_names_one_of_them(client):
    document = two("10.00", "10.00")
    answer = ask(client, "flips", document).json()
    assert (answer["cheapest"], answer["tied"]) == (None, ["One", "Other"])
    lines = ask(
        client, "crossover", document, input="fleet[0].desktops", **{"from": 1, "to": 9}
    ).json()
    assert lines["cheapest"] == [
        {"from": "1", "to": "9", "scenario": None, "tied": ["One", "Other"]}
    ]
    cells = ask(
        client, "crossover", document, input="fleet[0].desktops", second="annual_growth"
    ).json()["cheapest"]
    assert (cells[-1][0], cells[-1][-1]) == (None, [0, 1])


def test_the_flips_of_a_pair_stand_beside_those_of_the_cheapest(client):
    pair = ask(client, "flips", pair=["Other", "One"]).json()["pair"]
    assert (pair["between"], pair["dearer"]) == (["Other", "One"], "Other")


def test_a_target_price_ties(client):
    [target] = ask(client, "target-price", scenario="Other", scheme="other", against="One").json()[
        "targets"
    ]
    assert (target["kind"], target["price"], target["discount"]) == (
        "ties",
        "10.00",
        "0.1666666667",
    )
    assert (target["residual"], target["residual_of_price"]) == ("0.00", "0.00")


def test_the_sheet_holds_every_scheme_against_every_other_scenario(client):
    document = two()
    document["scenarios"].append({"name": "Third", "delivery": "pc", "stack": []})
    document["scenarios"][0]["stack"] = ["one", "other"]
    found = ask(client, "target-price", document, scenario="One").json()["targets"]
    assert [(t["scheme"], t["against"]) for t in found] == [
        ("one", "Other"),
        ("one", "Third"),
        ("other", "Other"),
        ("other", "Third"),
    ]


def test_a_crossover_has_lines_a_strip_and_crossings(client):
    answer = ask(client, "crossover", input="price:one", **{"from": 0, "to": 2}).json()
    assert [line["scenario"] for line in answer["lines"]] == ["One", "Other"]
    assert answer["lines"][1]["per_desktop_month"][0] == "1.00"
    assert [c["value"] for c in answer["crossings"]] == ["1.200005"]
    assert [s["scenario"] for s in answer["cheapest"]] == ["One", "Other"]


def test_with_a_second_input_it_is_a_map(client):
    answer = ask(client, "crossover", input="price:one", second="price:other").json()
    assert (len(answer["cheapest"]), len(answer["cheapest"][0])) == (100, 100)
    assert answer["across"]["input"] == "price:one"
    assert answer["cheapest"][99][0] == 0


def test_an_input_may_be_named_by_its_path(client):
    answer = ask(client, "crossover", input="fleet[0].desktops").json()
    assert answer["input"]["input"] == "fleet.0.desktops"


def test_what_can_not_win_is_named_with_its_reason(client):
    document = two()
    document["catalogue"]["prices"].pop()
    [left] = ask(client, "flips", document).json()["left_out"]
    assert left["scenario"] == "Other"
    assert "not on sale" in left["reason"] or "no price" in left["reason"]


@pytest.mark.parametrize(
    ("name", "options", "path", "words"),
    [
        ("crossover", {}, "input", "is missing"),
        ("crossover", {"input": "title"}, "input", "may hold an input that this comparison reads"),
        (
            "crossover",
            {"input": "price:on"},
            "input",
            "may hold an input that this comparison reads; did you mean price:one?",
        ),
        (
            "crossover",
            {"input": "price:one", "from": 2, "to": 1},
            "to",
            "may hold more than 2, where the axis begins",
        ),
        (
            "crossover",
            {"input": "price:one", "to": 1001},
            "to",
            "may hold a number from 0 to 1,000",
        ),
        (
            "crossover",
            {"input": "fleet.0.desktops", "from": "1.5"},
            "from",
            "may hold a whole number from 0 to 10,000,000",
        ),
        (
            "crossover",
            {"input": "price:one", "from": "x"},
            "from",
            "may hold a number (write a plain number such as 1234)",
        ),
        (
            "crossover",
            {"input": "price:one", "second": "price:one"},
            "second",
            "may hold another input than the first",
        ),
        (
            "crossover",
            {"input": "price:one", "second_to": 3},
            "second",
            "is missing; its bounds are given",
        ),
        (
            "crossover",
            {"input": "price:one", "sceond": "price:other"},
            "sceond",
            "is not known; did you mean second?",
        ),
        ("target-price", {"scenario": "Third"}, "scenario", "may hold the name of a scenario"),
        (
            "target-price",
            {"scenario": "One", "scheme": "other"},
            "scheme",
            "may hold a scheme of the stack of 'One'",
        ),
        (
            "target-price",
            {"scenario": "One", "against": "One"},
            "against",
            "may hold another scenario than its own",
        ),
        ("flips", {"pair": ["One"]}, "pair", "may hold the names of two scenarios"),
        (
            "flips",
            {"pair": ["One", "Othr"]},
            "pair[1]",
            "may hold the name of a scenario; did you mean Other?",
        ),
    ],
)
def test_a_wrong_option_is_a_fault_at_its_own_field(client, name, options, path, words):
    assert faults(ask(client, name, **options)) == [(path, words)]


def test_a_fault_of_the_document_has_its_path_in_the_body(client):
    document = two(horizon_years=0)
    assert faults(ask(client, "flips", document))[0][0] == "document.horizon_years"
    response = client.post("/api/flips", "[]", content_type="application/json")
    assert faults(response) == [("", "may hold one object with a document")]
    response = client.post("/api/flips", "{}", content_type="application/json")
    assert faults(response) == [("document", "is missing")]


def test_what_would_take_too_long_is_refused_with_its_limit(client):
    fleet = [{"name": f"Group {number}", "desktops": 10} for number in range(50)]
    document = two(fleet=fleet, horizon_years=30)
    document["scenarios"] = [
        {**document["scenarios"][0], "name": f"{number}"} for number in range(12)
    ]
    [(path, words)] = faults(
        ask(client, "crossover", document, input="price:one", second="admin_salary")
    )
    assert path == ""
    assert words.startswith("is too large to be priced 10,000 times within 10 seconds")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("flips", {"pair": [HYPER_V, "New PCs"]}),
        ("target-price", {"scenario": HYPER_V}),
        ("crossover", {"input": "vdi.desktops_per_admin"}),
        ("crossover", {"input": "vdi.desktops_per_admin", "second": "pc.desktops_per_admin"}),
    ],
)
def test_command_and_api_give_the_same_answer_of_the_described_shape(
    client, shipped_catalogue, db, name, options
):
    from pricing.presets import PRESETS, preset

    answer = ask(
        client, name, json.loads(json.dumps(preset("autumn-2008"), default=str)), **options
    ).json()
    assert conforms(answer, f"{name}-answer")
    out = io.StringIO()
    arguments = [str(PRESETS / "autumn-2008.json"), "--json"]
    for key, value in options.items():
        arguments += [f"--{key}", *(value if isinstance(value, list) else [value])]
    call_command(name.replace("-", "_"), *arguments, stdout=out)
    assert json.loads(out.getvalue()) == answer


def test_the_command_prints_a_table_for_people(shipped_catalogue, db):
    from pricing.presets import PRESETS

    out = io.StringIO()
    call_command("flips", str(PRESETS / "autumn-2008.json"), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"Cheapest: {XENAPP}"
    assert "278.9077166863" in lines[2]
    assert any(line.startswith("No value within bounds of the other ") for line in lines)


def test_the_command_names_a_fault_and_ends_with_2(shipped_catalogue, db):
    from pricing.presets import PRESETS

    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "crossover", str(PRESETS / "autumn-2008.json"), "--input", "nothing", stderr=err
        )
    assert ended.value.code == 2
    assert "input: holds 'nothing'; may hold an input that this comparison reads" in err.getvalue()
