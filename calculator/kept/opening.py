"""Where the calculator shows a document that was kept."""

from __future__ import annotations

from typing import Any

from calculator.question import address
from calculator.question.state import LONGEST_ADDRESS
from pricing.presets import presets


def find_address(document: dict[str, Any], kept: str) -> str:
    """The shortest address that says the document, as what differs from a preset, and of which kept
    version (`12.3`) it is; "" where none is short enough.
    """
    found = []
    for name, base in presets().items():
        if base.get("price_list") == document.get("price_list"):
            leaves = address.write(base, document)
            found.append(
                (len(query := address.query(leaves, preset=name, kept=kept)), query, base, leaves)
            )
    for length, query, base, leaves in sorted(found, key=lambda each: each[0]):
        if length + 2 > LONGEST_ADDRESS:
            break
        again, faults = address.read(base, leaves)
        if not faults and not address.write(again, document):
            return f"/?{query}"
    return ""
