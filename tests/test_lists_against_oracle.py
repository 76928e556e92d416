"""Own lists in several currencies against exact arithmetic that shares no line with the engine.

Random documents; their prices spread over up to four lists, one on top of the other.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.catalogue.own_lists import OwnPrice, read_prices
from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.exchange import ExchangeRate
from pricing.engine.faults import Faults
from pricing.engine.list_terms import ListTerm
from pricing.engine.market import Catalogue, Price
from pricing.engine.read_question import parse
from tests import oracle
from tests.purchase_strategies import random_purchase
from tests.strategies import Record, often
from tests.test_engine_against_oracle import hold_alike

CURRENCIES = ("USD", "EUR", "JPY", "GBP")
SHARES = ("0", "0.12", "0.155")
EARLY = "2000-01-01"


def spread(rng: Random, document: Record) -> list[Record]:
    """The document's prices over lists, the lowest first; the topmost is in its currency."""
    own = oracle.currency_of(document)
    depth = rng.randint(1, 4)
    layers: list[Record] = [
        {"currency": rng.choice(CURRENCIES), "prices": [], "terms": []} for _ in range(depth - 1)
    ]
    layers.append({"currency": own, "prices": [], "terms": []})
    is_one_day = document.get("price_changes", "none") == "none"
    for row in document["catalogue"]["prices"]:
        rng.choice(layers)["prices"].append(row)
    for row in document["catalogue"]["prices"]:
        if is_one_day and depth > 1 and often(rng, 0.3):
            as_base = {"scheme": row["scheme"], "amount": None, "state": "as_base"}
            later = date.fromisoformat(row["valid_from"]) + timedelta(rng.randint(1, 400))
            add_row(rng.choice(layers[1:]), as_base | {"valid_from": later.isoformat()})
    for layer in layers[1:]:
        for of in {"*", document["catalogue"]["schemes"][0]["id"]}:
            if is_one_day and often(rng, 0.4):
                term = {"of": of, "valid_from": EARLY, "share": rng.choice(SHARES)}
                layer["terms"].append(term)
    return layers


def add_row(layer: Record, row: Record) -> None:
    taken = {(each["scheme"], each["valid_from"]) for each in layer["prices"]}
    if (row["scheme"], row["valid_from"]) not in taken:
        layer["prices"].append(row)


def make_rates(rng: Random, document: Record) -> list[Record]:
    """Rates of some days around each price date: of two currencies, and over euros."""
    own = oracle.currency_of(document)
    direct = {(code, own) for code in CURRENCIES if code != own}
    over = {(code, "CHF") for code in CURRENCIES if code != own} | {("CHF", own)}
    pairs = rng.choice((direct, over, direct | over))
    days = {document["price_date"]}
    days |= {s["price_date"] for s in document["scenarios"] if s.get("price_date")}
    density = rng.choice((0.1, 0.3, 0.7))
    return [
        {
            "from": pair[0],
            "to": pair[1],
            "valid_from": (date.fromisoformat(day) + timedelta(shift)).isoformat(),
            "rate": f"{rng.randint(1, 10**7)}e-{rng.randint(5, 6)}",
            "source": rng.choice(("ECB", "ECB", "ECB", "A bank")),
        }
        for pair in sorted(pairs)
        for day in sorted(days)
        for shift in range(-9, 3)
        if often(rng, density)
    ]


def take_rates(document: Record, rates: list[Record]) -> list[Record]:
    """Beside them a document's own, without a day."""
    own = oracle.currency_of(document)
    said = (document.get("exchange_rates") or {}).items()
    return rates + [
        {"from": code, "to": own, "valid_from": None, "rate": rate} for code, rate in said
    ]


def make_catalogue(document: Record, layers: list[Record], rates: list[Record]) -> Catalogue:
    """The same as the engine takes it."""
    brought = parse(document, lambda _: None).market.catalogue
    names = [str(place) for place in range(len(layers))]
    lists = {
        name: (layer["currency"], names[place - 1] if place else "")
        for place, (name, layer) in enumerate(zip(names, layers, strict=True))
    }
    return Catalogue(
        price_list=names[-1],
        currency=layers[-1]["currency"],
        schemes=brought.schemes,
        prices=read_prices(
            names[-1], lists, lambda name: read_layer(layers[int(name)]), brought.schemes
        ),
        assumptions=[*chain(*brought.assumptions.values())],
        exchange_rates=[
            ExchangeRate(
                row["from"],
                row["to"],
                Decimal(row["rate"]),
                date.fromisoformat(row["valid_from"]),
                row["source"],
            )
            for row in rates
        ],
    )


def read_layer(layer: Record) -> tuple[list[OwnPrice], list[ListTerm]]:
    prices = [
        OwnPrice(
            Price(
                row["scheme"],
                date.fromisoformat(row["valid_from"]),
                None if row["amount"] is None else Decimal(str(row["amount"]).strip()),
                tuple(
                    (int(start), Decimal(str(each).strip())) for start, each in row.get("tiers", ())
                ),
            ),
            row.get("state") == "as_base",
        )
        for row in layer["prices"]
    ]
    terms = [
        ListTerm(term["of"], date.fromisoformat(term["valid_from"]), Decimal(term["share"]))
        for term in layer["terms"]
    ]
    return prices, terms


def list_lacking(document: Record, layers: list[Record], rates: list[Record]) -> set[str]:
    """The scenarios with a price that no rate converts, by the paths of their faults."""
    paths = set()
    years = oracle.whole(document.get("horizon_years", 5))
    for place, scenario in enumerate(document["scenarios"]):
        day = scenario.get("price_date") or document["price_date"]
        until = day
        if document.get("price_changes") == "known":
            until = oracle.years_after(day, years - 1)
        lacking = oracle.prices_of_list(document, layers, rates, day)["lacking"]
        for entry in scenario["stack"]:
            name = entry if isinstance(entry, str) else entry["scheme"]
            scheme = next(s for s in document["catalogue"]["schemes"] if s["id"] == name)
            now = oracle.said_of(layers, scheme, day)
            later = [start for start in lacking.get(name, ()) if day < start <= until]
            if later or (now is not None and lacks(now, layers, rates, day)):
                paths.add(f"scenarios[{place}]")
    return paths


def lacks(said, layers: list[Record], rates: list[Record], day: str) -> bool:
    try:
        oracle.converted_row(said[0], said[1], layers[-1]["currency"], rates, day)
    except oracle.NoRate:
        return True
    return False


def make_case(seed: int) -> tuple[Record, list[Record], list[Record]]:
    rng = Random(seed)
    document = random_purchase(seed)
    for scenario in document["scenarios"]:
        for entry in scenario["stack"]:
            if isinstance(entry, dict):
                entry.pop("owned", None)
                entry.pop("owned_years", None)
        scenario["prices"] = {
            name: price
            for name, price in (scenario.get("prices") or {}).items()
            if not (isinstance(price, dict) and "net" in price)
        }
    if often(rng, 0.6):
        # Without rates of its own, and so with all its assumptions in its own currency.
        document["exchange_rates"] = {}
        document["catalogue"]["assumptions"] = [
            {key: value for key, value in row.items() if key != "currency"}
            for row in document["catalogue"]["assumptions"]
        ]
    layers = spread(rng, document)
    return document, layers, make_rates(rng, document)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_random_lists_in_several_currencies_cost_what_exact_arithmetic_says(seed):
    document, layers, rates = make_case(seed)
    taken = take_rates(document, rates)
    found = make_catalogue(document, layers, rates)
    asked = {**document, "price_list": found.price_list}
    del asked["catalogue"]
    lacking = list_lacking(document, layers, taken)
    try:
        got = answer_document(answer(parse(asked, lambda _: found)))
    except Faults as faults:
        paths = {fault.path for fault in faults.faults}
        assert paths == lacking, (seed, paths, lacking)
        return
    assert not lacking, seed
    hold_alike(got, oracle.answer_of_lists(document, layers, taken), f"{seed}")
