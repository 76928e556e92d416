"""No document and no address makes any door fall over; `make fuzz` sends a hundred thousand."""

from __future__ import annotations

import os
from random import Random

import pytest
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

from tests.fuzz import (
    ANSWERS,
    DOORS,
    JUNK,
    Asked,
    break_document,
    make_document,
    make_request,
    send,
    write_text,
)

pytestmark = pytest.mark.usefixtures("catalogue_db")

BLOCK = 100
REQUESTS = int(os.environ.get("FUZZ", "3000"))
COMMANDS = {
    **dict.fromkeys(("compare", "quote", "cheapest", "uncertainty", "flips", "framings"), ()),
    "tornado": ("--scenario", "1"),
}
DOCUMENTS = 20  # of a command in a block
# Pages that take no document and no number.
APART = {"/api/openapi.json", "/method/", "/glossary/", "/rights/", "/accounts/"}
APART |= {"/healthz", "/readyz", "/metrics"}


def sent(client, number: int) -> tuple[Asked, int]:
    asked = make_request(number)
    try:
        return asked, send(client, asked).status_code
    except Exception as error:
        error.add_note(f"request {number}: {asked.told}")
        raise


def send_many(client, numbers: range) -> None:
    for number in numbers:
        asked, status = sent(client, number)
        assert status in ANSWERS, f"request {number}: {status} to {asked.told}"


@pytest.mark.parametrize("block", range(REQUESTS // BLOCK))
def test_no_request_makes_a_door_fall_over(block, client):
    send_many(client, range(block * BLOCK, (block + 1) * BLOCK))


@pytest.mark.parametrize("block", range(max(REQUESTS // 10_000, 1)))
@pytest.mark.parametrize("command", COMMANDS)
def test_no_document_makes_a_command_fall_over(command, block, tmp_path, capsys):
    """A document that is refused is a fault and status 2, whatever stands in it."""
    rng, file = Random(f"{command} {block}"), tmp_path / "document.json"
    for number in range(DOCUMENTS):
        document = break_document(rng, make_document(rng))
        file.write_bytes(write_text(document).encode("utf-8", "surrogatepass"))
        status = find_status(command, str(file), *COMMANDS[command])
        told = capsys.readouterr().err
        assert (status, str(file) in told) in ((0, False), (2, True)), f"document {number}: {told}"


def find_status(*words: str) -> int:
    """What a command ends with."""
    try:
        call_command(*words)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_a_broken_document_leaves_the_wrong_values_as_they_are_for_those_after_it():
    before = repr(JUNK)
    for seed in range(10_000):
        break_document(Random(seed), {"title": "x", "fleet": [{"name": "x"}]})
    assert repr(JUNK) == before


def test_every_door_of_the_site_is_tried():
    plain = {
        f"/{each.pattern}"
        for each in get_resolver().url_patterns
        if isinstance(each, URLPattern) and "<" not in str(each.pattern)
    }
    assert plain - APART == set(DOORS) - {
        "/prices/ms-vecd-sa/",
        "/prices/ms-vecd-sa/history",
        "/prices/nonesuch/",
        "/lists/acme/",
    }


def test_a_fault_that_is_planted_is_found(client, monkeypatch):
    """Else the generator could send nothing that reaches anything."""
    monkeypatch.setattr("calculator.question.suggestions.plain_number", None)
    with pytest.raises(TypeError):
        send_many(client, range(200))
