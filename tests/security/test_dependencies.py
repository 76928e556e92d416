"""docs/dependencies.md is the list of what is taken from others."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "dependencies.md").read_text()
FILES = sorted(each.name for each in ROOT.glob("requirements*.in"))
VENDOR = ROOT / "static" / "vendor"


def read_names(file: str) -> set[str]:
    """What a file asks for."""
    lines = (ROOT / file).read_text().splitlines()
    names = {re.split(r"[\[=<>~ ]", line)[0] for line in lines if not line.startswith(("#", "-"))}
    return names - {""}


def list_told(file: str) -> dict[str, str]:
    """The packages of the table below the file's name, with their reasons."""
    table = PAGE.split(f"`{file}`:")[1].split("\n\n")[1]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {name: reason for name, _, reason in rows}


def test_all_files_of_requirements_are_told():
    assert sorted(set(re.findall(r"`(requirements[\w-]*\.in)`:", PAGE))) == FILES


@pytest.mark.parametrize("file", FILES)
def test_each_requirement_has_its_reason(file):
    told = list_told(file)
    assert set(told) == read_names(file)
    assert [name for name, reason in told.items() if len(reason) < 5] == []


def test_files_of_others_are_those_that_the_list_names():
    told = dict(re.findall(r"^\| `([\w.-]+)` .* `([0-9a-f]{64})` \|$", PAGE, re.MULTILINE))
    found = {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in VENDOR.iterdir()
        if each.suffix not in (".md", ".txt")
    }
    assert told == found
