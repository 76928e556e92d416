"""`python manage.py load_catalogue`: all or nothing, and it says what it did."""

from __future__ import annotations

import shutil
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pricing.catalogue.files import SHIPPED, read_folder
from pricing.market import catalogue
from pricing.models import Assumption, CatalogueVersion, Price, PriceList, Scheme

pytestmark = pytest.mark.stores

PRICES = "scheme,valid_from,amount,tiers,source,source_url,confidence,note\n"
LISTS = "id,name,currency,region,owner\n"
FOLDER = read_folder(SHIPPED)
SCHEMES, ASSUMPTIONS = len(FOLDER.schemes), len(FOLDER.assumptions)
PRICES_HELD = sum(map(len, FOLDER.prices.values()))


def run(*arguments):
    """Exit status, standard output and standard error of the command, in lines."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("load_catalogue", *arguments, reason="a test", stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    return status, out.getvalue().splitlines(), err.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path, empty_catalogue):
    """A copy of the shipped files, to spoil."""
    shutil.copytree(
        SHIPPED, tmp_path / "files", ignore=shutil.ignore_patterns("*.py", "__pycache__", "presets")
    )
    return tmp_path / "files"


@pytest.fixture
def small(tmp_path, catalogue_db):
    """A folder with one company's own list and one price, beside the shipped catalogue."""
    (tmp_path / "prices").mkdir()
    (tmp_path / "price_lists.csv").write_text(LISTS + "acme,Acme's list,USD,world,Acme\n")
    (tmp_path / "prices" / "acme.csv").write_text(
        PRICES + "ms-vecd-sa,2008-02-01,20.50,,Offer 7,,verified,\n"
    )
    return tmp_path


def test_a_first_load_says_what_it_added(folder):
    status, out, err = run(folder)
    assert (status, err) == (0, [])
    assert out[:6] == [
        "price lists: 3 added, 0 changed, 0 left",
        f"schemes: {SCHEMES} added, 0 changed, 0 left",
        f"prices: {PRICES_HELD} added, 0 changed, 0 left",
        f"assumptions: {ASSUMPTIONS} added, 0 changed, 0 left",
        "exchange rates: 7,332 added, 0 changed, 0 left",
        "list terms: 0 added, 0 changed, 0 left",
    ]


def test_a_second_load_changes_nothing(folder):
    run(folder)
    before = CatalogueVersion.current()
    status, out, _ = run(folder)
    assert (status, out[-1]) == (0, "nothing changed")
    assert CatalogueVersion.current() == before


def test_loading_only_when_changed_skips_files_that_were_loaded_last(folder):
    run(folder)
    assert run(folder, "--if-changed")[1] == ["Catalogue: these files are loaded already"]
    with (folder / "prices" / "us-list.csv").open("a") as file:
        file.write("ms-mdop,2010-01-01,11.00,,somebody,,recalled,\n")
    assert run(folder, "--if-changed")[1][2] == f"prices: 1 added, 0 changed, {PRICES_HELD} left"


def test_one_fault_and_nothing_is_loaded(folder):
    path = folder / "assumptions.csv"
    before, row, after = path.read_text().partition("pue,2006-01-01,ratio,1.7,")
    path.write_text(before + row.replace("1.7", "$1.7") + after)
    status, out, err = run(folder)
    assert (status, out) == (2, [])
    (fault,) = err
    assert fault.startswith(
        f"assumptions.csv, line {before.count(chr(10)) + 1}, column low: holds '$1.7'; "
    )
    assert fault.endswith("(write 1.7)")
    assert [model.objects.count() for model in (PriceList, Scheme, Price, Assumption)] == [
        0,
        0,
        0,
        0,
    ]


def test_a_fault_that_only_the_database_knows_rolls_back_too(small):
    (small / "prices" / "acme.csv").write_text(
        PRICES + "ms-vecd-saa,2008-02-01,20.50,,Offer 7,,verified,\n"
    )
    before = CatalogueVersion.current()
    status, out, err = run(small)
    assert (status, out) == (2, [])
    assert err == [
        "prices/acme.csv, line 2, column scheme: holds 'ms-vecd-saa'; is no scheme; did you mean "
        "ms-vecd-sa?"
    ]
    assert not PriceList.objects.filter(id="acme").exists()
    assert CatalogueVersion.current() == before


def test_assumptions_that_follow_one_another_in_a_circle_are_a_fault(folder):
    file = folder / "assumptions.csv"
    lines = file.read_text().splitlines(keepends=True)
    spoilt = [
        line.replace(",USD,,", ",USD,deployment_hour_rate,")
        if line.startswith("admin_salary,")
        else line
        for line in lines
    ]
    file.write_text("".join(spoilt))
    status, _, err = run(folder)
    assert status == 2
    assert {line.split(": ", 1)[1].partition("; ")[2] for line in err} == {
        "leads back to itself; one of a chain must follow nobody"
    }
    assert len(err) == 5


def test_a_file_of_prices_without_its_list_is_a_fault(small):
    (small / "price_lists.csv").unlink()
    assert run(small)[2] == ["prices/acme.csv: there is no price list acme"]


def test_a_successor_that_is_not_there_is_a_fault(folder):
    path = folder / "schemes.csv"
    path.write_text(
        path.read_text().replace(",ms-windows-vda,Per access", ",ms-windows-vdaa,Per access")
    )
    (fault,) = run(folder)[2]
    assert fault == (
        "schemes.csv, line 7, column successor: holds 'ms-windows-vdaa'; is no scheme; did you "
        "mean ms-windows-vda?"
    )


def test_a_folder_may_hold_only_some_files_and_the_rest_is_left_alone(small):
    status, out, _ = run(small)
    assert status == 0
    assert out == [
        "price lists: 1 added, 0 changed, 0 left, 3 not in the files",
        f"schemes: 0 added, 0 changed, 0 left, {SCHEMES} not in the files",
        f"prices: 1 added, 0 changed, 0 left, {PRICES_HELD} not in the files",
        f"assumptions: 0 added, 0 changed, 0 left, {ASSUMPTIONS} not in the files",
        "exchange rates: 0 added, 0 changed, 0 left, 7,332 not in the files",
        "list terms: 0 added, 0 changed, 0 left",
    ]
    assert str(Price.objects.get(price_list="acme").amount) == "20.50"


def test_a_changed_amount_is_one_change_even_where_only_its_decimals_differ(small):
    run(small)
    path = small / "prices" / "acme.csv"
    path.write_text(path.read_text().replace("20.50", "20.5"))
    _, out, _ = run(small, "--corrections")
    assert out[2] == f"prices: 0 added, 1 changed, 0 left, {PRICES_HELD} not in the files"
    assert "prices, by kind: 1 correction" in out
    assert str(Price.objects.get(price_list="acme").amount) == "20.5"


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(small):
    before = CatalogueVersion.current()
    status, out, _ = run(small, "--dry-run")
    assert (status, out[0], out[-1]) == (
        0,
        "price lists: 1 added, 0 changed, 0 left, 3 not in the files",
        "dry run: nothing was written",
    )
    assert not PriceList.objects.filter(id="acme").exists()
    assert CatalogueVersion.current() == before


ENDED = "ms-vecd-sa,2008-10-01,,,somebody,,recalled,\n"
REVOKED = "".join(
    f"ms-vecd-sa,{day},,,somebody,,recalled,,revoked\n" for day in ("2007-04-02", "2008-01-21")
)


@pytest.mark.parametrize(
    ("heads", "rows", "line"), [("", ENDED, 2), (",state", REVOKED, 3)], ids=["ended", "revoked"]
)
def test_ending_a_scheme_that_a_preset_uses_names_both_places(
    catalogue_db, tmp_path, heads, rows, line
):
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "us-list.csv").write_text(PRICES.replace("\n", f"{heads}\n") + rows)
    before = Price.objects.filter(scheme="ms-vecd-sa").count()
    status, _, err = run(tmp_path, "--corrections")
    assert status == 2
    assert err[0] == (
        f"prices/us-list.csv, line {line}, column amount: holds nothing; "
        "the preset autumn-2008 uses ms-vecd-sa on 2008-10-31, when it would not be sold"
    )
    assert Price.objects.filter(scheme="ms-vecd-sa").count() == before


def test_a_thousand_faults_are_printed_and_the_rest_counted(small):
    (small / "prices" / "acme.csv").write_text(
        PRICES + "ms-vecd,2008-02-01,x,,Offer,,verified,\n" * 1002
    )
    _, _, err = run(small)
    assert (len(err), err[-1]) == (1001, "and 2 more were found")


def test_a_price_of_fifteen_digits_comes_back_as_it_went_in(small):
    (small / "prices" / "acme.csv").write_text(
        PRICES + "ms-vecd,2008-02-01,12345.6789012345,,Offer,,verified,\n"
    )
    run(small)
    assert Price.objects.get(price_list="acme").amount == Decimal("12345.6789012345")
    assert run(small)[1][-1] == "nothing changed"


def test_a_file_that_leaves_a_column_out_leaves_what_the_database_has_of_it(folder):
    run(folder)
    scheme = Scheme.objects.get(pk="ms-vecd-sa")
    scheme.vendor_part_number = "AAA-12345"
    scheme.save()
    _, out, _ = run(folder)
    assert out[-1] == "nothing changed"
    assert catalogue("us-list").schemes["ms-vecd-sa"].vendor_part_number == "AAA-12345"


def test_a_correction_in_files_of_ones_own_is_told_and_not_taken_by_itself(small):
    run(small)
    path = small / "prices" / "acme.csv"
    path.write_text(path.read_text().replace("20.50", "21.50"))
    _, out, _ = run(small)
    assert out[-2:] == [
        "prices, by kind: 1 correction that was not taken (--corrections takes it)",
        "nothing changed",
    ]
    assert str(Price.objects.get(price_list="acme").amount) == "20.50"


def test_what_a_complete_list_does_not_hold_ends_on_the_day(small):
    with (small / "prices" / "acme.csv").open("a") as file:
        file.write("ms-vecd,2008-02-01,90.00,,Offer 7,,verified,\n")
    run(small)
    (small / "prices" / "acme.csv").write_text(
        PRICES + "ms-vecd-sa,2008-02-01,20.50,,Offer 7,,verified,\n"
    )
    run(small, "--list", "acme", "--complete", "2010-01-01")
    ended = Price.objects.get(price_list="acme", valid_from="2010-01-01")
    assert (ended.scheme_id, ended.amount) == ("ms-vecd", None)


def lack(tmp_path, scheme: str) -> None:
    """A folder of the shipped US list without one scheme."""
    (tmp_path / "prices").mkdir()
    lines = (SHIPPED / "prices" / "us-list.csv").read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"{scheme},")]
    assert len(kept) < len(lines)
    (tmp_path / "prices" / "us-list.csv").write_text("".join(kept))


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_a_complete_list_that_lacks_what_a_preset_uses_is_refused_and_names_both(
    catalogue_db, tmp_path, more
):
    lack(tmp_path, "thin-client")
    status, _, err = run(tmp_path, "--list", "us-list", "--complete", "2008-10-30", *more)
    assert status == 2
    assert err[0] == (
        "prices/us-list.csv, column scheme: holds no thin-client; "
        "the preset autumn-2008 uses thin-client on 2008-10-31, when it would not be sold"
    )
    assert not Price.objects.filter(scheme="thin-client", valid_from="2008-10-30").exists()


def test_a_complete_list_may_lack_what_a_preset_uses_on_an_earlier_day_alone(
    catalogue_db, tmp_path
):
    lack(tmp_path, "thin-client")
    status, _, err = run(tmp_path, "--list", "us-list", "--complete", "2008-11-01")
    assert (status, err) == (0, [])


def test_a_sale_that_a_complete_list_ends_begins_again_with_a_price_of_a_later_day(
    catalogue_db, tmp_path
):
    lack(tmp_path, "thin-client")
    run(tmp_path, "--list", "us-list", "--complete", "2008-11-01")
    rows = Price.objects.filter(price_list="us-list", scheme="thin-client")
    assert [
        (str(price.valid_from), price.amount is not None) for price in rows.order_by("valid_from")
    ][-3:] == [("2008-11-01", False), ("2010-01-01", True), ("2023-01-01", False)]


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2100-01-01", "9999-12-31", "soon"])
def test_a_list_is_complete_on_a_day_that_the_catalogue_may_hold(small, day):
    words = "--complete: may hold a day as 2026-12-31, from 1990-01-01 to 2099-12-31"
    with pytest.raises(CommandError, match=words):
        run(small, "--list", "acme", "--complete", day)
    assert not PriceList.objects.filter(id="acme").exists()


def test_complete_needs_its_list(small):
    with pytest.raises(CommandError, match="--list ID"):
        run(small, "--complete", "2010-01-01")


def test_one_list_of_a_folder_is_loaded_and_the_rest_is_left(small):
    (small / "prices" / "us-list.csv").write_text(
        PRICES + "ms-vecd-sa,2031-01-01,9.00,,Offer 7,,verified,\n"
    )
    run(small, "--list", "acme")
    assert Price.objects.filter(price_list="acme").exists()
    assert not Price.objects.filter(valid_from="2031-01-01").exists()
