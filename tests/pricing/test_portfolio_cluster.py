"""Portfolios on a Dask cluster: a real scheduler, workers in processes of their own, one killed."""

from __future__ import annotations

from io import StringIO
from signal import SIGKILL
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from tests.pricing.portfolios import BRANCH_OFFICE, run_cluster, wait_for, write_documents

ASKED = {"uncertainty": True, "ranges": "catalogue", "framings": True, "stderr": StringIO()}


def test_a_killed_worker_changes_no_byte(catalogue_db, tmp_path):
    files = write_documents(tmp_path, 12, BRANCH_OFFICE)
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    call_command("portfolio", *files, out=here, workers=2, **ASKED)
    journal = tmp_path / "there.parquet.journal"
    with run_cluster(tmp_path, 2) as (address, workers):
        killed = []

        def kill_one() -> None:
            """In the middle: after the first rows, and before the last."""
            wait_for(lambda: journal.exists() and journal.stat().st_size > 0)
            workers[0].kill()
            killed.append(len(journal.read_bytes().splitlines()))

        killer = Thread(target=kill_one)
        killer.start()
        call_command("portfolio", *files, out=there, scheduler=address, **ASKED)
        killer.join()
        assert (workers[0].wait(), workers[1].poll()) == (-SIGKILL, None)
    assert 0 < killed[0] < 11
    assert there.read_bytes() == here.read_bytes()


def test_without_a_scheduler_the_command_says_so(tmp_path):
    files = write_documents(tmp_path, 1)
    with pytest.raises(CommandError, match="No scheduler answers at tcp:"):
        call_command(
            "portfolio",
            *files,
            out=tmp_path / "results.csv",
            scheduler="tcp://127.0.0.1:8179",
            stderr=StringIO(),
        )
