"""What is true of the code and its settings as a whole."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User

from tests.conftest import ROOT

# eval, pickle, weak hashes and dice, shells, SQL and markup made of text; where somebody looked at
# it, how often.
DANGEROUS = "S102,S301,S302,S303,S307,S308,S311,S324,S602,S604,S605,S606,S607,S608,S609"
LOOKED_AT = {
    ("calculator/backups/numbers.py", "S608"): 2,
    ("calculator/backups/postgresql.py", "S608"): 1,
    ("calculator/clashes.py", "S311"): 1,
    ("calculator/docs_pages.py", "S308"): 2,
    ("calculator/management/commands/check_store.py", "S608"): 1,
    ("calculator/management/commands/move_database.py", "S608"): 1,
    ("pricing/catalogue/differences.py", "S608"): 1,
    ("pricing/catalogue/history.py", "S608"): 1,
    ("pricing/catalogue/shown.py", "S608"): 2,
    ("pricing/portfolio/cluster.py", "S301"): 1,
    ("pricing/portfolio/here.py", "S301"): 1,
    ("quotes/append_only.py", "S608"): 1,
}
BY_TEXT = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|srcdoc|DOMParser"
    r"|createContextualFragment|setHTMLUnsafe|parseHTMLUnsafe)\b"
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|deskfare_[\w-]{32}"
)


def test_dangerous_code_stands_only_where_it_was_looked_at():
    words = (
        *("ruff", "check", "--isolated", "--ignore-noqa", "--exit-zero", "--output-format", "json"),
        *("--no-cache", "--exclude", "migrations", "--select", DANGEROUS, "gunicorn.conf.py"),
        *("manage.py", "accounts", "calculator", "pricing", "quotes"),
    )
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = [
        (Path(each["filename"]).relative_to(ROOT).as_posix(), each["code"])
        for each in json.loads(done.stdout)
    ]
    assert Counter(found) == LOOKED_AT


def test_no_script_of_ours_makes_markup_or_code_of_a_text():
    scripts = [each for each in (ROOT / "static").rglob("*.js") if "vendor" not in each.parts]
    assert len(scripts) > 20
    lines = [line for each in scripts for line in each.read_text().splitlines()]
    # htmx is told to swap an answer of this site by that word.
    assert [line for line in lines if BY_TEXT.search(line) and 'swap: "' not in line] == []


def test_sessions_and_cache_hold_what_no_reader_runs():
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
    assert settings.CACHES["default"]["BACKEND"] == "accounts.cache.PlainCache"


@pytest.mark.django_db
def test_a_new_database_has_no_account():
    assert not User.objects.exists()


def test_there_are_no_secret_questions():
    fields = [field.name for model in apps.get_models() for field in model._meta.get_fields()]
    assert [each for each in fields if re.search("question|maiden|hint", each)] == []


def test_tokens_of_the_provider_are_not_kept():
    assert settings.SOCIALACCOUNT_STORE_TOKENS is False


def test_no_secret_is_in_the_repository():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    found = []
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 2 * 1024**2:
            text = path.read_bytes().decode("utf-8", "ignore")
            found += [name] * bool(SECRET.search(text))
    assert len(names) > 500
    assert found == []


def test_the_site_imports_no_test():
    words = "import sys, calculator.wsgi, calculator.urls, json; print(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert "calculator.views.page" in loaded
    assert [
        each for each in loaded if each.split(".")[0] in ("tests", "bench", "pytest", "playwright")
    ] == []


NETWORK = {
    *("http.client", "socket", "socketserver", "ssl", "urllib.request", "urllib3", "requests"),
    *("httpx", "aiohttp", "asyncio", "smtplib", "ftplib", "imaplib", "poplib", "telnetlib"),
    *("xmlrpc.client", "paramiko", "pycurl", "websockets"),
}


def list_imports(text: str) -> set[str]:
    """The modules that a file imports, and what it takes of them, by their whole names."""
    names = set()
    for each in ast.walk(ast.parse(text)):
        if isinstance(each, ast.Import):
            names |= {alias.name for alias in each.names}
        if isinstance(each, ast.ImportFrom):
            names |= {f"{each.module}", *(f"{each.module}.{alias.name}" for alias in each.names)}
    return names


def list_program_files() -> list[Path]:
    folders = ("accounts", "calculator", "pricing", "quotes")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_feeds_alone_know_how_to_reach_another_machine():
    """Of the provider it is what django-allauth raises, and serving.py is asked by others. Database
    and letters are Django's.
    """
    found = {
        path.relative_to(ROOT).as_posix()
        for path in list_program_files()
        if list_imports(path.read_text()) & NETWORK
    }
    assert found == {
        "pricing/catalogue/feeds/connections.py",
        "pricing/catalogue/feeds/origins.py",
        "accounts/providers.py",
        "calculator/serving.py",
    }


@pytest.mark.parametrize("left_out", [".git", "tests", "bench", ".secret-key", "secrets"])
def test_the_image_is_made_without(left_out):
    assert left_out in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_log_has_one_way_out():
    loggers = settings.LOGGING["loggers"].values()
    used = {each for logger in loggers for each in logger.get("handlers", [])}
    assert used <= {"nowhere"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["handlers"]["console"]["class"] == "calculator.log_formats.Console"


def test_nothing_is_printed_past_the_log():
    printing = [
        path
        for path in list_program_files()
        for each in ast.walk(ast.parse(path.read_text()))
        if isinstance(each, ast.Name) and each.id == "print"
    ]
    assert printing == []
