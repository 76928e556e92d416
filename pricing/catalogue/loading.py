"""From a folder of catalogue files into the database: all or nothing.

Rows are matched by what makes them unique. Rows of the database that the files do not hold
are left alone: a load adds and changes, it never deletes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import models, transaction

from pricing.engine.faults import name_hint
from pricing.engine.together import CIRCLE, end_of
from pricing.models import CatalogueVersion, Price, PriceList, Scheme
from pricing.models.changes import RELEASE
from pricing.presets import presets

from .changing import MODELS, Counted, Row, change_catalogue
from .files import CatalogueFaults, Entry, FileFault, Folder, catalogue_files, read_folder
from .own_lists import NO_BASE, find_base_faults, find_term_fault
from .rows import (
    AS_BASE,
    ASSUMPTIONS,
    EXCHANGE_RATES,
    LIST_TERMS,
    PRICE_LISTS,
    PRICES,
    SCHEMES,
    Kind,
)


class Loaded(NamedTuple):
    """What a load did to one kind of row. `others`: rows that are not in the files."""

    kind: Kind
    counted: Counted
    others: int

    def __str__(self) -> str:
        others = ""
        if self.others:
            others = f", {self.others:,} not in the files"
        counted = self.counted
        return (
            f"{self.kind.name}: {counted.added:,} added, {counted.changed:,} changed, "
            f"{counted.left:,} left{others}"
        )


def load(
    directory: Path,
    *,
    at: datetime,
    kind: str = RELEASE,
    by: Any = None,
    reason: str = "",
    dry_run: bool = False,
) -> list[Loaded]:
    """Loads a folder and says what changed by kind; CatalogueFaults, and nothing loaded, where one
    row is wrong.
    """
    checksum = files_checksum(directory)
    folder = read_folder(directory)
    with transaction.atomic():
        faults = [*_find_unknown_names(folder), *_find_faults_of_own_lists(folder)]
        if faults:
            raise CatalogueFaults(faults)
        there = {each: model._default_manager.count() for each, model in MODELS.items()}
        changed = change_catalogue(
            _list_rows(folder), kind=kind, at=at, by=by, reason=reason, files=checksum
        )
        faults = [*_find_broken_presets(folder)]
        if faults:
            raise CatalogueFaults(faults)
        if dry_run:
            transaction.set_rollback(True)
        else:
            CatalogueVersion.objects.update_or_create(id=1, defaults={"files": checksum})
    return [
        Loaded(each, counted, there[each] - counted.changed - counted.left)
        for each, counted in changed.counts.items()
    ]


def files_checksum(directory: Path) -> str:
    """One checksum of all catalogue files of a folder, by name and content."""
    digest = hashlib.sha256()
    files, _ = catalogue_files(directory)
    for name, (path, _kind) in files.items():
        digest.update(f"{name}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
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
    there = {row.id: (row.currency, row.base_id or "") for row in PriceList.objects.all()}
    before = {name: base for name, (_, base) in there.items()}
    given = {entry.values["id"]: entry for entry in folder.price_lists}
    lists = there | {
        name: (entry.values["currency"], entry.values.get("base", before.get(name, "")))
        for name, entry in given.items()
    }
    for name, fault in find_base_faults(lists, before):
        if name in given:
            yield given[name].fault("base", fault.holds, fault.message)
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


def _list_rows(folder: Folder) -> Iterator[Row]:
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


def _find_broken_presets(folder: Folder) -> Iterator[FileFault]:
    """Rows of this load that take a scheme off sale on the day on which a preset uses it."""
    for name, document in presets().items():
        given = {
            (e.values["scheme"], e.values["valid_from"]): e
            for e in folder.prices.get(document["price_list"], ())
        }
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
        for scheme, price in sorted(last.items()):
            entry = given.get((scheme, price.valid_from))
            if entry and price.amount is None:
                yield entry.fault(
                    "amount",
                    "nothing",
                    f"the preset {name} uses {scheme} on {day}, when it would not be sold",
                )
