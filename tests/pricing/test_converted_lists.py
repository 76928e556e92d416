"""A list in another currency than its base: the base's amounts at the rate of the price date."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from pricing.catalogue.changing import Row
from pricing.catalogue.rows import EXCHANGE_RATES
from pricing.comparison import compare
from pricing.engine.faults import Faults
from pricing.market import catalogue
from pricing.presets import preset
from pricing.sheets.quote import rows_of
from tests.pricing.own_lists import SOURCE, change, list_row, term_row

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]

VECD = "ms-vecd-sa"  # 78.00 until it is 23.00 from 21 January 2008; of Microsoft
DAY = date(2008, 1, 31)  # 1 USD was 0.672495 EUR since 28 January


def rate_row(from_currency: str, to_currency: str, day: date, rate: str, **more: str) -> Row:
    values = {
        "from_currency": from_currency,
        "to_currency": to_currency,
        "valid_from": day,
        "rate": Decimal(rate),
        **SOURCE,
        "source": "ECB",
    }
    return Row(EXCHANGE_RATES, "", values | more)


def make_euro_list(*rows: Row) -> None:
    change(list_row("acme", currency="EUR"), *rows)


def say(price_list: str = "acme", scheme: str = VECD, day: date = DAY):
    """The price that a list says, in its currency."""
    return catalogue(price_list).on(day).price(scheme)


def ask(price_list: str = "acme", **more: object) -> dict[str, object]:
    return deepcopy(preset("january-2008")) | {"price_list": price_list} | more


def test_the_amount_of_the_base_is_multiplied_by_the_rate_of_the_day_and_rounded_once():
    make_euro_list()
    assert str(say().amount) == "15.47"


def test_smoke():
    make_euro_list(term_row("acme", "Microsoft", "0.12"))
    print(say(), [s.figures and s.figures.tco for s in compare(ask()).scenarios])
    print([s.figures and s.figures.tco for s in compare(ask("us-list")).scenarios])
    for row in rows_of(compare(ask()), 1):
        print(row)
    with pytest.raises(Faults) as found:
        compare(ask(price_date="2026-11-20"))
    print(found.value.faults)
    import time

    c = catalogue("acme")
    for cat in (catalogue("us-list"), c, catalogue("eu-list")):
        t = time.process_time()
        for d in range(1, 21):
            cat.on(date(2008, 5, d))
        print(cat.price_list, (time.process_time() - t) / 20)
