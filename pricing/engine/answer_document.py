"""The answer as the JSON document that command line, API and page's JSON door all speak."""

from __future__ import annotations

from decimal import Decimal
from math import floor, log10
from typing import Any

import numpy as np

from .analysis.uncertainty import LEVELS, Spread, Uncertain
from .answer import Answer
from .document import Question
from .evidence import PARTS, Part, list_parts
from .exact import cents_half_up
from .exchange import ExchangeRate
from .figures import Cents, Figures, Line
from .findings import not_checked
from .market import Price


def money_text(cents: Cents | None) -> str | None:
    """Cents as text with two decimals; None stays None.

    >>> money_text(-5), money_text(123456), money_text(None)
    ('-0.05', '1234.56', None)
    """
    if cents is None:
        return None
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02d}"


def answer_document(answer: Answer, uncertain: Uncertain | None = None) -> dict[str, Any]:
    """The whole answer as plain JSON values: money as text, counts as whole numbers.

    With `uncertain`, each scenario has what it costs over the cases of the ranges.
    """
    scenarios = [_write_scenario(answer, place) for place in range(len(answer.scenarios))]
    if uncertain is not None:
        for scenario, spread in zip(scenarios, uncertain.spreads, strict=True):
            scenario["uncertainty"] = uncertainty_document(spread)
    return {
        "currency": answer.currency,
        "horizon_years": answer.question.horizon_years,
        **write_change(answer.question),
        "scenarios": scenarios,
    }


def write_change(question: Question) -> dict[str, Any]:
    """The change of the catalogue that an answer was priced with; nothing where there is none."""
    if question.catalogue_change is None:
        return {}
    return {"catalogue": question.catalogue_change}


def uncertainty_document(spread: Spread | None) -> dict[str, Any] | None:
    """What a scenario costs over all cases, for a desktop and year; None where it has no
    figures.
    """
    if spread is None:
        return None
    return {
        "mean": money_text(int(cents_half_up(np.array(spread.mean)))),
        "standard_error": error_text(spread.standard_error),
        **{f"p{level}": money_text(spread.cents.quantile(level)) for level in LEVELS},
        "probability_cheapest": round(spread.cheapest, 6),
        "probability_beats_baseline": None
        if spread.below_baseline is None
        else round(spread.below_baseline, 6),
    }


def error_text(error: float) -> str:
    """A standard error with two digits that say something, and cents in any case.

    >>> error_text(0.0123456), error_text(12.3456), error_text(0.000271), error_text(0.0)
    ('0.012', '12.35', '0.00027', '0.00')
    """
    if error < 1e-9:
        decimals = 2
    else:
        decimals = max(2, 1 - floor(log10(error)))
    return f"{error:.{decimals}f}"


_FIGURES = (
    "tco",
    "npv",
    "annualised",
    "desktop_years",
    "tco_per_desktop",
    "tco_per_desktop_year",
    "tco_per_desktop_month",
    "saving",
    "npv_saving",
    "payback_years",
)


def _write_scenario(answer: Answer, place: int) -> dict[str, Any]:
    scenario = answer.scenarios[place]
    figures = scenario.figures
    result: dict[str, Any] = {
        "name": scenario.scenario.name,
        "delivery": scenario.scenario.delivery,
        "compliant": scenario.compliant,
        "findings": [
            {
                "kind": f.kind,
                "group": f.group,
                "token": f.token,
                "scheme": f.scheme,
                "message": words,
            }
            for f, words in scenario.findings
        ],
    }
    unchecked = [
        {"scheme": scheme.id, "words": words} for scheme, words in not_checked(scenario.scenario)
    ]
    if unchecked:
        result["not_checked"] = unchecked
    if figures is None:
        names = ("sizing", "energy", "lines", "cash_flow", *_FIGURES, "evidence")
        return result | dict.fromkeys(names)
    result["sizing"] = {
        "hosts": scenario.hosts,
        "storage_gb": scenario.storage_gb,
        "cloud_storage_gb": scenario.cloud_storage_gb,
        "pools": {
            name: {"hosts": hosts, "binding": binding}
            for name, (hosts, binding) in scenario.pools.items()
        },
    }
    result["energy"] = {"kwh": figures.kwh, "co2_kg": figures.co2_kg}
    result["lines"] = [_write_line(line) for line in figures.lines]
    result["cash_flow"] = [money_text(cents) for cents in figures.cash_flow]
    parts = list_parts(answer, place)
    return result | _write_totals(figures) | {"evidence": [write_part(part) for part in parts]}


def write_part(part: Part) -> dict[str, Any]:
    """A part of what a total rests on, its share as text: those of a scenario add up to 1.

    >>> write_part(Part("converted", "verified", "up_to_1_year", 1234))["share"]
    '0.1234'
    """
    return {**part._asdict(), "before": part.before or None, "share": write_share(part.share)}


def write_share(share: int) -> str:
    """A share of a total that is counted in `PARTS`.

    >>> write_share(-5)
    '-0.0005'
    """
    return f"{Decimal(share) / PARTS:.4f}"


def _write_totals(figures: Figures) -> dict[str, Any]:
    plain = ("desktop_years", "payback_years")
    return {
        name: getattr(figures, name) if name in plain else money_text(getattr(figures, name))
        for name in _FIGURES
    }


def _write_line(line: Line) -> dict[str, Any]:
    result: dict[str, Any] = {
        "key": line.key,
        "label": line.label,
        "category": line.category,
        "indirect": line.indirect,
        "scheme": None if line.kind == "residual" else line.scheme,  # it is nothing that is bought
        "cash_flow": [money_text(cents) for cents in line.cash_flow],
    }
    if line.quantity is None:
        return result
    result["quantity"], result["packs"], result["binding"] = line.quantity, line.packs, line.binding
    if line.bought is not None:
        result["bought"] = line.bought
    if line.owned is not None:
        result["owned"] = line.owned
    result["net_unit_price"] = None if line.net_unit_price is None else f"{line.net_unit_price:f}"
    if line.price is not None:
        result["price"] = {
            "amount": f"{line.price.amount:f}",
            "valid_from": line.price.valid_from.isoformat(),
            "source": line.price.source,
            "source_url": line.price.source_url,
            "confidence": line.price.confidence,
            **write_conversion(line.price),
        }
    return result


def write_conversion(price: Price) -> dict[str, Any]:
    """What a price of another currency was, and the rate; nothing of all others."""
    if price.original is None or price.rate is None:
        return {}
    return {
        "original": {"amount": f"{price.original.amount:f}", "currency": price.original.currency},
        "exchange_rate": write_rate(price.rate),
    }


def write_rate(rate: ExchangeRate) -> dict[str, Any]:
    """A rate, exact, with its day and who said so; of a product both factors too."""
    result: dict[str, Any] = {
        "from": rate.from_currency,
        "to": rate.to_currency,
        "rate": f"{rate.rate:f}",
        "valid_from": None if rate.valid_from is None else rate.valid_from.isoformat(),
        "source": rate.source,
        "source_url": rate.source_url,
        "confidence": rate.confidence,
    }
    if rate.legs:
        result["product_of"] = [write_rate(leg) for leg in rate.legs]
    return result
