"""A text that no field takes stands in its own field as it was typed, and cut everywhere else."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from pricing.engine.knobs import KNOBS
from pricing.presets import preset
from tests.web.markup import field, parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

TYPED = "x" * 90_000
# What a page grows by beside what was typed: messages, and the stack that a fault unfolds.
BESIDE = 180_000
PRESET = "autumn-2008"
SENT = {"address": f"preset={PRESET}"}


def read_names() -> list[str]:
    """A field of each kind that the form has, with a stack unfolded; of the assumptions one."""
    form = parsed(Client().get("/", {"preset": PRESET, "stack": "1"}).content.decode())
    names = (each.get("name") for each in chain(form.iter("input"), form.iter("select")))
    kinds: dict[str, str] = {}
    for name in filter(None, names):
        kind = re.sub(r"\d+", "0", name)
        if name.partition("assumptions.")[2] in KNOBS:
            kind = "assumptions"
        kinds.setdefault(kind, name)
    return list(kinds.values())


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_page_grows_by_what_was_typed_once_whatever_field_it_was_typed_in(is_trusted):
    client = Client(enforce_csrf_checks=not is_trusted)
    plain = len(client.post("/", SENT, follow=True).content)
    names = [name for name in read_names() if name not in ("address", "csrfmiddlewaretoken")]
    grown = {
        name: len(client.post("/", SENT | {name: TYPED}, follow=True).content) - plain
        for name in names
    }
    assert len(grown) > 50
    assert {n: size for n, size in grown.items() if size > len(TYPED) + BESIDE} == {}


def test_a_form_in_which_every_name_is_too_long_is_no_larger_than_what_was_typed():
    names = [n for n in read_names() if n.endswith(".name")]
    names += [f"{n.partition('.')[0]}.{place}.name" for n in names for place in (1, 2)]
    sent = SENT | {n: f"{n}{TYPED}" for n in names if n.count(".") == 2}
    given = sum(map(len, sent.values()))
    assert given > 500_000
    assert len(Client(enforce_csrf_checks=True).post("/", sent).content) < given + 3 * BESIDE


@pytest.mark.parametrize(
    "name", ["title", "fleet.0.name", "scenarios.1.name", "scenarios.1.delivery"]
)
def test_the_field_itself_holds_all_that_was_typed(client, name):
    shown = field(parsed(client.post("/", SENT | {name: TYPED}).content.decode()), name)
    held = shown.get("value") or shown.find("option[@selected]").get("value")
    assert held == TYPED


def list_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """A way to each kind of plain value in a document."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    if isinstance(value, list):
        items = enumerate(value)
    found = [each for key, item in items for each in list_paths(item, (*path, key))]
    return found or [path]


def put(document: dict[str, Any], path: tuple[Any, ...], *, as_key: bool) -> str:
    made = deepcopy(document)
    inner: Any = made
    for key in path[:-1]:
        inner = inner[key]
    if as_key and isinstance(inner, dict):
        inner[TYPED] = inner.pop(path[-1])
    else:
        inner[path[-1]] = TYPED
    return json.dumps(made)


@pytest.mark.parametrize("as_key", [False, True])
def test_a_document_stands_on_its_page_once_and_a_text_of_it_once_more(client, as_key):
    document = json.loads(json.dumps(preset(PRESET)))
    plain = len(client.post("/", {"document": json.dumps(document)}).content)
    kinds = {re.sub(r"\d+", "0", repr(path)): path for path in list_paths(document)}
    grown = {
        kind: len(client.post("/", {"document": put(document, path, as_key=as_key)}).content)
        - plain
        for kind, path in kinds.items()
    }
    assert len(grown) > 15
    assert {kind: n for kind, n in grown.items() if n > 2 * len(TYPED) + BESIDE} == {}


def test_a_note_that_is_not_too_long_is_whole_in_its_field(client):
    document = json.loads(json.dumps(preset(PRESET)))
    note = "x" * 1500
    document["scenarios"][0]["own_lines"] = [
        {"name": "Rent", "category": "operations", "amount": "x", "source": note}
    ]
    page = parsed(client.post("/", {"document": json.dumps(document)}).content.decode())
    assert field(page, "scenarios.0.own_lines.0.source").get("value") == note


@pytest.mark.parametrize("sign", ["\u202e", "\u2067", "\u0085", "\x07", "\ufffe"])
def test_a_name_that_is_turned_around_turns_nothing_around_it(client, sign):
    response = client.get("/", {"fleet.0.name": f"Of{sign}fice", "fleet.0.desktops": "8o0"})
    root = parsed(response.content.decode())
    [summary] = [each for each in root.iter() if each.get("id") == "faults"]
    assert f"Of\\u{ord(sign):04x}fice, desktops" in text_of(summary)
    assert sign not in text_of(root)
