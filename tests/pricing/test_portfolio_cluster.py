"""Portfolios on a Dask cluster: a real scheduler, workers in processes of their own, one killed."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from signal import SIGKILL
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from pricing.portfolio.cluster import _bundle
from pricing.portfolio.work import Job
from tests.pricing.portfolios import BRANCH_OFFICE, run_cluster, wait_for, write_documents

ASKED = {"uncertainty": True, "ranges": "catalogue", "framings": True, "stderr": StringIO()}


def test_a_killed_worker_changes_no_byte(catalogue_db, tmp_path):
    files = write_documents(tmp_path, 40, BRANCH_OFFICE)
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
    assert 0 < killed[0] < 40
    assert there.read_bytes() == here.read_bytes()


DEADLY = """
import os
from pricing.portfolio import cluster, work

price = work.try_document


def price_or_die(task, catalogue):
    return os._exit(1) if b'with 65"' in task.document else price(task, catalogue)


cluster.try_document = price_or_die
"""


def test_a_document_that_ends_every_worker_is_a_fault_and_the_others_are_priced(
    catalogue_db, tmp_path, monkeypatch
):
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
    files = write_documents(tmp_path, 20, BRANCH_OFFICE)
    (tmp_path / "deadly.py").write_text(DEADLY)
    out = tmp_path / "results.csv"
    preload = ("--nanny", "--preload", str(tmp_path / "deadly.py"))
    with run_cluster(tmp_path, 2, *preload) as (address, _), pytest.raises(SystemExit, match="2"):
        call_command("portfolio", *files, out=out, scheduler=address, stderr=StringIO())
    with out.open(newline="", encoding="utf-8-sig") as file:
        kinds = {row["file"]: row["kind"] for row in csv.DictReader(file)}
    assert [Path(name).name for name, kind in kinds.items() if kind != "scenario"] == [
        "customer-001.json"
    ]
    assert len(kinds) == 20


TOO_DEEP = """
from pricing.portfolio import work


def price_or_go_down(task, catalogue, price=work.price_document):
    if b'with 65"' in task.document:
        return price_or_go_down(task, catalogue)
    return price(task, catalogue)


work.price_document = price_or_go_down
"""


def test_a_document_that_the_program_fails_on_is_told_and_the_others_are_priced(
    catalogue_db, tmp_path
):
    files, out = write_documents(tmp_path, 6, BRANCH_OFFICE), tmp_path / "results.csv"
    (tmp_path / "too_deep.py").write_text(TOO_DEEP)
    preload, told = ("--no-nanny", "--preload", str(tmp_path / "too_deep.py")), StringIO()
    with run_cluster(tmp_path, 2, *preload) as (address, _), pytest.raises(SystemExit, match="2"):
        call_command("portfolio", *files, out=out, scheduler=address, stderr=told)
    with out.open(newline="", encoding="utf-8-sig") as file:
        kinds = {Path(row["file"]).name: row["kind"] for row in csv.DictReader(file)}
    assert [name for name, kind in kinds.items() if kind == "fault"] == ["customer-001.json"]
    assert len(kinds) == 6
    assert "the program failed on it (RecursionError: maximum recursion" in told.getvalue()


def test_a_lost_scheduler_is_told_and_another_one_goes_on_to_the_same_bytes(catalogue_db, tmp_path):
    files = write_documents(tmp_path, 40, BRANCH_OFFICE)
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    journal = tmp_path / "there.parquet.journal"
    with run_cluster(tmp_path / "first", 1) as (address, [_, scheduler]):

        def kill_scheduler() -> None:
            wait_for(lambda: journal.exists() and journal.stat().st_size > 0)
            scheduler.kill()

        killer = Thread(target=kill_scheduler)
        killer.start()
        with pytest.raises(CommandError, match="is gone"):
            call_command("portfolio", *files, out=there, scheduler=address, **ASKED)
        killer.join()
    done = len(journal.read_bytes().splitlines())
    with run_cluster(tmp_path / "second", 1) as (address, _):
        call_command("portfolio", *files, out=there, scheduler=address, **ASKED)
    call_command("portfolio", *files, out=here, workers=2, **ASKED)
    assert 0 < done < 40
    assert there.read_bytes() == here.read_bytes()


def test_equal_work_is_given_out_in_bundles_of_one_catalogue():
    jobs = {str(place): Job(None, "ab"[place % 2]) for place in range(10)}
    assert list(_bundle(jobs, 3)) == [
        ["0", "2", "4"],
        ["6", "8"],
        ["1", "3", "5"],
        ["7", "9"],
    ]


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
