"""What pages of the catalogue cost with 100,000 prices, beside bare pages of their size.

A bare page is a table of plain cells, as many bytes, of the same machinery: middleware, base
template, escaping. Both are asked for in turn, in this process, on a database of its own. A part
of `make bench`, and alone: `python bench/browsing.py [ROWS]`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loading import ROWS, make_values
from served import open_database

TARGET = 3.0
TOLERANCE = 1.3
REPEATS = 15
CELL = "a plain cell of text"
COLUMNS = 6
BARE = """{% extends "kept/base.html" %}
{% set section = "prices" %}
{% set heading = "A bare page" %}
{% block kept %}
<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>
{% endblock %}"""  # noqa: E501
PUBLIC, OWN, SCHEME = "loaded", "own", "ms-vecd-sa"
CHANGE = 100  # whose page and prices are asked for; the last of a day, where there are fewer
# Of a stranger, and of who is logged in.
PAGES = (
    "/prices/",
    f"/prices/?price_list={PUBLIC}&price_date=1990-06-01",
    f"/prices/?price_list={PUBLIC}&price_date=1990-06-01&known={{change}}",
    f"/prices/{SCHEME}/?price_list={PUBLIC}&price_date=1990-06-01",
    "/catalogue/changes/",
    "/catalogue/changes/{change}/",
    "/catalogue/difference?from=1&to=9999",
)
OF_READERS = (
    f"/prices/{SCHEME}/?price_list={OWN}&price_date=1990-06-01",
    "/lists/",
    f"/lists/{OWN}/?price_date=1990-06-01",
)


def _load_days(count: int) -> None:
    """As many prices of a public list, one change a day, and as many of an own one in a change."""
    from decimal import Decimal
    from itertools import groupby

    from django.utils import timezone

    from pricing.catalogue.changing import Row, change_catalogue
    from pricing.catalogue.rows import PRICE_LISTS, PRICES

    def write(rows: Any) -> None:
        change_catalogue(rows, kind="load", at=timezone.now(), reason="bench")

    for name, base in ((PUBLIC, ""), (OWN, "us-list")):
        values = {"id": name, "name": name, "currency": "USD", "region": "x", "owner": "x"}
        write([Row(PRICE_LISTS, "", values | {"base": base})])
    made = make_values(count, Decimal("0.50"))
    for _, day in groupby(made, key=lambda row: row["valid_from"]):
        write(Row(PRICES, PUBLIC, row) for row in day)
    write(Row(PRICES, OWN, row) for row in make_values(count, Decimal("1.50")))


def _choose_change() -> int:
    """A change of the public list: the last of all is of the own one."""
    from pricing.models import CatalogueVersion

    return min(CHANGE, CatalogueVersion.objects.get().number - 1)


def _serve_bare() -> None:
    """Adds the bare page to the site of this process; its address says how many rows it has."""
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.urls import path

    from calculator import urls

    template: Any = engines["jinja2"].from_string(BARE)  # type: ignore[attr-defined]

    def show(request: HttpRequest, count: int) -> HttpResponse:
        rows = [[CELL] * COLUMNS for _ in range(count)]
        return HttpResponse(template.render({"rows": rows}, request))

    urls.urlpatterns.insert(0, path("bare/<int:count>", show))


def _spent(ask: Callable[[], Any]) -> float:
    """Milliseconds of the processor: other processes on the machine count nothing."""
    begin = time.process_time()
    answer = ask()
    spent = time.process_time() - begin
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")
    return spent * 1000


def _compare(client: Any, page: str, who: str) -> bool:
    """Prints what a page costs beside a bare one; whether it misses its target."""
    size = len(client.get(page).content)
    empty = len(client.get("/bare/0").content)
    row = len(client.get("/bare/1").content) - empty
    bare = f"/bare/{max(size - empty, 0) // row}"
    times: dict[str, list[float]] = {page: [], bare: []}
    for _ in range(REPEATS):
        for address, spent in times.items():
            spent.append(_spent(lambda address=address: client.get(address)))  # type: ignore[misc]
    ours, theirs = (statistics.median(spent) for spent in times.values())
    print(
        f"{page}, {who}: {ours:.1f} ms, {ours / theirs:.1f} times a bare page of "
        f"{size:,} bytes, {theirs:.1f} ms (target: at most {TARGET:.0f})"
    )
    return ours / theirs > TARGET * TOLERANCE


def measure(count: int) -> bool:
    """Prints a line a page; whether one misses its target."""
    with tempfile.TemporaryDirectory() as name:
        open_database(Path(name))
        from django.contrib.auth import get_user_model
        from django.core.management import call_command
        from django.test import Client

        call_command("collectstatic", interactive=False, verbosity=0)
        _load_days(count)
        _serve_bare()
        host = {"HTTP_HOST": "localhost"}
        stranger, reader = Client(**host), Client(**host)  # type: ignore[arg-type]
        reader.force_login(get_user_model().objects.create_user("reader", password="not used"))
        pages = [page.format(change=_choose_change()) for page in PAGES]
        misses = [_compare(stranger, page, "a stranger") for page in pages]
        misses += [_compare(reader, page, "a reader") for page in (*pages, *OF_READERS)]
    return any(misses)


if __name__ == "__main__":
    sys.exit(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
