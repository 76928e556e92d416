"""What paper says beyond the page.

What differs from the preset, the sources of the prices, what is not included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calculator import formats
from calculator.docs_pages import section
from calculator.looks.cost.differences import list_differences
from calculator.looks.cost.table import lines_of
from calculator.parts.marks import MARKS, OWN, QUOTED
from calculator.parts.quoted import is_quoted
from calculator.question.state import State
from pricing.engine.answer import Answer
from pricing.engine.findings import scheme_words


@dataclass(frozen=True)
class Source:
    """A price of the comparison, and where it stands; of the buyer's own, `day` is the scenario."""

    mark: str
    scheme: str
    amount: str
    day: str
    words: str


@dataclass(frozen=True)
class Paper:
    """The last part of what is printed."""

    differences: list[tuple[str, str]]
    title: str
    sources: list[Source]
    own: list[Source]
    not_included: str


def paper_of(state: State) -> Paper:
    """Of a state that has an answer."""
    assert state.answer is not None
    return Paper(
        differences=list_differences(state),
        title=str(state.base.get("title", "")).partition(": ")[0],
        sources=_list_sources(state.answer),
        own=[*_list_quoted(state.answer), *_list_own_lines(state.answer)],
        not_included=section("methodology", "13-what-is-not-included"),
    )


def _list_quoted(answer: Answer) -> Iterator[Source]:
    """Every price that the buyer typed, of the schemes that are bought."""
    for scenario in answer.question.scenarios:
        for scheme in (
            entry.scheme for entry in scenario.stack if entry.scheme.id in scenario.net_prices
        ):
            amounts = "; ".join(map(formats.price, scenario.net_prices[scheme.id].amounts))
            yield Source("", scheme_words(scheme), amounts, scenario.name, QUOTED)


def _list_own_lines(answer: Answer) -> Iterator[Source]:
    """Every line that the buyer added."""
    for scenario in answer.question.scenarios:
        for line in scenario.own_lines:
            yield Source(
                "", line.name, formats.price(line.amount), scenario.name, line.source or OWN
            )


def _list_sources(answer: Answer) -> list[Source]:
    """Every price that some scenario pays, by the name of its scheme."""
    found = {}
    for scenario in answer.scenarios:
        schemes = scenario.scenario.market.catalogue.schemes
        for line in lines_of(scenario):
            if (
                line.price is None
                or line.price.amount is None
                or is_quoted(line, scenario.scenario)
            ):
                continue
            price = line.price
            scheme = schemes[price.scheme]
            found[price.scheme, price.valid_from] = Source(
                mark=MARKS[price.confidence],
                scheme=scheme_words(scheme),
                amount=formats.decimal(price.amount),
                day=formats.day(price.valid_from),
                words=price.source,
            )
    in_order = sorted(found.items(), key=lambda item: (item[1].scheme.casefold(), item[0][1]))
    return [source for _, source in in_order]
