"""What the page of portfolios says of results that were opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from calculator import formats
from pricing.portfolio.summary import FAR, SIZES, Document, Outlier, Summary, Winner

MOST_WINNERS = 12
MOST_DECIDERS = 15
MOST_LISTED = 20  # outliers, faulty documents, those that nobody wins
OTHERS = "Others"


class Table(NamedTuple):
    """A table: what it is called, its heads, its rows, each headed by its first cell; how many are
    not shown. `words`: a sentence above. `texts`: how many columns stand before those of numbers.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: str = ""
    more: int = 0
    texts: int = 1


class PortfolioView(NamedTuple):
    """The sentence, what else is said in sentences, and the tables."""

    sentence: str
    remarks: list[str]
    tables: list[Table]


def view_portfolio(summary: Summary) -> PortfolioView:
    """The page's words for a summary; a table that would be empty is not there."""
    tables = [
        _table_totals(summary),
        _table_winners(summary),
        _table_deciders(summary),
        _table_outliers(summary),
        _table_found(summary),
        _table_without_winner(summary),
        _table_faulty(summary),
    ]
    return PortfolioView(
        _tell(summary), list(_tell_remarks(summary)), [table for table in tables if table.rows]
    )


def _tell(summary: Summary) -> str:
    """How many documents there are, and who is the cheapest of most."""
    documents = formats.count(summary.documents, "comparison")
    if not summary.winners:
        return f"{documents}; none has a scenario that may win."
    first, won = summary.winners[0], sum(winner.documents for winner in summary.winners)
    return f"{documents}. “{first.name}” costs least in {first.documents:,} of {won:,}."


def _tell_remarks(summary: Summary) -> list[str]:
    remarks = []
    if summary.tied:
        remarks.append(
            f"In {formats.count(summary.tied, 'comparison')} several cost the same; the first of "
            "them is counted."
        )
    cases = summary.sure + summary.unsure
    if cases:
        remarks.append(
            f"In {summary.sure:,} of {cases:,} the cheapest is so in nine cases of ten or more; in "
            f"{summary.unsure:,} it is not."
        )
    framed = summary.stands + summary.turns
    if framed:
        remarks.append(
            f"In {summary.stands:,} of {framed:,} the cheapest costs least under every framing "
            f"that counts; in {summary.turns:,} another does under some."
        )
    return remarks


def _table_totals(summary: Summary) -> Table:
    return Table(
        "Totals",
        ("Currency", "Comparisons", "Desktops", "As the first scenario", "As the cheapest", "Less"),
        [
            (
                formats.currency_name(total.currency),
                f"{total.documents:,}",
                f"{total.desktops:,}",
                formats.money(total.baseline),
                formats.money(total.cheapest),
                formats.money(total.baseline - total.cheapest),
            )
            for total in summary.totals
        ],
        "Over the years of each comparison, of all whose first scenario has a price and of which "
        "one scenario costs least.",
    )


def _table_winners(summary: Summary) -> Table:
    shown = summary.winners[:MOST_WINNERS]
    rest = summary.winners[MOST_WINNERS:]
    if rest:
        sums = [sum(winner.by_size[place] for winner in rest) for place in range(len(SIZES))]
        shown = [*shown, Winner(OTHERS, sums)]
    return Table(
        "Who costs least where",
        ("Scenario", *(f"{words} desktops" for _, words in SIZES), "All"),
        [
            (each.name, *(f"{number:,}" for number in each.by_size), f"{each.documents:,}")
            for each in shown
        ],
        "Comparisons by the scenario that costs least, and by desktops in the first year.",
    )


def _table_deciders(summary: Summary) -> Table:
    rows = [(each.label, f"{each.documents:,}") for each in summary.deciders[:MOST_DECIDERS]]
    if summary.unmoved:
        rows.append(("No input within its bounds", f"{summary.unmoved:,}"))
    return Table(
        "Which input decides",
        ("Input", "Comparisons"),
        rows,
        "How often each input is the one that most easily makes another scenario the cheapest.",
        max(0, len(summary.deciders) - MOST_DECIDERS),
    )


def _table_outliers(summary: Summary) -> Table:
    return Table(
        "Outliers",
        ("Comparison", "Cheapest", "A desktop a month", "Usual", "Against the usual"),
        [_list_outlier(each) for each in summary.outliers[:MOST_LISTED]],
        "Where a desktop costs far more or less than usual: the usual is the middle of all in the "
        f"same currency, and these lie more than {FAR} times as far from it as half of them do.",
        max(0, len(summary.outliers) - MOST_LISTED),
        texts=2,
    )


def _list_outlier(outlier: Outlier) -> tuple[str, ...]:
    cheapest = outlier.document.cheapest
    assert cheapest is not None
    currency = cheapest.currency or ""
    return (
        outlier.document.name,
        cheapest.scenario or "",
        formats.amount(outlier.month, currency),
        formats.amount(outlier.usual, currency),
        formats.signed_percent(outlier.month - outlier.usual, outlier.usual),
    )


def _table_found(summary: Summary) -> Table:
    return Table(
        "What the search found",
        ("Currency", "Comparisons", "Less in all"),
        [
            (
                formats.currency_name(each.currency),
                f"{each.documents:,}",
                formats.money(each.less),
            )
            for each in summary.found
        ],
        "Comparisons for which a stack is on sale that costs less than their cheapest scenario, "
        "and how much less over their years.",
    )


def _table_without_winner(summary: Summary) -> Table:
    return Table(
        "No scenario may win",
        ("Comparison", "File"),
        [(each.name, each.file) for each in summary.without_winner[:MOST_LISTED]],
        "Each scenario lacks a licence, or something of it was not on sale.",
        max(0, len(summary.without_winner) - MOST_LISTED),
        texts=2,
    )


def _table_faulty(summary: Summary) -> Table:
    return Table(
        "Faults",
        ("File", "Field", "What is wrong"),
        [_list_fault(each) for each in summary.faulty[:MOST_LISTED]],
        "The first fault of each; the file of results has all.",
        max(0, len(summary.faulty) - MOST_LISTED),
        texts=3,
    )


def _list_fault(document: Document) -> tuple[str, ...]:
    first = document.faults[0]
    return document.file, first.path or "the document", first.message or ""
