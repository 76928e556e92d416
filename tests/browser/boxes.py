"""Text that is cut, lies over other text or breaks inside a word: measured in the page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

FAULTS = Path(__file__).with_suffix(".js").read_text("utf-8")


def find_faults(page: Page, is_paper: bool = False) -> list[str]:
    """What is wrong with the text that the page shows now, a sentence each."""
    return page.evaluate(FAULTS, is_paper)
