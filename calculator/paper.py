"""What paper says beyond the page: what differs from the preset, the sources of the prices, what is not included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString

from pricing.engine.answer import Answer

from . import formats
from .documents import section
from .explanations import MARKS
from .labels import label_of
from .state import State

LONGEST_VALUE = 120


@dataclass(frozen=True)
class Source:
    """A price of the comparison, and where it stands."""

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
    not_included: SafeString


def paper_of(state: State) -> Paper:
    """Of a state that has an answer."""
    assert state.answer is not None
    return Paper(
        differences=[(label_of(_dotless(path), state.document), _value(path, text)) for path, text in state.leaves],
        title=str(state.base.get("title", "")),
        sources=_sources(state.answer),
        not_included=section("methodology", "13-what-is-not-included"),
    )


def _dotless(path: str) -> str:
    """A path as faults write it: `fleet.0.desktops` is `fleet[0].desktops`."""
    return re.sub(r"^(fleet|scenarios)\.(\d+)", r"\1[\2]", path)


def _value(path: str, text: str) -> str:
    if path.endswith("price_date"):
        return formats.with_days(text)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _sources(answer: Answer) -> list[Source]:
    """Every price that some scenario pays, by the name of its scheme."""
    found = {}
    for scenario in answer.scenarios:
        schemes = scenario.scenario.market.catalogue.schemes
        for line in scenario.figures.lines if scenario.figures else ():
            if line.price is None or line.price.amount is None:
                continue
            price = line.price
            scheme = schemes[price.scheme]
            found[price.scheme, price.valid_from] = Source(
                mark=MARKS[price.confidence],
                scheme=f"{scheme.vendor} {scheme.name}".strip(),
                amount=formats.decimal(price.amount),
                day=formats.day(price.valid_from),
                words=price.source,
            )
    in_order = sorted(found.items(), key=lambda item: (item[1].scheme.casefold(), item[0][1]))
    return [source for _, source in in_order]
