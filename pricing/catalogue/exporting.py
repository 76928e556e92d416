"""The catalogue as the files that the loader reads: as it is, or as it was known at a change."""

from __future__ import annotations

import json
from collections import defaultdict

from .files import PLAIN_FILES, name_price_file, write_table
from .records import read_records
from .rows import PRICES, Kind


def export_catalogue(number: int | None = None) -> dict[str, str]:
    """The text of each file by its name, rows by key: of now, or as known at a change.

    A kind without rows has no file. Every column stands there, so that a load leaves nothing as
    it was later.
    """
    files = {}
    for name, kind in PLAIN_FILES.items():
        rows = [json.loads(cells) for cells in read_records(kind, number=number).values()]
        if rows:
            files[name] = _write_file(kind, rows)
    by_list: dict[str, list[dict[str, str]]] = defaultdict(list)
    for (price_list, _), cells in read_records(PRICES, number=number).items():
        by_list[price_list].append(json.loads(cells))
    for price_list in sorted(by_list):
        files[name_price_file(price_list)] = _write_file(PRICES, by_list[price_list])
    return files


def _write_file(kind: Kind, rows: list[dict[str, str]]) -> str:
    rows.sort(key=lambda cells: [cells[column] for column in kind.key])
    return write_table(kind.fields, rows)
