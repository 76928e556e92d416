"""Confirmed again: a later look at the source makes a figure younger, and moves no answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from pricing.admin_forms import find_newest
from pricing.catalogue.changing import Row
from pricing.catalogue.exporting import export_catalogue
from pricing.catalogue.history import find_differences, list_edited
from pricing.catalogue.proposed import CONFIRMED_AGAIN, CORRECTION, UNCHANGED
from pricing.catalogue.proposing import look_at
from pricing.catalogue.rows import ASSUMPTIONS
from pricing.comparison import answer_json, compare
from pricing.engine.answer_document import answer_document
from pricing.models import Assumption, CatalogueChange, Price
from pricing.presets import preset

from .own_lists import term_row
from .proposals import make_own_list, make_row, offer, take, write

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]

JUNE, JULY = date(2008, 6, 1), date(2008, 7, 1)


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


def find_own() -> Price:
    return Price.objects.get(price_list="acme", scheme="ms-vecd-sa")


def price() -> tuple[list[Any], dict[str, Any]]:
    """What a comparison on the own list rests on, by scenario, and what it says otherwise, but for
    the change of the catalogue.
    """
    said = answer_document(compare(preset("january-2008") | {"price_list": "acme"}))
    del said["catalogue"]
    return [scenario.pop("evidence") for scenario in said["scenarios"]], said


def make_assumption(**more: Any) -> Row:
    """The shipped pay of an administrator in 2008, as it stands."""
    stored = Assumption.objects.filter(name="admin_salary").order_by("valid_from")[0]
    names = [*ASSUMPTIONS.fields]
    return Row(ASSUMPTIONS, "", {name: getattr(stored, name) for name in names} | more)


def test_the_same_of_a_later_day_is_a_record_without_another_amount():
    write(make_row(confirmed_on=JUNE))
    change = CatalogueChange.objects.last()
    (edited,) = list_edited(change.records.all(), change.number)
    assert edited.after == edited.before | {"confirmed_on": "2008-06-01"}
    assert (str(find_own().amount), find_own().confirmed_on) == ("20.50", JUNE)
    assert [*find_differences()] == []


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ({}, {"confirmed_on": JUNE}, CONFIRMED_AGAIN),
        ({"confirmed_on": JUNE}, {"confirmed_on": JULY}, CONFIRMED_AGAIN),
        ({"confirmed_on": JULY}, {"confirmed_on": JUNE}, CORRECTION),
        ({"confirmed_on": JULY}, {"confirmed_on": None}, CORRECTION),
        ({"confirmed_on": JULY}, {"confirmed_on": JULY}, UNCHANGED),
        ({"confirmed_on": JULY}, {}, UNCHANGED),
        ({}, {"confirmed_on": JUNE, "amount": "21.00"}, CORRECTION),
        ({}, {"confirmed_on": JUNE, "source": "Offer 8"}, CORRECTION),
    ],
)
def test_a_row_is_confirmed_again_where_its_day_alone_is_later(before, after, what):
    write(make_row(**before))
    (step,) = look_at(offer(make_row(**after))).steps
    assert step.what == what


def test_a_confirmation_needs_no_leave_to_correct():
    take(offer(make_row(confirmed_on=JUNE)))
    assert find_own().confirmed_on == JUNE


@pytest.mark.parametrize("more", [{"amount": "21.00"}, {"source": "Offer 8"}])
def test_of_other_figures_nobody_has_looked_again(more):
    write(make_row(confirmed_on=JUNE))
    write(make_row(**more))
    assert find_own().confirmed_on is None


def test_terms_and_assumptions_are_confirmed_again_too():
    write(term_row("acme", "Microsoft", "0.1"))
    for row in (term_row("acme", "Microsoft", "0.1", confirmed_on=JUNE), make_assumption()):
        (step,) = look_at(offer(row._replace(values=row.values | {"confirmed_on": JUNE}))).steps
        assert step.what == CONFIRMED_AGAIN


def test_it_moves_no_answer_but_the_age_of_what_that_rests_on():
    old = {"scheme": "thin-client", "day": "2003-01-01"}
    write(make_row(**old))
    ages, before = price()
    write(make_row(**old, confirmed_on=date(2008, 1, 1)))
    renewed, after = price()
    assert before == after
    assert ages[0] == renewed[0]
    assert ages[1] != renewed[1]


def test_as_known_before_it_the_answer_is_the_same_to_the_byte():
    number = CatalogueChange.objects.last().number
    asked = preset("january-2008") | {"price_list": "acme", "known_on": str(number)}
    before = answer_json(compare(asked))
    write(make_row(confirmed_on=date(2008, 1, 31)))
    assert answer_json(compare(asked)) == before


def test_export_load_and_export_give_the_same_bytes(tmp_path: Path):
    write(make_row(confirmed_on=JUNE), make_assumption(confirmed_on=JULY))
    files = export_catalogue()
    assert ",2008-06-01," in files["prices/acme.csv"]
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, newline="")
    number = CatalogueChange.objects.last().number
    call_command("load_catalogue", tmp_path, reason="the same again")
    assert (export_catalogue(), CatalogueChange.objects.last().number) == (files, number)


def test_a_file_says_that_prices_were_confirmed(tmp_path: Path, capsys):
    (tmp_path / "prices").mkdir()
    heads = "scheme,valid_from,amount,tiers,source,source_url,confidence,note,confirmed_on\n"
    row = "ms-vecd-sa,2008-02-01,20.50,,Offer 7,,verified,,2008-06-01\n"
    (tmp_path / "prices/acme.csv").write_text(heads + row)
    call_command("load_catalogue", tmp_path, list="acme", reason="looked again")
    assert "1 confirmed again" in capsys.readouterr().out
    assert find_own().confirmed_on == JUNE


def test_at_admin_it_is_no_correction(admin_client):
    own = find_own()
    typed = {name: cell for name, cell in own.cells().items() if not name.startswith("fe")}
    more = {"price_list": "acme", "reason": "looked again", "seen": str(find_newest(own)[0])}
    address = f"/admin/pricing/price/{own.pk}/change/"
    answer = admin_client.post(address, {**typed, **more, "confirmed_on": "2008-06-01"})
    assert answer.status_code == 302
    assert (find_own().confirmed_on, CatalogueChange.objects.last().kind) == (JUNE, "edit")


def test_at_admin_other_figures_are_not_confirmed(admin_client):
    write(make_row(confirmed_on=JUNE))
    own = find_own()
    typed = {name: cell for name, cell in own.cells().items() if not name.startswith("fe")}
    more = {"price_list": "acme", "reason": "read again", "seen": str(find_newest(own)[0])}
    typed |= {"amount": "21.00", "source": "Offer 8"}
    answer = admin_client.post(f"/admin/pricing/price/{own.pk}/change/", {**typed, **more})
    assert answer.status_code == 302
    assert (str(find_own().amount), find_own().confirmed_on) == ("21.00", None)
