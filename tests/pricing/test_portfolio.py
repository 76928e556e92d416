"""The command `portfolio`: thousands of documents on all processors."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError, call_command

from pricing.portfolio.here import end_children, price_here
from pricing.portfolio.jobs import plan_jobs
from pricing.portfolio.journal import InUse, Journal
from pricing.portfolio.rows import COLUMNS, Row
from pricing.portfolio.work import Job, OtherProgram, Task, price_document, read_program
from tests.conftest import ROOT
from tests.pricing.portfolios import BRANCH_OFFICE, make_document, wait_for, write_documents

ASKED = ("--uncertainty", "--framings", "--flips")


def price(files: list[str], out: Path, *options: str) -> tuple[int, str]:
    """The command's exit status, and what it says on standard error."""
    said = StringIO()
    try:
        call_command("portfolio", *files, out=out, **read(options), stdout=StringIO(), stderr=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def read(options: tuple[str, ...]) -> dict[str, object]:
    return {
        name.removeprefix("--"): int(value) if value.isdigit() else value or True
        for name, _, value in (option.partition("=") for option in options)
    }


def rows_of(out: Path) -> list[dict[str, str]]:
    text = out.with_suffix(".csv").read_text("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def four(tmp_path) -> list[str]:
    return write_documents(tmp_path, 4)


def test_the_columns_are_those_of_a_row_after_the_file():
    assert tuple(column.name for column in COLUMNS) == ("file", *Row._fields)


def test_rows_stand_in_the_order_of_the_files_and_of_their_scenarios(four, tmp_path):
    out = tmp_path / "results.csv"
    assert price(list(reversed(four)), out, "--workers=2")[0] == 0
    found = [(row["file"], row["scenario_number"]) for row in rows_of(out)]
    assert found == [(name, number) for name in reversed(four) for number in "12"]


def test_one_worker_and_three_write_the_same_bytes(four, tmp_path):
    outs = [tmp_path / f"{workers}.parquet" for workers in (1, 3)]
    for workers, out in zip((1, 3), outs, strict=True):
        price(four, out, *ASKED, f"--workers={workers}")
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert len(rows_of(outs[0])) == 8


def test_a_scenario_costs_what_compare_says(four, tmp_path):
    out, answer = tmp_path / "results.csv", StringIO()
    price(four[:1], out, "--workers=1")
    call_command("compare", four[0], json=True, stdout=answer)
    said = [scenario["tco"] for scenario in json.loads(answer.getvalue())["scenarios"]]
    assert [row["tco"] for row in rows_of(out)] == said


def test_parquet_holds_money_as_decimals_and_nothing_as_null(four, tmp_path):
    from pyarrow import parquet

    out = tmp_path / "results.parquet"
    price(four[:1], out, "--workers=1")
    table = parquet.read_table(out)
    assert str(table.schema.field("tco").type) == "decimal128(38, 2)"
    assert table.column("mean").null_count == 2


def test_a_bad_document_is_a_row_with_its_path_and_stops_no_other(four, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(make_document(20, horizon_years=0)))
    out = tmp_path / "results.csv"
    status, said = price([str(bad), four[0], str(tmp_path / "none.json")], out, "--workers=1")
    assert [(row["kind"], row["path"]) for row in rows_of(out)] == [
        ("fault", "horizon_years"),
        *[("scenario", "")] * 2,
        ("fault", ""),
    ]
    assert (status, f"{bad}: horizon_years: holds 0" in said) == (2, True)


def test_a_folder_stands_for_its_documents_by_name(four, tmp_path):
    out = tmp_path / "results.csv"
    price([str(tmp_path)], out, "--workers=1")
    assert [row["file"] for row in rows_of(out)][::2] == four


def test_the_search_adds_the_cheapest_stack(catalogue_db, tmp_path):
    [branch] = write_documents(tmp_path, 1, BRANCH_OFFICE)
    out, answer = tmp_path / "results.csv", StringIO()
    price([branch], out, "--search", "--workers=1")
    call_command("cheapest", branch, best="1", json=True, stdout=answer)
    best = json.loads(answer.getvalue())["stacks"][0]
    found = rows_of(out)[3]
    assert (found["kind"], found["tco"]) == ("found", best["tco"])


def test_nothing_but_the_results_is_left(four, tmp_path):
    price(four, tmp_path / "results.csv", "--workers=1")
    assert {path.name for path in tmp_path.iterdir()} == {*map(_name, four), "results.csv"}


def _name(path: str) -> str:
    return Path(path).name


def test_an_unknown_ending_is_refused_before_work(tmp_path):
    with pytest.raises(CommandError, match=r"may end in \.parquet or \.csv"):
        call_command("portfolio", "none.json", out=tmp_path / "results.xlsx")


def test_what_another_run_is_writing_is_not_written_too(tmp_path):
    held = Journal(tmp_path / "results.csv.journal")
    with pytest.raises(CommandError, match="Another run writes"):
        call_command("portfolio", "none.json", out=tmp_path / "results.csv")
    held.close()


def test_half_a_line_of_a_journal_is_no_line(tmp_path):
    path = tmp_path / "journal"
    path.write_bytes(b'["a", [["fault"]]]\n["b", [["fau')
    journal = Journal(path)
    assert list(journal.read({"a", "b"})) == ["a"]
    journal.note("b", [Row("fault")])
    assert list(journal.read({"a", "b"})) == ["a", "b"]
    journal.close()


def test_a_journal_has_one_run_at_a_time(tmp_path):
    journal = Journal(tmp_path / "journal")
    with pytest.raises(InUse):
        Journal(tmp_path / "journal")
    journal.close()


def test_what_was_done_before_is_taken_over(four, tmp_path):
    out = tmp_path / "results.csv"
    files = [(name, Path(name).read_bytes()) for name in four]
    journal = Journal(tmp_path / "results.csv.journal")
    journal.note(plan_jobs(files, ()).keys[four[1]], [Row("scenario", title="Taken over")])
    journal.close()
    price(four, out, "--workers=1")
    assert [row["title"] for row in rows_of(out)][2] == "Taken over"


@pytest.mark.parametrize("change", ["document", "asked"])
def test_what_has_changed_since_has_another_key(change, four):
    name, data = four[0], Path(four[0]).read_bytes()
    asked = ("uncertainty",) if change == "asked" else ()
    more = b" " if change == "document" else b""
    assert plan_jobs([(name, data + more)], asked).keys != plan_jobs([(name, data)], ()).keys


def test_a_killed_run_leaves_no_process_and_the_next_goes_on_to_the_same_bytes(tmp_path):
    files = write_documents(tmp_path, 8)
    words = [sys.executable, "manage.py", "portfolio", *files, "--flips", "--workers=1", "--out"]
    env = {**os.environ, "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    out, undisturbed = tmp_path / "results.parquet", tmp_path / "undisturbed.parquet"
    journal = tmp_path / "results.parquet.journal"
    first = subprocess.Popen([*words, str(out)], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    wait_for(lambda: journal.exists() and journal.stat().st_size > 0)
    children = psutil.Process(first.pid).children()
    first.kill()
    first.wait()
    assert (len(children) > 0, out.exists()) == (True, False)
    assert psutil.wait_procs(children, timeout=20)[1] == []
    for each in (out, undisturbed):
        price(files, each, "--flips", "--workers=1")
    assert (out.read_bytes() == undisturbed.read_bytes(), journal.exists()) == (True, False)


class Deadly:
    """Ends the process that it is sent to."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)


def sleep_on() -> None:
    """As one that no request to end reaches."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def test_a_process_that_a_broken_pool_forgot_is_not_waited_for():
    context = get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=context)
    worker = pool.submit(os.getpid).result()
    forgotten = context.Process(target=sleep_on)
    forgotten.start()
    pool._processes[forgotten.pid] = forgotten
    os.kill(worker, signal.SIGKILL)
    end_children()
    pool.shutdown()
    assert forgotten.exitcode == -signal.SIGKILL


def test_what_ends_every_process_is_set_aside_and_the_rest_is_priced(four):
    plan = plan_jobs([(name, Path(name).read_bytes()) for name in four], ())
    bad = Job(Task(Deadly(), (), read_program()), "")
    done = dict(price_here({"bad": bad, **plan.jobs}, plan.catalogues, workers=2))
    assert done.pop("bad") is None
    assert {key: len(rows) for key, rows in done.items()} == dict.fromkeys(plan.jobs, 2)


def test_workers_with_other_program_files_are_refused(four):
    with pytest.raises(OtherProgram):
        price_document(Task(Path(four[0]).read_bytes(), (), "other"), None)
