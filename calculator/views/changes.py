"""The history of the catalogue: its changes, row by row, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.rights import may_propose
from calculator.parts.downloads import list_files, read_format
from calculator.prices.changes import (
    MOST_ROWS,
    list_changes,
    view_changes,
    view_records,
    view_row,
)
from calculator.prices.difference import difference_export, read_asked
from calculator.question.address import find_unknown
from calculator.responses import allow, for_reading, page_response, text_faults
from calculator.views.files import make_file
from calculator.way_back import find_comparison_known, keep_way_back
from pricing.catalogue.differences import find_difference
from pricing.catalogue.shown import list_changes as list_known_changes
from pricing.catalogue.shown import list_records, tell_changes
from pricing.engine.faults import Faults
from pricing.sheets.formats import BY_ENDING

OF_A_DIFFERENCE = ("from", "to", "dialect")


@for_reading
@keep_way_back
def changes(request: HttpRequest) -> HttpResponse:
    """All changes, the newest first."""
    context = {"changes": list_changes(request.user), "may_propose": may_propose(request.user)}
    return page_response(request, "prices/changes.html", context)


@for_reading
@keep_way_back
def change(request: HttpRequest, number: int) -> HttpResponse:
    """One change, row by row; one of which the reader may know no row is absent."""
    found = view_changes(tell_changes(list_known_changes().filter(number=number)), request.user)
    if not found:
        raise Http404
    records = list_records(number)
    rows = view_records(records.order_by("id")[:MOST_ROWS], number)
    context = {
        "change": found[0],
        "rows": rows,
        "more": records.count() - len(rows),
        "known_then": find_comparison_known(request, number),
        "known_before": find_comparison_known(request, number - 1),
    }
    return page_response(request, "prices/change.html", context)


@for_reading
def difference(request: HttpRequest) -> HttpResponse:
    """What differs between two changes, row by row."""
    asked = read_asked(request.GET)
    rows, has_more = [], False
    if asked.first is not None and asked.second is not None:
        found = find_difference(asked.first.number, asked.second.number)
        rows = [view_row(each) for each in islice(found, MOST_ROWS)]
        has_more = next(found, None) is not None
    context = {
        "asked": asked,
        "rows": rows,
        "has_more": has_more,
        "files": list_files("catalogue/difference", asked.query),
    }
    return page_response(request, "prices/difference.html", context)


@allow("GET", "HEAD", refused=text_faults)
def difference_table(request: HttpRequest, ending: str) -> HttpResponse:
    """The same as a file, whole, or all faults."""
    asked = read_asked(request.GET)
    faults = [*find_unknown(request.GET.items(), OF_A_DIFFERENCE), *asked.faults]
    if faults:
        return text_faults(422, faults)
    try:
        wanted = read_format(request.GET, ending)
    except Faults as found:
        return text_faults(422, found.faults)
    return make_file(difference_export(asked), wanted)


def list_addresses() -> Iterator[URLPattern]:
    """An address for the difference in each format."""
    for ending in BY_ENDING:
        name = f"catalogue/difference.{ending}"
        yield path(name, difference_table, {"ending": ending}, name=f"difference-{ending}")
