"""What a search costs beside one comparison, and how much memory it takes.

Stacks of the 2008 catalogue.

Both sides alternate in one run and have other numbers each time; the median of each is set
against the other. Memory is the peak of what a search allocates beyond what stood before.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
REPEATS = 9
BEST = 20
WAY = ("vdi", "vdi", "vdi")
# Schemes that are left out, so that the space has about so many stacks.
SMALL_ROLES = (
    "server", "hypervisor", "broker", "desktop_right", "storage", "endpoint", "software_assurance",
    "vm_management", "database", "server_os", "server_cal",
)  # fmt: skip
LARGE_ROLES = (*SMALL_ROLES, "session_cal")
SPACES = (("10^6", SMALL_ROLES, 10**6, 20.0), ("6 x 10^9", LARGE_ROLES, 6 * 10**9, 30.0))


def questions(roles: tuple[str, ...], stacks: int) -> Callable[[int], Any]:
    """Makes the question of a space of about so many stacks, with other desktops for each
    number.
    """
    from pricing.comparison import question_of
    from pricing.engine.analysis.search.layers import space_of
    from pricing.engine.market import Catalogue
    from pricing.presets import preset

    question = question_of(preset("autumn-2008"))
    sold = question.market.catalogue
    names = [name for name in sorted(question.market.prices) if sold.schemes[name].role in roles]
    needed = {entry.scheme.id for scenario in question.scenarios for entry in scenario.stack}
    names.sort(key=lambda name: name not in needed)

    def of(some: list[str]) -> Any:
        catalogue = Catalogue(
            price_list=sold.price_list,
            currency=sold.currency,
            schemes=sold.schemes,
            prices=[price for name in some for price in sold.prices[name]],
            assumptions=[row for rows in sold.assumptions.values() for row in rows],
        )
        return replace(question, market=catalogue.on(question.price_date))

    while len(names) > 1 and space_of(of(names), WAY).combinations > 1.5 * stacks:
        names.pop()
    small = of(names)

    def made(number: int) -> Any:
        fleet = (
            replace(small.fleet[0], desktops=600 + number, users=600 + number),
            *small.fleet[1:],
        )
        return replace(small, fleet=fleet)

    return made


def timed(act: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    begin = time.process_time()
    act()
    return time.process_time() - begin


def lines() -> Iterator[tuple[str, float, float]]:
    """(words, measured, target) of each line: ratios to one comparison, then MiB."""
    from pricing.comparison import question_of
    from pricing.engine.analysis.search.layers import space_of
    from pricing.engine.analysis.search.run import Asked, search
    from pricing.engine.answer import answer
    from pricing.presets import preset

    asked = Asked(tuple((way,) for way in WAY), (), BEST)
    comparison = question_of(preset("autumn-2008"))
    numbers = count()
    for name, roles, stacks, target in SPACES:
        made = questions(roles, stacks)
        real = space_of(made(0), WAY).combinations
        search(made(next(numbers)), asked)
        ours, one = [], []
        for _ in range(REPEATS):
            question = made(next(numbers))
            ours.append(timed(lambda question=question: search(question, asked)))  # type: ignore[misc]
            fleet = (
                replace(comparison.fleet[0], desktops=600 + next(numbers)),
                *comparison.fleet[1:],
            )
            asks = replace(comparison, fleet=fleet)
            one.append(min(timed(lambda asks=asks: answer(asks)) for _ in range(5)))  # type: ignore[misc]
        ratio = statistics.median(ours) / statistics.median(one)
        words = f"search, best {BEST} of {real:.1e} stacks ({name}), over one comparison"
        detail = (
            f"{1e3 * statistics.median(ours):.1f} ms over {1e3 * statistics.median(one):.2f} ms, "
            f"{REPEATS} repeats"
        )
        yield f"{words}: {detail}", ratio, target
        tracemalloc.start()
        search(made(next(numbers)), asked)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        yield f"search of {name} stacks, peak memory in MiB", peak, 500.0
