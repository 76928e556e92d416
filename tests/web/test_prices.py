"""The prices through their doors: the list, the page of a scheme, the file."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlencode
from xml.etree.ElementTree import Element

import pytest
from django.http import HttpResponse
from django.test import Client

from calculator.prices.history import figure_of, spans_of, tell_prices
from calculator.prices.uses import uses_of
from calculator.prices.words import ROLE_NOUNS, rule_sentence, sold_in, unit_price
from pricing.comparison import compare
from pricing.engine.payments import payments_of
from pricing.engine.vocabulary import ROLES
from pricing.market import catalogue
from pricing.models import Price, Scheme
from pricing.presets import presets

from .markup import parsed, text_of

CASES = Path(__file__).parents[1] / "cases" / "spec"
HTMX = {"HX-Request": "true"}

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


def prices(client: Client, *pairs: tuple[str, str], **headers: str) -> HttpResponse:
    return client.get("/prices/", QUERY_STRING=urlencode(pairs), headers=headers)


def tree(response: HttpResponse, status: int = 200) -> Element:
    assert response.status_code == status, response.content[:300]
    return parsed(response.content.decode())


def heading(response: HttpResponse, status: int = 200) -> str:
    return text_of(tree(response, status).find(".//h1"))


def listed(response: HttpResponse, *, off: bool = False) -> list[str]:
    """Schemes by id, those on sale or those beneath."""
    rows = tree(response).findall(".//table[@class='prices']//tr")
    return [
        row.find("th/a").get("href").split("/")[2]
        for row in rows
        if row.find("th[@scope='row']") is not None and (row.get("class") == "off") == off
    ]


def cells(response: HttpResponse, scheme: str) -> list[str]:
    [row] = [
        row
        for row in tree(response).findall(".//table[@class='prices']//tr")
        if row.find("th[@scope='row']/a") is not None
        and f"/prices/{scheme}/" in row.find("th/a").get("href")
    ]
    return [text_of(cell) for cell in row]


def choices(response: HttpResponse, facet: str) -> dict[str, str]:
    """Label to number of rows."""
    links = [a for a in tree(response).iter("a") if (a.get("id") or "").startswith(f"{facet}.")]
    return {text_of(a.find("span")).lstrip("●◐○ "): text_of(a.findall("span")[-1]) for a in links}


def link_of(response: HttpResponse, label: str) -> str:
    """Where the first link of that label leads."""
    return next(a.get("href") for a in tree(response).iter("a") if text_of(a).startswith(label))


# The list


def test_the_heading_is_a_sentence_of_what_was_on_sale_that_day(client):
    assert heading(prices(client, ("role", "broker"))) == (
        "12 brokers were on sale on 31 October 2008, at $0.00 to $600.00 a user at the peak."
    )


def test_without_a_day_it_is_that_of_the_standard_preset(client):
    assert listed(prices(client)) == listed(prices(client, ("price_date", "2008-10-31")))


def test_a_day_to_come_is_told_as_one(client):
    assert "are on sale on 31 December 2098" in heading(
        prices(client, ("price_date", "2098-12-31"))
    )


def test_a_search_looks_at_name_vendor_and_what_is_brought_word_by_word(client):
    assert set(listed(prices(client, ("q", "citrix express")))) == {
        "ctx-xendesktop-express",
        "ctx-xenserver-express",
    }
    found = listed(prices(client, ("q", "live migration")))
    assert found
    assert all("live_migration" in catalogue("us-list").schemes[name].provides for name in found)


def test_filters_narrow_together_and_each_can_be_taken_away(client):
    pairs = (("role", "broker"), ("vendor", "Citrix"), ("confidence", "verified"))
    response = prices(client, *pairs)
    names = listed(response)
    schemes = catalogue("us-list").schemes
    assert names
    assert {(schemes[name].role, schemes[name].vendor) for name in names} == {("broker", "Citrix")}
    gone = parse_qs(link_of(response, "remove").partition("?")[2])
    assert set(gone) == {"vendor", "confidence"}


@pytest.mark.parametrize("facet", ["role", "vendor", "metric", "confidence"])
def test_the_number_beside_a_choice_is_the_number_of_rows_that_it_gives(client, facet):
    response = prices(client, ("q", "server"))
    for label, number in choices(response, facet).items():
        [link] = [
            a
            for a in tree(response).iter("a")
            if (a.get("id") or "").startswith(f"{facet}.")
            and text_of(a).lstrip("●◐○ ") == f"{label} {number}"
        ]
        assert len(listed(client.get(link.get("href")))) == int(number), label


def test_on_sale_and_not_on_sale_part_the_whole(client):
    numbers = choices(prices(client), "sale")
    assert int(numbers["On sale, others beneath"]) == len(catalogue("us-list").schemes)
    assert len(listed(prices(client, ("sale", "on")))) == int(numbers["Only on sale"])
    assert len(listed(prices(client, ("sale", "off")), off=True)) == int(
        numbers["Only not on sale"]
    )


def test_a_row_tells_one_unit_with_its_pack_how_it_is_paid_and_what_comes_next(client):
    assert cells(prices(client, ("role", "broker")), "vmw-vdi-enterprise") == [
        "Virtual Desktop Infrastructure Enterprise bundle (100 desktops)",
        "VMware",
        "150.00",
        "user at the peak",
        "once + 21 %",
        "100 for 15,000.00",
        "28 Jan 2008",
        "ends 2 Dec 2008",
        "◐ derived",
    ]


def test_a_row_that_confirms_a_price_is_no_change_of_it(client):
    row = cells(prices(client, ("q", "ms-vecd"), ("price_date", "2009-01-01")), "ms-vecd")
    assert row[6:8] == ["2 Apr 2007", "ends 1 Jul 2010"]


def test_schemes_not_on_sale_come_after_all_others_quoted_ones_then_the_nearest_day(client):
    response = prices(client, ("role", "broker"), ("beneath", "all"))
    names = listed(response, off=True)
    rows = catalogue("us-list").prices
    day = date(2008, 10, 31)

    def away(name: str) -> int:
        if catalogue("us-list").on(day).is_quoted(name):
            return 0
        return min((abs((row.valid_from - day).days) for row in rows.get(name, [])), default=10**9)

    assert [away(name) for name in names] == sorted(away(name) for name in names)
    assert (
        cells(response, "ctx-desktop-server")[4]
        == "ended 20 May 2008; XenDesktop 2 / 3 Standard follows"
    )
    assert cells(response, "vmw-view-enterprise")[4].startswith(
        "not on sale before 2 Dec 2008, then 150.00 once"
    )
    assert cells(response, "quest-vworkspace")[4] == "sold by quotation; never counted as free"
    assert cells(response, "quest-vworkspace")[2] == "–"


def test_only_the_nearest_of_many_stand_beneath_until_all_are_asked_for(client):
    response = prices(client)
    assert len(listed(response, off=True)) == 10
    everything = client.get(link_of(response, "show all"))
    assert len(listed(everything, off=True)) + len(listed(everything)) == len(
        catalogue("us-list").schemes
    )


def test_columns_sort_both_ways_by_links_and_say_so(client):
    up = prices(client, ("role", "hypervisor"), ("sort", "price"))
    down = client.get(link_of(up, "US$"))
    assert listed(down)[0] == "ctx-xenserver-platinum"
    assert tree(down).find(".//th[@aria-sort]").get("aria-sort") == "descending"
    amounts = [Decimal(cells(down, name)[2].replace(",", "")) for name in listed(down)]
    assert amounts == sorted(amounts, reverse=True)


def test_without_an_order_and_a_role_schemes_stand_by_role(client):
    roles = [catalogue("us-list").schemes[name].role for name in listed(prices(client))]
    assert roles == sorted(roles, key=list(ROLES).index)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("price_date", "2008-02-31", "February 2008 has 29 days"),
        ("price_date", "<b>", "may hold a date"),
        ("price_list", "mars-list", "may hold eu-list or uk-list or us-list"),
        ("role", "brokr", "did you mean broker?"),
        ("vendor", "Citrx", "did you mean Citrix?"),
        ("metric", "head", "may hold one of"),
        ("confidence", "sure", "may hold one of verified, derived, recalled"),
        ("sale", "maybe", "may hold one of on, off"),
        ("sort", "age", "may hold one of"),
        ("brings", "luck", "is not in the catalogue"),
        ("q", "x" * 101, "may hold up to 100 characters"),
    ],
)
def test_a_wrong_entry_is_a_fault_at_its_field_and_everything_is_kept(client, name, value, words):
    response = prices(client, ("q", "kept") if name != "q" else ("vendor", "Citrix"), (name, value))
    root = tree(response)
    assert heading(response) == "No prices are shown until this is mended."
    assert words in text_of(root.find(f".//*[@id='e.{name}']"))
    assert words in text_of(root.find(".//*[@id='faults']"))
    field = root.find(f".//*[@id='f.{name}']")
    assert value in (field.get("value"), *(option.get("value") for option in field.iter("option")))
    assert "kept" in response.content.decode() or name == "q"


def test_a_search_that_finds_nothing_says_so_and_offers_nothing_but_to_clear_it(client):
    response = prices(client, ("q", "abacus"))
    assert heading(response) == "No scheme in the catalogue matches “abacus”."
    assert [text_of(a) for a in tree(response).find(".//*[@id='view']").iter("a")] == [
        "Clear the search"
    ]
    assert listed(client.get(link_of(response, "Clear the search")))
    assert tree(response).findall(".//*[@id='choices']/*") == []


@pytest.mark.parametrize(
    ("words", "scheme"),
    [
        ("frame", "dizzion-user"),
        ("appstream", "aws-workspaces-applications"),
        ("workspaces applications", "aws-workspaces-applications"),
        ("azure ad", "ms-entra-p2"),
        ("vmware horizon", "omn-horizon-std-plus-ccu"),
        ("frontline", "ms-w365f-2-8-128"),
        ("windows 365 flex", "ms-w365f-2-8-128"),
        ("cloud apps", "ms-w365f-shared-2-8-128"),
        ("cvad 2607", "ctx-private-cloud-user"),
        ("teradici", "hp-anyware-ccu"),
        ("wvd", "ms-avd-access"),
    ],
)
def test_a_scheme_is_found_by_any_of_its_names_old_and_new(client, words, scheme):
    response = prices(client, ("q", words), ("price_date", "2026-10-14"))
    assert scheme in listed(response) + listed(response, off=True)


def test_what_is_quoted_says_so_in_the_list_and_on_its_page(client):
    response = prices(client, ("q", "dizzion"), ("price_date", "2026-10-14"))
    row = " ".join(cells(response, "dizzion-user"))
    assert "sold by quotation; never counted as free" in row
    page = text_of(tree(client.get("/prices/dizzion-user/?price_date=2026-10-14")))
    assert "Sold by quotation on 14 October 2026" in page.replace("\xa0", " ")
    assert "Frame, Xi Frame" in page


def test_filters_that_nothing_fits_can_be_taken_away(client):
    response = prices(client, ("role", "database"), ("vendor", "Citrix"))
    assert heading(response) == "No database of Citrix is in the catalogue."
    assert listed(client.get(link_of(response, "remove")))


def test_htmx_gets_the_list_alone_and_the_address_that_it_has(client):
    response = prices(
        client, ("q", " xen "), ("price_date", "2008-10-31"), ("price_list", "us-list"), **HTMX
    )
    assert response["HX-Push-Url"] == "/prices/?q=xen"
    assert "<html" not in response.content.decode()
    assert len(response.content) < len(prices(client, ("q", "xen")).content)


def test_a_fault_leaves_the_last_good_list_standing(client):
    response = prices(client, ("price_date", "2008"), **HTMX)
    assert response["HX-Reswap"] == "none"
    assert "HX-Push-Url" not in response
    assert "may hold a date" in response.content.decode()


def test_the_file_holds_every_row_of_the_list_with_exact_amounts(client):
    pairs = (("role", "broker"), ("vendor", "VMware"), ("beneath", "all"))
    response = client.get("/prices.csv", QUERY_STRING=urlencode(pairs))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    page = prices(client, *pairs)
    assert [row["scheme"] for row in rows] == [*listed(page), *listed(page, off=True)]
    bundle = next(row for row in rows if row["scheme"] == "vmw-vdi-enterprise")
    assert (bundle["unit_price"], bundle["amount"], bundle["pack"]) == ("150.00", "15000.00", "100")
    assert {row["amount"] for row in rows if row["on_sale"] == "no"} == {""}
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="deskfare-prices-us-list-2008-10-31.csv"'
    )


def test_the_file_refuses_what_the_list_refuses(client):
    assert client.get("/prices.csv?price_date=x").status_code == 422
    assert client.get("/prices.csv?dialect=tabs").status_code == 422
    assert client.post("/prices.csv").status_code == 405


# One scheme


def scheme_page(
    client: Client, scheme: str, *pairs: tuple[str, str], **headers: str
) -> HttpResponse:
    return client.get(f"/prices/{scheme}/", QUERY_STRING=urlencode(pairs), headers=headers)


def section(response: HttpResponse, title: str) -> Element:
    [found] = [
        s
        for s in tree(response).iter("section")
        if s.find("h2") is not None and text_of(s.find("h2")) == title
    ]
    return found


def test_a_scheme_says_its_price_on_the_day_since_when_and_how_sure(client):
    response = scheme_page(client, "ms-vecd-sa")
    assert heading(response) == "Vista Enterprise Centralized Desktop, for Software Assurance"
    assert text_of(tree(response).find(".//p[@class='lead now']")) == (
        "$23.00 a device a year on 31 October 2008, US list; the same since 21 January 2008, ends "
        "1 July 2010. "
        "● verified"
    )


def test_every_rule_is_one_plain_sentence_of_under_a_hundred_characters():
    sentences = {
        name: rule_sentence(scheme) for name, scheme in catalogue("us-list").schemes.items()
    }
    assert [
        name for name, words in sentences.items() if not 20 < len(words) < 100 or words[-1] != "."
    ] == []
    assert sentences["ms-w365e-2-4-128"] == (
        "Paid for each user, every month; needs Windows by user for Windows 365, Intune and Entra "
        "ID P1."
    )
    assert (
        sentences["ms-vecd-sa"]
        == "Paid for each device, every year; needs Software Assurance and a PC on the desk."
    )
    assert sentences["vmw-vdi-enterprise"].replace("\u00a0", " ") == (
        "Paid once for each user at the peak, then 21 % a year; in packs of 100; needs 3 other "
        "things."
    )


def test_every_role_has_a_noun():
    assert set(ROLE_NOUNS) == set(ROLES)


def test_the_worked_example_is_what_the_comparison_pays(client):
    response = scheme_page(client, "ms-vecd-sa")
    [row] = section(response, "The rule").findall(".//tbody/tr")
    answer = compare(presets()["autumn-2008"])
    payments = [p for p in payments_of(answer.evaluation, 1) if p.scheme.id == "ms-vecd-sa"]
    line = next(line for line in answer.scenarios[1].figures.lines if line.key == "ms-vecd-sa")
    shown = [text_of(cell).replace(",", "") for cell in row.findall("td")]
    assert shown[0] == str(payments[0].quantity)
    assert shown[2:-2] == [str(payment.amount) for payment in payments]
    assert shown[-2] == "66755.71"
    assert line.total == 6675572
    assert "the comparison counts 66,755.72, rounded once" in text_of(section(response, "The rule"))
    opened = client.get(link_of(response, "Open this comparison"))
    assert opened.status_code == 200
    assert 'id="explanation"' in opened.content.decode()


def test_a_scheme_that_no_comparison_uses_is_worked_out_alone(client):
    response = scheme_page(client, "ms-w365e-2-4-128", ("price_date", "2026-10-14"))
    rule = section(response, "The rule")
    assert (
        text_of(rule.find(".//caption"))
        == "100 users alone, 3 years, priced on 14 October 2026, US$"
    )
    assert "37,200.00" in text_of(rule.find(".//tbody"))
    assert "No built-in comparison uses it" in text_of(rule)


def test_a_worked_example_says_on_which_day_it_is_priced(client):
    response = scheme_page(client, "ms-vecd-sa", ("price_date", "2009-06-30"))
    assert text_of(section(response, "The rule").find(".//caption")) == (
        "“VECD on VMware VI3”, 1,000 desktops, 4 years, priced on 31 October 2008, US$"
    )


def test_an_example_of_several_rows_has_a_total(client):
    rule = section(scheme_page(client, "vmw-vdi-enterprise"), "The rule")
    assert text_of(rule.find(".//tfoot")).replace(" ", "") == "together252,548.11"


def test_a_recalled_price_carries_its_mark_at_every_amount_of_the_example(client):
    rule = section(
        scheme_page(client, "vmw-vdi-enterprise", ("price_date", "2008-01-31")), "The rule"
    )
    assert [text_of(cell) for cell in rule.iter("td")].count("135,000.00○") == 1
    assert [text_of(cell) for cell in rule.iter("td")].count("15,000.00○") == 1
    assert "○" not in text_of(
        section(scheme_page(client, "ms-vecd-sa"), "The rule").find(".//tbody")
    )


def figure(scheme: str, day: date) -> dict:
    market = catalogue("us-list")
    return figure_of(market.schemes[scheme], market.prices[scheme], day, "ended")


def test_the_chart_dashes_and_marks_what_is_recalled():
    drawn = figure("vmw-esxi", date(2008, 10, 31))
    assert [step["recalled"] for step in drawn["steps"]] == [True, False]
    assert [label["text"] for label in drawn["labels"]] == [
        "247.50 ○ from 10 Dec 2007",
        "0.00 from 28 Jul 2008",
    ]


def test_the_chart_knows_a_price_that_nothing_ends_up_to_the_chosen_day():
    drawn = figure("ms-w365e-2-4-128", date(2026, 10, 14))
    assert drawn["steps"][-1]["x"] == ["2021-08-02", "2026-10-14"]
    assert drawn["onward"] == ["2026-10-14", "2027-12-31"]
    assert figure("ms-vecd-sa", date(2026, 10, 14))["onward"] == []


def test_what_stands_in_one_delivery_alone_serves_nobody_elsewhere(client):
    brings = text_of(
        section(scheme_page(client, "ms-w365e-2-4-128", ("price_date", "2026-10-14")), "Brings")
    )
    assert (
        "broker, remote protocol, image management, disk for the cloud machine, store for users' "
        "profiles" in brings
    )
    assert "Needed by" not in brings
    assert "Guacamole" not in brings
    assert "virtual desktops need" not in brings


def test_a_broker_of_virtual_desktops_is_not_matched_by_a_cloud_desktop(client):
    response = scheme_page(client, "ctx-xendesktop-express", ("price_date", "2026-10-14"))
    listed_all = next(
        a for a in section(response, "Brings").iter("a") if "brings=broker" in a.get("href")
    )
    assert text_of(listed_all) == "all in the list"


def test_whom_a_scheme_serves_is_told_and_nothing_to_buy(client):
    needs = section(scheme_page(client, "ms-w365e-2-4-128", ("price_date", "2026-10-14")), "Needs")
    assert "Only for people who get a cloud desktop." in text_of(needs)


def test_what_stands_on_a_desk_is_not_told_as_what_nothing_on_sale_brings(client):
    needs = text_of(section(scheme_page(client, "ms-vecd-sa"), "Needs"))
    assert "A PC on the desk" in needs
    assert "Nothing on sale" not in needs


def test_needs_and_brings_lead_to_the_schemes_of_that_day_with_prices(client):
    response = scheme_page(client, "ms-vecd-sa")
    links = [a.get("href") for a in section(response, "Needs").iter("a")]
    assert links == [
        "/prices/ms-windows-sa/",
        "/prices/ms-windows-sa-laptop/",
        "/prices/ms-windows-lsa/",
    ]
    assert "$54.00 a device a year" in text_of(section(response, "Needs"))
    assert "Nothing on sale that day brings it." in text_of(
        section(scheme_page(client, "ms-vecd-sa", ("price_date", "2006-01-01")), "Needs")
    )
    brings = section(scheme_page(client, "vmw-esxi"), "Brings")
    more = next(a for a in brings.iter("a") if text_of(a).endswith("more"))
    # Itself.
    assert len(listed(client.get(more.get("href")))) == int(text_of(more).split()[0]) + 3 + 1


def test_the_history_is_told_drawn_and_tabled(client):
    response = scheme_page(client, "ms-vecd-sa")
    history = section(response, "Price history")
    assert (
        text_of(history.find(".//h3"))
        == "Cut from $78.00 to $23.00 in January 2008; ended in July 2010"
    )
    rows = [[text_of(cell) for cell in row] for row in history.findall(".//tbody/tr")]
    assert [row[:4] for row in rows] == [
        ["2 Apr 2007", "20 Jan 2008", "78.00", "● verified"],
        ["21 Jan 2008", "30 Jun 2010", "23.00", "● verified"],
        ["1 Jul 2010", "–", "not on sale", "● verified"],
    ]
    assert json.loads(history.findtext(".//script"))["steps"]


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ("ms-sa-vdi-right", "No charge since July 2010"),
        ("quest-vworkspace", "No price has been found"),
        ("vmw-esxi", "Cut from $247.50 to nothing in July 2008; ended in November 2022"),
        ("ctx-xendesktop-standard", "$75.00 from May 2008; ended in November 2009"),
    ],
)
def test_the_title_of_a_history_is_computed_from_its_rows(scheme, words):
    market = catalogue("us-list")
    assert (
        tell_prices(spans_of(market.schemes[scheme], market.prices.get(scheme, [])), "$") == words
    )


def test_before_and_after_and_the_presets_that_use_it_are_told(client):
    response = scheme_page(client, "ms-vecd")
    assert "/prices/ms-windows-vda/" in [
        a.get("href") for a in section(response, "Before and after").iter("a")
    ]
    back = scheme_page(client, "ms-windows-vda", ("price_date", "2011-01-01"))
    assert "/prices/ms-vecd/?price_date=2011-01-01" in [
        a.get("href") for a in section(back, "Before and after").iter("a")
    ]
    uses = {use.preset: use.scenarios for use in uses_of("ms-vecd-sa")}
    assert uses["autumn-2008"] == [2, 3, 4, 6]
    assert "in 4 of 7 scenarios" in text_of(
        section(scheme_page(client, "ms-vecd-sa"), "Comparisons that use it")
    )


def test_a_scheme_in_several_lists_is_shown_in_each(client):
    response = scheme_page(client, "ms-vista-business")
    assert "£" in text_of(section(response, "In other price lists"))
    there = client.get(link_of(response, "£"))
    assert "£" in text_of(tree(there).find(".//p[@class='lead now']"))


def test_a_recalled_price_says_so(client):
    assert "no source for exactly this has been read yet" in text_of(
        tree(scheme_page(client, "vmw-vdi-enterprise", ("price_date", "2008-01-31"))).find(
            ".//p[@class='note']"
        )
    )


def test_a_wrong_day_on_a_scheme_is_a_fault_and_the_rest_stays(client):
    response = scheme_page(client, "ms-vecd-sa", ("price_date", "31.10.2008"))
    root = tree(response)
    assert "may hold a date" in text_of(root.find(".//*[@id='e.price_date']"))
    assert root.find(".//*[@id='f.price_date']").get("value") == "31.10.2008"
    assert len(section(response, "Price history").findall(".//tbody/tr")) == 3
    assert text_of(root.find(".//*[@id='sentence']")).endswith(
        "No price is shown until this is mended."
    )
    assert text_of(root.find(".//*[@id='faults']//a")) == "Price on"


def test_a_day_that_is_plain_is_offered_and_taken_by_one_press_without_a_script(client):
    response = scheme_page(client, "ms-vecd-sa", ("price_date", "31.10.2008"))
    button = tree(response).find(".//*[@id='e.price_date']/button")
    assert text_of(button) == "Use 2008-10-31"
    pressed = scheme_page(
        client,
        "ms-vecd-sa",
        ("price_date", "31.10.2008"),
        (button.get("name"), button.get("value")),
    )
    assert "on 31 October 2008" in text_of(tree(pressed).find(".//p[@class='lead now']"))


def test_a_day_that_may_be_two_is_not_guessed(client):
    response = scheme_page(client, "ms-vecd-sa", ("price_date", "3/4/2008"))
    assert tree(response).find(".//*[@id='e.price_date']/button") is None


def test_a_price_that_nobody_found_is_told_with_day_and_list(client):
    assert text_of(tree(scheme_page(client, "vmw-vmotion")).find(".//p[@class='lead now']")) == (
        "No price found for 31 October 2008 in the US list; never counted as free."
    )


def test_what_is_free_is_not_sold_for_nothing():
    market = catalogue("us-list")
    free = next(row for row in market.prices["vmw-esxi"] if row.amount == 0)
    assert sold_in(market.schemes["vmw-esxi"], free, "$") == "2"


def test_an_unknown_scheme_is_not_found_and_the_nearest_are_named(client):
    response = client.get("/prices/ms-vecd-sb/")
    assert heading(response, 404) == "There is no scheme 'ms-vecd-sb' in the catalogue."
    assert "/prices/ms-vecd-sa/" in response.content.decode()
    assert client.get("/prices/%3Cscript%3E/").status_code == 404


@pytest.mark.parametrize(
    "scheme",
    random.Random(3).sample(sorted(presets()["today"]["scenarios"][1]["stack"], key=str), 2),
)
def test_schemes_of_the_presets_have_a_page(client, scheme):
    name = scheme["scheme"] if isinstance(scheme, dict) else scheme
    assert scheme_page(client, name, ("price_date", "2026-10-14")).status_code == 200


def test_whatever_an_address_says_it_is_answered(client):
    draw = random.Random(7)
    parts = (
        "q",
        "role",
        "vendor",
        "metric",
        "confidence",
        "sale",
        "brings",
        "needs",
        "sort",
        "price_date",
        "price_list",
    )
    texts = (
        "",
        "0",
        "-",
        "broker",
        "Citrix",
        "user",
        "2008-10-31",
        "9999-99-99",
        "<i>",
        "\0",
        "%",
        "a" * 300,
        "١",
    )
    for _ in range(60):
        pairs = [(draw.choice(parts), draw.choice(texts)) for _ in range(draw.randrange(5))]
        assert prices(client, *pairs).status_code == 200, pairs
        assert scheme_page(client, "ms-vecd-sa", *pairs).status_code == 200, pairs


def test_markup_in_the_catalogue_is_shown_as_text(client):
    Scheme.objects.create(
        id="sly",
        vendor="<i>Sly",
        product="<b>x</b>",
        edition="& co",
        role="broker",
        metric="user",
        charge="perpetual",
    )
    Price.objects.create(
        price_list_id="us-list",
        scheme_id="sly",
        valid_from="2008-01-01",
        amount="9.00",
        source="</script><b>",
    )
    for address in ("/prices/?q=sly", "/prices/sly/"):
        text = client.get(address).content.decode()
        parsed(text)
        assert "<b>x</b>" not in text
        assert "<i>Sly" not in text
        assert "</script><b>" not in text


def test_an_empty_catalogue_is_a_fault_and_no_error(client, empty_catalogue):
    assert "none is loaded" in prices(client).content.decode()
    assert client.get("/prices/ms-vecd-sa/").status_code == 404


def test_the_price_of_one_unit_is_its_share_of_the_pack():
    schemes = catalogue("us-list").schemes
    assert unit_price(schemes["vates-vms-essential"], Decimal("2000.00")) == Decimal("666.67")
    assert unit_price(schemes["ms-vecd-sa"], Decimal("23.00")) == Decimal("23.00")


def test_an_explanation_leads_to_all_prices_of_its_scheme_on_the_day_and_in_the_list(client):
    response = client.get("/?preset=january-2008&open=ms-vecd-sa.2")
    address = link_of(response, "all its prices")
    assert address == "/prices/ms-vecd-sa/?price_date=2008-01-31&price_list=us-list"
    assert "$23.00 a device a year on 31 January 2008" in text_of(
        tree(client.get(address)).find(".//main")
    )


def test_a_catalogue_of_ones_own_has_no_pages_to_lead_to(client):
    document = (CASES / "packs-minimums-cores.json").read_text(encoding="utf-8")
    text = client.post("/", {"document": document, "open": "licences.1"}).content.decode()
    assert 'id="explanation"' in text
    assert "all its prices" not in text


@pytest.mark.parametrize("address", ["/", "/prices/", "/prices/ms-vecd-sa/"])
def test_where_nothing_is_wrong_no_space_is_kept_for_faults(client: Client, address: str):
    summary = tree(client.get(address)).find(".//div[@id='faults']")
    assert summary is not None
    assert summary.text is None


@pytest.mark.parametrize("price_list", ["us-list", "uk-list", "eu-list"])
def test_every_scheme_has_its_page_also_one_that_is_only_quoted(client, price_list):
    """Each answers, whatever presets use it and whatever they pay for it."""
    answers = {
        name: client.get(f"/prices/{name}/?price_list={price_list}")
        for name in catalogue(price_list).schemes
    }
    assert [name for name, answer in answers.items() if answer.status_code != 200] == []


def test_a_quoted_price_in_an_example_has_two_decimals(client):
    page = parsed(client.get("/prices/ctx-platform-user/?price_date=2026-10-14").content.decode())
    assert "300.00" in [text_of(cell) for cell in page.iter("td")]


@pytest.mark.parametrize("page", ["/prices/", "/prices/ms-vecd-sa/", "/prices.csv"])
def test_pages_take_list_and_date_as_the_api_calls_them(client, page):
    theirs = client.get(f"{page}?list=uk-list&date=2008-10-31")
    ours = client.get(f"{page}?price_list=uk-list&price_date=2008-10-31")
    assert theirs.status_code == 200
    assert theirs.content == ours.content


@pytest.mark.parametrize("address", ["/prices/", "/prices/ms-vecd-sa/"])
@pytest.mark.parametrize("day", ["2100-01-01", "1989-12-31"])
def test_a_day_that_no_field_takes_is_not_offered_again(client, address, day):
    words = text_of(tree(client.get(address, {"price_date": day})))
    assert "1990" in words
    assert not re.search("Use (2100|1989)", words)
