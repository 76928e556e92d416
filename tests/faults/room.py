"""No room: in the temporary directory, in memory."""

from __future__ import annotations

import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .found import Found
from .judging import judge
from .processes import is_dead, price
from .site import LONG, Answer, Ground, Site, ask_much, serve
from .stores import (
    ask_to_keep,
    expect_pages,
    expect_pure_work,
    expect_refusal,
    expect_words,
    fill,
    open_connections,
)

ROOM = 2 * 2**20
UPLOAD = secrets.token_bytes(10 * 2**20)
OF_FILE = {"Content-Type": "application/octet-stream"}
BOUNDARY = "of-the-faults"
TIMES = 3
# Above what a process has: enough for cheap requests, too little for a large file.
SPARE_BYTES = 4 * 2**20
REPLACED_SECONDS = 60
GROUP_BYTES = 4 * 2**20
GROUPS = Path("/sys/fs/cgroup/memory")


def fill_temporary(ground: Ground, folder: Path) -> Found:
    """14. The temporary directory has less room than an upload takes, then none at all."""
    found, disk = Found(), folder / "temporary"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(disk)], check=True)
    try:
        here = ground._replace(environment={**ground.environment, "TMPDIR": str(disk)})
        with serve(here, found, folder) as site:
            open_connections(site)
            before = list_open(site)
            expect_no_room(site)
            fill(disk)
            expect_no_room(site)
            (disk / "filler").unlink()
            subprocess.run(["mount", "-o", f"remount,size={ROOM * 20}", str(disk)], check=True)
            for answer in upload(site):
                status = answer.status if answer else "nothing"
                found.expect(status == 200, f"with room an upload is answered with {status}")
            found.expect(list_open(site) == before, "a deleted file is held open")
        left = list_names(disk)
        found.expect(not left, f"the site left behind {left}")
        judge(found, ground.environment)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    return found


def list_names(disk: Path) -> list[str]:
    """What stands in a folder and in those within."""
    return sorted(str(each) for each in disk.rglob("*"))


def list_open(site: Site) -> list[str]:
    """What the site's processes hold open of files that were deleted."""
    return [
        held
        for worker in site.list_workers()
        for each in Path(f"/proc/{worker}/fd").iterdir()
        if "deleted" in (held := str(each.readlink())) and "wgunicorn" not in held
    ]


def upload(site: Site) -> Iterator[Answer | None]:
    """A large file by a form, and by a program."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    form = head.encode() + UPLOAD + f"\r\n--{BOUNDARY}--\r\n".encode()
    of_form = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    yield site.ask("POST", "/verify", form, headers=of_form)
    yield site.ask("POST", "/api/verify", UPLOAD, headers=OF_FILE)


def expect_no_room(site: Site) -> None:
    """Said in words; pages, prices and what is kept go on."""
    site.found.injected += 1
    for answer in upload(site):
        expect_refusal(site, answer)
        expect_words(site, answer, b"disk")
    kept = ask_to_keep(site)
    site.found.expect(bool(kept and kept.status == 201), "nothing can be kept meanwhile")
    expect_pages(site)
    expect_pure_work(site)


def use_up_memory(ground: Ground, folder: Path) -> Found:
    """28. A request gets no memory, or the kernel kills its process: refused or cut off, and
    another process takes its place; what is too much from the start is not begun.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        ask_to_keep(site)
        for _ in range(TIMES):
            refuse_memory(site)
        kill_for_memory(site, folder)
        refuse_in_advance(site)
        first, again = price(site), price(site)
        found.expect(first == again, "the same document has another answer")
        expect_pages(site)
        ask_to_keep(site)
    judge(found, ground.environment)
    return found


def refuse_memory(site: Site) -> None:
    """All processes have little left to take; what one took once it may take again."""
    workers = site.wait_for_workers()
    for worker in workers:
        limit_memory(worker)
        site.found.injected += 1
    answer = site.ask("POST", "/api/verify", UPLOAD, headers=OF_FILE)
    expect_words(site, answer, b"more memory than the service has")
    site.found.expect(bool(answer and answer.status == 503), f"it answered {answer}")
    for worker in workers:  # of which one may have ended
        subprocess.run(
            ["prlimit", f"--pid={worker}", "--data=unlimited:"], stderr=subprocess.DEVNULL
        )
    expect_replaced(site, workers)


def limit_memory(worker: int) -> None:
    """A process may take little more than it has."""
    status = Path(f"/proc/{worker}/status").read_text()
    taken = int(status.partition("VmData:")[2].split()[0]) * 1024
    subprocess.run(["prlimit", f"--pid={worker}", f"--data={taken + SPARE_BYTES}:"], check=True)


def expect_replaced(site: Site, workers: list[int]) -> None:
    """One of the processes is gone, and others answer."""
    latest = time.monotonic() + REPLACED_SECONDS
    while not any(map(is_dead, workers)):
        if time.monotonic() > latest:
            site.found.wrong.append("no process was replaced")
            return
        time.sleep(0.1)
    site.wait_for_workers()
    site.found.bit += 1
    expect_pages(site)


@contextmanager
def little_memory(processes: list[int], name: str) -> Iterator[None]:
    """A group of processes that the kernel kills one of where they take more than they have."""
    group = GROUPS / name
    group.mkdir()
    try:
        for process in processes:
            (group / "cgroup.procs").write_text(str(process))
        # What they had before is not counted.
        (group / "memory.limit_in_bytes").write_text(str(GROUP_BYTES))
        yield
    finally:
        for process in (group / "cgroup.procs").read_text().split():
            (GROUPS / "cgroup.procs").write_text(process)
        group.rmdir()


def kill_for_memory(site: Site, folder: Path) -> None:
    """The kernel kills a process that reads a file; where it knows no such groups that is said."""
    if not (GROUPS / "memory.limit_in_bytes").exists():
        site.found.wrong.append("skipped: no memory cgroup")
        return
    workers = site.wait_for_workers()
    with little_memory(workers, folder.name):
        site.found.injected += 1
        site.ask("POST", "/api/verify", UPLOAD, headers=OF_FILE)
    expect_replaced(site, workers)


def refuse_in_advance(site: Site) -> None:
    """What would take too much is refused by what is counted of it, before it begins."""
    asked = ask_much()
    asked["document"]["uncertainty"]["draws"] = 10**9
    start = time.monotonic()
    answer = site.ask("POST", LONG, asked)
    site.found.injected += 1
    is_refused = bool(answer and answer.status == 422)
    site.found.bit += is_refused
    site.found.expect(is_refused, f"too much was answered with {answer}")
    site.found.expect(time.monotonic() - start < REPLACED_SECONDS / 10, "it was begun")
