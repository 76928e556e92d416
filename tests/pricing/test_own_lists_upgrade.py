"""An upgrade of what ships moves an own list only where its base moved."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pricing.catalogue.files import SHIPPED
from pricing.catalogue.history import find_differences
from pricing.catalogue.loading import load
from pricing.market import catalogue
from tests.pricing.own_lists import make_list, price_row, term_row
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

DAYS = [date(2007, 6, 1), date(2008, 1, 31), date(2008, 7, 1), date(2009, 9, 1), date(2026, 10, 14)]
OWN = "vmw-vi3-standard"  # has a row of the list's own from 1 January 2008
MOVED = ("ms-vecd-sa", OWN)  # what the new release says otherwise


@pytest.fixture
def own():
    make_list(
        price_row("acme", OWN, "2008-01-01", "2500.00"),
        price_row("acme", "ms-ws2003r2-std", "2007-01-01", "900.00"),
        price_row("acme", "ms-ws2003r2-std", "2008-01-01", state="as_base"),
        term_row("acme", "Microsoft", "0.12"),
        term_row("acme", "*", "0.05", "2008-06-01"),
    )


def read_all(price_list: str) -> dict[tuple[str, date], tuple[str, str] | None]:
    """What a list says of each scheme on each day: amount and share."""
    known = catalogue(price_list)
    said: dict[tuple[str, date], tuple[str, str] | None] = {}
    for day in DAYS:
        market = known.on(day)
        for scheme in known.schemes:
            price = market.price(scheme)
            share = price.term.share if price and price.term else 0
            said[scheme, day] = (str(price.amount), str(share)) if price else None
    return said


def upgrade(folder: Path) -> None:
    """Loads a second version of the shipped prices: one put right, one that is new."""
    text = (SHIPPED / "prices" / "us-list.csv").read_text()
    lines = text.splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if line.startswith("ms-vecd-sa,2008-01-21,"))
    lines[place] = lines[place].replace(",23.00,", ",24.00,", 1)
    lines.append(f"{OWN},2008-06-15,3100.00,,a newer source,,verified,\n")
    (folder / "prices").mkdir()
    (folder / "prices" / "us-list.csv").write_text("".join(lines))
    load(folder, at=datetime(2026, 12, 1, tzinfo=UTC))


def list_moved(before, after):
    return {key for key in before if before[key] != after[key]}


def test_an_own_list_moves_only_where_its_base_did(own, tmp_path):
    own_before, base_before = read_all("acme"), read_all("us-list")
    upgrade(tmp_path)
    own_moved = list_moved(own_before, read_all("acme"))
    base_moved = list_moved(base_before, read_all("us-list"))
    assert own_moved == {key for key in base_moved if key[0] != OWN}
    assert {scheme for scheme, _ in own_moved} == {"ms-vecd-sa"}
    assert {scheme for scheme, _ in base_moved} == {*MOVED}


def test_an_upgrade_takes_nothing_from_an_own_list(own, tmp_path):
    upgrade(tmp_path)
    assert read_all("acme")[OWN, date(2008, 7, 1)] == ("2500.00", "0")
    assert [*find_differences()] == []


def test_the_page_says_that_the_base_has_changed_since(own, tmp_path, client, django_user_model):
    upgrade(tmp_path)
    client.force_login(django_user_model.objects.create_user("ada"))
    page = parsed(client.get("/lists/acme/?price_date=2008-07-01").content.decode())
    words = text_of(page).replace("\u00a0", " ")
    assert "base has changed since: 3,100.00 from 15 June 2008" in words
