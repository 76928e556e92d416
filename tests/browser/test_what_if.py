"""What if: one thing changed in a copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .page import WHAT_IFS, costs, heads, number


@pytest.mark.parametrize("button", WHAT_IFS)
def test_a_what_if_stands_as_a_copy_beside_the_original(screen, button):
    screen.goto("/")
    before, names = costs(screen), heads(screen)
    screen.get_by_role("button", name=button, exact=True).click()
    expect(screen.locator("#costs thead bdi")).to_have_count(8)
    assert heads(screen) == [*names, WHAT_IFS[button]]
    after = costs(screen)
    assert after[:7] == before
    # Software Assurance reaches no thin client, so it frees the call centre of nothing.
    assert (after[7] == after[1]) == (button == "everybody has it")


def test_pcs_that_are_bought_can_be_reused_in_a_copy(screen):
    screen.goto("/")
    screen.get_by_label("in a copy of").select_option(label="New PCs")
    screen.get_by_role("button", name="PCs are reused").click()
    expect(screen.locator("#costs thead bdi").last).to_have_text("New PCs, PCs reused")
    *_, before, after = map(number, costs(screen))
    assert after < before


def test_the_same_stack_is_signed_on_another_day(screen):
    screen.goto("/")
    screen.get_by_label("in a copy of").select_option(label="Keep the PCs there are")
    screen.get_by_label("with prices of another day").fill("2010-07-01")
    screen.get_by_role("button", name="Copy", exact=True).click()
    expect(screen.locator("#costs thead bdi").last).to_have_text(
        "Keep the PCs there are, signed 2010-07-01"
    )


def test_a_what_if_that_can_not_be_done_says_why(screen):
    screen.goto("/")
    screen.get_by_label("in a copy of").select_option(label="Keep the PCs there are")
    screen.get_by_role("button", name="the hypervisor, or its bundle, is free").click()
    expect(
        screen.get_by_text("Keep the PCs there are has no hypervisor to be free.")
    ).to_be_visible()
    expect(screen.locator("#costs thead bdi")).to_have_count(7)
