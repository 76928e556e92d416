"""What a site is given from outside is another or missing: its key, its static files, its cache."""

from __future__ import annotations

import base64
import json
import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from .found import Found
from .judging import judge
from .site import ROOT, Answer, Ground, Site, serve

OLD_KEY = "of-before-and-of-the-faults-alone-and-of-nothing-else"
NEW_KEY = "of-now-and-of-the-faults-alone-and-of-nothing-else"
STATIC = ROOT / "staticfiles"
MANIFEST = STATIC / "staticfiles.json"
NEEDED = ("base.css", "django_htmx/htmx-2.min.js", "vendor/plotly-cartesian-4.1.1.min.js")
ASKED = "/?fleet.0.desktops=4321"
# What can't be read, and what is read as another thing than what was written.
LIES = (
    "no base64 at all!",
    base64.b64encode(b"no pickle").decode(),
    base64.b64encode(pickle.dumps([time.time()] * 9)).decode(),
    base64.b64encode(pickle.dumps(object)).decode(),
    '{"another": "shape"}',
    '"the page of another organisation"',
)
LETTERS = 5  # that one address gets in a minute


def rotate_key(ground: Ground, folder: Path) -> Found:
    """37. Another secret key, first beside the old one, then alone."""
    found = Found()
    here = _take_key(ground, OLD_KEY)
    with serve(here, found, folder) as site:
        number = site.issue(site.draft(site.keep()))
        held = ask_holder(here, "open", number)
        found.expect(read_page(site, "/comparisons/", held["session"]).status == 200, "no session")
    for fallback, status in ((OLD_KEY, 200), ("", 302)):
        here = _take_key(ground, NEW_KEY, fallback)
        found.injected += 1
        with serve(here, found, folder) as site:
            session = read_page(site, "/comparisons/", held["session"])
            found.bit += session.status == status
            found.expect(session.status == status, f"the session answers {session.status}")
            link = read_page(site, f"/shared/{held['link']}/")
            found.expect(link.status == 200, f"the link answers {link.status}")
            site.issue(site.draft(site.keep()))
        checked = ask_holder(here, "check", number, held["reset"])
        found.expect(checked["verdict"] == "identical", f"the file is {checked['verdict']}")
        found.expect(checked["reset"] is (status == 200), "the link to a new password is otherwise")
    judge(found, here.environment)
    return found


def _take_key(ground: Ground, key: str, fallback: str = "") -> Ground:
    keys = {"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": fallback}
    return ground._replace(environment={**ground.environment, **keys})


def ask_holder(ground: Ground, *words: str) -> Any:
    """What a process says of the database with the keys of the ground."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.faults.held", *words],
        cwd=ROOT, env=ground.environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    return json.loads(told)


def read_page(
    site: Site, path: str, session: str = "", headers: Mapping[str, str] | None = None
) -> Answer:
    """A page as a browser with a session asks for it; what it leads to is not followed."""
    site.found.sent += 1
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=60)) as connection:
        sent = {"Cookie": f"sessionid={session}", **(headers or {})}
        connection.request("GET", path, headers=sent)
        came = connection.getresponse()
        answer = Answer(came.status, dict(came.headers), came.read())
    site.found.answered += answer.status < 400
    site.found.refused += answer.status >= 400
    return answer


def lose_static(ground: Ground, folder: Path) -> Found:
    """38. A style sheet, htmx, Plotly are gone, from the disk and from the list
    of names: pages are read and priced; a start names the file. What a browser makes of it is
    in tests/browser/test_static_missing.py.
    """
    found = Found()
    with serve(ground, found, folder) as site:
        for name in NEEDED:
            with _lose(name, folder) as address:
                found.injected += 1
                for worker in site.wait_for_workers():  # their successors read the list anew
                    os.kill(worker, signal.SIGKILL)
                site.wait_for("/healthz", 200)
                for _ in range(8):  # both processes
                    page = read_page(site, ASKED)
                    found.expect(page.status == 200, f"without {name} the page is {page.status}")
                    found.expect(b"4,321" in page.body, f"without {name} nothing is computed")
                    found.expect(b"<table" in page.body, f"without {name} there is no table")
                file = read_page(site, f"/static/{address}")
                found.bit += file.status == 404
                started = subprocess.run(
                    [sys.executable, "manage.py", "check_start"],
                    cwd=ROOT, env=ground.environment, capture_output=True, text=True,
                )  # fmt: skip
                found.expect(started.returncode == 1, f"without {name} it starts")
                found.expect(name in started.stderr, f"the start does not name {name}")
    return found


@contextmanager
def _lose(name: str, folder: Path) -> Iterator[str]:
    """Takes a collected file away, and its name from the list; gives the name that it had."""
    listed = MANIFEST.read_text()
    named = json.loads(listed)
    address = named["paths"].pop(name)
    beside = [*STATIC.glob(f"{address}*")]
    for path in beside:
        shutil.move(path, folder / path.name)
    MANIFEST.write_text(json.dumps(named))
    try:
        yield address
    finally:
        MANIFEST.write_text(listed)
        for path in beside:
            shutil.move(folder / path.name, path)


def lie_in_cache(ground: Ground, folder: Path) -> Found:
    """39. Under every key in use stands what can't be read, or another's: no answer is of it. The
    cache is of the database, so a server of its own cannot go; it keeps counts and no page.
    """
    found = Found()
    path = ground.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with serve(ground, found, folder) as site:
        wanted = _ask_all(site)
        for lie in LIES:
            _expect_letter(site, 302)
            with closing(sqlite3.connect(path)) as link, link:
                spoilt = link.execute("UPDATE cache SET value = ?", (lie,)).rowcount
                keys = [row[0] for row in link.execute("SELECT cache_key FROM cache")]
            found.injected += 1
            found.bit += spoilt > 0
            found.expect(all("allauth:rl" in key for key in keys), f"the cache keeps {keys}")
            found.expect(_ask_all(site) == wanted, f"with {lie[:20]} answers are others")
        for status in (*(302,) * LETTERS, 429):  # what was a lie is counted anew
            _expect_letter(site, status)
    judge(found, ground.environment)
    return found


def _ask_all(site: Site) -> list[bytes]:
    """Answers of which no byte may change."""
    price = site.ask("POST", "/api/compare", site.ground.document)
    listed = site.ask("GET", "/api/prices?list=us-list&date=2026-10-01")
    return [each.body for each in (price, listed) if each and each.status == 200]


def _expect_letter(site: Site, status: int) -> None:
    """What asking for a new password is answered with; it is counted how often that is done."""
    answer = site.send_form("/accounts/password/reset/", email="bob@example.org")
    came = answer.status if answer else "nothing"
    site.found.expect(came == status, f"asked for a letter it answers {came}, not {status}")
