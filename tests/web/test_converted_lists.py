"""A price of another currency stands with its amount there and its rate wherever it is shown."""

from __future__ import annotations

import csv
import io
import json

import pytest
from pypdf import PdfReader

from pricing.comparison import compare
from pricing.presets import preset
from pricing.sheets.quote_book import quote_export
from quotes.drafting import make_draft
from quotes.papers import read_draft
from quotes.pdf.making import make_pdf
from quotes.versions import make_comparison
from tests.accounts.people import make_person
from tests.libreoffice import need_libreoffice
from tests.pricing.own_lists import NOW, change, list_row, price_row, term_row
from tests.pricing.test_converted_lists import rate_row
from tests.workbooks import assert_same, recalculate_sheets

from .markup import field, parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

VECD = "ms-vecd-sa"
ASKED = "preset=january-2008&price_list=acme"
DAY = "price_date=2008-01-31&price_list=acme"
MAKING = "23.00 USD at 0.6734, ECB, 31 January 2008"
TODAY = "price_date=2026-11-20&price_list=acme"
MISSING = "no rate USD to EUR for 20 November 2026; nearest 30 October 2026"


@pytest.fixture(autouse=True)
def euros():
    """A list in euros on that in dollars, with a rate of the day that is easy to find."""
    change(
        list_row("acme", currency="EUR"),
        term_row("acme", "Microsoft", "0.12"),
        price_row("acme", "vmw-vi3-standard", "2007-12-11", "2000.00"),
        rate_row("USD", "EUR", "2008-01-31", "0.6734"),
    )


@pytest.fixture
def ada(client):
    user = make_person("ada", "buyer")
    client.force_login(user)
    return user


def words_of(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return text_of(parsed(answer.content.decode())).replace("\xa0", " ")


# Comparisons


def test_the_page_shows_how_a_converted_price_was_made(client, ada):
    words = words_of(client, f"/?{ASKED}&open=licences.2")
    assert f"12 % off Microsoft, contract 4711; list price: {MAKING};" in words
    assert "Exchange rate of US$: €0.6734, verified; ECB; rate from 31 January 2008" in words


def test_the_rate_stands_in_its_field(client, ada):
    page = parsed(client.get(f"/?{ASKED}").content.decode())
    assert field(page, "exchange_rates.USD").get("placeholder") == "0.6734"


def test_each_scenario_without_a_rate_is_named_and_leads_to_the_field(client, ada):
    page = parsed(client.get(f"/?preset=today&{TODAY}").content.decode())
    [faults] = page.findall(".//div[@id='faults']")
    told = [text_of(item).replace("\xa0", " ") for item in faults.iter("li")]
    words = "no rate USD to EUR for 2026-11-20; nearest 2026-10-30. Give a rate"
    names = [each["name"] for each in preset("today")["scenarios"]]
    assert [each for each in told if each.endswith(words)] == [f"{name}: {words}" for name in names]


def test_where_the_rate_is_too_old_the_last_one_is_offered_for_prices_too(client, ada):
    page = parsed(client.get(f"/?preset=today&{TODAY}").content.decode())
    values = [each.get("value") for each in page.iter("button")]
    assert "exchange_rates.USD=0.895095" in values


def test_the_csv_of_a_quote_tells_amount_rate_and_day(client, ada):
    content = client.get(f"/quote.csv?{ASKED}&scenario=2").content.decode("utf-8-sig")
    [row] = [
        each
        for each in csv.DictReader(io.StringIO(content))
        if (each["scheme"], each["due_year"]) == (VECD, "1")
    ]
    assert MAKING in row["source"]
    assert [row[name] for name in ("currency", "list_unit_price", "net_unit_price")] == [
        *("EUR", "15.49", "13.63")
    ]


def test_the_workbook_of_a_quote_is_computed_to_the_cent_and_names_the_rate(tmp_path):
    need_libreoffice()
    answer = compare(preset("january-2008") | {"price_list": "acme"})
    sheets = list(quote_export(answer, None).sheets)
    found = recalculate_sheets({"quote": sheets}, tmp_path)
    assert assert_same(sheets, found, "quote") > 100
    *_, sources = sheets
    assert any(MAKING in row[sources.heads.index("source")] for row in sources.rows)


def test_the_pdf_of_a_quote_names_the_rate(ada):
    document = json.dumps(preset("january-2008") | {"price_list": "acme"})
    draft = make_draft(make_comparison("Ours", document, ada, at=NOW), 1, ada, at=NOW)
    pages = PdfReader(io.BytesIO(make_pdf(read_draft(draft)))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert MAKING in words


def test_a_supplier_is_asked_in_the_currency_of_the_list(client, ada):
    content = client.get(f"/request.csv?{ASKED}&scenario=2").content.decode("utf-8-sig")
    assert {row["currency"] for row in csv.DictReader(io.StringIO(content))} == {"EUR"}


# The catalogue's pages


def test_the_prices_of_the_list_are_converted_and_say_at_which_rate(client, ada):
    words = words_of(client, f"/prices/?{DAY}&q={VECD}")
    assert "15.49" in words
    assert "Prices in USD are converted at €0.6734 for $1 (31 January 2008); ECB" in words


def test_the_file_of_prices_tells_the_making(client, ada):
    content = client.get(f"/prices.csv?{DAY}&q={VECD}").content.decode("utf-8-sig")
    [row] = [row for row in csv.DictReader(io.StringIO(content)) if row["scheme"] == VECD]
    assert (row["amount"], row["currency"], MAKING in row["source"]) == ("15.49", "EUR", True)


def test_the_page_of_a_scheme_tells_the_making(client, ada):
    words = words_of(client, f"/prices/{VECD}/?{DAY}")
    assert f"{MAKING}." in words
    assert "Cut from €52.53 to €15.49 in January 2008" in words


def test_without_a_rate_the_page_of_a_scheme_says_so_and_no_price(client, ada):
    words = words_of(client, f"/prices/ms-m365-e3/?{TODAY}")
    assert f"N{MISSING[1:]}" in words
    assert "Not on sale on 20 November 2026" not in words


def test_without_a_rate_the_list_of_prices_says_so(client, ada):
    words = words_of(client, f"/prices/?{TODAY}")
    assert f"Prices in USD are not converted: {MISSING}." in words


def test_the_page_of_the_list_compares_in_its_own_currency(client, ada):
    words = words_of(client, "/lists/acme/?price_date=2008-01-31")
    assert "2,000.00 2,016.83 −16.83" in words  # 2,995.00 x 0.6734
    assert "Prices in USD are converted at €0.6734 for $1 (31 January 2008)" in words


def test_without_a_rate_the_page_of_the_list_tells_what_the_base_says(client, ada):
    words = words_of(client, "/lists/acme/?price_date=2005-12-29")
    assert words  # nothing is sold yet
    change(price_row("acme", "ms-m365-e3", "2026-11-20", "30.00"))
    words = words_of(client, f"/lists/acme/?{TODAY}")
    assert f"39.00 USD; {MISSING}" in words


def test_the_api_of_prices_tells_amount_and_rate(client, ada):
    prices = client.get("/api/prices?list=acme&date=2008-01-31").json()["prices"]
    [price] = [each for each in prices if each["scheme"] == VECD]
    assert (price["amount"], price["off"], price["original"]["amount"]) == (
        "15.49",
        "0.12",
        "23.00",
    )
    assert price["exchange_rate"]["rate"] == "0.6734"


def test_the_api_of_prices_names_the_rate_that_is_missing(client, ada):
    prices = client.get("/api/prices?list=acme&date=2026-11-20").json()["prices"]
    [price] = [each for each in prices if each["scheme"] == "ms-m365-e3"]
    assert (price["amount"], price["missing_rate"]) == (
        None,
        "no rate USD to EUR for 2026-11-20; nearest 2026-10-30",
    )
