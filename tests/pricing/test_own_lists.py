"""An own price list says what differs from its base, and its base says the rest."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pricing.catalogue.files import CatalogueFaults
from pricing.catalogue.history import find_change, find_differences, read_known
from pricing.catalogue.loading import load
from pricing.comparison import compare
from pricing.engine.answer_document import answer_document
from pricing.market import catalogue
from pricing.models.changes import LOAD
from pricing.presets import preset
from pricing.sheets.quote import rows_of
from tests.pricing.own_lists import change, list_row, make_list, price_row, term_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

VECD = "ms-vecd-sa"  # 78.00 until it is 23.00 from 21 January 2008; of Microsoft
DAY = date(2008, 1, 31)


def say(price_list: str = "acme", scheme: str = VECD, day: date = DAY) -> tuple[str, str] | None:
    """Amount and share that a list says."""
    price = catalogue(price_list).on(day).price(scheme)
    if price is None:
        return None
    return str(price.amount), str(price.term.share if price.term else 0)


def test_a_list_without_rows_says_what_its_base_says():
    make_list()
    assert say() == ("23.00", "0")


def test_an_own_row_stands_over_the_base():
    make_list(price_row("acme", VECD, "2008-01-01", "20.00"))
    assert say() == ("20.00", "0")


def test_an_own_row_stays_in_force_though_the_base_changes_later():
    make_list(price_row("acme", VECD, "2008-01-01", "70.00"))
    assert say(day=date(2008, 6, 1)) == ("70.00", "0")


def test_before_the_first_own_row_the_base_holds():
    make_list(price_row("acme", VECD, "2008-02-01", "20.00"))
    assert say() == ("23.00", "0")


def test_from_as_base_on_the_base_decides_again():
    make_list(
        price_row("acme", VECD, "2007-01-01", "20.00"),
        price_row("acme", VECD, "2008-01-30", state="as_base"),
    )
    assert say() == ("23.00", "0")


def test_what_an_own_list_no_longer_sells_is_not_on_sale_whatever_the_base_says():
    make_list(price_row("acme", VECD, "2008-01-30"))
    assert say() is None


def test_as_base_where_the_base_says_nothing_is_not_on_sale():
    make_list(
        price_row("acme", "ms-windows-vda", "2007-01-01", "90.00"),
        price_row("acme", "ms-windows-vda", "2008-01-30", state="as_base"),
    )
    assert say(scheme="ms-windows-vda") is None


def test_a_term_leaves_the_list_price_and_says_its_share():
    make_list(term_row("acme", "Microsoft", "0.12"))
    assert say() == ("23.00", "0.12")


def test_a_term_of_the_scheme_stands_over_one_of_the_vendor_and_that_over_all():
    make_list(
        term_row("acme", "*", "0.05"),
        term_row("acme", "Microsoft", "0.12"),
        term_row("acme", VECD, "0.2"),
    )
    assert [say(scheme=name)[1] for name in (VECD, "ms-ws2003r2-std", "vmw-vi3-standard")] == [
        "0.2",
        "0.12",
        "0.05",
    ]


def test_a_term_takes_nothing_off_an_own_row():
    make_list(price_row("acme", VECD, "2008-01-01", "20.00"), term_row("acme", "*", "0.12"))
    assert say() == ("20.00", "0")


def test_a_term_of_nothing_ends_one():
    make_list(
        term_row("acme", "Microsoft", "0.12"), term_row("acme", "Microsoft", "0", "2008-01-31")
    )
    assert [say(day=DAY - timedelta(1))[1], say()[1]] == ["0.12", "0"]


def test_the_term_of_the_list_on_top_stands_over_that_of_its_base():
    make_list(term_row("acme", VECD, "0.12"))
    change(list_row("unit", "acme"), term_row("unit", "*", "0.05"))
    assert (say("unit"), say("acme")) == (("23.00", "0.05"), ("23.00", "0.12"))


def test_a_list_three_deep_says_what_the_lowest_says():
    make_list(term_row("acme", VECD, "0.12"))
    change(list_row("unit", "acme"), list_row("team", "unit"))
    assert say("team") == ("23.00", "0.12")


def test_the_source_names_the_term_beside_the_list_price():
    make_list(term_row("acme", "Microsoft", "0.12"))
    base = catalogue("us-list").on(DAY).price(VECD)
    price = catalogue("acme").on(DAY).price(VECD)
    assert price.source == f"12 % off Microsoft, contract 4711; list price: {base.source}"


def test_a_price_is_no_surer_than_its_term():
    make_list(term_row("acme", "Microsoft", "0.12", confidence="recalled"))
    assert catalogue("us-list").on(DAY).price(VECD).confidence == "verified"
    assert catalogue("acme").on(DAY).price(VECD).confidence == "recalled"


def test_a_list_is_read_as_it_was_known_then():
    number = make_list(term_row("acme", "Microsoft", "0.12"))
    change(term_row("acme", "Microsoft", "0.15"))
    known = read_known("acme", find_change(str(number)))
    assert (known.on(DAY).price(VECD).term.share, say()[1]) == (Decimal("0.12"), "0.15")


def test_known_at_the_last_change_is_what_is_known_now():
    make_list(price_row("acme", VECD, "2008-02-01", "20.00"), term_row("acme", "*", "0.12"))
    now = catalogue("acme")
    known = read_known("acme", find_change("999999"))
    for day in (DAY, date(2008, 3, 1)):
        assert {name: str(price) for name, price in now.on(day).prices.items()} == {
            name: str(price) for name, price in known.on(day).prices.items()
        }
    assert [*find_differences()] == []


# The same answer as with the discount typed


def ask(price_list: str, discounts: dict[str, str], **more: object) -> dict[str, object]:
    document = deepcopy(preset("january-2008")) | {"price_list": price_list} | more
    for scenario in document["scenarios"]:
        scenario["discounts"] = discounts
    return document


def test_a_term_gives_the_answer_that_the_typed_discount_gives():
    make_list(term_row("acme", "Microsoft", "0.12"))
    own, typed = (
        answer_document(compare(ask(*asked)))
        for asked in (("acme", {}), ("us-list", {"Microsoft": "0.12"}))
    )
    assert [find_money(each) for each in own["scenarios"]] == [
        find_money(each) for each in typed["scenarios"]
    ]


def find_money(scenario: dict) -> list[tuple[object, ...]]:
    return [
        (line["key"], line["cash_flow"], line.get("net_unit_price")) for line in scenario["lines"]
    ]


def test_known_changes_go_on_rising_though_the_term_changes():
    make_list(
        term_row("acme", "Microsoft", "0.12"), term_row("acme", "Microsoft", "0.12", "2009-06-01")
    )
    more = {"price_changes": "known", "assumptions": {"price_inflation": "0.05"}}
    own, typed = (
        answer_document(compare(ask(*asked, **more)))
        for asked in (("acme", {}), ("us-list", {"Microsoft": "0.12"}))
    )
    assert [each["tco"] for each in own["scenarios"]] == [
        each["tco"] for each in typed["scenarios"]
    ]


@pytest.mark.parametrize("name", [VECD, "Microsoft", "*"])
def test_what_a_scenario_types_stands_over_the_term(name):
    make_list(term_row("acme", VECD, "0.12"))
    own, typed = (compare(ask(each, {name: "0.3"})) for each in ("acme", "us-list"))
    assert answer_document(own)["scenarios"] == answer_document(typed)["scenarios"]


def test_the_quote_names_list_price_discount_and_term():
    make_list(term_row("acme", "Microsoft", "0.12"))
    answer = compare(ask("acme", {}))
    row = next(
        row
        for place in range(len(answer.scenarios))
        for row in rows_of(answer, place)
        if row["scheme"] == VECD
    )
    assert [row[name] for name in ("list_unit_price", "discount", "net_unit_price")] == [
        "23.00",
        "0.12",
        "20.24",
    ]
    assert row["source"].startswith("12 % off Microsoft, contract 4711; list price: ")


# Files

HEADS = {
    "price_lists.csv": "id,name,currency,region,owner,base",
    "list_terms.csv": "price_list,of,valid_from,share,source,source_url,confidence,note",
    "prices/acme.csv": "scheme,valid_from,amount,tiers,source,source_url,confidence,note,state",
}


def load_files(folder: Path, **files: str) -> None:
    (folder / "prices").mkdir()
    for name, rows in files.items():
        path = {"acme": "prices/acme.csv"}.get(name, f"{name}.csv")
        (folder / path).write_text(f"{HEADS[path]}\n{rows}\n")
    load(folder, at=datetime(2026, 11, 30, tzinfo=UTC), kind=LOAD, reason="ours")


def test_an_own_list_comes_from_files(tmp_path):
    load_files(
        tmp_path,
        price_lists="acme,Acme,USD,US,us,us-list",
        list_terms="acme,Microsoft,2007-01-01,0.12,contract 4711,,verified,",
        acme="ms-vecd-sa,2008-01-01,20.00,,a letter,,verified,,\n"
        "ms-vecd-sa,2008-01-30,,,a letter,,verified,,as_base",
    )
    assert (say(), say(day=date(2008, 1, 10))) == (("23.00", "0.12"), ("20.00", "0"))


def test_an_own_list_in_another_currency_comes_from_files(tmp_path):
    load_files(tmp_path, price_lists="acme,Acme,EUR,EU,us,us-list")
    assert say() == ("15.47", "0")  # 23.00 at 0.672495


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        (
            {"price_lists": "acme,Acme,USD,US,us,us-lst"},
            "price_lists.csv, line 2, column base: holds 'us-lst'; is no price list; "
            "did you mean us-list?",
        ),
        (
            {"price_lists": "us-list,US,EUR,US,us,"},
            "price_lists.csv, line 2, column currency: holds 'EUR'; "
            "may hold USD: the amounts of a list never change what money they are",
        ),
        (
            {"price_lists": "a,A,USD,US,us,b\nb,B,USD,US,us,a"},
            "price_lists.csv, line 2, column base: holds 'b'; "
            "leads back to this list; lists may not stand on each other in a circle",
        ),
        (
            {"price_lists": "us-list,US,USD,US,us,eu-list"},
            "price_lists.csv, line 2, column base: holds 'eu-list'; "
            "may not change between none and a list: whether a list is an own one never changes",
        ),
        (
            {"list_terms": "us-list,*,2007-01-01,0.12,us,,verified,"},
            "list_terms.csv, line 2, column price_list: holds 'us-list'; "
            "may hold a list that has a base: others have no terms",
        ),
        (
            {
                "price_lists": "acme,Acme,USD,US,us,us-list",
                "list_terms": "acme,Microsft,2007-01-01,0.12,us,,verified,",
            },
            "list_terms.csv, line 2, column of: holds 'Microsft'; "
            "is neither a scheme nor a vendor, nor * for all; did you mean Microsoft?",
        ),
        (
            {"list_terms": "acme,*,2007-01-01,1.2,us,,verified,"},
            "list_terms.csv, line 2, column share: holds '1.2'; may hold a number from 0 to 1; "
            "for 1.2 % write 0.012",
        ),
    ],
)
def test_what_cannot_be_an_own_list_is_refused_at_its_cell(tmp_path, files, fault):
    with pytest.raises(CatalogueFaults) as found:
        load_files(tmp_path, **files)
    assert found.value.lines()[0] == fault


def test_four_lists_beneath_one_are_too_many(tmp_path):
    rows = "a,A,USD,US,us,us-list\nb,B,USD,US,us,a\nc,C,USD,US,us,b\nd,D,USD,US,us,c"
    with pytest.raises(CatalogueFaults) as found:
        load_files(tmp_path, price_lists=rows)
    assert found.value.lines() == [
        "price_lists.csv, line 5, column base: holds 'c'; "
        "may stand on 3 lists at most, one beneath the other"
    ]


def test_a_list_without_a_base_has_no_row_as_base(tmp_path):
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "us-list.csv").write_text(
        f"{HEADS['prices/acme.csv']}\nms-vecd-sa,2008-01-30,,,us,,verified,,as_base\n"
    )
    with pytest.raises(CatalogueFaults, match="may not be as_base in a list without a base"):
        load(tmp_path, at=datetime(2026, 11, 30, tzinfo=UTC), kind=LOAD, reason="ours")
