"""The browser: the system's Chromium, quiet about everything but the page.

And what it needs to be driven.
"""

from __future__ import annotations

import re
import shutil
import subprocess

from playwright._impl._driver import compute_driver_executable

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
# Libraries of the driver's runtime that a bare Debian lacks, by the package that brings each.
LIBRARIES = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6"}


def chromium_path() -> str | None:
    """Where the browser is; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing_packages(driver: str | None = None) -> list[str]:
    """What has to be installed before a test can drive a browser, by the names of Debian's
    packages.
    """
    missing = [] if chromium_path() else ["chromium"]
    runtime = driver or str(compute_driver_executable()[0])
    started = subprocess.run([runtime, "--version"], capture_output=True, text=True, check=False)
    if started.returncode:
        lacks = re.search(r"lib[^ :/]+\.so[.0-9]*", started.stderr)
        library = lacks[0] if lacks else started.stderr.strip()
        missing.append(LIBRARIES.get(library, library))
    return missing
