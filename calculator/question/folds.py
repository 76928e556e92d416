"""The folds of the form: what is in each, in one line, so that nobody must open them to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from calculator import formats
from calculator.question.address.members import mapping
from calculator.question.fields import Fields, objects, percent
from pricing.engine.knobs import KNOBS

FIRST_KNOBS = {
    "people": (
        "pc.desktops_per_admin",
        "vdi.desktops_per_admin",
        "session.desktops_per_admin",
        "cloud.desktops_per_admin",
        "admin_salary",
        "pc.calls_per_user_year",
        "vdi.calls_per_user_year",
        "session.calls_per_user_year",
        "cloud.calls_per_user_year",
        "cost_per_call",
    ),
    "power_space": (
        "energy_price",
        "pue",
        "host_space_cost_year",
        "endpoint_hours_per_year",
        "existing_pc_watts",
    ),
    "growth": ("price_inflation", "labour_inflation", "energy_inflation"),
}
FINANCE = (
    "annual_growth",
    "discount_rate",
    "sites",
    "include_indirect",
    "price_changes",
    "yearly_payments",
    "residual_value",
)
FOLD_OF_A_SCENARIO = {
    "stack": "stacks",
    "prices": "stacks",
    "assumptions": "stacks",
    "own_lines": "stacks",
    "discounts": "discounts",
}
FIRST = {knob: fold for fold, knobs in FIRST_KNOBS.items() for knob in knobs}


class Summary(NamedTuple):
    """What is in a fold, in words, and how much of it differs from the preset."""

    words: str
    changed: int


class FoldForm(Fields):
    """What is in each fold, and how much of it differs from the preset."""

    def summaries(self) -> dict[str, Summary]:
        """What is in each fold, by its id, and how much of it differs from the preset."""
        stacks = [len(s["stack"]) for s in self.scenarios if isinstance(s.get("stack"), list)]
        discounts = sum(len(mapping(s.get("discounts"))) for s in self.scenarios)
        sign = ""
        if self.catalogue:
            sign = formats.symbol(self.catalogue.currency)
        pcs = self._tell_value("pc.desktops_per_admin")
        growth = f"{percent(self.document.get('annual_growth', '0'))} desktops"
        prices, pay = self._tell_share("price_inflation"), self._tell_share("labour_inflation")
        discount = percent(self.document.get("discount_rate", "0"))
        discounted = "none: list prices"
        if self.market and self.market.terms:
            discounted = "by the list"
        if discounts:
            discounted = f"{discounts} given"
        words = {
            "who": (
                f"{formats.count(len(self.groups), 'group')}, "
                f"{formats.count(len(self.scenarios), 'scenario')}"
            ),
            "stacks": self._tell_bought(stacks),
            "people": f"{sign}{self._tell_value('admin_salary')} an administrator, {pcs} PCs each",
            "power_space": (
                f"{sign}{self._tell_value('energy_price')} a kWh, PUE {self._tell_value('pue')}"
            ),
            "growth": f"{growth}, {prices} prices, {pay} pay; discounted at {discount}",
            "discounts": discounted,
            "assumptions": f"{len(KNOBS) - len(FIRST)} more",
        }
        changed = Counter(map(_find_fold, _drop_lists([path for path, _ in self.state.leaves])))
        return {fold: Summary(said, changed[fold]) for fold, said in words.items()}

    def _tell_bought(self, stacks: list[int]) -> str:
        """How much is bought, what of it was quoted, and what stands beside it."""
        words = (
            f"{formats.count(sum(stacks), 'entry', 'entries')} in "
            f"{formats.count(len(stacks), 'stack')}"
        )
        prices = chain.from_iterable(mapping(s.get("prices")).values() for s in self.scenarios)
        quoted = sum(isinstance(price, Mapping) and "net" in price for price in prices)
        own = sum(len(objects(s.get("own_lines"))) for s in self.scenarios)
        parts = [words]
        if quoted:
            parts.append(f"{quoted} quoted")
        if own:
            parts.append(formats.count(own, "own line"))
        return ", ".join(parts)

    def _tell_value(self, knob: str) -> str:
        text = self._find_in_force(knob)
        try:
            return " .. ".join(formats.decimal(Decimal(part)) for part in text.split(" .. "))
        except ArithmeticError:
            return text

    def _tell_share(self, knob: str) -> str:
        return percent(self._find_in_force(knob))


def _drop_lists(paths: list[str]) -> list[str]:
    """Without the list of the names, where it differs only by the scenarios or groups that are told
    one by one.

    >>> _drop_lists(["scenarios", "scenarios.6"]), _drop_lists(["scenarios"])
    (['scenarios.6'], ['scenarios'])
    """
    told = {path.partition(".")[0] for path in paths if path.count(".") == 1}
    return [path for path in paths if path not in told]


def _find_fold(path: str) -> str:
    """The fold in which a leaf of the address stands, "" for what stands in the question.

    >>> _find_fold("assumptions.pue"), _find_fold("scenarios.1.stack.0.extra")
    ('power_space', 'stacks')
    >>> _find_fold("fleet.0.desktops")
    ''
    """
    head, _, rest = path.partition(".")
    if head == "assumptions":
        return FIRST.get(rest, "assumptions")
    if head == "scenarios":
        return FOLD_OF_A_SCENARIO.get(rest.partition(".")[2].partition(".")[0], "who")
    if head == "fleet":
        if rest.endswith(".desktops"):
            return ""
        return "who"
    if head in FINANCE:
        return "growth"
    return ""
