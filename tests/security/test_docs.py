"""docs/security.md names tests that are there, and all that it must name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from pricing.catalogue.feeds import origins
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text()
REQUIREMENT = re.compile(r"\d+\.\d+\.\d+")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# Of the levels 1 and 2 of the standard, what applies to a site like this one.
CHAPTERS = {
    1: "1.1 1.2 2.1 2.2 2.3 2.4 2.5 2.9 3.2 3.3 3.6 3.7 3.10 3.11 4.2 5.1 5.2",
    2: "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 4.1",
    3: "2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 5.1 5.2 5.3 7.2",
    4: "1.1 1.2 1.3 2.1",
    5: "1.1 2.1 2.2 2.3 3.1 3.2 4.1 4.2",
    6: "1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.1 3.2 3.3 3.4 4.1 4.2 4.3"
    " 4.4 5.1 5.2 5.3 5.4 5.5 8.1 8.2 8.4",
    7: "1.1 1.2 1.3 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 4.3 4.4 4.5 5.1 5.2 6.1 6.2",
    8: "1.1 1.2 2.1 2.2 2.3 3.1 4.1",
    9: "1.1 1.2 1.3 2.1 2.2 2.3",
    10: "1.1 1.2 2.1 2.2 5.1 5.2 5.3 5.4",
    11: "1.1 1.2 2.1 2.2 2.3 4.1 4.2 4.3 5.1",
    12: "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4",
    13: "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.1 4.2 4.3 4.4 4.5",
    14: "1.1 1.2 2.1 2.2 2.3 2.4 3.1 3.2 3.3",
    15: "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 3.6 3.7",
    16: "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3",
}
ASKED = {f"{number}.{each}" for number, words in CHAPTERS.items() for each in words.split()}


def list_rows() -> list[list[str]]:
    """The rows of requirements: ids, level, what, where, tests."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.splitlines()]
    return [row for row in rows if REQUIREMENT.match(row[0].strip("| "))]


@cache
def read_file(name: str) -> str:
    return Path(ROOT, name).read_text()


def test_each_requirement_stands_in_one_row():
    found = [each for row in list_rows() for each in REQUIREMENT.findall(row[0])]
    assert set(found) ^ ASKED == set()
    assert len(found) == len(set(found))


def test_each_row_is_whole():
    assert [row for row in list_rows() if len(row) != 5 or not all(row)] == []


def test_each_row_names_a_test_or_is_open():
    rows = list_rows()
    assert [row[0] for row in rows if not TEST.search(row[4]) and row[4] != "open"] == []


def test_each_test_that_is_named_is_there():
    named = TEST.findall(PAGE)
    assert len(named) > 150
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not Path(ROOT, file).is_file() or f"\ndef {name}(" not in read_file(file)
    ]
    assert missing == []


def test_each_file_that_is_named_is_there():
    named = re.findall(r"`([\w.][\w/.]*(?:/|\.py|\.html))`", PAGE)
    assert [each for each in named if not Path(ROOT, each).exists()] == []


SECRETS = re.findall(
    r'read_secret\("(\w+)"\)', Path(settings.BASE_DIR, "calculator", "settings.py").read_text()
)


def test_secrets_are_found_in_the_settings():
    assert {"DATABASE_URL", "OIDC_CLIENT_SECRET", "SECRET_KEY_FALLBACKS"} <= set(SECRETS)


@pytest.mark.parametrize("name", ["SECRET_KEY", *SECRETS])
def test_the_table_of_keys_names_what_the_settings_hold(name):
    table = PAGE.split("## Keys\n")[1].split("\n## ")[0]
    assert f"`{name}`" in table


def test_what_the_site_connects_to_is_told():
    table = PAGE.split("## What the site connects to")[1].split("\n## ")[0]
    hosts = re.findall(r"[\w.-]+\.(?:com|net|org)\b", Path(origins.__file__).read_text())
    assert hosts
    assert [each for each in hosts if each not in table] == []


CLASSES = [
    line
    for line in PAGE.split("## Classes of data")[1].split("\n## ")[0].splitlines()
    if line.startswith("| ")
][1:]


def test_each_class_of_data_names_tests_that_are_there():
    rows = CLASSES
    assert len(rows) == 5
    assert [line for line in rows if not TEST.search(line)] == []


def test_each_table_of_the_database_stands_in_a_class():
    told = {name for row in CLASSES for name in re.findall(r"`([A-Z]\w+)`", row.split(" | ")[1])}
    tables = {model.__name__ for model in apps.get_models()}
    # What they hold is the program's.
    assert told == tables - {"ContentType", "Permission"}
