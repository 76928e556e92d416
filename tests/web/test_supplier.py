"""A supplier is asked, answers, and his prices are seen beside the old ones and taken over."""

from __future__ import annotations

import csv
import io
import json
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from calculator.question.state import state_of
from pricing.presets import preset
from pricing.sheets.csv import write_csv
from pricing.sheets.request import request_export
from tests.web.markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

AUTUMN = "preset=autumn-2008"
VMWARE, HYPER_V = 2, 3  # as the page counts


def asked(client, scenario: int = VMWARE) -> list[dict[str, str]]:
    response = client.get(f"/request.csv?{AUTUMN}&scenario={scenario}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def price_column(row: dict[str, str]) -> str:
    return "pack_price" if "pack_price" in row else "amount"


def filled(rows: list[dict[str, str]], prices: dict[str, str], **more: str) -> bytes:
    """A request with prices written into it."""
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    for row in rows:
        if row["scheme"] in prices:
            row = {**row, price_column(row): prices[row["scheme"]], **more}
        writer.writerow(row)
    return file.getvalue().encode()


def sent(client, content: bytes, address: str = AUTUMN) -> str:
    file = SimpleUploadedFile("offer.csv", content)
    response = client.post("/supplier", {"address": address, "file": file})
    assert response.status_code == 200
    return response.content.decode()


def link(page: str, name: str) -> str:
    [found] = [each for each in parsed(page).iter("a") if each.get("id") == name]
    return unescape(found.get("href", ""))


def answer_at(client, address: str) -> dict:
    return client.get(address.replace("/?", "/comparison.json?")).json()


def test_a_request_holds_what_is_bought_and_no_price_of_ours(client):
    rows = asked(client)
    [right] = [row for row in rows if row["scheme"] == "ms-vecd-sa"]
    assert (right["units"], right["packs_at_first"], right["paid"]) == ("700", "700", "a year")
    assert {row["pack_price"] for row in rows} == {""}
    text = client.get(f"/request.csv?{AUTUMN}").content.decode()
    assert "23.00" not in text
    assert "discount" not in text


ASKER = {
    "organisation": "Example & Sons",
    "person": "Bob Builder",
    "contact": "bob@example.org",
    "answer_until": "2099-12-31",
}


def files_of(page: str) -> list[str]:
    """The addresses of the requests to download."""
    found = (unescape(each.get("href", "")) for each in parsed(page).iter("a"))
    return [each for each in found if each.startswith("/request.csv")]


def test_who_asks_stands_in_every_row_of_a_request(client):
    page = client.post("/supplier", {"address": AUTUMN, "ask": "1", **ASKER}).content.decode()
    for address in files_of(page):
        if "semicolon" not in address:
            text = client.get(address).content.decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            assert [{name: row[name] for name in ASKER} for row in rows] == [ASKER] * len(rows)
    assert len(files_of(page)) == 16


def test_what_stands_on_the_requests_is_said_beside_them(client):
    page = client.post("/supplier", {"address": AUTUMN, "ask": "1", **ASKER}).content.decode()
    words = "Example & Sons, Bob Builder, bob@example.org, answer wanted until 31 December 2099."
    assert words in text_of(parsed(page)).replace("\xa0", " ")


def test_a_stranger_s_request_names_nobody_and_says_so(client):
    page = client.get(f"/supplier?{AUTUMN}").content.decode()
    assert "Nobody is named who asks." in text_of(parsed(page))
    assert {name for row in asked(client) for name in ASKER if row[name]} == set()


def test_whose_account_is_known_need_not_be_typed(client, django_user_model):
    user = django_user_model.objects.create_user("bob", "bob@example.org", first_name="Bob")
    client.force_login(user)
    page = client.get(f"/supplier?{AUTUMN}").content.decode()
    assert "person=Bob&contact=bob%40example.org" in files_of(page)[0]


def test_a_day_that_is_none_is_said_at_its_field_and_by_the_file(client):
    given = {"address": AUTUMN, "ask": "1", **ASKER, "answer_until": "soon"}
    page = parsed(client.post("/supplier", given).content.decode())
    [field] = [each for each in page.iter("input") if each.get("name") == "answer_until"]
    assert (field.get("value"), field.get("aria-invalid")) == ("soon", "true")
    refused = client.get(f"/request.csv?{AUTUMN}&answer_until=soon")
    assert refused.status_code == 422
    assert "answer_until: holds 'soon'; A day, as 2026-12-31." in refused.content.decode()


@pytest.mark.parametrize("day", ["٢٠٩٩-١٢-٣١", "12/31/2099", "31 Dec 2099"])
def test_the_day_of_an_answer_is_written_in_one_way(client, day):
    refused = client.get("/request.csv", {"preset": "autumn-2008", "answer_until": day})
    assert "A day, as 2026-12-31." in refused.content.decode()


def test_a_request_that_names_who_asks_is_read_back(client):
    address = f"/request.csv?{AUTUMN}&scenario={VMWARE}&person=Bob"
    rows = list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))
    page = text_of(parsed(sent(client, filled(rows, {"ms-vecd-sa": "20.00"}))))
    assert "1 price differs" in page.replace("\xa0", " ")


def test_a_supplier_price_is_shown_beside_the_old_one(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "20.00"}))
    [row] = [each for each in parsed(page).iter("tr") if "for Software Assurance" in text_of(each)]
    assert [text_of(cell) for cell in row][2:5] == [
        "23.00",
        "20.00",
        "−13\xa0%".replace("\xa0", " "),
    ]
    # 700 licences, $3 less, over four years in which prices rise by 2.4 % a year.
    assert "VECD on VMware VI3 gets $8,707 cheaper in all." in text_of(parsed(page))


def test_what_is_taken_over_costs_what_the_page_said(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "20.00"}))
    before = answer_at(client, f"/?{AUTUMN}")
    after = answer_at(client, link(page, "take-over"))
    totals = [float(each["scenarios"][1]["tco"]) for each in (before, after)]
    assert round(totals[0] - totals[1], 2) == 8707.27


def test_both_versions_can_stand_side_by_side(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "20.00"}))
    before = answer_at(client, f"/?{AUTUMN}")
    both = answer_at(client, link(page, "keep-both"))
    assert both["scenarios"][1]["tco"] == before["scenarios"][1]["tco"]
    assert both["scenarios"][-1]["name"] == "VECD on VMware VI3, as offered"


def test_an_answer_in_decimal_commas_is_read(client):
    rows = asked(client)
    sheet = request_export(state_of(QueryDict(AUTUMN)).answer, 1).table
    place = sheet.heads.index("pack_price")
    lines = [list(row) for row in sheet.rows]
    assert len(lines) == len(rows)
    text = write_csv(sheet._replace(rows=lines), "semicolon").replace("\ufeff", "")
    out = [each.split(";") for each in text.splitlines()]
    out[3][place] = "20,00"
    page = sent(client, "\r\n".join(";".join(each) for each in out).encode())
    assert "gets $8,707 cheaper in all" in text_of(parsed(page))


def test_an_edited_list_of_prices_is_read_back_less_the_discounts(client):
    address = f"{AUTUMN}&scenarios.1.discounts.ms-vecd-sa=0.1"
    listed = client.get("/prices.csv?price_date=2008-10-31").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(listed)))
    page = sent(client, filled(rows, {"ms-vecd-sa": "20.00"}), address)
    [row] = [each for each in parsed(page).iter("tr") if "for Software Assurance" in text_of(each)]
    assert "18.00" in text_of(row)
    assert "1 price differs" in text_of(parsed(page)).replace("\xa0", " ")


def test_a_list_of_prices_that_nobody_edited_changes_nothing(client):
    listed = client.get("/prices.csv?price_date=2008-10-31").content
    page = sent(client, listed, f"{AUTUMN}&scenarios.1.prices.ms-vecd-sa=0.5")
    assert "No price in this file differs" in text_of(parsed(page))


@pytest.mark.parametrize(
    ("scheme", "more", "words"),
    [
        ("ms-vecd-sa", {"pack_price": "many"}, "row 4, column pack_price: holds 'many'; may hold"),
        ("ms-vecd-sa", {"pack_price": "-1"}, "may hold an amount from 0 to 10,000,000"),
        ("ms-vecd-sa", {"currency": "EUR"}, "is not the money of this comparison, which is USD"),
        ("ms-vecd-sa", {"scheme": "ms-vecd-sb"}, "did you mean ms-vecd-sa?"),
        ("ms-vecd-sa", {"scenario": "VECD on VMware"}, "is no scenario of this comparison"),
        ("ms-vecd-sa", {"valid_until": "soon"}, "may hold a day as 2026-12-31"),
        ("ms-vecd-sa", {"remark": "x" * 501}, "may hold a text of up to 500 characters"),
        ("ms-vecd-sa", {"remark": "a\u202eb"}, "may not hold the character U+202E"),
    ],
)
def test_what_cannot_be_read_is_said_with_row_and_column(client, scheme, more, words):
    content = filled(asked(client), {scheme: "20"}, **more)
    page = text_of(parsed(sent(client, content)))
    assert words in page
    assert "Nothing was taken over" in page


def rows_named(page: str, words: str) -> list[list[str]]:
    """The cells of the rows of prices that hold some words."""
    rows = [[text_of(cell) for cell in row] for row in parsed(page).iter("tr")]
    return [row for row in rows if words in row[0]]


def test_an_offer_that_has_ended_is_marked_and_can_be_taken_over(client):
    content = filled(asked(client), {"ms-vecd-sa": "20.00"}, valid_until="31.12.2008")
    page = sent(client, content)
    [row] = rows_named(page, "for Software Assurance")
    assert row[5] == "31 December 2008: has ended"
    assert link(page, "take-over")


def test_an_offer_that_holds_is_not_marked(client):
    content = filled(asked(client), {"ms-vecd-sa": "20.00"}, valid_until="31/12/2099")
    [row] = rows_named(sent(client, content), "for Software Assurance")
    assert row[5] == "31 December 2099"


def quoted_at(client, address: str) -> dict[str, str]:
    """What the document of an address holds of the right that suppliers offer here."""
    document = client.get(address.replace("/?", "/document.json?")).json()
    return document["scenarios"][1]["prices"]["ms-vecd-sa"]


SAID = {"valid_until": "31.12.2099", "remark": "as\nagreed"}


def test_what_a_supplier_says_with_a_price_is_taken_over_with_it(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "20.00"}, **SAID))
    assert quoted_at(client, link(page, "take-over")) == {
        "net": "20",
        "valid_until": "2099-12-31",
        "remark": "as agreed",
    }


def test_a_price_that_the_form_changes_is_no_more_what_the_supplier_said(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "20.00"}, **SAID))
    shown = link(page, "take-over").removeprefix("/?")
    field = "scenarios.1.prices.ms-vecd-sa.net"
    for typed, kept in (("20.00", True), ("21", False)):
        state = state_of(QueryDict(urlencode({"address": shown, field: typed})))
        price = state.document["scenarios"][1]["prices"]["ms-vecd-sa"]
        assert ("valid_until" in price, "remark" in price) == (kept, kept)


def test_the_same_answer_once_more_changes_nothing(client):
    content = filled(asked(client), {"ms-vecd-sa": "20.00"}, **SAID)
    after = link(sent(client, content), "take-over").removeprefix("/?")
    assert "No price in this file differs" in text_of(parsed(sent(client, content, after)))


def test_a_quoted_price_that_holds_longer_is_taken_over(client):
    rows = asked(client)
    first = sent(client, filled(rows, {"ms-vecd-sa": "20.00"}, valid_until="2099-11-30"))
    content = filled(rows, {"ms-vecd-sa": "20.00"}, valid_until="2099-12-31")
    page = sent(client, content, link(first, "take-over").removeprefix("/?"))
    assert "No price differs, but of 1 price something else is said." in text_of(parsed(page))
    assert quoted_at(client, link(page, "take-over"))["valid_until"] == "2099-12-31"


def test_a_list_that_says_nothing_with_a_quoted_price_leaves_what_is_kept(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "20.00"}, **SAID))
    listed = client.get("/prices.csv?price_date=2008-10-31").content
    after = sent(client, listed, link(page, "take-over").removeprefix("/?"))
    assert "No price in this file differs" in text_of(parsed(after))


def test_what_is_said_with_a_price_of_the_list_is_not_kept_and_that_is_said(client):
    words = "What is remarked on prices that stay as they are is not kept"
    rows = asked(client)
    page = text_of(parsed(sent(client, filled(rows, {"ms-vecd-sa": "23.00"}, **SAID))))
    assert words in page
    assert "for Software Assurance (“as agreed; holds until 31 December 2099”)" in page
    assert words not in text_of(parsed(sent(client, filled(rows, {"ms-vecd-sa": "20"}, **SAID))))


def test_what_was_left_out_or_asked_otherwise_is_told(client):
    rows = [row for row in asked(client) if row["scheme"] != "ms-ws2008-std"]
    rows.append(dict.fromkeys(rows[0], "") | {"scenario": "Total", "pack_price": "14000"})
    content = filled(rows, {"ms-vecd-sa": "20.00"}, units="650", currency="")
    said = text_of(parsed(sent(client, content)))
    name = "Microsoft Vista Enterprise Centralized Desktop for Software Assurance"
    assert f"Asked for other quantities than now: {name} (row 4: 650 units, now 700)." in said
    missing = "Microsoft Windows Server 2008 Standard for VECD on VMware VI3"
    assert f"Not in the file: {missing}." in said
    assert "Without a scheme, left out: row 10 (“Total”)." in said
    assert said.count("Prices without a currency are taken as USD.") == 1


def test_the_line_of_a_price_is_that_of_the_request(client):
    rows = asked(client)[::-1]
    [line] = [row["line"] for row in rows if row["scheme"] == "ms-vecd-sa"]
    [row] = rows_named(sent(client, filled(rows, {"ms-vecd-sa": "20"})), "for Software Assurance")
    assert row[7] == line


def test_a_price_of_a_list_without_lines_names_the_row_of_the_file(client):
    content = b"scheme,amount\nms-vecd-sa,20.00\n"
    [row] = rows_named(sent(client, content), "for Software Assurance")
    assert row[7] == "row 2"


@pytest.mark.parametrize("price", ["", "23.00"])
def test_a_remark_on_what_moves_no_price_is_shown(client, price):
    content = filled(asked(client), {"ms-vecd-sa": price}, remark="Only from 1,000 on")
    said = text_of(parsed(sent(client, content)))
    assert "for Software Assurance (“Only from 1,000 on”)" in said


def test_what_costs_nothing_says_so(client):
    page = sent(client, filled(asked(client), {"ms-vecd-sa": "0"}))
    [row] = rows_named(page, "for Software Assurance")
    assert row[3] == "0.00, for nothing"


def test_the_list_of_prices_to_change_is_that_of_the_comparison(client):
    root = parsed(client.get(f"/supplier?{AUTUMN}").content.decode())
    [found] = [each for each in root.iter("a") if text_of(each) == "list of prices"]
    assert unescape(found.get("href", "")) == ("/prices/?price_date=2008-10-31&price_list=us-list")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "document of an older Office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "the file: this is a picture; CSV and XLSX"),
        (
            b'{"fleet": [], "scenarios": []}',
            "the file: this is a JSON file; CSV and XLSX can be read",
        ),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "the file: this is a PDF; CSV and XLSX can be read"),
    ],
)
def test_what_is_no_table_is_named_with_what_can_be_read(client, content, kind):
    said = text_of(parsed(sent(client, content)))
    assert kind in said
    assert "byte 0x" not in said


def test_a_file_of_another_kind_is_named(client):
    page = text_of(parsed(sent(client, b"a,b\n1,2\n")))
    assert "may hold scheme and pack_price, as a request, or scheme and amount, as a list" in page


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_quote_of_our_own_is_told_from_a_filled_request(client, ending):
    quote = client.get(f"/quote.{ending}?preset=autumn-2008&scenario=2").content
    assert text_of(parsed(sent(client, quote))).count("this is a quote of Deskfare") == 1


def test_no_file_is_said_at_its_field(client):
    response = client.post("/supplier", {"address": AUTUMN})
    root = parsed(response.content.decode())
    [field] = [each for each in root.iter("input") if each.get("id") == "file"]
    assert field.get("aria-invalid") == "true"
    [said] = [each for each in root.iter("div") if each.get("id") == "faults"]
    assert text_of(said) == "Choose a file first."


def test_a_document_too_long_for_an_address_keeps_its_way(client):
    document = json.dumps(preset("autumn-2008") | {"title": "Our own"})
    content = filled(asked(client), {"ms-vecd-sa": "20.00"})
    file = SimpleUploadedFile("offer.csv", content)
    answer = client.post("/supplier", {"document": document, "file": file})
    root = parsed(answer.content.decode())
    documents = [
        json.loads(each.get("value", ""))
        for each in root.iter("input")
        if each.get("name") == "document"
    ]
    quoted = [each["scenarios"][1].get("prices") for each in documents]
    assert {"ms-vecd-sa": {"net": "20.00"}} in quoted
