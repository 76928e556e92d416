"""Requests that nobody should send: broken documents and addresses of every kind, at every door.

`make fuzz` sends 100,000 of them; the suite sends as many as it has time for. A request is made
from its number alone, so a failure is repeated by its number.
"""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.test import Client

from calculator.looks import LOOKS
from calculator.views.files import list_addresses
from pricing.analyses import ANALYSES
from pricing.engine.fields import SHAPES
from pricing.portfolio.rows import COLUMNS
from pricing.presets import preset, presets
from tests.broken import BASE
from tests.purchase_strategies import random_purchase
from tests.strategies import random_document

API = ("compare", "search", *(each.name for each in ANALYSES))
PAGES = tuple(look.path for look in LOOKS.values())
FILES = ("/document.json", *(f"/{each.pattern}" for each in list_addresses()))
PARTS = ("/through-the-years", "/alternatives", "/on-paper")
PRICES = (
    *("/prices/", "/prices.csv", "/prices.xlsx", "/prices/ms-vecd-sa/", "/prices/nonesuch/"),
    *("/api/prices", "/api/catalogue/changes", "/lists/", "/lists/acme/"),
    *(
        "/catalogue/changes/",
        "/prices/ms-vecd-sa/history",
        "/catalogue/difference",
        "/catalogue/difference.csv",
    ),
    "/catalogue/difference.xlsx",
    "/catalogue/proposals/",
)
NEXT_YEAR = f"{date.today().year + 1}-12-31"
UPLOADS = (
    *("/own-document", "/supplier", "/inventory", "/verify", "/quotes/load"),
    "/portfolio/",
)
KEPT = ("/comparisons/", "/comparisons/keep", "/quotes/", "/quotes/make", "/accounts/tokens/")
KEPT_API = ("/api/comparisons", "/api/quotes", "/api/verify", "/api/catalogue/proposals")
DOORS = (
    *(*(f"/api/{name}" for name in API), *KEPT_API),
    *(*PAGES, *FILES, *PARTS, *PRICES, *UPLOADS, *KEPT),
)
# Those of the API that have a number in their address, which people with a role alone open.
NUMBERED = (
    *("/api/comparisons/{}/versions", "/api/comparisons/{}/v{}", "/api/quotes/{}"),
    *("/api/quotes/{}/submit", "/api/quotes/{}/take-back", "/api/quotes/{}/delete"),
    "/api/catalogue/proposals/{}/apply",
    *("/api/quotes/{}/issue", "/api/quotes/DF-2026-00000{}/v{}", "/api/quotes/{}/x"),
    *("/api/quotes/DF-2026-00000{}/v{}.pdf", "/api/quotes/DF-2026-00000{}/v{}.xml"),
)
# What a door may answer: 5xx never, and of 4xx those that say what was wrong.
ANSWERS = {200, 302, 400, 401, 404, 405, 409, 413, 415, 422}

JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 0.5, 10**15, -(10**400), 1e308, 2**53, 2.0**-1074),
    *("", " ", "0", "-1", "1e400", "NaN", "１２", "٣", "1_000", "1.234,56", "\x00", "\ud800"),
    *("\u202e", "=1+1", "<b>", "{{ 7*7 }}", "x" * 300, "é" * 201, "2008-02-30", "2011-01-31"),
    *([], {}, [[]], [{}], [None], {"": None}, {"low": 2, "mode": 1, "high": 3}, {"net": [1, "x"]}),
    *({"\ud800": 1}, [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]], ["x"] * 70),
)
NAMES = tuple(sorted({name for shape in SHAPES.values() for name in shape}))
KINDS = ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")


class Asked(NamedTuple):
    """One request: how, where, and with what."""

    method: str
    path: str
    body: Any
    content_type: str = "application/json"

    @property
    def told(self) -> str:
        """The request in a line, for who has to find it again."""
        return f"{self.method} {self.path} {str(self.body)[:2000]!r}"


def make_request(number: int) -> Asked:
    """The request of a number: the same in every run."""
    rng = Random(f"request {number}")
    door = rng.choice(DOORS)
    if door in KEPT_API:
        return _ask_kept(rng, door)
    if door.startswith("/api/") and door not in PRICES:
        return _ask_api(rng, door)
    if door == "/own-document":
        return Asked("POST", door, {"file": write_file(rng)}, "multipart")
    if door in ("/verify", "/quotes/load"):
        make = rng.choice((write_file, write_table))
        return Asked("POST", door, {"file": make(rng)}, "multipart")
    if door == "/portfolio/":
        return Asked("POST", door, {"file": _write_results(rng)}, "multipart")
    if door == "/supplier" and rng.random() < 0.7:
        form = {"address": _encode(_list_typed(rng)), "file": write_table(rng)}
        return Asked("POST", door, form, "multipart")
    if door == "/inventory" and rng.random() < 0.7:
        return Asked("POST", door, _write_inventory(rng), "multipart")
    if rng.random() < 0.05:
        return Asked(rng.choice(KINDS), door, "")
    if rng.random() < 0.4 and door not in PRICES:
        form = [("document", write_text(break_document(rng, make_document(rng))))]
        return Asked("POST", door, _encode(form + _list_typed(rng)), "form")
    return Asked("GET", f"{door}?{_encode(_list_typed(rng))}", "")


def make_kept_request(number: int, comparison: int, quote: int) -> Asked:
    """The same for the API of what is kept, of somebody who may, about what there is."""
    rng = Random(f"kept request {number}")
    door = rng.choice((*KEPT_API, *NUMBERED))
    there = comparison if "comparisons" in door else quote
    numbers = [rng.choice((there, there, 1, 0, 99, 10**9, 10**30)) for _ in range(2)]
    return _ask_kept(rng, door.format(*numbers), comparison)


def _ask_kept(rng: Random, door: str, comparison: int = 1) -> Asked:
    """A body with some of what these doors read, right or not."""
    good = {
        "name": "Desks",
        "visibility": "organisation",
        "note": "é",
        "base": rng.choice((1, 2)),
        "comparison": comparison,
        "version": 1,
        "scenario": rng.choice((1, "One")),
        "terms": {"notes": "x", "tax_percent": "7.5", "valid_until": NEXT_YEAR},
        "revision": rng.choice((0, 1)),
        "seen": "",
        "reason": "y",
        "price_list": rng.choice(("us-list", "acme")),
        "rows": [
            {"scheme": "ms-vecd-sa", "valid_from": "2009-01-01", "amount": "1", "source": "x"}
        ],
        "corrections": False,
        "complete_on": "2010-01-01",
        "document": rng.choice((make_document(rng), take_junk(rng))),
    }
    wanted = {
        "/api/comparisons": ("name", "visibility", "note", "document"),
        "/api/quotes": ("comparison", "version", "scenario", "terms"),
        "/api/catalogue/proposals": ("price_list", "rows", "corrections", "complete_on"),
    }.get(door, ("seen", "reason"))
    if door.endswith("versions"):
        wanted = ("base", "note", "document")
    method = rng.choice(("POST", "POST", "POST", "GET"))
    if door.rpartition("/")[2].isdecimal():
        method, wanted = rng.choice(("PATCH", "GET")), ("revision", "terms")
    body: Any = {name: good[name] for name in wanted}
    for _ in range(rng.randrange(3)):
        _break_place(rng, *rng.choice(list(_list_places(body))))
    text = write_text(body)
    if rng.random() < 0.1:
        text = text[: rng.randrange(len(text) + 1)]
    kind = "application/json"
    if door == "/api/verify" and rng.random() < 0.9:
        kind = "application/octet-stream"
    return Asked(method, door, text.encode("utf-8", "surrogatepass"), kind)


def send(client: Client, asked: Asked) -> HttpResponseBase:
    """Sends it."""
    if asked.content_type == "multipart":
        return client.post(asked.path, {name: _spell(held) for name, held in asked.body.items()})
    if asked.content_type == "form":
        kind = "application/x-www-form-urlencoded"
        return client.generic(asked.method, asked.path, asked.body, content_type=kind)
    return client.generic(asked.method, asked.path, asked.body, content_type=asked.content_type)


def _spell(held: Any) -> Any:
    """A field's text in bytes: the client itself sends no lone surrogate."""
    if isinstance(held, str):
        return held.encode("utf-8", "surrogatepass")
    return held


def make_document(rng: Random) -> dict[str, Any]:
    """A document that is right: a small one, a preset, or a random one of either kind."""
    kind = rng.randrange(4)
    if kind == 0:
        return copy.deepcopy(BASE)
    if kind == 1:
        return copy.deepcopy(preset(rng.choice(sorted(presets()))))
    if kind == 2:
        return random_document(rng.randrange(1_000))
    return random_purchase(rng.randrange(1_000))


def break_document(rng: Random, document: dict[str, Any]) -> Any:
    """The document with up to four of its parts broken, taken away, doubled or moved."""
    for _ in range(rng.randrange(5)):
        held, key = rng.choice(list(_list_places(document)))
        _break_place(rng, held, key)
    if rng.random() < 0.02:
        return take_junk(rng)
    return document


def take_junk(rng: Random) -> Any:
    """One of the wrong values, as a copy: what is broken next may be a part of it."""
    return copy.deepcopy(rng.choice(JUNK))


def _list_places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place within a value: what holds it, and under which key."""
    keys: list[Any] = []
    if isinstance(value, dict):
        keys = list(value)
    if isinstance(value, list):
        keys = list(range(len(value)))
    for key in keys:
        yield value, key
        yield from _list_places(value[key])
    if not keys:
        yield {"": value}, ""


def _break_place(rng: Random, held: Any, key: Any) -> None:
    way = rng.randrange(6)
    if way == 0:
        del held[key]
    elif way == 1 and isinstance(held, list):
        held.insert(key, copy.deepcopy(held[key]))
    elif way == 2 and isinstance(held, dict):
        held[rng.choice(NAMES)] = take_junk(rng)
    elif way == 3 and isinstance(held[key], str):
        held[key] = held[key][: rng.randrange(len(held[key]) + 1)]
    elif way == 4:
        held[key] = [held[key]]
    else:
        held[key] = take_junk(rng)


def write_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ask_api(rng: Random, door: str) -> Asked:
    document = break_document(rng, make_document(rng))
    body: Any = document
    if door != "/api/compare":
        body = {"document": document}
        for _ in range(rng.randrange(3)):
            body[rng.choice((*NAMES, "draws", "seed", "from", "to", "inputs", "wishes"))] = (
                rng.choice(JUNK)
            )
        # Cases and steps by the million are right, and only slow.
        body.setdefault("cases", rng.choice((1, 16, "x")))
    text = write_text(body)
    if rng.random() < 0.1:
        text = text[: rng.randrange(len(text) + 1)]
    return Asked("POST", door, text.encode("utf-8", "surrogatepass"))


def write_file(rng: Random) -> SimpleUploadedFile:
    content = write_text(break_document(rng, make_document(rng))).encode("utf-8", "surrogatepass")
    way = rng.randrange(4)
    if way == 0:
        content = content[: rng.randrange(len(content) + 1)]
    if way == 1:
        content = b"\xff\xfe" + content
    if way == 2:
        place = rng.randrange(len(content) + 1)
        content = content[:place] + rng.randbytes(3) + content[place:]
    return SimpleUploadedFile(rng.choice(("a.json", "a.csv", "\u202ea.exe")), content)


def write_table(rng: Random) -> SimpleUploadedFile:
    """A table as a supplier would send it, with cells that he would not."""
    heads = ["scheme", "pack_price", "currency", "scenario", "valid_until", "remark"]
    good = ["ms-vecd-sa", "20.00", "USD", "", "2009-12-31", "as agreed"]
    rows = [heads]
    for _ in range(rng.randrange(6)):
        row = list(good)
        for _ in range(rng.randrange(3)):
            row[rng.randrange(len(row))] = str(rng.choice(JUNK))
        rows.append(row)
    if rng.random() < 0.2:
        rng.shuffle(heads)
    separator = rng.choice(",;\t")
    text = "\n".join(separator.join(row) for row in rows)
    content = text.encode(rng.choice(("utf-8", "utf-16")), "surrogatepass")
    if rng.random() < 0.2:
        content = b"PK\x03\x04" + rng.randbytes(200)
    return SimpleUploadedFile("offer.csv", content)


def _write_results(rng: Random) -> bytes:
    """The results of a portfolio, of which some cells are anything."""
    right = {
        "count": "1",
        "money": "1.00",
        "share": "0.500000",
        "flag": "true",
        "day": "2008-10-31",
    }
    rows = [
        [
            str(take_junk(rng)) if rng.random() < 0.02 else right.get(each.kind, "scenario")
            for each in COLUMNS
        ]
        for _ in range(rng.randrange(4))
    ]
    file = StringIO()
    writer = csv.writer(file)
    writer.writerows([[column.name for column in COLUMNS], *rows])
    return file.getvalue().encode("utf-8", "surrogatepass")


def _write_inventory(rng: Random) -> dict[str, Any]:
    """A list of machines, whole or broken, and a mapping that may be none of it."""
    heads = ["Device name", "OS", "Serial number", "Category", "Status", "Location"]
    good = ["pc", "Windows", "S1", "Sales", "Deployed", "Berlin"]
    rows = [heads, *(list(good) for _ in range(rng.randrange(6)))]
    for row in rows:
        if rng.random() < 0.5:
            row[rng.randrange(len(row))] = str(rng.choice(JUNK))
    separator = rng.choice(",;\t")
    text = "\n".join(separator.join(row) for row in rows)
    content = text.encode(rng.choice(("utf-8", "utf-16", "utf-7")), "surrogatepass")
    if rng.random() < 0.3:
        place = rng.randrange(len(content) + 1)
        content = content[:place] + rng.randbytes(3) + content[place:]
    if rng.random() < 0.1:
        content = b"PK\x03\x04" + rng.randbytes(200)
    form: dict[str, Any] = {"address": _encode(_list_typed(rng))}
    for name in ("column.group", "column.serial", "sheet", "most", "count", "skip", "like"):
        if rng.random() < 0.3:
            form[name] = rng.choice([*heads, "server", "1:Sales", "5", "", "\x00"])
    form["file"] = SimpleUploadedFile("devices.csv", content)
    return form


def _list_typed(rng: Random) -> list[tuple[str, str]]:
    """Parameters of an address: some as they should be, most not."""
    typed = [("preset", rng.choice((*presets(), "nonesuch")))]
    for _ in range(rng.randrange(6)):
        name = rng.choice(
            (
                f"fleet.{rng.choice((0, 1, -1, 'x', 99))}.{rng.choice(NAMES)}",
                f"scenarios.{rng.choice((0, 1, 'x', 99))}.{rng.choice(NAMES)}",
                f"scenarios.1.prices.{rng.choice(('ms-vecd-sa', 'x'))}",
                f"scenarios.1.stack.{rng.choice((0, 'broker', 99))}.{rng.choice(NAMES)}",
                f"assumptions.{rng.choice(('pue', 'admin_salary', 'x'))}",
                rng.choice(NAMES),
                rng.choice(("use", "action", "open", "scenario", "dialect", "address", "since")),
                rng.choice(("x", "y", "target_scheme", "bridge_start", "bridge_end", "sways", "q")),
                rng.choice(("scheme", "role", "place", "must", "wish", "deliveries", "steps")),
            )
        )
        value = rng.choice((*JUNK, "ms-vecd-sa", "2", "assumptions.pue", "2010-01-31"))
        typed.append((name, value if isinstance(value, str) else write_text(value)))
    return typed


def _encode(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="surrogatepass")
