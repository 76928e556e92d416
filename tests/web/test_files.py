"""The files of an address: each has the figures that were asked for, or says why it has none."""

from __future__ import annotations

import pytest

from calculator.question.state import CONTROLS
from calculator.views.files import LOOK_NAMES
from pricing.engine.fields import SHAPES

pytestmark = pytest.mark.usefixtures("catalogue_db")

FILES = (
    "/quote.csv",
    "/cash-flow.csv",
    "/comparison.json",
    "/document.json",
    "/framings.csv",
    "/bridge.csv",
    "/target-prices.csv",
    "/cheapest.csv",
    "/cheapest.json",
)
KNOWN = sorted({*SHAPES["document"], *CONTROLS, *LOOK_NAMES})


@pytest.mark.parametrize("file", FILES)
def test_no_file_answers_for_a_preset_that_is_not_there(file, client):
    response = client.get(f"{file}?preset=todya")
    assert response.status_code == 422
    assert "did you mean today?" in response.content.decode()


@pytest.mark.parametrize("file", [*FILES, "/prices.csv"])
def test_no_file_passes_over_a_parameter_a_letter_off_a_known_one(file, client):
    response = client.get(f"{file}?price_dat=2008-01-31")
    assert response.status_code == 422
    assert "did you mean price_date?" in response.content.decode()


@pytest.mark.parametrize("name", [name for name in KNOWN if len(name) > 3])
def test_every_known_name_is_named_where_its_last_letter_is_missing(name, client):
    response = client.get("/quote.csv", {f"{name[:-1]}": "1"})
    assert name[:-1] in KNOWN or (
        response.status_code,
        "did you mean" in response.content.decode(),
    ) == (422, True)


@pytest.mark.parametrize(
    "file", ["/quote.csv", "/comparison.json", "/document.json", "/prices.csv"]
)
def test_what_an_advertiser_adds_to_an_address_is_passed_over(file, client):
    assert client.get(f"{file}?utm_source=letter&fbclid=1&gclid=2").status_code == 200


def test_the_rest_of_a_misspelt_path_stands_in_what_was_meant(client):
    said = client.get("/quote.csv?flet.0.desktops=700").content.decode()
    assert (
        said == "flet.0.desktops: holds '700'; is not known here; did you mean fleet.0.desktops?\n"
    )


def test_the_page_shows_the_standard_preset_and_names_the_one_that_was_meant(client):
    assert "Did you mean today?" in client.get("/?preset=todya").content.decode()


def test_the_page_names_the_parameter_that_was_meant(client):
    assert (
        "“price_dat” is not known here; did you mean price_date?"
        in client.get("/?price_dat=x").content.decode()
    )


def test_a_scenario_that_is_not_on_sale_has_no_file_but_a_reason(client):
    response = client.get("/quote.csv?preset=autumn-2008&price_date=2006-01-31&scenario=2")
    assert response.status_code == 409
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().startswith(
        "scenario: holds 'VECD on VMware VI3'; has no rows: "
    )


def test_where_some_scenarios_are_on_sale_their_rows_stand_in_the_file_of_all(client):
    response = client.get("/quote.csv?preset=autumn-2008&price_date=2008-02-01")
    assert response.status_code == 200
    assert response.content.decode().count("\r\n") == 4
