"""Numbers under many processes and kills, in small; `make numbering` does it in full."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from quotes.append_only import drop_triggers
from quotes.content import make_checksum
from quotes.models import IssuedQuote
from quotes.series import find_faults
from tests.postgresql import run_apart

from .conftest import make_draft_of, write_document

pytestmark = pytest.mark.stores

SMALL = """
import json, sys, tempfile
from pathlib import Path
from tests.quotes.numbering import issue_and_kill, issue_at_once, judge, make_database
with tempfile.TemporaryDirectory() as folder:
    env = make_database(Path(folder))
    first = issue_at_once(env, processes=4, each=12)
    figures = [judge(first)]
    second = issue_and_kill(env, processes=2, kills=5)
    second.told += first.told
    print(json.dumps([*figures, judge(second)]))
"""


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """What two small runs came to, on a database of their own."""
    return run_apart(SMALL, tmp_path_factory.mktemp("numbers"))


def test_quotes_that_four_processes_issue_are_consecutive(figures):
    first = figures[0]
    assert (first["issued"], first["acknowledged"], first["told twice"]) == (48, 48, 0)
    assert (first["errors"], first["faults of the series"]) == ([], [])


def test_each_issued_quote_has_its_page_once_somebody_reads_it(figures):
    for run in figures:
        assert (run["pages"], run["pages made otherwise"]) == (run["issued"], 0)


def test_no_number_is_lost_or_half_by_a_kill(figures):
    second = figures[1]
    assert second["kills"] == 5
    assert second["issued"] > 48
    assert (second["lost"], second["told twice"], second["faults of the series"]) == (0, 0, [])


# The series


@pytest.fixture
def three(people, issue, step):
    """Two quotes, and a revision of the first."""
    first, second = (issue(make_draft_of(people["bob"], write_document())) for _ in range(2))
    return first, second, issue(step(first.quote, "revise", "bob"))


@pytest.fixture
def unguarded(three):
    """The same, where somebody who owns the database dropped the triggers."""
    drop_triggers(connection)
    return three


def test_a_series_that_nobody_touched_has_no_fault(three):
    assert find_faults(2026) == []


def test_each_quote_names_what_was_issued_before_it(three):
    first, second, _ = three
    previous = [json.loads(each.content.split("\n")[0])["previous"] for each in three]
    assert previous == ["", first.checksum, second.checksum]


def test_a_quote_that_was_removed_is_found(unguarded):
    IssuedQuote.objects.filter(pk=unguarded[1].pk)._raw_delete("default")
    assert find_faults(2026) == [
        "number 2 is missing",
        f"{unguarded[2]} does not follow what was issued before it",
    ]


def test_the_last_quote_that_was_removed_is_found_by_the_series(people, issue, unguarded):
    last = issue(make_draft_of(people["bob"], write_document()))
    IssuedQuote.objects.filter(pk=last.pk)._raw_delete("default")
    assert find_faults(2026) == ["number 3 is missing"]


def test_a_content_that_was_altered_is_found(unguarded):
    content = unguarded[0].content.replace("10000.00", "10000.01")
    IssuedQuote.objects.filter(pk=unguarded[0].pk).update(content=content)
    assert find_faults(2026) == [f"{unguarded[0]} has not the content that its checksum names"]


def test_a_content_that_was_altered_with_its_checksum_breaks_the_chain(unguarded):
    content = unguarded[0].content.replace("10000.00", "10000.01")
    IssuedQuote.objects.filter(pk=unguarded[0].pk).update(
        content=content, checksum=make_checksum(content)
    )
    assert find_faults(2026) == [f"{unguarded[1]} does not follow what was issued before it"]


def test_a_column_that_was_altered_is_found(unguarded):
    IssuedQuote.objects.filter(pk=unguarded[0].pk).update(net=1, due=1)
    assert f"{unguarded[0]}: its column net says 1, its content 4000000" in find_faults(2026)


def test_the_command_ends_with_1_where_something_is_wrong(unguarded, capsys):
    IssuedQuote.objects.filter(pk=unguarded[1].pk)._raw_delete("default")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_series", "2026")
    assert ended.value.code == 1
    assert "number 2 is missing" in capsys.readouterr().err


def test_the_command_says_how_many_were_issued(three, capsys):
    call_command("verify_series", "2026")
    assert "3 issued" in capsys.readouterr().out


# Issuing by command


def test_the_command_issues_what_is_approved_and_says_its_number(draft, step, capsys, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 1, tzinfo=UTC))
    step(draft, "submit", "bob")
    step(draft, "approve", "anna", "Fine.")
    for _ in range(2):
        call_command("issue_quote", str(draft.pk), "--by", "bob")
    assert capsys.readouterr().out.split("\n") == ["DF-2026-000001 version 1"] * 2 + [""]


def test_the_command_issues_nothing_that_is_not_approved(draft):
    with pytest.raises(CommandError, match="This quote is draft"):
        call_command("issue_quote", str(draft.pk), "--by", "bob")


def test_the_command_has_the_rights_of_a_person_and_no_others(draft):
    with pytest.raises(CommandError, match="There is no such page"):
        call_command("issue_quote", str(draft.pk), "--by", "bea")
