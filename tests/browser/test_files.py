"""The quote, downloaded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .page import cell, heads, lines_of, number


def test_the_quote_is_downloaded_and_its_sums_are_the_figures_of_the_page(screen):
    screen.goto("/?fleet.0.desktops=700")
    with screen.expect_download() as downloading:
        screen.get_by_role("link", name="CSV quote of VECD on free Hyper-V").click()
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
        screen.get_by_role("link", name="All as one CSV").click()
    scenarios = dict.fromkeys(row["scenario"] for row in lines_of(downloading.value))
    assert list(scenarios) == heads(screen)
