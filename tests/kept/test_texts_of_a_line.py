"""Texts of one line hold no tab and no line break; what is not offered is not said again."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.forms import TokenForm
from calculator.kept.forms import DraftForm, KeepForm
from calculator.kept.term_forms import TermForm

OF_A_LINE = [
    (lambda typed: KeepForm(typed, targets=[]), "name"),
    (DraftForm, "tax_label"),
]


@pytest.mark.parametrize("sign", ["\t", "\n", "\x0b", "\u2028"])
@pytest.mark.parametrize(("make", "field"), OF_A_LINE)
def test_a_text_of_one_line_holds_no_sign_of_another(make, field, sign):
    assert field in make({field: f"To{sign}ACME"}).errors
    assert field not in make({field: "To ACME"}).errors


@pytest.mark.parametrize("sign", ["\t", "\n", "\r"])
def test_the_name_of_a_token_neither(sign):
    form = TokenForm({"name": f"a{sign}b"}, today=date(2026, 12, 3))
    assert form.errors["name"]


@pytest.mark.parametrize("typed", ["mars", "x" * 100_000])
def test_what_is_not_offered_is_told_in_a_sentence_of_its_own(typed):
    form = KeepForm({"visibility": typed}, targets=[])
    assert form.errors["visibility"] == ["Choose one of private, organisation."]


def test_a_term_of_nothing_that_is_offered_neither(catalogue_db):
    form = TermForm("us-list", {"of": "x" * 100_000})
    assert form.errors["of"] == ["Choose one of those that are offered."]
