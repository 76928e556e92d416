"""Proposals are applied by a process that is killed in the middle: the old catalogue or the new.

`python -m tests.pricing.applying` does it 100 times on a database of its own, or on the empty one
of DATABASE_URL, and prints the figures. The suite does a small version of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
ROWS = 400


@dataclass
class Run:
    """What a run came to: how often the old and how often the new catalogue was found."""

    kills: int = 0
    old: int = 0
    new: int = 0
    wrong: list[str] = field(default_factory=list)


def make_rows(round_number: int) -> list:
    """So many prices, which differ from those of every other round."""
    from pricing.models import Scheme

    from .proposals import make_row

    schemes = Scheme.objects.order_by("id").values_list("id", flat=True)[: ROWS // 4]
    return [
        make_row(scheme, f"{round_number}.{quarter}0", f"2010-0{quarter}-01")
        for scheme in schemes
        for quarter in range(1, 5)
    ]


def offer_rows(which: str) -> list[int]:
    """Two proposals against the same change: on one row, on a row each, or on one and more."""
    from .proposals import make_row, offer

    day = {"one row": "2012-01-01", "two rows": "2012-02-01", "overlapping": "2012-03-01"}[which]
    one, other = make_row(day=day, amount="7.00"), make_row(day=day, amount="8.00")
    second = make_row("ms-vecd", day=day, amount="9.00")
    rows = {
        "one row": ([one], [other]),
        "two rows": ([one], [second]),
        "overlapping": ([one], [second, other]),
    }
    return [offer(*each).pk for each in rows[which]]


def prepare() -> None:
    """The shipped catalogue, an own list, and an editor."""
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from .proposals import make_own_list

    call_command("load_catalogue", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    User.objects.get_or_create(username="paula")
    make_own_list()


def make_database(folder: Path) -> dict[str, str]:
    """A new database, or that of DATABASE_URL, and the environment that names it."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'applying.sqlite3'}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    prepare()
    return dict(os.environ)


def apply_and_kill(env: Mapping[str, str], kills: int, seed: int = 0) -> Run:
    """So many proposals, each applied by a process that is killed; then the next by one that is
    not.
    """
    from django.db import connection
    from django.utils import timezone

    from pricing.catalogue.history import find_differences
    from pricing.catalogue.proposing import apply_proposal, propose
    from pricing.models import CatalogueChange

    rng, run, took = Random(seed), Run(), 0.5
    for number in range(1, kills + 1):
        proposal = propose(
            make_rows(2 * number), "acme", by=None, at=timezone.now(), takes_corrections=True
        )
        before = CatalogueChange.objects.count()
        connection.close()
        _apply_in_a_process(env, proposal.pk, rng.uniform(0, 1.5 * took))
        run.kills += 1
        proposal.refresh_from_db()
        changes = CatalogueChange.objects.count()
        is_new = proposal.applied_id is not None
        run.old += not is_new
        run.new += is_new
        if changes != before + is_new:
            run.wrong.append(f"{number}: {changes - before} changes, applied {is_new}")
        run.wrong += [str(each) for each in find_differences()]
        started = time.monotonic()
        apply_proposal(proposal, by=None, at=timezone.now(), reason="after the kill")
        if not is_new:
            took = time.monotonic() - started
        proposal.refresh_from_db()
        if proposal.applied_id is None:
            run.wrong.append(f"{number}: the next apply did nothing")
        run.wrong += [str(each) for each in find_differences()]
    return run


def apply_at_once(env: Mapping[str, str], proposals: Sequence[int]) -> list[str]:
    """What each of as many processes heard that applied one of them each, at the same moment."""
    workers = [_start(env, proposal) for proposal in proposals]
    for worker in workers:
        _wait_until_it_begins(worker)
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate()[0].strip() for worker in workers]


def _apply_in_a_process(env: Mapping[str, str], proposal: int, after_seconds: float) -> None:
    """Kills it so long after it began to apply."""
    worker = _start(env, proposal)
    _wait_until_it_begins(worker)
    assert worker.stdin is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()
    time.sleep(after_seconds)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def _start(env: Mapping[str, str], proposal: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.pricing.applying", "apply", str(proposal)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=dict(env), stdin=pipe, stdout=pipe, text=True)


def _wait_until_it_begins(worker: subprocess.Popen[str]) -> None:
    assert worker.stdout is not None
    assert worker.stdout.readline() == "now\n", "a process ended by itself"


def apply_one(proposal: int) -> None:
    """What a process does that is told when to go; it tells the number of its change."""
    import django

    django.setup()
    from django.utils import timezone

    from pricing.catalogue.proposing import Moved, apply_proposal
    from pricing.models import Proposal

    found = Proposal.objects.get(pk=proposal)
    sys.stdout.write("now\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        change = apply_proposal(found, by=None, at=timezone.now(), reason="of a process")
    except Moved:
        print("moved")
    else:
        print(change.number)


def main() -> None:
    """The whole of it, or as many kills as are said."""
    kills = 100
    if sys.argv[1:]:
        kills = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        env = make_database(Path(folder))
        print("Kills of an apply:", apply_and_kill(env, kills))


if __name__ == "__main__":
    if sys.argv[1:2] == ["apply"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
        apply_one(int(sys.argv[2]))
    else:
        main()
