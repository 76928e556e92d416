"""What keeps a browser from being driven is named by the package that brings it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .chromium import missing_packages


def runtime(folder: Path, script: str) -> str:
    """A stand-in for the driver's runtime."""
    file = folder / "node"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def test_a_library_that_the_driver_lacks_is_named_by_its_package(tmp_path):
    words = (
        "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
    )
    assert "libatomic1" in missing_packages(runtime(tmp_path, f"echo '{words}' >&2; exit 127"))


def test_a_library_of_no_known_package_is_named_itself(tmp_path):
    words = (
        "node: error while loading shared libraries: libodd.so.3: cannot open shared object file"
    )
    assert "libodd.so.3" in missing_packages(runtime(tmp_path, f"echo '{words}' >&2; exit 127"))


def test_where_there_is_no_browser_it_is_named_too(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing_packages(runtime(tmp_path, "exit 0")) == ["chromium"]


def test_what_is_there_is_not_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.browser.chromium.chromium_path", lambda: "/usr/bin/chromium")
    assert missing_packages(runtime(tmp_path, "exit 0")) == []


@pytest.mark.parametrize("is_ci", [True, False])
def test_the_tests_are_skipped_with_one_line_that_names_the_package_and_fail_in_ci(
    is_ci, pytester, monkeypatch
):
    here = Path(__file__).parent
    pytester.makepyfile("def test_one(chromium): pass", test_two="def test_two(chromium): pass")
    pytester.makeconftest(f"""
        import sys
        sys.path.insert(0, {str(here.parents[1])!r})
        import tests.browser.conftest as real
        real.missing_packages = lambda: ["libatomic1"]
        chromium, pytest_runtest_makereport = real.chromium, real.pytest_runtest_makereport
    """)
    monkeypatch.setenv("CI", "true" if is_ci else "")
    result = pytester.runpytest_subprocess("-ra", "-p", "no:django", "-p", "no:cacheprovider")
    words = "the browser tests need what is not here: apt-get install libatomic1"
    if is_ci:
        result.assert_outcomes(errors=2)
        assert words in result.stdout.str()
    else:
        result.assert_outcomes(skipped=2)
        assert result.stdout.str().count(words) == 1
