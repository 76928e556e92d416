"""The list of schemes as the page shows it: the sentence, the heads, the rows in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from calculator import formats
from calculator.parts.downloads import list_files
from calculator.parts.exchange import tell_rates
from calculator.prices.asked import FILTERS, SALES, Asked
from calculator.prices.entries import Entry
from calculator.prices.rows import find_sort, is_one_kind, rows_of
from calculator.prices.words import ROLE_NOUNS, for_one, per
from pricing.engine.findings import token_words
from pricing.engine.vocabulary import ROLES, UNITS
from pricing.sheets.formats import Format

SHOWN_BENEATH = 10
COLUMNS = (
    ("name", "Scheme"),
    ("vendor", "Vendor"),
    ("price", ""),
    ("metric", "for one"),
    ("paid", "paid, upkeep"),
    ("", "sold in"),
    ("since", "price since"),
    ("change", "next change"),
    ("confidence", "confidence"),
)


@dataclass(frozen=True)
class Sentence:
    """The heading: how many there are, in bold, and the rest."""

    figure: str
    after: str


@dataclass(frozen=True)
class Head:
    """The head of a column; a link where the column can be sorted by."""

    id: str
    label: str
    css: str
    address: str
    direction: str

    @property
    def arrow(self) -> str:
        """The direction as a sign."""
        return {"ascending": "▲", "descending": "▼"}.get(self.direction, "")


@dataclass(frozen=True)
class Part:
    """Rows under a title of their own; without one they stand at once."""

    title: str
    rows: list[Entry]
    more: str = ""
    address: str = ""


@dataclass(frozen=True)
class Listing:
    """What `/prices/` shows."""

    sentence: Sentence
    chosen: list[tuple[str, str]]
    beneath: str
    heads: list[Head]
    parts: list[Part]
    currency: str
    rates: list[str]
    files: list[tuple[Format, str]]
    unsearched: str


def listing_of(asked: Asked, today: date) -> Listing:
    """The rows of an address without faults."""
    assert asked.catalogue is not None
    assert asked.day is not None
    on_sale, off_sale = rows_of(asked)
    currency = formats.currency_name(asked.catalogue.currency)
    return Listing(
        sentence=_tell_found(asked, on_sale, off_sale, today),
        chosen=_list_chosen(asked, is_found=bool(on_sale or off_sale)),
        beneath=_tell_beneath(asked, len(off_sale)),
        heads=_list_heads(asked, currency),
        parts=[*_list_parts(asked, on_sale), *_list_off_parts(asked, off_sale)],
        currency=currency,
        rates=tell_rates(asked.catalogue.on(asked.day)),
        files=list_files("prices", asked.query()),
        unsearched=asked.address(q=""),
    )


# The sentence


def _tell_found(asked: Asked, on_sale: list[Entry], off_sale: list[Entry], today: date) -> Sentence:
    """How many of what were on sale that day, and at what."""
    assert asked.day is not None
    assert asked.catalogue is not None
    tells_off = asked["sale"] == "off"
    count = len(on_sale)
    if tells_off:
        count = len(off_sale)
    one, many = _name_kind(asked)
    if not asked["sale"] and not on_sale and not off_sale:
        end = "is in the catalogue"
        if asked["q"]:
            end = f"in the catalogue matches “{asked['q']}”"
        return Sentence(f"No {one}", f"{_tell_restrictions(asked, count, words='')} {end}.")
    if count > 1:
        figure, verbs = f"{count:,} {many}", ("were", "are")
    elif count:
        figure, verbs = f"1 {one}", ("was", "is")
    else:
        figure, verbs = f"No {one}", ("was", "is")
    restrictions, verb = _tell_restrictions(asked, count, asked["q"]), verbs[asked.day >= today]
    day = formats.day(asked.day)
    if tells_off:
        return Sentence(figure, f"{restrictions} {verb} not on sale on {day}.")
    prices = _tell_range(on_sale, asked.catalogue.currency)
    return Sentence(figure, f"{restrictions} {verb} on sale on {day}{prices}.")


def _name_kind(asked: Asked) -> tuple[str, str]:
    """What one of the rows is called, and more of them."""
    return ROLE_NOUNS.get(asked["role"], ("scheme", "schemes"))


def _tell_restrictions(asked: Asked, count: int, words: str) -> str:
    """The filters but the role, as they follow the noun, and the words that are searched for."""
    said, ending = "", ""
    if count < 2:
        ending = "s"
    if asked["vendor"]:
        said = f" of {asked['vendor']}"
    if asked["metric"]:
        said += f" counted by {UNITS[asked['metric']][0]}"
    if asked["brings"]:
        said += f" that bring{ending} {token_words(asked['brings'])}"
    if asked["needs"]:
        said += f" that need{ending} {token_words(asked['needs'])}"
    if asked["confidence"]:
        said += f" with a {asked['confidence']} price"
    if words:
        said += f" found for “{words}”"
    return said


def _tell_range(rows: list[Entry], currency: str) -> str:
    """From the lowest to the highest price, where they are prices of one kind of thing."""
    if not rows:
        return ""
    kinds = {per(entry.scheme) for entry in rows}
    if len(kinds) > 1:
        counted = {for_one(entry.scheme): None for entry in rows}
        if len(counted) < 4:
            return f", counted by {formats.listed(list(counted))}"
        return ""
    amounts = sorted(entry.amount for entry in rows if entry.amount is not None)
    low, high = (
        f"{formats.symbol(currency)}{formats.decimal(amount)}"
        for amount in (amounts[0], amounts[-1])
    )
    if low == high:
        return f", at {low} {kinds.pop()}"
    return f", at {low} to {high} {kinds.pop()}"


def _list_chosen(asked: Asked, *, is_found: bool) -> list[tuple[str, str]]:
    """Each filter in words, with the address without it; a search that finds nothing is cleared by
    its own link.
    """
    words = {
        "q": f"Search: {asked['q']}",
        "role": f"Role: {ROLES.get(asked['role'], '')}",
        "vendor": f"Vendor: {asked['vendor']}",
        "metric": f"Counted by: {UNITS.get(asked['metric'], ('',))[0]}",
        "confidence": f"Confidence: {asked['confidence']}",
        "brings": f"Brings {token_words(asked['brings'])}",
        "needs": f"Needs {token_words(asked['needs'])}",
        "sale": SALES.get(asked["sale"], ""),
    }
    return [
        (words[name], asked.address(**{name: ""}))
        for name in FILTERS
        if asked[name] and (is_found or name != "q")
    ]


def _tell_beneath(asked: Asked, count: int) -> str:
    if asked["sale"] or not count:
        return ""
    one, many = _name_kind(asked)
    if count == 1:
        return f"1 more {one} was not on sale that day."
    return f"{count:,} more {many} were not on sale that day."


# The table


def _list_heads(asked: Asked, currency: str) -> list[Head]:
    sort = find_sort(asked)
    heads = []
    for name, label in COLUMNS:
        direction, address = "", ""
        if name and sort.lstrip("-") == name:
            direction = "ascending"
            if sort.startswith("-"):
                direction = "descending"
        turned = name
        if direction == "ascending":
            turned = f"-{name}"
        css = {"price": "amount", "": "packs"}.get(name, name)
        if name:
            address = asked.address(sort=turned)
        heads.append(Head(name, label or currency, css, address, direction))
    return heads


def _list_parts(asked: Asked, rows: list[Entry]) -> Iterator[Part]:
    """The rows on sale: by role, where they are neither sorted nor of one role."""
    if asked["sort"] or is_one_kind(asked):
        if rows:
            yield Part("", rows)
        return
    for role, group in groupby(rows, key=lambda entry: entry.scheme.role):
        found = list(group)
        more = f"{len(found):,}"
        yield Part(ROLES[role], found, more, asked.address(role=role))


def _list_off_parts(asked: Asked, rows: list[Entry]) -> Iterator[Part]:
    """The rows not on sale, beneath; only the nearest where others stand above."""
    assert asked.day is not None
    if not rows:
        return
    day = formats.day(asked.day)
    if asked["sale"] == "off" or asked["beneath"] == "all" or len(rows) <= SHOWN_BENEATH:
        yield Part(f"Not on sale on {day}, nearest first", rows)
        return
    title = f"Not on sale on {day}: {SHOWN_BENEATH} of {len(rows):,}, nearest first"
    yield Part(title, rows[:SHOWN_BENEATH], f"show all {len(rows):,}", asked.address(beneath="all"))
