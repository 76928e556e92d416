"""What a map of two inputs costs beside one comparison, in this process; a part of `make bench`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

REPEATS = 7
SCENARIOS = 4
# Which two inputs, and how many comparisons they may cost: money alone, and what sizes hosts and
# fleet.
MAPS = (
    (("admin_salary", "price:thin-client"), 8),
    (("annual_growth", "knowledge.ram_gb"), 20),
    (("seats", "vdi.desktops_per_admin"), 20),
)


@dataclass(frozen=True)
class Line:
    """One line of the bench: what was measured, in milliseconds, as a ratio, with its target."""

    text: str
    ratio: float
    target: float


def lines() -> list[Line]:
    """Measures each map against the plain comparison in turn; the least of each side counts.

    Needs Django set up.
    """
    from pricing.engine.analysis.bounds import list_bounded_inputs, settle
    from pricing.engine.analysis.heat_map import heat_map_of
    from pricing.engine.answer import answer
    from pricing.engine.read_question import parse
    from pricing.market import catalogue
    from pricing.presets import preset

    document = preset("autumn-2008")
    document = {**document, "scenarios": document["scenarios"][:SCENARIOS]}
    question = parse(document, catalogue)
    ready = settle(question)
    bounded = {each.input.name: each for each in list_bounded_inputs(ready)}
    found = []
    for (across, upwards), target in MAPS:
        sides: dict[str, Callable[[], object]] = {
            "one": lambda: answer(question),
            "map": lambda a=across, u=upwards: heat_map_of(ready, bounded[a], bounded[u]),  # type: ignore[misc]
        }
        times = {name: _seconds(side) for name, side in sides.items()}
        for _ in range(REPEATS):
            for name, side in sides.items():
                times[name] = min(times[name], _seconds(side))
        ratio = times["map"] / times["one"]
        text = (
            f"map 100 x 100, {across} by {upwards}: {times['map'] * 1000:.1f} ms, "
            f"{ratio:.1f} times one comparison of {SCENARIOS} scenarios ({times['one'] * 1000:.2f} "
            "ms); "
            f"least of {REPEATS}, in turn (target: at most {target})"
        )
        found.append(Line(text, ratio, target))
    return found


def _seconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
