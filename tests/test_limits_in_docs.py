"""What operations.md says of limits, beside what the program counts and holds to."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.account import app_settings

from accounts import limits, quotas
from calculator import incoming, serving, turns
from calculator.views import inventory
from pricing.engine import work
from pricing.engine.analysis import uncertainty
from pricing.engine.operating_lines import OPERATING_LINES
from pricing.inventory import reading
from pricing.sheets.xlsx_reading import TABLE

DOCS = Path(__file__).parent.parent / "docs"
HEADING = "## What a request may take"
SECTION = (DOCS / "operations.md").read_text().partition(HEADING)[2].partition("\n## ")[0]
ROWS = dict(
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in SECTION.splitlines()
    if line.startswith("|") and line.count("|") == 3
)
AMOUNTS = {
    "a case of the ranges, and a value along an input or a cell of a map: for each year": (
        f"one for each line (two a scheme, one an own line, {work.LINES_OF_OPERATION} a scenario), "
        f"one for each group of each scenario, {work.COUNTS_OF_A_GROUP} for each group"
    ),
    "a case: for each range": (
        f"{work.AMOUNTS_OF_A_DRAW}; of more than {work.MOST_TABLES} ranges, "
        f"{work.AMOUNTS_OF_A_DRAW_ANEW}"
    ),
    "a range, once": f"{work.AMOUNTS_OF_A_TABLE:,}",
    "a way to deliver of a search; a step from state to state": (
        f"{work.AMOUNTS_OF_A_WAY:,}; {work.AMOUNTS_OF_A_STEP}"
    ),
    "a byte of a file that is brought, and of the API's bodies": f"{work.AMOUNTS_OF_A_BYTE}",
    "all of such a file": (
        f"at most {work.MOST_AMOUNTS_OF_A_FILE:,}: a larger one has longer rows, not more of them"
    ),
    "a row of a workbook that is written": f"{work.AMOUNTS_OF_A_ROW:,}",
    "a PDF that is read or set, in a process of its own": f"{work.AMOUNTS_OF_A_PROCESS:,}",
    "a line, each time that scenarios are priced anew: alternatives, framings, what-ifs": (
        f"{work.AMOUNTS_OF_A_LINE:,}"
    ),
}
SAID = (
    f"| up to {work.CHEAP_AMOUNTS:,} amounts | is worked at once |",
    f"waits up to {turns.MOST_WAITING_SECONDS} s",
    f"| above {work.MOST_AMOUNTS:,} amounts | 422",
    f"`Retry-After: {turns.RETRY_AFTER_SECONDS}`",
    f"drawn {uncertainty.DRAWN_AT_ONCE:,} at a time at least",
    f"{reading.LIMITS.elements:,} in [an inventory](inventory.md)",
    f"{TABLE.elements:,} in files of prices and quotes",
    f"in parts of {uncertainty.CELLS_AT_ONCE:,} cells",
)


@pytest.mark.parametrize("what", AMOUNTS)
def test_the_table_says_what_is_counted(what):
    assert ROWS[what] == AMOUNTS[what]


@pytest.mark.parametrize("words", SAID)
def test_the_section_says_the_bounds(words):
    assert words in SECTION


@pytest.mark.parametrize(
    "words",
    [
        f"columns and {reading.MOST_ROWS:,} rows.",
        f"A line of CSV may have {reading.LONGEST_LINE:,} characters.",
        f"A CSV file may have {reading.MOST_BYTES // 2**20} MiB, a workbook or a packed CSV file "
        f"{reading.MOST_PACKED_BYTES // 2**20};",
        f"A workbook may have {reading.MOST_BOOK_ROWS:,} rows and {reading.LIMITS.elements:,}",
        f"{reading.LIMITS.unpacked_bytes // 2**20} MiB unpacked",
        f"{reading.LIMITS.shared_bytes // 2**20} MiB of shared texts",
    ],
)
def test_the_document_of_inventories_says_what_a_file_may_hold(words):
    assert words in (DOCS / "inventory.md").read_text()


@pytest.mark.parametrize("name", ["methodology.md", "document.md"])
def test_other_documents_say_the_same_limit(name):
    assert f"{work.MOST_AMOUNTS:,} amounts" in (DOCS / name).read_text()


def test_a_scenario_has_as_many_lines_of_operation_as_are_counted():
    assert len(OPERATING_LINES) <= work.LINES_OF_OPERATION <= len(OPERATING_LINES) + 1


HAD = (DOCS / "operations.md").read_text().partition("## What one reader may have")[2]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (quotas.KEEP, "| 600 | minute |"),
        (quotas.PROPOSE, "| 200 | 5 minutes |"),
        (quotas.TOKEN, "| 20 | hour |"),
        (quotas.WORK, "| 1,200 | 2 seconds |"),
    ],
)
def test_the_table_of_what_one_reader_may_have_says_the_bounds(kind, words):
    most, each = quotas.QUOTAS[kind]
    seconds = {"minute": 60, "5 minutes": 300, "hour": 3600, "2 seconds": 2}
    _, number, time, _ = (cell.strip() for cell in words.split("|"))
    assert (f"{most:,}", each.total_seconds()) == (number, seconds[time])
    assert words in HAD.partition("\n## ")[0]


def test_units_of_work_are_those_of_the_table():
    assert f"above {work.CHEAP_AMOUNTS:,} amounts, in units of as many" in HAD


CONNECTIONS = (DOCS / "operations.md").read_text().partition("## Slow and many clients")[2]


@pytest.mark.parametrize(
    "row",
    [
        f"| connections of a process | {serving.MOST_CONNECTIONS:,} |",
        f"| {incoming.MOST_HEAD_BYTES // 1024} kB | 431 |",
        f"| {incoming.MOST_HEADER_BYTES:,} bytes; {incoming.MOST_HEADERS} | 400 |",
        f"| until the head is there | {serving.HEAD_SECONDS} s |",
        f"| {serving.BODY_SECONDS} s, and a second more for each "
        f"{serving.LEAST_BYTES_PER_SECOND // 1024} kB that came |",
        f"| body | {incoming.MOST_BODY_BYTES // 2**20} MiB, "
        f"at `/inventory` {inventory.inventory.most_bytes // 2**20};",
        f"| a connection that nobody uses | {serving.IDLE_SECONDS} s |",
    ],
)
def test_the_table_of_connections_says_the_bounds(row):
    assert row in CONNECTIONS.partition("\n## ")[0]


@pytest.mark.parametrize(
    ("action", "limits", "words"),
    [
        ("reset_password", "20/m/ip,5/m/key", "five letters to a new password a minute for an"),
        ("signup", "20/m/ip", "twenty of these and twenty sign-ups a minute from one address"),
    ],
)
def test_the_limits_of_letters_and_sign_ups_are_told(action, limits, words):
    assert app_settings.RATE_LIMITS[action] == limits
    assert words in HAD


def test_the_bounds_of_wrong_passwords_are_told_as_they_are():
    words = "five for an account at one address, thirty at an address, fifty for an account"
    assert [bound.free for bound in limits.BOUNDS.values()] == [5, 30, 50]
    assert [*limits.BOUNDS] == ["account here", "address", "account"]
    assert words in (DOCS / "accounts.md").read_text()
