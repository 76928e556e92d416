"""Random own lists say on every day what a plain reading, written here, says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricing.catalogue.own_lists import OwnPrice, read_prices
from pricing.engine.list_terms import ListTerm
from pricing.engine.market import Catalogue, Price, Scheme

FIRST = date(2020, 1, 1)
DAYS = 8
VENDOR = {"a": "V", "b": "V", "c": "W"}
SCHEMES = {
    name: Scheme(name, "service", "user", "subscription", vendor=vendor)
    for name, vendor in VENDOR.items()
}
AS_BASE, NOT_SOLD = "as_base", "not_sold"

days = st.integers(0, DAYS - 1)
says = st.sampled_from(["10", "20", "30", NOT_SOLD, AS_BASE])
shares = st.sampled_from(["0", "0.1", "0.25"])
rows = st.dictionaries(st.tuples(st.sampled_from("abc"), days), says, max_size=8)
terms = st.dictionaries(st.tuples(st.sampled_from("abVW*"), days), shares, max_size=6)
lists = st.lists(st.tuples(rows, terms), min_size=1, max_size=4)


def find_last(said, name, day):
    """What was said of a name last by a day."""
    return next((said[name, d] for d in range(day, -1, -1) if (name, d) in said), None)


def say(layers, scheme, day):
    """Amount and share of the topmost list, read as people would."""
    if not layers:
        return None
    *beneath, (own, takes_off) = layers
    row = find_last(own, scheme, day)
    if row == NOT_SOLD:
        return None
    if row is not None and row != AS_BASE:
        return row, "0"
    base = say(beneath, scheme, day)
    if base is None:
        return None
    for name in (scheme, VENDOR[scheme], "*") if beneath else ():
        share = find_last(takes_off, name, day)
        if share is not None:
            return base[0], share
    return base


def day_of(place):
    return FIRST + timedelta(place)


def read_layer(own, takes_off):
    prices = []
    for (scheme, day), said in own.items():
        amount = None if said in (AS_BASE, NOT_SOLD) else Decimal(said)
        prices.append(OwnPrice(Price(scheme, day_of(day), amount), said == AS_BASE))
    return prices, [
        ListTerm(of, day_of(day), Decimal(share)) for (of, day), share in takes_off.items()
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lists)
def test_random_lists_say_on_every_day_what_a_plain_reading_says(layers):
    layers = [
        ({key: said for key, said in own.items() if place or said != AS_BASE}, takes_off)
        for place, (own, takes_off) in enumerate(layers)
    ]
    lists = {str(place): ("USD", str(place - 1) if place else "") for place in range(len(layers))}
    top = str(len(layers) - 1)
    prices = read_prices(top, lists, lambda name: read_layer(*layers[int(name)]), SCHEMES)
    catalogue = Catalogue(
        price_list=top, currency="USD", schemes=SCHEMES, prices=prices, assumptions=[]
    )
    for day in range(DAYS):
        market = catalogue.on(day_of(day))
        for scheme in SCHEMES:
            price = market.price(scheme)
            found = price and (str(price.amount), str(price.term.share if price.term else 0))
            assert found == say(layers, scheme, day)
