"""The cash flow as a file: the page's figures, that add up, and a workbook that computes them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from calculator.looks.cost.cash_flow_sheet import HEADS, cash_flow_export
from pricing.comparison import compare
from pricing.presets import preset, presets
from pricing.sheets import Sheet
from tests.libreoffice import need_libreoffice
from tests.strategies import random_document
from tests.workbooks import assert_same, recalculate_sheets

from .markup import parsed

pytestmark = pytest.mark.usefixtures("catalogue_db")

AUTUMN = "preset=autumn-2008"
SUMMED = (
    *("paid_out", "left_at_end", "net_paid_out", "saved"),
    *("present_value", "saved_present_value"),
)


def blocks(client: Client, query: str = AUTUMN) -> dict[str, list[dict[str, str]]]:
    """The rows of the file by scenario."""
    response = client.get(f"/cash-flow.csv?{query}")
    assert response.status_code == 200
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))):
        found.setdefault(row["scenario"], []).append(row)
    return found


def answered(client: Client, query: str = AUTUMN) -> dict[str, dict[str, Any]]:
    answer = json.loads(client.get(f"/comparison.json?{query}").content)
    return {scenario["name"]: scenario for scenario in answer["scenarios"]}


def test_the_cash_flow_leaves_as_a_file_with_the_page_s_figures(client):
    answer = answered(client)
    for name, (*years, _, total) in blocks(client).items():
        scenario = answer[name]
        assert [row["net_paid_out"] for row in years] == scenario["cash_flow"]
        assert [total[head] for head in (
            "due", "net_paid_out", "saved", "present_value", "saved_present_value",
            "equivalent_annual_cost")] == ["total", *(scenario[name] for name in (
                "tco", "saving", "npv", "npv_saving", "annualised"))]  # fmt: skip
        assert {Decimal(row["discount_rate"]) for row in (*years, total)} == {Decimal("0.08")}


def test_what_is_left_at_the_end_has_a_column_of_its_own(client):
    *years, _, total = blocks(client)["Keep the PCs there are"]
    assert [row["left_at_end"] for row in years] == ["", "", "", "", "-419430.40"]
    assert (years[-1]["paid_out"], years[-1]["net_paid_out"]) == ("794746.55", "375316.15")
    assert (total["paid_out"], total["left_at_end"]) == ("4049328.65", "-419430.40")
    assert years[-1]["note"] == "left_at_end is no payment: what hardware is still worth"


@pytest.mark.parametrize("name", sorted(presets()))
def test_the_years_and_the_rounding_add_to_the_total(client, name):
    for *parts, total in blocks(client, f"preset={name}").values():
        for head in SUMMED:
            assert sum(Decimal(row[head] or 0) for row in parts) == Decimal(total[head] or 0)


def test_the_head_of_a_scenario_says_the_sign(client):
    assert {rows[0]["note"] for rows in blocks(client).values()} == {
        "what is paid out is positive, what is left at the end negative"
    }


def test_payback_is_empty_for_the_baseline_and_in_words_where_there_is_none(client):
    told = {
        name: (rows[-1]["payback_years"], rows[-1]["note"]) for name, rows in blocks(client).items()
    }
    assert told["Keep the PCs there are"] == ("", "what the others are held against")
    assert told["Terminal Services with XenApp"] == ("1.513095", "")
    assert told["New PCs"] == ("", "payback: not for good")


@pytest.mark.parametrize("query", ["", "by=year", "worth=present"])
def test_the_file_is_offered_in_every_view(client, query):
    tree = parsed(client.get(f"/?{query}").content.decode())
    assert any(a.get("href", "").startswith("/cash-flow.csv?") for a in tree.iter("a"))


@pytest.mark.parametrize("path", ["/", "/through-the-years"])
def test_the_file_is_offered_in_every_format_where_the_costs_through_the_years_stand(client, path):
    tree = parsed(client.get(f"{path}?{AUTUMN}").content.decode())
    folded = {link for fold in tree.iter("details") for link in fold.iter("a")}
    named = {
        a.get("aria-label", "").partition(":")[0]: a.get("href", "")
        for a in tree.iter("a")
        if a not in folded and a.get("aria-label", "").endswith(": cash flow through the years")
    }
    assert list(named.values()) == [
        f"/cash-flow.csv?{AUTUMN}",
        f"/cash-flow.csv?{AUTUMN}&dialect=semicolon",
        f"/cash-flow.xlsx?{AUTUMN}",
    ]


def test_a_file_of_what_is_not_on_sale_says_so(client):
    response = client.get("/cash-flow.csv?preset=today&price_date=1999-01-01")
    assert (response.status_code, b"not on sale" in response.content) == (409, True)


# The workbook


def sheets_of(document: dict[str, Any]) -> list[Sheet]:
    return list(cash_flow_export(compare(document)).sheets)


def at_rate(sheets: list[Sheet], rate: Decimal) -> list[Sheet]:
    """The same workbook with another rate in its one cell."""
    summary, table = sheets
    (label, _), *rest = summary.rows
    return [summary._replace(rows=[[label, rate], *rest]), table]


@pytest.fixture
def recalculated(tmp_path):
    need_libreoffice()
    return lambda books: recalculate_sheets(books, tmp_path)


def test_the_workbook_of_every_preset_is_computed_to_the_cent(recalculated):
    books = {name.replace("-", "_"): sheets_of(preset(name)) for name in presets()}
    found = recalculated(books)
    assert sum(assert_same(sheets, found, name) for name, sheets in books.items()) > 1_000


def test_workbooks_of_random_comparisons_at_any_rate_are_computed_to_the_cent(recalculated):
    rates = ("0", "0.005", "0.25", "0.6", "1")
    answers = [
        compare(random_document(seed) | {"discount_rate": rate})
        for seed, rate in enumerate(rates * 8)
    ]
    books = {
        f"book{number}": list(cash_flow_export(answer).sheets)
        for number, answer in enumerate(answers)
        if any(scenario.figures for scenario in answer.scenarios)
    }
    found = recalculated(books)
    assert sum(assert_same(sheets, found, name) for name, sheets in books.items()) > 2_000


def test_another_rate_in_its_cell_makes_the_present_values_of_that_rate(recalculated):
    """To the cents by which rounded years may miss of them: half a cent each, and those that the
    cells of rounding hold.
    """
    rate = Decimal("0.05")
    names = {name.replace("-", "_"): name for name in presets()}
    found = recalculated(
        {book: at_rate(sheets_of(preset(name)), rate) for book, name in names.items()}
    )
    for book, name in names.items():
        wanted = compare(preset(name) | {"discount_rate": str(rate)})
        rows = [dict(zip(HEADS, row, strict=True)) for row in found[book, "Cash flow"][1:]]
        totals = {row["scenario"]: row for row in rows if row["due"] == "total"}
        for scenario in wanted.scenarios:
            figures, total = scenario.figures, totals[scenario.scenario.name]
            slack = Decimal("0.01") * (len(figures.cash_flow) // 2 + 2)
            for head, cents in (
                ("present_value", figures.npv),
                ("saved_present_value", figures.npv_saving),
                ("equivalent_annual_cost", figures.annualised),
            ):
                assert abs(Decimal(total[head]) - Decimal(cents) / 100) <= slack, (name, head)


def test_a_scenario_stands_beneath_the_one_before_it():
    table = cash_flow_export(compare(preset("autumn-2008"))).table
    dues = [row[2] for row in table.rows]
    assert {b for a, b in pairwise(dues) if a == "total"} == {"at the start"}
