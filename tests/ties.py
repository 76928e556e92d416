"""Rows of a quote at which rounding is hardest: exactly half a cent, and a hair off it."""

from __future__ import annotations

from decimal import Decimal, localcontext
from random import Random

RATES = tuple(map(Decimal, ("1", "0.2", "0.18", "0.25", "0.5", "0.125")))
FACTORS = tuple(map(Decimal, ("1", "1.02", "1.1", "0.97", "1.025", "1.0404", "1.05")))
PERIODS = (1, 12)
PACKS = (1, 3, 7, 25, 99, 333, 1_001, 20_000, 99_999)
CENT = Decimal("0.01")

Row = dict[str, str]


def make_ties(count: int, seed: int = 0) -> list[Row]:
    """Rows whose exact amount lies at half a cent."""
    rng, rows = Random(f"ties {seed}"), []
    while len(rows) < count:
        price = Decimal(rng.randint(1, 10 ** rng.randint(2, 8))).scaleb(-rng.randint(2, 4))
        row = (
            rng.choice(PACKS),
            price,
            rng.choice(RATES),
            rng.choice(PERIODS),
            rng.choice(FACTORS),
        )
        if _multiply(*row) % CENT == CENT / 2:
            rows.append(_write(*row, is_credit=rng.random() < 0.1))
    return rows


def make_near_ties(count: int, seed: int = 0) -> list[Row]:
    """Rows a hair off half a cent, by a price factor with as many digits as years make."""
    rng, rows = Random(f"near ties {seed}"), []
    for tie in make_ties(count, seed + 1):
        hair = Decimal(rng.choice((-1, 1))).scaleb(-rng.randint(9, 18))
        with localcontext() as context:
            context.prec = 60
            factor = Decimal(tie["price_factor"]) * (1 + hair)
        rows.append(
            _write(
                int(tie["packs"]),
                Decimal(tie["net_unit_price"]),
                Decimal(tie["rate"]),
                int(tie["periods"]),
                factor,
                is_credit=False,
            )
        )
    return rows


def _multiply(packs: int, price: Decimal, rate: Decimal, periods: int, factor: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 100
        return packs * price * rate * periods * factor


def _write(
    packs: int, price: Decimal, rate: Decimal, periods: int, factor: Decimal, *, is_credit: bool
) -> Row:
    """The columns of a row that its amount is made of, and the amount, half away from zero."""
    if is_credit:
        price = -price
    exact = _multiply(packs, price, rate, periods, factor)
    size = abs(exact)
    amount = size - size % CENT
    if size % CENT >= CENT / 2:
        amount += CENT
    return {
        "packs": str(packs),
        "net_unit_price": f"{price:f}",
        "rate": f"{rate:f}",
        "periods": str(periods),
        "price_factor": f"{factor:f}",
        "unit_amount": f"{_multiply(1, price, rate, periods, factor):f}",
        "amount": f"{amount.copy_sign(exact):.2f}",
    }
