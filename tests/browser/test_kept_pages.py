"""Pages of quotes and versions on paper, and on a phone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from quotes.drafting import make_draft
from quotes.versions import make_comparison
from tests.quotes.conftest import write_document

from .page import NARROW
from .pdf import read_pages
from .test_paper import UPRIGHT, printed
from .test_whole_life import look, people

__all__ = ["look", "people"]  # fixtures


@pytest.fixture
def draft(people):
    """Bob's draft of a small comparison."""
    now = timezone.now()
    version = make_comparison("Desks of Leeds", write_document(), people["bob"], at=now)
    return make_draft(version, 0, people["bob"], at=now, customer="ACME")


def test_a_printed_quote_has_what_is_folded_and_nothing_to_press(draft, look):
    page = look("bob")
    page.goto(f"/quotes/drafts/{draft.pk}/")
    said = read_pages(printed(page, UPRIGHT))
    assert "Refunds:nothingissoldback" in said
    assert [word for word in ("Logout", "Download", "Save", "UBL") if word in said] == []


def test_a_printed_version_offers_no_quote_and_no_link(draft, look):
    page = look("bob")
    page.goto(f"/comparisons/{draft.version.comparison_id}/v1/")
    said = read_pages(printed(page, UPRIGHT))
    assert "Whateachscenariocosts" in said
    assert [word for word in ("Makea", "Openin", "Archive") if word in said] == []


@pytest.mark.parametrize("page_of", ["draft", "version", "list"])
def test_on_a_phone_no_amount_and_no_button_lies_beside_the_screen(draft, look, page_of):
    page = look("bob", *NARROW.values())
    page.goto(
        {
            "draft": f"/quotes/drafts/{draft.pk}/",
            "version": f"/comparisons/{draft.version.comparison_id}/v1/",
            "list": "/quotes/",
        }[page_of]
    )
    rights = page.locator(".stacked :is(.main, button)").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect().right)"
    )
    assert rights
    assert max(rights) <= NARROW["width"]
