"""What others may not see, and markup that is none."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from calculator.question.address import query

from .page import heads, set_desktops
from .states import is_ready


def test_the_page_gives_no_referrer_and_is_kept_by_no_cache(screen):
    response = screen.goto("/?scenarios.1.discounts.Microsoft=0.3")
    headers = response.all_headers()
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "private, no-store"
    assert "HX-Request" in headers["vary"]
    assert "unsafe" not in headers["content-security-policy"]
    set_desktops(screen, "Office", "800")
    expect(screen).to_have_url(re.compile("desktops=800"))
    assert screen.context.cookies()[0]["sameSite"] == "Strict"


def test_names_with_markup_are_text_in_table_and_charts(reader):
    page = reader(charts=True)
    name = "<b onclick=alert(1)>Büro</b> & {{ 7*7 }} </script>"
    page.goto("/?" + query([("scenarios.1.name", name)]))
    assert heads(page)[1] == name
    is_ready(page)
    expect(page.locator("#plot-ahead")).to_contain_text(re.compile("<b *onclick=alert.1.>Büro"))
    expect(page.locator("b[onclick]")).to_have_count(0)
