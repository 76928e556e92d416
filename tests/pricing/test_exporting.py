"""The catalogue as files: exported, loaded and exported again it is the same bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pricing.catalogue.beginning import NOTHING_KNOWN
from pricing.catalogue.changing import Row, change_catalogue, read_stored
from pricing.catalogue.exporting import export_catalogue
from pricing.catalogue.files import read_folder
from pricing.catalogue.history import find_differences
from pricing.catalogue.loading import load
from pricing.catalogue.rows import KINDS, SCHEMES, read_written
from pricing.models import CatalogueVersion, Price
from pricing.models.changes import CORRECTION, EDIT

from .own_lists import read_first_day

pytestmark = pytest.mark.stores

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def read_files(directory: Path) -> dict[str, str]:
    """What stands in a folder, as the export names it."""
    found = sorted(directory.rglob("*.csv"))
    return {str(path.relative_to(directory)): path.read_bytes().decode() for path in found}


def write_folder(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


# The shipped catalogue


@pytest.mark.usefixtures("catalogue_db")
def test_an_export_that_is_loaded_is_no_change(tmp_path):
    call_command("export_catalogue", tmp_path / "all", verbosity=0)
    before = CatalogueVersion.current()
    load(tmp_path / "all", at=NOW)
    assert CatalogueVersion.current() == before


@pytest.mark.usefixtures("empty_catalogue")
def test_the_shipped_catalogue_exports_the_same_bytes_again(tmp_path):
    with transaction.atomic():
        load(Path("pricing/catalogue"), at=NOW)
        first = export_catalogue()
        transaction.set_rollback(True)
    write_folder(tmp_path, first)
    load(tmp_path, at=NOW)
    assert export_catalogue() == first
    assert sorted(first) == [
        *("assumptions.csv", "exchange_rates.csv", "price_lists.csv"),
        *("prices/eu-list.csv", "prices/uk-list.csv", "prices/us-list.csv", "schemes.csv"),
    ]


@pytest.mark.usefixtures("catalogue_db")
def test_rows_stand_by_key_and_every_column_is_there(tmp_path):
    call_command("export_catalogue", tmp_path / "all")
    text = (tmp_path / "all/prices/us-list.csv").read_bytes()
    head, *_ = text.decode().split("\n")[:-1]
    columns = "scheme,valid_from,amount,tiers,source,source_url,confidence,note,confirmed_on,state"
    assert head == f"{columns},feed,feed_id,fetched_on,feed_rule"
    keys = [
        (each.values["scheme"], each.values["valid_from"])
        for each in read_folder(tmp_path / "all").prices["us-list"]
    ]
    assert keys == sorted(keys)
    assert not text.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in text


def correct_price(amount: str) -> None:
    row = read_stored(Price.objects.get(scheme="ms-vecd-sa", valid_from="2008-01-21"))
    values = {**row.values, "amount": Decimal(amount)}
    change_catalogue([row._replace(values=values)], kind=CORRECTION, at=NOW, reason="misread")


@pytest.mark.usefixtures("catalogue_db")
def test_as_known_then_gives_the_files_of_then(tmp_path):
    before, number = export_catalogue(), CatalogueVersion.objects.get().number
    correct_price("24.00")
    call_command("export_catalogue", tmp_path / "then", known=str(number))
    assert read_files(tmp_path / "then") == before != export_catalogue()


@pytest.mark.usefixtures("catalogue_db")
def test_files_of_then_put_everything_back(tmp_path):
    before = export_catalogue()
    correct_price("24.00")
    write_folder(tmp_path, before)
    load(tmp_path, at=NOW, kind=CORRECTION, reason="back")
    assert export_catalogue() == before


@pytest.mark.usefixtures("catalogue_db")
@pytest.mark.parametrize(
    ("known", "message"),
    [
        ("1999-01-01", f"--known 1999-01-01: {NOTHING_KNOWN}: it begins on {{first}}"),
        (
            "yesterday",
            "--known yesterday: may hold a day as 2026-11-24, or the number of a change",
        ),
    ],
)
def test_what_was_never_known_is_refused_and_nothing_written(tmp_path, known, message):
    with pytest.raises(CommandError) as found:
        call_command("export_catalogue", tmp_path / "then", known=known)
    assert str(found.value) == message.format(first=read_first_day())
    assert not (tmp_path / "then").exists()


@pytest.mark.usefixtures("catalogue_db")
def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "old.csv").write_text("mine")
    with pytest.raises(CommandError, match="is not empty; name a new folder"):
        call_command("export_catalogue", tmp_path)
    assert read_files(tmp_path) == {"old.csv": "mine"}


@pytest.mark.usefixtures("empty_catalogue")
def test_without_a_catalogue_nothing_is_written(tmp_path):
    with pytest.raises(CommandError, match="no catalogue was loaded yet"):
        call_command("export_catalogue", tmp_path / "none")


@pytest.mark.usefixtures("catalogue_db")
def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_catalogue", tmp_path / "file")


# Made catalogues: own lists on a base, every state, tiers, terms, rates, texts with all marks

SCHEMES_MADE = ("a", "b-2", "b_10")
LISTS = {"base": "", "own": "base", "own-2": "own"}
parts = st.sampled_from([*"a,é\"';= \n\t", "\r\n", "日", "=1+1", "1,5"])
texts = st.lists(parts, max_size=8).map("".join)
sources = texts.map(lambda text: f"x{text}")
amounts = st.builds(
    lambda number, decimals: f"{Decimal(number).scaleb(-decimals):f}",
    *(st.integers(0, 9_999_999), st.sampled_from((0, 1, 2, 4))),
)
days = st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(date.isoformat)
told = {
    "source": sources,
    "source_url": st.sampled_from(["", "https://example.org/a,b"]),
    "confidence": st.sampled_from(["verified", "derived", "recalled"]),
    "note": texts,
}
lists = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["List", 'The "list", ours']),
        "region": st.just("here"),
        "owner": st.just("we"),
    }
)
schemes = st.fixed_dictionaries(
    {
        "vendor": st.just("V"),
        "product": st.just("P"),
        "role": st.just("broker"),
        "metric": st.just("user"),
        "rule_note": texts,
        "rule_confidence": st.just("recalled"),
    }
)
payments = st.sampled_from(
    [
        {"charge": "perpetual", "maintenance_rate": "0.210"},
        {"charge": "subscription", "period": "month", "terms": "yearly:1 monthly:1.10"},
    ]
)
without_amount = st.sampled_from(["", "not_sold"]).map(lambda state: {"state": state})
with_amount = st.fixed_dictionaries(
    {
        "amount": amounts,
        "state": st.sampled_from(["", "amount"]),
        "tiers": amounts.map(lambda amount: f"100:{amount}") | st.just(""),
    }
)


def make_prices(whats):
    """Prices of which each says one of these of its amount."""
    keys = {"scheme": st.sampled_from(SCHEMES_MADE), "valid_from": days}
    rows = st.builds(
        lambda row, what: {**row, **what}, st.fixed_dictionaries({**keys, **told}), whats
    )
    return st.lists(rows, max_size=5)


prices = make_prices(with_amount | without_amount)
own_prices = make_prices(with_amount | without_amount | st.just({"state": "as_base"}))
rates = st.fixed_dictionaries(
    {
        "from_currency": st.just("USD"),
        "to_currency": st.just("EUR"),
        "valid_from": days,
        "rate": st.sampled_from(["0.6730", "1.2340", "1", "0.0000001"]),
        **told,
    }
)
terms = st.fixed_dictionaries(
    {
        "price_list": st.just("own"),
        "of": st.sampled_from(["*", "V", "b-2"]),
        "valid_from": days,
        "share": st.sampled_from(["0", "0.120", "1", "0.0333333333"]),
        **told,
    }
)


@st.composite
def make_catalogue(draw) -> list[tuple[str, str, dict[str, str]]]:
    """Rows of every kind as somebody might type them: kind, list and cells."""
    currency = draw(st.sampled_from(["USD", "EUR"]))  # an own list has the money of its base
    typed = [
        ("price lists", "", {"id": name, "base": base, "currency": currency, **draw(lists)})
        for name, base in LISTS.items()
    ]
    for name in SCHEMES_MADE:
        empty = dict.fromkeys(SCHEMES.fields, "")
        typed.append(("schemes", "", {**empty, "id": name, **draw(schemes), **draw(payments)}))
    typed += [("exchange rates", "", row) for row in draw(st.lists(rates, max_size=2))]
    typed += [("list terms", "", row) for row in draw(st.lists(terms, max_size=3))]
    for name, base in LISTS.items():
        rows = draw(own_prices if base else prices)
        typed += [("prices", name, row) for row in rows]
    return typed


def read_typed(typed: list[tuple[str, str, dict[str, str]]]) -> list[Row]:
    """The last row of each key."""
    kinds = {kind.name: kind for kind in KINDS}
    rows = {}
    for name, price_list, cells in typed:
        row = Row(kinds[name], price_list, read_written(kinds[name], cells))
        rows[name, price_list, row.key] = row
    return list(rows.values())


@pytest.mark.usefixtures("empty_catalogue")
@settings(
    max_examples=12,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(make_catalogue())
def test_a_made_catalogue_exports_the_same_bytes_again(tmp_path_factory, typed):
    folder = tmp_path_factory.mktemp("made")
    with transaction.atomic():
        change_catalogue(read_typed(typed), kind=EDIT, at=NOW, reason="made")
        assert [*find_differences()] == []
        first = export_catalogue()
        transaction.set_rollback(True)
    write_folder(folder, first)
    with transaction.atomic():
        load(folder, at=NOW)
        assert export_catalogue() == first
        stamp = CatalogueVersion.current()
        load(folder, at=NOW)
        assert CatalogueVersion.current() == stamp
        transaction.set_rollback(True)
