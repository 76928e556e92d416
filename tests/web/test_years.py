"""Through the years without a browser: the dates, the gaps, the figures, and who may ask."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from calculator.looks.cost.moments import MOST_DATES, moments_of
from calculator.looks.cost.years import chart_of
from pricing.comparison import compare
from pricing.presets import preset, presets
from tests.quick import is_done_within

from .markup import parsed, text_of

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.usefixtures("catalogue_db")


def rows_of(html: str) -> list[list[str]]:
    """The rows of the table twin, the first cell of each its date."""
    return [[text_of(cell) for cell in row] for row in parsed(html).findall(".//tbody/tr")]


@pytest.mark.parametrize("name", presets())
def test_each_amount_is_what_the_comparison_says_of_that_date(name):
    document = preset(name)
    for moment in moments_of(compare(document).question):
        day = moment.day.isoformat()
        scenarios = [{**scenario, "price_date": day} for scenario in document["scenarios"]]
        there = compare({**document, "scenarios": scenarios})
        expected = [s.figures.tco if s.figures else None for s in there.scenarios]
        assert [s.figures.tco if s.figures else None for s in moment.answer.scenarios] == expected


@pytest.mark.parametrize("name", presets())
def test_the_dates_are_few_in_order_and_hold_the_comparison_s_own(name):
    question = compare(preset(name)).question
    days: list[date] = []

    def find_days() -> None:
        days[:] = [moment.day for moment in moments_of(question)]

    assert is_done_within(2, find_days)
    assert days == sorted(set(days))
    assert question.price_date in days
    assert len(days) <= MOST_DATES
    assert date(2006, 1, 1) <= days[0] <= days[-1] <= date(2026, 12, 31)


def test_a_date_is_one_on_which_a_price_of_a_stack_changed():
    question = compare(preset("autumn-2008")).question
    names = {entry.scheme.name for scenario in question.scenarios for entry in scenario.stack}
    for moment in moments_of(question):
        assert moment.changed or moment.day == question.price_date
        assert set(moment.changed) <= names


def test_a_gap_names_what_was_not_on_sale_when_and_what_follows(client: Client):
    rows = rows_of(
        client.get("/through-the-years?preset=autumn-2008", headers=HTMX).content.decode()
    )
    [ended] = [row for row in rows if row[0] == "2 December 2008"]
    assert ended[2].startswith("not on sale: Virtual Desktop Infrastructure Enterprise bundle")
    assert "ended on 2 December 2008; View 3 / 4 Enterprise bundle follows" in ended[2]
    [early] = [row for row in rows if row[0] == "27 February 2008"]
    assert "not before 1 October 2008" in early[3]


def test_the_figure_says_what_the_table_says_and_breaks_where_nothing_is_sold():
    question = compare(preset("autumn-2008")).question
    chart = chart_of(question)
    assert chart is not None
    figure = chart.figure
    for place, trace in enumerate(figure["data"]):
        drawn = dict(zip(trace["x"], trace["y"], strict=True))
        for moment in moments_of(question):
            figures = moment.answer.scenarios[place].figures
            cost = None if figures is None else float(Decimal(figures.tco_per_desktop_month) / 100)
            assert drawn[moment.day.isoformat()] == cost
    assert None in figure["data"][1]["y"]


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        (
            "autumn-2008",
            (
                "Keep the PCs there are costs least for the longest time, Terminal Services with "
                "XenApp at other times"
            ),
        ),
        (
            "january-2008",
            "Keep the PCs there are costs least for the longest time, "
            "Terminal Services with Presentation Server at other times",
        ),
    ],
)
def test_the_title_is_computed_from_the_dates_on_which_there_was_a_choice(name, finding):
    chart = chart_of(compare(preset(name)).question)
    assert chart is not None
    assert chart.title == finding


def test_no_line_runs_past_the_last_day_that_the_price_list_knows():
    chart = chart_of(compare(preset("today")).question)
    assert chart is not None
    figure = chart.figure
    assert {trace["x"][-1] for trace in figure["data"]} == {"2026-10-14"}
    assert figure["layout"]["xaxis"]["range"][1] == "2026-10-14"


def test_no_step_stands_on_the_edge_of_the_axis():
    chart = chart_of(compare(preset("autumn-2008")).question)
    assert chart is not None
    figure = chart.figure
    assert "2010-01-01" in figure["data"][0]["x"]
    assert figure["layout"]["xaxis"]["range"][1] == "2023-02-15"


def test_htmx_gets_the_chart_alone_and_a_reader_without_script_a_page(client: Client):
    part = client.get("/through-the-years?preset=today", headers=HTMX)
    whole = client.get("/through-the-years?preset=today")
    assert "<main" not in part.content.decode()
    root = parsed(whole.content.decode())
    assert (
        text_of(root.find(".//main//h1"))
        == "Azure Virtual Desktop, pooled costs least whenever it can be bought"
    )
    assert "Today · 1,000 desktops · 5 years" in text_of(root.find(".//figcaption"))
    assert root.find(".//main//a").get("href") == "/?preset=today"
    assert len(rows_of(whole.content.decode())) == 5
    assert whole["Cache-Control"] == "private, no-store"


def test_the_page_links_to_it_with_its_own_question(client: Client):
    page = parsed(client.get("/?preset=today&fleet.0.desktops=700").content.decode())
    [link] = page.findall(".//details[@id='years']//a")
    assert link.get("href") == "/through-the-years?preset=today&fleet.0.desktops=700"


def test_a_change_of_the_question_changes_the_costs(client: Client):
    few = rows_of(
        client.get(
            "/through-the-years?preset=today&fleet.0.desktops=10", headers=HTMX
        ).content.decode()
    )
    many = rows_of(client.get("/through-the-years?preset=today", headers=HTMX).content.decode())
    assert [row[0] for row in few] == [row[0] for row in many]
    assert few != many


def test_an_own_document_comes_by_form(client: Client):
    response = client.post(
        "/through-the-years", {"document": json.dumps(preset("today"), default=str)}, headers=HTMX
    )
    assert response.status_code == 200
    assert len(rows_of(response.content.decode())) == 5


def test_a_question_with_a_fault_is_refused_in_a_sentence(client: Client):
    response = client.get("/through-the-years?fleet.0.desktops=8o0", headers=HTMX)
    assert response.status_code == 422
    assert "First of all: Office, desktops holds “8o0”; may hold" in response.content.decode()
    assert client.get("/on-paper?fleet.0.desktops=8o0").status_code == 422


def test_nobody_at_all_has_costs_in_all(client: Client):
    query = "&".join(f"fleet.{i}.desktops=0" for i in range(3))
    response = client.get(f"/through-the-years?preset=today&{query}", headers=HTMX)
    assert response.status_code == 200
    assert "in all, for no desktops, by the day of the prices" in response.content.decode()


# Shared and printed


def test_a_shared_link_is_told_by_the_answer_s_sentence(client: Client):
    root = parsed(client.get("/?preset=today").content.decode())
    told = {e.get("property") or e.get("name"): e.get("content", "") for e in root.iter("meta")}
    sentence = text_of(root.find(".//*[@id='sentence']/h1"))
    assert told["og:title"] == sentence
    assert told["description"].startswith(sentence)
    lead = text_of(root.find(".//*[@id='sentence']/p"))
    assert " ".join(told["og:description"].split()) == re.sub(
        r"Step by step\. | \d+.% of it rests.*", "", lead
    )


def test_paper_says_what_differs_the_sources_and_what_is_not_included(client: Client):
    root = parsed(client.get("/?preset=autumn-2008&fleet.0.desktops=800").content.decode())
    paper = root.find(".//section[@id='paper']")
    text = text_of(paper)
    assert "Office, desktops: 800" in text
    assert "Microsoft Terminal Services CAL device 120.00, 1 March 2006: VDI blog" in text
    assert "Nothing adds or removes VAT or sales tax." in text
    assert paper.get("data-query") == root.find(".//*[@id='results']").get("data-query")


def test_a_fragment_has_nothing_of_paper_which_has_a_door_of_its_own(client: Client):
    query = "preset=autumn-2008&fleet.0.desktops=800"
    assert 'id="paper"' not in client.get(f"/?{query}", headers=HTMX).content.decode()
    assert "Office, desktops: 800" in text_of(
        parsed(client.get(f"/on-paper?{query}").content.decode())
    )
