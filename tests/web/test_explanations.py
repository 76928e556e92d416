"""How an amount was made, in words: every number with what it is of."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from calculator.explanations import Part, panel_of
from calculator.state import state_of

pytestmark = pytest.mark.usefixtures("catalogue_db")


def parts(row: str, query: str = "") -> list[Part]:
    """The parts of the panel of the second scenario, virtual desktops on VMware."""
    found = state_of(QueryDict(query)).answer
    assert found is not None
    panel = panel_of(found, 1, row)
    assert panel is not None
    return panel.parts


def plain(words: str) -> str:
    """Words without the blanks at which no line breaks."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_product_says_what_each_of_its_numbers_is_of():
    first, second, *_ = parts("help_desk")[0].steps
    assert plain(first.factors) == "1,150 users of virtual desktops × 6.3 calls a year × $25 a call"
    assert second.factors == f"{first.factors} × 1.033 (+3.3\N{NO-BREAK SPACE}%)"


def test_a_count_of_servers_is_of_servers_and_watts_become_kilowatts_in_words():
    words = plain(parts("server_energy")[0].steps[0].factors)
    assert words.startswith("22 servers × 355 watts × 8,760 hours a year × 2.5 (power usage effectiveness, PUE)")
    assert words.endswith("÷ 1,000 (watts to kW) × $0.097 per kWh")


def test_a_desktop_for_each_administrator_divides():
    assert plain(parts("administration")[0].steps[0].factors) == (
        "1,000 virtual desktops ÷ 230 desktops an administrator × $90,000 a year"
    )


def test_a_project_is_one_and_due_at_the_start():
    project = parts("deployment")[0].steps[-1]
    assert (project.due, plain(project.factors)) == ("at the start", "1 project for virtual desktops × $110,000")


def test_packs_are_named_and_the_rise_of_a_price_is_in_per_cent():
    bought, upkeep, *_ = parts("licences")
    assert bought.payments[0].due == "at the start"
    assert plain(bought.payments[0].packs) == "9 packs of 100"
    assert [plain(row.times) for row in upkeep.payments] == ["21 % a year"] * 4
    assert [plain(row.price_rise) for row in upkeep.payments] == ["–", "+2.4 %", "+4.86 %", "+7.37 %"]
    assert upkeep.payments[3].price_factor == "1.073741824"


def test_a_price_multiplied_in_a_scenario_says_so_beside_the_net_price():
    [row] = parts("licences", "scenarios.1.prices.vmw-vdi-enterprise=0.5")[0].payments
    assert (row.list_price, row.net_price, row.list_factor) == ("15,000.00", "7,500.00", "× 0.5")


def test_a_source_stands_before_the_day_from_which_it_is_used():
    pay = next(source for source in parts("help_desk")[0].sources if source.label == "Pay rises by")
    assert plain(pay.value) == "3.3 % a year"
    assert plain(pay.words).startswith(
        "BLS employment cost index, civilian workers, year to March 2008; used from 1 January"
    )


def test_no_line_breaks_before_a_per_cent_sign_of_a_note():
    pay = next(source for source in parts("help_desk")[0].sources if source.label == "Pay rises by")
    assert "3.3\N{NO-BREAK SPACE}% to March" in pay.words
    assert " %" not in pay.words


def test_hardware_of_no_make_has_no_vendor():
    assert parts("servers_storage")[0].label.startswith("Rack server")
