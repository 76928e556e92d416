"""Target prices as rows: the chosen one, then what else a negotiator may ask for."""

from __future__ import annotations

from typing import Any, NamedTuple

from calculator import formats
from calculator.looks.where.choices import Choices
from pricing.analyses.target_price import TARGET_PRICE
from pricing.engine.document import Question
from pricing.engine.number_text import read_decimal
from pricing.engine.vocabulary import UNITS
from pricing.sheets import Cell, Sheet, number_cell

COLUMNS = (
    "scenario", "scheme", "label", "against", "kind", "list_price", "now", "price", "discount",
    "factor", "net", "dearer", "dearer_per_desktop_month", "residual", "residual_of_price",
)  # fmt: skip
TEXTS = {"scenario", "scheme", "label", "against", "kind"}
TOLD = ("ties", "already_cheaper", "cannot_tie")
MOST_ROWS = 8
ORDER = (*TOLD, "not_on_sale", "moves_nothing")


class TargetRow(NamedTuple):
    """A row of the table: of what, in whose scenario, against whom; the list price; the answer in
    words.
    """

    label: str
    unit: str
    against: str
    list_price: str
    words: str
    price: str
    share: str


def target_rows(question: Question, choices: Choices) -> tuple[str, list[TargetRow]]:
    """The title's finding, and the rows: the chosen price against each scenario, then the other
    prices of its stack.
    """
    if not choices.scheme or choices.here == choices.there:
        return "There is no price to tie with another scenario", []
    names = [scenario.name for scenario in question.scenarios]
    here, there = names[choices.here], names[choices.there]
    chosen = _ask(question, here, scheme=choices.scheme)
    chosen.sort(key=lambda each: each["against"] != there)
    others = [
        each for each in _ask(question, here, against=there) if each["scheme"] != choices.scheme
    ]
    others.sort(key=lambda each: ORDER.index(each["kind"]))
    first = []
    if chosen[0]["kind"] == "moves_nothing":
        first = chosen[:1]
    found = [*first, *(each for each in (*chosen, *others) if each["kind"] in TOLD)]
    return _tell_first(chosen[0], question), [
        _row(question, choices, each) for each in found[:MOST_ROWS]
    ]


def targets_sheet(question: Question, scenario_place: int) -> Sheet:
    """The sheet for a negotiation: every scheme of a scenario against every other one."""
    found = _ask(question, question.scenarios[scenario_place].name)
    rows = [[_cell(name, each[name]) for name in COLUMNS] for each in found]
    return Sheet("deskfare-target-prices", COLUMNS, rows)


def _cell(column: str, value: str | None) -> Cell:
    if column in TEXTS:
        return value
    return number_cell(value)


def _ask(
    question: Question, scenario: str, scheme: str = "", against: str = ""
) -> list[dict[str, Any]]:
    answer = TARGET_PRICE.answer(
        question, {"scenario": scenario, "scheme": scheme, "against": against}
    )
    return list(answer["targets"])


def _row(question: Question, choices: Choices, each: dict[str, Any]) -> TargetRow:
    scheme = next(
        e.scheme for e in question.scenarios[choices.here].stack if e.scheme.id == each["scheme"]
    )
    one, many = UNITS[scheme.metric]
    if scheme.pack > 1:
        unit = f"{scheme.pack:,} {many}"
    else:
        unit = f"a {one}"
    if scheme.charge == "subscription" and scheme.period in ("year", "month"):
        unit += f" a {scheme.period}"
    words, price, share = _tell_target(each)
    return TargetRow(
        each["label"], unit, each["against"], _write_price(each["list_price"]), words, price, share
    )


def _tell_target(each: dict[str, Any]) -> tuple[str, str, str]:
    """What is said, the price, and its change against the list in per cent."""
    kind, price = each["kind"], _write_price(each["price"])
    if _is_alike(each):
        return "costs the same already, at", price, ""
    if kind == "ties":
        return "", price, _tell_change(each)
    if kind == "already_cheaper":
        if price:
            return "cheaper already, up to", price, ""
        return "cheaper already, at any price", "", ""
    if kind == "cannot_tie":
        monthly = each["dearer_per_desktop_month"]
        if monthly:
            more = f"{monthly} a desktop a month"
        else:
            more = f"{each['dearer']} in all"
        return f"cannot tie even free: {more} dearer", "", ""
    return "none of it is paid for, so its price moves nothing", "", ""


def _is_alike(each: dict[str, Any]) -> bool:
    """Whether the two tie as they stand."""
    return (
        each["kind"] == "ties"
        and each["price"] == each["now"]
        and each["residual_of_price"] == "0.00"
    )


def _tell_change(each: dict[str, Any]) -> str:
    if not each["discount"]:
        return ""
    share = read_decimal(each["discount"])
    return formats.signed_percent(-int(share * 10_000), 10_000)


def _write_price(text: str | None) -> str:
    if text:
        return formats.decimal(read_decimal(text))
    return ""


def _tell_first(each: dict[str, Any], question: Question) -> str:
    sign = formats.symbol(question.market.catalogue.currency)
    name, other = each["label"], each["against"]
    if _is_alike(each):
        return (
            f"{each['scenario']} costs the same as {other} already, with {name} at "
            f"{sign}{_write_price(each['price'])}"
        )
    if each["kind"] == "ties":
        now = f"lists at {sign}{_write_price(each['list_price'])}"
        if each["net"]:
            now = f"is quoted at {sign}{_write_price(each['now'])}"
        return f"At {sign}{_write_price(each['price'])} {name} ties with {other}; it {now}"
    if each["kind"] == "already_cheaper":
        limit = "at any price of"
        if each["price"]:
            limit = f"up to {sign}{_write_price(each['price'])} for"
        return f"{each['scenario']} is cheaper than {other} already, {limit} {name}"
    if each["kind"] == "cannot_tie":
        return f"Even with {name} for nothing, {each['scenario']} is dearer than {other}"
    if each["kind"] == "moves_nothing":
        return f"The price of {name} moves nothing"
    return f"No price makes {each['scenario']} tie with {other}: one of the two is not on sale"
