"""Could it be rigged: the page, its choices in the address, its files."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import quote

import pytest

from pricing.presets import OPPOSED_STUDIES, preset, presets
from tests.web.markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")


OF_2011 = [scenario["name"] for scenario in preset("autumn-2008")["scenarios"][:-1]]
ONE_LEFT = f"?price_date=2011-01-01&scenarios={quote(json.dumps(OF_2011))}"


def page(client, query=""):
    response = client.get(f"/rigged{query}")
    assert response.status_code == 200
    return response.content.decode()


def rows(page, table="costs"):
    found = next(each for each in parsed(page).iter("table") if each.get("id") == table)
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in found.iter("tr")
        if row.get("class")
    ]


def test_the_verdict_is_the_sentence(client):
    text = page(client)
    assert (
        "Terminal Services with XenApp costs least under </bdi><strong>13 of 18</strong> framings."
        in text
    )
    assert (
        "Keep the PCs there are costs least only over 1 year, where administration is left out, "
        "where labour" in text
    )


def test_every_framing_is_a_row_whose_winner_is_marked_and_named(client):
    [labour] = [row for row in rows(page(client)) if row[0].startswith("without any labour")]
    assert labour == [
        "without any labourKeep the PCs there are, ahead by 7.93",
        "11.29 costs least",
        *("29.66", "26.27", "27.99", "20.73", "22.68", "19.22", "7.93"),
    ]


def test_how_often_each_costs_least_stands_first(client):
    assert rows(page(client))[0] == [
        "Costs least in of 18 framings",
        "5",
        "0",
        "0",
        "0",
        "13",
        "0",
        "0",
        "",
    ]


def test_what_stands_in_one_scenario_only_is_named_in_money(client):
    words = (
        "VECD with XenDesktop on XenServer: Disk saved by cloning: 60 %, elsewhere 15 % (−$2.50)"
    )
    assert words in text_of(parsed(page(client)))


def test_a_number_and_its_per_cent_stand_on_one_line_in_the_name_of_a_framing(client):
    assert "4 years, discounted at 8\xa0%" in page(client)


def test_what_does_not_count_is_named(client):
    assert "<b>Not counted:</b> “hard costs only”, because it changes nothing." in page(client)


def test_the_bridge_leads_to_the_cheapest_other_scenario(client):
    text = page(client)
    assert (
        "$11.14 less: above all Administration (−13.13) and Business PC dual core, 2 GB, Windows "
        "licence" in text
    )
    assert (
        "The effects add up to −535,017.53, the difference of the two totals, to the cent." in text
    )


def test_the_bridge_leads_where_it_is_asked_to(client):
    text = page(client, "?bridge_start=2&bridge_end=3")
    assert "from VECD on VMware VI3 to VECD on free Hyper-V" in text
    assert '<option value="2" selected>VECD on VMware VI3</option>' in text


def test_a_scenario_on_two_days_has_a_bridge_of_prices(client):
    text = page(client, "?bridge_end=3&bridge_day=2008-10-31&bridge_other_day=2009-04-01")
    assert "VECD on free Hyper-V, 1\xa0April 2009 costs $1.75 less" in text
    assert "price 6,500, not 10,000" in text


def test_a_bridge_to_what_is_not_on_sale_says_so_and_the_framings_stand(client):
    text = page(client, f"{ONE_LEFT}&bridge_end=2")
    assert "There is no bridge: VECD on VMware VI3 has no figures:" in text
    assert "Only Keep the PCs there are can be bought and keeps its licence rules." in text


def test_who_is_left_out_has_no_number_of_framings(client):
    text = page(client, "?price_date=2011-01-01")
    assert "VECD on VMware VI3 <b>–</b>" in text


def test_who_is_left_out_is_told_with_its_finding(client):
    text = page(client, "?scenarios.1.price_date=2004-01-01")
    assert '<td class="c2 s2 none">–<small>left out</small></td>' in text
    assert "<b>Left out:</b> VECD on VMware VI3: " in text


def test_with_one_scenario_that_can_be_bought_nothing_is_counted(client):
    text = page(client, ONE_LEFT)
    assert "There is nothing to compare it with." in text
    assert "framings</small>" not in text


def test_a_bridge_begins_at_the_first_scenario_that_is_on_sale(client):
    assert "from VECD on VMware VI3 to" in page(client, "?scenarios.0.price_date=2004-01-01")


def test_a_number_of_one_scenario_alone_is_made_equal_by_one_press(client):
    link = re.search(
        r'<a href="(/rigged[^"]*)">make it equal<span class="visually-hidden">: ([^<]*)</span>',
        page(client, ""),
    )
    assert (
        link[2]
        == "Keep the PCs there are: Hours to roll out a desktop, PC: 0, elsewhere 4 (−$7.58)"
    )
    text = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert "Keep the PCs there are: Hours to roll out a desktop" not in text
    assert "Disk saved by cloning: 60 %" in text


def test_other_years_and_another_rate_are_asked_for_in_the_address(client):
    labels = [
        row[0] for row in rows(page(client, "?framed_years=2,10,&framed_discount_rate=0.125"))
    ]
    assert [
        label for label in labels if label.startswith(("2 years", "10 years", "4 years, disc"))
    ] == [
        "2 yearsKeep the PCs there are, ahead by 5.96",
        "10 yearsTerminal Services with XenApp, ahead by 14.81",
        "4 years, discounted at 12.5 %Terminal Services with XenApp, ahead by 8.13",
        (
            "4 years, discounted at 12.5 %, paid at the start of the yearTerminal Services with "
            "XenApp, ahead by 7.84"
        ),
    ]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("framed_years=0", "framed_years", "0 is less than 1; it may be from 1 to 30."),
        ("framed_years=1,2,3,4,5,6,7,8,9", "framed_years", "may hold up to 8"),
        ("framed_discount_rate=8", "framed_discount_rate", "for 8 % write 0.08"),
        ("framed_discount_rate=0.12345678901", "framed_discount_rate", "at most 10 decimals"),
        ("bridge_end=11", "bridge_end", "may hold the number of a scenario, from 1 to 7"),
        ("bridge_start=New PCs", "bridge_start", "may hold the number of a scenario, from 1 to 7"),
        (
            "bridge_start=2&bridge_end=2",
            "bridge_end",
            "may hold another scenario than the one where the bridge begins",
        ),
        (
            "bridge_day=2008-01-31",
            "bridge_other_day",
            "is missing; a bridge between two days needs both",
        ),
        (
            "bridge_day=2008-01-31&bridge_other_day=2009-02-30",
            "bridge_other_day",
            "February 2009 has 28 days",
        ),
        ("bridge_day=2009-02-30", "bridge_day", "February 2009 has 28 days"),
    ],
)
def test_a_wrong_choice_is_a_fault_at_its_field(client, query, field, words):
    text = page(client, f"?{query}")
    assert f'data-path="{field}"' in text
    assert words in text


@pytest.mark.parametrize("name", presets())
def test_every_preset_has_a_well_formed_page(client, name):
    parsed(page(client, f"?preset={name}"))


@pytest.mark.parametrize("name", OPPOSED_STUDIES)
def test_the_published_quarrel_says_where_the_two_agree(client, name):
    words = (
        "IDC's study agrees with Microsoft's only where administration is left out, where "
        "labour is left out, where only purchases count and where all are staffed as PCs are."
    )
    assert words in text_of(parsed(page(client, f"?preset={name}")))


def table(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_framings_are_a_file_with_those_that_do_not_count(client):
    found = table(client, "/framings.csv?preset=autumn-2008")
    assert found[1] == ["as asked: 4 years, direct costs",
                        "75.62", "83.45", "80.05", "81.77", "64.48", "76.31", "83.64",
                        "Terminal Services with XenApp", "11.14", ""]  # fmt: skip
    assert ["hard costs only", "changes nothing"] in [[row[0], row[-1]] for row in found]


def test_the_rows_of_the_bridge_add_up_in_its_file(client):
    found = table(client, "/bridge.csv?preset=autumn-2008&bridge_end=3")
    cents = [round(float(row[3]) * 100) for row in found[1:]]
    assert cents[0] + sum(cents[1:-1]) == cents[-1] == 384_231_487


def test_a_file_that_cannot_be_made_names_the_field(client):
    response = client.get("/bridge.csv?preset=autumn-2008&bridge_day=x&bridge_other_day=2009-01-01")
    assert response.status_code == 422
    assert response.content.decode().startswith("bridge_day: holds 'x'")
