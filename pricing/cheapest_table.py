"""A search as plain text: the ranks, why each lost, and what was ruled out."""

from __future__ import annotations

import textwrap

from .cheapest import REASON_WORDS, every_combination, outside, ruled_out, stack_name, why
from .engine.analysis.search.run import Asked, Progress, rows_of
from .engine.answer_document import money_text
from .engine.document import Entry, Question
from .engine.findings import token_words
from .engine.words import CATEGORIES, DELIVERIES

WIDTH = 100


def table_of_search(question: Question, asked: Asked, progress: Progress) -> str:
    """What was found, in lines for people."""
    rows = rows_of(question, asked, progress.found)
    currency = question.market.catalogue.currency
    day = question.price_date.isoformat()
    head = f"The cheapest stacks that are compliant, of {every_combination(question)}, prices of {day}, in {currency}"
    lines = [head if rows else f"No stack on sale on {day} keeps the rules and the wishes."]
    for rank, row in enumerate(rows, start=1):
        figures = row.answer.figures
        assert figures is not None
        a_month = _amount(figures.tco_per_desktop_month)
        lines += [
            "",
            f"{rank:>3}  {_amount(row.total)} in all, {a_month} a desktop a month: {stack_name(row.scenario)}",
        ]
        ways = dict.fromkeys(row.scenario.deliveries)
        parts = [f"{' and '.join(DELIVERIES[way] for way in ways)}: "]
        parts.append(", ".join(_entry(question, entry) for entry in row.scenario.stack) or "nothing is bought")
        lines.append(_filled("".join(parts)))
        if rank > 1:
            more = [f"{CATEGORIES[name]} {cents / 100:+,.2f}" for name, cents in why(question, row, rows[0]).items()]
            lines.append(
                _filled(f"{_amount(row.total - rows[0].total)} more than the first: {', '.join(more) or 'the same'}")
            )
    lines += ["", f"{every_combination(question)[:1].upper()}{every_combination(question)[1:]}"]
    for reason, wish, many in ruled_out(asked, progress.counts):
        if wish:
            words = wish_words(reason, wish)
        else:
            words = REASON_WORDS[reason]
        lines.append(f"{_share(many, progress.counts.combinations):>9}  {words}")
    lines += [f"{_share(progress.counts.left, progress.counts.combinations):>9}  left", ""]
    return "\n".join([*lines, *map(_filled, outside(progress))])


def _share(part: int, whole: int) -> str:
    """A share in per cent with one decimal.

    >>> _share(699, 1000), _share(1, 10**9), _share(0, 0)
    ('69.9 %', '< 0.1 %', '0.0 %')
    """
    tenths = 0
    if whole:
        tenths = (2000 * part + whole) // (2 * whole)
    if tenths or not part:
        return f"{tenths // 10}.{tenths % 10} %"
    return "< 0.1 %"


def wish_words(reason: str, wish: str) -> str:
    """A wish that was not kept, as people say it.

    >>> wish_words("must", "token:live_migration")
    'Live migration is missing (a wish)'
    """
    kind, _, name = wish.partition(":")
    if kind == "token":
        words = token_words(name)
    else:
        words = name.replace("_", " ")
    words = words[:1].upper() + words[1:]
    if reason == "must":
        return f"{words} is missing (a wish)"
    return f"{words} is there (a wish against it)"


def _amount(cents: int | None) -> str:
    if cents is None:
        return "-"
    return f"{money_text(cents)}"


def _entry(question: Question, entry: Entry) -> str:
    scheme, groups, serves_all = entry.scheme, entry.groups, entry.serves_all
    names = ", ".join(question.fleet[place].name for place in groups)
    if serves_all:
        return scheme.id
    return f"{scheme.id} ({names})"


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="     ", subsequent_indent="     ")
