"""The price of a scheme at which one scenario costs what another does.

The sheet for a negotiation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.analysis.ranking import ranking_of
from ..engine.analysis.target_price import Target, targets_of
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.faults import Fault, Faults, holds, make_fault, name_hint
from ..engine.fields import Field
from .analysis import Analysis, Options
from .schemas import LEFT_OUT, MONEY, NUMBER, TEXT, Schema, described, list_of, object_of, or_null
from .shared import find_scenario, left_out_scenarios, write_moneys, write_number
from .texts import align_texts, left_out_lines


def answer_target_price(question: Question, options: Options) -> dict[str, Any]:
    """One scheme of a scenario against another, or all of its schemes, or all others: the sheet for
    a negotiation.
    """
    here = find_scenario(question, options["scenario"], "scenario")
    scenario = question.scenarios[here]
    schemes = [entry.scheme.id for entry in scenario.stack]
    if options["scheme"]:
        if options["scheme"] not in schemes:
            words = f"may hold a scheme of the stack of {scenario.name!r}"
            hint = name_hint(options["scheme"], schemes)
            raise Faults([make_fault("scheme", holds(options["scheme"]), words, hint)])
        schemes = [options["scheme"]]
    others = [place for place in range(len(question.scenarios)) if place != here]
    if options["against"]:
        there = find_scenario(question, options["against"], "against")
        if there == here:
            raise Faults(
                [
                    Fault(
                        "against",
                        holds(options["against"]),
                        "may hold another scenario than its own",
                    )
                ]
            )
        others = [there]
    desktop_years = float(ranking_of(question, {}).desktop_years[0])
    return {
        "currency": question.market.catalogue.currency,
        "left_out": left_out_scenarios(question),
        "targets": [
            _write_target(question, each, desktop_years)
            for each in targets_of(question, here, schemes, others)
        ],
    }


def _write_target(question: Question, target: Target, desktop_years: float) -> dict[str, Any]:
    dearer = target.dearer_cents
    monthly = None
    if dearer is not None and desktop_years:
        monthly = dearer / 100 / desktop_years / 12
    return {
        "scheme": target.scheme,
        "label": next(
            e.scheme.name
            for e in question.scenarios[target.here].stack
            if e.scheme.id == target.scheme
        ),
        "scenario": question.scenarios[target.here].name,
        "against": question.scenarios[target.there].name,
        "kind": target.kind,
        **{
            name: write_number(getattr(target, name))
            for name in ("list_price", "now", "price", "discount", "factor", "net")
        },
        "dearer": money_text(dearer),
        "dearer_per_desktop_month": _write_money(monthly),
        "residual": _write_cents(target.residual_cents),
        "residual_of_price": _write_cents(target.rounded_cents),
    }


def _write_money(amount: float | None) -> str | None:
    if amount is None or np.isnan(amount):
        return None
    return write_moneys(np.array([amount]))[0]


def _write_cents(cents: float | None) -> str | None:
    if cents is None:
        return None
    return _write_money(cents / 100)


def write_target_price(found: dict[str, Any]) -> str:
    """A row for each scheme and scenario to tie with."""
    rows = [
        (
            each["scenario"],
            each["label"],
            each["against"],
            each["list_price"] or "",
            _words_for_target(each, found["currency"]),
        )
        for each in found["targets"]
    ]
    head = ("scenario", "price of", "to tie with", "list", "")
    return "\n".join([*align_texts([head, *rows]), *left_out_lines(found)])


def _words_for_target(each: dict[str, Any], currency: str) -> str:
    if each["kind"] == "ties":
        return f"ties at {each['price']}" + (
            f", {float(each['discount']):.1%} off the list" if each["discount"] else ""
        )
    if each["kind"] == "already_cheaper":
        if each["price"]:
            return f"cheaper already, up to {each['price']}"
        return "cheaper already, at any price"
    if each["kind"] == "cannot_tie":
        return f"cannot tie even free: {each['dearer']} {currency} dearer"
    if each["kind"] == "not_on_sale":
        return "not on sale"
    return "moves nothing"


_TARGET = object_of(
    scheme=TEXT,
    label=TEXT,
    scenario=TEXT,
    against=TEXT,
    kind={"enum": ["ties", "already_cheaper", "cannot_tie", "moves_nothing", "not_on_sale"]},
    list_price=or_null(NUMBER),
    now=described(
        or_null(NUMBER), "Net price of a pack, the scenario's factor on it; or what was quoted."
    ),
    price=described(
        or_null(NUMBER), "Net price of a pack at the tie, to the decimals of the list."
    ),
    discount=described(
        or_null(NUMBER), "Off the list price, in place of discount and factor; null of a quote."
    ),
    factor=described(
        or_null(NUMBER),
        "On the net price, exact to the last decimal of a document; null of a quote.",
    ),
    net=described(
        or_null(NUMBER),
        "Of a quoted price: the amount in all years that takes its place, as exact.",
    ),
    dearer=or_null(MONEY),
    dearer_per_desktop_month=or_null(MONEY),
    residual=described(
        or_null(MONEY), "By how much the scenario is dearer with the factor, or net, put back."
    ),
    residual_of_price=described(or_null(MONEY), "The same with the rounded price."),
)
SCHEMA: Schema = object_of(currency=TEXT, left_out=LEFT_OUT, targets=list_of(_TARGET))
TARGET_PRICE = Analysis(
    "target-price",
    "The price of a scheme at which one scenario costs what another does.",
    {
        "scenario": Field(
            "text", "The name of the scenario in which the price moves.", maximum=200
        ),
        "scheme": Field("slug", "The id of a scheme of its stack; all of them where not said.", ""),
        "against": Field(
            "text",
            "The name of the scenario to tie with; each other one where not said.",
            "",
            maximum=200,
        ),
    },
    answer_target_price,
    write_target_price,
    SCHEMA,
)
