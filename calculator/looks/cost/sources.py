"""Where the numbers of the panel come from: a source for each price, factor and exchange rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from calculator import formats
from calculator.looks.cost.factors import write_factor
from calculator.parts import exchange
from calculator.parts.marks import MARKS, QUOTED
from calculator.question.address import query
from pricing.engine.answer import Answer
from pricing.engine.exchange import ExchangeRate
from pricing.engine.explain import Factor
from pricing.engine.figures import Line
from pricing.engine.market import Assumption, Scheme
from pricing.engine.payments import Payment


@dataclass(frozen=True)
class Source:
    """Where a number comes from: `url` of the source, `page` of all prices, `field` where it can be
    changed.
    """

    label: str
    value: str
    mark: str
    confidence: str
    words: str
    url: str
    page: str = ""
    field: str = ""


def find_scheme_page(answer: Answer, place: int, scheme: Scheme) -> str:
    """Where the scheme's price history is shown; nowhere, where the document brought its own
    catalogue.
    """
    market = answer.question.scenarios[place].market
    price_list = market.catalogue.price_list
    said = query([("price_date", market.day.isoformat()), ("price_list", price_list)])
    if price_list:
        return f"/prices/{scheme.id}/?{said}"
    return ""


def make_price_source(payment: Payment, line: Line, answer: Answer, place: int) -> Source:
    """Where a price comes from: the list, or the reader's quote."""
    price, scheme = payment.price, payment.scheme
    assert scheme is not None
    of_packs = ""
    if scheme.pack > 1:
        of_packs = f" a pack of {scheme.pack:,}"
    if payment.list_unit_price is None:
        listed = payment.net_unit_price
    else:
        listed = payment.list_unit_price
    amount = formats.symbol(answer.currency) + formats.decimal(listed)
    if price is None:
        amounts = answer.question.scenarios[place].net_prices[scheme.id].amounts
        net = "; ".join(
            formats.symbol(answer.currency) + formats.price(amount) for amount in amounts
        )
        return Source(line.label, f"{net}{of_packs}", "", "yours", QUOTED, "")
    return Source(
        label=line.label,
        value=f"{amount}{of_packs}",
        mark=MARKS[price.confidence],
        confidence=price.confidence,
        words=_tell_provenance(
            price.source, f"list price from {formats.day(price.valid_from)}", price.note
        ),
        url=price.source_url,
        page=find_scheme_page(answer, place, scheme),
    )


def _tell_provenance(source: str, since: str, note: str) -> str:
    """A source, from when on its number is used, and what is said of it; no line breaks before a
    per cent sign.
    """
    return "; ".join(filter(None, (source, since, note))).replace(" %", f"{formats.NO_BREAK}%")


def make_factor_source(factor: Factor, answer: Answer, place: int) -> Source:
    """Where a factor comes from: an assumption, a scheme's rule, or the reader."""
    value = write_factor(factor, answer.currency)
    if factor.is_typed:
        return Source(factor.label, value, "", "yours", "set in this comparison", "")
    if isinstance(factor.source, Scheme):
        scheme = factor.source
        return Source(
            factor.label,
            value,
            MARKS.get(scheme.rule_confidence, ""),
            scheme.rule_confidence,
            scheme.name,
            scheme.rule_source_url,
            find_scheme_page(answer, place, scheme),
        )
    assert isinstance(factor.source, Assumption)
    source = factor.source
    since = ""
    if source.valid_from:
        since = f"used from {formats.day(source.valid_from)}"
    return Source(
        factor.label,
        value,
        MARKS[source.confidence],
        source.confidence,
        f"{exchange.converted_words(source)}{_tell_provenance(source.source, since, source.note)}",
        source.source_url,
    )


def list_rate_sources(factors: Iterable[Factor]) -> list[Source]:
    """The rates at which factors were converted, each once; what the reader typed was not."""
    return make_rate_sources(
        f.source.rate for f in factors if isinstance(f.source, Assumption) and not f.is_typed
    )


def make_rate_sources(rates: Iterable[ExchangeRate | None]) -> list[Source]:
    """Where rates come from, each once."""
    return [_make_rate_source(rate) for rate in dict.fromkeys(rates) if rate is not None]


def _make_rate_source(rate: ExchangeRate) -> Source:
    label = f"Exchange rate of {formats.currency_name(rate.from_currency)}"
    value = f"{formats.symbol(rate.to_currency)}{formats.decimal(rate.rate)}"
    if rate.valid_from is None:
        return Source(label, value, "", "yours", "set in this comparison", "")
    return Source(
        label,
        value,
        MARKS[rate.confidence],
        rate.confidence,
        exchange.source_of(rate),
        rate.source_url,
    )
