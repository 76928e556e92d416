"""A name that JSON gives twice is a fault with its path, at every door and at any depth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pricing.analyses import ANALYSES
from pricing.presets import preset

from .markup import parsed, text_of

pytestmark = pytest.mark.usefixtures("catalogue_db")

Path = tuple[str | int, ...]


def list_names(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all names of a value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from list_names(inner, (*path, name))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from list_names(inner, (*path, place))


def write_twice(value: Any, path: Path) -> str:
    """JSON in which the name at a path stands twice, the second time with another value."""
    if not path:
        return json.dumps(value)
    head, *rest = path
    if isinstance(value, list):
        items = (write_twice(each, rest if n == head else ()) for n, each in enumerate(value))
        return f"[{', '.join(items)}]"
    pairs = [
        f"{json.dumps(name)}: {write_twice(each, rest if name == head else ())}"
        for name, each in value.items()
    ]
    if not rest:
        pairs.append(f"{json.dumps(head)}: 5")
    return f"{{{', '.join(pairs)}}}"


def list_first_of_each_kind(document: dict[str, Any]) -> list[Path]:
    """One path of each kind of name, whichever members of lists it stands in."""
    kinds: dict[tuple[str, ...], Path] = {}
    for path in list_names(document):
        kinds.setdefault(tuple(part for part in path if isinstance(part, str)), path)
    return [*kinds.values()]


DOCUMENT = preset("today")
PATHS = list_first_of_each_kind(DOCUMENT)


def write_path(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)[1:]


@pytest.mark.parametrize("path", PATHS, ids=write_path)
def test_a_document_that_is_brought_is_not_taken_where_a_name_stands_twice(client, path):
    file = SimpleUploadedFile("own.json", write_twice(DOCUMENT, path).encode())
    page = parsed(client.post("/own-document", {"file": file}).content.decode())
    assert "is given twice" in text_of(page)
    [kept] = {each.get("value") for each in page.iterfind(".//input[@name='document']")} or {""}
    assert not kept


def ask(client, name: str, body: str):
    answer = client.post(f"/api/{name}", body, content_type="application/json")
    return answer.status_code, [fault["path"] for fault in answer.json().get("faults", [])]


@pytest.mark.parametrize("name", [each.name for each in ANALYSES])
def test_the_document_itself_is_given_to_an_analysis_once(client, name):
    body = write_twice({"document": DOCUMENT}, ("document",))
    assert ask(client, name, body) == (422, ["document"])


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (("best",), {"best": 1}),
        (("wishes", "must"), {"wishes": {"must": []}}),
        (("document",), {}),
    ],
)
def test_what_a_search_is_asked_is_given_once(client, path, more):
    body = write_twice({"document": DOCUMENT, **more}, path)
    assert ask(client, "search", body) == (422, [write_path(path)])


@pytest.mark.parametrize("best", [" 12 ", 12.0, "12"])
def test_a_search_reads_its_number_as_every_number_is_read(client, best):
    body = json.dumps({"document": DOCUMENT, "best": best, "fold": "x"})
    assert ask(client, "search", body) == (422, ["fold"])


def list_options_that_hold_something() -> list[tuple[str, str]]:
    return [
        (each.name, name)
        for each in ANALYSES
        for name, option in each.options.items()
        if option.default is not None
    ]


@pytest.mark.parametrize(("analysis", "name"), list_options_that_hold_something())
def test_nothing_is_no_value_of_an_option_that_always_holds_one(client, analysis, name):
    status, paths = ask(client, analysis, json.dumps({"document": DOCUMENT, name: None}))
    assert (status, name in paths) == (422, True)
