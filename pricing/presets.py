"""The comparisons that ship with the project, as comparison documents."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .engine.json_text import freeze, read_json

PRESETS = Path(__file__).resolve().parent / "catalogue" / "presets"
DEFAULT_PRESET = "autumn-2008"
TODAY = "today"
ORDER = (DEFAULT_PRESET, "january-2008", TODAY)
SHOWN_PRESETS = (DEFAULT_PRESET, TODAY)  # one press away, seen without unfolding anything
# Published studies of opposite answers, with figures of their own.
OPPOSED_STUDIES = (
    "microsoft-2010",
    "idc-view-2009",
)


class UnknownPreset(KeyError):
    """There is no preset of that name."""

    def __str__(self) -> str:
        return f"there is no preset {self.args[0]}; there are {', '.join(presets())}"


@cache
def presets() -> Mapping[str, dict[str, Any]]:
    """Every preset by name, in the order in which the page offers them.

    Shared and frozen: copy one to change it.
    """
    found = sorted(path.stem for path in PRESETS.glob("*.json"))
    names = [
        *ORDER,
        *(name for name in found if name not in (*ORDER, *OPPOSED_STUDIES)),
        *OPPOSED_STUDIES,
    ]
    return {name: freeze(read_json((PRESETS / f"{name}.json").read_bytes())) for name in names}


def preset(name: str) -> dict[str, Any]:
    """One preset by name, shared and not to be changed; UnknownPreset where there is none."""
    try:
        return presets()[name]
    except KeyError:
        raise UnknownPreset(name) from None
