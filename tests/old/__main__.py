"""Makes the databases of the commits that are named: `python -m tests.old 4f34c069 7275f00e`."""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

HERE = Path(__file__).parent
RATES = "pricing/catalogue/exchange_rates.csv"
KEPT_RATES = 300


def make(commit: str) -> None:
    """By the program of a commit, in a folder of its own."""
    packed = subprocess.run(["git", "archive", commit], capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=BytesIO(packed)) as files:
            files.extractall(name, filter="data")
        _thin(Path(name, RATES))
        database = Path(name, "old.sqlite3")
        held = subprocess.run(
            [sys.executable, str(HERE / "filling.py")],
            cwd=name,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{database}", "SECRET_KEY": "of old"},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        with closing(sqlite3.connect(database)) as link:
            dump = "\n".join(link.iterdump())
    (HERE / f"{commit}.json").write_bytes(held)
    (HERE / f"{commit}.sql.xz").write_bytes(lzma.compress(dump.encode(), preset=9))


def _thin(rates: Path) -> None:
    """Leaves the newest of thousands of rates, which are nine tenths of a dump."""
    head, *rows = rates.read_text().splitlines(keepends=True)
    day = head.strip().split(",").index("valid_from")
    rows.sort(key=lambda row: row.split(",")[day])
    rates.write_text("".join([head, *rows[-KEPT_RATES:]]))


if __name__ == "__main__":
    for each in sys.argv[1:]:
        make(each)
