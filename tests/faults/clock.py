"""A clock that is set back while the site runs."""

from __future__ import annotations

from pathlib import Path

from .found import Found
from .judging import judge
from .keys import ask_holder, read_page
from .site import Ground, Site, serve

# Python's own sleep is refused (EINVAL) where libfaketime leaves the monotonic clock alone.
SLEEP = "import select, time; time.sleep = lambda seconds: select.select([], [], [], seconds)"
REFUSED = b"check the clock"


def set_clock_back(ground: Ground, folder: Path) -> Found:
    """26. The clock goes back by an hour and by a day while it runs: what would be of a day before
    the last quote's is refused until the clock is right again, and numbers rise. Sessions, links,
    and what a browser keeps of a file hold all the while.
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
    here = ground._replace(environment={**ground.environment, **faked})
    with serve(here, found, folder) as site:
        comparison = site.keep()
        numbers, answers = [site.issue(site.draft(comparison))], {}
        held = ask_holder(ground, "open", numbers[0])
        file = f"/quotes/{numbers[0]}/v1.csv"
        tag = read_page(site, file, held["session"]).headers["Etag"]
        for offset in ("-1h", "-1d"):
            clock.write_text(f"{offset}\n")
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
        found.expect(numbers == sorted(set(numbers)), f"numbers do not rise: {numbers}")
    judge(found, ground.environment)
    return found


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
