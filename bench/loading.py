"""What loading 100,000 prices costs beside `bulk_create` alone, and what is known once beside now.

Each load is the command that people give, its start included: what such a process spends and
holds at most. A part of `make bench`, and alone: `python bench/loading.py [ROWS]`.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from served import ROOT, open_database

ROWS = 100_000
BLOCK = 1_000
LOAD_TARGET = 5.0
KNOWN_TARGET = 2.0
TARGET_MEBIBYTES = 150
TOLERANCE = 1.3
REPEATS = 7


def _spent(act: Callable[[], object]) -> float:
    """CPU seconds: other processes on the machine count nothing."""
    begin = time.process_time()
    act()
    return time.process_time() - begin


def make_values(count: int, plus: Decimal) -> Iterator[dict[str, Any]]:
    """Prices of the shipped schemes, one a day each."""
    from pricing.models import Scheme

    schemes = list(Scheme.objects.values_list("id", flat=True))
    for number in range(count):
        days, place = divmod(number, len(schemes))
        yield {
            "scheme": schemes[place],
            "valid_from": date(1990, 1, 1) + timedelta(days=days),
            "amount": Decimal(number % 1000) + plus,
            "tiers": (),
            "source": "a feed of prices",
            "source_url": "https://example.org/prices",
            "confidence": "verified",
            "note": "",
        }


def _create_alone(count: int) -> None:
    """The same rows without a record, a check or a file."""
    from django.db import transaction

    from pricing.models import Price

    values = make_values(count, Decimal("0.50"))
    with transaction.atomic():
        while block := list(islice(values, BLOCK)):
            Price.objects.bulk_create(
                Price(
                    **{
                        name: value
                        for name, value in row.items()
                        if name not in ("scheme", "tiers")
                    },
                    scheme_id=row["scheme"],
                    price_list_id="alone",
                )
                for row in block
            )


def _load_files(folder: Path, count: int, alone: float) -> Iterator[bool]:
    """Prints what loads of new, the same and other prices cost; whether each misses its target."""
    (folder / "prices").mkdir()
    peak = 0
    for words, plus in (("new", "0.50"), ("unchanged", "0.50"), ("changed", "1.50")):
        _write_prices(folder / "prices" / "loaded.csv", count, Decimal(plus))
        spent, held = _load(folder)
        ratio, peak = spent / alone, max(peak, held)
        print(
            f"{count:,} prices from a file, {words}: {spent:.1f} CPU s, {ratio:.1f} times "
            f"bulk_create alone, {alone:.1f} s (target: at most {LOAD_TARGET:.0f})"
        )
        yield ratio > LOAD_TARGET * TOLERANCE
    print(f"at most {peak} MiB held by a load (target: at most {TARGET_MEBIBYTES})")
    yield peak > TARGET_MEBIBYTES


def _write_prices(file: Path, count: int, plus: Decimal) -> None:
    from pricing.catalogue.rows import PRICES, fill_cells

    with file.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, [*PRICES.fields], restval="")
        writer.writeheader()
        writer.writerows(fill_cells(PRICES, row.get) for row in make_values(count, plus))


def _load(folder: Path) -> tuple[float, int]:
    """CPU seconds and MiB of a process that loads a folder."""
    options = ("--reason", "bench", "--corrections")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "load_catalogue", str(folder), *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the load failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def _compare_known() -> bool:
    """Prints what a comparison costs that is priced as known once; whether it misses its target."""
    from pricing.comparison import compare
    from pricing.presets import preset

    now = preset("autumn-2008")
    sides = {"now": now, "once": {**now, "known_on": "1"}}
    times = {name: _spent(lambda d=document: compare(d)) for name, document in sides.items()}  # type: ignore[misc]
    for _ in range(REPEATS):
        for name, document in sides.items():
            times[name] = min(times[name], _spent(lambda d=document: compare(d)))  # type: ignore[misc]
    ratio = times["once"] / times["now"]
    print(
        f"a comparison as known at a change: {times['once'] * 1000:.1f} ms, {ratio:.1f} times one "
        f"of now; least of {REPEATS}, in turn (target: at most {KNOWN_TARGET:.0f})"
    )
    return ratio > KNOWN_TARGET * TOLERANCE


def measure(count: int) -> bool:
    """Prints a line a figure; whether one misses its target."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_database(folder)
        from pricing.models import PriceList

        for each in ("alone", "loaded"):
            PriceList.objects.create(id=each, name=each, currency="USD", region="x", owner="x")
        alone = _spent(lambda: _create_alone(count))
        files = folder / "files"
        files.mkdir()
        misses = [*_load_files(files, count, alone), _compare_known()]
    return any(misses)


if __name__ == "__main__":
    sys.exit(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
