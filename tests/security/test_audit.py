"""The audit of packages finds what is planted."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import Distribution

import pytest

from tests import audit
from tests.audit import (
    ALL,
    DAYS,
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

MAKEFILE = (ROOT / "Makefile").read_text()
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


@pytest.fixture
def lines(monkeypatch, tmp_path):
    """What an audit of one file of requirements says, of which a line is not pinned."""
    (tmp_path / "some.txt").write_text("django==5.2.1 --hash=sha256:" + "0" * 64 + "\nx\n")
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    monkeypatch.setattr(audit, "ALL", ["some.txt"])
    monkeypatch.setattr(audit, "find_installed_faults", lambda pins: ["y: is not installed"])
    monkeypatch.setattr(audit, "ask_newest", lambda name: {"django": "5.2.19"})
    monkeypatch.setattr(audit, "was_there", lambda *asked, day: True)


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize(
    ("advisories", "first"),
    [
        (["django 5.2.1   PYSEC-2026-001"], ["django 5.2.1   PYSEC-2026-001"]),
        (
            None,
            [
                f"some.txt: {audit.NOBODY}",
                "django: 5.2.1 is pinned, and a later one is there for 30 days",
            ],
        ),
    ],
)
def test_whatever_is_a_fault_is_a_line_and_ends_the_audit_with_1(
    monkeypatch, capsys, advisories, first
):
    monkeypatch.setattr(audit, "ask_advisories", lambda name: advisories)
    assert audit.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        *first,
        "x: is not pinned by version and hash",
        "y: is not installed",
        "3 faults",
    ]


def test_make_audit_looks_at_the_packages():
    rule = MAKEFILE.partition("\naudit: ")[2].partition("\n\n")[0]
    assert rule.splitlines()[1:] == ["\t$(BIN)/python -m tests.audit"]


def test_the_page_says_after_how_many_days_a_package_is_behind():
    assert f"All else: within {DAYS} days." in (ROOT / "docs" / "security.md").read_text()


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
