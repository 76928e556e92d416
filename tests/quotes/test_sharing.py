"""Links that end and can be revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from quotes.models import ShareLink
from quotes.refusals import Absent, Forbidden
from quotes.sharing import find_shared, hash_token, revoke, share

from .conftest import NOW

pytestmark = pytest.mark.stores


@pytest.fixture
def shared(draft, people):
    """A link to Bob's version, and its token."""
    return share(draft.version, people["bob"], at=NOW)


def test_a_link_opens_what_was_shared(shared):
    link, token = shared
    assert find_shared(token, at=NOW) == link


def test_the_token_is_kept_nowhere(shared):
    _, token = shared
    [kept] = ShareLink.objects.values()
    assert token not in str(kept)
    assert kept["token_sha256"] == hash_token(token)


def test_a_token_has_160_random_bits(draft, people, monkeypatch):
    drawn = []
    monkeypatch.setattr(secrets, "token_urlsafe", lambda size: drawn.append(size * 8) or "drawn")
    assert share(draft.version, people["bob"], at=NOW)[1] == "drawn"
    assert drawn == [160]


@pytest.mark.parametrize(("days", "is_open"), [(30, True), (31, False)])
def test_a_link_ends_after_30_days(shared, days, is_open):
    at = NOW + timedelta(days=days)
    if is_open:
        assert find_shared(shared[1], at=at)
    else:
        with pytest.raises(Absent):
            find_shared(shared[1], at=at)


def test_a_link_that_was_revoked_is_as_absent_as_one_that_never_was(shared, people):
    link, token = shared
    revoke(link, people["bob"], at=NOW)
    said = []
    for each in (token, "x" * 27, "x" * 10_000, ""):
        with pytest.raises(Absent) as refused:
            find_shared(each, at=NOW)
        said.append(str(refused.value))
    assert len(set(said)) == 1


def test_what_is_private_to_another_cannot_be_shared(draft, people):
    with pytest.raises(Absent):
        share(draft.version, people["bea"], at=NOW)


def test_a_viewer_shares_nothing(issued, people):
    with pytest.raises(Forbidden):
        share(issued, people["vera"], at=NOW)


def test_a_link_of_another_is_ended_by_nobody_who_could_not_make_it(issued, people):
    link, _ = share(issued, people["bob"], at=NOW)
    with pytest.raises(Forbidden):
        revoke(link, people["vera"], at=NOW)


def test_a_link_to_what_is_private_to_another_is_not_ended(shared, people):
    with pytest.raises(Absent):
        revoke(shared[0], people["bea"], at=NOW)


def test_an_issued_quote_is_shared_by_a_link(issued, people):
    _, token = share(issued, people["paula"], at=NOW)
    assert find_shared(token, at=NOW).issued == issued
