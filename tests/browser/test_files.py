"""The quote, downloaded."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal

from playwright.sync_api import expect

from pricing.presets import preset

from .page import cell, heads, lines_of, number, press


def test_the_quote_is_downloaded_and_its_sums_are_the_figures_of_the_page(screen):
    screen.goto("/?fleet.0.desktops=700")
    with screen.expect_download() as downloading:
        screen.get_by_role("link", name="CSV: quote of VECD on free Hyper-V").click()
    rows = lines_of(downloading.value)
    assert downloading.value.suggested_filename.endswith(".csv")
    assert {row["scenario"] for row in rows} == {"VECD on free Hyper-V"}
    for row in rows:
        made = Decimal(row["packs"]) * Decimal(row["net_unit_price"]) * Decimal(row["rate"] or "1")
        made *= Decimal(row["periods"]) * Decimal(row["price_factor"])
        assert abs(made - Decimal(row["amount"])) <= Decimal("0.005"), row
    licences = sum(Decimal(row["amount"]) for row in rows if row["category"] == "licences")
    month = (licences / (4 * 1100) / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert number(cell(screen, "Licences", 3).inner_text()) == month


def test_all_scenarios_are_downloaded_as_one_file(screen):
    screen.goto("/")
    with screen.expect_download() as downloading:
        screen.get_by_role("link", name="CSV: all quotes in one").click()
    scenarios = dict.fromkeys(row["scenario"] for row in lines_of(downloading.value))
    assert list(scenarios) == heads(screen)


def test_the_form_for_other_spreadsheets_is_kept_under_a_name_of_its_own(screen):
    screen.goto("/")
    with screen.expect_download() as downloading:
        screen.get_by_role(
            "link", name="CSV; with semicolons and decimal commas: quote of Each desk its own"
        ).click()
    assert downloading.value.suggested_filename.endswith("-semicolon.csv")


def test_an_order_is_downloaded_for_the_scenario_and_decimals_that_are_chosen(screen):
    screen.goto("/?fleet.0.desktops=700")
    screen.get_by_text("A quote for an ERP system").click()
    screen.get_by_label("Scenario", exact=True).select_option("VECD on free Hyper-V")
    screen.get_by_label("Decimals of a unit price").select_option("4")
    with screen.expect_download() as downloading:
        screen.get_by_role("button", name="CSV: quote for an ERP system").click()
    assert downloading.value.suggested_filename.endswith("-erp-4.csv")
    for row in lines_of(downloading.value):
        assert int(row["quantity"]) * Decimal(row["unit_price"]) == Decimal(row["amount"]), row


def test_a_workbook_of_the_readers_own_document_is_downloaded_by_its_form(screen):
    screen.goto("/")
    document = json.dumps(preset("branch-office-50") | {"title": "Mine"})
    file = {"name": "mine.json", "mimeType": "application/json", "buffer": document.encode()}
    screen.locator("summary", has_text="Starting point").click()
    screen.get_by_label("Open a file").set_input_files(file)
    press(screen, "Open it")
    expect(screen.get_by_text("A link cannot hold a document of your own")).to_be_visible()
    with screen.expect_download() as downloading:
        screen.get_by_role("button", name="XLSX: all quotes in one").click()
    assert downloading.value.suggested_filename == "deskfare-mine-2026-10-14.xlsx"
    screen.goto("about:blank")  # a form that became a download leaves Chromium's page loading
