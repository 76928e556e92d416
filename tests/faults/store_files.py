"""The file of SQLite that can only be read, is damaged, moved away, deleted or another one."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .found import Found
from .judging import ROOT, judge
from .site import Ground, Site, manage, serve
from .stores import (
    ask_to_keep,
    expect_pages,
    expect_pure_work,
    expect_recovery,
    expect_refusal,
    expect_words,
    open_connections,
)

READ_ONLY = b"read-only"
# Requests that are refused: enough to meet each process.
TRIES = 8
# Not the file that processes share as memory: whoever writes there is killed by the kernel.
WRITTEN = ("", "-wal")
# Somebody else, who may read the program wherever it stands, but writes by the rights of files.
READING = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
AS_ANOTHER = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *READING)
# What is overwritten: a page within, the head of the file.
PLACES = ((5 * 4096, 4096), (0, 100))


def find_path(ground: Ground) -> Path:
    """The file that the address names."""
    return Path(ground.environment["DATABASE_URL"].removeprefix("sqlite:///"))


def list_files(path: Path, ends: tuple[str, ...] = ("", "-wal", "-shm")) -> list[Path]:
    """The file and those beside it that belong to it."""
    return [each for end in ends if (each := Path(f"{path}{end}")).exists()]


@contextmanager
def unchangeable(paths: list[Path]) -> Iterator[None]:
    """Files that nobody may change meanwhile, not even root."""
    subprocess.run(["chattr", "+i", *paths], check=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *paths], check=True)


def ask_start(ground: Ground) -> subprocess.CompletedProcess[str]:
    """What the site is asked before it starts."""
    return run(ground, "check_start")


def run(ground: Ground, *command: str) -> subprocess.CompletedProcess[str]:
    """A command that may be refused."""
    return subprocess.run(
        [*ground.as_whom, sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=ground.environment,
        capture_output=True,
        text=True,
    )


def forbid_writing(ground: Ground, folder: Path) -> Found:
    """13. Nothing of the file may be changed, whoever the site runs as: pages read and price, and
    saving says why not.
    """
    found, path = Found(), find_path(ground)
    with serve(ground, found, folder) as site:
        open_connections(site)
        ask_to_keep(site)
        with unchangeable(list_files(path, WRITTEN)):
            found.injected += 1
            expect_read_only(site)
            started = ask_start(ground)
            found.expect(started.returncode == 1, "it would start")
            found.expect("can only be read" in started.stderr, f"start says {started.stderr!r}")
        expect_recovery(site)
        with unchangeable(list_files(path, WRITTEN)):
            found.injected += 1
            here = ground._replace(environment={**ground.environment, "READ_ONLY": "1"})
            other = folder / "other"
            other.mkdir()
            with serve(here, found, other) as reading:
                expect_read_only(reading)
        expect_recovery(site)
    judge(found, ground.environment)
    serve_as_another(ground, folder, found)
    return found


def serve_as_another(ground: Ground, folder: Path, found: Found) -> None:
    """By somebody who has no right to write to the file and its folder, until he is given it."""
    shut, log = folder / "shut", folder / "of-another"
    shut.mkdir()
    log.mkdir()
    path = shut / "db.sqlite3"
    with closing(sqlite3.connect(find_path(ground))) as link:
        link.execute("VACUUM INTO ?", [str(path)])
    folder.chmod(0o755)
    path.chmod(0o444)
    shut.chmod(0o555)
    environment = {**ground.environment, "DATABASE_URL": f"sqlite:///{path}"}
    here = ground._replace(environment=environment, as_whom=AS_ANOTHER)
    found.injected += 1
    started = ask_start(here)
    found.expect(started.returncode == 1, "it would start")
    found.expect("can only be read" in started.stderr, f"start says {started.stderr!r}")
    meant = here._replace(environment={**environment, "READ_ONLY": "1"})
    with serve(meant, found, log) as site:
        expect_read_only(site)
        found.expect([*shut.iterdir()] == [path], "a file stands beside it")
        path.chmod(0o666)
        shut.chmod(0o777)
        expect_recovery(site)
    judge(found, environment)


def expect_read_only(site: Site) -> None:
    """Said in words by who saves and who logs in; all else goes on."""
    for _ in range(TRIES):
        answer = ask_to_keep(site)
        expect_refusal(site, answer)
        expect_words(site, answer, READ_ONLY)
    expect_words(site, site.log_in("bob"), READ_ONLY)
    expect_pages(site)
    expect_pure_work(site)
    expect_words(site, site.ask("GET", "/readyz"), b"ready\nread-only")


def damage(ground: Ground, folder: Path) -> Found:
    """17. A page of the file, then its head, are overwritten: while nothing runs and under the
    site. No figure is shown, nothing is written, and a backup brings all back.
    """
    found, path, backup = Found(), find_path(ground), folder / "kept.backup"
    with serve(ground, found, folder) as site:
        ask_to_keep(site)
        manage(ground.environment, "backup", str(backup))
    with closing(sqlite3.connect(path)) as link:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sound = path.read_bytes()
    for number, (first, count) in enumerate(PLACES):
        content = sound[:first] + secrets.token_bytes(count) + sound[first + count :]
        found.injected += 2
        expect_no_start(ground, found, folder / f"start-{number}", path, content)
        path.write_bytes(sound)
        expect_no_figure(ground, found, folder / f"under-{number}", path, content)
        for each in list_files(path):
            each.rename(folder / f"{number}-{each.name}")
        manage(ground.environment, "restore", str(backup), "--yes")
        judge(found, ground.environment)
        path.unlink()
        path.write_bytes(sound)
    return found


def expect_no_start(
    ground: Ground, found: Found, folder: Path, path: Path, content: bytes
) -> None:  # fmt: skip
    """Refused in words that name the way back, and the file is as it was."""
    folder.mkdir()
    path.write_bytes(content)
    try:
        with serve(ground, found, folder):
            found.wrong.append("it started with a damaged file")
    except AssertionError:
        found.bit += 1
    log = (folder / "log").read_text()
    found.expect("restore a backup" in log, f"start says {log[-300:]!r}")
    looked = run(ground, "check_store")
    found.expect(looked.returncode == 2, f"check_store ended with {looked.returncode}")
    found.expect(path.read_bytes() == content, "something was written into the damaged file")


def expect_no_figure(
    ground: Ground, found: Found, folder: Path, path: Path, content: bytes
) -> None:  # fmt: skip
    """Once whoever watches the site has looked, it reads nothing and keeps nothing."""
    folder.mkdir()
    with serve(ground, found, folder) as site:
        open_connections(site)
        with path.open("r+b") as file:
            file.write(content)
        for _ in range(TRIES):
            expect_words(site, site.ask("GET", "/readyz"), b"corrupt")
        for _ in range(TRIES):
            answer = site.ask("GET", "/prices/")
            found.expect(bool(answer and answer.status == 503), "it shows damaged prices")
        expect_refusal(site, ask_to_keep(site))
        expect_pure_work(site)
    found.expect(path.read_bytes() == content, "something was written into the damaged file")


def take_away(ground: Ground, folder: Path) -> Found:
    """18. The file is moved, deleted, or another one is put in its place: missed at once, none is
    made, and once it is back it is written to again.
    """
    found, path, aside = Found(), find_path(ground), folder / "aside"
    other = folder / "other"
    shutil.copy(path, other)

    def move() -> None:
        path.rename(aside)

    def delete() -> None:
        os.link(path, aside)
        path.unlink()

    def replace() -> None:
        path.rename(aside)
        shutil.copy(other, path)

    with serve(ground, found, folder) as site:
        open_connections(site)
        for take in (move, delete, replace):
            ask_to_keep(site)
            expect_missed(site, take, path)
            aside.rename(path)
            expect_recovery(site)
    judge(found, ground.environment)
    return found


def expect_missed(site: Site, take: Callable[[], None], path: Path) -> None:
    """Refused by all who keep connections, and nothing is made or written where it stood."""
    take()
    before = describe(path)
    site.found.injected += 1
    for _ in range(TRIES):
        expect_refusal(site, ask_to_keep(site))
    ready = site.ask("GET", "/readyz")
    site.found.expect(bool(ready and ready.status == 503), "it says that it is ready")
    expect_words(site, ready, b"store is gone")
    expect_pure_work(site)
    site.found.expect(describe(path) == before, "a file was made or written")


def describe(path: Path) -> bytes | None:
    """What stands at the path."""
    return path.read_bytes() if path.exists() else None
