"""What the cost rests on beside what was read: a press opens the list, largest first."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

OPENED = "/?open=sum:sure"
SHARES = re.compile(r"(\d+)\xa0% of it .*?, (\d+)\xa0% is worked out")


def page(client: Client, address: str = OPENED) -> Element:
    return parsed(client.get(address).content.decode())


def rows(tree: Element) -> list[Element]:
    return tree.findall(".//section[@id='explanation']/ol/li")


def links(row: Element, words: str) -> list[str]:
    return [a.get("href", "") for a in row.iter("a") if text_of(a).startswith(words)]


def money(row: Element) -> Decimal:
    return Decimal(re.search(r"(−?)\$([\d,.]+)", text_of(row.find("h3")))[2].replace(",", ""))


def test_a_press_on_the_sentence_opens_the_list_and_another_closes_it(client: Client):
    button = page(client, "/").find(".//p[@class='lead sure']/button")
    assert (button.get("name"), button.get("value")) == ("open", "sum:sure")
    again = page(client).find(".//p[@class='lead sure']/button")
    assert (again.get("value"), again.get("aria-expanded")) == ("", "true")
    assert rows(page(client, "/")) == []


def test_the_list_is_of_all_that_is_not_verified_largest_first(client: Client):
    tree = page(client, "/?open=sum:sure&of=all&per=horizon")
    amounts = [money(row) for row in rows(tree)]
    assert amounts == sorted(amounts, reverse=True)
    verified = int(SHARES.search("".join(tree.find(".//p[@class='lead sure']").itertext()))[1])
    left = sum(amounts[:-1]) - amounts[-1]  # the last is what is left at the end
    assert 100 * left / Decimal("3094880.72") == pytest.approx(100 - verified, abs=1)


def test_each_line_has_its_share_amount_and_confidence(client: Client):
    first = text_of(rows(page(client))[0].find("h3"))
    assert first == "41 % Administration $26.26 a desktop a month ◐ derived"


def test_a_line_s_amount_is_that_of_the_table(client: Client):
    tree = page(client, OPENED + "&by=line")
    lines = {
        text_of(row.find("th")): text_of(row.findall("td")[4]).rstrip("○")
        for row in tree.findall(".//table[@id='costs']/tbody/tr")
        if row.get("class") == "line"
    }
    assert lines["Help desk"] == "15.10"
    for row in rows(tree):
        label, amount = re.fullmatch(
            r".*?% (.+?) (−?\$[\d,.]+) a desktop a month . \w+", text_of(row.find("h3"))
        ).groups()
        assert lines[label] == amount.replace("$", "")


def test_an_assumption_leads_to_its_field_and_its_source(client: Client):
    tree = page(client)
    [pay, *_] = links(rows(tree)[0], "change")
    assert pay == "#f.assumptions.admin_salary"
    assert all(
        tree.find(f".//*[@id='{field[1:]}']") is not None
        for row in rows(tree)
        for field in links(row, "change")
    )
    assert links(rows(tree)[0], "source")


def test_a_price_leads_to_its_page(client: Client):
    server = next(row for row in rows(page(client)) if "Rack server" in text_of(row.find("h3")))
    [address] = links(server, "all its prices")
    assert client.get(address).status_code == 200


def test_what_was_told_further_up_is_named_and_not_told_again(client: Client):
    hosts = next(row for row in rows(page(client)) if "Energy of servers" in text_of(row))
    assert "As above: Virtual CPUs on a core" in text_of(hosts)


def test_what_the_reader_typed_is_the_reader_s_own(client: Client):
    first = rows(page(client, OPENED + "&assumptions.admin_salary=91000"))[0]
    assert text_of(first.find("h3")).endswith("yours")
    assert "An administrator's pay: $91,000 a year, yours; set in this comparison" in text_of(first)


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        ("scenarios.4.prices.ms-ts-cal-device.net=20", "Price: $20.00"),
        ("scenarios.4.prices.server-2s-qc-32=0.5", "Price: $10,000.00 × 0.5, yours"),
        (
            'scenarios.4.own_lines=[{"name":"Moving","category":"roll_out","amount":"900"}]',
            "Moving: $900.00, yours; a line of this comparison's own",
        ),
    ],
)
def test_whatever_is_given_in_a_scenario_is_told(client: Client, leaf: str, words: str):
    tree = page(client, f"{OPENED}&{leaf}")
    assert tree.find(".//*[@id='faults']//li") is None
    assert words in text_of(tree.find(".//section[@id='explanation']"))


def test_the_list_leads_to_the_rule(client: Client):
    [rule] = [a for a in page(client).iter("a") if text_of(a) == "How this is counted"]
    address, _, anchor = rule.get("href", "").partition("#")
    assert page(client, address).find(f".//*[@id='{anchor}']") is not None
