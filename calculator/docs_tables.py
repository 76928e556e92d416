"""Tables of the documents.

Roles, heads of rows, labels and anchors, by which a style sheet may stack their cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

FIGURE = re.compile(r"[-+]?\d[\d.,]*( %)?( \([-+]?[\d.]+ %\))?|–|")
NARROW = 110  # a table of no more characters a row is as wide as the text
ROLES = {
    "table_open": "table",
    "thead_open": "rowgroup",
    "tbody_open": "rowgroup",
    "tr_open": "row",
}

Cell = tuple[Token, Token, Token]  # what opens it, what it holds, what closes it


def read_words(inline: Token) -> str:
    """What a reader sees of an inline token, as plain text."""
    return "".join(
        {"softbreak": " "}.get(child.type, child.content) for child in inline.children or []
    )


def list_tables(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens of each table."""
    table: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            table = []
        table.append(token)
        if token.type == "table_close":
            yield table


def mark_table(table: list[Token], anchors: set[str]) -> None:
    """Roles that stay where the style sheet stacks the cells, heads of rows, labels, anchors,
    columns of figures.
    """
    rows: list[list[Cell]] = []
    for i, token in enumerate(table):
        if token.type in ROLES:
            token.attrSet("role", ROLES[token.type])
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            token.attrs.pop("style", None)  # the policy allows no inline style
            rows[-1].append((token, table[i + 1], table[i + 2]))
    heads = [read_words(inline) for _, inline, _ in rows[0]]
    width = sum(
        max(len(read_words(row[column][1])) for row in rows) for column in range(len(heads))
    )
    if len(heads) == 2:
        table[0].attrSet("class", "pairs")
    elif width < NARROW:
        table[0].attrSet("class", "narrow")
    for column, head in enumerate(heads):
        cells = [row[column] for row in rows]
        holds_figures = column > 0 and _holds_figures([inline for _, inline, _ in cells[1:]])
        for number, cell in enumerate(cells):
            _mark_cell(cell, head, is_head=number == 0, is_first=column == 0)
            if holds_figures:
                cell[0].attrSet("class", "number")
    for opening, row in zip(
        (token for token in table if token.type == "tr_open"), rows, strict=True
    ):
        anchor = next(filter(None, (_find_name(inline) for _, inline, _ in row[:2])), "")
        if anchor and anchor not in anchors:
            anchors.add(anchor)
            opening.attrSet("id", anchor)


def _holds_figures(column: list[Token]) -> bool:
    """Whether a column holds figures and nothing else; empty cells are as good as figures, unless
    all are.
    """
    return any(map(read_words, column)) and all(
        FIGURE.fullmatch(read_words(cell)) and not _find_name(cell) for cell in column
    )


def _mark_cell(cell: Cell, head: str, *, is_head: bool, is_first: bool) -> None:
    """A cell's role, and the head of its column as its label."""
    opening, inline, closing = cell
    words = read_words(inline)
    if is_first and words:
        opening.tag = closing.tag = "th"
    if is_head:
        opening.attrSet("role", "columnheader")
        opening.attrSet("scope", "col")
    elif is_first and words:
        opening.attrSet("role", "rowheader")
        opening.attrSet("scope", "row")
    else:
        opening.attrSet("role", "cell")
        if words:
            opening.attrSet("data-label", head)
        if _find_name(inline):
            opening.attrSet("class", "keyed")


def _find_name(cell: Token) -> str:
    """The name that a cell holds in code type, where it holds nothing else: `{delivery}.x` is
    delivery.x.
    """
    children = cell.children or []
    is_name = (
        len(children) == 1 and children[0].type == "code_inline" and " " not in children[0].content
    )
    if is_name:
        return children[0].content.replace("{", "").replace("}", "")
    return ""
