"""The table of rights over what is kept, as people read it."""

from __future__ import annotations

import pytest

from accounts.rights import COLUMNS
from calculator.kept.rights_words import ACTIONS
from quotes.rights import TABLE
from tests.web.markup import parsed, text_of

pytestmark = pytest.mark.django_db


def test_every_right_over_what_is_kept_stands_on_the_page_as_the_program_holds_it(client):
    root = parsed(client.get("/rights/").content.decode())
    shown = {text_of(row[0]): [text_of(cell) for cell in row[1:]] for row in root.iter("tr")}
    for right in TABLE:
        cells = shown[ACTIONS[right.action]]
        has = {name for name, cell in zip(COLUMNS, cells[:-1], strict=True) if cell == "yes"}
        assert has == right.roles, right.action


def test_what_must_hold_besides_is_told(client):
    root = parsed(client.get("/rights/").content.decode())
    shown = {text_of(row[0]): text_of(row[-1]) for row in root.iter("tr")}
    assert shown["Send a quote back, to be a draft again"] == (
        "neither its maker, nor who last changed it, nor who submitted it; "
        "while it is submitted; with a reason"
    )
