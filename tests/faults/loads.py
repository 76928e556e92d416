"""A load of the catalogue that is killed: the catalogue is the old one or the new one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from tests.migrating import read_rows

from .found import Found
from .judging import ROOT, judge
from .keys import ask_holder
from .processes import CALLS, kill_at_each
from .site import BUSY_SECONDS, Ground, Site, manage, serve

SHIPPED = ROOT / "pricing" / "catalogue"
KILLS = int(os.environ.get("FAULT_KILLS", "100"))
CALL = "pwrite64"
HISTORY = "SELECT count(*) FROM pricing_cataloguechange"
LAST_AMOUNT = (
    "SELECT amount FROM pricing_price WHERE price_list_id = 'acme' AND scheme_id = 'ms-vecd-sa'"
)
MOST_PLACE = 65535  # that strace can name


def kill_loading(ground: Ground, folder: Path) -> Found:
    """5. At writes spread over the whole load; then it loads with no cleaning up. And at each write
    of what a browser applies.
    """
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
    first = count_changes(ground)
    places = sorted({max(1, many * step // KILLS) for step in range(1, KILLS + 1)})
    for place in places:
        found.injected += 1
        found.bit += kill_at(ground, load, place)
        now = find_checksum(ground, folder / f"at-{place}")
        found.expect(now in (old, new), f"killed at write {place} the catalogue is neither")
        more = count_changes(ground) - first
        found.expect(more == (now == new), f"killed at write {place} the history has {more} more")
    manage(ground.environment, *load)
    found.expect(find_checksum(ground, folder / "end") == new, "it does not load afterwards")
    more = count_changes(ground) - first
    found.expect(more == 1, f"of one load that counted the history tells {more}")
    kill_applying(ground, folder, found)
    judge(found, ground.environment)
    return found


def count_changes(ground: Ground) -> int:
    """How many entries the history of the catalogue has."""
    ((many,),) = read_rows(ground.environment["DATABASE_URL"], HISTORY)
    return int(str(many))


def kill_applying(ground: Ground, folder: Path, found: Found) -> None:
    """A price of an own list by the browser's door, pressed until it is answered: each is there
    once, and told once.
    """
    editor = ask_holder(ground, "list")
    ground = ground._replace(tokens={**ground.tokens, "erik": editor["token"]})
    first, made = count_changes(ground), []
    with serve(ground, found, folder) as site:

        def prepare() -> Callable[[], None]:
            made.append(propose(site, f"{100 + len(made)}.00"))
            return partial(press_apply, site, made[-1], editor["session"])

        for call in CALLS:
            kill_at_each(site, call, prepare)
    more = count_changes(ground) - first
    found.expect(more == len(made), f"of {len(made)} that were applied the history tells {more}")
    last = read_rows(ground.environment["DATABASE_URL"], LAST_AMOUNT)
    found.expect(float(str(last[0][0])) == 99 + len(made), f"the last price is {last}")


def propose(site: Site, amount: str) -> int:
    """The number of a proposal of another price."""
    price = {"scheme": "ms-vecd-sa", "valid_from": "2008-02-01", "amount": amount}
    row = {**price, "source": "Offer 8", "confidence": "verified"}
    asked = {"price_list": "acme", "rows": [row], "corrections": True}
    return int(site.insist("/api/catalogue/proposals", asked, "erik")["id"])


def press_apply(site: Site, number: int, session: str) -> None:
    """The button of a proposal's page; of what was applied it shows the page."""
    token = "a" * 32
    fields = {"action": "apply", "reason": "A test.", "csrfmiddlewaretoken": token}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={token}; sessionid={session}",
    }
    path, form = f"/catalogue/proposals/{number}/", urlencode(fields).encode()
    start, answer = time.monotonic(), None
    while answer is None or answer.status >= 500:
        assert time.monotonic() < start + BUSY_SECONDS, f"{path} is not answered"
        answer = site.ask("POST", path, form, headers=headers)
    site.found.expect(answer.status in (200, 303), f"{path} answers {answer.status}")


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
