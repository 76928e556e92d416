"""From a comparison to an issued quote and back to it from its file, page by page."""

from __future__ import annotations

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from quotes.moves import move
from tests.web.markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.django_db]


def test_a_comparison_is_kept_by_its_address(as_, catalogue_db):
    page = parsed(as_("bob").get("/comparisons/keep?preset=today").content.decode())
    assert page.find(".//input[@name='document']").get("value").startswith("{")


def test_what_was_kept_stands_on_its_page_with_its_figures(as_, keep):
    version = keep(note="As agreed")
    page = as_("bob").get(f"/comparisons/{version.comparison_id}/v1/").content.decode()
    assert "40,000.00" in text_of(parsed(page))
    assert "As agreed" in page


def test_a_quote_is_issued_by_its_maker_after_another_approved_it(issued):
    assert (issued.number, issued.approved_by.username, issued.issued_by.username) == (
        "DF-2026-000001",
        "anna",
        "bob",
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_each_file_of_an_issued_quote_verifies(issued, as_, ending):
    content = as_("vera").get(f"/quotes/{issued.number}/v1.{ending}").content
    file = SimpleUploadedFile(f"a.{ending}", content)
    page = as_("").post("/verify", {"file": file}).content.decode()
    words = parsed(page).find(".//*[@id='verdict']").text
    assert words in ("It is what was issued.", "It says what was issued, written in another way.")


def test_a_revision_is_a_draft_of_the_next_version(issued, press, as_):
    response = press("bob", f"/quotes/{issued.number}/v1/", "revise")
    assert response.status_code == 303
    assert as_("bob").get(response["Location"]).status_code == 200


def test_the_log_of_a_whole_life_says_nothing_of_what_is_quoted(caplog, draft, press, as_):
    caplog.set_level(logging.INFO)
    address = f"/quotes/drafts/{draft.pk}/"
    press("bob", address, "submit", customer="Secret Works", notes="Under 77 each")
    press("anna", address, "approve", reason="Agreed by phone.")
    press("bob", address, "issue")
    as_("vera").get("/quotes/DF-2026-000001/v1.csv")
    told = " ".join(each.getMessage() for each in caplog.records)
    assert "GET /quotes/DF-2026-000001/v1.csv 200" in told
    for word in ("Secret Works", "Under 77", "Agreed", "40,000", "40000"):
        assert word not in told


def test_where_the_answer_of_a_save_is_lost_nobody_says_that_nothing_was_saved(
    draft, as_, press, monkeypatch
):
    """The database may have kept it before the connection broke."""

    def keep_and_break(*args, **more):
        move(*args, **more)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("calculator.views.quotes.move", keep_and_break)
    as_("bob").raise_request_exception = False
    answer = press("bob", f"/quotes/drafts/{draft.pk}/", "submit")
    assert answer.status_code == 500
    assert "whether it was done is not known" in text_of(parsed(answer.content.decode()))
