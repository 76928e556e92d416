"""What all documents of a portfolio say: totals, who wins where, what decides, outliers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from statistics import median
from typing import NamedTuple

from .results import Result
from .rows import FAULT, FOUND, SCENARIO, Row

# Desktops of a document: the least of each class, and what it is called.
SIZES = (
    (0, "up to 49"),
    (50, "50 to 249"),
    (250, "250 to 999"),
    (1000, "1,000 and more"),
)
FAR = 3  # times as far from the middle as half of the documents are
SURE = Decimal("0.9")


class Document(NamedTuple):
    """The rows of one file. `cheapest`: the first of those that cost least, None where none may."""

    file: str
    scenarios: list[Row]
    cheapest: Row | None
    found: Row | None
    faults: list[Row]

    @property
    def baseline(self) -> Row | None:
        """The first scenario, where it can be priced."""
        if self.scenarios and self.scenarios[0].tco is not None:
            return self.scenarios[0]
        return None

    @property
    def name(self) -> str:
        """What people call it: its title, else its file."""
        for row in self.scenarios:
            if row.title:
                return row.title
        return self.file


class Total(NamedTuple):
    """Of the documents in one currency whose first scenario has a price and of which one is the
    cheapest: what they cost over their years. Cents.
    """

    currency: str
    documents: int
    desktops: int
    baseline: int
    cheapest: int


class Winner(NamedTuple):
    """A scenario by its name: how many documents it is the cheapest of, by size of their fleet."""

    name: str
    by_size: list[int]

    @property
    def documents(self) -> int:
        """Of all sizes."""
        return sum(self.by_size)


class Decider(NamedTuple):
    """An input, and of how many documents it most easily changes the cheapest scenario."""

    label: str
    documents: int


class Outlier(NamedTuple):
    """A document whose cheapest scenario costs a desktop far more or less than is usual. Cents a
    desktop and month.
    """

    document: Document
    month: int
    usual: int


class Found(NamedTuple):
    """In one currency: of how many documents a search found a cheaper stack than their cheapest
    scenario, and by how much over their years. Cents.
    """

    currency: str
    documents: int
    less: int


class Summary(NamedTuple):
    """All of it. `tied`: several cost least. `sure`, `unsure`: of those with cases, whose cheapest
    is so in nine cases of ten, and whose is not. `stands`, `turns`: of those with framings, whose
    cheapest costs least under all that count, and whose does not. `unmoved`: no input changes the
    cheapest, where flips were asked for.
    """

    documents: int
    faulty: list[Document]
    without_winner: list[Document]
    tied: int
    totals: list[Total]
    winners: list[Winner]
    deciders: list[Decider]
    unmoved: int
    sure: int
    unsure: int
    stands: int
    turns: int
    outliers: list[Outlier]
    found: list[Found]


def summarise(results: Iterable[Result]) -> Summary:
    """The summary of results, whose rows stand file by file."""
    documents = [
        _read_document(file, [each.row for each in some])
        for file, some in groupby(results, key=lambda result: result.file)
    ]
    won = [document for document in documents if document.cheapest]
    cheapest = [document.cheapest for document in won if document.cheapest]
    deciders = Counter(row.flip_label for row in cheapest if row.flip_label)
    chances = [Decimal(row.probability_cheapest) for row in cheapest if row.probability_cheapest]
    framed = [row for row in cheapest if row.framings_that_count is not None]
    stands = sum(row.framings_won == row.framings_that_count for row in framed)
    sure = sum(chance >= SURE for chance in chances)
    return Summary(
        documents=len(documents),
        faulty=[document for document in documents if document.faults],
        without_winner=[d for d in documents if d.scenarios and not d.cheapest],
        tied=sum(sum(bool(row.is_cheapest) for row in d.scenarios) > 1 for d in won),
        totals=_sum_totals(won),
        winners=_count_winners(cheapest),
        deciders=[Decider(label, number) for label, number in _rank(deciders)],
        unmoved=len(cheapest) - deciders.total() if deciders else 0,
        sure=sure,
        unsure=len(chances) - sure,
        stands=stands,
        turns=len(framed) - stands,
        outliers=_find_outliers(won),
        found=_sum_found(won),
    )


def _read_document(file: str, rows: Sequence[Row]) -> Document:
    scenarios = [row for row in rows if row.kind == SCENARIO]
    return Document(
        file,
        scenarios,
        next((row for row in scenarios if row.is_cheapest and row.tco is not None), None),
        next((row for row in rows if row.kind == FOUND and row.tco is not None), None),
        [row for row in rows if row.kind == FAULT],
    )


def _rank(counts: Counter[str]) -> list[tuple[str, int]]:
    """Most first, equal ones by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _read_cents(amount: str | None) -> int:
    return int(Decimal(amount or 0).scaleb(2))


def _group_by_currency(documents: Iterable[Document]) -> list[tuple[str, list[Document]]]:
    def find_currency(document: Document) -> str:
        return (document.cheapest and document.cheapest.currency) or ""

    return [
        (currency, list(some))
        for currency, some in groupby(sorted(documents, key=find_currency), key=find_currency)
    ]


def _sum_totals(won: Iterable[Document]) -> list[Total]:
    return [
        Total(
            currency,
            len(some),
            sum(d.cheapest.desktops or 0 for d in some if d.cheapest),
            sum(_read_cents(d.baseline.tco) for d in some if d.baseline),
            sum(_read_cents(d.cheapest.tco) for d in some if d.cheapest),
        )
        for currency, some in _group_by_currency(d for d in won if d.baseline)
    ]


def _count_winners(cheapest: Iterable[Row]) -> list[Winner]:
    counts: dict[str, list[int]] = {}
    for row in cheapest:
        by_size = counts.setdefault(row.scenario or "", [0] * len(SIZES))
        by_size[_find_size(row.desktops or 0)] += 1
    winners = [Winner(name, by_size) for name, by_size in counts.items()]
    return sorted(winners, key=lambda winner: (-winner.documents, winner.name))


def _find_size(desktops: int) -> int:
    return max(place for place, (least, _) in enumerate(SIZES) if desktops >= least)


def _find_outliers(won: Iterable[Document]) -> list[Outlier]:
    """Those that lie further from the middle of their currency than FAR times what half of them do,
    the furthest first.
    """
    found = []
    for _, some in _group_by_currency(won):
        months = {
            document.file: _read_cents(document.cheapest.tco_per_desktop_month)
            for document in some
            if document.cheapest and document.cheapest.tco_per_desktop_month
        }
        if not months:
            continue
        usual = int(median(months.values()))
        reach = FAR * median(abs(month - usual) for month in months.values())
        found += [
            Outlier(document, months[document.file], usual)
            for document in some
            if abs(months.get(document.file, usual) - usual) > reach
        ]
    return sorted(found, key=lambda each: -abs(each.month - each.usual) / max(1, each.usual))


def _sum_found(won: Iterable[Document]) -> list[Found]:
    result = []
    for currency, some in _group_by_currency(won):
        less = [
            _read_cents(d.cheapest.tco) - _read_cents(d.found.tco)
            for d in some
            if d.cheapest and d.found
        ]
        if less:
            gains = [cents for cents in less if cents > 0]
            result.append(Found(currency, len(gains), sum(gains)))
    return result
