"""LibreOffice Calc: opens workbooks without a screen and computes every formula anew."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

PACKAGE = "libreoffice-calc-nogui"
# Separator, quote, UTF-8, from the first line; numbers with every digit; every sheet to a file.
CSV_IN_FULL = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false,false,false,false,-1"
# 0: whatever value stands beside a formula, it is computed when the workbook is opened.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
# How people open a CSV file and save it again: separator, quote, UTF-8, from the first line; the
# language, numbers and days recognised, cells as they are shown.
CSV_OF = {"en-US": "44,34,76,1,,1033,false,true", "de-DE": "59,34,76,1,,1031,false,true"}
LOCALE = """<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop>
</item>
</oor:items>
"""
Rows = list[list[str]]


def missing_packages() -> list[str]:
    """What has to be installed before a test can recalculate, by the names of Debian's packages."""
    if shutil.which("soffice"):
        return []
    return [PACKAGE]


def need_libreoffice() -> None:
    """Skips a test where there is none; in CI that is a failure."""
    if missing := missing_packages():
        words = f"not here: apt-get install {' '.join(missing)}"
        assert os.environ.get("CI") != "true", words
        pytest.skip(words)


def recalculate(books: Iterable[tuple[str, bytes]], folder: Path) -> dict[tuple[str, str], Rows]:
    """Every sheet's rows after a run over all workbooks, by the workbook's name and the tab's."""
    paths = []
    for name, content in books:
        path = folder / f"{name}.xlsx"
        path.write_bytes(content)
        paths.append(str(path))
    out = folder / "out"
    _run(folder, PROFILE, ["--convert-to", CSV_IN_FULL, "--outdir", str(out), *paths])
    found = {}
    for path in out.glob("*.csv"):
        name, _, tab = path.stem.partition("-")
        with path.open(encoding="utf-8", newline="") as stream:
            found[name, tab] = list(csv.reader(stream))
    return found


def resave(path: Path, ending: str, locale: str) -> bytes:
    """The bytes of a file that was opened and saved as CSV or XLSX under a locale."""
    folder = path.parent / f"{path.stem}-{ending}-{locale}"
    folder.mkdir()
    options = CSV_OF[locale]
    target = ending
    if ending == "csv":
        target = f"csv:Text - txt - csv (StarCalc):{options}"
    arguments = ["--convert-to", target, "--outdir", str(folder / "out"), str(path)]
    if path.suffix == ".csv":
        arguments.insert(0, f"--infilter=CSV:{options}")
    profile = PROFILE.replace("</oor:items>\n", LOCALE.format(locale=locale))
    _run(folder, profile, arguments)
    [saved] = (folder / "out").glob(f"*.{ending}")
    return saved.read_bytes()


def _run(folder: Path, profile: str, arguments: list[str]) -> None:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(profile, encoding="utf-8")
    command = [
        "soffice",
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{user.parent}",
    ]
    subprocess.run([*command, *arguments], check=True, capture_output=True, timeout=600)
