"""The rows of a reseller's file that found no scheme by themselves, with those they are near."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import NamedTuple

from calculator import formats
from pricing.catalogue.column_roles import NAMING
from pricing.catalogue.file_proposals import read_kept_table
from pricing.catalogue.nearest_schemes import Nearest, choose
from pricing.catalogue.proposing import read_rows
from pricing.catalogue.reseller_files import Unmatched, list_unmatched
from pricing.catalogue.rows import PRICE_LISTS
from pricing.catalogue.trying import make_tried_catalogue
from pricing.engine.findings import scheme_words
from pricing.engine.market import Catalogue
from pricing.models import Proposal
from pricing.own_list import Paid, find_net_price

MOST_CHOICES = 200
MOST_COMPARED = 1_000
LEFT_OUT = "-"
FIELD = "row."


class RowChoice(NamedTuple):
    """A row of the file to be led to a scheme: how it names itself, what is offered, what is
    chosen.
    """

    line: int
    key: str
    words: str
    amount: str
    options: list[tuple[str, str]]
    chosen: str

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"{FIELD}{self.line}"


class Choices(NamedTuple):
    """The rows to choose for, and how the others name themselves, which are like no scheme."""

    rows: list[RowChoice]
    unlike: list[str]


def make_choices(
    proposal: Proposal, columns: Mapping[str, str], chosen: Mapping[str, str], day: date
) -> Choices:
    """Those of a proposal's file, by the columns that name its products; `chosen`: so far."""
    lists = [row for row in read_rows(proposal) if row.kind is PRICE_LISTS]
    listed = make_tried_catalogue(proposal.price_list, lists)
    sold = [name for name in listed.schemes if find_net_price(listed, name, day) is not None]
    nearest = Nearest(listed.schemes, sold)
    found = {
        each.key: each
        for each in list_unmatched(read_kept_table(proposal), columns, listed.schemes)
    }
    rows, unlike = [], []
    for each in islice(found.values(), MOST_COMPARED):
        made = _make_choice(each, nearest, listed, chosen, day)
        if made.options and len(rows) < MOST_CHOICES:
            rows.append(made)
        else:
            unlike.append(made.words)
    unlike += [_tell(each) for each in islice(found.values(), MOST_COMPARED, None)]
    return Choices(rows, unlike)


def _make_choice(
    row: Unmatched, nearest: Nearest, listed: Catalogue, chosen: Mapping[str, str], day: date
) -> RowChoice:
    part, words, amount = row.said.get("part", ""), _tell(row), row.said.get("amount", "")
    near = nearest.find(part, row.said.get("name", ""))
    ids = [each.scheme for each in near]
    said = chosen.get(row.key)
    if said and said not in ids and said in listed.schemes:
        ids.append(said)
    options = [(name, _tell_scheme(listed, name, day)) for name in ids]
    if said is None:
        return RowChoice(row.line, row.key, words, amount, options, choose(near))
    return RowChoice(row.line, row.key, words, amount, options, said or LEFT_OUT)


def _tell(row: Unmatched) -> str:
    return " ".join(filter(None, (row.said.get(role, "") for role in NAMING)))[:200]


def _tell_scheme(listed: Catalogue, scheme: str, day: date) -> str:
    """A scheme with what it costs in the list that day, by which a wrong pack is seen."""
    paid = find_net_price(listed, scheme, day)
    price = "not on sale" if paid is None else tell_paid(paid, listed.currency)
    return f"{scheme_words(listed.schemes[scheme])}: {price}"


def tell_paid(paid: Paid, currency: str) -> str:
    """An amount, with its currency where that is another than the list's, for want of a rate."""
    if paid.currency == currency:
        return formats.decimal(paid.amount)
    return f"{formats.decimal(paid.amount)} {paid.currency}"
