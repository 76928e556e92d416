"""The page of a portfolio: its results in, totals, winners, what decides and outliers out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pricing.portfolio.reading import read_results
from pricing.portfolio.results import write_table
from pricing.portfolio.summary import summarise
from tests.pricing.portfolios import RESULTS, make_rows

from .markup import parsed, text_of


def sent(client, *contents: bytes):
    files = [SimpleUploadedFile("results.csv", content) for content in contents]
    return client.post("/portfolio/", {"file": files})


@pytest.fixture
def page(client):
    return parsed(sent(client, write_table(RESULTS)).content.decode())


def table_of(page, title: str) -> list[list[str]]:
    heading = next(each for each in page.iter("h3") if text_of(each) == title)
    name = heading.get("id")
    table = next(each for each in page.iter("table") if each.get("aria-labelledby") == name)
    return [[text_of(cell) for cell in row] for row in table.find("tbody")]


def test_the_sentence_says_who_costs_least_in_most(page):
    assert text_of(page.find(".//h2")) == ("5 comparisons. “Way 2” costs least in 3 of 4.")


def test_totals_are_exact_sums(page):
    assert table_of(page, "Totals") == [["US$", "4", "850", "9,815.00", "8,615.00", "1,200.00"]]


def test_winners_are_counted_by_the_size_of_their_fleet(page):
    assert table_of(page, "Who costs least where") == [
        ["Way 2", "2", "0", "1", "0", "3"],
        ["Way 1", "0", "0", "1", "0", "1"],
    ]


def test_the_inputs_that_decide_are_counted(page):
    assert table_of(page, "Which input decides") == [
        ["Price of a PC", "2"],
        ["Seats", "1"],
        ["No input within its bounds", "1"],
    ]


def test_what_costs_far_more_than_usual_is_an_outlier(page):
    assert [row[0] for row in table_of(page, "Outliers")] == ["Far"]


def test_a_fault_stands_with_its_field(page):
    assert table_of(page, "Faults") == [["bad.json", "horizon_years", "holds 0; may hold 1 to 30"]]


def test_what_was_not_asked_for_has_no_table(client):
    page = parsed(sent(client, write_table(make_rows("Acme", 20, "3.00"))).content.decode())
    assert "Which input decides" not in text_of(page)


def test_results_come_back_as_they_were_written():
    named = [*RESULTS, *make_rows("=1+1", 5, "1.00", probability_cheapest="0.500000")]
    assert read_results(write_table(named)) == named


def test_a_cell_that_is_none_is_named_by_line_and_column(client):
    content = write_table(RESULTS).replace(b"300.00", b"lots", 1)
    response = sent(client, content)
    assert "line 2, tco: holds &#39;lots&#39;; may hold an amount" in response.content.decode()
    assert response.status_code == 422


@pytest.mark.parametrize("content", [b"", b"a,b\r\n1,2\r\n", b"\xff\xfe\x00", b'"'])
def test_another_file_is_refused_in_words(content, client):
    said = sent(client, content).content.decode()
    assert "no file that the command portfolio wrote" in said or "Choose a file" in said


@pytest.mark.parametrize(("files", "words"), [(0, "Choose a file first"), (2, "Two files came")])
def test_one_file_is_wanted(files, words, client):
    assert words in sent(client, *[b"x"] * files).content.decode()


def test_scenarios_that_tie_are_said(client):
    tied = [each._replace(row=each.row._replace(is_cheapest=True)) for each in RESULTS[:2]]
    assert summarise(tied).tied == 1
