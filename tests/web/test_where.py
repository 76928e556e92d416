"""Where the answer turns, as a page: sentence, figures, target prices, flips, faults, the sheet."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import numpy as np
import pytest

from calculator.looks.where.choices import Choices
from calculator.looks.where.crossover import crossover_chart
from calculator.looks.where.map import lead_unit, map_chart
from calculator.looks.where.targets import target_rows
from calculator.parts.flips import flips_table
from calculator.parts.numbers import amount, between
from pricing.engine.analysis.bounds import list_bounded_inputs, settle
from pricing.engine.analysis.crossover import crossover_of
from pricing.engine.analysis.flips import flips_of, pair_flips_of
from pricing.engine.analysis.heat_map import heat_map_of
from pricing.engine.read_question import parse
from tests.engine.analysis.test_flips import two

from .markup import field, parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")
WHERE = "/where?preset=autumn-2008"


def shown(client, address=WHERE):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def heading(html):
    return words(re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)[1]).strip()


def asked(document):
    question = settle(parse(document, lambda _: None))
    return question, {each.input.name: each for each in list_bounded_inputs(question)}


def test_the_sentence_names_the_first_value_rounded_to_the_side_on_which_it_has_turned(client):
    html = shown(client)
    assert (
        heading(html)
        == "With PCs per administrator at 200, Terminal Services with XenApp costs least; "
        "at 279 or more, Keep the PCs there are costs least."
    )
    assert "15 of 100 cases lie beyond. Looked at from 80 to 400." in words(html)


def test_what_stands_outside_of_the_chart_is_not_said_of_a_value_in_it(client):
    html = shown(client, f"{WHERE}&along=vdi.desktops_per_admin&along_from=300")
    assert heading(html) == (
        "With virtual desktops per administrator at 422 or more, VECD on free Hyper-V costs least."
    )
    assert "Below that, Terminal Services with XenApp costs least; now it is 230." in words(html)


def test_an_input_that_turns_nothing_says_so(client):
    html = shown(client, f"{WHERE}&along=energy_price")
    assert heading(html) == "Electricity: Terminal Services with XenApp costs least throughout."


def test_what_cannot_win_is_named_with_its_reason(client):
    assert "Left out: " in words(shown(client, "/where?preset=january-2008&price_date=2011-01-01"))


def test_the_flips_stand_likeliest_first_and_close_with_those_that_change_nothing(client):
    text = words(shown(client))
    first = text.index("PCs per administrator 200 279 or more Keep the PCs there are 80 to 400 15")
    second = text.index(
        "Virtual desktops per administrator 230 422 or more VECD on free Hyper-V 200 to 500 under 1"
    )
    assert first < second < text.index("And 10 more, of which no range is known")
    assert re.search(
        r"No value within its bounds of the other \d\d inputs changes the cheapest\.", text
    )


def test_a_target_price_stands_first_as_it_was_chosen(client):
    html = shown(client, f"{WHERE}&target_scheme=4/ctx-xendesktop-enterprise&target_tie=3")
    assert (
        "At $215.61 XenDesktop 2 / 3 Enterprise ties with VECD on free Hyper-V; it lists at $295.00"
        in words(html)
    )


def test_the_first_target_price_is_that_of_the_costliest_licence_that_ties(client):
    html = shown(client)
    assert "At $261.57 Presentation Server 4.5 / XenApp Advanced" in words(html)


def test_two_that_cost_the_same_are_not_said_to_tie_at_a_price():
    question = parse(two("10.00", "10.00"), lambda _: None)
    bounded = list_bounded_inputs(settle(question))
    title, [row] = target_rows(question, Choices(*bounded[:1] * 3, here=0, scheme="one", there=1))
    assert title == "One costs the same as Other already, with one at $10.00"
    assert (row.words, row.price, row.share) == ("costs the same already, at", "10.00", "")


@pytest.mark.parametrize(
    ("query", "path", "message"),
    [
        ("along=nothing", "along", "may hold an input that this comparison reads"),
        ("along_to=1", "along_to", "may hold more than 80, where the axis begins"),
        ("across_from=x", "across_from", "write a plain number such as 1234"),
        ("across=seats&upwards=fleet.0.desktops", "upwards", "can't both be moved"),
        (
            "target_scheme=8/x",
            "target_scheme",
            "may hold the number of a scenario and a scheme of its stack",
        ),
        ("target_tie=99", "target_tie", "may hold the number of a scenario"),
    ],
)
def test_a_wrong_choice_is_a_fault_at_its_field(client, query, path, message):
    root = parsed(shown(client, f"{WHERE}&{query}"))
    assert message in root.find(f".//li[@data-path='{path}']").get("data-message")


def test_the_choices_stand_in_the_fields_and_live_in_the_address(client):
    root = parsed(shown(client, f"{WHERE}&along=seats&along_from=50"))
    [chosen] = field(root, "along").findall(".//option[@selected]")
    assert (chosen.get("value"), text_of(chosen)) == ("seats", "Desktops, all groups in proportion")
    typed = field(root, "along_from")
    assert (typed.get("value"), typed.get("placeholder")) == ("50", "0")
    response = client.post(
        "/where", {"address": "preset=autumn-2008", "along": "seats", "along_from": "50"}
    )
    assert response.status_code == 303
    assert response["Location"] == "/where?preset=autumn-2008&along=seats&along_from=50"


def test_the_sheet_holds_every_scheme_against_every_other_scenario(client):
    response = client.get("/target-prices.csv?preset=autumn-2008&target_scheme=3/ms-vecd")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 11 * 6
    [row] = [r for r in rows if (r["scheme"], r["against"]) == ("ms-vecd", "Each desk its own")]
    assert (row["kind"], row["price"], row["residual"]) == ("cannot_tie", "", "")
    assert client.get("/target-prices.csv?preset=autumn-2008&target_scheme=9/x").status_code == 422
    assert client.get("/target-prices.csv?preset=autumn-2008&dialect=tab").status_code == 422


def test_figures_are_what_plotly_knows():
    import plotly.graph_objects as go

    question, inputs = asked(two())
    across, upwards = inputs["price:one"], inputs["price:other"]
    for chart in (
        crossover_chart(question, crossover_of(question, across)),
        map_chart(question, heat_map_of(question, across, upwards)),
    ):
        go.Figure(chart.figure)


def test_the_regions_of_a_map_cover_it_once():
    question, inputs = asked(two())
    found = heat_map_of(question, inputs["price:one"], inputs["price:other"])
    figure = map_chart(question, found).figure
    area = 0.0
    for trace in figure["data"]:
        x, y = np.array(trace["x"][::6]), np.array(trace["y"][::6])
        area += ((np.array(trace["x"][1::6]) - x) * (np.array(trace["y"][2::6]) - y)).sum()
    assert area == pytest.approx(100)  # from 0 to 10 each way
    assert {tuple(trace["meta"]["scenarios"]) for trace in figure["data"]} == {(0,), (1,), (0, 1)}
    assert lead_unit(found) == Decimal("3")  # a quarter of 10, to one digit


def test_where_no_desktop_stands_there_is_no_region():
    question, inputs = asked(two(fleet=[{"name": "All", "desktops": 0}]))
    found = heat_map_of(question, inputs["price:one"], inputs["price:other"], 5)
    assert not found.cheapest.any()
    assert map_chart(question, found).title == "None of these may be called cheapest"


def test_without_any_desktop_the_look_stands_and_rings_nothing(client):
    html = shown(client, f"{WHERE}&fleet.0.desktops=0&fleet.1.desktops=0&fleet.2.desktops=0")
    figure = json.loads(re.search(r'id="figure-crossover">(.*?)</script>', html)[1])
    assert figure["layout"]["meta"]["ties"] == []
    assert "costs least" in heading(html)


def test_the_flips_of_a_pair_are_told_by_which_becomes_dearer():
    table = flips_table(pair_flips_of(parse(two(), lambda _: None), 0, 1), pair=("One", "Other"))
    assert table.title == "2 inputs, each alone, make One dearer than Other"
    assert (table.rows, table.then) == ([], "")


def test_a_price_turns_at_money_where_all_pay_one_list_price():
    row = flips_table(
        pair_flips_of(parse(two(), lambda _: None), 0, 1), pair=("One", "Other")
    ).beyond[0]
    assert (row.label, row.now, row.value, row.side) == (
        "Price of other",
        "$12",
        "$9.99",
        "or less",
    )


def test_a_price_turns_at_a_factor_where_a_discount_makes_it_another_than_the_list_s():
    document = two()
    document["scenarios"][1]["discounts"] = {"*": "0.1"}
    row = flips_table(
        pair_flips_of(parse(document, lambda _: None), 0, 1), pair=("One", "Other")
    ).beyond[0]
    assert (row.now, row.value) == ("×1", "×0.925")


def test_values_of_inputs_have_their_units():
    question, bounded = asked(two())
    inputs = {name: each.input for name, each in bounded.items()}
    assert amount(question, inputs["annual_growth"], Decimal("0.024")) == "2.4 %"
    assert amount(question, inputs["fleet.0.desktops"], Decimal(230)) == "230"
    salary = inputs["annual_growth"]._replace(name="admin_salary", unit="money a year")
    assert amount(question, salary, Decimal("117.31"), now=Decimal(100)) == "$117.40"
    assert between(question, salary, Decimal("8.5"), Decimal(150)) == "$8.50 to $150"
    calls = salary._replace(name="pc.calls_per_user_year", unit="calls a year")
    assert amount(question, calls, Decimal("8.4")) == "8.4 calls a year"
    assert amount(question, calls, Decimal(1), is_short=True) == "1 call"
    assert between(question, calls, Decimal(5), Decimal(15)) == "5 to 15 calls"


def test_a_map_says_of_a_region_that_two_tie_in_it():
    question, inputs = asked(two("10.00", "10.00"))
    found = heat_map_of(
        question,
        inputs["fleet.0.desktops"].between(Decimal(1), Decimal(9)),
        inputs["annual_growth"],
    )
    assert map_chart(question, found).title == "One and Other tie as the cheapest all over the map"


def test_where_one_alone_can_be_bought_nothing_turns_and_there_is_no_map(client):
    html = shown(
        client, "/where?preset=january-2008&price_date=2011-01-01&scenarios.4.price_date=2004-01-01"
    )
    assert heading(html) == (
        "Only Keep the PCs there are can be bought and keeps its licence rules: there is "
        "nothing to turn."
    )
    assert "figure-map" not in html
    assert (
        "No price makes VECD on VMware VI3 tie with Keep the PCs there are: one of the two is not "
        "on sale" in html
    )


def test_of_one_range_in_the_map_there_is_a_bar_and_no_cross(client):
    html = shown(client, f"{WHERE}&across=price:thin-client")
    assert "The bar: 80 of 100 cases lie within it." in html


def test_the_title_of_the_lines_has_the_first_value_on_each_side_of_a_turn(client):
    assert "costs least up to 278, Keep the PCs there are from 279" in shown(client, WHERE)


def test_the_lines_of_two_that_tie_are_titled_by_both():
    question, inputs = asked(two("10.00", "10.00"))
    along = inputs["fleet.0.desktops"].between(Decimal(1), Decimal(9))
    chart = crossover_chart(question, crossover_of(question, along))
    assert chart.title == "One and Other tie as the cheapest throughout; no ties among the others"
    assert chart.figure["layout"]["meta"]["strip"] == [[1, 9, (0, 1)]]


def test_flips_of_a_tie_say_who_stays_cheapest_alone():
    table = flips_table(flips_of(parse(two("10.00", "10.00"), lambda _: None)))
    assert (
        table.title
        == "2 inputs, each alone, change that One and Other cost the same, the least of all"
    )
    row = table.beyond[0]
    assert (row.label, row.value, row.side, row.then) == (
        "Price of one",
        "$10.01",
        "or more",
        "Other, alone",
    )


def test_a_flip_to_two_that_tie_names_both():
    document = two()
    document["scenarios"].append({**document["scenarios"][1], "name": "Other again"})
    [row] = [
        r
        for r in flips_table(flips_of(parse(document, lambda _: None))).beyond
        if r.label == "Price of one"
    ]
    assert (row.value, row.side, row.then) == (
        "$12.01",
        "or more",
        "Other and Other again, at the same cost",
    )


def test_one_flip_is_told_in_the_singular():
    document = two()
    document["scenarios"][0]["prices"] = {"one": {"low": "0.9", "mode": "1", "high": "1.1"}}
    assert (
        flips_table(flips_of(parse(document, lambda _: None))).title
        == "One input alone changes which is cheapest"
    )
