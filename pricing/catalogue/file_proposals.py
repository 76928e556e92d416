"""From a file for an own list to a proposal; what its columns are taken for is remembered."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.text import slugify

from pricing.market import read_schemes
from pricing.models import CatalogueVersion, ColumnMapping, PriceList, Proposal

from .changing import Row
from .column_roles import guess_columns
from .files import CatalogueFaults, FileFault
from .own_lists import find_base_faults
from .price_files import (
    GivenTable,
    is_of_catalogue,
    name_file,
    read_catalogue_rows,
    read_file,
)
from .proposing import LONGEST_FILE_NAME, propose, read_rows, write_row
from .reseller_files import Asked, Mapped, find_missing, map_rows
from .rows import PRICE_LISTS, read_row


class Target(NamedTuple):
    """The own list that a file is for, and the row that makes it where it is new."""

    id: str
    currency: str
    rows: tuple[Row, ...] = ()


def find_target(price_list: str) -> Target | None:
    """A list that is there; None where there is none of that id."""
    stored = PriceList.objects.filter(pk=price_list).first()
    if stored is None:
        return None
    return Target(stored.id, stored.currency)


def make_target(name: str, base: str, owner: str, currency: str = "") -> Target:
    """A new list on top of another, in a currency of its own or else in that one's. Raises
    `CatalogueFaults`.
    """
    under = PriceList.objects.filter(pk=base).first()
    if under is None:
        raise CatalogueFaults([FileFault("the new list", 0, "base", repr(base), "is no list")])
    key = slugify(name)[:64] or f"list-{sha256(name.strip().encode()).hexdigest()[:8]}"
    currency = currency or under.currency
    cells = {
        "id": key,
        "name": name.strip(),
        "currency": currency,
        "region": under.region,
        "owner": owner,
        "base": base,
    }
    values, faults = read_row(PRICE_LISTS, cells)
    if PriceList.objects.filter(pk=key).exists():
        words = f"is there already as {key}; choose it, or another name"
        raise CatalogueFaults([FileFault("the new list", 0, "name", repr(name), words)])
    if values is None:
        raise CatalogueFaults(FileFault("the new list", 0, *fault) for fault in faults)
    lists = PriceList.read_bases() | {key: (currency, base)}
    wrong = [fault for name, fault in find_base_faults(lists, {}) if name == key]
    if wrong:
        raise CatalogueFaults(
            FileFault("the new list", 0, "base", fault.holds, fault.message) for fault in wrong
        )
    return Target(key, currency, (Row(PRICE_LISTS, "", values),))


def propose_file(
    name: str,
    content: bytes,
    target: Target,
    *,
    by: Any,
    at: datetime,
    takes_corrections: bool = False,
    complete_on: date | None = None,
) -> Proposal:
    """Keeps what a file proposes; of other columns than the catalogue's what they are is asked.
    Raises `CatalogueFaults`, `Shipped`.
    """
    table = read_file(name, content)
    rows = [*target.rows]
    is_ready = is_of_catalogue(table)
    if is_ready:
        rows += read_catalogue_rows(
            (name, content), table, target.id, target.currency, read_schemes()
        )
    proposal = propose(
        rows,
        target.id,
        by=by,
        at=at,
        file=name_file(name, content),
        takes_corrections=takes_corrections,
        complete_on=complete_on,
    )
    if not is_ready:
        remembered = ColumnMapping.objects.filter(pk=target.id).first()
        known, chosen = (remembered.columns, remembered.rows) if remembered else ({}, {})
        proposal.table = table.keep()
        proposal.asked = {
            "columns": guess_columns(table.heads, known),
            "rows": chosen,
            "source": _name_source(name, at),
        }
        proposal.save(update_fields=["table", "asked"])
    return proposal


def _name_source(name: str, at: datetime) -> str:
    return f"{name}, {at.date().isoformat()}"


def replace_file(proposal: Proposal, name: str, content: bytes, *, at: datetime) -> None:
    """Another file in the place of a proposal's, with all that was said of its columns and rows.
    Raises `CatalogueFaults`; the proposal then stays as it is.
    """
    table = read_file(name, content)
    rows = [row for row in read_rows(proposal) if row.kind is PRICE_LISTS]
    asked, kept = {**proposal.asked}, None
    asked.pop("is_mapped", None)
    if is_of_catalogue(table):
        currency = _find_currency(proposal, rows)
        rows += read_catalogue_rows(
            (name, content), table, proposal.price_list, currency, read_schemes()
        )
    else:
        kept = table.keep()
        asked["columns"] = guess_columns(table.heads, asked.get("columns", {}))
        if asked.get("source", "").startswith(f"{proposal.file_name}, "):
            asked["source"] = _name_source(name, at)
        asked.setdefault("source", _name_source(name, at))
    file = name_file(name, content)
    Proposal.objects.filter(pk=proposal.pk, applied_at__isnull=True).update(
        table=kept,
        asked=asked,
        rows=[write_row(row) for row in rows],
        left_out=[],
        file_name=file.name[:LONGEST_FILE_NAME],
        files=file.sha256,
        base=CatalogueVersion.objects.values_list("number", flat=True).get(),
    )


def is_to_be_mapped(proposal: Proposal) -> bool:
    """Whether it waits for what the columns of its file are."""
    return proposal.table is not None and "is_mapped" not in proposal.asked


def read_kept_table(proposal: Proposal) -> GivenTable:
    """The file's table as the proposal keeps it."""
    assert proposal.table is not None
    return GivenTable.restore(proposal.table)


def read_asked(proposal: Proposal) -> Asked:
    """What was said of its columns so far."""
    said = {name: value for name, value in proposal.asked.items() if name != "is_mapped"}
    return Asked(**said)


def map_proposal(proposal: Proposal, asked: Asked, *, at: datetime) -> None:
    """Makes the rows of a proposal of its file's columns, and remembers these for the list. Raises
    `CatalogueFaults`; what was said stays said.
    """
    table = read_kept_table(proposal)
    lists = [row for row in read_rows(proposal) if row.kind is PRICE_LISTS]
    proposal.asked = asdict(asked)
    proposal.rows = [write_row(row) for row in lists]
    proposal.left_out = []
    faults = [
        FileFault(proposal.file_name, 0, "", "", words) for words in find_missing(table, asked)
    ]
    mapped = Mapped([], [], [], [])
    if not faults:
        currency = _find_currency(proposal, lists)
        schemes = read_schemes()
        mapped = map_rows(proposal.file_name, table, asked, proposal.price_list, currency, schemes)
        faults = [*mapped.faults, *_refuse_unmatched(proposal.file_name, mapped, asked)]
    if not faults:
        proposal.asked["is_mapped"] = True
        proposal.rows += [write_row(row) for row in mapped.rows]
        proposal.left_out = sorted(mapped.unmatched + mapped.left_out)
        proposal.base = CatalogueVersion.objects.values_list("number", flat=True).get()
    with transaction.atomic():
        _save_unapplied(proposal)
        if not faults:
            ColumnMapping.objects.update_or_create(
                price_list=proposal.price_list,
                defaults={"columns": {**asked.columns}, "rows": {**asked.rows}},
            )
    if faults:
        raise CatalogueFaults(faults)


def _save_unapplied(proposal: Proposal) -> None:
    """What was applied in the meantime stays as it is."""
    Proposal.objects.filter(pk=proposal.pk, applied_at__isnull=True).update(
        asked=proposal.asked,
        rows=proposal.rows,
        left_out=proposal.left_out,
        base=proposal.base,
    )


def _find_currency(proposal: Proposal, lists: list[Row]) -> str:
    if lists:
        return str(lists[0].values["currency"])
    return PriceList.objects.get(pk=proposal.price_list).currency


def _refuse_unmatched(name: str, mapped: Mapped, asked: Asked) -> list[FileFault]:
    """Rows that match nothing are left out only where somebody says so."""
    if not mapped.rows and not mapped.faults:
        words = "no row of this file found its scheme"
        return [FileFault(name, 0, "", "", words)] + [
            FileFault(name, line, "", "", why) for line, why in mapped.unmatched
        ]
    if asked.leaves_out:
        return []
    return [FileFault(name, line, "", "", why) for line, why in mapped.unmatched]
