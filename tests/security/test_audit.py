"""The audit of packages finds what is planted."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import Distribution

import pytest

from tests.audit import (
    ALL,
    find_altered,
    find_behind,
    find_installed_faults,
    find_unfree,
    find_unpinned,
    read_advisories,
    read_licence,
    read_pins,
)
from tests.conftest import ROOT

TABLE = """Found 1 known vulnerability in 1 package
Name   Version ID             Fix Versions
------ ------- -------------- ------------
django 5.2.1   PYSEC-2026-001 5.2.19
"""
AWAY = "ERROR:pip_audit._cli:django: Dependency not found on PyPI and could not be audited: django"


@pytest.mark.parametrize("name", [*ALL, "requirements-bench.txt"])
def test_every_requirement_is_pinned_with_its_hashes(name):
    text = (ROOT / name).read_text()
    assert len(read_pins(text)) > 5
    assert [*find_unpinned(text)] == []


@pytest.mark.parametrize(
    "line", ["django", "django==5.2.1", "django>=5 --hash=sha256:" + "0" * 64, "django @ file:///x"]
)
def test_a_requirement_without_version_or_hash_is_a_fault(line):
    assert len([*find_unpinned(f"# a comment\n{line}\n")]) == 1


def test_a_package_that_is_behind_is_a_fault():
    faults = find_behind({"django": "5.2.1"}, {"django": "5.2.19"}, lambda *asked: True)
    assert [*faults] == ["django: 5.2.1 is pinned, and a later one is there for 30 days"]


def test_a_package_that_came_anew_of_late_is_no_fault_yet():
    assert [*find_behind({"django": "5.2.1"}, {"django": "5.2.19"}, lambda *asked: False)] == []


def test_a_known_advisory_is_a_fault():
    assert read_advisories(1, TABLE) == ["django 5.2.1   PYSEC-2026-001 5.2.19"]


def test_a_service_that_is_away_is_no_clean_sheet():
    assert read_advisories(1, AWAY) is None


def test_an_audit_that_does_not_run_is_a_fault():
    assert read_advisories(1, "No module named pip_audit\n") == ["No module named pip_audit"]


@pytest.mark.parametrize("licence", ["MIT", "BSD-3-Clause", "LGPL-3.0-only", "Zope Public License"])
def test_a_licence_of_the_list_is_none(licence):
    assert [*find_unfree("x", licence)] == []


@pytest.mark.parametrize(
    "licence", ["", "GPL-3.0-only", "AGPL-3.0", "GNU General Public License v3", "Proprietary"]
)
def test_any_other_licence_is_a_fault(licence):
    assert len([*find_unfree("x", licence)]) == 1


@pytest.fixture
def package(tmp_path):
    """An installed package of one file."""
    code = b"x = 1\n"
    digest = base64.urlsafe_b64encode(hashlib.sha256(code).digest()).rstrip(b"=").decode()
    folder = tmp_path / "planted-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: planted\nVersion: 1.0\nLicense-Expression: MIT\n"
    )
    (folder / "RECORD").write_text(f"planted.py,sha256={digest},6\n")
    (tmp_path / "planted.py").write_bytes(code)
    return Distribution.at(folder)


def test_a_file_as_it_was_packed_is_none(package):
    assert [*find_altered(package)] == []
    assert read_licence(package) == "MIT"


def test_a_file_that_was_altered_is_a_fault(package):
    package.locate_file("planted.py").write_text("x = 2\n")
    assert [*find_altered(package)] == ["planted: planted.py is not the file that was packed"]


def test_a_file_that_is_gone_is_a_fault(package):
    package.locate_file("planted.py").unlink()
    assert [*find_altered(package)] == ["planted: planted.py is gone"]


def test_another_version_than_the_pinned_one_is_a_fault():
    faults = [*find_installed_faults({"iniconfig": "0.1", "no-such-package": "1.0"})]
    assert faults[0].startswith("iniconfig: ")
    assert faults[0].endswith(" is installed, 0.1 is pinned")
    assert faults[1] == "no-such-package: is not installed"
