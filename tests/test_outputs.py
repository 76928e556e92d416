"""What becomes of a command's output: a reader who leaves early, a full disk, a closed stream."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from calculator.outputs import NOT_WRITTEN

pytestmark = pytest.mark.stores
ROOT = Path(__file__).parents[1]
GOOD = "tests/cases/spec/who-gets-what.json"
OWN_APPS = ("accounts", "calculator", "pricing", "quotes")
HELP = ("--help",)  # of what prints otherwise only after much has been set up
WORDS = {
    "append_only": (),
    "backup": HELP,
    "bridge": HELP,
    "catalogue_check": (),
    "catalogue_difference": HELP,
    "cheapest": HELP,
    "check_start": HELP,
    "check_store": (),
    "compare": (GOOD,),
    "crossover": HELP,
    "export_catalogue": HELP,
    "export_quote": HELP,
    "flips": (GOOD,),
    "framings": (GOOD,),
    "invite": ("kim",),
    "issue_quote": HELP,
    "load_catalogue": ("--dry-run",),
    "load_feed": HELP,
    "migrate": ("--plan",),
    "move_database": HELP,
    "portfolio": HELP,
    "quote": (GOOD,),
    "restore": HELP,
    "target_price": HELP,
    "tornado": HELP,
    "uncertainty": HELP,
    "verify_quote": (GOOD,),
    "verify_series": ("2026",),
}


# Django starts once; then each command runs in a process of its own, with an output of its own.
FORKS = """
import json, os, sys, tempfile, django
os.environ["DJANGO_SETTINGS_MODULE"] = "calculator.settings"
django.setup()
import manage
results = []
for output, words in json.load(sys.stdin):
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if not child:
            reading, writing = os.pipe()
            os.close(reading)
            if output != "pipe":
                writing = os.open(output, os.O_WRONLY)
            os.dup2(writing, 1)
            os.dup2(told.fileno(), 2)
            sys.argv = ["manage.py", *words]
            status = 0
            try:
                manage.main()
            except SystemExit as ended:
                status = ended.code or 0
            os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.seek(0)
        results.append([status, told.read().decode()])
json.dump(results, sys.stdout)
"""
NOWHERE, FULL, GONE = "/dev/null", "/dev/full", "pipe"


@pytest.fixture(scope="module")
def done(tmp_path_factory, manage):
    """The status of every command and what it told, by its output and name."""
    address = f"sqlite:///{tmp_path_factory.mktemp('outputs')}/db.sqlite3"
    assert manage(address, "migrate", "--verbosity", "0").returncode == 0
    asked = [(output, name) for output in (NOWHERE, FULL, GONE) for name in WORDS]
    ran = subprocess.run(
        [sys.executable, "-c", FORKS],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "LOG_LEVEL": "ERROR"},
        input=json.dumps([(output, [name, *WORDS[name]]) for output, name in asked]),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(asked, json.loads(ran.stdout), strict=True))


def test_every_command_of_ours_is_tried():
    own = {name for name, app in get_commands().items() if app in OWN_APPS}
    assert own == WORDS.keys()


@pytest.mark.parametrize("name", WORDS)
def test_who_leaves_early_changes_no_status_and_is_told_nothing(done, name):
    assert done[GONE, name] == done[NOWHERE, name]


@pytest.mark.parametrize("name", WORDS)
def test_what_cannot_be_written_is_said_with_a_status_of_its_own(done, name):
    status, told = done[FULL, name]
    assert status == NOT_WRITTEN == 74
    assert told.splitlines()[-1] == "The output cannot be written: No space left on device."
    assert "Traceback" not in told
