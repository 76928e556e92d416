"""What a quote's CSV of 10,000 rows costs beside Python's own `csv.writer` on the same cells.

A process of its own on a database of its own. A part of `make bench`, and alone:
`python bench/exporting.py`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from served import open_database

ROWS = 10_000
TARGET = 2.0  # at least half of its rows a second
TARGET_MEBIBYTES = 100
TOLERANCE = 1.3
REPEATS = 15


def _make_paper() -> Any:
    """A quote of the opening preset, its rows so often that they are `ROWS`."""
    from django.contrib.auth.models import Group, User

    from accounts.roles import BUYER
    from pricing.presets import preset
    from quotes.drafting import make_draft
    from quotes.papers import read_draft
    from quotes.versions import make_comparison

    buyer = User.objects.create_user("buyer")
    buyer.groups.add(Group.objects.get(name=BUYER))
    at = datetime.now(UTC)
    version = make_comparison("Desks", json.dumps(preset("autumn-2008")), buyer, at=at)
    paper = read_draft(make_draft(version, 0, buyer, at=at))
    rows = [*paper.content.rows]
    many = (rows * (ROWS // len(rows) + 1))[:ROWS]
    return replace(paper, content=replace(paper.content, rows=many))


def _time_in_turn(sides: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least CPU seconds of each side."""
    least = dict.fromkeys(sides, float("inf"))
    for _ in range(REPEATS):
        for name, act in sides.items():
            begin = time.process_time()
            act()
            least[name] = min(least[name], time.process_time() - begin)
    return least


def _compare_writers() -> bool:
    """Prints a line a figure; whether one misses its target."""
    from quotes.exports import make_csv
    from quotes.papers import list_cells

    paper = _make_paper()
    cells = [*list_cells(paper)]

    def write_plain() -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows(cells)
        return text.getvalue().encode()

    least = _time_in_turn({"ours": lambda: make_csv(paper), "plain": write_plain})
    ratio = least["ours"] / least["plain"]
    tracemalloc.start()
    make_csv(paper)
    most = tracemalloc.get_traced_memory()[1] // 2**20
    tracemalloc.stop()
    print(
        f"a quote's CSV of {ROWS:,} rows: {least['ours'] * 1000:.0f} ms, {ratio:.1f} times "
        f"csv.writer alone; least of {REPEATS}, in turn (target: at most {TARGET:.0f})"
    )
    print(f"{most} MiB held at most (target: at most {TARGET_MEBIBYTES})")
    return ratio > TARGET * TOLERANCE or most > TARGET_MEBIBYTES


def measure() -> bool:
    """Whether a figure misses its target; each is printed."""
    with tempfile.TemporaryDirectory() as name:
        open_database(Path(name))
        return _compare_writers()


if __name__ == "__main__":
    sys.exit(measure())
