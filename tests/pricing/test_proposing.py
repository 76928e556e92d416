"""Propose, look, apply: what somebody saw is what is written, once, and nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pricing.catalogue.history import find_differences, read_known
from pricing.catalogue.proposed import (
    ADDED,
    CHANGED,
    CORRECTION,
    ENDED,
    REVOKED,
    UNCHANGED,
)
from pricing.catalogue.proposing import (
    Expired,
    Moved,
    NoReason,
    Shipped,
    look_anew,
    look_at,
    propose,
)
from pricing.models import CatalogueChange, CatalogueRecord, Price
from pricing.presets import presets

from .proposals import NOW, make_own_list, make_row, offer, take, write

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


def read_amount(scheme: str = "ms-vecd-sa", day: str = "2008-02-01") -> str:
    return str(Price.objects.get(price_list="acme", scheme=scheme, valid_from=day).amount)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (make_row("ms-mdop", "10.00"), ADDED),
        (make_row(day="2009-01-01"), CHANGED),
        (make_row(day="2009-01-01", amount=None), ENDED),
        (make_row(day="2009-01-01", amount=None, state="as_base"), CHANGED),
        (make_row(amount="21.00"), CORRECTION),
        (make_row(amount=None, state="revoked"), REVOKED),
        (make_row(day="2009-01-01", amount=None, state="revoked"), UNCHANGED),
        (make_row(), UNCHANGED),
    ],
)
def test_each_row_is_of_one_kind(row, what):
    (step,) = look_at(offer(row)).steps
    assert step.what == what


def test_a_price_from_a_day_on_stands_beside_the_one_that_holds_until_then():
    (step,) = look_at(offer(make_row(day="2009-01-01", amount="25.00"))).steps
    assert '"amount": "20.50"' in step.before


def test_what_is_proposed_stands_only_when_it_is_applied():
    proposal = offer(make_row(day="2009-01-01", amount="25.00"))
    assert not Price.objects.filter(price_list="acme", valid_from="2009-01-01").exists()
    change = take(proposal)
    assert read_amount(day="2009-01-01") == "25.00"
    assert (change.reason, change.kind) == ("our offer of May", "load")
    assert [*find_differences()] == []


def test_who_applies_it_twice_hears_the_first_answer():
    proposal = offer(make_row(day="2009-01-01"))
    first = take(proposal)
    assert take(proposal, reason="another") == first
    assert CatalogueChange.objects.last() == first


def test_where_nothing_differs_no_change_is_written():
    before = CatalogueChange.objects.count()
    assert take(offer(make_row())) is None
    assert CatalogueChange.objects.count() == before


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_it_is_not_applied_without_a_reason(reason):
    proposal = offer(make_row(day="2009-01-01"))
    with pytest.raises(NoReason):
        take(proposal, reason=reason)
    assert not Price.objects.filter(price_list="acme", valid_from="2009-01-01").exists()


def test_it_ends_after_seven_days():
    proposal = offer(make_row(day="2009-01-01"))
    with pytest.raises(Expired):
        take(proposal, at=NOW + timedelta(days=7))


def test_a_list_that_ships_is_refused_in_words():
    with pytest.raises(Shipped, match="changes with a release alone"):
        propose([make_row()], "us-list", by=None, at=NOW)


def test_no_file_that_is_proposed_as_complete_ends_what_a_preset_uses():
    used = {given["price_list"] for given in presets().values()} - {"embedded"}
    assert used == {"us-list"}
    with pytest.raises(Shipped):
        propose([], "us-list", by=None, at=NOW, complete_on=date(2008, 10, 30))


def test_a_correction_of_a_file_does_not_count_by_itself():
    take(offer(make_row(amount="21.00"), make_row("ms-mdop", "10.00")))
    assert (read_amount(), read_amount("ms-mdop")) == ("20.50", "10.00")


def test_a_correction_counts_where_somebody_says_so():
    take(offer(make_row(amount="21.00"), takes_corrections=True))
    assert read_amount() == "21.00"


def test_what_a_complete_file_does_not_hold_ends_on_the_day_that_is_given():
    day = date(2010, 1, 1)
    proposal = offer(make_row(day="2009-01-01"), complete_on=day)
    (ended,) = look_at(proposal).of(ENDED)
    take(proposal)
    assert ended.row.key == "ms-vecd 2010-01-01"
    assert Price.objects.get(price_list="acme", scheme="ms-vecd", valid_from=day).amount is None


def test_what_a_file_does_not_hold_is_named_and_stays():
    proposal = offer(make_row())
    assert look_at(proposal).absent == ["ms-vecd"]
    take(proposal)
    assert read_amount("ms-vecd") == "90.00"


# Revoked


def test_what_never_was_the_price_is_no_row_of_the_list_any_more():
    take(offer(make_row(amount=None, state="revoked"), takes_corrections=True))
    assert not Price.objects.filter(price_list="acme", scheme="ms-vecd-sa").exists()
    assert [*find_differences()] == []


def test_a_stale_file_revokes_nothing_by_itself():
    take(offer(make_row(amount=None, state="revoked")))
    assert read_amount() == "20.50"


def test_before_it_was_revoked_it_was_known():
    before = CatalogueChange.objects.last()
    take(offer(make_row(amount=None, state="revoked"), takes_corrections=True))
    on = date(2008, 2, 1)
    assert str(read_known("acme", before).on(on).price("ms-vecd-sa").amount) == "20.50"
    after = CatalogueChange.objects.last()
    assert str(read_known("acme", after).on(on).price("ms-vecd-sa").amount) == "23.00"


def test_what_was_revoked_is_a_price_again_when_somebody_says_so():
    take(offer(make_row(amount=None, state="revoked"), takes_corrections=True))
    (step,) = look_at(offer(make_row(amount="19.00"))).steps
    assert (step.what, step.before) == (ADDED, "")
    take(offer(make_row(amount="19.00")))
    assert read_amount() == "19.00"


# Two editors


def test_of_two_on_one_row_the_second_hears_what_moved():
    one = offer(make_row(amount="21.00"), takes_corrections=True)
    other = offer(make_row(amount="22.00"), takes_corrections=True)
    take(one)
    with pytest.raises(Moved) as moved:
        take(other)
    (row,) = moved.value.rows
    assert row.row.key == "ms-vecd-sa 2008-02-01"
    assert '"amount": "20.50"' in row.looked_at.before
    assert '"amount": "21.00"' in row.now.before
    assert read_amount() == "21.00"


def test_two_on_two_rows_are_both_applied():
    one, other = offer(make_row(day="2009-01-01")), offer(make_row("ms-mdop", "10.00"))
    assert take(one).number + 1 == take(other).number
    assert (read_amount(day="2009-01-01"), read_amount("ms-mdop")) == ("20.50", "10.00")


def test_of_overlapping_files_nothing_of_the_second_is_applied():
    one = offer(make_row(day="2009-01-01"), make_row("ms-mdop", "10.00"))
    other = offer(make_row("ms-mdop", "11.00"), make_row("ms-vecd", "80.00", "2010-01-01"))
    take(one)
    with pytest.raises(Moved):
        take(other)
    assert read_amount("ms-mdop") == "10.00"
    assert not Price.objects.filter(price_list="acme", valid_from="2010-01-01").exists()
    assert [*find_differences()] == []


def test_a_price_in_between_moves_what_holds_until_the_day():
    proposal = offer(make_row(day="2009-01-01", amount="25.00"))
    take(offer(make_row(day="2008-06-01", amount="23.00")))
    with pytest.raises(Moved):
        take(proposal)


def test_a_change_elsewhere_moves_nothing():
    proposal = offer(make_row(day="2009-01-01"))
    write(make_row("ms-mdop", "10.00"))
    assert take(proposal) is not None


def test_a_proposal_that_moved_is_looked_at_anew_and_then_applied():
    proposal = offer(make_row(amount="22.00"), takes_corrections=True)
    write(make_row(amount="21.00"))
    take(look_anew(proposal, by=None, at=NOW))
    assert read_amount() == "22.00"


def test_the_same_file_twice_makes_no_second_change():
    rows = [make_row(day="2009-01-01"), make_row("ms-mdop", "10.00")]
    take(offer(*rows))
    before = CatalogueRecord.objects.count()
    assert take(offer(*rows)) is None
    assert CatalogueRecord.objects.count() == before


def test_an_end_of_what_was_as_its_base_stays_an_end():
    take(offer(make_row(day="2009-01-01", amount=None, state="as_base")))
    take(offer(make_row(day="2009-01-01", amount=None, state=""), takes_corrections=True))
    assert Price.objects.get(price_list="acme", valid_from="2009-01-01").state == ""
