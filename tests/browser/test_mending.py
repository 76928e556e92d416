"""Findings mended and stacks edited in a browser, by the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .states import opened
from .test_accessibility import found

THIN_CLIENTS_LACK_THE_RIGHT = "/?scenarios.1.stack.3.scheme="
NO_BROKER = "/?scenarios.2.stack.2.scheme="


def tab_to(page: Page, name: str) -> None:
    """Goes on by the Tab key until a button of that name has the focus."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"no way to {name!r} by the keyboard")


def test_a_finding_is_mended_by_the_keyboard_alone(screen):
    screen.goto(THIN_CLIENTS_LACK_THE_RIGHT)
    findings = screen.locator("#findings")
    expect(findings).to_contain_text(
        "Call centre lacks the right to a Windows desktop on a server (300 desktops)."
    )
    expect(findings.locator(".ways .more").first).to_have_text("+2.86 a desktop a month")
    expect(findings.locator(".press.filled")).to_have_count(1)
    name = (
        "Add to the stack: Microsoft Vista Enterprise Centralized Desktop without Software "
        "Assurance (thin client)"
    )
    tab_to(screen, name)
    screen.keyboard.press("Enter")
    expect(findings).to_have_count(0)
    expect(screen.locator("#costs .met")).to_have_count(7)
    expect(screen).to_have_url(re.compile("ms-vecd"))
    screen.go_back()
    expect(findings).to_contain_text("Call centre lacks the right")


def test_a_finding_is_mended_without_javascript(reader):
    page = reader(java_script_enabled=False)
    page.goto(NO_BROKER)
    page.get_by_role("button", name="Add to the stack: Citrix XenDesktop 2 / 3 Advanced").click()
    expect(page.locator("#findings")).to_have_count(0)
    expect(page.locator("#costs .met")).to_have_count(7)


def test_what_is_no_longer_sold_is_replaced_by_one_press(screen):
    screen.goto("/?price_date=2010-04-01")
    expect(screen.locator("#costs tr.cost td.c5")).to_have_text("not priced")
    screen.locator("#findings .press.filled").click()
    expect(screen.locator("#findings")).to_have_count(0)
    expect(screen.locator("#costs tr.cost td.c5")).to_have_text("63.68")


def test_an_entry_of_a_stack_is_taken_out_and_added_again(screen):
    screen.goto("/")
    opened("Stacks", "VECD on VMware VI3")(screen)
    stack = screen.locator(".stack").nth(1)
    needed = ["Windows right", re.compile("Hypervisor"), re.compile("Broker")]
    chosen = ["Server operating system", "Server access licence", "Database"]
    expect(stack.locator("tbody th")).to_have_text(
        [*needed, *chosen, "Servers", "Storage", "On the desk"]
    )
    stack.get_by_role("button", name=re.compile("^Take out Thin client")).click()
    expect(screen.locator("#findings")).to_contain_text(
        "Call centre lacks a device on the desk (300 desktops)."
    )
    screen.get_by_role("button", name="Add to the stack: Thin client Linux or CE").click()
    expect(screen.locator("#findings")).to_have_count(0)


def test_another_scheme_takes_an_entry_s_place_by_one_press(screen):
    screen.goto("/?fleet.0.desktops=700")
    opened("Stacks", "VECD on free Hyper-V")(screen)
    stack = screen.locator(".stack").nth(2)
    stack.get_by_label("Change Citrix XenDesktop 2 / 3 Standard").click()
    expect(stack.locator(".ways .more b").first).to_contain_text("+")
    expect(screen.locator("#done")).to_have_text(
        "11 alternatives to Citrix XenDesktop 2 / 3 Standard are shown"
    )
    stack.get_by_role("button", name="Use: Citrix XenDesktop 2 / 3 Advanced").click()
    expect(screen).to_have_url(re.compile("ctx-xendesktop-advanced"))
    expect(stack.get_by_label("Take out Citrix XenDesktop 2 / 3 Advanced")).to_be_visible()


def test_alternatives_are_of_the_question_as_it_stands(screen):
    screen.goto("/")
    opened("Stacks", "VECD on free Hyper-V")(screen)
    stack = screen.locator(".stack").nth(2)
    change = stack.get_by_label("Change Citrix XenDesktop 2 / 3 Standard")
    change.click()
    expect(stack.locator(".ways .more b").first).to_have_text("+2.60")
    type_in = (
        "field => { field.value = '3000'; field.dispatchEvent(new Event('input', { bubbles: true "
        "})); }"
    )
    # Out of sight beside an open stack.
    screen.locator("[name='fleet.1.desktops']").evaluate(type_in)
    expect(screen).to_have_url(re.compile("3000"))
    expect(stack.locator(".ways")).to_have_count(0)
    change.click()
    expect(stack.locator(".ways .more b").first).not_to_have_text("+2.60")


def test_another_scheme_is_used_without_javascript(reader):
    page = reader(java_script_enabled=False)
    page.goto("/?fleet.0.desktops=700")
    page.locator("summary", has_text="Stacks").click()
    page.locator(".stack > summary", has_text="VECD on free Hyper-V").click()
    stack = page.locator(".stack").nth(2)
    stack.get_by_role("button", name="Show the stack").click()
    stack.get_by_label("Change Citrix XenDesktop 2 / 3 Standard").click()
    stack.locator(
        ".acts", has=page.get_by_label("Change Citrix XenDesktop 2 / 3 Standard")
    ).get_by_role("button", name="What else is on sale").click()
    page.get_by_role("button", name="Use: Citrix XenDesktop 2 / 3 Advanced").click()
    expect(page).to_have_url(re.compile("fleet.0.desktops=700.*ctx-xendesktop-advanced"))


def test_axe_finds_nothing_in_findings_and_stacks(reader):
    for width, scheme in ((1440, "light"), (1280, "dark"), (360, "light")):
        page = reader(width, 800, color_scheme=scheme)
        page.goto("/?scenarios.1.stack.3.scheme=&scenarios.2.stack.2.scheme=")
        assert found(page, "#findings") == []
        opened("Stacks", "VECD on free Hyper-V")(page)
        page.locator(".stack[open] .acts summary").first.click()
        expect(page.locator(".stack[open] .ways").first).to_be_visible()
        assert found(page, "#stacks") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_entry_is_made_to_serve_one_more_group_and_never_nobody(screen):
    screen.goto("/")
    opened("Stacks", "Each desk its own")(screen)
    stack = screen.locator(".stack").nth(5)
    stack.get_by_label(
        "Serves Office only: choose whom Microsoft Hyper-V Server 2008 managed by Virtual Machine "
        "Manager serves"
    ).click()
    office = stack.get_by_label(
        "Microsoft Hyper-V Server 2008 managed by Virtual Machine Manager serves Office"
    )
    office.select_option("no")
    expect(office).to_have_attribute("aria-invalid", "true")
    expect(screen.get_by_role("alert")).to_contain_text("may name at least one group")
    office.select_option("yes")
    expect(screen.locator("#faults li")).to_have_count(0)
    stack.get_by_label(
        "Microsoft Hyper-V Server 2008 managed by Virtual Machine Manager serves Engineering"
    ).select_option("yes")
    expect(screen).to_have_url(re.compile(r"scenarios\.5\.stack\.1\.groups="))


def test_whom_an_entry_serves_is_chosen_without_javascript(reader):
    page = reader(java_script_enabled=False)
    page.goto("/")
    page.locator("summary", has_text="Stacks").click()
    page.locator(".stack > summary", has_text="Each desk its own").click()
    stack = page.locator(".stack").nth(5)
    stack.get_by_role("button", name="Show the stack").click()
    stack.get_by_label(
        "Serves Office only: choose whom Microsoft Hyper-V Server 2008 managed by Virtual Machine "
        "Manager serves"
    ).click()
    stack.get_by_label(
        "Microsoft Hyper-V Server 2008 managed by Virtual Machine Manager serves Engineering"
    ).select_option("yes")
    page.get_by_role("button", name="Calculate").last.click()
    expect(page).to_have_url(re.compile(r"groups=%5B%22Engineering%22,%22Office%22%5D"))
