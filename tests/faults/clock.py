"""A clock that is set back while the site runs."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

from .found import Found
from .judging import judge
from .keys import ask_holder, read_page
from .site import LONG, Ground, Site, ask_much, serve

# Python's own sleep is refused (EINVAL) where libfaketime leaves the monotonic clock alone.
SLEEP = "import select, time; time.sleep = lambda seconds: select.select([], [], [], seconds)"
REFUSED = b"check the clock"
WRONG_PASSWORDS, LONGEST_SECONDS = 6, 15 * 60  # one more than costs nothing; for how long
BEGUN_SECONDS = 0.5
MILLISECONDS = re.compile(r" (-?\d+)\.\d ms user=")


def set_clock_back(ground: Ground, folder: Path) -> Found:
    """26. The clock goes back by an hour and by a day while it runs: what would be of a day before
    the last quote's is refused until the clock is right again, and numbers rise. Sessions, links,
    and what a browser keeps of a file hold all the while. Who tried too many passwords waits as
    long as ever, and what took a while is said to have taken that.
    """
    found = Found()
    library = find_faketime()
    if library is None:
        found.wrong.append("skipped: no libfaketime (apt-get install libfaketime)")
        return found
    clock = folder / "clock"
    clock.write_text("+0\n")
    (folder / "sitecustomize.py").write_text(SLEEP)
    faked = {
        "PYTHONPATH": str(folder),
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    here = ground._replace(environment={**ground.environment, "LOG_LEVEL": "INFO", **faked})
    start = time.monotonic()
    with serve(here, found, folder) as site:
        comparison = site.keep()
        numbers, answers = [site.issue(site.draft(comparison))], {}
        held = ask_holder(ground, "open", numbers[0])
        file = f"/quotes/{numbers[0]}/v1.csv"
        tag = read_page(site, file, held["session"]).headers["Etag"]
        expect_wait(site)
        for offset in ("-1h", "-1d"):
            set_clock_meanwhile(site, clock, offset)
            expect_wait(site)
            found.injected += 1
            quote = site.draft(comparison)
            answers[offset] = ask_to_issue(site, quote)
            found.bit += REFUSED in answers[offset]
            for path, headers, status in (
                ("/comparisons/", {}, 200),
                (f"/shared/{held['link']}/", {}, 200),
                (file, {"If-None-Match": tag}, 304),
            ):
                came = read_page(site, path, held["session"], headers)
                found.expect(came.status == status, f"at {offset} {path} answers {came.status}")
            clock.write_text("+0\n")
            numbers.append(site.issue(site.draft(comparison)))
        found.expect(REFUSED in answers["-1d"], f"of a day before it says {answers['-1d']!r}")
        lasted = [int(each) for each in MILLISECONDS.findall(site.log.read_text())]
        longest = (time.monotonic() - start) * 1000
        found.expect(0 <= min(lasted) <= max(lasted) < longest, f"requests took {sorted(lasted)}")
        found.expect(numbers == sorted(set(numbers)), f"numbers do not rise: {numbers}")
    judge(found, ground.environment)
    return found


def expect_wait(site: Site) -> None:
    """After wrong passwords nothing is looked at for a while, however the clock stands."""
    for _ in range(WRONG_PASSWORDS):
        answer = site.log_in("anna")
    wait = int(answer.headers.get("Retry-After", 0)) if answer else 0
    words = f"after {WRONG_PASSWORDS} wrong passwords one waits {wait} seconds"
    site.found.expect(0 < wait <= LONGEST_SECONDS, words)


def set_clock_meanwhile(site: Site, clock: Path, offset: str) -> None:
    """While an answer is computed that takes seconds."""
    asking = threading.Thread(target=site.ask, args=("POST", LONG, ask_much()))
    asking.start()
    time.sleep(BEGUN_SECONDS)
    clock.write_text(f"{offset}\n")
    site.found.expect(asking.is_alive(), "it was answered before the clock was set")
    asking.join()


def ask_to_issue(site: Site, quote: int) -> bytes:
    """What the site says of it, once."""
    seen = site.ask("GET", f"/api/quotes/{quote}", by="bob")
    assert seen
    asked = {"seen": seen.read()["seen"], "reason": "A test."}
    answer = site.ask("POST", f"/api/quotes/{quote}/issue", asked, by="bob", key=f"once-{quote}")
    if answer and answer.status == 200:
        site.found.acknowledged.append(f"quote {answer.read()['issued']['number']}")
    return answer.body if answer else b""


def find_faketime() -> Path | None:
    """Where the library is that gives a process another time."""
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
