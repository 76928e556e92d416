"""The money of a document and its address, in the currency of the price list asked for."""

from __future__ import annotations

from typing import Any

from calculator.question import address
from calculator.question.address.members import mapping
from pricing.engine.faults import Fault, holds
from pricing.own_money import (
    NoRate,
    converted_leaf,
    has_own_money,
    is_money,
    rate_between,
    with_own_money,
)


def take_money_of_the_list(
    base: dict[str, Any], shown: list[address.Leaf], changed: list[address.Leaf], is_typed: bool
) -> tuple[dict[str, Any], list[address.Leaf], list[address.Leaf], list[Fault]]:
    """The base, what was typed before and what a form sends, in the currency of the list that is
    asked for now.

    A form shows the money of the list before; an address that nobody typed into a form is in its
    list's already.
    """
    lists = [
        str(base.get("price_list", "")),
        *(text for path, text in shown if path == "price_list"),
    ]
    wanted = ([text for path, text in changed if path == "price_list"] or lists)[-1]
    leaves = [*shown, *changed]
    day = [
        str(base.get("price_date", "")),
        *(text for path, text in leaves if path == "price_date"),
    ][-1]
    rates = {
        path.partition(".")[2]: text for path, text in leaves if path.startswith("exchange_rates.")
    }
    own_rates = {**mapping(base.get("exchange_rates")), **rates}
    try:
        of_base, of_shown = (
            rate_between(given, wanted, day, own_rates) for given in (lists[0], lists[-1])
        )
    except NoRate as error:
        if not has_own_money(base) and not any(is_money(path) for path, _ in shown):
            return base, shown, changed, []
        words = f"{error}; amounts of this comparison need one"
        return (
            base,
            shown,
            changed,
            [Fault("price_list", holds(wanted), words, lacks_rate_of=error.currency)],
        )
    typed_before = [(path, converted_leaf(path, text, of_shown)) for path, text in shown]
    if is_typed:
        changed = [(path, converted_leaf(path, text, of_shown)) for path, text in changed]
    if of_base != 1:
        base = with_own_money(base, of_base)
    return base, typed_before, changed, []
