"""From a folder of catalogue files into the database: all or nothing.

Rows are matched by what makes them unique. Rows of the database that the files do not hold
are left alone: a load adds and changes, it never deletes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from pricing.engine.faults import name_hint
from pricing.engine.together import CIRCLE, end_of
from pricing.models import (
    Assumption,
    CatalogueRow,
    CatalogueVersion,
    ExchangeRate,
    Price,
    PriceList,
    Scheme,
)
from pricing.presets import presets

from .files import CatalogueFaults, Entry, FileFault, Folder, catalogue_files, read_folder
from .rows import EXCHANGE_RATES, write_cell


@dataclass(slots=True)
class Change:
    """What a load did to one kind of row.

    `left`: rows as they were; `others`: rows not in the files.
    """

    kind: str
    added: int = 0
    changed: int = 0
    left: int = 0
    others: int = 0

    def __str__(self) -> str:
        others = ""
        if self.others:
            others = f", {self.others:,} not in the files"
        return (
            f"{self.kind}: {self.added:,} added, {self.changed:,} changed, {self.left:,} "
            f"left{others}"
        )


def load(directory: Path, *, dry_run: bool = False) -> list[Change]:
    """Loads a folder and says what changed by kind; CatalogueFaults, and nothing loaded, where one
    row is wrong.
    """
    checksum = files_checksum(directory)
    folder = read_folder(directory)
    with transaction.atomic():
        faults = [*_find_unknown_names(folder)]
        if faults:
            raise CatalogueFaults(faults)
        changes = _save_rows(folder)
        faults = [*_find_broken_presets(folder)]
        if faults:
            raise CatalogueFaults(faults)
        if dry_run:
            transaction.set_rollback(True)
        elif any(change.added or change.changed for change in changes):
            CatalogueVersion.change(files=checksum)
        else:
            CatalogueVersion.objects.update_or_create(id=1, defaults={"files": checksum})
    return changes


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


def _list_known(entries: Iterable[Entry], model: type[models.Model]) -> set[str]:
    return {entry.values["id"] for entry in entries} | set(
        model._default_manager.values_list("pk", flat=True)
    )


def _save_rows(folder: Folder) -> list[Change]:
    """Writes all rows, those that others point to first."""
    every_price = [
        {**_convert_for_store(Price, entry.values), "price_list_id": name}
        for name, entries in folder.prices.items()
        for entry in entries
    ]
    return [
        _merge(
            "price lists",
            PriceList,
            (_convert_for_store(PriceList, e.values) for e in folder.price_lists),
            ("id",),
        ),
        _merge(
            "schemes",
            Scheme,
            (_convert_for_store(Scheme, e.values) for e in folder.schemes),
            ("id",),
        ),
        _merge("prices", Price, every_price, ("price_list_id", "scheme_id", "valid_from")),
        _merge(
            "assumptions",
            Assumption,
            (_convert_for_store(Assumption, e.values) for e in folder.assumptions),
            ("name", "valid_from"),
        ),
        _merge(
            "exchange rates",
            ExchangeRate,
            (_convert_for_store(ExchangeRate, e.values) for e in folder.exchange_rates),
            EXCHANGE_RATES.key,
        ),
    ]


def _convert_for_store(model: type[CatalogueRow], values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of a row as the model's columns: names of other rows as ids, lists as text."""
    stored = {}
    for column, value in values.items():
        field = model.kind.fields[column]
        if column in ("scheme", "successor"):
            stored[f"{column}_id"] = value or None
        elif field.kind in ("tokens", "map", "tiers"):
            stored[column] = write_cell(field, column, value)
        else:
            stored[column] = value
    return stored


def _merge(
    kind: str, model: type[models.Model], rows: Iterable[dict[str, Any]], key: tuple[str, ...]
) -> Change:
    """Adds and changes rows so that those given stand as given."""
    change = Change(kind)

    def key_of(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, column) for column in key)

    there = {key_of(row): row for row in model._default_manager.all()}
    new = []
    for values in rows:
        row = there.get(tuple(values[column] for column in key))
        if row is None:
            new.append(model(**values))
        elif any(_differ(column, getattr(row, column), value) for column, value in values.items()):
            for column, value in values.items():
                setattr(row, column, value)
            row.save()
            change.changed += 1
        else:
            change.left += 1
    model._default_manager.bulk_create(new)
    change.added = len(new)
    change.others = len(there) - change.changed - change.left
    return change


def _differ(column: str, stored: Any, given: Any) -> bool:
    """Whether two values differ; amounts as a list writes them: 4.5 is not 4.50."""
    return bool(stored != given) or (column == "amount" and str(stored) != str(given))


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
