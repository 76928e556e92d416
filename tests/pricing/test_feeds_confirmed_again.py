"""A feed that is read again on a later day confirms the prices that it still says."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from pricing.catalogue.feeds.loading import Loaded, Order, load_feed
from pricing.catalogue.history import find_differences
from pricing.catalogue.proposed import CHANGED, CONFIRMED_AGAIN
from pricing.comparison import compare
from pricing.engine.answer_document import answer_document
from pricing.models import CatalogueChange, Price
from pricing.presets import preset

from .feeds import LIST, make_azure, make_items, make_own_list, make_page
from .proposals import make_row, write

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("own_list")]

HOST = "az-vm-d8s-v5-host"


@pytest.fixture
def own_list(catalogue_db):
    make_own_list()


@pytest.fixture
def azure(tmp_path):
    feed = make_azure(tmp_path)
    feed.load()
    return feed


def write_anew(feed, **of_first) -> None:
    """The feed as a new file, with some fields of its first item changed."""
    first, *others = make_items()
    page = make_page([first | of_first, *others])
    feed.file.write_text(json.dumps(page, indent=1), encoding="utf-8")


def load_tomorrow(feed, **more) -> Loaded:
    order = Order("azure", str(feed.file), feed.rules, LIST, "the next day", **more)
    return load_feed(order, at=timezone.now() + timedelta(days=1))


def count_confirmed() -> int:
    later = Price.objects.filter(price_list=LIST, confirmed_on__gt=F("fetched_on"))
    return later.count()


def test_what_it_still_says_is_confirmed_again_in_a_change_of_its_own(azure):
    write_anew(azure)
    loaded = load_tomorrow(azure)
    assert [step.what for step in loaded.difference.steps] == [CONFIRMED_AGAIN] * 5
    assert loaded.change == CatalogueChange.objects.last()
    assert (loaded.notes.stands, count_confirmed()) == (5, 5)
    assert [*find_differences()] == []


def test_a_price_that_moved_is_no_confirmation(azure):
    write_anew(azure, retailPrice=0.4, effectiveStartDate="2025-01-01T00:00:00Z")
    loaded = load_tomorrow(azure)
    assert [s.row.values["scheme"] for s in loaded.difference.of(CHANGED)] == [HOST]
    assert (len(loaded.difference.of(CONFIRMED_AGAIN)), count_confirmed()) == (4, 4)


def test_the_same_file_once_more_is_no_later_look(azure):
    assert load_tomorrow(azure).change is None


def test_once_confirmed_there_is_nothing_more_that_day(azure):
    write_anew(azure)
    load_tomorrow(azure)
    write_anew(azure, skuId="another")
    assert load_tomorrow(azure).change is None


def test_what_others_said_since_is_not_confirmed(azure):
    write(make_row(HOST, "0.3000", "2026-01-01"))
    write_anew(azure)
    load_tomorrow(azure)
    assert count_confirmed() == 4


def test_it_moves_no_answer_and_is_tried_without_being_written(azure):
    asked = preset("today") | {"price_list": LIST}
    before = answer_document(compare(asked))
    write_anew(azure)
    tried = load_tomorrow(azure, dry_run=True)
    assert (len(tried.difference.of(CONFIRMED_AGAIN)), count_confirmed()) == (5, 0)
    number = load_tomorrow(azure).change.number
    assert answer_document(compare(asked)) == before | {"catalogue": number}
