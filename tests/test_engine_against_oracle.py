"""The fast engine against the slow, obvious, exact one, over random documents.

Counts must be equal, and money to the cent. Above ten million a tie may be seen a hair
less or more by binary floats, which is still within half a cent, as the contract allows.
"""

from decimal import Decimal

import pytest

from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.read_question import parse
from tests import oracle
from tests.purchase_strategies import random_purchase
from tests.strategies import Record, random_document

BLOCK = 100
PLAIN_BLOCKS = 5
PURCHASE_BLOCKS = 30
LARGE = 10**7
MONEY = (
    "tco",
    "npv",
    "annualised",
    "tco_per_desktop",
    "tco_per_desktop_year",
    "tco_per_desktop_month",
    "saving",
    "npv_saving",
)
EXACT = ("name", "delivery", "compliant", "sizing", "energy", "desktop_years")


def assert_money(got: str | None, wanted: str | None, where: str, made_of: str = "0") -> None:
    """`made_of`: the larger figure that one is a difference of."""
    if got is None or wanted is None:
        assert got == wanted, where
        return
    noise = Decimal("0.01") if max(abs(Decimal(wanted)), Decimal(made_of)) >= LARGE else 0
    assert abs(Decimal(got) - Decimal(wanted)) <= noise, f"{where}: {got} is not {wanted}"


def assert_lines_stand_as_they_should(lines: list[Record], theirs: Record, where: str) -> None:
    """Each line in its category; those of schemes and of one's own in their order, though they be
    nothing.

    Maintenance of less than half a cent may be left out.
    """
    categories = theirs["categories"]
    found = {line["key"]: line["category"] for line in lines if line["key"] in categories}
    assert found == {key: categories[key] for key in found}, where
    idle = {
        key
        for key, flow in theirs["lines"].items()
        if "/maintenance" in key and set(flow) == {"0.00"}
    }
    bought = [
        key for key in theirs["lines"] if key not in idle | oracle.OPERATING_CATEGORIES.keys()
    ]
    assert [line["key"] for line in lines if line["key"] in bought] == bought, where


def hold_against_the_oracle(document: Record) -> None:
    """Every figure of one document."""
    got = answer_document(answer(parse(document, lambda _: None)))
    hold_alike(got, oracle.answer(document), document["title"])


def hold_alike(got: Record, wanted: Record, title: str) -> None:
    """Every figure of two answers."""
    for ours, theirs in zip(got["scenarios"], wanted["scenarios"], strict=True):
        here = f"{title}, {ours['name']}"
        findings = [{k: v for k, v in f.items() if k != "message"} for f in ours["findings"]]
        assert findings == theirs["findings"], here
        if theirs["tco"] is None:
            assert ours["tco"] is None, here
            assert ours["lines"] is None, here
            continue
        for key in EXACT:
            assert ours[key] == theirs[key], f"{here}, {key}"
        assert_lines_stand_as_they_should(ours["lines"], theirs, here)
        lines = {line["key"]: line for line in ours["lines"]}
        for key, flow in theirs["lines"].items():
            mine = lines.pop(key)["cash_flow"] if key in lines else ["0.00"] * len(flow)
            for column, (a, b) in enumerate(zip(mine, flow, strict=True)):
                assert_money(a, b, f"{here}, {key}, column {column}")
        assert all(set(line["cash_flow"]) == {"0.00"} for line in lines.values()), (
            f"{here}: more lines {list(lines)}"
        )
        for kind in ("quantity", "packs", "bought", "owned", "binding"):
            counts = {
                line["key"]: line[kind]
                for line in ours["lines"]
                if kind in line and line["key"] == line["scheme"]
            }
            assert counts == theirs[kind], f"{here}, {kind}"
        for a, b in zip(ours["cash_flow"], theirs["cash_flow"], strict=True):
            assert_money(a, b, here)
        for key in MONEY:
            assert_money(
                ours[key], theirs[key], f"{here}, {key}", theirs["tco"] if "saving" in key else "0"
            )
        assert ours["payback_years"] == pytest.approx(theirs["payback_years"], abs=2e-6), here


@pytest.mark.parametrize("block", range(PLAIN_BLOCKS))
def test_the_engine_gives_what_exact_arithmetic_gives(block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        hold_against_the_oracle(random_document(seed))


@pytest.mark.parametrize("block", range(PURCHASE_BLOCKS))
def test_the_engine_gives_what_exact_arithmetic_gives_for_what_real_purchases_need(block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        hold_against_the_oracle(random_purchase(seed))
