"""What the columns of a reseller's file may be, and by which heads that is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .nearest_schemes import split_words


class Role(NamedTuple):
    """What a column may be taken for: words, and what its head says, in words without marks; a head
    that says one of `others`, or a word that begins as one of `other_stems`, is of something else.
    """

    words: str
    heads: tuple[str, ...]
    others: frozenset[str] = frozenset()
    other_stems: tuple[str, ...] = ()

    def fits(self, words: Sequence[str]) -> bool:
        """Whether the words of a head say nothing else."""
        is_other = any(word.startswith(self.other_stems) for word in words)
        return not is_other and not self.others & {*words}


NOT_PAID = frozenset({"old", "alt", "alter", "date", "datum", "from", "ab", "valid", "inc", "sum"})
# Of what is asked of others, of more than one pack, or with tax; German writes them in one word.
NOT_PAID_STEMS = (
    *("list", "rrp", "msrp", "srp", "uvp", "uvk", "retail", "catalog", "katalog", "recommended"),
    *("empf", "brutto", "gross", "vat", "mwst", "ust", "tax", "steuer", "incl", "inkl"),
    *("total", "gesamt", "summe", "extended", "line", "position", "pos", "zeile", "endpreis"),
    *("discount", "rabatt", "previous", "bisher", "altpreis", "alterpreis"),
)
ROLES: Mapping[str, Role] = {
    "scheme": Role("Scheme's id", ("scheme", "scheme id")),
    "part": Role(
        "Part number of the vendor",
        (
            *("vendor part number", "part number", "vendor part no", "part no", "mpn"),
            *("hersteller nr", "herstellernummer", "sku", "article number", "article no"),
            *("art nr", "artikel nr", "artikelnummer", "article", "artikel", "item number"),
            *("item no", "product code", "produktnummer", "part"),
        ),
    ),
    "name": Role(
        "Name of the product",
        (
            *("product name", "product", "beschreibung", "description", "bezeichnung"),
            *("artikelbezeichnung", "produkt", "produktname", "name", "item", "title", "article"),
        ),
        frozenset({"code", "number", "nr", "no", "vendor", "hersteller", "manufacturer", "id"}),
    ),
    "amount": Role(
        "Price of a pack",
        (
            *("your price", "ihr preis", "ek", "einkaufspreis", "hek", "net unit price"),
            *("net price", "nettopreis", "netto", "net", "unit price", "einzelpreis"),
            *("stückpreis", "price", "preis", "amount", "cost"),
        ),
        NOT_PAID,
        NOT_PAID_STEMS,
    ),
    "currency": Role("Currency", ("currency", "währung", "curr", "iso")),
    "valid_from": Role(
        "Price holds from",
        (
            *("valid from", "gültig ab", "gueltig ab", "price from", "start date", "from"),
            *("effective date", "effective from", "effective", "ab", "valid"),
        ),
        frozenset({"to", "until", "bis", "end"}),
    ),
    "note": Role("Note", ("note", "notiz", "bemerkung", "remark", "remarks", "comment")),
}
NAMING = ("scheme", "part", "name")


def guess_columns(heads: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Which column is taken for what: as it was said of the list's last file, else by its head."""
    if remembered and {*remembered.values()} <= {*heads}:
        return {**remembered}
    guessed = {role: head for role, head in remembered.items() if head in heads}
    for role, each in ROLES.items():
        free = [head for head in heads if head not in guessed.values()]
        if role not in guessed and (found := _guess_column(each, free)):
            guessed[role] = found
    return guessed


def _guess_column(role: Role, heads: Sequence[str]) -> str:
    """The head that says what a role is called, in the order of its words; "" where none does."""
    said = {head: split_words(head.replace("_", " ")) for head in heads}
    fitting = {head: words for head, words in said.items() if role.fits(words)}
    for wanted in role.heads:
        words = split_words(wanted)
        for head, given in fitting.items():
            if any(given[at : at + len(words)] == words for at in range(len(given))):
                return head
    return ""
