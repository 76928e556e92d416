"""Answers that come late: the newest question wins, and typing goes on meanwhile."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect


def asks(parameter: str) -> re.Pattern[str]:
    """The addresses that hold a parameter with this very value."""
    return re.compile(rf"\?(.*&)?{re.escape(parameter)}(&|$)")


def hold(page: Page, parameter: str) -> list[Route]:
    """Keeps back each request that holds the parameter, in the list that is given back."""
    routes: list[Route] = []
    page.route(asks(parameter), lambda route: routes.append(route))
    return routes


def let_go(page: Page, routes: list[Route]) -> None:
    """Lets the one that was kept go, and gives its answer time to come."""
    (route,) = routes
    route.continue_()
    page.wait_for_timeout(200)


def test_an_older_answer_that_comes_late_changes_nothing(screen):
    screen.goto("/")
    routes = hold(screen, "fleet.0.desktops=700")
    field = screen.get_by_label("Office", exact=True)
    with screen.expect_request(asks("fleet.0.desktops=700")):
        field.fill("700")
    field.fill("800")
    expect(screen.get_by_role("rowheader", name="Total, 1,200 desktops")).to_be_visible()
    expect(screen).to_have_url(re.compile("desktops=800$"))
    costs, title = screen.locator("#costs td").all_inner_texts(), screen.title()
    let_go(screen, routes)
    assert screen.locator("#costs td").all_inner_texts() == costs
    assert screen.title() == title
    expect(screen).to_have_url(re.compile("desktops=800$"))


def test_typing_goes_on_while_an_answer_is_waited_for_and_swapped_in(screen):
    screen.goto("/")
    routes = hold(screen, "fleet.0.desktops=70")
    field = screen.get_by_label("Office", exact=True)
    field.press("Control+a")
    with screen.expect_request(asks("fleet.0.desktops=70")):
        field.press_sequentially("70")
    field.press_sequentially("1")
    routes[0].continue_()
    field.press("ArrowLeft")
    expect(screen.get_by_role("rowheader", name="Total, 1,101 desktops")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("701")
    assert field.evaluate("node => node.selectionStart") == 2
    field.press_sequentially("5")
    expect(field).to_have_value("7051")
    expect(screen).to_have_url(re.compile("desktops=7051$"))
    assert field.evaluate("node => node.selectionStart") == 3


def test_an_older_search_that_comes_late_changes_nothing(screen):
    screen.goto("/prices/")
    field = screen.get_by_role("searchbox", name="Search")
    routes = hold(screen, "q=xen")
    with screen.expect_request(asks("q=xen")):
        field.fill("xen")
    field.fill("xendesktop")
    expect(screen).to_have_url(re.compile("q=xendesktop$"))
    rows, title = screen.locator(".prices tbody th").all_inner_texts(), screen.title()
    let_go(screen, routes)
    assert screen.locator(".prices tbody th").all_inner_texts() == rows
    assert screen.title() == title
    expect(screen).to_have_url(re.compile("q=xendesktop$"))
    expect(field).to_be_focused()
    expect(field).to_have_value("xendesktop")


def test_figures_that_are_waited_for_turn_pale_after_a_while_and_come_back_in_ink(screen):
    screen.goto("/")
    routes = hold(screen, "fleet.0.desktops=700")
    with screen.expect_request(asks("fleet.0.desktops=700")):
        screen.get_by_label("Office", exact=True).fill("700")
    expect(screen.locator("#results.waiting")).to_have_count(1)
    let_go(screen, routes)
    expect(screen.locator("#results.waiting")).to_have_count(0)


def test_figures_stay_in_ink_where_the_form_came_anew_with_them(screen):
    screen.goto("/")
    with screen.expect_response(re.compile("do=")):
        screen.get_by_role("button", name="Add a group").click()
    screen.wait_for_timeout(400)
    expect(screen.locator("#results.waiting")).to_have_count(0)
