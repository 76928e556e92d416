"""How gunicorn serves Deskfare; read by `gunicorn calculator.wsgi` in this folder."""

import atexit
import gc
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

try:
    from calculator.log_lines import LOGGING
except ImproperlyConfigured as error:
    sys.exit(f"{error}")


def remove_folders(owner: int) -> None:
    """Nothing is left behind; the processes that were forked meanwhile remove nothing."""
    names = ("PROMETHEUS_MULTIPROC_DIR", "TURNS_FOLDER") * (os.getpid() == owner)
    for name in names:
        shutil.rmtree(os.environ.get(name, ""), ignore_errors=True)


# What each process counts lies in a folder in memory, where a full disk does not reach it. It must
# be named before anything counts.
MEMORY = Path("/dev/shm")
if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    folder = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="deskfare-", dir=folder)
    atexit.register(remove_folders, os.getpid())  # `--check-config` starts nothing

MANAGE = Path(__file__).with_name("manage.py")

bind = f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
workers = 2
worker_class = "calculator.serving.BufferingWorker"
threads = 4
graceful_timeout = 30
logconfig_dict = LOGGING  # its own lines look as those of the site
accesslog = (
    None  # one line a request is written by calculator.middleware.log_requests, without the query
)
control_socket_disable = True  # else it would open a socket in the home directory


def on_starting(server: Any) -> None:
    """Does not start where the site could not work; the command says why."""
    atexit.register(remove_folders, os.getpid())  # gunicorn's own hook sees no refused start
    environment = {name: text for name, text in os.environ.items() if "PROMETHEUS" not in name}
    checked = subprocess.run([sys.executable, MANAGE, "check_start"], env=environment, check=False)
    if checked.returncode:
        sys.exit(checked.returncode)
    os.environ["TURNS_FOLDER"] = tempfile.mkdtemp(prefix="deskfare-turns-")  # of calculator.turns


def post_fork(server: Any, worker: Any) -> None:
    """What Python warns of is a line of the log like any other."""
    logging.captureWarnings(True)


def child_exit(server: Any, worker: Any) -> None:
    """What a process counted stays; what it held is gone with it."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def post_worker_init(worker: Any) -> None:
    """What start-up made stays for good: the collector need not walk it, nor run so often.

    All views are loaded before the first request: who comes just after a process died does not
    wait for them.
    """
    from django.urls import get_resolver

    from calculator.stores import remember_store

    _ = get_resolver().url_patterns
    remember_store()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
