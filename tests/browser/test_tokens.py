"""Tokens for programs in a browser: asked for again, shown once, ended by a press."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from playwright.sync_api import expect

from tests.accounts.people import PASSWORD, make_person

from .page import follow, press
from .test_accessibility import SCREENS
from .test_accounts import fill_log_in, is_clean


@pytest.fixture
def ada(site):
    """A buyer; nothing of her is left."""
    yield make_person("ada", "buyer")
    User.objects.all().delete()
    cache.clear()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_a_token_is_made_shown_once_and_ended(reader, ada, width, scheme):
    page = reader(width, 800, color_scheme=scheme)
    page.goto("/rights/")
    fill_log_in(page)
    page.goto("/accounts/")
    follow(page.get_by_role("link", name="Tokens for programs"))
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Go on")
    assert is_clean(page)
    page.get_by_label("Name").fill("Purchasing, nightly")
    press(page, "Make it")
    expect(page.get_by_text("it is not shown again")).to_be_visible()
    expect(page.locator("code")).to_contain_text("deskfare_")
    assert is_clean(page)
    press(page, "Revoke Purchasing, nightly")
    expect(page.get_by_role("table")).to_have_count(0)
