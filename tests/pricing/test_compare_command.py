"""The command line: answers on standard output, faults on standard error, of any mix of files."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from pricing.comparison import answer_json, compare_json

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "cases" / "spec"
GOOD = CASES / "who-gets-what.json"
OTHER = CASES / "whole-life-cost.json"


def answered(file: Path) -> str:
    return answer_json(compare_json(file.read_bytes()))


def run(*arguments: str, stdin: bytes = b"", **options) -> subprocess.CompletedProcess[bytes]:
    """The command as a person starts it, where no database is."""
    environment = {**os.environ, "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, capture_output=True, timeout=30, **options
    )


def refused(*arguments: str, capsys) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("compare", *arguments)
    assert ended.value.code == 2
    told = capsys.readouterr()
    return told.out, told.err


def test_json_is_the_answer_document_one_a_line(capsys):
    call_command("compare", str(GOOD), str(OTHER), "--json")
    assert capsys.readouterr().out == f"{answered(GOOD)}\n{answered(OTHER)}\n"


def test_a_document_with_its_own_catalogue_needs_no_database():
    done = run("compare", str(GOOD), "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == f"{answered(GOOD)}\n"


def test_a_price_list_without_a_database_is_a_fault_and_no_traceback():
    done = run("compare", "pricing/catalogue/presets/today.json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(
        b"pricing/catalogue/presets/today.json: price_list: the catalogue cannot be read"
    )
    assert done.stderr.count(b"\n") == 1


def test_standard_input_is_read_once():
    done = run("compare", "-", "-", "--json", stdin=GOOD.read_bytes())
    assert done.returncode == 2
    assert done.stdout.decode() == f"{answered(GOOD)}\n"
    assert done.stderr == b"-: the document: holds standard input once more; may be read once\n"


def test_an_endless_pipe_is_read_to_the_limit_only():
    with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as endless:
        command = [sys.executable, "manage.py", "compare", "-"]
        done = subprocess.run(
            command, cwd=ROOT, stdin=endless.stdout, capture_output=True, timeout=30
        )
        endless.kill()
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        b"-: the document: holds more than 1,048,576 bytes; may hold up to 1,048,576 bytes"
        in done.stderr
    )


@pytest.mark.parametrize(
    "arguments", [("compare", "--json"), ("compare",), ("quote", "--scenario", "1")]
)
def test_a_reader_who_leaves_early_leaves_no_traceback(arguments):
    command = [sys.executable, "manage.py", arguments[0], str(GOOD), *arguments[1:]]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, timeout=30)
    os.close(writing)
    assert done.stderr == b""


def test_a_closed_standard_output_changes_no_status():
    command = f"exec {sys.executable} manage.py compare {GOOD} >&-"
    done = subprocess.run(command, shell=True, cwd=ROOT, stderr=subprocess.PIPE, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_good_files_are_answered_beside_the_bad(tmp_path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text('{"title": 5}')
    out, err = refused(
        str(bad),
        str(GOOD),
        str(tmp_path),
        str(tmp_path / "absent"),
        str(OTHER),
        "--json",
        capsys=capsys,
    )
    assert out == f"{answered(GOOD)}\n{answered(OTHER)}\n"
    lines = err.splitlines()
    assert lines[0] == f"{bad}: title: holds 5; may hold a text of up to 200 characters"
    assert f"{tmp_path}: the document: is a directory; name a file" in lines
    assert f"{tmp_path / 'absent'}: the document: there is no such file" in lines


def test_a_pipe_is_refused_by_its_name(tmp_path, capsys):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    out, err = refused(str(pipe), capsys=capsys)
    words = "the document: cannot be read (a pipe or a device, no file)"
    assert (out, err) == ("", f"{pipe}: {words}\n")


def test_a_file_that_may_not_be_read_is_named(monkeypatch, capsys):
    """The system's refusal is played: root, as which CI may run, may read every real file."""

    def refusing(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("pricing.plain_files.os.open", refusing)
    assert "cannot be read (permission denied)" in refused(str(GOOD), capsys=capsys)[1]


def test_a_file_whose_name_breaks_the_line_is_told_in_one_line(tmp_path, capsys):
    _, err = refused(str(tmp_path / "a\nb"), capsys=capsys)
    assert err.count("\n") == 1
    assert "a\\u000ab: the document: there is no such file" in err


def test_the_table_names_what_was_compared_and_on_which_day(capsys):
    call_command("compare", str(GOOD))
    head = capsys.readouterr().out.splitlines()[:2]
    assert head == [
        "who-gets-what",
        "1,100 desktops over 5 years; the document's own prices on 2008-01-31, in USD",
    ]


def row(table: str, label: str) -> list[str]:
    """The cells of a row, by the start of its label."""
    line = next(line for line in table.splitlines() if line.startswith(label))
    return line.removeprefix(label).split()


def test_the_table_sets_scenarios_side_by_side(capsys):
    call_command("compare", str(GOOD))
    table = capsys.readouterr().out
    assert row(table, "A desktop a month") == ["64.12", "62.08"]
    assert row(table, "Total") == ["4,677,187.25○", "4,528,763.64○"]
    assert row(table, "Against the baseline") == ["baseline", "-148,423.61"]
    assert row(table, "  in per cent") == ["-3.2", "%"]
    assert row(table, "Cloud") == ["-", "259,854.20○"]
    assert row(table, "Compliant") == ["yes", "yes"]


def test_the_table_says_findings_in_words_and_marks_recalled_prices(capsys):
    call_command("compare", str(CASES / "what-may-stand-together.json"))
    table = capsys.readouterr().out
    assert "Host that the broker excludes is not compliant:" in table
    assert "  - Example broker does not support b hosts, which " in table
    assert "○ rests on a recalled price: no source for exactly this has been read yet." in table
    assert row(table, "Signed on")[-1] == "2008-01-31"


def test_what_is_not_on_sale_has_no_figures_in_the_table(tmp_path, capsys):
    document = json.loads(GOOD.read_text()) | {"price_date": "1995-01-01"}
    (tmp_path / "early.json").write_text(json.dumps(document))
    call_command("compare", str(tmp_path / "early.json"))
    table = capsys.readouterr().out
    assert row(table, "Total") == ["-", "-"]
    assert "was not on sale on 1995-01-01 (not before 2007-01-01)." in table


def test_seven_scenarios_stand_in_two_blocks(tmp_path, capsys):
    document = json.loads(GOOD.read_text())
    document["scenarios"] = [
        document["scenarios"][0] | {"name": f"Way {number}"} for number in range(1, 8)
    ]
    (tmp_path / "many.json").write_text(json.dumps(document))
    call_command("compare", str(tmp_path / "many.json"))
    table = capsys.readouterr().out
    assert [line.split()[-2:] for line in table.splitlines() if "Way" in line] == [
        ["Way", "6"],
        ["Way", "7"],
    ]
