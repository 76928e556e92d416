"""Many processes issue quotes at once, and some are killed: no number is lost, taken twice or half.

`python -m tests.quotes.numbering` does it in full on a database of its own: 504 issues by 8
processes, then 100 kills among 3, and prints the figures. The suite does a small version of it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20


@dataclass
class Run:
    """What a run came to. `told`: numbers that a process had acknowledged."""

    told: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    kills: int = 0
    seconds: float = 0.0


def issue_at_once(env: Mapping[str, str], processes: int, each: int) -> Run:
    """So many processes issue so many quotes each."""
    start = time.monotonic()
    workers = [_start(env, number, each) for number in range(processes)]
    run = Run()
    for worker in workers:
        out, err = worker.communicate(timeout=900)
        run.told += out.split()
        if worker.returncode:
            run.errors.append(err.strip().splitlines()[-1])
    run.seconds = time.monotonic() - start
    return run


def issue_and_kill(env: Mapping[str, str], processes: int, kills: int, seed: int = 0) -> Run:
    """So many processes issue without end; one after another is killed and begun anew."""
    rng, start = Random(seed), time.monotonic()
    folder = Path(tempfile.mkdtemp())
    run = Run()
    workers = [_start_to_file(env, number, folder) for number in range(processes)]
    for number in range(processes, processes + kills):
        place = number % processes
        _wait_until_it_issues(folder / f"{number - processes:04d}", workers[place])
        time.sleep(rng.uniform(0, 0.3))
        _kill(workers[place])
        run.kills += 1
        workers[place] = _start_to_file(env, number, folder)
    for worker in workers:
        _kill(worker)
    run.told = [line for path in sorted(folder.iterdir()) for line in _read_told(path)]
    run.seconds = time.monotonic() - start
    return run


def _start(env: Mapping[str, str], number: int, each: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.quotes.numbering", "issue", str(number), str(each)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe, text=True)


def _start_to_file(env: Mapping[str, str], number: int, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.quotes.numbering", "issue", str(number), "1000000"]
    with (folder / f"{number:04d}").open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=out)


def _wait_until_it_issues(told: Path, worker: subprocess.Popen[bytes]) -> None:
    while not told.stat().st_size:
        assert worker.poll() is None, "a process ended by itself"
        time.sleep(0.02)


def _kill(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def _read_told(path: Path) -> Iterator[str]:
    """Whole lines alone: who is killed may have written half of one."""
    for line in path.read_text().splitlines(keepends=True):
        if line.endswith("\n"):
            yield line.strip()


def issue_quotes(number: int, count: int) -> None:
    """What one process does: draft, submit, approve, issue, and say the number, again and again."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from quotes.drafting import find_digest, make_draft
    from quotes.models import ComparisonVersion
    from quotes.moves import move

    version = ComparisonVersion.objects.get()
    users = get_user_model().objects
    bob, anna = users.get(username="bob"), users.get(username="anna")
    for _ in range(count):
        quote = make_draft(version, 0, bob, at=timezone.now())
        for action, by in (("submit", bob), ("approve", anna)):
            moved = move(
                quote, action, by, seen=find_digest(quote), at=timezone.now(), reason="A test."
            )
            quote = moved
        issued = move(quote, "issue", bob, seen=find_digest(quote), at=timezone.now())
        sys.stdout.write(f"{issued.number}\n")
        sys.stdout.flush()


def prepare() -> None:
    """Two people, and a comparison whose quote has so many rows."""
    from django.contrib.auth.models import Group, User
    from django.utils import timezone

    from quotes.versions import make_comparison
    from tests.quotes.conftest import write_document

    for name, role in (("bob", "buyer"), ("anna", "approver")):
        user, _ = User.objects.get_or_create(username=name)
        user.groups.add(Group.objects.get(name=role))
    lines = [
        {"name": f"Line {number}", "category": "licences", "amount": "12.34"}
        for number in range(ROWS - 4)
    ]
    document = write_document(scenario={"own_lines": lines})
    make_comparison("Desks", document, User.objects.get(username="bob"), at=timezone.now())


def make_database(folder: Path) -> dict[str, str]:
    """A new database, or that of DATABASE_URL, and the environment that names it."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'numbers.sqlite3'}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    prepare()
    return dict(os.environ)


def judge(run: Run) -> dict[str, object]:
    """What the database holds after a run, beside what was acknowledged."""
    from quotes.models import IssuedQuote
    from quotes.series import find_faults

    issued = list(IssuedQuote.objects.order_by("id"))
    numbers = [each.number for each in issued]
    years = {each.year for each in issued}
    return {
        "issued": len(issued),
        "acknowledged": len(run.told),
        "lost": len(set(run.told) - set(numbers)),
        "told twice": len(run.told) - len(set(run.told)),
        "not told": len(set(numbers) - set(run.told)),
        "faults of the series": [fault for year in years for fault in find_faults(year)],
        **judge_pages(issued),
        "errors": run.errors,
        "kills": run.kills,
        "seconds": round(run.seconds, 1),
    }


def judge_pages(issued: list[Any]) -> dict[str, int]:
    """A kill between the commit and the page leaves it to its first reader, who makes it now."""
    from quotes.models import IssuedFile
    from quotes.papers import read_issued
    from quotes.pdf.making import keep_pdf, make_pdf

    there = set(IssuedFile.objects.values_list("issued", flat=True))
    left = [each for each in issued if each.pk not in there]
    kept = [bytes(keep_pdf(each).bytes) for each in left]
    again = [make_pdf(read_issued(each)) for each in left]
    return {
        "pages left to a reader": len(left),
        "pages made otherwise": sum(one != other for one, other in zip(kept, again, strict=True)),
        "pages": IssuedFile.objects.count(),
    }


def main() -> None:
    """The whole of it, on an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        env = make_database(Path(folder))
        first = issue_at_once(env, processes=8, each=63)
        print("504 issues by 8 processes:", judge(first))
        second = issue_and_kill(env, processes=3, kills=100)
        second.told += first.told
        print("100 kills among 3 processes:", judge(second))


if __name__ == "__main__":
    if sys.argv[1:2] == ["issue"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calculator.settings")
        issue_quotes(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
