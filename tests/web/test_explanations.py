"""How an amount was made, in words: every number with what it is of."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from calculator.looks.cost.panel import Part, panel_of
from calculator.question.state import state_of
from pricing.comparison import compare
from tests.engine.test_remarks import document
from tests.small_purchases import asked, scheme

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
    assert words.startswith(
        "22 servers × 355 watts × 8,760 hours a year × 2.5 (power usage effectiveness, PUE)"
    )
    assert words.endswith("÷ 1,000 (watts to kW) × $0.1032 per kWh")


def test_a_desktop_for_each_administrator_divides():
    assert plain(parts("administration")[0].steps[0].factors) == (
        "1,000 virtual desktops ÷ 230 desktops an administrator × $90,000 a year"
    )


def test_a_project_is_one_and_due_at_the_start():
    project = parts("deployment")[0].steps[-1]
    assert (project.due, plain(project.factors)) == (
        "at the start",
        "1 project for virtual desktops × $110,000",
    )


def test_packs_are_named_and_the_rise_of_a_price_is_in_per_cent():
    bought, upkeep, *_ = parts("licences")
    assert bought.payments[0].due == "at the start"
    assert plain(bought.payments[0].packs) == "9 packs of 100"
    assert [plain(row.times) for row in upkeep.payments] == ["21 % a year"] * 4
    assert [plain(row.price_rise) for row in upkeep.payments] == [
        "–",
        "+2.4 %",
        "+4.86 %",
        "+7.37 %",
    ]
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


def part_of(own: dict[str, object]) -> Part:
    """The part of the second entry of a document of its own."""
    panel = panel_of(compare(own), 0, "licence")
    assert panel is not None
    return panel.parts[0]


def test_a_count_that_a_floor_holds_up_names_the_floor():
    licence = {"role": "server_os", "metric": "core", "attributes": {"min_cores_per_host": 32}}
    row = part_of(document(**licence)).payments[0]
    assert (row.rule, int(row.packs) % 32) == ("at least 32 cores of each server count", 0)


def test_a_count_without_a_floor_is_as_counted():
    assert part_of(document(role="server_os", metric="core")).payments[0].rule == "as counted"


def test_packs_that_fill_up_on_each_server_say_so():
    row = part_of(document(role="server_os", metric="core", pack=12, per_host=True)).payments[0]
    assert row.rule == "rounded up to packs of 12 on each server"


def test_a_volume_tier_that_makes_one_more_seat_cheaper_says_so():
    own = document(role="software_assurance", tiers=[[100, "9.50"]], desktops=99)
    assert "100 would cost less than these 99: $950.00, not $990.00." in part_of(own).sentence
    assert (
        "would cost less"
        not in part_of(own | {"fleet": [{"name": "Office", "desktops": 100}]}).sentence
    )


def test_a_fixed_number_that_covers_no_group_says_that_it_is_paid():
    own = document(
        {"scheme": "licence", "quantity": 12}, role="software_assurance", requires=["nowhere"]
    )
    [message] = [
        words for finding, words in compare(own).scenarios[0].findings if finding.kind == "unused"
    ]
    assert message.endswith("The 12 that its entry asks for are paid all the same.")


def test_what_covers_no_group_and_is_not_bought_says_no_more():
    own = document(role="software_assurance", requires=["nowhere"])
    [message] = [
        words for finding, words in compare(own).scenarios[0].findings if finding.kind == "unused"
    ]
    assert message.endswith("covers no group: it needs nowhere.")


@pytest.mark.parametrize("name", ["own:it", "it:residual", "it/maintenance", "administration"])
def test_a_scheme_may_be_named_like_a_line_of_another_kind(name):
    it = scheme("device", "perpetual", maintenance_rate="0.25", life_years=8) | {"id": name}
    own = {"name": name, "category": "people", "amount": 7}
    scenario = {"stack": [name], "own_lines": [own]}
    document = asked(it, scenario=scenario, residual_value="straight_line")
    document["catalogue"]["prices"][0]["scheme"] = name
    found = compare(document)
    lines = [
        line
        for line in found.scenarios[0].figures.lines
        if line.scheme == name or line.label == name
    ]
    assert [line.kind for line in lines] == ["payment", "maintenance", "residual", "own"]
    labels = [part.label for line in lines for part in panel_of(found, 0, line.key).parts]
    assert [label.endswith(", maintenance") for label in labels].count(True) >= 1
    assert sum(label.endswith("what is left at the end") for label in labels) >= 1
