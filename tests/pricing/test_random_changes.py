"""Whatever is proposed and applied: tables are records, and what was pinned answers as it did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricing.catalogue import history
from pricing.catalogue.changing import Row
from pricing.catalogue.files import SHIPPED, read_folder
from pricing.catalogue.rows import ASSUMPTIONS, PRICE_LISTS, PRICES, SCHEMES
from pricing.comparison import answer_json, compare
from pricing.models import CatalogueVersion
from pricing.presets import presets

from .proposals import make_own_list, make_row, offer, take, write

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("few_rows")]

PRESET = presets()["autumn-2008"]
# As many changes as an example may have; each is checked, so the catalogue has few rows.
MOST = 100
CHANGED = ("ms-vecd-sa", "ms-vecd", "ms-mdop", "server-2s-qc-32")
FIRST = date(2008, 1, 1)


def make_random_row(scheme: str, days: int, amount: str | None, state: str):
    day = (FIRST + timedelta(days=days)).isoformat()
    if state:
        return make_row(scheme, None, day, state=state)
    return make_row(scheme, amount, day)


rows = st.lists(
    st.builds(
        make_random_row,
        st.sampled_from(CHANGED),
        st.integers(0, 20),
        st.none() | st.decimals(1, 500, places=2).map(str),
        st.sampled_from(("", "", "as_base", "revoked")),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row.key,
)
# To the own list by proposals, which take corrections or not; to the shipped one as a release does.
changes = st.lists(
    st.tuples(rows, st.sampled_from(("proposed", "corrected", "shipped"))),
    min_size=MOST,
    max_size=MOST,
)


@pytest.fixture
def few_rows(empty_catalogue, tmp_path):
    """What the preset is priced with, and its own list."""
    stacks = [entry for scenario in PRESET["scenarios"] for entry in scenario["stack"]]
    used = {*CHANGED} | {each if isinstance(each, str) else each["scheme"] for each in stacks}
    folder = read_folder(SHIPPED)
    kept = [each for each in folder.schemes if each.values["id"] in used]
    prices = [each for each in folder.prices["us-list"] if each.values["scheme"] in used]
    write(
        *(Row(PRICE_LISTS, "", each.values) for each in folder.price_lists),
        *(Row(SCHEMES, "", each.values | {"successor": ""}) for each in kept),
        *(Row(ASSUMPTIONS, "", each.values) for each in folder.assumptions),
        *(Row(PRICES, "us-list", each.values) for each in prices),
    )
    make_own_list()


def ask(number: int) -> str:
    """The bytes of an answer as known at a change, read anew."""
    history._read_known.cache_clear()
    return answer_json(compare({**PRESET, "price_list": "acme", "known_on": str(number)}))


def make(given_rows, way: str) -> None:
    if way == "shipped":
        priced = [row for row in given_rows if row.values["amount"] is not None]
        write(*(row._replace(price_list="us-list") for row in priced))
    else:
        take(offer(*given_rows, takes_corrections=way == "corrected"))


@given(changes=changes)
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_after_any_changes_tables_are_records_and_a_pinned_answer_has_the_same_bytes(changes):
    with transaction.atomic():
        number = CatalogueVersion.objects.get().number
        pinned = ask(number)
        for given_rows, way in changes:
            make(given_rows, way)
            assert [*history.find_differences()] == []
        assert ask(number) == pinned
        transaction.set_rollback(True)
