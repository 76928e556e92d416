"""Every way to break one field of a comparison document, made from the table of fields."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any, NamedTuple

from pricing.engine.fields import REQUIRED, SHAPES, Field

BASE = json.loads(
    (File(__file__).parent / "cases" / "spec" / "who-gets-what.json").read_text(encoding="utf-8")
)
Path = tuple[str | int, ...]
MISSING = object()
LONE_SURROGATE = "\ud800"

_NO_NUMBER = ("many", "1,234", True, None, [], {}, "NaN", "1e400", "-10000001")
# What no field of a kind takes.
WRONG: dict[str, tuple[Any, ...]] = {
    "count": (*_NO_NUMBER, 2.5),
    "number": _NO_NUMBER,
    "range": (*_NO_NUMBER[:5], {"low": 1}, {"low": 2, "mode": 1, "high": 3}),
    "price": (
        *_NO_NUMBER[:5],
        {"net": "many"},
        {"net": []},
        {"net": [1, None]},
        {"net": 1, "tax": 2},
    ),
    "amounts": (*_NO_NUMBER, [1, "many"]),
    "text": (5, None, [], {}, LONE_SURROGATE, "x" * 3000),
    "slug": (5, None, [], {}, "two words", "x" * 65, LONE_SURROGATE),
    "url": (5, None, [], "javascript:alert(1)", LONE_SURROGATE),
    "day": (5, None, [], "2008-02-30", "today", LONE_SURROGATE),
    "flag": (5, None, [], "yes"),
    "choice": (5, None, [], {}, "nonesuch", LONE_SURROGATE),
    "tokens": (5, None, {}, "text", [None], [5], [LONE_SURROGATE], [[]]),
    "tiers": (5, None, {}, "text", [5], [[1]], [[1, "x"]], [[None, None]], [[5, 1], [5, 1]]),
    "map": (5, None, [], "text", {LONE_SURROGATE: 1}, {"x": {}}, {"x": LONE_SURROGATE}),
    "objects": (5, None, "text", [None], [5], [[]], [{}]),
    "object": (5, [], "text", {"nonesuch": 1}),
}
_ATTRIBUTES = (
    "sockets",
    "ram_gb",
    "memory_overcommit",
    "hypervisor_ram_gb",
    "vcpu",
    "users_per_licence",
)
_SCHEMES, _PRICES = len(BASE["catalogue"]["schemes"]), len(BASE["catalogue"]["prices"])
# Where objects of each shape stand in the base: every row of a catalogue, for some stand in one
# stack, some in none.
PLACES: dict[str, tuple[Path, ...]] = {
    "document": ((),),
    "group": (("fleet", 0),),
    "scenario": (("scenarios", 1),),
    "entry": (("scenarios", 1, "stack", 1),),
    "own_line": (("scenarios", 1, "own_lines", 0),),
    "net_price": (("scenarios", 1, "prices", "hyper"),),
    "uncertainty": (("uncertainty",),),
    "range": (("assumptions", "pue"),),
    "catalogue": (("catalogue",),),
    "scheme": tuple(("catalogue", "schemes", place) for place in range(_SCHEMES)),
    "price": tuple(("catalogue", "prices", place) for place in range(_PRICES)),
    "assumption": (("catalogue", "assumptions", 2),),
}


OWN_LINE = {"name": "Moving house", "category": "roll_out", "amount": 5000}


class Break(NamedTuple):
    """A value that a field may not hold, or its absence, at a path of the base."""

    path: Path
    value: Any

    @property
    def where(self) -> str:
        """The path as faults write it."""
        return "".join(
            f"[{key}]" if isinstance(key, int) else f".{key}" for key in self.path
        ).removeprefix(".")

    @property
    def name(self) -> str:
        return f"{self.where}={'missing' if self.value is MISSING else ascii(self.value)[:30]}"


def broken(*breaks: Break) -> dict[str, Any]:
    """The base with so many things wrong."""
    document = copy.deepcopy(BASE) | {
        "uncertainty": {"draws": 100, "seed": 1},
        "assumptions": {"pue": {"low": 1, "mode": 2, "high": 3}},
    }
    document["scenarios"][1] |= {"prices": {"hyper": {"net": 900}}, "own_lines": [dict(OWN_LINE)]}
    for path, value in breaks:
        at: Any = document
        for key in path[:-1]:
            at = at[key]
        if value is MISSING:
            del at[path[-1]]
        else:
            at[path[-1]] = value
    return document


def breaks() -> Iterator[Break]:
    """Every break of every field of every object, and of every number within its maps."""
    for shape, places in PLACES.items():
        for place in places:
            yield Break((*place, "nonesuch"), 1)
            for name, field in SHAPES[shape].items():
                yield from (Break((*place, name), value) for value in _wrong(field))
            if shape == "scheme":
                yield from (Break((*place, "attributes"), {name: "many"}) for name in _ATTRIBUTES)
                yield Break((*place, "includes"), {"broker": "many"})


def _wrong(field: Field) -> Iterator[Any]:
    if field.default is REQUIRED and field.kind != "amounts":  # without it the price is a range
        yield MISSING
    for value in WRONG[field.kind]:
        may_be_none = value is None and (field.default is None or field.nullable)
        unbounded = value == "-10000001" and (field.low is None or field.low < -10_000_001)
        nobody = value in ([], {}) and field.kind in ("objects", "tokens", "map", "tiers")
        if not (may_be_none or unbounded or nobody):
            yield value


def one_break_a_field() -> list[Break]:
    """Of the breaks of each field one, each time another kind."""
    by_path: dict[Path, list[Break]] = {}
    for each in breaks():
        by_path.setdefault(each.path, []).append(each)
    return [found[place % len(found)] for place, found in enumerate(by_path.values())]
