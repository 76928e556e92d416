"""The files of a state of the page.

By its address or, where that would be too long, by the same form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path

from calculator.asker import NAMES as ASKER_NAMES
from calculator.looks import LOOKS
from calculator.looks.cheapest.page import search_of
from calculator.parameters import list_given_twice
from calculator.parts.downloads import MakeExport, NothingToKeep, read_format
from calculator.question.misspelt import address_faults
from calculator.question.state import State, answer_of, state_of
from calculator.responses import (
    allow,
    as_file,
    json_faults,
    json_response,
    read_parameters,
    text_faults,
)
from pricing.analyses.search import search_json
from pricing.comparison import answer_json
from pricing.engine.faults import Faults
from pricing.sheets import Export
from pricing.sheets.formats import BY_ENDING, Format
from pricing.sheets.quote import file_name

LOOK_NAMES = frozenset((*ASKER_NAMES, *(name for look in LOOKS.values() for name in look.names)))
GIVEN_ONCE = (*ASKER_NAMES, *(name for look in LOOKS.values() for name in look.given_once))
METHODS = ("GET", "HEAD", "POST")

# Tables

TABLES: Mapping[str, MakeExport] = {
    name: make for look in LOOKS.values() for name, make in look.files.items()
}


@allow(*METHODS, refused=text_faults)
def table(request: HttpRequest, ending: str, make: MakeExport) -> HttpResponse:
    """A table of the page's state in one format, or all faults."""
    parameters = read_parameters(request)
    try:
        wanted = read_format(parameters, ending)
        export = make(read_asked_state(parameters), parameters)
    except NothingToKeep as found:
        return text_faults(409, found.faults)
    except Faults as found:
        return text_faults(422, found.faults)
    return make_file(export, wanted)


def make_file(export: Export, wanted: Format) -> HttpResponse:
    """A table as a file to keep."""
    response = HttpResponse(wanted.write(export), content_type=wanted.content_type)
    return as_file(response, wanted.name_file(export))


# JSON


def comparison(state: State, parameters: QueryDict) -> tuple[str, str]:
    """The answer document of the comparison that the page shows."""
    answer = answer_of(state)
    return file_name(answer, None), answer_json(answer)


def search(state: State, parameters: QueryDict) -> tuple[str, str]:
    """What the API answers to the page's own search."""
    return "deskfare-cheapest", search_json(*search_of(state, parameters))


DOCUMENTS = {"comparison.json": comparison, "cheapest.json": search}


@allow(*METHODS, refused=json_faults)
def json(request: HttpRequest, make: Callable[[State, QueryDict], tuple[str, str]]) -> HttpResponse:
    """What is made of the page's state as JSON under a name, or all faults."""
    parameters = read_parameters(request)
    try:
        name, text = make(read_asked_state(parameters), parameters)
    except Faults as found:
        return json_faults(422, found.faults)
    return as_file(json_response(text), f"{name}.json")


def read_asked_state(parameters: QueryDict) -> State:
    """The state that an address or form asks a file of, with an answer.

    Raises `Faults` where it has none.
    """
    state = state_of(parameters)
    twice = list_given_twice(parameters, GIVEN_ONCE)
    faults = [*twice, *address_faults(parameters, LOOK_NAMES), *state.faults]
    if faults:
        raise Faults(faults)
    return state


def list_addresses() -> Iterator[URLPattern]:
    """An address for each file in each format."""
    for name, make in TABLES.items():
        for ending in BY_ENDING:
            file = f"{name}.{ending}"
            yield path(file, table, {"ending": ending, "make": make}, name=file)
    for name, write in DOCUMENTS.items():
        yield path(name, json, {"make": write}, name=name)
