"""What cases cost beside the dice alone, how much more they say, and the memory that they take.

    .venv/bin/python bench/analysis.py

`analysis_lines` gives the lines and whether a target is missed by more than the tolerance; it
needs Django set up and the shipped catalogue loaded. Both sides of a ratio run in turn.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

DRAWS = 100_000
MANY = 10_000_000
REPEATS = 7
SAMPLES = 16
TOLERANCE = 1.3
SCENARIOS = (0, 1, 2, 4)
YEARS = 5
TIME_TARGET, MEAN_TARGET, TAIL_TARGET, MEMORY_TARGET_MIB = 1.5, 5.0, 1.5, 150


def set_up() -> None:
    """Django on the database that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
    import django

    django.setup()


def question(draws: int = DRAWS) -> Any:
    """Four scenarios of the opening preset over five years with 30 ranges: growth, 22 assumptions,
    7 prices.
    """
    from pricing.engine.analysis.opened import take_catalogue_ranges
    from pricing.engine.document import Uncertainty
    from pricing.engine.numbers import Range
    from pricing.engine.read_question import parse
    from pricing.market import catalogue
    from pricing.presets import preset

    document = dict(preset("autumn-2008"), horizon_years=YEARS)
    document["scenarios"] = [document["scenarios"][place] for place in SCENARIOS]
    plain = parse(document, catalogue)
    ranged = take_catalogue_ranges(plain).assumptions
    names = list(ranged)[:: len(ranged) // 22][:22]
    schemes = list(dict.fromkeys(entry.scheme.id for s in plain.scenarios for entry in s.stack))[:7]
    factor = Range(Decimal("0.8"), Decimal(1), Decimal("1.2"))
    scenarios = [
        replace(s, prices={e.scheme.id: factor for e in s.stack if e.scheme.id in schemes})
        for s in plain.scenarios
    ]
    return replace(
        plain,
        assumptions={name: ranged[name] for name in names},
        annual_growth=Range(Decimal("-0.05"), Decimal("0.02"), Decimal("0.1")),
        scenarios=tuple(scenarios),
        uncertainty=Uncertainty(draws, 1),
    )


def ranges_of(asked: Any) -> dict[str, Any]:
    """The ranges of a question by name."""
    prices = {f"price:{name}": r for s in asked.scenarios for name, r in s.prices.items()}
    return {"annual_growth": asked.annual_growth, **asked.assumptions, **prices}


def spent(act: Callable[[], object]) -> float:
    """Seconds of this process."""
    begin = time.process_time()
    act()
    return time.process_time() - begin


def analysis_lines() -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is a miss."""
    asked = question()
    yield from _time_lines(asked)
    yield from _error_lines(asked)
    yield from _memory_lines()


def _time_lines(asked: Any) -> Iterator[tuple[str, bool]]:
    from pricing.engine.analysis.sampling import blocks_of, shape_of
    from pricing.engine.analysis.uncertainty import uncertainty_of

    shapes = [shape_of(range_) for range_ in ranges_of(asked).values()]
    generator = np.random.default_rng(1)
    blocks = blocks_of(DRAWS)

    def dice() -> None:
        for a, b in shapes:
            for _ in range(blocks.number):
                generator.beta(a, b, blocks.size)

    def cases() -> None:
        uncertainty_of(asked, [True] * len(asked.scenarios))

    times = [(spent(dice), spent(cases)) for _ in range(REPEATS + 1)][1:]
    alone, whole = (statistics.median(side) for side in zip(*times, strict=True))
    ratio = whole / alone
    yield (
        (
            f"{blocks.cases:,} cases, {len(shapes)} ranges, {len(SCENARIOS)} ways, {YEARS} years; "
            f"medians of {REPEATS}"
        ),
        False,
    )
    yield f"dice alone (beta)   {alone * 1000:6.0f} ms   1.0", False
    words = f"{ratio:3.2f} times the dice alone (target: at most {TIME_TARGET})"
    yield f"cases, all in       {whole * 1000:6.0f} ms   {words}", ratio > TIME_TARGET * TOLERANCE


def _error_lines(asked: Any) -> Iterator[tuple[str, bool]]:
    """Standard errors at equal time: the same number of blocks by lattice and by dice, each many
    times.
    """
    from pricing.engine.analysis.batch import Prepared
    from pricing.engine.analysis.sampling import (
        LARGEST_BLOCK,
        block_draws,
        dimensions_of,
        plain_draws,
    )

    prepared, dimensions, ranges = Prepared(asked), dimensions_of(asked), ranges_of(asked)
    blocks = 8
    found: tuple[list[list[float]], list[list[float]]] = ([], [])
    times = [0.0, 0.0]
    for sample in range(SAMPLES):
        for side in (0, 1):
            begin = time.process_time()
            parts = []
            for first in range(0, blocks, 2):
                draws = (
                    block_draws(dimensions, sample, range(first, first + 2), LARGEST_BLOCK)
                    if side
                    else plain_draws(sample * blocks + first, 2 * LARGEST_BLOCK, list(ranges))
                )
                parts.append(prepared.costs(draws).per_desktop_year)
            costs = np.concatenate(parts, axis=1)
            times[side] += time.process_time() - begin
            found[side].append(_statistics(costs))
    dice, lattice = (np.array(values).std(axis=0, ddof=1) for values in found)
    gains = dice / lattice * np.sqrt(times[0] / times[1])
    kinds = (
        ("mean of a difference", 3, MEAN_TARGET),
        ("P5", 4, TAIL_TARGET),
        ("P95", 4, TAIL_TARGET),
    )
    yield (
        (
            f"standard error at equal time, dice over lattice; {SAMPLES} samples of "
            f"{blocks * LARGEST_BLOCK:,} cases each"
        ),
        False,
    )
    start = 0
    for name, many, target in kinds:
        some = gains[start : start + many]
        start += many
        least = float(np.min(some))
        shown = " ".join(f"{gain:.1f}" for gain in some)
        yield (
            f"{name:20} {shown} times smaller (target: at least {target:.1f})",
            least < target / TOLERANCE,
        )


def _statistics(costs: Any) -> list[float]:
    """Means of the differences to the scenario before, then P5 and P95 of each."""
    differences = (costs[1:] - costs[:-1]).mean(axis=1).tolist()
    return [
        *differences,
        *np.quantile(costs, 0.05, axis=1).tolist(),
        *np.quantile(costs, 0.95, axis=1).tolist(),
    ]


def _memory_lines() -> Iterator[tuple[str, bool]]:
    """The most that a process of its own holds: before the first case, with some, with very
    many.
    """
    for draws in (0, DRAWS, MANY):
        done = subprocess.run(
            [sys.executable, __file__, str(draws)],
            capture_output=True,
            check=True,
            text=True,
            cwd=ROOT,
        )
        mebibytes = int(done.stdout) / 1024
        line = f"memory, {draws:>10,} cases {mebibytes:5.0f} MiB"
        yield (
            line + (f" (target: at most {MEMORY_TARGET_MIB})" if draws else ""),
            mebibytes > MEMORY_TARGET_MIB,
        )


def _only(draws: int) -> None:
    """In a process of its own: makes so many cases and prints the most kibibytes that it held."""
    from pricing.engine.analysis.uncertainty import uncertainty_of

    asked = question(max(draws, 1))
    if draws:
        uncertainty_of(asked, [True] * len(asked.scenarios))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> int:
    """Prints the lines; 1 where a target is missed."""
    set_up()
    if len(sys.argv) > 1:
        _only(int(sys.argv[1]))
        return 0
    is_missed = False
    for line, misses in analysis_lines():
        print(line + ("  MISSED" if misses else ""), flush=True)
        is_missed |= misses
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
