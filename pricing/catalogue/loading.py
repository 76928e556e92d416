"""From a folder of catalogue files into the database: all or nothing.

Rows are matched by what makes them unique. Rows of the database that the files do not hold
are left alone: a load adds and changes, it never deletes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction

from pricing.engine.faults import name_hint
from pricing.engine.together import CIRCLE, end_of
from pricing.models import CatalogueVersion, Price, PriceList, Scheme
from pricing.models.changes import RELEASE
from pricing.plain_files import open_plain
from pricing.presets import presets

from .changing import MODELS, Counted, Row, change_catalogue
from .files import CatalogueFaults, Entry, FileFault, Folder, catalogue_files, read_folder
from .own_lists import NO_BASE, find_base_faults, find_term_fault
from .proposed import ADDED, CORRECTIONS, UNCHANGED, WHATS, find_ending, sort_rows
from .rows import (
    AS_BASE,
    ASSUMPTIONS,
    EXCHANGE_RATES,
    LIST_TERMS,
    PRICE_LISTS,
    PRICES,
    REVOKED,
    SCHEMES,
    Kind,
)


class Loaded(NamedTuple):
    """What a load did to one kind of row. `others`: rows that are not in the files. `whats`: how
    many rows differ in which way; of these, corrections are `taken` or not.
    """

    kind: Kind
    counted: Counted
    others: int
    whats: Counter[str]
    are_corrections_taken: bool

    def __str__(self) -> str:
        others = ""
        if self.others:
            others = f", {self.others:,} not in the files"
        counted = self.counted
        return (
            f"{self.kind.name}: {counted.added:,} added, {counted.changed:,} changed, "
            f"{counted.left:,} left{others}"
        )

    def tell_kinds(self) -> str:
        """The rows that differ, by how they do; "" where none does."""
        told = [
            f"{self.whats[what]:,} {what}{self._tell_left(what)}"
            for what in WHATS[:-1]
            if self.whats[what]
        ]
        if not {*self.whats} - {ADDED, UNCHANGED}:
            return ""
        return f"{self.kind.name}, by kind: {'; '.join(told)}"

    def _tell_left(self, what: str) -> str:
        if what in CORRECTIONS and not self.are_corrections_taken:
            return " that was not taken (--corrections takes it)"
        return ""


def load(
    directory: Path,
    *,
    at: datetime,
    kind: str = RELEASE,
    by: Any = None,
    reason: str = "",
    dry_run: bool = False,
    takes_corrections: bool = True,
    complete_on: date | None = None,
    price_list: str = "",
) -> list[Loaded]:
    """Loads a folder and says what changed by kind; CatalogueFaults, and nothing loaded, where one
    row is wrong. `price_list`: the one list of the folder that is loaded; `complete_on`: the day
    on which the sale of what it does not hold ends.
    """
    checksum = files_checksum(directory)
    folder = read_folder(directory)
    if price_list:
        folder = _take_list(folder, price_list)
    whats: dict[Kind, Counter[str]] = {each: Counter() for each in MODELS}
    with transaction.atomic():
        faults = [*_find_unknown_names(folder), *_find_faults_of_own_lists(folder)]
        if faults:
            raise CatalogueFaults(faults)
        there = {each: model._default_manager.count() for each, model in MODELS.items()}
        ending: list[Row] = []
        if complete_on is not None:
            rows = [*list_rows(folder)]
            ending = find_ending(rows, price_list, complete_on, f"prices/{price_list}.csv")
        changed = change_catalogue(
            _choose_rows(chain(list_rows(folder), ending), whats, takes_corrections),
            kind=kind,
            at=at,
            by=by,
            reason=reason,
            files=checksum,
        )
        faults = [*_find_broken_presets(folder, ending)]
        if faults:
            raise CatalogueFaults(faults)
        if dry_run:
            transaction.set_rollback(True)
        elif not price_list:
            CatalogueVersion.objects.update_or_create(id=1, defaults={"files": checksum})
    return [
        Loaded(
            each,
            counted,
            there[each] - sum(whats[each][what] for what in (*CORRECTIONS, UNCHANGED)),
            whats[each],
            takes_corrections,
        )
        for each, counted in changed.counts.items()
    ]


def _choose_rows(
    rows: Iterable[Row], whats: dict[Kind, Counter[str]], takes_corrections: bool
) -> Iterator[Row]:
    """The rows that are written, each counted by what it changes."""
    for step in sort_rows(rows):
        whats[step.row.kind][step.what] += 1
        if takes_corrections or step.what not in CORRECTIONS:
            yield step.row


def _take_list(folder: Folder, price_list: str) -> Folder:
    """One price list of a folder, with its row and its terms."""
    if price_list not in folder.prices:
        words = f"there is no prices/{price_list}.csv{name_hint(price_list, folder.prices).words}"
        raise CatalogueFaults([FileFault("prices", 0, "", "", words)])
    return replace(
        Folder(),
        price_lists=[each for each in folder.price_lists if each.values["id"] == price_list],
        list_terms=[each for each in folder.list_terms if each.values["price_list"] == price_list],
        prices={price_list: folder.prices[price_list]},
    )


def files_checksum(directory: Path) -> str:
    """One checksum of all catalogue files of a folder, by name and content."""
    digest = hashlib.sha256()
    files, _ = catalogue_files(directory)
    for name, (path, _kind) in files.items():
        digest.update(f"{name}\n{path.stat().st_size}\n".encode())
        # What can't be read is never loaded, and told where its rows are read.
        with suppress(OSError), open_plain(path) as stream:
            digest.update(stream.read())
    return digest.hexdigest()


def is_loaded(directory: Path) -> bool:
    """Whether exactly these files were loaded last."""
    return CatalogueVersion.objects.filter(id=1, files=files_checksum(directory)).exists()


def _find_unknown_names(folder: Folder) -> Iterator[FileFault]:
    """Names in the files that stand neither there nor in the database, or lead in a circle."""
    lists = _list_known(folder.price_lists, PriceList)
    schemes = _list_known(folder.schemes, Scheme)
    for entry in folder.schemes:
        successor = entry.values["successor"]
        if successor and successor not in schemes:
            yield entry.fault(
                "successor", repr(successor), f"is no scheme{name_hint(successor, schemes).words}"
            )
    leaders = {
        e.values["name"]: e.values["moves_with"]
        for e in folder.assumptions
        if e.values["moves_with"]
    }
    for entry in folder.assumptions:
        if entry.values["moves_with"] and end_of(entry.values["name"], leaders) is None:
            yield entry.fault("moves_with", repr(entry.values["moves_with"]), CIRCLE)
    for name, entries in folder.prices.items():
        if name not in lists:
            words = f"there is no price list {name}{name_hint(name, lists).words}"
            yield FileFault(f"prices/{name}.csv", 0, "", "", words)
        for entry in entries:
            scheme = entry.values["scheme"]
            if scheme not in schemes:
                yield entry.fault(
                    "scheme", repr(scheme), f"is no scheme{name_hint(scheme, schemes).words}"
                )


def _find_faults_of_own_lists(folder: Folder) -> Iterator[FileFault]:
    """Bases that may not be, and terms and rows of lists that have none."""
    there = PriceList.read_bases()
    given = {entry.values["id"]: entry for entry in folder.price_lists}
    lists = there | {
        name: (entry.values["currency"], entry.values.get("base", there.get(name, ("", ""))[1]))
        for name, entry in given.items()
    }
    for name, fault in find_base_faults(lists, there):
        if name in given:
            yield given[name].fault(fault.path, fault.holds, fault.message)
    own = {name for name, (_, base) in lists.items() if base}
    vendors = {**dict(Scheme.objects.values_list("id", "vendor"))}
    vendors |= {entry.values["id"]: entry.values["vendor"] for entry in folder.schemes}
    for entry in folder.list_terms:
        wrong = find_term_fault(entry.values["price_list"], entry.values["of"], own, vendors)
        if wrong is not None:
            yield entry.fault(wrong.path, wrong.holds, wrong.message)
    for name, entries in folder.prices.items():
        for entry in entries:
            if entry.values.get("state") == AS_BASE and name not in own:
                yield entry.fault("state", repr(AS_BASE), NO_BASE)


def _list_known(entries: Iterable[Entry], model: type[models.Model]) -> set[str]:
    return {entry.values["id"] for entry in entries} | set(
        model._default_manager.values_list("pk", flat=True)
    )


def list_rows(folder: Folder) -> Iterator[Row]:
    """All rows, those that others point to first."""
    for kind, entries in (
        (PRICE_LISTS, folder.price_lists),
        (SCHEMES, folder.schemes),
        (ASSUMPTIONS, folder.assumptions),
        (EXCHANGE_RATES, folder.exchange_rates),
        (LIST_TERMS, folder.list_terms),
    ):
        yield from (Row(kind, "", entry.values) for entry in entries)
    for price_list, entries in folder.prices.items():
        yield from (Row(PRICES, price_list, entry.values) for entry in entries)


def _find_broken_presets(folder: Folder, ending: Iterable[Row]) -> Iterator[FileFault]:
    """Rows of this load, and rows that a complete list lacks, that take a scheme off sale on the
    day on which a preset uses it.
    """
    ended = {(row.price_list, row.values["scheme"], row.values["valid_from"]) for row in ending}
    for name, document in presets().items():
        entries = folder.prices.get(document["price_list"], ())
        given = {(e.values["scheme"], e.values["valid_from"]): e for e in entries}
        revoked = {e.values["scheme"]: e for e in entries if e.values.get("state") == REVOKED}
        used = {
            entry if isinstance(entry, str) else entry["scheme"]
            for s in document["scenarios"]
            for entry in s["stack"]
        }
        day = document["price_date"]
        prices = Price.objects.filter(
            price_list=document["price_list"], scheme__in=used, valid_from__lte=day
        )
        last = {price.scheme_id: price for price in prices.order_by("valid_from")}
        for scheme in sorted(used):
            price = last.get(scheme)
            if price is None:
                entry = revoked.get(scheme)
            else:
                entry = given.get((scheme, price.valid_from), revoked.get(scheme))
            if price is not None and price.amount is not None:
                continue
            words = f"the preset {name} uses {scheme} on {day}, when it would not be sold"
            if entry:
                yield entry.fault("amount", "nothing", words)
            elif price and (price.price_list_id, scheme, price.valid_from) in ended:
                file = f"prices/{price.price_list_id}.csv"
                yield FileFault(file, 0, "scheme", f"no {scheme}", words)
