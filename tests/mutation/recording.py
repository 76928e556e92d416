"""A plug-in of pytest (`-p tests.mutation.recording`): which tests run which lines, how long each.

Coverage begins when this is imported, so that what runs at an import belongs to no test.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

FOLDER = Path(os.environ.get("MUTATION_RECORD", ""))
RECORD = coverage.Coverage(
    data_file=str(FOLDER / "lines"),
    data_suffix=True,
    config_file=False,
    include=["*/pricing/engine/*"],
)
if "MUTATION_RECORD" in os.environ:
    RECORD.start()
seconds: dict[str, float] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """One context for one test, set-up included."""
    RECORD.switch_context(item.nodeid)
    start = time.process_time()
    yield
    seconds[item.nodeid] = time.process_time() - start
    RECORD.switch_context("")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Each process of pytest-xdist writes files of its own."""
    RECORD.stop()
    RECORD.save()
    (FOLDER / f"seconds.{os.getpid()}.json").write_text(json.dumps(seconds))
