"""A file of a quote that breaks off: the process that sends it is killed."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import NamedTuple

from .found import Found
from .judging import judge
from .processes import is_dead
from .site import ROOT, Ground, Site, serve, trace

# In how many parts a file is cut; a PDF takes a second to read.
PLACES = {"csv": 6, "json": 6, "xlsx": 6, "xml": 6, "pdf": 3}
LAST_BYTES = 20
POINTS = int(os.environ.get("FAULT_POINTS", "200"))
OF_MANY_ROWS = 2  # the scenario
BROKEN_OFF = re.compile(
    "broke off|breaks off|ends within|cannot be read|No quote was issued under a number that stands"
)
# A client that takes little at a time, so that a file goes out in many sends.
WINDOW_BYTES, SEGMENT_BYTES, PAUSE_SECONDS = 2048, 536, 0.002


class Download(NamedTuple):
    """What came of a file, and whether http says that it is all."""

    is_whole: bool
    data: bytes


def kill_exporting(ground: Ground, folder: Path) -> Found:
    """6. At each send of a file: it is whole or breaks off visibly, and half of one is no quote,
    nor does it become a draft.
    """
    found = Found()
    document = json.loads((ROOT / "docs/examples/branch-office.json").read_text())
    partial: list[tuple[str, bytes]] = []
    with serve(ground._replace(document=document), found, folder) as site:
        number = site.issue(site.draft(site.keep(), OF_MANY_ROWS))
        for kind in PLACES:
            path = f"/api/quotes/{number}/v1.{kind}"
            whole = download(site, path)
            found.expect(whole.is_whole, f"the {kind} is not whole")
            for each in kill_at_each_send(site, path):
                found.expect(
                    each.data == whole.data if each.is_whole else each.data != whole.data,
                    f"of the {kind} {len(each.data)} bytes of {len(whole.data)} came as the whole",
                )
                partial += [(kind, each.data)] * (not each.is_whole and bool(each.data))
            partial += [(kind, whole.data[:cut]) for cut in list_cuts(kind, whole.data)]
    for place, (kind, data) in enumerate(partial):
        (folder / f"half-{place}.{kind}").write_bytes(data)
    verify_halves(ground, folder, found, len(partial))
    bring_halves(ground, folder, found, len(partial))
    judge(found, ground.environment)
    return found


def list_cuts(kind: str, data: bytes) -> list[int]:
    """Spread over a file, shortly before its end, and of a CSV at the end of each row."""
    cuts = [len(data) * part // PLACES[kind] for part in range(1, PLACES[kind])]
    if kind == "csv":
        cuts += [end.end() for end in re.finditer(b"\n", data)][:-1]
    return [*cuts, len(data) - LAST_BYTES]


def kill_at_each_send(site: Site, path: str) -> list[Download]:
    """What came each time."""
    came = []
    for place in range(1, POINTS + 1):
        workers = site.wait_for_workers()
        with trace(workers, "--trace=sendto", f"--inject=sendto:signal=KILL:when={place}"):
            came.append(download(site, path))
        if not any(map(is_dead, workers)):
            break
        site.found.injected += 1
        site.found.bit += not came[-1].is_whole
    return came


def download(site: Site, path: str) -> Download:
    """Slowly. Whatever came counts, of an answer that broke off too."""
    site.found.sent += 1
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += f"Authorization: Bearer {site.ground.tokens['bob']}\r\n\r\n"
    with socket.socket() as link:
        link.settimeout(60)
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_BYTES)
        link.connect(("127.0.0.1", site.port))
        link.sendall(head.encode())
        answer, data = HTTPResponse(link, method="GET"), b""
        try:
            answer.begin()
            while piece := answer.read(SEGMENT_BYTES):
                data += piece
                time.sleep(PAUSE_SECONDS)
        except (OSError, HTTPException):
            site.found.dropped += 1
            return Download(False, data)
        announced = int(answer.headers["Content-Length"])
    is_whole = answer.status == 200 and len(data) == announced
    site.found.answered += is_whole
    site.found.dropped += not is_whole
    return Download(is_whole, data)


def verify_halves(ground: Ground, folder: Path, found: Found, many: int) -> None:
    """None of them is taken for what was issued."""
    for kind, verdict in judge_halves(ground, folder, found, many, "manage.py", "verify_quote"):
        taken = verdict.startswith(("identical", "the same"))
        found.expect(not taken, f"half a {kind} is taken for a whole one: {verdict}")


def bring_halves(ground: Ground, folder: Path, found: Found, many: int) -> None:
    """None of them becomes a draft, because it broke off."""
    for kind, words in judge_halves(ground, folder, found, many, "-m", "tests.faults.bringing"):
        refused = words.startswith("refused: ") and BROKEN_OFF.search(words)
        found.expect(bool(refused), f"half a {kind} is brought back: {words}")


def judge_halves(
    ground: Ground, folder: Path, found: Found, many: int, *command: str
) -> list[tuple[str, str]]:
    """What a command says of each, with its kind."""
    files = [str(path) for path in folder.glob("half-*")]
    ran = subprocess.run(
        [sys.executable, *command, *files],
        cwd=ROOT, env=ground.environment, capture_output=True, text=True,
    )  # fmt: skip
    said = re.findall(r"^\S+half-\d+\.(\w+): (.+)$", ran.stdout, re.MULTILINE)
    found.expect(len(said) == many, f"of {many} halves {len(said)} are told: {ran.stderr[-300:]}")
    return said
