"""What is slipped into a page of the site does not run, and the browser reports it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from calculator.question.address import query
from tests.accounts.people import make_person

from .page import follow, heads, press
from .states import is_ready
from .test_accounts import fill_log_in

NOTE = "document.documentElement.dataset.ran = 'yes'"
WATCH = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      window.violations.push(event.effectiveDirective);
    });
"""
REFUSED = "Content Security Policy"
SLIPPED = {
    "inline script": (f"<script>{NOTE}</script>", "script-src-elem"),
    "script of an address": (
        f'<script src="data:text/javascript,{NOTE}"></script>',
        "script-src-elem",
    ),
    "handler": (f'<img src="data:," onerror="{NOTE}">', "script-src-attr"),
    "handler of a picture of ours": (f'<svg onload="{NOTE}"></svg>', "script-src-attr"),
    "frame": ('<iframe src="data:text/html,x"></iframe>', "frame-src"),
    "plug-in": ('<object data="data:text/html,x"></object>', "object-src"),
    "inline style": ("<style>body { display: none }</style>", "style-src-elem"),
    "other base": ('<base href="https://evil.example/">', "base-uri"),
}


@pytest.fixture
def open_with(reader):
    """Opens a page into which something was slipped on its way; its headers are the server's."""

    def opened(slipped: str):
        page = reader(forgiven=REFUSED)

        def slip(route):
            response = route.fetch()
            body = response.text().replace("</main>", f"{slipped}</main>", 1)
            assert slipped in body
            route.fulfill(response=response, body=body)

        page.add_init_script(WATCH)
        page.route("**/method/", slip)
        page.goto("/method/")
        return page

    return opened


def has_run(page) -> bool:
    return page.evaluate("document.documentElement.dataset.ran") is not None


def wait_for_report(page, directive: str) -> None:
    page.wait_for_function("(name) => window.violations.includes(name)", arg=directive)


@pytest.mark.parametrize("kind", SLIPPED)
def test_nothing_that_was_slipped_into_a_page_runs_and_each_is_reported(open_with, kind):
    slipped, directive = SLIPPED[kind]
    page = open_with(slipped)
    wait_for_report(page, directive)
    assert not has_run(page)


def test_a_link_that_is_a_script_does_not_run(open_with):
    page = open_with(f'<p><a id="slipped" href="javascript:{NOTE}">x</a></p>')
    page.locator("#slipped").click()
    wait_for_report(page, "script-src-elem")
    assert not has_run(page)


@pytest.mark.parametrize("words", ["eval(note)", "new Function(note)()", "setTimeout(note, 0)"])
def test_a_text_is_no_code(open_with, words):
    page = open_with("<p></p>")
    # What the driver of the browser calls itself may; what is called later is the page's own.
    page.evaluate(f"(note) => {{ setTimeout(() => {{ try {{ {words} }} catch {{}} }}, 0) }}", NOTE)
    wait_for_report(page, "script-src")
    assert not has_run(page)


def test_a_form_leads_to_no_other_site(open_with):
    page = open_with('<form action="https://evil.example/"><button id="slipped">x</button></form>')
    address = page.url
    page.evaluate("document.querySelector('#slipped').form.requestSubmit()")
    wait_for_report(page, "form-action")
    assert page.url == address


def test_the_slipped_script_would_run_without_the_policy(reader):
    page = reader()

    def slip(route):
        response = route.fetch()
        headers = {
            name: text
            for name, text in response.headers.items()
            if name != "content-security-policy"
        }
        body = response.text().replace("</main>", f"<script>{NOTE}</script></main>", 1)
        route.fulfill(response=response, headers=headers, body=body)

    page.route("**/method/", slip)
    page.goto("/method/")
    assert has_run(page)


def test_a_name_that_ends_a_script_is_a_name(reader):
    page = reader(charts=True)
    page.add_init_script(WATCH)
    name = f"</script><script>{NOTE}</script>"
    page.goto("/?" + query([("scenarios.1.name", name)]))
    assert heads(page)[1] == name
    is_ready(page)
    assert not has_run(page)
    assert page.evaluate("window.violations") == []


PROTOTYPES = ["__proto__", "constructor", "hasOwnProperty"]


@pytest.mark.parametrize("name", PROTOTYPES)
def test_a_scenario_called_as_a_prototype_is_a_scenario(reader, name):
    page = reader(charts=True)
    page.goto("/?" + query([("scenarios.1.name", name)]))
    is_ready(page)
    assert heads(page)[1] == name
    assert page.evaluate("Object.keys(Object.prototype)") == []


@pytest.mark.parametrize("name", PROTOTYPES)
def test_a_group_called_as_a_prototype_is_a_group(reader, name):
    page = reader(charts=True)
    page.goto("/?" + query([("fleet.1.name", name)]))
    is_ready(page)
    field = page.locator("[name='fleet.1.name']")
    expect(field).to_have_value(name)
    assert page.evaluate("Object.keys(Object.prototype)") == []


@pytest.fixture
def ada(site):
    """A buyer; nothing of her is left."""
    yield make_person("ada", "buyer")
    User.objects.all().delete()


def test_a_password_can_be_pasted(reader):
    page = reader(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/accounts/login/")
    page.evaluate("navigator.clipboard.writeText('a long password of a manager')")
    field = page.get_by_label("Password")
    field.focus()
    page.keyboard.press("Control+V")
    expect(field).to_have_value("a long password of a manager")
    expect(field).to_have_attribute("type", "password")


def test_log_out_is_in_sight_at_360_px(reader, ada):
    page = reader(360, 740)
    page.goto("/accounts/login/")
    fill_log_in(page)
    for path in ("/", "/prices/", "/quotes/", "/accounts/"):
        page.goto(path)
        expect(page.get_by_role("link", name="Log out")).to_be_in_viewport()


def test_after_log_out_back_shows_nothing(reader, ada):
    page = reader()
    page.goto("/accounts/login/")
    fill_log_in(page)
    page.goto("/accounts/")
    expect(page.get_by_text("ada: buyer.")).to_be_visible()
    follow(page.get_by_role("link", name="Log out"))
    press(page, "Log out")
    page.go_back()
    page.go_back()
    expect(page.get_by_text("ada: buyer.")).to_have_count(0)
