"""A search as plain text: the ranks, why each lost, and what was ruled out."""

from __future__ import annotations

import textwrap

from ..engine.analysis.search.run import Asked, Progress, rows_of
from ..engine.analysis.search.space import EACH
from ..engine.answer_document import money_text
from ..engine.document import Entry, Question
from ..engine.findings import token_words
from ..engine.vocabulary import CATEGORIES, DELIVERIES
from .search import list_ruled_out, name_stack, why

WIDTH = 100
REASON_WORDS = {
    "conflict": "A scheme does not support another",
    "idle": "A scheme in it does nothing",
    "needs": "A scheme needs another one that is not there",
    "lacking": "A desk would lack a right, a broker, a server or a device",
    "over_maximum": "More users or hosts than a licence or a server allows",
}
OUTSIDE = (
    (
        "A scheme that needs what nobody sells or owns that day, and one that can only add to a "
        "stack, has no part in it."
    ),
    (
        "A role is filled once: for each group by one scheme that is counted by seats, and for all "
        "by one that is not."
    ),
    "A scheme that would count nothing, for those whom it serves have no hosts or store nothing, "
    "is not taken for its "
    "rights alone.",
    "Numbers are those that are counted: none is typed, nothing is added, and no packs are owned "
    "but devices of the desk of which all scenarios that have them say the same; of several terms "
    "the cheapest is taken.",
    "Hosts of one kind run one hypervisor: the scheme that sizes them serves all groups on them. A "
    "hypervisor in its "
    "own role stands before those that other roles bring along.",
    "Disks for what runs on hosts, and in the cloud a disk for each machine and a store for "
    "profiles, are never left "
    "out, where they are sold.",
    (
        "A plan for frontline workers is left to groups that share their devices, or own the token "
        "frontline_workers."
    ),
    "Groups keep their own devices and what they own, and the roles of a stack stand in one order.",
)
TAKEN_TOGETHER = (
    "There is too much to tell every group apart here: those that are alike to the licence rules "
    "took the same "
    "schemes where packs, tiers or limits reach over groups, or else throughout; where that was "
    "too much still, all "
    "that are delivered alike took the same of those."
)


def table_of_search(question: Question, asked: Asked, progress: Progress) -> str:
    """What was found, in lines for people."""
    rows = rows_of(question, asked, progress.found)
    currency = question.market.catalogue.currency
    day = question.price_date.isoformat()
    head = (
        f"The cheapest stacks that are compliant, of {tell_combinations(question)}, prices of "
        f"{day}, in {currency}"
    )
    if not rows:
        head = f"No stack on sale on {day} keeps the rules and the wishes."
        for text in asked.contradictory:
            head += f" {text} must be there by one wish and must not by another."
    lines = [head]
    for rank, row in enumerate(rows, start=1):
        figures = row.answer.figures
        assert figures is not None
        a_month = _write_amount(figures.tco_per_desktop_month)
        lines += [
            "",
            (
                f"{rank:>3}  {_write_amount(row.total)} in all, {a_month} a desktop a month: "
                f"{name_stack(row.scenario)}"
            ),
        ]
        ways = dict.fromkeys(row.scenario.deliveries)
        parts = [f"{' and '.join(DELIVERIES[way] for way in ways)}: "]
        parts.append(
            ", ".join(_name_entry(question, entry) for entry in row.scenario.stack)
            or "nothing is bought"
        )
        lines.append(_fill_lines("".join(parts)))
        if rank > 1:
            more = [
                f"{CATEGORIES[name]} {cents / 100:+,.2f}"
                for name, cents in why(question, row, rows[0]).items()
            ]
            lines.append(
                _fill_lines(
                    f"{_write_amount(row.total - rows[0].total)} more than the first: "
                    f"{', '.join(more) or 'the same'}"
                )
            )
    lines += ["", f"{tell_combinations(question)[:1].upper()}{tell_combinations(question)[1:]}"]
    for reason, wish, many in list_ruled_out(asked, progress.counts):
        if wish:
            words = wish_words(reason, wish)
        else:
            words = REASON_WORDS[reason]
        lines.append(f"{_write_share(many, progress.counts.combinations):>9}  {words}")
    lines += [f"{_write_share(progress.counts.left, progress.counts.combinations):>9}  left", ""]
    return "\n".join([*lines, *map(_fill_lines, tell_outside(progress))])


def _write_share(part: int, whole: int) -> str:
    """A share in per cent with one decimal.

    >>> _write_share(699, 1000), _write_share(1, 10**9), _write_share(0, 0)
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


def _write_amount(cents: int | None) -> str:
    if cents is None:
        return "-"
    return f"{money_text(cents)}"


def _name_entry(question: Question, entry: Entry) -> str:
    scheme, groups, serves_all = entry.scheme, entry.groups, entry.serves_all
    names = ", ".join(question.fleet[place].name for place in groups)
    if serves_all:
        return scheme.id
    return f"{scheme.id} ({names})"


def _fill_lines(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="     ", subsequent_indent="     ")


def tell_combinations(question: Question) -> str:
    """What a search looks at, in words: how many combinations that makes convinces nobody."""
    number = len(question.market.prices)
    if number != 1:
        return f"every combination of the {number:,} schemes on sale"
    return "the one scheme on sale"


def tell_outside(progress: Progress) -> list[str]:
    """What a search leaves out, in a sentence each; last, what it took together where it had to."""
    if progress.fineness == EACH:
        return [*OUTSIDE]
    return [*OUTSIDE, TAKEN_TOGETHER]
