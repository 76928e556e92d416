"""Whether the packages are those that were chosen, free to use, not known to be wrong.

`python -m tests.audit` looks at the environment that it runs in. Each fault is a line; with any it
ends with 1.
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = "requirements.txt"
ALL = (RUNS, "requirements-dev.txt", "requirements-portfolio.txt", "requirements-audit.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
# Words of licences as packages write them, for what runs. A library under LGPL or MPL is used, not
# changed.
FREE = re.compile(
    r"\b(MIT|MIT-0|BSD|0BSD|[23]-Clause|Apache|ISC|PSF|Python Software|Zlib|CC0|ZPL|Zope|LGPL|MPL|"
    r"Mozilla)",
    re.IGNORECASE,
)
NOT_FREE = re.compile(r"\bA?GPL(?!.*\bLGPL)|\bGNU (Affero )?General|\bSSPL|\bBUSL", re.IGNORECASE)
# They leave with nothing: the one formats our templates, and the other names no licence in its
# package, but MIT at its source.
TOOLS = {"djhtml", "axe-playwright-python"}
DAYS = 30
NOBODY = "nobody who knows advisories can be asked, so the age of versions was looked at instead"
ADVISORY = re.compile(r"^[\w.-]+ +\d\S* +(PYSEC|GHSA|CVE)-")
NO_SERVICE = re.compile(r"could not be audited|ConnectionError|ServiceError|resolve", re.IGNORECASE)


def read_pins(text: str) -> dict[str, str]:
    """Versions by name, of a file that uv wrote."""
    return {name.lower().replace("_", "-"): version for name, version in PIN.findall(text)}


def find_unpinned(text: str) -> Iterator[str]:
    """Requirements without one version, or without a hash."""
    lines = re.sub(r"\\\n", " ", text).splitlines()
    for line in lines:
        if not line.strip() or line.lstrip().startswith(("#", "-")):
            continue
        if not PIN.match(line) or not HASH.search(line):
            yield f"{line.split(' ')[0]}: is not pinned by version and hash"


def find_altered(package: Distribution) -> Iterator[str]:
    """Installed files that are not those of the package."""
    for file in package.files or []:
        if file.hash is None:
            continue
        path = Path(str(file.locate()))
        if not path.is_file():
            yield f"{package.name}: {file} is gone"
            continue
        digest = hashlib.new(file.hash.mode, path.read_bytes()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            yield f"{package.name}: {file} is not the file that was packed"


def read_licence(package: Distribution) -> str:
    """What a package says of its licence: the expression, else the classifiers, else the text."""
    said = package.metadata
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in said.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    text = (said.get("License") or "").strip().splitlines()
    return said.get("License-Expression") or " / ".join(classifiers) or "".join(text[:1])


def find_unfree(name: str, licence: str) -> Iterator[str]:
    """A licence that is not on the list."""
    if name.lower() in TOOLS:
        return
    if not FREE.search(licence) or NOT_FREE.search(licence):
        yield f"{name}: the licence {licence!r} is not on the list"


def find_installed_faults(pins: dict[str, str]) -> Iterator[str]:
    """What is wrong with the installed packages."""
    for name, version in pins.items():
        try:
            package = distribution(name)
        except PackageNotFoundError:
            yield f"{name}: is not installed"
            continue
        if package.version != version:
            yield f"{name}: {package.version} is installed, {version} is pinned"
        yield from find_altered(package)
        yield from find_unfree(name, read_licence(package))


def find_behind(
    pins: dict[str, str], newest: dict[str, str], is_old: Callable[[str, str, str], bool]
) -> Iterator[str]:
    """Packages of which a later version that their line allows is there for long."""
    for name, version in pins.items():
        later = newest.get(name, version)
        if later != version and is_old(name, version, later):
            yield f"{name}: {version} is pinned, and a later one is there for {DAYS} days"


def ask_newest(name: str) -> dict[str, str]:
    """What `make requirements` would pin today."""
    return compile_pins([name.replace(".txt", ".in")])


def was_there(name: str, version: str, newest: str, day: date) -> bool:
    """Whether a later version than the pinned one was there on a day."""
    try:
        found = compile_pins(
            ["-", "--no-deps", "--exclude-newer", f"{day}"], f"{name}>{version},<={newest}"
        )
    except subprocess.CalledProcessError:
        return False
    return name in found


def compile_pins(words: list[str], lines: str = "") -> dict[str, str]:
    """What uv makes of requirements."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "requirements.txt"
        usual = ("--quiet", "--python-version", "3.11", "--output-file", str(out))
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", *usual, *words],
            cwd=ROOT,
            check=True,
            input=lines,
            text=True,
            stderr=subprocess.DEVNULL,
        )
        return read_pins(out.read_text())


def read_advisories(status: int, output: str) -> list[str] | None:
    """The faults that pip-audit tells; None where nobody could be asked."""
    if status == 0:
        return []
    found = [line for line in output.splitlines() if ADVISORY.match(line)]
    if not found and NO_SERVICE.search(output):
        return None
    return found or [output.strip()]


def ask_advisories(name: str) -> list[str] | None:
    """What is known to be wrong with the pinned packages; None where nobody could be asked."""
    words = ("--strict", "--disable-pip", "--no-deps", "--progress-spinner", "off", "-r", name)
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return read_advisories(done.returncode, done.stdout + done.stderr)


def audit(names: Iterable[str]) -> list[str]:
    """Every fault, and what could not be looked at."""
    faults: list[str] = []
    day = date.today() - timedelta(days=DAYS)
    for name in names:
        text = (ROOT / name).read_text()
        pins = read_pins(text)
        faults += find_unpinned(text)
        faults += find_installed_faults(pins)
        advisories = ask_advisories(name)
        if advisories is None:
            print(f"{name}: {NOBODY}")
            faults += find_behind(pins, ask_newest(name), partial(was_there, day=day))
        else:
            faults += advisories
    return sorted({*faults})


def main() -> int:
    """Prints each fault; 1 where there is any."""
    faults = audit(ALL)
    for each in faults:
        print(each)
    print(f"{len(faults)} faults")
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
