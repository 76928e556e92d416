"""From the prices of a feed to rows of a list: by its rules, exactly, with every fault named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pricing.catalogue.changing import Row
from pricing.catalogue.files import CatalogueFaults, FileFault
from pricing.catalogue.rows import PRICES, read_row, write_cell
from pricing.engine.faults import name_hint, shown_name
from pricing.engine.market import Scheme

from .lines import FeedLine, name_fault
from .rules import Rule, Sieve

USD = "USD"
_NUMBER = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
NO_END = "Inf"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{5,20}Z?)?", re.ASCII)


class Priced(NamedTuple):
    """A price of a feed as its rule makes it: exact, and rounded."""

    exact: Fraction
    amount: Decimal

    @property
    def is_rounded(self) -> bool:
        return self.exact != Fraction(self.amount)


@dataclass(slots=True)
class Mapped:
    """What a feed says: rows; the rules that took nothing; and prices that end by the feed, in
    words.
    """

    rows: list[Row] = field(default_factory=list)
    idle: list[Rule] = field(default_factory=list)
    ending: list[str] = field(default_factory=list)


class Feed(NamedTuple):
    """Which feed it is, in which list it ends, and on which day it was fetched."""

    name: str
    price_list: str
    fetched_on: date


def map_lines(
    lines: Iterable[FeedLine], sieve: Sieve, feed: Feed, schemes: Mapping[str, Scheme]
) -> Mapped:
    """The rows that the prices of a feed make. Raises `CatalogueFaults` with all that is wrong."""
    faults: list[FileFault] = []
    taken: dict[Rule, list[FeedLine]] = {rule: [] for rule in sieve.rules}
    for line in lines:
        first, *others = line.rules
        if others:
            words = f"is taken by two rules, {first.name} and {others[0].name}"
            faults.append(FileFault(line.place, 0, "", "", words))
        taken[first].append(line)
    mapped = Mapped()
    for rule, found in taken.items():
        unknown = [name for name, _ in rule.where if name not in sieve.names]
        faults += [_refuse_field(rule, name, sieve) for name in unknown]
        if not found and not unknown:
            mapped.idle.append(rule)
        if found:
            of_rule = _Mapping(rule, found, feed, schemes)
            mapped.rows += of_rule.make_rows()
            mapped.ending += of_rule.list_ending()
            faults += of_rule.faults
    if faults:
        raise CatalogueFaults(faults)
    return mapped


def _refuse_field(rule: Rule, name: str, sieve: Sieve) -> FileFault:
    words = f"is no field of this feed{name_hint(name, sieve.names).words}"
    return FileFault(f"{rule.place}, where.{shown_name(name)}", 0, "", "", words)


def _is_zero(line: FeedLine) -> bool:
    return bool(_NUMBER.fullmatch(line.amount)) and not Decimal(line.amount)


class _Mapping:
    """What one rule makes of the prices that it takes."""

    def __init__(
        self, rule: Rule, lines: Sequence[FeedLine], feed: Feed, schemes: Mapping[str, Scheme]
    ) -> None:
        self.rule, self.lines, self.feed, self.schemes = rule, lines, feed, schemes
        self.faults: list[FileFault] = []

    def make_rows(self) -> Iterator[Row]:
        """The rows, by day; none where something is wrong."""
        meters: dict[str, list[FeedLine]] = defaultdict(list)
        for line in self.lines:
            meters[line.meter].append(line)
        # A feed says 0 for what has no price of its own, beside what has one.
        priced = [lines for lines in meters.values() if not all(map(_is_zero, lines))]
        if len(priced) > 1:
            one, two = priced[0][0], priced[1][0]
            words = f"takes two prices: {one.place}; {two.place}. Give it more conditions"
            self.faults.append(FileFault(self.rule.place, 0, "", "", words))
            return
        by_day: dict[date, list[FeedLine]] = defaultdict(list)
        for line in priced[0] if priced else self.lines:
            self._check(line)
            day = self._read_day(line)
            if day is not None:
                by_day[day].append(line)
        for day in sorted(by_day):
            yield from self._make_of_day(day, by_day[day])

    def list_ending(self) -> Iterator[str]:
        """The last price where the feed says when it ends, in words."""
        last = max(self.lines, key=lambda line: line.starts)
        if last.ends:
            schemes = ", ".join(self.rule.schemes)
            yield f"{schemes}: ends on {last.ends[:10]} by the feed ({last.feed_id})"

    def _check(self, line: FeedLine) -> None:
        if line.currency != USD:
            words = "may hold USD: amounts in other currencies are for reference, and no price"
            self.faults.append(name_fault(line.place, "currency", line.currency, words))
        if line.unit != self.rule.unit:
            words = f"may hold {self.rule.unit!r}, the unit of {self.rule.name}"
            self.faults.append(name_fault(line.place, "unit", line.unit, words))

    def _read_day(self, line: FeedLine) -> date | None:
        try:
            if not _DAY.fullmatch(line.starts):
                raise ValueError
            return datetime.fromisoformat(line.starts).date()
        except ValueError:
            words = "may hold a day as 2026-12-01T00:00:00Z"
            self.faults.append(name_fault(line.place, "first day", line.starts, words))
            return None

    def _read_number(self, line: FeedLine, name: str, text: str) -> Fraction | None:
        if _NUMBER.fullmatch(text):
            return Fraction(Decimal(text))
        words = "may hold a number from 0 up, as 0.0960"
        self.faults.append(name_fault(line.place, name, text, words))
        return None

    def _make_of_day(self, day: date, lines: Sequence[FeedLine]) -> Iterator[Row]:
        """One row for each scheme, with its tiers."""
        steps: dict[int, tuple[FeedLine, Priced]] = {}
        for line in lines:
            start = self._read_start(line)
            priced = self._price(line)
            if start is None or priced is None:
                continue
            if start in steps:
                words = f"is a second price from that day: {steps[start][0].place}"
                self.faults.append(FileFault(line.place, 0, "", "", words))
            steps[start] = line, priced
        if not self.faults:
            self._check_steps(steps)
        if not self.faults:
            yield from self._make_rows_of(day, dict(sorted(steps.items())))

    def _read_start(self, line: FeedLine) -> int | None:
        """The units behind which a price holds."""
        found = self._read_number(line, "tier", line.from_units)
        if found is not None and found.denominator != 1:
            words = "may hold a whole number of units"
            self.faults.append(name_fault(line.place, "tier", line.from_units, words))
            return None
        return None if found is None else int(found)

    def _price(self, line: FeedLine) -> Priced | None:
        found = self._read_number(line, "price", line.amount)
        if found is None:
            return None
        rule = self.rule
        exact = found * Fraction(rule.factor) / Fraction(rule.divisor)
        units = int(exact * 10**rule.decimals + Fraction(1, 2))
        if exact and not units:
            words = f"would be 0 with the {rule.decimals} decimals of {rule.name}; give it more"
            self.faults.append(name_fault(line.place, "price", line.amount, words))
        return Priced(exact, Decimal(units).scaleb(-rule.decimals))

    def _check_steps(self, steps: Mapping[int, tuple[FeedLine, Priced]]) -> None:
        first = min(steps, default=0)
        any_line = next(iter(steps.values()))[0]
        if first:
            words = "may begin at 0: the price of the first units is missing"
            self.faults.append(name_fault(any_line.place, "tier", str(first), words))
        if not any(priced.exact for _, priced in steps.values()):
            words = (
                "is 0, which a feed also says where there is no price; type what is free by hand"
            )
            self.faults.append(name_fault(any_line.place, "price", any_line.amount, words))
        if len(steps) > 1:
            self._check_tiers(any_line)
        self._check_ends(steps)

    def _check_ends(self, steps: Mapping[int, tuple[FeedLine, Priced]]) -> None:
        """Where one tier ends the next begins, and the last has no end: else one is missing."""
        starts = sorted(steps)
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            line = steps[start][0]
            wanted = NO_END if following is None else str(following)
            if line.to_units not in ("", wanted):
                words = f"may end at {wanted}: else the price of the units between is missing"
                self.faults.append(name_fault(line.place, "end of the tier", line.to_units, words))

    def _check_tiers(self, line: FeedLine) -> None:
        """Feeds price each unit at its own tier; a scheme that does not would cost otherwise."""
        if not self.rule.is_plain:
            words = "has tiers, which count the feed's units: a rule with factor can't take it"
            self.faults.append(FileFault(line.place, 0, "", "", words))
        for scheme in self.rule.schemes:
            if self.schemes[scheme].tier_mode != "graduated" or self.schemes[scheme].pack != 1:
                words = f"has tiers of its own units; {scheme} has no graduated tiers by the unit"
                self.faults.append(FileFault(line.place, 0, "", "", words))

    def _make_rows_of(
        self, day: date, steps: Mapping[int, tuple[FeedLine, Priced]]
    ) -> Iterator[Row]:
        line, priced = steps[0]
        is_read = self.rule.is_plain and not any(each.is_rounded for _, each in steps.values())
        # The feed says behind which unit a price holds, the catalogue from which on.
        tiers = tuple((start + 1, each.amount) for start, (_, each) in steps.items() if start)
        tiers_field = PRICES.fields["tiers"]
        cells = {
            "valid_from": day.isoformat(),
            "amount": write_cell(PRICES.fields["amount"], "amount", priced.amount),
            "tiers": write_cell(tiers_field, "tiers", tiers),
            "source": f"{line.source}, fetched on {self.feed.fetched_on}",
            "source_url": line.source_url,
            "confidence": "verified" if is_read else "derived",
            "note": self._tell_working(line, steps),
            "state": "",
            "feed": self.feed.name,
            "feed_id": line.feed_id,
            "fetched_on": self.feed.fetched_on.isoformat(),
            "feed_rule": self.rule.name,
        }
        for scheme in self.rule.schemes:
            values, faults = read_row(PRICES, {"scheme": scheme, **cells})
            self.faults += [
                FileFault(f"{line.place}, field {fault.column}", 0, "", fault.holds, fault.message)
                for fault in faults
            ]
            if values is not None:
                yield Row(PRICES, self.feed.price_list, values)

    def _tell_working(self, line: FeedLine, steps: Mapping[int, tuple[FeedLine, Priced]]) -> str:
        """How the amount came of the feed's."""
        rule = self.rule
        told = [f"{line.amount} USD a {line.unit}"]
        if rule.factor != 1:
            told.append(f"times {rule.factor:f}")
        if rule.divisor != 1:
            told.append(f"divided by {rule.divisor:f}")
        if any(priced.is_rounded for _, priced in steps.values()):
            told.append(f"rounded half up to {rule.decimals} decimals")
        return ", ".join(told)
