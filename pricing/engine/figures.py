"""The figures of a scenario.

Money in whole cents, its lines, and sums in the ways in which people read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .market import Price

Cents = int


class Amounts(NamedTuple):
    """One sum of money in the four ways in which people read it, each rounded once; None where no
    desktop stands.
    """

    desktop_month: Cents | None
    desktop_horizon: Cents | None
    all_month: Cents
    all_horizon: Cents

    @property
    def has_desktops(self) -> bool:
        """Whether any desktop stands."""
        return self.desktop_month is not None

    @property
    def compared(self) -> Cents:
        """What people compare by: a desktop a month, or all of it where no desktop stands."""
        if self.desktop_month is None:
            return self.all_horizon
        return self.desktop_month


class Line(NamedTuple):
    """One line of a scenario: what it is, what was counted, its money by column in cents.

    `kind` is `payment`, `maintenance`, `residual`, `operating` or `own`, as of its `LineKey`.
    `owned`: packs in hand of each year's, where the entry says what is owned. `net_unit_price` is
    None where nothing is paid, for all is in hand.
    """

    key: str
    kind: str
    label: str
    category: str
    indirect: bool
    cash_flow: list[Cents]
    amounts: Amounts
    scheme: str | None = None
    quantity: list[int] | None = None
    packs: list[int] | None = None
    bought: list[int] | None = None
    owned: list[int] | None = None
    binding: list[str | None] | None = None
    net_unit_price: Decimal | None = None
    price: Price | None = None

    @property
    def total(self) -> Cents:
        """The sum over the columns."""
        return self.amounts.all_horizon

    @property
    def is_left_at_end(self) -> bool:
        """Whether it is no payment, but what something bought is still worth at the end."""
        return self.kind == "residual"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a scenario that can be priced.

    Money in cents; None where no desktop stands.
    """

    lines: list[Line]
    cash_flow: list[Cents]
    tco: Cents
    npv: Cents
    annualised: Cents
    desktop_years: int
    tco_per_desktop: Cents | None
    tco_per_desktop_year: Cents | None
    tco_per_desktop_month: Cents | None
    saving: Cents | None
    npv_saving: Cents | None
    payback_years: float | None
    saved_so_far: list[Amounts] | None
    amounts: Amounts
    cash_flow_amounts: list[Amounts]
    categories: dict[str, Amounts]
    kwh: list[int]
    co2_kg: list[int]

    @property
    def left_at_end(self) -> Cents:
        """What hardware is still worth at the end, below 0: the sum of its lines, part of the last
        column.
        """
        return sum(line.total for line in self.lines if line.is_left_at_end)
