"""The job of procurement: ask a supplier, read his answer, keep both versions."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import Page, expect

from .page import costs, follow, press


def fill(content: bytes, prices: dict[str, str]) -> bytes:
    """A request as a supplier in Germany sends it back."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    scheme, price = rows[0].index("scheme"), rows[0].index("pack_price")
    for row in rows[1:]:
        row[price] = prices.get(row[scheme], "")
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return file.getvalue().encode()


def test_from_a_request_to_both_versions_side_by_side(screen: Page):
    screen.goto("/?preset=autumn-2008")
    follow(screen.get_by_role("link", name="Ask a supplier"))
    with screen.expect_download() as downloading:
        screen.get_by_role(
            "link", name="CSV; with semicolons and decimal commas: request, VECD on VMware VI3"
        ).click()
    content = fill(Path(downloading.value.path()).read_bytes(), {"ms-vecd-sa": "20,00"})
    screen.get_by_label("File from the supplier").set_input_files(
        {"name": "offer.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(screen, "Read it")
    expect(screen.get_by_role("status")).to_have_text(
        "1 price differs: VECD on VMware VI3 gets $8,707 cheaper in all."
    )
    follow(screen.get_by_role("link", name="Keep both"))
    heads = screen.locator("#costs thead th")
    expect(heads.last).to_contain_text("VECD on VMware VI3, as offered")
    shown = costs(screen)
    assert (shown[1], shown[-1]) == ("83.45", "83.26")


def test_a_file_that_is_none_says_so_at_its_field(screen: Page):
    screen.goto("/supplier?preset=autumn-2008")
    screen.get_by_label("File from the supplier").set_input_files(
        {"name": "offer.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    press(screen, "Read it")
    expect(screen.get_by_role("alert")).to_contain_text("may hold scheme and pack_price")
