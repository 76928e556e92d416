"""Feeds and rules that are broken at random: read or refused in words, and never anything else."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest

from pricing.catalogue.feeds.loading import LISTERS
from pricing.catalogue.feeds.mapping import Feed, map_lines
from pricing.catalogue.feeds.origins import FileOrigin
from pricing.catalogue.feeds.rules import Sieve, read_rules
from pricing.catalogue.files import SHIPPED, CatalogueFaults, read_folder
from pricing.engine.market import Scheme

from .feeds import AWS_RULES, AZURE_RULES, make_items, make_offer, make_page

CASES = int(os.environ.get("FUZZ", "400"))
FEEDS = {"azure": (make_page(make_items()), AZURE_RULES), "aws": (make_offer(), AWS_RULES)}
SCHEMES = {entry.values["id"]: Scheme(**entry.values) for entry in read_folder(SHIPPED).schemes}
WEIRD = (
    *(None, True, 0, -1, 1e400, 1e-400, "", "\ud800", "a\0b", "９", "1,5", "x" * 5_000, [], {}),
    *([[]], {"sku": "ON"}, {"meterId": "x"}, "2026-13-01", "1e99", "9" * 20, "NaN"),
)


def list_places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value within one."""
    if isinstance(value, dict):
        for key in value:
            yield (*place, key)
            yield from list_places(value[key], (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield (*place, index)
            yield from list_places(each, (*place, index))


def break_value(value: Any, rng: random.Random) -> Any:
    """The value with one thing in it that is something else, not there, or there twice."""
    broken = json.loads(json.dumps(value))
    *way, last = rng.choice([*list_places(broken)])
    holder = broken
    for step in way:
        holder = holder[step]
    how = rng.random()
    if how < 0.7:
        holder[last] = rng.choice(WEIRD)
    elif how < 0.9 or isinstance(holder, dict):
        del holder[last]
    else:
        holder.append(holder[last])
    return broken


def break_text(text: str, rng: random.Random) -> str:
    """The text with one other sign."""
    place = rng.randrange(len(text))
    return text[:place] + rng.choice('"[]{}=.\n#a0\0é') + text[place + 1 :]


def read_broken(file, name: str, rng: random.Random) -> list[str]:
    """What one broken feed says: its rows, or its faults a line each."""
    value, rules = FEEDS[name]
    text = json.dumps(break_value(value, rng))
    if rng.random() < 0.2:
        text = break_text(text, rng)
    if rng.random() < 0.2:
        rules = break_text(rules, rng)
    file.write_text(text, encoding="utf-8")
    try:
        sieve = Sieve(read_rules("rules.toml", rules.encode(), name, SCHEMES))
        lines = LISTERS[name](FileOrigin(file), sieve)
        mapped = map_lines(lines, sieve, Feed(name, "acme", date(2026, 12, 1)), SCHEMES)
    except CatalogueFaults as refused:
        return refused.lines() or [""]
    # What a feed says nothing of is filled in from what is known.
    filled = [row._replace(values={"confirmed_on": None, **row.values}) for row in mapped.rows]
    return [row.write_cells() for row in filled] + mapped.ending


@pytest.mark.parametrize("name", sorted(FEEDS))
def test_a_feed_that_is_broken_at_random_is_read_or_refused_in_words(name, tmp_path):
    for seed in range(CASES // 2):
        told = read_broken(tmp_path / f"{name}.json", name, random.Random(f"{name} {seed}"))
        assert all(line and line.isprintable() for line in told), seed


def draw_number(rng: random.Random, whole: int, decimals: int) -> str:
    """A number as feeds write them."""
    places = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, decimals)))
    return f"{rng.randrange(whole)}.{places}1"


@pytest.mark.parametrize("seed", range(50))
def test_an_amount_is_what_long_arithmetic_makes_of_it(seed, tmp_path):
    """By decimals of 200 digits, which no rounding before the last can reach."""
    rng = random.Random(seed)
    amount, factor = draw_number(rng, 1_000, 18), draw_number(rng, 1_000, 4)
    divisor, decimals = rng.choice((1, 3, 7, 12, 36)), rng.choice((2, 4))
    rules = AZURE_RULES[: AZURE_RULES.index("[[rule]]", 30)].replace(
        "decimals = 4", f"decimals = {decimals}\nfactor = {factor}\ndivisor = {divisor}"
    )
    file = tmp_path / "azure.json"
    file.write_text(json.dumps(make_page(make_items()[:1])).replace("0.384,", f"{amount},"))
    sieve = Sieve(read_rules("rules.toml", rules.encode(), "azure", SCHEMES))
    lines = LISTERS["azure"](FileOrigin(file), sieve)
    (row,) = map_lines(lines, sieve, Feed("azure", "acme", date(2026, 12, 1)), SCHEMES).rows
    with localcontext() as context:
        context.prec = 200
        exact = Decimal(amount) * Decimal(factor) / divisor
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert row.values["amount"] == rounded
    assert row.values["confidence"] == "derived"
