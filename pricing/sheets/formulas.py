"""Formulas of a workbook, read so that two that compute the same in the same way are equal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from . import column_letter

LONGEST, DEEPEST = 400, 20
_TOKEN = re.compile(
    r"""[ \r\n\t]*(?:
    (?P<text>"(?:[^"]|"")*")
    |(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)
    |(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w.(]))
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)
    |(?P<name>[A-Za-z_][\w.]*)(?=[ ]*\()
    |(?P<sign><=|>=|<>|[-+*/^&=<>%(),;:])
    )""",
    re.VERBOSE | re.ASCII,
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})", re.ASCII | re.IGNORECASE)
_BINDING = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1),
    "&": 2,
    **dict.fromkeys("+-", 3),
    **dict.fromkeys("*/", 4),
    "^": 5,
}

# What a formula comes to as plain values: a number, or a kind and its parts.
Node = Any
# Names a cell by sheet (upper case, "" of its own), column and row; `is_end` of the last of a
# range.
NameCell = Callable[[str, str, int, bool], Node]


class Unreadable(Exception):
    """A formula in a way that no quote's is written."""


def read_formula(text: str, name_cell: NameCell) -> Node:
    """A formula as values: blanks, `$`, upper case and brackets that change nothing are gone.

    Raises `Unreadable`.

    >>> read = lambda text: read_formula(text, lambda *cell: cell)
    >>> read("=round( ($B$2*1.0)+-0.5; 2)") == read("ROUND(B2*1-0.5,2)")
    True
    >>> read("A1*(B1+C1)") == read("A1*B1+C1")
    False
    """
    text = text.strip().removeprefix("of:").removeprefix("=")
    if len(text) > LONGEST:
        raise Unreadable
    reading = _Reading(_list_tokens(text), name_cell)
    node = reading.read(0)
    if reading.tokens:
        raise Unreadable
    return node


def shift_formula(text: str, rows: int, columns: int) -> str:
    """A formula that cells share, as it stands in one that lies so far from the first.

    >>> shift_formula('A1+$B$2&"A1"', 2, 1)
    'B3+$B$2&"A1"'
    """
    return re.sub(
        _TOKEN,
        lambda found: _shift(found[0], found["cell"], rows, columns) if found["cell"] else found[0],
        text,
    )


def _shift(whole: str, cell: str, rows: int, columns: int) -> str:
    found = _CELL.fullmatch(cell)
    assert found
    column, row = place_of(found[2]), int(found[4])
    if not found[1]:
        column += columns
    if not found[3]:
        row += rows
    return whole.replace(cell, f"{found[1]}{column_letter(max(column, 0))}{found[3]}{row}")


def place_of(letters: str) -> int:
    """The place of a column by its letters, counted from 0.

    >>> place_of("A"), place_of("AA")
    (0, 26)
    """
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _list_tokens(text: str) -> list[tuple[str, str]]:
    """Kinds and texts, the first at the end."""
    tokens = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or not found.lastgroup:
            raise Unreadable
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens[::-1]


class _Reading:
    """Reads from the end of a list of tokens, signs by how they bind."""

    def __init__(self, tokens: list[tuple[str, str]], name_cell: NameCell) -> None:
        self.tokens = tokens
        self.name_cell = name_cell
        self.depth = 0

    def read(self, binding: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable
        node = self._read_one()
        while (sign := self._see()) and (binds := _BINDING.get(sign, 0)) > binding:
            self.tokens.pop()
            node = _join(sign, node, self.read(binds))
        self.depth -= 1
        return node

    def _see(self) -> str:
        if self.tokens and self.tokens[-1][0] == "sign":
            return self.tokens[-1][1]
        return ""

    def _take(self, *signs: str) -> str:
        if self._see() not in signs:
            raise Unreadable
        return self.tokens.pop()[1]

    def _read_one(self) -> Node:
        if not self.tokens:
            raise Unreadable
        kind, text = self.tokens.pop()
        if kind == "sign" and text in "+-":
            node = self.read(max(_BINDING.values()))
            return node if text == "+" else _negate(node)
        if kind == "sign":
            self.tokens.append((kind, text))
            self._take("(")
            node = self.read(0)
            self._take(")")
        elif kind in ("number", "text"):
            node = float(text) if kind == "number" else ("text", text)
        elif kind == "name":
            node = ("call", text.upper(), *self._read_arguments())
        else:
            node = self._read_cells(kind, text)
        while self._see() == "%":
            self.tokens.pop()
            node = ("%", node)
        return node

    def _read_arguments(self) -> list[Node]:
        self._take("(")
        if self._see() == ")":
            self.tokens.pop()
            return []
        found = [self.read(0)]
        while self._take(",", ";", ")") != ")":
            found.append(self.read(0))
        return found

    def _read_cells(self, kind: str, text: str) -> Node:
        """A cell, or a range from one to another."""
        sheet = ""
        if kind == "sheet":
            sheet = text[:-1].strip("'").replace("''", "'").upper()
            kind, text = self.tokens.pop() if self.tokens else ("", "")
        if self._see() != ":":
            return self._name(kind, text, sheet, is_end=False)
        self.tokens.pop()
        last = self.tokens.pop() if self.tokens else ("", "")
        begin = self._name(kind, text, sheet, is_end=False)
        return ("range", begin, self._name(*last, sheet, is_end=True))

    def _name(self, kind: str, text: str, sheet: str, *, is_end: bool) -> Node:
        found = _CELL.fullmatch(text)
        if kind != "cell" or found is None:
            raise Unreadable
        return self.name_cell(sheet, found[2].upper(), int(found[4]), is_end)


def _join(sign: str, left: Node, right: Node) -> Node:
    """Two parts and the sign between them; to take a number away is to add its opposite."""
    if sign == "-" and isinstance(right, float):
        return ("+", left, -right)
    return (sign, left, right)


def _negate(node: Node) -> Node:
    if isinstance(node, float):
        return -node
    return ("-", node)
