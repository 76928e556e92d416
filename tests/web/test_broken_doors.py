"""Broken documents at every door that takes one: what is wrong is said, and nothing falls over."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from pricing.analyses import ANALYSES
from tests.broken import Break, broken, one_break_a_field

pytestmark = pytest.mark.usefixtures("catalogue_db")

BREAKS = one_break_a_field()
# What reaches furthest into the page, the analyses and the files before anybody looks at it.
SPITEFUL = [
    *(
        Break(("catalogue", "schemes", place, "metric"), value)
        for place in (2, 3, 9)
        for value in ("devise", None)
    ),
    *(
        Break(("catalogue", "schemes", place, "attributes"), {name: "many"})
        for place in (2, 3)
        for name in ("sockets", "ram_gb", "hypervisor_ram_gb")
    ),
    Break(("fleet", 0, "entitlements"), [""]),
    Break(("fleet", 0, "entitlements"), [" "]),
    Break(("fleet", 0, "name"), "\ud800"),
    Break(("scenarios", 0, "name"), "\ud800"),
    Break(("scenarios", 1, "deliveries"), {"\ud800": "pc"}),
    Break(("scenarios", 0, "stack"), [["server"]]),
    Break(("scenarios", 0, "stack"), [{"scheme": ["server"]}]),
    Break(("catalogue", "schemes"), [{}]),
    Break(("catalogue", "assumptions"), {"pue": []}),
    Break(("fleet",), [{"name": ["x"]}]),
    Break(("fleet",), {"name": "x"}),
    Break(("scenarios",), [["x"]]),
    Break(("price_list",), ["x"]),
    Break(("price_date",), ["x"]),
    Break(("title",), ["x"]),
    Break(("exchange_rates",), ["x"]),
    Break(("exchange_rates",), {"EUR": "x"}),
    Break(("scenarios", 0, "own_lines"), [["x"]]),
    Break(("scenarios", 0, "own_lines"), [{"name": ["x"]}]),
    Break(("scenarios", 1, "prices"), {"hyper": {"net": {}}}),
    Break(("scenarios", 1, "prices"), {"hyper": ["x"]}),
    Break(
        ("scenarios", 1, "stack", 1),
        {"scheme": "hyper", "groups": ["Office"], "owned": "x", "term": ["x"]},
    ),
]


def written(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def names(each: Break) -> str:
    return each.name


@pytest.mark.parametrize("door", ["search", *(each.name for each in ANALYSES)])
def test_every_door_of_the_api_names_what_is_broken(door, client):
    for each in (*BREAKS[::20], *SPITEFUL):
        body = json.dumps({"document": broken(each)})
        response = client.post(f"/api/{door}", body, content_type="application/json")
        assert response.status_code == 422, (each.name, response.content[:300])


def test_the_comparison_of_the_api_names_every_broken_field(client):
    for each in (*BREAKS, *SPITEFUL):
        response = client.post(
            "/api/compare", written(broken(each)), content_type="application/json"
        )
        assert response.status_code == 422, each.name
        assert any(f["path"].startswith(each.where) for f in response.json()["faults"]), each.name


@pytest.mark.parametrize("each", [*BREAKS[::25], *SPITEFUL], ids=names)
def test_the_page_opens_a_broken_document_and_says_so(each, client):
    file = SimpleUploadedFile("broken.json", written(broken(each)), "application/json")
    response = client.post("/own-document", {"file": file})
    assert response.status_code == 200
    assert "cannot be used" in response.content.decode()


@pytest.mark.parametrize("each", SPITEFUL, ids=names)
def test_a_form_with_a_broken_document_falls_over_at_no_address(each, client):
    document = json.dumps(broken(each))
    for address in (
        "/",
        "/sure",
        "/where",
        "/rigged",
        "/cheapest",
        "/document.json",
        "/through-the-years",
    ):
        assert client.post(address, {"document": document}).status_code in (200, 422), address
    for address in ("/quote.csv", "/comparison.json"):
        assert client.post(address, {"document": document}).status_code == 422, address


def test_a_fleet_of_nobody_is_shown_at_every_look(client):
    nobody = [{"name": name, "desktops": 0, "users": 0} for name in ("Office", "Call centre")]
    keep = {"name": "Keep", "delivery": "pc", "stack": []}
    document = json.dumps(broken() | {"fleet": nobody, "scenarios": [keep]})
    for address in ("/", "/sure", "/where", "/rigged", "/cheapest"):
        response = client.post(address, {"document": document})
        assert response.status_code == 200
        assert "Keep" in response.content.decode()


@pytest.mark.parametrize("command", ["compare", "cheapest"])
def test_the_commands_name_what_is_broken(command, tmp_path):
    for each in (*BREAKS[::20], *SPITEFUL):
        file = tmp_path / "broken.json"
        file.write_bytes(written(broken(each)))
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command(command, str(file), stdout=out, stderr=err)
        assert (ended.value.code, out.getvalue()) == (2, ""), each.name
        assert str(file) in err.getvalue()
