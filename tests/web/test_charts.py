"""The charts of the comparison without a browser: what their titles, units and tables say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.test import Client

from calculator.looks.cost.charts import charts_of
from pricing.comparison import compare
from pricing.engine.figures import Amounts
from pricing.presets import preset, presets

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

TWO_FINDINGS = "/?scenarios.1.stack.3.scheme=&scenarios.2.stack.2.scheme="


def titles(client: Client, address: str) -> list[str]:
    """The findings that the charts of a page have as titles."""
    return [
        text_of(title)
        for title in parsed(client.get(address).content.decode()).findall(".//figure//h2")
    ]


@pytest.mark.parametrize("name", presets())
def test_figures_are_what_plotly_knows(name):
    import plotly.graph_objects as go

    for chart in charts_of(compare(preset(name))):
        go.Figure(chart.figure)


def test_what_breaks_licence_rules_is_not_counted_among_those_ahead(client: Client):
    assert titles(client, TWO_FINDINGS)[1] == (
        "Only Terminal Services with XenApp ends ahead of Keep the PCs there are; 2 with findings "
        "are not counted"
    )


def test_what_breaks_licence_rules_says_so_at_its_line_and_in_its_row(client: Client):
    root = parsed(client.get(TWO_FINDINGS).content.decode())
    figure = json.loads(text_of(root.find(".//script[@id='figure-ahead']")))
    assert figure["data"][0]["name"] == "VECD on VMware VI3, 1\xa0finding"
    assert text_of(root.findall(".//figure")[1].find(".//tbody/tr/th")).startswith(
        "VECD on VMware VI3, 1"
    )


def test_the_largest_cost_of_one_scenario_is_said_with_its_name(client: Client):
    assert titles(client, "/?price_date=2011-01-01&scenarios.6.price_date=2004-01-01") == [
        "People are the largest cost of Keep the PCs there are"
    ]


def test_a_table_s_corner_says_the_unit_of_its_amounts(client: Client):
    root = parsed(client.get("/").content.decode())
    corners = [text_of(figure.find(".//thead//th")) for figure in root.findall(".//figure")]
    assert corners == ["US$ a desktop a month", "US$ ahead of Keep the PCs there are, sum so far"]


@pytest.mark.parametrize(
    ("payback", "so_far", "words"),
    [
        (0.0, [1, 2, 3, 4, 5], "at once"),
        (1.44, [-1, -1, 3, 4, 5], "1.4 years"),
        (None, [3, 2, 1, 0, -1], "ahead until year\xa04"),
        (None, [3, 2, -1, 2, -1], "ahead until year\xa02"),
        (None, [-1, 2, 3, 2, -1], "not for good"),
        (None, [-1, -1, -1, -1, -1], "never"),
        (None, [0, 0, 0, 0, -1], "never"),
    ],
)
def test_payback_says_when_a_scenario_is_ahead(payback, so_far, words):
    answer = compare(preset("autumn-2008"))
    baseline, other, *_ = answer.scenarios
    ahead = [Amounts(None, None, 0, cents) for cents in so_far]
    figures = replace(other.figures, payback_years=payback, saved_so_far=ahead)
    _, ahead = charts_of(replace(answer, scenarios=[baseline, replace(other, figures=figures)]))
    assert ahead.rows[-1].cells[-1].words == words
