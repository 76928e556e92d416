"""How sure a figure is, in a sentence, and by kind and age of its sources in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from calculator import formats
from calculator.parts.marks import MARKS
from pricing.engine.answer import Answer
from pricing.engine.evidence import AGE_WORDS, AGES, CONVERTED, KINDS, PARTS, Part, evidence_of
from pricing.engine.grounds import TYPED

YOURS = "yours"
OPENS = "sum:sure"  # what a press of the sentence opens: what the rest rests on


class Sure(NamedTuple):
    """The sentence of both shares, of which scenario, and what a press of it opens; "" where all
    was read.
    """

    words: str
    place: int = 0
    opens: str = ""


class KindRow(NamedTuple):
    """A kind of figures: what rests on it by age, and in all."""

    label: str
    cells: list[str]
    total: str


@dataclass(frozen=True)
class KindTable:
    """What something rests on, by kind (rows) and by age of the source (columns)."""

    caption: str
    heads: list[str]
    rows: list[KindRow]


def sure_of(answer: Answer, scenario_place: int) -> Sure:
    """How sure one scenario's total is."""
    found = evidence_of(answer, scenario_place)
    share = f"{{}}{formats.NO_BREAK}%"
    words = f"{share.format(found.verified)} of it rests on verified figures"
    if found.derived:
        words += f", {share.format(found.derived)} is worked out from what was read"
    if found.converted:
        words += f", {share.format(found.converted)} was read or worked out in another currency"
    opens = ""
    if found.rest:
        opens = OPENS
    return Sure(f"{words}.", scenario_place, opens)


def make_share_table(parts: list[Part], caption: str, typed: str = YOURS) -> KindTable:
    """The shares of a total, in whole per cent; `typed` is what typed figures are to the reader."""
    shares = {(part.kind, part.before, part.age): part.share for part in parts}
    return make_kind_table(shares, caption, write_share, typed)


def make_kind_table(
    numbers: Mapping[tuple[str, str, str], int],
    caption: str,
    write: Callable[[int], str],
    typed: str = YOURS,
) -> KindTable:
    """Numbers by kind, by how sure converted ones were before, and by age; kinds and ages of none
    are left out.
    """
    ages = [age for age in AGES if any(key[2] == age for key in numbers)]
    rows = []
    for kind, before in KINDS:
        row = [numbers.get((kind, before, age)) for age in ages]
        told = [number for number in row if number is not None]
        if told:
            cells = [formats.NOTHING if number is None else write(number) for number in row]
            rows.append(KindRow(name_kind(kind, before, typed), cells, write(sum(told))))
    return KindTable(caption, [AGE_WORDS[age] for age in ages], rows)


def write_share(share: int) -> str:
    r"""A share of a total that is counted in `PARTS`, in whole per cent.

    >>> write_share(1234), write_share(-1234), write_share(3)
    ('12\xa0%', '−12\xa0%', 'under\xa01\xa0%')
    """
    sign = formats.MINUS if share < 0 else ""
    return f"{sign}{formats.percent(share, PARTS)}"


def name_kind(kind: str, before: str, typed: str = YOURS) -> str:
    """A kind with its mark.

    >>> name_kind("verified", ""), name_kind("converted", "recalled"), name_kind("typed", "")
    ('● verified', 'converted, ○ recalled before', 'yours')
    """
    if kind == TYPED:
        return typed
    if kind == CONVERTED:
        return f"{kind}, {MARKS[before]} {before} before"
    return f"{MARKS[kind]} {kind}"
