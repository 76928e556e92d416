"""The kept version that a page of the calculator began from, as its address says."""

from __future__ import annotations

from typing import Any

from calculator.kept.comparisons import find_version, read_target
from pricing.presets import presets
from quotes.models import ComparisonVersion
from quotes.refusals import Absent

LONGEST_NAME = 200
MOST_NAMED = 2  # of what is compared
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
    """What a comparison is called: by its title or, where that is still the starting point's, by
    what is compared.

    >>> name_comparison({"title": "Kiel: two offices"}), name_comparison({})
    ('Kiel', 'Comparison')
    >>> today = presets()["today"]
    >>> name_comparison({**today, "scenarios": today["scenarios"][:2]})
    'Stay on Horizon and vSphere (VVF) or VDI on Hyper-V with RDS'
    """
    title = str(document.get("title", ""))
    name = title.partition(":")[0].strip()
    if title in [each["title"] for each in presets().values()]:
        name = _name_compared([str(each["name"]) for each in document["scenarios"]])
    return name[:LONGEST_NAME] or NAMELESS


def _name_compared(names: list[str]) -> str:
    """The first scenarios by name, and how many more there are.

    >>> _name_compared(["PCs", "VDI", "Sessions", "Cloud"])
    'PCs, VDI and 2 more'
    """
    if more := len(names[MOST_NAMED:]):
        return f"{', '.join(names[:MOST_NAMED])} and {more} more"
    return " or ".join(names)
