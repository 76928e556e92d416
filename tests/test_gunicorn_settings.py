"""What gunicorn.conf.py makes is gone again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.postgresql import ROOT

CHECK = """
import os, sys
from gunicorn.app.wsgiapp import run
sys.argv = ["gunicorn", "--check-config", "--config", "gunicorn.conf.py", "calculator.wsgi"]
try:
    run()
finally:
    print(os.environ["PROMETHEUS_MULTIPROC_DIR"])
"""


def check_settings(**more: str) -> Path:
    """Where a check of the settings would have counted."""
    given = {name: text for name, text in os.environ.items() if "PROMETHEUS" not in name}
    asked = [sys.executable, "-c", CHECK]
    done = subprocess.run(
        asked, cwd=ROOT, env=given | more, capture_output=True, text=True, check=True
    )
    return Path(done.stdout.split()[-1])


def test_a_check_of_the_settings_leaves_no_folder():
    folder = check_settings()
    assert folder.name.startswith("deskfare-")
    assert not folder.exists()


def test_a_check_of_the_settings_leaves_the_folder_of_a_site_that_runs(tmp_path):
    assert check_settings(PROMETHEUS_MULTIPROC_DIR=str(tmp_path)).exists()
