"""What is typed comes out as it was typed, wherever it stands, and nothing is made of it."""

from __future__ import annotations

import csv
import io
import json
from copy import deepcopy

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from calculator.question.address import query
from calculator.responses import as_file
from pricing.models import Price
from pricing.presets import preset
from tests.accounts.people import make_person
from tests.web.markup import parsed

pytestmark = [pytest.mark.stores, pytest.mark.usefixtures("catalogue_db")]
NAMES = [
    "%2527 &amp;lt; %41",
    "{{7*7}} {% load x %} ${7*7}",
    "%s%n {0.__class__} %(x)s",
    "<img src=x onerror=alert(1)>",
    "__import__('os').system('x')",
    "</script><script>alert(1)</script>",
    "__proto__",
    "name.fleet[0]; touch x",
]


def address(path: str, name: str) -> str:
    return f"{path}?" + query([("preset", "january-2008"), ("scenarios.1.name", name)])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_out_as_it_was_typed_at_every_door(client, name):
    page = parsed(client.get(address("/", name)).content.decode())
    [field] = page.findall(".//input[@name='scenarios.1.name']")
    assert field.get("value") == name
    assert not page.findall(".//img[@src='x']")
    assert name in {"".join(each.itertext()).strip() for each in page.iter("th")}
    rows = csv.reader(io.StringIO(client.get(address("/costs.csv", name)).content.decode()))
    assert name in {cell for row in rows for cell in row}
    document = deepcopy(preset("january-2008"))
    document["scenarios"][1]["name"] = name
    answer = client.post("/api/compare", json.dumps(document), content_type="application/json")
    assert answer.json()["scenarios"][1]["name"] == name


@pytest.mark.parametrize("sought", ["' OR 1=1 --", '"', "%", "_", ".*(", "[", "\\", "(a+)+$"])
def test_quotes_and_wild_cards_in_a_search_are_letters(client, sought):
    answer = client.get("/prices/", {"q": sought})
    assert answer.status_code == 200
    everything = client.get("/api/prices").content
    assert client.get("/api/prices", {"q": sought}).content != everything


SCRIPTS = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " javascript:x"]


@pytest.mark.parametrize("source", SCRIPTS)
def test_a_source_that_is_a_script_is_refused_by_form_and_database(source):
    price = Price.objects.first()
    price.source_url = source
    with pytest.raises(ValidationError):
        price.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.filter(pk=price.pk).update(source_url=source)


@pytest.mark.parametrize(
    "typed", ["ada@example.org\r\nBcc: eve@example.org", "ada@example.org,eve@example.org"]
)
def test_an_address_of_two_lines_gets_no_letter(client, settings, typed):
    settings.EMAIL_HOST = "mail.example.org"
    make_person("ada")
    for email in ("ada@example.org", typed):
        client.post("/accounts/password/reset/", {"email": email})
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('a"; filename="x.exe', 'filename="a\\"; filename=\\"x.exe"'),
        ("a\\b", 'filename="a\\\\b"'),
        ("ä\u202e.csv", "filename*=utf-8''%C3%A4%E2%80%AE.csv"),
    ],
)
def test_the_name_of_a_file_is_written_as_rfc_6266_says(name, written):
    assert as_file(HttpResponse(), name)["Content-Disposition"] == f"attachment; {written}"


@pytest.mark.parametrize("title", ['a"; filename="x.exe', "a\r\nSet-Cookie: x=1", "../../x", "ä€"])
def test_no_title_breaks_the_name_of_a_file(client, title):
    path = "/document.json?" + query([("preset", "january-2008"), ("title", title)])
    answer = client.get(path)
    header = answer.get("Content-Disposition", "")
    assert "\n" not in header
    assert "Set-Cookie" not in answer
    assert '"; filename="x.exe"' not in header
    assert "/" not in header
