"""How an entry of a stack is really bought.

What was quoted, the term, what is owned, machines on a host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from calculator import formats
from calculator.question.address.members import mapping
from calculator.question.address.quotes import amounts_of
from calculator.question.fields import Fields, FormField, percent, text_of
from pricing.engine.bill import Row
from pricing.engine.fields import SHAPES
from pricing.engine.market import Price, Scheme
from pricing.engine.payments import reached_tier
from pricing.engine.prices import MAINTENANCE, in_term

SCALE = 10  # decimals that a price may have


@dataclass(frozen=True)
class Purchase:
    """Fields beside the list price, beside the quantity, and, out of sight, what few people
    need.
    """

    quoted: FormField
    against_list: str
    is_quoted: bool
    term: FormField | None
    owned: list[FormField]
    instances: FormField | None
    seldom: list[FormField]

    @property
    def has_seldom(self) -> bool:
        """Whether one of those that few people need holds something, or has a fault."""
        return any(each.fault or each.value for each in self.seldom)


class PurchaseForm(Fields):
    """Fields of an entry that stand in the scenario, and of the entry itself."""

    def make_purchase(
        self,
        place: int,
        path: str,
        name: str,
        parts: Mapping[str, Any],
        scheme: Scheme | None,
        row: Row | None,
    ) -> Purchase:
        """Of the entry at a path of the form; `row` is the same in the answer's bill, where there
        is an answer.
        """
        quoted = self._make_quoted(place, str(parts.get("scheme", "")), name)
        against_list = ""
        if row and row.tariff.years[0].is_quoted:
            against_list = self._compare_to_list(row)
        return Purchase(
            quoted=quoted,
            against_list=against_list,
            is_quoted=bool(quoted.value),
            term=self._make_term(path, name, parts, scheme),
            owned=list(self._make_owned(path, name, parts)),
            instances=self._make_instances(path, name, parts, scheme),
            seldom=list(self._make_seldom(place, name, parts, scheme)),
        )

    # Prices

    def _make_quoted(self, place: int, scheme_id: str, name: str) -> FormField:
        """What the buyer was offered; several amounts are of the years one by one."""
        values = [
            self._price_of(self.scenarios[place], scheme_id),
            self._price_before(place, scheme_id),
        ]
        said, before = ("; ".join(map(text_of, _list_amounts(value))) for value in values)
        return self._make_field(
            f"scenarios.{place}.prices.{scheme_id}.net",
            f"{name}: what you were offered, a pack",
            said,
            before,
            placeholder="as listed",
            unit="offered",
        )

    def _price_of(self, scenario: Mapping[str, Any], scheme_id: str) -> Any:
        return mapping(scenario.get("prices")).get(scheme_id, "")

    def _price_before(self, place: int, scheme_id: str) -> Any:
        return self._price_of(
            self._find_base_member("scenarios", place, self.scenarios[place]), scheme_id
        )

    def _compare_to_list(self, row: Row) -> str:
        """How the amount of the first year stands to the list price at this quantity and term."""
        first = row.tariff.years[0]
        if first.listed is None:
            return "no list price to set it against"
        answer = self.state.answer
        assert answer is not None
        quantity = int(answer.evaluation.quantities.quantity[row.place, 0, 0])
        offered, listed = first.tiers[0][1], reached_tier(first.list_tiers, quantity)
        if offered == listed:
            return "as the list"
        share = formats.percent(int((offered - listed).scaleb(SCALE)), int(listed.scaleb(SCALE)))
        if not share:
            words = "the list says 0"
        elif offered < listed:
            words = f"{share} below the list"
        else:
            words = f"{share} above the list"
        if listed != first.list_tiers[0][1]:
            words += f", {formats.decimal(listed)} at this quantity"
        if row.scenario.net_prices[row.entry.scheme.id].amounts[1:]:
            return f"{words}, in year 1"
        return words

    def _make_factor(self, place: int, scheme_id: str, name: str) -> FormField:
        """What the net price is multiplied by in the scenario, or its range; empty, 1."""
        return self._make_field(
            f"scenarios.{place}.prices.{scheme_id}",
            f"{name}: price times",
            _factor_of(self._price_of(self.scenarios[place], scheme_id)),
            _factor_of(self._price_before(place, scheme_id)),
            placeholder="1",
            unit="× list price",
        )

    def _make_seldom(
        self, place: int, name: str, parts: Mapping[str, Any], scheme: Scheme | None
    ) -> list[FormField]:
        """A factor on the list price, and a discount of its own for maintenance where there is
        any.
        """
        scheme_id = str(parts.get("scheme", ""))
        made = [self._make_factor(place, scheme_id, name)]
        if scheme is None or not scheme.maintenance_rate:
            return made
        key = scheme_id + MAINTENANCE
        before = mapping(
            self._find_base_member("scenarios", place, self.scenarios[place]).get("discounts")
        )
        own = self._make_field(
            f"scenarios.{place}.discounts.{key}",
            f"{name}: discount of its maintenance",
            mapping(self.scenarios[place].get("discounts")).get(key, ""),
            before.get(key, ""),
            placeholder="as the licence",
            unit="off maintenance",
        )
        return [*made, own]

    def _make_term(
        self, path: str, name: str, parts: Mapping[str, Any], scheme: Scheme | None
    ) -> FormField | None:
        """How a scheme with several terms is paid; the first where nothing is said."""
        chosen = parts.get("term", "")
        if not chosen and (scheme is None or not scheme.terms):
            return None
        terms = {}
        if scheme:
            terms = scheme.terms
        words = [f"{term}{_tell_times(factor)}" for term, factor in terms.items()]
        options = dict(zip(["", *list(terms)[1:]], words, strict=False))
        value = chosen
        if chosen == next(iter(terms), ""):
            value = ""
        return self._make_select(f"{path}.term", f"{name}: term", value, value, options)

    # Numbers of the entry

    def _make_owned(self, path: str, name: str, parts: Mapping[str, Any]) -> list[FormField]:
        """What is in hand already, and, once that is said, for how long it serves."""
        made = [
            self._make_entry_field(
                path, name, "owned", "owned already", parts, "none owned", "owned"
            )
        ]
        if parts.get("owned") or parts.get("owned_years"):
            words = "they serve, years"
            made.append(
                self._make_entry_field(
                    path, name, "owned_years", words, parts, "its life, or all", "years"
                )
            )
        return made

    def _make_instances(
        self, path: str, name: str, parts: Mapping[str, Any], scheme: Scheme | None
    ) -> FormField | None:
        """How many machines one licence serves on a host, where the scheme or the entry says
        that.
        """
        if "instances" not in parts and (
            scheme is None or "instances_per_licence" not in scheme.attributes
        ):
            return None
        label = SHAPES["entry"]["instances"].label.lower()
        return self._make_entry_field(path, name, "instances", label, parts, "1 a host", "a host")

    def _make_entry_field(
        self,
        path: str,
        name: str,
        key: str,
        label: str,
        parts: Mapping[str, Any],
        placeholder: str,
        unit: str,
    ) -> FormField:
        value = parts.get(key, "")
        return self._make_field(
            f"{path}.{key}", f"{name}: {label}", value, value, placeholder=placeholder, unit=unit
        )


def list_price(price: Price | None, scheme: Scheme | None, term: Any) -> str:
    """The list price of a pack, by the term that an entry picks."""
    if price is None or price.amount is None or scheme is None:
        return ""
    terms = scheme.terms
    factor = terms.get(str(term)) or next(iter(terms.values()), Decimal(1))
    return formats.decimal(in_term(price.amount, factor))


def _list_amounts(value: Any) -> list[Any]:
    """What was quoted, one by one; nothing of a factor."""
    if not isinstance(value, Mapping) or "net" not in value:
        return []
    return amounts_of(value["net"])


def _factor_of(value: Any) -> Any:
    if isinstance(value, Mapping) and "net" in value:
        return ""
    return value


def _tell_times(factor: Decimal) -> str:
    """How a term stands to the list price, in per cent; nothing where it is the list price."""
    if factor == 1:
        return ""
    share = percent(abs(factor - 1))
    if factor > 1:
        return f", +{share}"
    return f", {formats.MINUS}{share}"
