"""Every address that takes a file, found by its code: what is no file there is said in words."""

from __future__ import annotations

import inspect
import re
import sys
from types import FunctionType

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from calculator.urls import urlpatterns
from pricing.models import Proposal
from tests.accounts.people import give_second_factor
from tests.pricing.proposals import HEADS, make_own_list

from .markup import parsed, text_of

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]


def takes_file(view: FunctionType, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a view, or what it calls of its own module, reads files of a form."""
    module, names = sys.modules[view.__module__], set(view.__code__.co_names)
    called = [getattr(module, name, None) for name in names - seen]
    own = [inspect.unwrap(each) for each in called if isinstance(each, FunctionType)]
    return "FILES" in names or any(
        takes_file(each, seen | names) for each in own if each.__module__ == view.__module__
    )


DOORS = {
    pattern.name: pattern
    for pattern in urlpatterns
    if isinstance(getattr(pattern, "callback", None), FunctionType)
    and takes_file(inspect.unwrap(pattern.callback))
}


ROW = "ms-vecd-sa,2009-01-01,25.00,,Offer 8,,verified,\n"
MORE = {"proposal": {"action": "replace"}, "proposals": {"price_list": "acme"}}
TOO_MANY = {
    "fields": (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, "more than 4,000 fields"),
    "files": (settings.DATA_UPLOAD_MAX_NUMBER_FILES, "more than 100 files"),
}


@pytest.fixture
def everybody(client) -> Client:
    """Somebody who may do everything, and has brought a file."""
    make_own_list()
    person = User.objects.create_user("paula")
    person.groups.set(Group.objects.all())
    give_second_factor(person)
    client.force_login(person)
    file = SimpleUploadedFile("acme.csv", (HEADS + ROW).encode())
    assert client.post(reverse("proposals"), {"price_list": "acme", "file": file}).status_code < 400
    return client


def find_address(door: str) -> str:
    """Where a door is, that of the proposal that was brought."""
    return reverse(door, args=[Proposal.objects.get().pk] if door == "proposal" else [])


def test_the_doors_are_found():
    assert {"own-document", "supplier", "inventory", "proposal", "load", "verify"} < {*DOORS}


@pytest.mark.parametrize("door", sorted({*DOORS} - {"own-document"}))
def test_a_form_without_its_file_says_so_at_the_field(everybody, door):
    answer = everybody.post(find_address(door), MORE.get(door, {}))
    root = parsed(answer.content.decode())
    [field] = [each for each in root.iter("input") if each.get("aria-invalid") == "true"]
    told = field.get("aria-describedby", "").split()
    words = [text_of(each) for each in root.iter() if each.get("id") in told]
    assert field.get("name") == "file"
    assert any(each.startswith("Choose ") for each in words)


def show_field(client: Client, door: str) -> str:
    """The words of the page with the field of a door: what it says where the file is missing."""
    if door == "own-document":
        return text_of(parsed(client.get("/").content.decode()))
    answer = client.post(find_address(door), MORE.get(door, {}))
    return text_of(parsed(answer.content.decode()))


@pytest.mark.parametrize("door", DOORS)
def test_a_file_larger_than_the_page_of_its_door_says_is_refused(everybody, door):
    told = re.findall(r"up to (\d+) MiB", show_field(everybody, door))
    most_bytes = max(int(each) for each in told) * 1024**2
    file = SimpleUploadedFile("x.csv", b"x" * (most_bytes + 1))
    typed = {"preset": "january-2008", "file": file} | MORE.get(door, {})
    answer = everybody.post(find_address(door), typed)
    assert re.search("larger than|may hold up to", text_of(parsed(answer.content.decode())))


@pytest.mark.parametrize("kind", TOO_MANY)
@pytest.mark.parametrize("door", DOORS)
def test_too_many_parts_are_refused_by_the_limit_and_leave_no_traceback(
    everybody, capfd, door, kind
):
    most, words = TOO_MANY[kind]
    name = 'name="file"; filename="a.csv"' if kind == "files" else 'name="field"'
    part = f"--thread\r\nContent-Disposition: form-data; {name}\r\n\r\n1\r\n"
    body = part * (most + 1) + "--thread--\r\n"
    address = find_address(door)
    capfd.readouterr()
    answer = everybody.post(address, body, "multipart/form-data; boundary=thread")
    assert answer.status_code == 400
    assert words in text_of(parsed(answer.content.decode()))
    assert "Traceback" not in capfd.readouterr().err
