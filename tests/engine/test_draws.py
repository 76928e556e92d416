"""One engine for one row of values and for many.

Each draw gives what the plain comparison gives for its numbers.
"""

import json
import random

import numpy as np
import pytest

from pricing.engine.evaluate import evaluate
from pricing.engine.knobs import KNOBS
from pricing.engine.numbers import Range
from pricing.engine.read_question import parse
from tests.purchase_strategies import random_purchase
from tests.strategies import random_document

DRAWS = 3


def share(name: str, draw: int) -> float:
    """Where in its range a name stands in a draw: another place for each name."""
    return random.Random(f"{name} {draw}").random()


def value(name: str, low: float, high: float, draw: int) -> float:
    """A value with few decimals, since a plain document may write only so many."""
    return round(low + share(name, draw) * (high - low), 4)


def without_ranges(value: object) -> object:
    """The plain value with every range at its mode, so that the ranges of the test are all there
    are.
    """
    if isinstance(value, dict):
        return (
            value["mode"]
            if {"low", "mode", "high"} <= set(value)
            else {k: without_ranges(v) for k, v in value.items()}
        )
    return [without_ranges(item) for item in value] if isinstance(value, list) else value


def with_ranges(document: dict) -> tuple[dict, list[dict]]:
    """A document with ranges on many inputs, and the plain documents of its draws."""
    rng = random.Random(document["title"])
    document = without_ranges(document)
    ranged = json.loads(json.dumps(document))
    plain = [json.loads(json.dumps(document)) for _ in range(DRAWS)]

    def place(target, originals, name, low, high):
        target[name[1]] = {"low": low, "mode": low, "high": high}
        for draw, original in enumerate(originals):
            original[name[1]] = value(name[0], low, high, draw)

    for knob in KNOBS.values():
        if knob.whole or rng.random() < 0.5:
            continue
        low, high = (0.05, 0.4) if knob.high == 1 else (1.5, 9.5)
        for each in (ranged, *plain):
            each.setdefault("assumptions", {})
        place(
            ranged["assumptions"],
            [p["assumptions"] for p in plain],
            (knob.name, knob.name),
            low,
            high,
        )
    place(ranged, plain, ("annual_growth", "annual_growth"), -0.1, 0.1)
    for index, scenario in enumerate(ranged["scenarios"]):
        for entry in scenario["stack"][:3]:
            scheme = entry if isinstance(entry, str) else entry["scheme"]
            for each in (ranged, *plain):
                each["scenarios"][index].setdefault("prices", {})
            prices = [p["scenarios"][index]["prices"] for p in plain]
            place(scenario["prices"], prices, (f"price:{scheme}", scheme), 0.5, 1.5)
    return ranged, plain


def three_rows(name: str, range_: Range) -> np.ndarray:
    return np.array(
        [value(name, float(range_.low), float(range_.high), draw) for draw in range(DRAWS)]
    )


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("made", [random_document, random_purchase])
def test_each_draw_gives_what_the_plain_comparison_of_its_numbers_gives(made, seed):
    ranged, plain = with_ranges(made(seed))
    together = evaluate(parse(ranged, lambda _: None), three_rows)
    assert together.money.shape[-1] == DRAWS
    for draw, document in enumerate(plain):
        alone = evaluate(parse(document, lambda _: None))
        np.testing.assert_allclose(
            together.money[:, :, draw], alone.money[:, :, 0], rtol=1e-12, atol=1e-6
        )
        np.testing.assert_array_equal(
            np.broadcast_to(
                together.quantities.packs, (*together.quantities.packs.shape[:2], DRAWS)
            )[:, :, draw],
            alone.quantities.packs[:, :, 0],
        )
