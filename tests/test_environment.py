"""What the environment says and nobody can read is refused in words, at every command's start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from calculator.databases import NO_ADDRESS, read_database
from calculator.environment import read_flag, read_number, read_secret
from calculator.static_files import Collected


@pytest.mark.parametrize(("text", "is_on"), [("1", True), ("Yes", True), ("0", False), ("", False)])
def test_a_switch_is_on_or_off(monkeypatch, text, is_on):
    monkeypatch.setenv("HTTPS", text)
    assert read_flag("HTTPS") is is_on


def test_a_switch_that_says_neither_is_not_taken_for_off(monkeypatch):
    monkeypatch.setenv("HTTPS", "ja")
    with pytest.raises(ImproperlyConfigured, match=r"^HTTPS is 'ja': it may be 1 or 0\.$"):
        read_flag("HTTPS")


@pytest.mark.parametrize("text", ["0", "-5", "abc", "９", "65536", "9" * 5000])
def test_a_number_is_one_of_those_that_may_be(monkeypatch, text):
    monkeypatch.setenv("EMAIL_PORT", text)
    with pytest.raises(ImproperlyConfigured, match="it may be a number from 1 to 65,535"):
        read_number("EMAIL_PORT", 587, most=65_535)


def test_a_secret_is_what_its_file_holds(monkeypatch, tmp_path):
    (tmp_path / "token").write_text("of a file\n")
    monkeypatch.setenv("METRICS_TOKEN", "of the environment")
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "token"))
    assert read_secret("METRICS_TOKEN") == "of a file"


def test_a_file_of_a_secret_that_is_not_there_is_named_by_its_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN_FILE names a file that can't"):
        read_secret("METRICS_TOKEN")


@pytest.mark.parametrize("address", ["mysql://a:secret@b/c", "postgres://a:secret@b:x/c", "secret"])
def test_an_address_of_a_database_that_is_none_is_refused_and_not_repeated(address):
    with pytest.raises(ImproperlyConfigured) as refused:
        read_database(address)
    assert str(refused.value) == NO_ADDRESS
    assert refused.value.__cause__ is None


def test_a_command_says_what_of_the_environment_it_can_not_read_and_no_more(manage):
    done = manage("sqlite:///nowhere", "check_start", IDLE_MINUTES="soon")
    assert done.returncode == 1
    assert done.stderr == "IDLE_MINUTES is 'soon': it may be a number from 1 to 720.\n"


def test_a_list_of_static_files_that_is_broken_off_names_none_of_them(tmp_path):
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {')
    assert "base.css" in Collected(location=tmp_path).list_missing()


@pytest.mark.parametrize(
    ("name", "text", "may_be"),
    [
        ("LOG_FORMAT", "xml", "line, json"),
        ("LOG_LEVEL", "loud", "INFO, DEBUG, WARNING, ERROR, CRITICAL"),
    ],
)
def test_how_is_logged_is_one_of_the_words_that_may_be(manage, name, text, may_be):
    done = manage("sqlite:///nowhere", "check_start", **{name: text})
    assert done.stderr == f"{name} is '{text}': it may be {may_be}.\n"
