"""Links that end and can be revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quotes.models import ShareLink
from quotes.refusals import Absent, Forbidden
from quotes.sharing import find_shared, make_link, revoke_link

from .conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def token(draft, people) -> str:
    """Of a link to Bob's version."""
    return make_link(draft.version, people["bob"], today=TODAY)


def test_a_link_opens_what_was_shared(draft, token):
    assert find_shared(token, TODAY) == draft.version


def test_the_token_is_kept_nowhere(token):
    [kept] = ShareLink.objects.values()
    assert token not in str(kept)


def test_a_token_has_160_random_bits(token):
    assert len(token) == 27


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (31, False)])
def test_a_link_ends_after_30_days(token, days, is_open):
    today = TODAY + timedelta(days=days)
    if is_open:
        assert find_shared(token, today)
    else:
        with pytest.raises(Absent):
            find_shared(token, today)


def test_a_link_that_was_revoked_is_as_absent_as_one_that_never_was(draft, token, people):
    link = ShareLink.objects.get()
    revoke_link(draft.version, link.pk, people["bob"], NOW)
    said = []
    for each in (token, "x" * 27, "x" * 10_000, ""):
        with pytest.raises(Absent) as refused:
            find_shared(each, TODAY)
        said.append(str(refused.value))
    assert len(set(said)) == 1


def test_what_is_private_to_another_cannot_be_shared(draft, people):
    with pytest.raises(Absent):
        make_link(draft.version, people["bea"], today=TODAY)


def test_a_viewer_shares_nothing(issued, people):
    with pytest.raises(Forbidden):
        make_link(issued, people["vera"], today=TODAY)


def test_an_issued_quote_is_shared_by_a_link(issued, people):
    token = make_link(issued, people["paula"], today=TODAY)
    assert find_shared(token, TODAY) == issued
