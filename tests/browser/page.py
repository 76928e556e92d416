"""What tests of the page read off it, and do there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Download, Locator, Page

NARROW = {"width": 360, "height": 740}
WHAT_IFS = {
    "the hypervisor, or its bundle, is free": "VECD on VMware VI3, hypervisor bundle free",
    "nobody has Software Assurance": "VECD on VMware VI3, nobody has Software Assurance",
    "everybody has it": "VECD on VMware VI3, everybody has Software Assurance",
    "PCs are bought new": "VECD on VMware VI3, PCs bought new",
}


@contextmanager
def loading(page: Page) -> Iterator[None]:
    """Ends once the document that was asked for within it has come whole, with its scripts.

    An address or a first element of it says nothing of what comes after, least of all where the
    next document has the address of the last.
    """
    page.wait_for_load_state()
    with page.expect_event("load"):
        yield


def follow(link: Locator) -> None:
    """Presses a link or a button, and waits for the whole document that it leads to."""
    with loading(link.page):
        link.click()


def press(page: Page, words: str) -> None:
    """Presses the button that says so, and waits for the whole document that it leads to."""
    follow(page.get_by_role("button", name=words, exact=True))


def number(text: str) -> Decimal:
    """A figure as it is shown."""
    return Decimal(text.replace("−", "-").replace(",", "").replace("○", "").strip())


def cell(page: Page, row: str, column: int) -> Locator:
    """A cell of the cost table by its row's label; columns from 1."""
    return (
        page.locator("#costs > tbody > tr")
        .filter(has=page.get_by_role("rowheader", name=row))
        .locator(f"td.c{column}")
        .first
    )


def costs(page: Page) -> list[str]:
    return page.locator("#costs tr.cost td").all_inner_texts()


def heads(page: Page) -> list[str]:
    return page.locator("#costs thead bdi").all_inner_texts()


def figures(page: Page) -> list[str]:
    """Every figure of the cost table."""
    return page.locator("#costs > tbody > tr:not(.panel)").all_inner_texts()


def set_desktops(page: Page, group: str, text: str) -> None:
    page.get_by_label(group, exact=True).fill(text)


def lines_of(download: Download) -> list[dict[str, str]]:
    text = Path(download.path()).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
