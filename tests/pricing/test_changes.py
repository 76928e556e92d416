"""The catalogue changes by recorded changes alone, and is known as it was at each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import Error, IntegrityError, connection, transaction

from pricing.catalogue.changing import Row, change_catalogue
from pricing.catalogue.history import find_differences, read_known
from pricing.catalogue.rows import PRICES
from pricing.comparison import compare
from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.faults import Faults
from pricing.engine.read_question import parse
from pricing.market import catalogue
from pricing.models import CatalogueChange, CatalogueRecord, CatalogueVersion, Price
from pricing.models.changes import CORRECTION, EDIT
from pricing.presets import presets

from .own_lists import read_first_day

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = date(2008, 1, 31)


def make_row(amount: str, valid_from: date = date(2008, 1, 21)) -> Row:
    values = {
        "scheme": "ms-vecd-sa",
        "valid_from": valid_from,
        "amount": Decimal(amount),
        "tiers": (),
        "source": "a letter",
        "source_url": "",
        "confidence": "verified",
        "note": "",
    }
    return Row(PRICES, "us-list", values)


def change(*rows: Row, kind: str = CORRECTION, reason: str = "it was misread"):
    return change_catalogue(rows, kind=kind, at=NOW, reason=reason)


def read_amount(known) -> str:
    return str(known.on(DAY).price("ms-vecd-sa").amount)


def test_the_tables_are_the_newest_records_after_a_load():
    assert [*find_differences()] == []


def test_an_amount_that_may_part_thousands_has_as_many_decimals_in_table_and_record():
    number = change(make_row("4.500")).change
    known = read_known("us-list", number)
    assert (read_amount(catalogue("us-list")), read_amount(known)) == ("4.5000", "4.5000")
    assert [*find_differences()] == []


def test_any_other_amount_of_three_decimals_keeps_them():
    number = change(make_row("1234.567")).change
    known = read_known("us-list", number)
    assert (read_amount(catalogue("us-list")), read_amount(known)) == ("1234.567", "1234.567")


def test_a_change_has_the_next_number_and_counts_what_it_did():
    before = CatalogueVersion.objects.get().number
    made = change(make_row("24.00"), make_row("25.50", date(2031, 1, 1))).change
    assert (made.number, made.counts) == (before + 1, {"prices": {"added": 1, "changed": 1}})


def test_what_was_known_before_a_change_is_known_as_it_was():
    before = CatalogueChange.objects.last()
    after = change(make_row("24.00")).change
    known = [read_amount(read_known("us-list", each)) for each in (before, after)]
    assert known == ["23.00", "24.00"]
    assert read_amount(catalogue("us-list")) == "24.00"


@pytest.mark.parametrize("name", sorted(presets()))
def test_what_is_known_now_prices_as_the_tables_do(name):
    document = presets()[name]
    known = read_known(document["price_list"], CatalogueChange.objects.last())
    by_records = answer_document(answer(parse(document, lambda _: known)))
    by_tables = answer_document(compare(document))
    assert by_records == {name: by_tables[name] for name in by_records}


def test_a_row_that_stands_so_already_is_no_change():
    change(make_row("24.00"))
    before = CatalogueVersion.current()
    assert change(make_row("24.00")).change is None
    assert CatalogueVersion.current() == before


def test_decimals_that_a_list_writes_are_a_difference():
    change(make_row("24.00"))
    assert change(make_row("24.0")).change is not None


def test_a_change_without_a_reason_is_refused_and_nothing_of_it_stays():
    with pytest.raises(IntegrityError), transaction.atomic():
        change(make_row("24.00"), kind=EDIT, reason="")
    assert read_amount(catalogue("us-list")) == "23.00"
    assert [*find_differences()] == []


def test_a_row_that_was_changed_by_another_way_is_named(capsys):
    Price.objects.filter(price_list="us-list", scheme="ms-vecd-sa").update(amount=32)
    with pytest.raises(SystemExit):
        call_command("catalogue_check")
    assert "prices us-list ms-vecd-sa 2008-01-21: the table says" in capsys.readouterr().err


def test_a_row_that_was_deleted_is_named():
    Price.objects.filter(scheme="ms-vecd-sa", valid_from=date(2008, 1, 21)).delete()
    (difference,) = find_differences()
    assert str(difference) == (
        "prices us-list ms-vecd-sa 2008-01-21: recorded, but not in the table"
    )


@pytest.mark.parametrize("model", [CatalogueChange, CatalogueRecord])
@pytest.mark.parametrize("road", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}"])
def test_no_record_is_changed_or_deleted(model, road):
    with (
        pytest.raises(Error, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(road.format(model._meta.db_table))


def price(known_on: str | None, **more) -> dict:
    document = {**presets()["autumn-2008"], **more}
    if known_on is not None:
        document["known_on"] = known_on
    return answer_document(compare(document))


def test_a_comparison_is_priced_as_the_catalogue_was_known_at_a_change():
    before, number = price(None), CatalogueVersion.objects.get().number
    change(make_row("24.00"))
    assert price(str(number)) == before
    assert price(str(number + 1)) == price(None) != before


@pytest.mark.parametrize("later", ["2099-12-31", "999999999"])
def test_later_than_the_last_change_is_the_last(later):
    change(make_row("24.00"))
    assert price(later) == price(None)


def test_a_day_is_that_of_the_last_change_made_on_it():
    at = datetime(2030, 3, 1, 23, 59, tzinfo=UTC)
    before = price(None)
    change_catalogue([make_row("24.00")], kind=CORRECTION, at=at, reason="it was misread")
    assert price("2030-02-28") == before
    assert price("2030-03-01") == price(None) != before


@pytest.mark.parametrize(
    ("known_on", "message"),
    [
        (
            "1999-01-01",
            "is before the first change of the catalogue, so nothing was known: "
            "it begins on {first}",
        ),
        ("yesterday", "may hold a day as 2026-11-24, or the number of a change"),
        ("2026-W09-1", "may hold a day as 2026-11-24, or the number of a change"),
        ("2026-02-30", "may hold a day as 2026-11-24, or the number of a change"),
        ("0", "may hold a day as 2026-11-24, or the number of a change"),
        ("-1", "may hold a day as 2026-11-24, or the number of a change"),
        ("²", "may hold a day as 2026-11-24, or the number of a change"),
    ],
)
def test_what_is_no_day_and_no_change_is_named(known_on, message):
    with pytest.raises(Faults) as found:
        price(known_on)
    said = message.format(first=read_first_day())
    assert [(fault.path, fault.message) for fault in found.value.faults] == [("known_on", said)]
