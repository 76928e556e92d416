"""What a scheme is beside its page: facts, numbers, sources; and which names come near a text."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from urllib.parse import urlsplit

from calculator import formats
from calculator.prices.asked import Asked
from calculator.prices.words import ROLE_NOUNS, for_one, paid_in_full, sold_in
from pricing.engine.fields import ATTRIBUTES
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.market import Catalogue, Price, Scheme
from pricing.engine.vocabulary import ROLES

NEAREST = 6


def list_facts(scheme: Scheme, asked: Asked, rows: list[Price]) -> list[tuple[str, str, str]]:
    """Label, value, and where a link leads to others alike."""
    of_day = asked.open_day()
    price = next(
        (row for row in reversed(rows) if row.amount is not None and _is_by(row, asked.day)), None
    )
    symbol = ""
    if asked.catalogue:
        symbol = formats.symbol(asked.catalogue.currency)
    packs = sold_in(scheme, price, symbol)
    if packs == "1":
        packs = "ones, no smallest order"
    names = []
    if scheme.also_called:
        names = [("Also called", scheme.also_called, "")]
    return [
        *names,
        ("Vendor", scheme.vendor, of_day.address(vendor=scheme.vendor)),
        ("Role", ROLES[scheme.role], of_day.address(role=scheme.role)),
        ("Counted by", for_one(scheme), of_day.address(metric=scheme.metric)),
        ("Paid", paid_in_full(scheme), ""),
        ("Sold in", packs, ""),
        ("Name in documents", scheme.id, ""),
    ]


def _is_by(row: Price, day: date | None) -> bool:
    return day is None or row.valid_from <= day


def list_others(scheme: Scheme) -> list[tuple[str, str]]:
    """What it excludes and includes, and its numbers, in words."""
    rows = [("Does not run with", token_words(token)) for token in scheme.excludes]
    for role, units in scheme.includes.items():
        rows.append(
            ("Comes with", f"{formats.count(units, *ROLE_NOUNS[role])} for each {for_one(scheme)}")
        )
    for name, value in scheme.attributes.items():
        words, _, unit = ATTRIBUTES.get(name, name.replace("_", " ")).partition(", ")
        rows.append((f"{words[0].upper()}{words[1:]}", f"{formats.decimal(value)} {unit}".strip()))
    if scheme.life_years:
        rows.append(("Replaced after", formats.count(scheme.life_years, "year")))
    return rows


def list_sources(scheme: Scheme, rows: list[Price]) -> list[tuple[str, str, str]]:
    """Every source once, the rule's first: words, address, confidence."""
    found: dict[tuple[str, str], str] = {}
    if scheme.rule_source_url:
        host = urlsplit(scheme.rule_source_url).hostname or ""
        found[(f"the rule, at {host.removeprefix('www.')}", scheme.rule_source_url)] = (
            scheme.rule_confidence
        )
    for row in rows:
        found.setdefault((row.source, row.source_url), row.confidence)
    return [(words, url, confidence) for (words, url), confidence in found.items()]


def find_nearest_schemes(text: str, catalogue: Catalogue | None) -> list[Scheme]:
    """The schemes whose id or name comes nearest to a text that is none."""
    if catalogue is None:
        return []
    wanted = text[:64].casefold()
    names = {scheme.id: scheme for scheme in catalogue.schemes.values()}
    named = {_tell_names(scheme): scheme for scheme in catalogue.schemes.values()}
    close = [scheme for name, scheme in (names | named).items() if wanted and wanted in name]
    close += [names[name] for name in get_close_matches(wanted, names, n=NEAREST, cutoff=0.5)]
    close += [
        named[name]
        for name in get_close_matches(wanted.replace("-", " "), named, n=NEAREST, cutoff=0.5)
    ]
    return list(dict.fromkeys(close))[:NEAREST]


def _tell_names(scheme: Scheme) -> str:
    """What it is called, former names too, in small letters."""
    return f"{scheme_words(scheme)} {scheme.also_called}".strip().casefold()
