"""The search at the command line and in the API.

The same answer, and what is asked wrongly by its path.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from pricing.analyses.search import search_document, search_json, search_whole, why
from pricing.analyses.search_request import list_served
from pricing.bodies import read_search
from pricing.comparison import compare
from pricing.engine.analysis.search.run import rows_of
from pricing.engine.faults import Faults
from pricing.presets import PRESETS, preset

pytestmark = pytest.mark.usefixtures("shipped_catalogue")
FILE = PRESETS / "autumn-2008.json"
VIRTUAL = {"Office": ["vdi"], "Call centre": ["session"], "Engineering": ["vdi"]}


def asked(**more):
    return {"document": json.loads(FILE.read_text(encoding="utf-8")), "deliveries": VIRTUAL, **more}


def found(**more):
    question, search = read_search(asked(**more))
    return search_document(question, search, search_whole(question, search))


def faults(value):
    with pytest.raises(Faults) as raised:
        read_search(value)
    return {fault.path: str(fault) for fault in raised.value.faults}


def test_the_api_answers_what_the_command_answers(client, capsys):
    wishes = {"must": ["token:live_migration", "role:storage"], "must_not": ["vendor:VMware"]}
    body = asked(wishes=wishes, best=3, fold=True)
    response = client.post("/api/search", json.dumps(body), content_type="application/json")
    assert response.status_code == 200
    options = [
        "--must",
        "token:live_migration",
        "--must",
        "storage",
        "--must-not",
        "VMware",
        "--best",
        "3",
        "--fold",
    ]
    deliver = [
        part for name, some in VIRTUAL.items() for part in ("--deliver", f"{name}={','.join(some)}")
    ]
    call_command("cheapest", str(FILE), "--json", *options, *deliver)
    assert json.loads(capsys.readouterr().out) == response.json()


def test_counts_are_whole_numbers_that_sum():
    answer = found(wishes={"must": ["ha"], "must_not": ["Citrix"]})
    ruled_out = sum(row["combinations"] for row in answer["ruled_out"])
    assert ruled_out + answer["left"] == answer["combinations"] > 10**8
    assert [row["reason"] for row in answer["ruled_out"]][:2] == ["must", "must_not"]


def test_a_stack_taken_over_costs_in_the_comparison_what_it_costs_in_the_search():
    answer = found(best=4, fold=True)
    document = json.loads(FILE.read_text(encoding="utf-8"))
    document["scenarios"] = [
        {**row["scenario"], "name": f"{row['rank']}. {row['scenario']['name']}"}
        for row in answer["stacks"]
    ]
    for row, scenario in zip(answer["stacks"], compare(document).scenarios, strict=True):
        assert scenario.compliant
        assert not scenario.findings
        assert f"{scenario.figures.tco / 100:.2f}" == row["tco"]


def test_why_a_row_lost_sums_to_what_it_costs_more():
    question, search = read_search(asked(best=12))
    rows = rows_of(question, search, search_whole(question, search).found)
    for row in rows[1:]:
        assert sum(why(question, row, rows[0]).values()) == row.total - rows[0].total


@pytest.mark.parametrize(("counts", "time"), [(True, {"users_time": -30}), (False, {})])
def test_users_time_is_a_reason_where_it_counts_though_the_row_has_none(counts, time):
    first = ranked(80 if counts else 50, licences=50, users_time=30)
    row = ranked(100, licences=100)
    assert why(SimpleNamespace(include_indirect=counts), row, first) == {"licences": 50, **time}


def ranked(total: int, **cents: int) -> SimpleNamespace:
    figures = SimpleNamespace(
        categories={name: SimpleNamespace(all_horizon=each) for name, each in cents.items()}
    )
    return SimpleNamespace(total=total, answer=SimpleNamespace(figures=figures))


def test_scenarios_lend_their_discounts_and_a_taken_over_stack_keeps_them():
    body = asked(best=1)
    body["document"]["scenarios"][0]["discounts"] = {"*": "0.5"}
    question, search = read_search(body)
    row = search_document(question, search, search_whole(question, search))["stacks"][0]
    assert row["scenario"]["discounts"] == {"*": "0.5"}
    body["document"]["scenarios"] = [row["scenario"]]
    assert f"{compare(body['document']).scenarios[0].figures.tco / 100:.2f}" == row["tco"]


@pytest.mark.parametrize(
    ("more", "path", "words"),
    [
        ({"best": 0}, "best", "may hold a whole number from 1 to 100"),
        ({"best": 1000}, "best", "holds 1000"),
        ({"best": True}, "best", "holds true"),
        ({"best": "ten"}, "best", "holds 'ten'"),
        ({"best": "٣"}, "best", "use the digits 0 to 9"),
        ({"best": 1.5}, "best", "holds 1.5; may hold a whole number from 1 to 100"),
        ({"fold": 1}, "fold", "may hold true or false"),
        ({"bset": 3}, "bset", "did you mean best?"),
        ({"deliveries": {"Offce": ["vdi"]}}, "deliveries.Offce", "did you mean Office?"),
        ({"deliveries": {"Office": ["vdj"]}}, "deliveries.Office[0]", "did you mean vdi?"),
        ({"deliveries": {"Office": []}}, "deliveries.Office", "may hold a list"),
        ({"deliveries": []}, "deliveries", "may hold an object"),
        ({"wishes": {"must": ["vendor:Citrx"]}}, "wishes.must[0]", "did you mean Citrix?"),
        (
            {"wishes": {"must": ["ms-windows-vda"]}},
            "wishes.must[0]",
            "is not on sale on 2008-10-31",
        ),
        ({"wishes": {"must": [7]}}, "wishes.must[0]", "may hold a text"),
        ({"wishes": {"must": "ha"}}, "wishes.must", "may hold a list"),
        ({"wishes": {"have": []}}, "wishes.have", "is not known"),
    ],
)
def test_what_is_asked_wrongly_is_named_by_its_path(more, path, words):
    assert words in faults(asked(**more))[path]


@pytest.mark.parametrize(
    "wish", ["token:ha", "vendor:VMware", "role:hypervisor", "scheme:ms-vecd-sa"]
)
def test_no_stack_meets_two_wishes_that_contradict_each_other(wish):
    question, search = read_search(asked(wishes={"must": [wish], "must_not": [wish]}))
    assert search_document(question, search, search_whole(question, search))["stacks"] == []
    assert search.contradictory == [wish]


@pytest.mark.parametrize("best", [3, 3.0, " 3 ", "3.", "003"])
def test_how_many_stacks_are_shown_is_read_by_the_grammar_of_all_numbers(best):
    assert read_search(asked(best=best))[1].best == 3


def test_faults_of_the_document_have_its_path_before_them():
    body = asked()
    body["document"]["fleet"][0]["desktops"] = "8o0"
    assert "document.fleet[0].desktops" in faults(body)
    assert "document" in faults({"deliveries": {}})
    assert "" in faults([])


def test_a_day_on_which_nothing_is_sold_is_a_fault_of_that_day():
    body = asked()
    body["document"]["price_date"] = "1990-01-01"
    assert "nothing is on sale" in faults(body)["document.price_date"]


def test_the_api_refuses_a_search_of_too_many_ways_to_deliver_and_names_the_limit(
    client, monkeypatch
):
    monkeypatch.setattr("pricing.analyses.search.MOST_WAYS", 1)
    body = asked(deliveries={**VIRTUAL, "Call centre": ["vdi", "session"]})
    response = client.post("/api/search", json.dumps(body), content_type="application/json")
    assert response.status_code == 422
    assert "2 ways to deliver" in response.json()["faults"][0]["holds"]


def test_a_search_that_the_page_made_to_its_end_in_steps_has_its_file(monkeypatch):
    question, search = read_search(asked(deliveries={**VIRTUAL, "Call centre": ["vdi", "session"]}))
    whole = search_whole(question, search)
    monkeypatch.setattr("pricing.analyses.search.MOST_WAYS", 1)
    assert search_whole(question, search, whole) == whole


def test_the_api_refuses_a_search_of_too_many_steps_alike_however_busy_the_machine_is(
    client, monkeypatch
):
    monkeypatch.setattr("pricing.analyses.search.MOST_STEPS", 10)
    body = json.dumps(asked(deliveries={**VIRTUAL, "Call centre": ["vdi", "session"]}))
    first, second = (
        client.post("/api/search", body, content_type="application/json") for _ in range(2)
    )
    assert first.status_code == 422
    assert "the first 1 take" in first.json()["faults"][0]["message"]
    assert first.content == second.content


def test_groups_that_are_not_named_have_a_virtual_desktop_and_any_delivery_where_users_share():
    question, search = read_search({**asked(), "deliveries": {}})
    assert search.deliveries == (("vdi",), ("pc", "vdi", "session"), ("vdi",))
    assert list_served(question) == ("pc", "vdi", "session")


@pytest.mark.parametrize(
    "name", ["autumn-2008", "january-2008", "today", "branch-office-50", "call-centre-20000"]
)
def test_the_plain_question_to_the_api_of_a_preset_has_few_ways_to_deliver(name):
    assert len(read_search({"document": preset(name)})[1].ways) <= 4


def test_the_table_for_people_says_what_was_ruled_out(capsys):
    deliver = [
        part for name, some in VIRTUAL.items() for part in ("--deliver", f"{name}={','.join(some)}")
    ]
    call_command("cheapest", str(FILE), "--best", "2", "--must", "live_migration", *deliver)
    out = capsys.readouterr().out
    assert "Live migration is missing (a wish)" in out
    assert "more than the first" in out or "0.00" in out


def test_faults_of_the_command_end_it_with_status_2(capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        call_command("cheapest", str(FILE), "--best", "0", "--deliver", "Office")
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "best: holds '0'" in told.err
    assert "deliver: holds 'Office'" in told.err


def test_the_same_search_gives_the_same_bytes():
    question, search = read_search(asked(best=3))
    once = search_json(question, search, search_whole(question, search))
    question, search = read_search({**asked(best=3), "document": preset("autumn-2008")})
    assert search_json(question, search, search_whole(question, search)) == once
