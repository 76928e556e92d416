"""The list whose prices count, and the rates that bring other money to its currency, as fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from calculator import formats
from calculator.parts.exchange import source_of
from calculator.question.address.members import mapping
from calculator.question.fields import Fields, FormField
from pricing.engine.faults import Fault
from pricing.engine.fields import SHAPES
from pricing.engine.market import Market
from pricing.market import price_lists


class ListForm(Fields):
    """The fields beside the price date."""

    def price_list(self) -> FormField | None:
        """The list whose prices count; nothing where the document brings a catalogue of its own."""
        if self.document.get("catalogue") is not None:
            return None
        value, preset = self.document.get("price_list", ""), self.base.get("price_list", "")
        options = {
            row.id: f"{row.name}, {formats.currency_name(row.currency)}" for row in price_lists()
        }
        return self._make_select(
            "price_list", SHAPES["document"]["price_list"].label, value, preset, options
        )

    def exchange_rates(self) -> list[FormField]:
        """A field for each other currency in which a price or an assumption in force is told, and
        for each that has a rate.
        """
        given, before = (
            mapping(self.document.get("exchange_rates")),
            mapping(self.base.get("exchange_rates")),
        )
        told = ()
        if self.market:
            told = self.market.foreign_currencies
        return [
            self._make_exchange_rate(code, given.get(code, ""), before.get(code, ""))
            for code in dict.fromkeys((*told, *given))
        ]

    def _make_exchange_rate(self, code: str, value: Any, preset: Any) -> FormField:
        rate = None
        if self.market:
            rate = self.market.rates.get(code)
        known, source = "", ""
        if rate is not None and rate.valid_from is not None:
            known, source = formats.decimal(rate.rate), source_of(rate)
        path = f"exchange_rates.{code}"
        made = self._make_field(
            path,
            f"One {formats.currency_name(code)} is",
            value,
            preset,
            unit=self.currency,
            help=(
                f"Brings prices and assumptions that are read in {code} to the list; empty, the "
                "rate known for the price date."
            ),
            placeholder=known,
            source=source,
        )
        if made.fault is not None or rate is not None or self.market is None:
            return made
        return replace(made, **_tell_missing(self.market, path, code))


def _tell_missing(market: Market, path: str, code: str) -> dict[str, Any]:
    """That a rate is needed, and the last known one to take by a press."""
    counted = [
        formats.count(number, word)
        for word, unconverted in (
            ("price", market.unconverted_prices),
            ("assumption", market.unconverted),
        )
        if (number := sum(each.currency == code for each in unconverted.values()))
    ]
    if not counted:
        return {}
    words = f"is needed: {formats.listed(counted)} in money known in {code} only"
    last = market.last_rate(code)
    if last is None or last.valid_from is None:
        return {"fault": Fault(path, "", words)}
    day = formats.day(last.valid_from)
    return {
        "fault": Fault(path, "", f"{words}. The last rate that is known is that of {day}"),
        "meant": formats.decimal(last.rate),
    }
