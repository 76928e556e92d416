"""Results as files: the same rows, the same bytes. Whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..sheets import Sheet
from ..sheets.csv import write_csv
from .rows import COLUMNS, Row, Value, read_value


class Result(NamedTuple):
    """A row and the file that it is of."""

    file: str
    row: Row

    @property
    def values(self) -> tuple[Value, ...]:
        """In the order of the columns."""
        return (self.file, *self.row)


def write_parquet(results: Sequence[Result]) -> bytes:
    """The bytes of a Parquet file: money as decimals of two digits, days as days, nothing as null.

    Raises `ImportError` where pyarrow is not installed.
    """
    import pyarrow
    from pyarrow import parquet

    kinds: dict[str, Any] = {
        "text": pyarrow.string(),
        "count": pyarrow.int64(),
        "flag": pyarrow.bool_(),
        "day": pyarrow.date32(),
        "money": pyarrow.decimal128(38, 2),
        "share": pyarrow.decimal128(9, 6),
    }
    arrays = [
        pyarrow.array([read_value(column.kind, value) for value in values], kinds[column.kind])
        for column, values in zip(COLUMNS, _list_columns(results), strict=True)
    ]
    table = pyarrow.Table.from_arrays(arrays, names=[column.name for column in COLUMNS])
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def write_table(results: Sequence[Result]) -> bytes:
    """The bytes of the same as CSV: it needs no package, and the page of portfolios opens it."""
    heads = [column.name for column in COLUMNS]
    return write_csv(Sheet("portfolio", heads, map(_write_cells, results))).encode()


def write_whole(path: Path, data: bytes) -> None:
    """Puts a file in its place at once: whoever is killed on the way leaves the old one there."""
    beside = path.with_name(f".{path.name}.writing")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


WRITERS: dict[str, Callable[[Sequence[Result]], bytes]] = {
    ".parquet": write_parquet,
    ".csv": write_table,
}


def _list_columns(results: Iterable[Result]) -> list[list[Value]]:
    columns: list[list[Value]] = [[] for _ in COLUMNS]
    for result in results:
        for column, value in zip(columns, result.values, strict=True):
            column.append(value)
    return columns


def _write_cells(result: Result) -> list[Any]:
    return [
        _write_cell(column.kind, value)
        for column, value in zip(COLUMNS, result.values, strict=True)
    ]


def _write_cell(kind: str, value: Value) -> Any:
    if kind == "flag" and value is not None:
        return "true" if value else "false"
    if kind == "day":
        return value
    return read_value(kind, value)
