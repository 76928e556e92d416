"""Paths as forms and as faults write them, and leaves as a query string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote_plus

Leaf = tuple[str, str]

_DOTTED = re.compile(r"(fleet|scenarios)\.([0-9]+)(?:(\.stack|\.own_lines)\.([0-9]+))?(?=\.|$)")
_BRACKETED = re.compile(
    r"(fleet|scenarios)\[([0-9]+)\](?:(\.stack|\.own_lines)\[([0-9]+)\])?(?=\.|$)"
)
# What RFC 3986 lets stand in a query and browsers leave alone; & + = ; part leaves or mean blanks.
_SAFE = ".,:-_~!*()$@/?"


def bracketed(dotted: str) -> str:
    """A path as faults write it.

    >>> bracketed("scenarios.1.stack.3.extra"), bracketed("assumptions.vdi.vcpu_per_core")
    ('scenarios[1].stack[3].extra', 'assumptions.vdi.vcpu_per_core')
    """
    found = _DOTTED.match(dotted)
    if not found:
        return dotted
    inner = ""
    if found[3]:
        inner = f"{found[3]}[{found[4]}]"
    return f"{found[1]}[{found[2]}]{inner}{dotted[found.end() :]}"


def dotted(bracketed: str) -> str:
    """A path as addresses and forms write it.

    >>> dotted("fleet[1].desktops"), dotted("scenarios[1].deliveries.Office [2]")
    ('fleet.1.desktops', 'scenarios.1.deliveries.Office [2]')
    """
    found = _BRACKETED.match(bracketed)
    if not found:
        return bracketed
    inner = ""
    if found[3]:
        inner = f"{found[3]}.{found[4]}"
    return f"{found[1]}.{found[2]}{inner}{bracketed[found.end() :]}"


def query(leaves: Iterable[Leaf], **first: str) -> str:
    """The query string of the leaves, behind what comes first.

    >>> query([("title", "Q1 & Q2"), ("fleet.1.desktops", "800")], preset="today")
    'preset=today&title=Q1+%26+Q2&fleet.1.desktops=800'
    """
    return "&".join(
        f"{_escaped(path)}={_escaped(text)}" for path, text in (*first.items(), *leaves)
    )


def _escaped(text: str) -> str:
    return quote_plus(text, safe=_SAFE, errors="surrogatepass")


def group_by_head(leaves: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Leaves by the first part of their path; a path that ends there has the rest ""."""
    result: dict[str, dict[str, str]] = {}
    for path, text in leaves.items():
        head, dot, rest = path.partition(".")
        result.setdefault(head, {})[rest or dot] = (
            text  # a dot that nothing follows is not the whole
        )
    return result


def find_index(text: str, length: int) -> int | None:
    """A place in a list; None where there is none, or where it is written in another way (01)."""
    if len(text) > 5 or not (text.isascii() and text.isdigit()) or str(int(text)) != text:
        return None
    if int(text) < length:
        return int(text)
    return None
