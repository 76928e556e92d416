"""By how much later prices are assumed to rise, and who assumes it."""

from __future__ import annotations

from collections.abc import Iterator

from pricing.engine.answer import Answer
from pricing.engine.grounds import TYPED
from pricing.engine.knobs import KNOBS
from pricing.engine.payments import Payment, inflation_of, payments_of


def list_rises(found: Answer, place: int) -> Iterator[dict[str, str]]:
    """By how much prices of what is bought are assumed to rise a year, and who assumes it; none
    where nothing is paid at a price that has risen.
    """
    run = found.evaluation
    risen = [each for each in payments_of(run, place) if each.price_factor != 1]
    scenario = run.question.scenarios[place]
    for name in dict.fromkeys(map(_name_rise, risen)):
        rise = {
            "name": name,
            "label": KNOBS[name].label,
            "value": f"{inflation_of(run, place, name):f}",
        }
        if name in scenario.assumptions or name in run.question.assumptions:
            yield {**rise, "source": "", "source_url": "", "confidence": TYPED}
        else:
            held = run.question.market.assumptions[name]
            said = {"source": held.source, "source_url": held.source_url}
            yield {**rise, **said, "confidence": held.confidence}


def _name_rise(payment: Payment) -> str:
    """The assumption that its price rises by."""
    if payment.own is None:
        return "price_inflation"
    return f"{payment.own.inflation}_inflation"
