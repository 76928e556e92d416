"""Prices of feeds: exactly the rows that the rules say, or the place of every fault and nothing."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from pricing.admin_forms import find_newest
from pricing.catalogue.feeds.lines import MOST_FILE_BYTES
from pricing.catalogue.feeds.loading import Order, load_feed
from pricing.catalogue.feeds.origins import SentOrigin
from pricing.catalogue.feeds.rules import Rule, read_rules
from pricing.catalogue.feeds.sent import propose_feed
from pricing.catalogue.file_proposals import Target
from pricing.catalogue.files import SHIPPED, CatalogueFaults
from pricing.catalogue.history import find_differences
from pricing.catalogue.proposing import read_rows
from pricing.market import read_schemes
from pricing.models import CatalogueChange, CatalogueRecord, Price, Proposal, Scheme

from .feeds import (
    AZURE_RULES,
    LIST,
    METER,
    make_aws,
    make_azure,
    make_item,
    make_items,
    make_offer,
    make_own_list,
    make_page,
    make_product,
    make_rate,
    make_term,
)
from .own_lists import change, list_row, price_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]

RULES = SHIPPED / "feeds"


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


@pytest.fixture
def azure(tmp_path):
    return make_azure(tmp_path)


@pytest.fixture
def aws(tmp_path):
    return make_aws(tmp_path)


def read_prices(*columns: str) -> set[tuple[str, ...]]:
    """What the list holds, as text."""
    rows = Price.objects.filter(price_list=LIST)
    return {tuple(str(getattr(row, column)) for column in columns) for row in rows}


def spoil(feed, *changes):
    """Writes the feed's items with some fields changed: (item, field, value)."""
    items = make_items()
    for number, field, value in changes:
        items[number][field] = value
    feed.write(make_page(items))


# What comes out, by hand


def test_each_azure_meter_is_the_price_that_its_rule_makes_of_it(azure):
    status, _, faults = azure.load()
    assert (status, faults) == (0, [])
    assert read_prices("scheme_id", "valid_from", "amount", "confidence", "feed_id", "note") == {
        (
            "az-vm-d8s-v5-host",
            "2021-11-01",
            "0.3840",
            "verified",
            METER,
            "0.384 USD a 1 Hour",
        ),
        (
            "az-vm-d8s-v5-ri1",  # 1985 / 12 = 165.41666…
            "2021-11-01",
            "165.42",
            "derived",
            f"{METER} 1 Year",
            "1985.0 USD a 1 Hour, divided by 12, rounded half up to 2 decimals",
        ),
        (
            "az-vm-d8s-v5-sp3",  # 0.1767 x 730 = 128.991
            "2021-11-01",
            "128.99",
            "derived",
            f"{METER} savings plan 3 Years",
            "0.1767 USD a 1 Hour, times 730, rounded half up to 2 decimals",
        ),
        ("az-disk-p10-d8s", "2021-11-01", "19.71", "verified", "p10", "19.71 USD a 1/Month"),
        ("az-disk-p10-user", "2021-11-01", "19.71", "verified", "p10", "19.71 USD a 1/Month"),
    }


def test_each_aws_rate_is_the_price_that_its_rule_makes_of_it(aws):
    status, _, faults = aws.load()
    assert (status, faults) == (0, [])
    assert read_prices("scheme_id", "valid_from", "amount", "confidence", "feed_id") == {
        ("aws-ws-standard-on", "2026-11-01", "35.00", "verified", "ON.TERM.Month"),
        ("aws-ws-standard-auto", "2026-11-01", "9.75", "verified", "AUTO.TERM.Month"),
        ("aws-ws-standard-hour", "2026-11-01", "0.30", "verified", "AUTO.TERM.Hour"),
    }


def test_what_a_feed_says_0_of_is_no_price_beside_another(aws):
    offer = make_offer()
    offer["products"]["SW"] = make_product("SW", bundle="Standard", runningMode="AlwaysOn")
    free = {"SW": make_term("SW", make_rate("SW", "Month", "0.0000000000"))}
    offer["terms"]["OnDemand"] = free | offer["terms"]["OnDemand"]
    aws.write(offer)
    assert aws.load()[2] == []
    assert str(Price.objects.get(price_list=LIST, scheme="aws-ws-standard-on").amount) == "35.00"


def test_a_price_says_which_feed_said_it_when_and_by_which_rule(azure):
    azure.load()
    price = Price.objects.get(price_list=LIST, scheme="az-vm-d8s-v5-host")
    today = timezone.localdate()
    assert (price.feed, price.fetched_on, price.feed_rule) == ("azure", today, "D8s v5, hours")
    assert price.source_url.startswith("https://prices.azure.com/api/retail/prices?")
    assert METER in price.source_url
    record = CatalogueRecord.objects.get(price_list=LIST, key="az-vm-d8s-v5-host 2021-11-01")
    assert json.loads(record.cells)["feed_rule"] == "D8s v5, hours"
    assert [*find_differences()] == []


def test_a_price_of_aws_leads_to_the_version_of_the_offer(aws):
    aws.load()
    price = Price.objects.get(price_list=LIST, scheme="aws-ws-standard-on")
    assert price.source_url.endswith("/offers/v1.0/aws/AmazonWorkSpaces/20261101000000/index.json")


def test_what_a_feed_said_leaves_in_files_and_comes_back_as_it_was(azure, tmp_path):
    azure.load()
    folder = tmp_path / "files"
    call_command("export_catalogue", folder, stdout=StringIO())
    out = StringIO()
    call_command("load_catalogue", folder, list=LIST, reason="back again", stdout=out)
    assert out.getvalue().splitlines()[-1] == "nothing changed"


def test_the_change_is_of_a_feed_with_its_reason(azure):
    azure.load()
    made = CatalogueChange.objects.last()
    assert (made.kind, made.reason) == ("feed", "prices of the day")
    assert made.counts == {"prices": {"added": 5, "changed": 0}}


@pytest.mark.parametrize(
    ("amount", "stored"),
    [
        ("0.38405", "0.3841"),  # half up, where half to even would be 0.3840
        ("0.38404999999999999999", "0.3840"),  # a float would be 0.38405
        ("3.84E-1", "0.3840"),
        ("1", "1.0000"),
    ],
)
def test_an_amount_is_exact_and_rounded_half_up_to_the_decimals_of_its_rule(azure, amount, stored):
    text = json.dumps(make_page(make_items())).replace("0.384,", f"{amount},")
    azure.file.write_text(text)
    azure.load()
    assert str(Price.objects.get(price_list=LIST, scheme="az-vm-d8s-v5-host").amount) == stored


def test_tiers_are_those_of_a_scheme_that_prices_each_unit_at_its_own(azure):
    Scheme.objects.filter(id="az-disk-p10-d8s").update(tier_mode="graduated")
    azure.rules.write_text(
        AZURE_RULES[AZURE_RULES.index('[[rule]]\nname = "P10"') :]
        .replace(', "az-disk-p10-user"', "")
        .replace("[[rule]]", 'feed = "azure"\n[[rule]]')
    )
    steps = [(0.0, 0.0), (100.0, 0.087), (10340.0, 0.083)]
    azure.write(
        make_page(
            [
                make_item(
                    skuName="P10 LRS",
                    unitOfMeasure="1/Month",
                    tierMinimumUnits=start,
                    retailPrice=amount,
                )
                for start, amount in steps
            ]
        )
    )
    assert azure.load()[2] == []
    # The first hundred are free: the hundred and first is the first that costs.
    assert read_prices("amount", "tiers") == {("0.00", "101:0.09 10341:0.08")}


def test_all_pages_of_a_list_are_read(azure):
    first, *others = make_items()
    link = "https://prices.azure.com:443/api/retail/prices?$skip=1"
    azure.write([make_page([first], link), make_page(others)])
    assert azure.load()[0] == 0
    assert Price.objects.filter(price_list=LIST).count() == 5


# Again, later, and gone


def test_the_same_feed_twice_makes_no_second_change(azure):
    azure.load()
    before = CatalogueChange.objects.count()
    _, said, _ = azure.load()
    assert said.splitlines()[-2:] == ["stands already: 5", "nothing changed"]
    assert (CatalogueChange.objects.count(), Proposal.objects.count()) == (before, 1)


def test_no_more_is_told_of_items_that_are_none_than_anyone_reads(tmp_path):
    feed = make_azure(tmp_path)
    feed.file.write_bytes(b'{"Items":[' + b"1," * 20_000 + b"1]}")
    with pytest.raises(CatalogueFaults) as found:
        load_feed(Order("azure", str(feed.file), feed.rules, LIST, ""), at=timezone.now())
    assert len(found.value.faults) == 10_000


def test_a_feed_that_is_fetched_again_on_another_day_is_no_change(azure):
    azure.load()
    order = Order("azure", str(azure.file), azure.rules, LIST, "the next day")
    loaded = load_feed(order, at=timezone.now() + timedelta(days=1))
    assert (loaded.change, loaded.notes.stands) == (None, 5)
    assert read_prices("fetched_on") == {(str(timezone.localdate()),)}


def test_a_dry_run_says_all_and_writes_nothing(azure):
    before = CatalogueChange.objects.count()
    _, said, _ = azure.load("--dry-run")
    assert "added: 5" in said
    assert "az-vm-d8s-v5-host from 2021-11-01: 0.3840" in said
    assert said.splitlines()[-1] == "dry run: nothing was written"
    assert not Price.objects.filter(price_list=LIST).exists()
    assert (CatalogueChange.objects.count(), Proposal.objects.count()) == (before, 0)


def load_from(feed, day: str, amount: float) -> str:
    spoil(feed, (0, "effectiveStartDate", f"{day}T00:00:00Z"), (0, "retailPrice", amount))
    status, said, faults = feed.load()
    assert (status, faults) == (0, [])
    return said


def test_a_price_that_comes_back_is_a_new_row(azure):
    for day, amount in (("2024-01-01", 0.384), ("2025-01-01", 0.4), ("2026-01-01", 0.384)):
        load_from(azure, day, amount)
    rows = Price.objects.filter(price_list=LIST, scheme="az-vm-d8s-v5-host").order_by("valid_from")
    assert [str(row.amount) for row in rows] == ["0.3840", "0.4000", "0.3840"]


def test_the_same_price_from_a_later_day_is_no_row(azure):
    load_from(azure, "2024-01-01", 0.384)
    assert "nothing changed" in load_from(azure, "2025-01-01", 0.384)


def test_another_price_of_a_day_that_is_there_is_a_correction(azure):
    load_from(azure, "2024-01-01", 0.384)
    assert "correction that was not taken" in load_from(azure, "2024-01-01", 0.5)
    assert ("0.3840",) in read_prices("amount")
    azure.load("--corrections")
    assert ("0.5000",) in read_prices("amount")


def test_what_a_feed_has_no_more_is_named_and_stays(azure):
    azure.load()
    azure.write(make_page(make_items()[:2]))
    status, said, _ = azure.load()
    assert status == 0
    assert "gone from the feed, not ended: 2" in said
    assert "az-disk-p10-user: p10 (rule P10, price since 2021-11-01)" in said
    assert Price.objects.filter(price_list=LIST, amount=None).count() == 0


def test_an_end_that_the_feed_tells_is_named_and_made_by_nobody(azure):
    spoil(azure, (0, "effectiveEndDate", "2026-12-31T00:00:00Z"))
    assert "az-vm-d8s-v5-host: ends on 2026-12-31 by the feed" in azure.load()[1]
    assert Price.objects.filter(price_list=LIST, amount=None).count() == 0


def test_a_newer_price_of_others_stays_and_is_named(azure):
    change(price_row(LIST, "az-vm-d8s-v5-host", "2026-01-01", "0.35"))
    said = azure.load()[1]
    assert "az-vm-d8s-v5-host: 0.35 since 2026-01-01; the feed has 0.3840 since 2021-11-01" in said


def test_a_price_that_is_typed_over_a_feeds_names_no_feed(azure):
    azure.load()
    change(price_row(LIST, "az-vm-d8s-v5-host", "2021-11-01", "0.35"))
    price = Price.objects.get(price_list=LIST, scheme="az-vm-d8s-v5-host")
    assert (price.feed, price.feed_id, price.fetched_on, price.feed_rule) == ("", "", None, "")


@pytest.mark.parametrize(
    ("typed", "feed"), [({"note": "looked at"}, "azure"), ({"source": "a letter"}, "")]
)
def test_a_row_that_is_put_right_at_admin_names_its_feed_while_its_price_is_that(
    azure, admin_client, typed, feed
):
    azure.load()
    price = Price.objects.get(price_list=LIST, scheme="az-vm-d8s-v5-host")
    cells = {name: cell for name, cell in price.cells().items() if not name.startswith("fe")}
    more = {"price_list": LIST, "reason": "read again", "seen": str(find_newest(price)[0])}
    address = f"/admin/pricing/price/{price.pk}/change/"
    assert admin_client.post(address, {**cells, **more, **typed}).status_code == 302
    price.refresh_from_db()
    assert price.feed == feed
    assert (price.fetched_on is None, price.feed_rule == "") == (not feed, not feed)


# What is refused


def change_rules(old, new):
    def spoiled(feed):
        text = feed.rules.read_text()
        assert old in text
        feed.rules.write_text(text.replace(old, new, 1))

    return spoiled


def change_item(number, field, value):
    return lambda feed: spoil(feed, (number, field, value))


def change_text(old, new):
    def spoiled(feed):
        text = feed.file.read_text()
        assert old in text
        feed.file.write_text(text.replace(old, new, 1))

    return spoiled


def write_value(value):
    return lambda feed: feed.write(value)


def write_bytes(content):
    return lambda feed: feed.file.write_bytes(content)


ITEM_1 = f"azure.json, item 1 (meter {METER})"
RULE_1 = "azure.toml, line 4, rule 1 (D8s v5, hours)"
BROKEN = {
    # the rules
    "no TOML": (change_rules("[[rule]]", "[[rule"), "azure.toml: is no TOML: "),
    "no rules": (
        lambda feed: feed.rules.write_text('feed = "azure"'),
        "azure.toml: may hold 1 to 2,000 tables [[rule]]",
    ),
    "rules of another feed": (
        change_rules('"azure"', '"aws"'),
        "azure.toml, feed: holds 'aws'; may hold azure",
    ),
    "an unknown key": (
        change_rules("unit =", "units ="),
        f"{RULE_1}: units is not known; did you mean unit?",
    ),
    "no unit": (
        change_rules('unit = "1 Hour"\n', ""),
        f"{RULE_1}, unit: holds nothing; may hold a text of up to 100 signs",
    ),
    "no scheme": (
        change_rules("az-vm-d8s-v5-host", "az-vm-d8s-v5-hosts"),
        f"{RULE_1}, schemes: holds 'az-vm-d8s-v5-hosts'; is no scheme; "
        "did you mean az-vm-d8s-v5-host?",
    ),
    "a scheme of two rules": (
        change_rules("az-disk-p10-d8s", "az-vm-d8s-v5-host"),
        "azure.toml, line 27, rule 4 (P10), schemes: holds 'az-vm-d8s-v5-host'; has its price by "
        f"another rule already: {RULE_1}",
    ),
    "a name twice": (
        change_rules("D8s v5, a year reserved", "D8s v5, hours"),
        f"azure.toml, line 11, rule 2 (D8s v5, hours), name: holds 'D8s v5, hours'; is the name of "
        f"another already: {RULE_1}",
    ),
    "a factor of 0": (
        change_rules("factor = 730", "factor = 0"),
        "azure.toml, line 19, rule 3 (D8s v5, three years' savings plan), factor: holds 0; may "
        "hold a number from 0.000001 to 1,000,000",
    ),
    "an endless factor": (
        change_rules("factor = 730", "factor = inf"),
        "azure.toml, line 19, rule 3 (D8s v5, three years' savings plan), factor: holds ",
    ),
    "half a decimal": (
        change_rules("decimals = 4", "decimals = 4.5"),
        f"{RULE_1}, decimals: holds 4.5; may hold 0 to 10, the decimals of the price",
    ),
    "no conditions": (
        change_rules('{ skuName = ["P10 LRS", "Premium_P10_LRS"] }', "{}"),
        "azure.toml, line 27, rule 4 (P10), where: holds ",
    ),
    "a condition that is a number": (
        change_rules("isPrimaryMeterRegion = true", "isPrimaryMeterRegion = 1"),
        f"{RULE_1}, where.isPrimaryMeterRegion: holds 1; may hold a text, true or false, or a list "
        "of these",
    ),
    "a condition on no field": (
        change_rules("skuName =", "sukName ="),
        "azure.toml, line 27, rule 4 (P10), where.sukName: is no field of this feed; did you mean "
        "skuName?",
    ),
    # rules over the feed
    "a rule that takes nothing": (
        change_rules('reservationTerm = "1 Year"', 'reservationTerm = "2 Years"'),
        "azure.toml, line 11, rule 2 (D8s v5, a year reserved): takes no price of this feed",
    ),
    "a meter of two rules": (
        change_rules('skuName = ["P10 LRS", "Premium_P10_LRS"]', 'type = "Consumption"'),
        f"{ITEM_1}: is taken by two rules, D8s v5, hours and P10",
    ),
    "a rule of two meters": (
        change_rules('meterName = "D8s v5", type', "type"),
        f"{RULE_1}: takes two prices: {ITEM_1}; ",
    ),
    "another unit": (
        change_item(0, "unitOfMeasure", "100 Hours"),
        f"{ITEM_1}, field unit: holds '100 Hours'; may hold '1 Hour', the unit of D8s v5, hours",
    ),
    "another currency": (
        change_item(0, "currencyCode", "EUR"),
        f"{ITEM_1}, field currency: holds 'EUR'; may hold USD: amounts in other currencies are for "
        "reference, and no price",
    ),
    "a price that rounds to nothing": (
        change_item(0, "retailPrice", 0.00001),
        f"{ITEM_1}, field price: holds '1e-05'; would be 0 with the 4 decimals of D8s v5, hours; "
        "give it more",
    ),
    "a price of 0": (
        change_item(0, "retailPrice", 0.0),
        f"{ITEM_1}, field price: holds '0.0'; is 0, which a feed also says where there is no "
        "price; type what is free by hand",
    ),
    "a price below 0": (
        change_item(0, "retailPrice", -1),
        f"{ITEM_1}, field price: holds '-1'; may hold a number from 0 up, as 0.0960",
    ),
    "a price with a comma": (
        change_item(0, "retailPrice", "0,384"),
        f"{ITEM_1}, field price: holds '0,384'; may hold a number from 0 up, as 0.0960",
    ),
    "a price above all bounds": (
        change_item(0, "retailPrice", 10_000_001),
        f"{ITEM_1}, field amount: holds '10000001.0000'; may hold a number from 0 to 10,000,000",
    ),
    "no price": (
        change_item(0, "retailPrice", None),
        f"{ITEM_1}, field retailPrice: holds nothing; may not be empty",
    ),
    "no such day": (
        change_item(0, "effectiveStartDate", "2026-02-30T00:00:00Z"),
        f"{ITEM_1}, field first day: holds '2026-02-30T00:00:00Z'; may hold a day as "
        "2026-12-01T00:00:00Z",
    ),
    "a day before all": (
        change_item(0, "effectiveStartDate", "1899-12-31T00:00:00Z"),
        f"{ITEM_1}, field valid_from: holds ",
    ),
    "a tier without a first": (
        change_item(0, "tierMinimumUnits", 100),
        f"{ITEM_1}, field tier: holds '100'; may begin at 0: the price of the first units is "
        "missing",
    ),
    "half a unit": (
        change_item(0, "tierMinimumUnits", 0.5),
        f"{ITEM_1}, field tier: holds '0.5'; may hold a whole number of units",
    ),
    "two prices from a day": (
        write_value(make_page([*make_items(), make_item()])),
        f"azure.json, item 6 (meter {METER}): is a second price from that day: {ITEM_1}",
    ),
    "tiers of a scheme without": (
        write_value(make_page([*make_items(), make_item(tierMinimumUnits=10, retailPrice=0.3)])),
        f"{ITEM_1}: has tiers of its own units; az-vm-d8s-v5-host has no graduated tiers by the "
        "unit",
    ),
    # the file
    "half a file": (
        lambda feed: feed.file.write_bytes(feed.file.read_bytes()[:300]),
        "azure.json, line 1: is no whole JSON: ",
    ),
    "more than is read": (
        lambda feed: os.truncate(feed.file, MOST_FILE_BYTES + 1),
        "azure.json: may hold up to 50,331,648 bytes",
    ),
    "more objects than are read": (
        write_bytes(b'{"Items":[' + b"{}," * 500_000 + b"{}]}"),
        "azure.json: holds 500,002; may hold up to 500,000 objects",
    ),
    "more lists than are read": (
        write_bytes(b'{"Items":[' + b"[]," * 500_000 + b"[]]}"),
        "azure.json: holds 500,002; may hold up to 500,000 lists",
    ),
    "more values than are read": (
        write_bytes(b'{"Items":[' + b"1," * 2_500_001 + b"1]}"),
        "azure.json: holds 2,500,001; may hold up to 2,500,000 values",
    ),
    "no text": (write_bytes(b"\xff\xfe{"), "azure.json: is no text in UTF-8"),
    "nested too deep": (write_bytes(b"[" * 100_000), "azure.json: is nested too deep for a feed"),
    "no number": (
        change_text('"retailPrice": 0.384', '"retailPrice": NaN'),
        "azure.json: NaN is no number",
    ),
    "a field twice": (
        change_text('"retailPrice": 0.384', '"retailPrice": 0.384, "retailPrice": 1'),
        "azure.json: retailPrice is given twice in one object",
    ),
    "no page": (
        write_value({"items": []}),
        "azure.json: may hold a page of Azure Retail Prices, an object with Items",
    ),
    "half a page": (
        write_value(make_page(make_items(), Count=1000)),
        "azure.json, field Count: holds '1000'; is half a page: its items are 5",
    ),
    "a page of several": (
        write_value(make_page(make_items(), "https://prices.azure.com/next")),
        "azure.json, field NextPageLink: holds 'https://prices.azure.com/next'; leads to another "
        "page: bring all pages as a list [page, page], or the address",
    ),
    "a page behind the last": (
        write_value([make_page(make_items()), make_page([])]),
        "azure.json, page 2: stands behind the last page, which has no NextPageLink",
    ),
    "an item that is none": (
        write_value(make_page([*make_items(), 7])),
        "azure.json, item 6: holds '7'; may hold an object with meterId and retailPrice",
    ),
    "no meter": (
        change_item(0, "meterId", ""),
        "azure.json, item 1 (meter ), field meterId: holds nothing; may not be empty",
    ),
}


@pytest.mark.parametrize(("spoiled", "fault"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_azure_feed_names_the_place_and_writes_nothing(azure, spoiled, fault):
    spoiled(azure)
    assert_refused(azure, fault)


def assert_refused(feed, fault: str) -> None:
    before = CatalogueChange.objects.count()
    status, said, faults = feed.load()
    assert (status, said) == (2, "")
    assert [line for line in faults if line.startswith(fault)] != [], faults
    assert not Price.objects.filter(price_list=LIST).exists()
    assert (CatalogueChange.objects.count(), Proposal.objects.count()) == (before, 0)


def write_offer(change_it):
    """A broken offer file: what is done to a whole one."""

    def spoiled(feed):
        offer = make_offer()
        change_it(offer, offer["terms"]["OnDemand"])
        feed.write(offer)

    return spoiled


INDEX = {
    "currentVersion": "2",
    "versions": {
        "2": {
            "versionEffectiveBeginDate": "2026-11-01T00:00:00Z",
            "versionEffectiveEndDate": "",
            "offerVersionUrl": "/offers/v1.0/aws/AmazonWorkSpaces/2/index.json",
        }
    },
}
BROKEN_OFFERS = {
    "no offer": (write_value([]), "aws.json: may hold an AWS offer file, "),
    "an index of versions": (
        write_value(INDEX),
        "aws.json: is an index of versions and holds no price: bring "
        "/offers/v1.0/aws/AmazonWorkSpaces/2/index.json, in force from 2026-11-01T00:00:00Z",
    ),
    "an index of regions": (
        write_value({"regions": {}}),
        "aws.json: is an index of regions and holds no price: bring its currentVersionUrl",
    ),
    "a price without its product": (
        write_offer(lambda offer, _: offer["products"].pop("ON")),
        "aws.json, OnDemand of sku ON: stands under terms and not under products: half a file",
    ),
    "rates of a savings plan": (
        write_offer(lambda offer, _: offer["terms"].update(savingsPlan=[])),
        "aws.json, terms.savingsPlan: holds a list; may hold a list of terms",
    ),
    "a product without offers": (
        write_offer(lambda _, terms: terms.update(ON=[])),
        "aws.json, OnDemand of sku ON: holds a list; may hold offers",
    ),
    "an offer without prices": (
        write_offer(lambda _, terms: terms["ON"]["ON.TERM"].pop("priceDimensions")),
        "aws.json, OnDemand of sku ON, offer ON.TERM: may hold priceDimensions",
    ),
    "a price in yuan alone": (
        write_offer(
            lambda _, terms: terms.update(
                ON=make_term("ON", make_rate("ON", "Month", "", pricePerUnit={"CNY": "200.00"}))
            )
        ),
        "aws.json, OnDemand of sku ON, rate ON.TERM.Month, field currency: holds 'CNY'; may hold "
        "USD: amounts in other currencies are for reference, and no price",
    ),
    "a sum that is paid too": (
        write_offer(
            lambda _, terms: terms.update(
                ON=make_term(
                    "ON",
                    make_rate("ON", "Month", "35.00"),
                    make_rate("ON", "Quantity", "500.00", runningMode="Upfront"),
                )
            )
        ),
        "aws.json, OnDemand of sku ON, rate ON.TERM.Quantity, field pricePerUnit: holds '500.00 "
        "USD a Quantity'; is paid beside what Standard AlwaysOn takes, and no rule takes it",
    ),
    "two products of one rule": (
        write_offer(
            lambda offer, terms: (
                offer["products"].update(
                    TWO=make_product("TWO", bundle="Standard", runningMode="AlwaysOn")
                ),
                terms.update(TWO=make_term("TWO", make_rate("TWO", "Month", "36.00"))),
            )
        ),
        "aws.toml, line 4, rule 1 (Standard AlwaysOn): takes two prices: aws.json, OnDemand of sku "
        "ON, rate ON.TERM.Month; aws.json, OnDemand of sku TWO, rate TWO.TERM.Month. Give it more "
        "conditions",
    ),
    "no day": (
        write_offer(lambda _, terms: terms["ON"]["ON.TERM"].pop("effectiveDate")),
        "aws.json, OnDemand of sku ON, rate ON.TERM.Month, field first day: holds ''; may hold a "
        "day as 2026-12-01T00:00:00Z",
    ),
}


@pytest.mark.parametrize(("spoiled", "fault"), BROKEN_OFFERS.values(), ids=list(BROKEN_OFFERS))
def test_a_broken_aws_feed_names_the_place_and_writes_nothing(aws, spoiled, fault):
    spoiled(aws)
    assert_refused(aws, fault)


def test_every_fault_of_a_feed_is_named_at_once(azure):
    spoil(azure, (0, "retailPrice", "x"), (1, "currencyCode", "EUR"), (2, "unitOfMeasure", "Day"))
    faults = azure.load()[2]
    assert [line.partition(" (")[0] for line in faults] == [
        f"azure.json, item {number}" for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("price_list", "fault"),
    [
        ("us-list", "--list: holds 'us-list'; US list ships with Deskfare and changes with a "),
        ("acne", "--list: holds 'acne'; is no price list; did you mean acme?"),
        ("euros", "--list: holds 'euros'; may hold a list in USD, in which feeds price; this one "),
    ],
)
def test_only_own_lists_in_dollars_take_a_feed(azure, price_list, fault):
    change(list_row("euros", base="eu-list", currency="EUR"))
    status, _, (found,) = azure.load(to=price_list)
    assert status == 2
    assert found.startswith(fault)


def test_a_reason_of_blanks_is_refused(azure):
    with pytest.raises(CommandError, match="Say why"):
        call_command(
            "load_feed",
            "azure",
            str(azure.file),
            *("--rules", str(azure.rules), "--list", LIST, "--reason", "  "),
        )


def test_a_file_that_is_not_there_is_named(azure):
    azure.file.unlink()
    assert azure.load()[2] == ["azure.json: can't be read: No such file or directory"]


# The rules that ship


def read_shipped(feed: str) -> list[Rule]:
    file = RULES / f"{feed}.toml"
    return read_rules(file.name, file.read_bytes(), feed, read_schemes())


def list_asked(rule: Rule) -> dict[str, str]:
    """Of each field a text that the rule takes."""
    return {name: next(iter(texts)) for name, texts in rule.where}


def make_azure_of(rule: Rule) -> dict[str, Any]:
    asked = list_asked(rule)
    item = make_item(meterId=rule.name, unitOfMeasure=rule.unit, retailPrice=1.5)
    if asked["type"] == "SavingsPlan":
        plans = [{"term": asked["term"], "retailPrice": 1.5}]
        return item | asked | {"type": "Consumption", "savingsPlan": plans, "retailPrice": 2}
    return item | asked


def test_each_shipped_rule_of_azure_takes_a_meter_of_its_own(azure):
    rules = read_shipped("azure")
    azure.rules = RULES / "azure.toml"
    plans = [rule for rule in rules if "term" in dict(rule.where)]
    others = [rule for rule in rules if rule not in plans]
    items = [make_azure_of(rule) for rule in others]
    for rule in plans:  # they stand in the item of the same machine by the hour
        made = make_azure_of(rule)
        (item,) = (
            each
            for each in items
            if (each["meterName"], each["type"]) == (made["meterName"], "Consumption")
        )
        item.setdefault("savingsPlan", []).extend(made["savingsPlan"])
    azure.write(make_page(items))
    assert azure.load()[2] == []
    assert read_prices("scheme_id", "feed_rule") == {
        (scheme, rule.name) for rule in rules for scheme in rule.schemes
    }


def test_each_shipped_rule_of_aws_takes_a_rate_of_its_own(aws):
    rules = read_shipped("aws")
    aws.rules = RULES / "aws.toml"
    offer = make_offer()
    for number, rule in enumerate(rules):
        sku, asked = f"S{number}", list_asked(rule)
        offer["products"][sku] = make_product(sku, **asked)
        offer["terms"]["OnDemand"][sku] = make_term(sku, make_rate(sku, asked["unit"], "7.25"))
    aws.write(offer)
    assert aws.load()[2] == []
    assert read_prices("scheme_id", "feed_rule") == {
        (scheme, rule.name) for rule in rules for scheme in rule.schemes
    }


def test_of_data_sent_out_the_free_gb_are_a_tier_of_their_own(azure):
    (rule,) = (rule for rule in read_shipped("azure") if "az-data-out-gb" in rule.schemes)
    azure.rules = RULES / "azure.toml"
    tiers = [(0.0, 0.0), (100.0, 0.087), (10335.0, 0.083)]
    items = [
        make_azure_of(rule) | {"tierMinimumUnits": start, "retailPrice": amount}
        for start, amount in tiers
    ]
    sent = SentOrigin("a.json", json.dumps(make_page(items)).encode())
    proposal = propose_feed(
        sent, Target(LIST, "USD"), None, by=None, at=timezone.now(), is_part=True
    )
    (row,) = read_rows(proposal)
    assert (str(row.values["amount"]), row.values["tiers"]) == (
        "0.0000",
        ((101, Decimal("0.0870")), (10336, Decimal("0.0830"))),
    )


# What a feed's unit and its term make of an amount for a scheme's period: an hour's by 730 hours,
# a reservation's of its whole term by its months.
WORKINGS = {
    ("1 Hour", "hour", ""): (1, 1),
    ("1 Hour", "month", ""): (730, 1),
    ("1 Hour", "month", "1 Year"): (1, 12),
    ("1 Hour", "month", "3 Years"): (1, 36),
    ("1/Month", "month", ""): (1, 1),
    ("1 GB", "month", ""): (1, 1),
    ("Hour", "hour", ""): (1, 1),
    ("hour", "hour", ""): (1, 1),
    ("Month", "month", ""): (1, 1),
}


@pytest.mark.parametrize("feed", ["azure", "aws"])
def test_each_shipped_rule_brings_its_unit_to_the_period_of_its_schemes(feed):
    schemes = read_schemes()
    for rule in read_shipped(feed):
        term = list_asked(rule).get("reservationTerm", "")
        for scheme in rule.schemes:
            made = (rule.factor, rule.divisor)
            assert made == WORKINGS[rule.unit, schemes[scheme].period, term], rule.name
