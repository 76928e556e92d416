"""A load of the catalogue that is killed: the catalogue is the old one or the new one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .found import Found
from .judging import ROOT, judge
from .site import Ground, manage

SHIPPED = ROOT / "pricing" / "catalogue"
KILLS = int(os.environ.get("FAULT_KILLS", "100"))
CALL = "pwrite64"
MOST_PLACE = 65535  # that strace can name


def kill_loading(ground: Ground, folder: Path) -> Found:
    """5. At writes spread over the whole load; then it loads with no cleaning up."""
    found = Found()
    old = find_checksum(ground, folder / "old")
    changed = write_changed(ground, folder / "changed")
    load = ["load_catalogue", str(changed), "--reason", "A test.", "--corrections"]
    kept = Path(ground.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    before = kept.read_bytes()
    many = count_calls(ground, load)
    new = find_checksum(ground, folder / "new")
    found.expect(new != old, "the load changes nothing")
    kept.write_bytes(before)
    places = sorted({max(1, many * step // KILLS) for step in range(1, KILLS + 1)})
    for place in places:
        found.injected += 1
        found.bit += kill_at(ground, load, place)
        now = find_checksum(ground, folder / f"at-{place}")
        found.expect(now in (old, new), f"killed at write {place} the catalogue is neither")
    manage(ground.environment, *load)
    found.expect(find_checksum(ground, folder / "end") == new, "it does not load afterwards")
    judge(found, ground.environment)
    return found


def write_changed(ground: Ground, folder: Path) -> Path:
    """The catalogue as files in which every price of a list is another."""
    manage(ground.environment, "export_catalogue", str(folder))
    path = max(folder.glob("prices/*.csv"), key=lambda each: each.stat().st_size)
    head, *rows = path.read_text().splitlines()
    place = head.split(",").index("source")
    for number, row in enumerate(rows):
        cells = row.split(",")
        if '"' not in row and cells[place]:
            cells[place] += " again"
            rows[number] = ",".join(cells)
    path.write_text("\n".join([head, *rows, ""]))
    return folder


def find_checksum(ground: Ground, folder: Path) -> str:
    """Of all files of the catalogue as it is."""
    manage(ground.environment, "export_catalogue", str(folder))
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    shutil.rmtree(folder)
    return digest.hexdigest()


def count_calls(ground: Ground, command: list[str], call: str = CALL) -> int:
    """How often an undisturbed command writes, or syncs, of what strace can count."""
    ran = trace(ground, command, f"--trace={call}", "-o", "/dev/stdout", check=True)
    return min(ran.stdout.count(f"{call}(".encode()), MOST_PLACE)


def kill_at(ground: Ground, command: list[str], place: int, call: str = CALL) -> bool:
    """Whether a command died at its n-th write or sync."""
    inject = f"--inject={call}:signal=KILL:when={place}"
    ran = trace(ground, command, f"--trace={call}", inject, "-o", os.devnull)
    return ran.returncode not in (0, 1, 2)


def trace(
    ground: Ground, command: list[str], *options: str, check: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """A command of manage.py under strace."""
    return subprocess.run(
        ["strace", "-f", *options, sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=ground.environment,
        capture_output=True,
        check=check,
    )
