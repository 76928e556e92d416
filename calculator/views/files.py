"""The files of a state of the page.

By its address or, where that would be too long, by the same form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path

from calculator.looks import LOOKS
from calculator.looks.cheapest.page import search_of
from calculator.looks.cheapest.ranks import ranks_sheet
from calculator.looks.cost.cash_flow_sheet import cash_flow_sheet
from calculator.looks.rigged.bridge_sheet import bridge_sheet
from calculator.looks.rigged.framings import framings_sheet
from calculator.looks.rigged.page import bridge_found, framings_found
from calculator.looks.where.choices import choices_of
from calculator.looks.where.targets import targets_sheet
from calculator.question.state import State, address_faults, state_of
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
from pricing.engine.analysis.search.run import rows_of
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults, holds
from pricing.places import read_place
from pricing.sheets import Sheet
from pricing.sheets.csv import SEPARATORS, write_csv
from pricing.sheets.quote import file_name, quote_sheet, without_rows

LOOK_NAMES = frozenset(name for look in LOOKS.values() for name in look.names)
METHODS = ("GET", "HEAD", "POST")


class NothingOnSale(Faults):
    """Why a table would have nothing under its heads: what is not on sale."""


# Sheets


def make_quote(state: State, parameters: QueryDict) -> Sheet:
    """The bought lines of one scenario (`scenario=2`), or of all."""
    answer, number = answer_of(state), parameters.get("scenario")
    place = None
    if number is not None:
        place = read_place(number, len(answer.scenarios))
        if place is None:
            words = f"may hold a whole number from 1 to {len(answer.scenarios)}"
            raise Faults([Fault("scenario", holds(number), words)])
    if faults := without_rows(answer, place):
        raise NothingOnSale(faults)
    return quote_sheet(answer, place)


def make_cash_flow(state: State, parameters: QueryDict) -> Sheet:
    """What every scenario pays by year, and what that is worth today."""
    answer = answer_of(state)
    if faults := without_rows(answer, None):
        raise NothingOnSale(faults)
    return cash_flow_sheet(answer)


def make_framings(state: State, parameters: QueryDict) -> Sheet:
    """Every framing of the comparison that the page shows."""
    return framings_sheet(framings_found(answer_of(state), parameters))


def make_bridge(state: State, parameters: QueryDict) -> Sheet:
    """The bridge that the page shows."""
    found = bridge_found(answer_of(state), parameters)
    if found is None:
        raise Faults([Fault("bridge_from", "", "has no figures: something in it was not on sale")])
    return bridge_sheet(found)


def make_targets(state: State, parameters: QueryDict) -> Sheet:
    """Every scheme of the scenario whose price is chosen, against every other scenario."""
    question = answer_of(state).question
    choices = choices_of(question, state.flips, {"priced": parameters.get("priced", "")})
    return targets_sheet(question, choices.here)


def make_ranks(state: State, parameters: QueryDict) -> Sheet:
    """The ranks of the page's search."""
    question, asked, progress = search_of(state, parameters)
    return ranks_sheet(
        question, rows_of(question, asked, progress.found), progress.looked_at, len(asked.ways)
    )


SHEETS = {
    "quote.csv": make_quote,
    "cash-flow.csv": make_cash_flow,
    "framings.csv": make_framings,
    "bridge.csv": make_bridge,
    "target-prices.csv": make_targets,
    "cheapest.csv": make_ranks,
}


@allow(*METHODS, refused=text_faults)
def csv(request: HttpRequest, make: Callable[[State, QueryDict], Sheet]) -> HttpResponse:
    """A sheet of the page's state as CSV, or all faults."""
    parameters = read_parameters(request)
    try:
        dialect = read_dialect(parameters)
        sheet = make(read_asked_state(parameters), parameters)
    except NothingOnSale as found:
        return text_faults(409, found.faults)
    except Faults as found:
        return text_faults(422, found.faults)
    return make_csv_file(sheet, dialect)


def make_csv_file(sheet: Sheet, dialect: str) -> HttpResponse:
    """A sheet as a file to keep."""
    response = HttpResponse(write_csv(sheet, dialect), content_type="text/csv; charset=utf-8")
    return as_file(response, f"{sheet.name}.csv")


def read_dialect(parameters: QueryDict) -> str:
    """How the address wants its CSV parted. Raises `Faults`."""
    for name in ("scenario", "dialect"):
        if len(parameters.getlist(name)) > 1:
            raise Faults([Fault(name, holds(parameters[name]), "given twice")])
    dialect = parameters.get("dialect", "comma")
    if dialect not in SEPARATORS:
        raise Faults([Fault("dialect", holds(dialect), f"may hold {' or '.join(SEPARATORS)}")])
    return dialect


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
    faults = [*address_faults(parameters, LOOK_NAMES), *state.faults]
    if faults:
        raise Faults(faults)
    return state


def answer_of(state: State) -> Answer:
    """The answer that a state asked for a file has."""
    assert state.answer is not None
    return state.answer


def list_addresses() -> list[URLPattern]:
    """An address for each file."""
    sheets = [path(name, partial(csv, make=make), name=name) for name, make in SHEETS.items()]
    return sheets + [
        path(name, partial(json, make=make), name=name) for name, make in DOCUMENTS.items()
    ]
