"""The life of a quote, step by step."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db.models import F

from pricing.models import Assumption, CatalogueVersion, Price
from pricing.presets import presets
from quotes.content import read_content
from quotes.drafting import edit_draft, find_digest, make_content, make_draft
from quotes.models import IssuedQuote, Organisation, Quote
from quotes.moves import move
from quotes.refusals import (
    Absent,
    Changed,
    Conflict,
    Forbidden,
    Invalid,
    NeedsReason,
    NewerVersion,
    NotQuotable,
    WrongState,
)
from quotes.versions import make_comparison, price_version, save_version, write_answer
from tests.small_purchases import scheme

from .conftest import NOW, make_draft_of, write_document

pytestmark = pytest.mark.stores


def list_kinds(quote: Quote) -> list[str]:
    return list(quote.events.values_list("kind", flat=True))


def test_every_step_is_written_down_with_who_took_it(draft, issue):
    issue(draft)
    assert [(each.kind, each.by.username) for each in draft.events.all()] == [
        ("made", "bob"),
        ("submitted", "bob"),
        ("approved", "anna"),
        ("issued", "bob"),
    ]


def test_a_step_with_what_changed_since_it_was_looked_at_is_refused(draft, people):
    seen = find_digest(draft)
    edit_draft(draft, people["bob"], {"notes": "More"}, revision=0, at=NOW)
    with pytest.raises(Changed) as refused:
        move(draft, "submit", people["bob"], seen=seen, at=NOW)
    assert refused.value.status == 409


def test_two_who_edit_the_same_draft_are_told(draft, people):
    edit_draft(draft, people["bob"], {"notes": "One"}, revision=0, at=NOW)
    with pytest.raises(Changed):
        edit_draft(draft, people["bob"], {"notes": "Two"}, revision=0, at=NOW)
    draft.refresh_from_db()
    assert draft.notes == "One"


def test_who_last_edited_may_not_approve(draft, people, step):
    people["anna"].groups.add(Group.objects.get(name="buyer"))
    draft.edited_by = people["anna"]
    draft.save()
    step(draft, "submit", "bob")
    with pytest.raises(Forbidden):
        step(draft, "approve", "anna", "So be it.")


def test_a_buyer_who_is_an_approver_too_does_not_approve_his_own(draft, people, step):
    people["bob"].groups.add(Group.objects.get(name="approver"))
    step(draft, "submit", "bob")
    with pytest.raises(Forbidden):
        step(draft, "approve", "bob", "So be it.")


def test_a_draft_cannot_be_issued(draft, step):
    with pytest.raises(WrongState) as refused:
        step(draft, "issue", "bob")
    assert (refused.value.status, refused.value.state) == (409, "draft")


def test_issuing_again_gives_the_same_number(draft, issue, step):
    first = issue(draft)
    assert step(draft, "issue", "bob") == first
    assert IssuedQuote.objects.count() == 1


def test_who_may_not_issue_does_not_by_trying_again(draft, issue, step):
    issue(draft)
    with pytest.raises(Forbidden):
        step(draft, "issue", "bea")


def test_an_approved_quote_that_is_taken_back_needs_approval_again(draft, step):
    step(draft, "submit", "bob")
    step(draft, "approve", "anna", "Fine.")
    step(draft, "take back", "bob")
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by, draft.approved_digest) == ("draft", None, "")


def test_what_is_sent_back_needs_a_reason(draft, step):
    step(draft, "submit", "bob")
    with pytest.raises(NeedsReason):
        step(draft, "send back", "anna", "  ")


def test_a_quote_that_was_sent_back_is_a_draft_and_its_reason_is_kept(draft, step):
    step(draft, "submit", "bob")
    step(draft, "send back", "anna", "Wrong day.")
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert draft.events.get(kind="sent back").reason == "Wrong day."


def test_a_draft_that_is_deleted_says_nothing_any_more(draft, people, step):
    edit_draft(draft, people["bob"], {"notes": "Secret", "customer": "ACME"}, revision=0, at=NOW)
    step(draft, "delete", "bob")
    draft.refresh_from_db()
    assert (draft.state, draft.notes, draft.customer, draft.content) == ("deleted", "", "", "")


def test_a_draft_that_is_deleted_takes_no_number(draft, people, step, issue):
    step(draft, "delete", "bob")
    assert issue(make_draft_of(people["bob"], write_document())).sequence == 1


# What may be quoted


def test_a_scenario_with_a_scheme_that_is_not_on_sale_is_not_quotable(people):
    document = write_document(price_date="2006-06-30")
    with pytest.raises(NotQuotable) as refused:
        make_draft_of(people["bob"], document)
    assert refused.value.status == 409
    assert len(refused.value.reasons) == 1


def test_a_scenario_that_buys_nothing_is_not_quotable(people):
    document = write_document(entry={"owned": 100}, group={"desktops": 100})
    document = json.dumps({**json.loads(document), "fleet": [{"name": "All", "desktops": 0}]})
    with pytest.raises(NotQuotable):
        make_draft_of(people["bob"], document)


def test_a_scenario_that_is_not_compliant_needs_a_reason_which_is_printed(people, step):
    other = scheme(requires=["a_right"]) | {"id": "other"}
    document = write_document(schemes=[other], scenario={"stack": ["it", "other"]})
    quote = make_draft_of(people["bob"], document)
    step(quote, "submit", "bob")
    with pytest.raises(NeedsReason):
        step(quote, "approve", "anna")
    step(quote, "approve", "anna", "The maker agreed.")
    header = read_content(step(quote, "issue", "bob").content).header
    assert [each["reason"] for each in header["reasons"]] == ["The maker agreed."]


def test_a_recalled_price_needs_a_reason(people, step):
    document = json.loads(write_document())
    for confidence, refused in (("verified", False), ("recalled", True)):
        for price in document["catalogue"]["prices"]:
            price |= {"confidence": confidence, "source": "A letter"}
        quote = make_draft_of(people["bob"], json.dumps(document))
        step(quote, "submit", "bob")
        if refused:
            with pytest.raises(NeedsReason):
                step(quote, "approve", "anna")
        else:
            step(quote, "approve", "anna")


def test_more_than_10_000_rows_are_refused_before_anything_is_written(people, monkeypatch, step):
    monkeypatch.setattr("quotes.drafting.MOST_ROWS", 3)
    quote = make_draft_of(people["bob"], write_document())
    with pytest.raises(Invalid):
        make_content(quote)
    assert list_kinds(quote) == ["made"]


def test_a_total_above_what_a_quote_may_come_to_is_refused(people, monkeypatch):
    monkeypatch.setattr("quotes.drafting.MOST_MONEY", Decimal("39999.99"))
    with pytest.raises(Invalid):
        make_content(make_draft_of(people["bob"], write_document()))


def test_a_quote_that_ends_before_it_is_submitted_is_refused(people, step):
    quote = make_draft_of(people["bob"], write_document())
    Quote.objects.update(valid_until=date(2026, 11, 29))
    with pytest.raises(Invalid) as refused:
        step(quote, "submit", "bob")
    assert (refused.value.field, refused.value.status) == ("valid_until", 422)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 29), "This day is past."),
        (date(2031, 12, 1), "This day is too far ahead: choose one within five years."),
        (date(9999, 12, 31), "This day is too far ahead: choose one within five years."),
    ],
)
def test_a_day_that_is_past_or_far_ahead_is_refused_at_each_save(draft, people, day, words):
    for do in (
        lambda: make_draft_of(people["bob"], write_document(), valid_until=day),
        lambda: edit_draft(draft, people["bob"], {"valid_until": day}, revision=0, at=NOW),
    ):
        with pytest.raises(Invalid, match=words) as refused:
            do()
        assert refused.value.field == "valid_until"


def test_a_day_of_five_years_ahead_is_kept(draft, people):
    day = date(2031, 11, 30)
    edit_draft(draft, people["bob"], {"valid_until": day}, revision=0, at=NOW)
    assert draft.valid_until == day


def test_a_quote_that_ends_before_its_issue_is_refused(people, step):
    quote = make_draft_of(people["bob"], write_document(), valid_until=date(2026, 11, 30))
    step(quote, "submit", "bob")
    step(quote, "approve", "anna", "Fine.")
    with pytest.raises(Invalid):
        step(quote, "issue", "bob", later=24 * 60)


def test_tax_is_rounded_for_each_due_date(people, issue):
    quote = make_draft_of(people["bob"], write_document(prices="0.333"), tax_rate=Decimal("0.19"))
    issued = issue(quote)
    # 33.30 a year: 6.327 of each is 6.33.
    assert (issued.net, issued.tax, issued.due) == (13_320, 2_532, 15_852)


def test_content_is_fixed_when_it_is_submitted(draft, step, people):
    step(draft, "submit", "bob")
    organisation = Organisation.load()
    organisation.name = "Another name"
    organisation.save()
    draft.refresh_from_db()
    before = draft.content
    step(draft, "approve", "anna", "Fine.")
    issued = step(draft, "issue", "bob")
    assert read_content(issued.content).rows == read_content(before).rows
    assert read_content(issued.content).header["organisation"]["name"] == ""


# Revisions


def test_a_revision_has_the_same_number_and_the_next_version(issued, step, issue):
    draft = step(issued.quote, "revise", "bob")
    again = issue(draft)
    assert (again.number, again.version) == (issued.number, 2)


def test_what_is_revised_is_superseded_when_the_revision_is_issued(issued, step, issue):
    draft = step(issued.quote, "revise", "bob")
    assert "superseded" not in list_kinds(issued.quote)
    issue(draft)
    assert list_kinds(issued.quote)[-1] == "superseded"


def test_who_revises_is_the_maker_of_the_draft(issued, step):
    assert step(issued.quote, "revise", "anna").maker.username == "anna"


def test_of_two_revisions_one_is_issued(issued, step, issue):
    one, other = (step(issued.quote, "revise", "bob") for _ in range(2))
    issue(one)
    with pytest.raises(Conflict):
        issue(other)
    assert IssuedQuote.objects.count() == 2


def test_what_was_withdrawn_is_not_revised(issued, step):
    step(issued.quote, "withdraw", "anna", "Wrong prices.")
    with pytest.raises(WrongState) as refused:
        step(issued.quote, "revise", "bob")
    assert refused.value.state == "withdrawn"


def test_a_buyer_does_not_withdraw(issued, step):
    with pytest.raises(Forbidden):
        step(issued.quote, "withdraw", "bob", "Wrong prices.")


def test_a_day_before_the_last_issue_is_refused(issued, people, step):
    quote = make_draft_of(people["bob"], write_document())
    step(quote, "submit", "bob")
    step(quote, "approve", "anna", "Fine.")
    with pytest.raises(Conflict):
        step(quote, "issue", "bob", later=-24 * 60)


def test_the_number_is_of_the_year_of_its_issue(draft, step):
    Quote.objects.filter(pk=draft.pk).update(valid_until=date(2027, 12, 31))
    step(draft, "submit", "bob")
    step(draft, "approve", "anna", "Fine.")
    issued = step(draft, "issue", "bob", later=40 * 24 * 60)
    assert issued.number == "DF-2027-000001"


# Versions


def test_two_who_save_the_same_version_are_told_which_is_the_latest(draft, people):
    comparison = draft.version.comparison
    save_version(comparison, write_document(), people["bob"], base=1, at=NOW)
    with pytest.raises(NewerVersion) as refused:
        save_version(comparison, write_document(), people["bob"], base=1, at=NOW)
    assert (refused.value.status, refused.value.latest) == (409, 2)


def test_a_comparison_of_another_cannot_be_quoted(people):
    version = make_comparison("Desks", write_document(), people["bob"], at=NOW)
    with pytest.raises(Absent):
        make_draft(version, 0, people["bea"], at=NOW)


@pytest.mark.parametrize("name", ["autumn-2008", "today"])
def test_a_kept_version_prices_as_it_did_after_the_catalogue_changed(people, catalogue_db, name):
    document = json.dumps(presets()[name])
    version = make_comparison("Desks", document, people["bob"], at=NOW)
    Assumption.objects.filter(name="admin_salary").update(typical=F("high"))
    Price.objects.filter(amount__gt=1).update(amount=F("amount") + 1)
    CatalogueVersion.change()
    again = make_comparison("Desks", document, people["bob"], at=NOW + timedelta(days=1))
    assert write_answer(price_version(version)) == version.answer != again.answer
