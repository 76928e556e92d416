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
    *("xmlrpc.client", "paramiko", "pycurl", "websockets", "distributed"),
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


def find_importing(modules: set[str]) -> set[str]:
    """The files that import one of these modules, or a part of it, wherever in them."""
    inner = tuple(f"{each}." for each in modules)
    return {
        path.relative_to(ROOT).as_posix()
        for path in list_program_files()
        for name in list_imports(path.read_text())
        if name in modules or name.startswith(inner)
    }


def test_feeds_and_a_cluster_alone_know_how_to_reach_another_machine():
    """Of the provider it is what django-allauth raises, and serving.py is asked by others. Database
    and letters are Django's.
    """
    assert find_importing(NETWORK) == {
        "pricing/catalogue/feeds/connections.py",
        "pricing/catalogue/feeds/origins.py",
        "pricing/portfolio/cluster.py",
        "accounts/providers.py",
        "calculator/serving.py",
    }


def test_no_part_of_the_site_imports_a_test_when_it_is_called():
    assert find_importing({"tests", "bench", "pytest", "playwright"}) == set()


STORAGE = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|cookieStore)\b|document\.cookie")


def test_no_script_of_ours_keeps_anything_in_the_browser():
    scripts = [each for each in (ROOT / "static").rglob("*.js") if "vendor" not in each.parts]
    lines = [line.strip() for each in scripts for line in each.read_text().splitlines()]
    # What htmx would keep is removed.
    assert {line for line in lines if STORAGE.search(line)} == {
        'const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");'
    }


LEFT_OUT = (ROOT / ".dockerignore").read_text().splitlines()


@pytest.mark.parametrize(
    "left_out", [".git", "tests", "bench", ".secret-key", "secrets", "db.sqlite3*"]
)
def test_the_image_is_made_without(left_out):
    assert left_out in LEFT_OUT
    assert [line for line in LEFT_OUT if line.startswith("!")] == []  # takes nothing in again


def test_the_log_has_one_way_out():
    loggers = settings.LOGGING["loggers"].values()
    used = {each for logger in loggers for each in logger.get("handlers", [])}
    assert used <= {"nowhere"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["handlers"]["console"]["class"] == "calculator.log_formats.Console"


PAST_THE_LOG = {
    *("print", "pprint", "stdout", "stderr", "__stdout__", "__stderr__", "syslog"),
    *("addHandler", "basicConfig", "FileHandler", "StreamHandler", "SysLogHandler"),
}


def list_names(text: str) -> set[str]:
    """What a file calls of Python, of `sys` and of `logging`."""
    nodes = [*ast.walk(ast.parse(text))]
    called = [each.func for each in nodes if isinstance(each, ast.Call)]
    return {each.id for each in called if isinstance(each, ast.Name)} | {
        each.attr
        for each in nodes
        if isinstance(each, ast.Attribute) and ast.unparse(each.value) in ("sys", "logging", "log")
    }


def test_nothing_is_said_past_the_log():
    """One is the log's own way out, one says that nothing can be said; the two of PDF are processes
    that answer what started them.
    """
    assert {
        path.relative_to(ROOT).as_posix()
        for path in [*list_program_files(), ROOT / "gunicorn.conf.py"]
        if list_names(path.read_text()) & PAST_THE_LOG
    } == {
        "calculator/log_formats.py",
        "calculator/outputs.py",
        "quotes/pdf/extracting.py",
        "quotes/pdf/typeset.py",
    }


def test_the_server_writes_no_line_of_its_own_of_a_request():
    read = "import runpy; print(runpy.run_path('gunicorn.conf.py')['accesslog'])"
    done = subprocess.run(
        [sys.executable, "-c", read], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "None\n"
