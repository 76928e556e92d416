"""The rules of a feed: which of its prices is the price of which schemes, by a file in TOML.

[[rule]]
name = "D8s v5, hours"
schemes = ["az-vm-d8s-v5-host"]
unit = "1 Hour"
decimals = 4
where = { armSkuName = "Standard_D8s_v5", armRegionName = "eastus", type = "Consumption" }
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.catalogue.files import CatalogueFaults, FileFault
from pricing.engine.faults import holds, name_hint, shown_name, visible
from pricing.engine.signs import is_unseen

MOST_BYTES = 1024 * 1024
MOST_RULES = 2_000
MOST_DECIMALS = 10
LONGEST_NAME = 100
LEAST_FACTOR, MOST_FACTOR = Decimal("0.000001"), 1_000_000
_HEAD = re.compile(r"^\s*\[\[\s*rule\s*\]\]")
_NEEDED = ("name", "schemes", "unit", "decimals", "where")
_KNOWN = (*_NEEDED, "factor", "divisor")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: what it takes (`where`: of each field the texts that it may hold), for which
    schemes, and how an amount becomes theirs: times `factor`, by `divisor`, half up to `decimals`.
    `unit`: the unit that the feed must say.
    """

    place: str
    name: str
    schemes: tuple[str, ...]
    unit: str
    decimals: int
    where: tuple[tuple[str, frozenset[str]], ...]
    factor: Decimal = Decimal(1)
    divisor: Decimal = Decimal(1)

    @property
    def is_plain(self) -> bool:
        """Whether the feed's amount is the scheme's."""
        return self.factor == self.divisor == 1

    def takes(self, fields: Mapping[str, str]) -> bool:
        """Whether all its conditions hold; a field that is not there holds nothing."""
        return all(fields.get(name, "") in texts for name, texts in self.where)

    def may_take(self, fields: Mapping[str, str], others: Collection[str]) -> bool:
        """Whether it may take what has these fields, and others of which nothing is known yet."""
        return all(name in others or fields.get(name, "") in texts for name, texts in self.where)


class Sieve:
    """The rules over a feed, and the names of all the fields that it was seen to have."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.names: set[str] = set()
        texts: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
        for rule in rules:
            for name, of_name in rule.where:
                for text in of_name:
                    texts[name][text].append(rule)
        # Only rules that ask for the text of the field that parts them best are tried in full.
        self._lead, self._by_lead = max(texts.items(), key=lambda each: len(each[1]))
        self._others = [rule for rule in rules if self._lead not in dict(rule.where)]
        self._asked = frozenset(texts)

    def find_takers(self, fields: Mapping[str, str]) -> tuple[Rule, ...]:
        """The rules that take a price."""
        self.names |= fields.keys()
        led = self._by_lead.get(fields.get(self._lead, ""), ())
        return tuple(rule for rule in (*led, *self._others) if rule.takes(fields))

    def keep_asked(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields that some rule asks for."""
        return {name: text for name, text in fields.items() if name in self._asked}

    def may_take(self, fields: Mapping[str, str], others: Collection[str]) -> bool:
        """Whether some rule may take what has these fields and others."""
        self.names |= fields.keys()
        return any(rule.may_take(fields, others) for rule in self.rules)


def read_rules(name: str, content: bytes, feed: str, schemes: Collection[str]) -> list[Rule]:
    """The rules of a file for a feed. Raises `CatalogueFaults` with all that is wrong."""
    given, lines = _read_toml(name, content)
    faults = [
        FileFault(
            name,
            0,
            "",
            "",
            f"{shown_name(key)} is not known{name_hint(key, ('feed', 'rule')).words}",
        )
        for key in given
        if key not in ("feed", "rule")
    ]
    if given.get("feed") != feed:
        faults.append(
            FileFault(f"{name}, feed", 0, "", holds(given.get("feed")), f"may hold {feed}")
        )
    tables = given.get("rule")
    if not isinstance(tables, list) or not 0 < len(tables) <= MOST_RULES:
        words = f"may hold 1 to {MOST_RULES:,} tables [[rule]]"
        raise CatalogueFaults([*faults, FileFault(name, 0, "", "", words)])
    reader = _Reader(schemes, faults)
    rules = [
        reader.read_rule(_name_place(name, number, lines, table), table)
        for number, table in enumerate(tables, start=1)
    ]
    if faults:
        raise CatalogueFaults(faults)
    return [rule for rule in rules if rule is not None]


def _read_toml(name: str, content: bytes) -> tuple[dict[str, Any], list[int]]:
    """The file's value, with exact numbers, and the lines of its rules."""
    if len(content) > MOST_BYTES:
        words = f"may hold up to {MOST_BYTES:,} bytes"
        raise CatalogueFaults([FileFault(name, 0, "", f"{len(content):,} bytes", words)])
    try:
        text = content.decode("utf-8-sig")
        given = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        words = f"is no TOML: {visible(str(error))}"[:200]
        raise CatalogueFaults([FileFault(name, 0, "", "", words)]) from None
    found = [number for number, line in enumerate(text.splitlines(), 1) if _HEAD.match(line)]
    return given, found


def _name_place(file: str, number: int, lines: Sequence[int], table: Any) -> str:
    """Where a rule stands, as people look for it."""
    line = ""
    if number <= len(lines):
        line = f", line {lines[number - 1]}"
    name = table.get("name") if isinstance(table, dict) else None
    called = f" ({shown_name(name)})" if isinstance(name, str) else ""
    return f"{file}{line}, rule {number}{called}"


class _Reader:
    """Reads rule after rule, and notes what is wrong."""

    def __init__(self, schemes: Collection[str], faults: list[FileFault]) -> None:
        self.schemes, self.faults = schemes, faults
        self.names: dict[str, str] = {}
        self.taken: dict[str, str] = {}

    def note(self, place: str, key: str, value: object, words: str) -> None:
        at = f"{place}, {key}" if key else place
        self.faults.append(FileFault(at, 0, "", holds(value) if key else "", words))

    def read_rule(self, place: str, table: Any) -> Rule | None:
        """One rule; None where something is wrong with it."""
        if not isinstance(table, dict):
            self.note(place, "", table, "may be a table")
            return None
        before = len(self.faults)
        for key in table:
            if key not in _KNOWN:
                self.note(
                    place, "", "", f"{shown_name(key)} is not known{name_hint(key, _KNOWN).words}"
                )
        rule = Rule(
            place,
            self._read_name(place, table),
            tuple(self._read_schemes(place, table)),
            self._read_text(place, "unit", table),
            self._read_decimals(place, table),
            tuple(self._read_where(place, table)),
            self._read_factor(place, "factor", table),
            self._read_factor(place, "divisor", table),
        )
        return rule if len(self.faults) == before else None

    def _read_text(self, place: str, key: str, table: Mapping[str, Any]) -> str:
        text = table.get(key)
        if not isinstance(text, str) or is_unseen(text) or len(text) > LONGEST_NAME:
            self.note(place, key, text, f"may hold a text of up to {LONGEST_NAME} signs")
            return ""
        return text

    def _read_name(self, place: str, table: Mapping[str, Any]) -> str:
        name = self._read_text(place, "name", table)
        if name in self.names:
            self.note(place, "name", name, f"is the name of another already: {self.names[name]}")
        self.names.setdefault(name, place)
        return name

    def _read_schemes(self, place: str, table: Mapping[str, Any]) -> Iterator[str]:
        given = table.get("schemes")
        if not isinstance(given, list) or not given:
            self.note(
                place, "schemes", given, 'may hold a list of schemes, as ["az-disk-p10-user"]'
            )
            return
        for scheme in given:
            if scheme not in self.schemes:
                words = f"is no scheme{name_hint(str(scheme), self.schemes).words}"
                self.note(place, "schemes", scheme, words)
            elif scheme in self.taken:
                words = f"has its price by another rule already: {self.taken[scheme]}"
                self.note(place, "schemes", scheme, words)
            else:
                self.taken[scheme] = place
                yield scheme

    def _read_decimals(self, place: str, table: Mapping[str, Any]) -> int:
        decimals = table.get("decimals")
        if type(decimals) is not int or not 0 <= decimals <= MOST_DECIMALS:
            words = f"may hold 0 to {MOST_DECIMALS}, the decimals of the price"
            self.note(place, "decimals", decimals, words)
            return 0
        return decimals

    def _read_factor(self, place: str, key: str, table: Mapping[str, Any]) -> Decimal:
        given = table.get(key, 1)
        if type(given) is int or isinstance(given, Decimal):
            factor = Decimal(given)
            if factor.is_finite() and LEAST_FACTOR <= factor <= MOST_FACTOR:
                return factor
        self.note(place, key, given, f"may hold a number from {LEAST_FACTOR:f} to {MOST_FACTOR:,}")
        return Decimal(1)

    def _read_where(
        self, place: str, table: Mapping[str, Any]
    ) -> Iterator[tuple[str, frozenset[str]]]:
        where = table.get("where")
        if not isinstance(where, dict) or not where:
            words = 'may hold conditions, as { armRegionName = "eastus" }'
            self.note(place, "where", where, words)
            return
        for field, given in where.items():
            texts = given if isinstance(given, list) else [given]
            if texts and all(isinstance(text, str | bool) for text in texts):
                yield field, frozenset(_write_text(text) for text in texts)
            else:
                words = "may hold a text, true or false, or a list of these"
                self.note(place, f"where.{shown_name(field)}", given, words)


def _write_text(value: str | bool) -> str:
    """A condition's value as the fields of a feed are written."""
    if isinstance(value, str):
        return value
    return "true" if value else "false"
