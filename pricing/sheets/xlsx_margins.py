"""What an XLSX sheet shows around its cells or hides: margins, views, sizes of rows, columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

MARGIN = re.compile("(odd|even|first)(Header|Footer)")
LONGEST_MARGIN = 1_000
NARROW = "columns too narrow to be read"
# What covers cells, stands beside them or shows them in another way, and what is said of it.
OVER = {
    "mergeCell": "cells made one",
    "numFmt": "another format under a condition",
    "hyperlink": "a link",
    "legacyDrawing": "a comment",
    "legacyDrawingHF": "a picture at the head or foot",
    "picture": "a picture behind the cells",
    "oleObject": "an object of another program",
    "control": "a button or a field",
}
# What a way to look at a sheet leaves out or puts in its place.
_VIEWS = {
    ("showZeros", False): "zeros that are not shown",
    ("showFormulas", True): "formulas in the place of what they come to",
}
# Of what is lower or narrower nothing can be read: points, and characters.
_LEAST = {"ht": 3, "defaultRowHeight": 3, "width": 1, "defaultColWidth": 1}
# Of the text of a margin: a font, its colour, its size, a field.
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K[0-9]{2}[+-][0-9]{3}|[0-9]+|.)', re.DOTALL)
_OWN = ["Page", "of"]


def list_views(attributes: Mapping[str, str]) -> Iterator[str]:
    """What a view of a sheet does not show as it is."""
    for (name, is_meant), words in _VIEWS.items():
        if name in attributes and is_on(attributes[name]) == is_meant:
            yield words


def tell_margin(text: str) -> str:
    """What a margin says beside the number of a page, for which each language has a word.

    >>> tell_margin("&LSeite &P"), tell_margin('&C&"Arial,Bold"&8Total 1.00')
    ('', 'Total 1.00')
    """
    words = _CODE.sub(" ", text).split()
    is_long = len(words) > 1 and words != _OWN
    if is_long or re.search("[0-9]", "".join(words)):
        return " ".join(words)
    return ""


def is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or a column is, or is too low or narrow to be read."""
    if is_on(attributes.get("hidden", "")):
        return True
    try:
        return float(attributes.get(size, "")) < _LEAST[size]
    except ValueError:
        return False


def is_on(text: str) -> bool:
    """Whether a switch of a file is on."""
    return text in ("1", "true")
