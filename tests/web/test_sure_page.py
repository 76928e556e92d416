"""The page that says how sure the answer is.

Its sentence, its figures, its choices in the address.
"""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from .markup import parsed, text_of

SURE = "/sure"
pytestmark = pytest.mark.usefixtures("catalogue_db")


def page(client, **parameters):
    response = client.get(SURE, {"preset": "autumn-2008", "uncertainty.draws": "1000"} | parameters)
    assert response.status_code == 200
    return unescape(response.content.decode())


def figure(markup, name):
    found = re.search(rf'id="figure-{name}">(.*?)</script>', markup, re.DOTALL)
    return json.loads(found[1])


def test_the_sentence_counts_cases(client):
    markup = page(client)
    assert re.search(
        r"Terminal Services with XenApp costs least in </bdi><strong>8\d of 100</strong> cases\.",
        markup,
    )
    assert re.search(
        (
            r"\$64\.48 a desktop a month at typical values, \$5\d\.\d\d to \$7\d\.\d\d in 80 of "
            r"100 cases\."
        ),
        markup,
    )
    assert "52\xa0inputs have a range; list prices have none." in markup


def test_a_price_with_a_range_is_said(client):
    assert "1\xa0price among them." in page(client, **{"scenarios.1.prices.ms-vecd": "0.9 .. 1.3"})


def test_the_document_s_own_range_takes_the_catalogue_s_place(client):
    before, after = (
        page(client),
        page(client, **{"assumptions.pc.desktops_per_admin": "199 .. 200 .. 201"}),
    )
    widths = []
    for markup in (before, after):
        p10, p90 = (
            figure(markup, "spreads")["data"][0]["customdata"][name] for name in ("p10", "p90")
        )
        widths.append(p90 - p10)
    assert widths[1] < widths[0] * 0.7


def test_the_outline_of_a_distribution_has_the_named_points(client):
    for trace in figure(page(client), "spreads")["data"]:
        marks = trace["customdata"]
        assert trace["y"] == sorted(trace["y"])
        assert max(trace["x"]) == pytest.approx(1, abs=0.05)
        assert trace["y"][0] < marks["p10"] < marks["p50"] < marks["p90"] < trace["y"][-1]
        assert marks["p10"] in trace["y"]


def test_the_figures_are_valid_figures(client):
    import plotly.graph_objects as go

    markup = page(client)
    for name in ("spreads", "tornado"):
        drawn = figure(markup, name)
        for trace in drawn["data"]:
            if name == "spreads":
                trace["customdata"] = list(trace["customdata"].values())
        go.Figure(data=drawn["data"])


def test_bars_lead_to_the_fields_of_their_inputs(client):
    markup = page(client)
    links = re.findall(r'<li><a href="#(f\.[^"]+)">', markup)
    assert "f.assumptions.pc.desktops_per_admin" in links
    for link in links:
        assert f'id="{link}"' in markup


def test_the_tornado_is_of_the_pair_that_is_chosen(client):
    markup = page(client, swings_of="3", swings_against="1")
    assert (
        "by which VECD on free Hyper-V costs more or less than Keep the PCs there are: +4.43 at "
        "typical values" in markup
    )
    low = figure(markup, "tornado")["data"][0]
    assert (low["customdata"][0], low["text"][0]) == ("80", "−54.67")
    alone = page(client, swings_of="1", swings_against="alone")
    assert "that Keep the PCs there are costs: 75.62 at typical values" in alone
    assert '<th scope="col">Cost at low</th>' in alone


def test_the_difference_at_typical_values_is_that_of_the_amounts_shown(client):
    """11.1462 before rounding: 75.62 less 64.48."""
    markup = page(client, swings_of="5", swings_against="1")
    assert "costs more or less than Keep the PCs there are: −11.14 at typical values" in markup


def test_a_difference_has_its_sign_and_a_cost_has_none(client):
    pair, alone = (
        page(client, swings_of="3", swings_against="1"),
        page(client, swings_of="1", swings_against="alone"),
    )
    assert figure(pair, "tornado")["data"][1]["text"][0] == "+24.12"
    assert figure(alone, "tornado")["data"][0]["text"][0] == "134.72"


def test_the_table_of_a_pair_holds_differences(client):
    assert '<th scope="col">Difference at low</th>' in page(
        client, swings_of="3", swings_against="1"
    )


def test_the_title_counts_every_input_that_decides(client):
    markup = page(client, swings_of="3", swings_against="1")
    assert (
        "4 inputs can each decide between VECD on free Hyper-V and Keep the PCs there are; most of "
        "all PCs" in markup
    )
    assert (
        "decide between Terminal Services with XenApp and Keep the PCs there are; most of all PCs"
        in page(client)
    )


def test_the_cases_of_a_row_sum_to_100(client):
    row = re.search(r'<tr class="least">(.*?)</tr>', page(client), re.DOTALL)[1]
    assert sum(int(cases) for cases in re.findall(r">(\d+)</td>", row)) == 100


def test_whole_blocks_are_told(client):
    assert "Cases come in whole blocks: 1,024 for the 1,000 asked for." in page(client)


def test_inputs_that_change_nothing_stand_apart(client):
    markup = client.get(
        SURE, {"preset": "autumn-2008", "uncertainty.draws": "1000"}
    ).content.decode()
    summaries = [text_of(each) for each in parsed(markup).iter("summary")]
    assert "27 inputs change nothing here" in summaries


def test_the_form_keeps_its_ranges_where_the_number_of_cases_is_wrong(client):
    markup = page(client, **{"uncertainty.draws": "0"})
    assert "No figures are shown until this is mended." in markup
    assert "80 .. 200 .. 400" in markup
    assert "What makes the difference" in markup


@pytest.mark.parametrize(
    ("name", "value"), [("swings_of", "9"), ("swings_against", "x"), ("swings_of", "-1")]
)
def test_a_scenario_that_is_not_there_is_a_fault(client, name, value):
    markup = page(client, **{name: value})
    assert "may hold the number of a scenario" in markup


def test_a_scenario_beside_itself_is_a_fault(client):
    assert "may hold another scenario than the first" in page(
        client, swings_of="1", swings_against="1"
    )


def test_a_breach_of_licence_rules_is_never_cheapest(client):
    markup = page(client, **{"scenarios.4.stack.1.scheme": ""})
    assert "Terminal Services with XenApp costs least" not in markup
    assert "Left out: Terminal Services with XenApp" in markup


def test_where_nothing_is_on_sale_the_page_says_so(client):
    markup = page(client, price_date="1995-01-01")
    assert "None of these can be priced on 1\xa0January 1995" in markup
    assert "What makes the difference" in markup


def test_too_many_cases_are_refused_at_their_field_with_as_many_as_would_do(client):
    assert "one answer has 1,000,000,000 at most; 800,000 would do" in page(
        client, **{"uncertainty.draws": "10000000"}
    )


def test_the_cost_page_says_80_of_100_cases_only_where_the_document_has_ranges(client):
    plain = client.get("/", {"preset": "autumn-2008"}).content.decode()
    assert "80 of 100 cases" not in plain
    ranged = client.get(
        "/", {"preset": "autumn-2008", "assumptions.admin_salary": "65000 .. 115000"}
    ).content.decode()
    assert re.search(
        r"The cheapest costs \$6\d\.\d\d to \$\d\d\.\d\d in 80 of 100 cases if only an "
        r"administrator's pay varies; "
        "“How sure is it\\?” has all 5\\d ranges\\.",
        unescape(ranged),
    )
    assert "$64.48" in ranged


def test_the_address_keeps_the_choices(client):
    response = client.post(
        SURE,
        {
            "address": "preset=autumn-2008",
            "swings_of": "3",
            "swings_against": "",
            "uncertainty.draws": "500",
        },
    )
    assert response.status_code == 303
    assert response["Location"] == "/sure?preset=autumn-2008&uncertainty.draws=500&swings_of=3"


def test_a_range_that_does_not_touch_the_cheapest_leaves_its_cost_as_it_is(client):
    page = client.get("/?scenarios.2.prices.ctx-xendesktop-standard=0.9..1..1.3").content.decode()
    assert (
        "It stays at that if only price of XenDesktop 2 / 3 Standard varies; “How sure is it?” has "
        "all 53" in page
    )
