"""The kept version that a page of the calculator began from, as its address says."""

from __future__ import annotations

from typing import Any

from calculator.kept.comparisons import find_version, read_target
from quotes.models import ComparisonVersion
from quotes.refusals import Absent

LONGEST_NAME = 200
NAMELESS = "Comparison"


def find_beginning(kept: str, user: Any) -> ComparisonVersion | None:
    """The version, named as `12.3`, where its reader may see it."""
    if not kept or not user.is_authenticated:
        return None
    try:
        return find_version(*read_target(kept), user)
    except Absent:
        return None


def name_version(version: ComparisonVersion) -> str:
    """What names it in addresses and forms."""
    return f"{version.comparison_id}.{version.number}"


def name_comparison(document: dict[str, Any]) -> str:
    """What a comparison is called by its title.

    >>> name_comparison({"title": "Today: what is sold now"}), name_comparison({})
    ('Today', 'Comparison')
    """
    title = str(document.get("title", "")).partition(":")[0].strip()
    return title[:LONGEST_NAME] or NAMELESS
