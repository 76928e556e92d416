"""Log-in, second factor and passkeys in a browser, on screens of all sizes."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from playwright.sync_api import expect

from tests.accounts.people import PASSWORD, make_person, show_code, stop_steps

from .page import follow, press
from .test_accessibility import SCREENS, found, found_on


@pytest.fixture
def ada(site):
    """An approver who has no second factor yet; nothing of her is left."""
    yield make_person("ada", "approver")
    User.objects.all().delete()
    cache.clear()


def fill_log_in(page):
    """Sends name and password from wherever the page is."""
    follow(page.get_by_role("link", name="Log in"))
    page.get_by_label("Name or e-mail address").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Log in")


def is_clean(page):
    """Whether axe finds nothing, and nothing is wider than the screen."""
    faults = found(page)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return faults == [] and width <= 0


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_an_approver_sets_up_an_app_and_logs_in_with_it(reader, ada, monkeypatch, width, scheme):
    step = stop_steps(monkeypatch)
    page = reader(width, 800, color_scheme=scheme)
    page.goto("/sure?preset=today")
    fill_log_in(page)
    expect(page.get_by_text("Your role asks for a second factor")).to_be_visible()
    assert is_clean(page)
    follow(page.get_by_role("link", name="Set it up"))
    assert is_clean(page)
    secret = page.locator("code").inner_text()
    assert is_clean(page)
    page.get_by_label("The code that it shows").fill(show_code(step - 7, secret))
    press(page, "Set it up")
    expect(page.get_by_text("This code does not hold")).to_be_visible()
    assert is_clean(page)
    page.get_by_label("The code that it shows").fill(show_code(step, secret))
    press(page, "Set it up")
    expect(page.locator(".codes code")).to_have_count(10)
    assert is_clean(page)

    follow(page.get_by_role("link", name="Log out"))
    press(page, "Log out")
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    cache.clear()  # a code holds once, and the clock stands
    page.goto("/sure?preset=today")
    fill_log_in(page)
    assert is_clean(page)
    page.get_by_label("The code of your app").fill(show_code(step, secret))
    press(page, "Log in")
    expect(page).to_have_url(re.compile(r"/sure\?preset=today$"))
    follow(page.get_by_role("link", name="Account"))
    expect(page.get_by_text("approver")).to_be_visible()
    assert is_clean(page)


@pytest.mark.parametrize("address", ["/accounts/login/", "/rights/", "/accounts/password/reset/"])
def test_axe_finds_nothing_on_pages_for_strangers(screen, address):
    screen.goto(address)
    assert found_on(screen) == []
    for width, _ in SCREENS:
        screen.set_viewport_size({"width": width, "height": 800})
        assert screen.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wrong_password_is_said_beside_the_fields(screen, ada):
    screen.goto("/accounts/login/")
    screen.get_by_label("Name or e-mail address").fill("ada")
    screen.get_by_label("Password").fill("not the password")
    press(screen, "Log in")
    expect(screen.get_by_role("alert").first).to_have_text("No account has this name and password.")
    expect(screen.get_by_label("Name or e-mail address")).to_have_value("ada")
    assert is_clean(screen)


@pytest.fixture
def device(chromium, site):
    """A page on a device that has passkeys, which browsers know on this name alone."""
    faults = []
    context = chromium.new_context(base_url=site.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    chrome = context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert not faults, faults


def test_a_passkey_logs_in_without_a_password(device, ada):
    device.goto("/rights/")
    fill_log_in(device)
    follow(device.get_by_role("link", name="Add one"))
    device.get_by_label("What to call it").fill("The laptop")
    device.get_by_label("It is enough to log in").check()
    press(device, "Add it")
    expect(device.get_by_role("heading", name="Recovery codes")).to_be_visible()
    device.goto("/accounts/logout/")
    press(device, "Log out")
    device.goto("/accounts/login/")
    press(device, "Log in with a passkey")
    expect(device.get_by_role("link", name="Account")).to_be_visible()
    device.goto("/accounts/2fa/webauthn/")
    expect(device.get_by_text("The laptop")).to_be_visible()
