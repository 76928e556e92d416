"""What the template of the page is filled with: results, faults, form, presets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from calculator import formats
from calculator.looks import COST, LOOKS, Look
from calculator.looks.cost.paper import paper_of
from calculator.parameters import check_given_once
from calculator.parts.crowded import list_crowded
from calculator.parts.idle_list import tell_idle
from calculator.parts.known import tell_known
from calculator.question import address
from calculator.question.fault_words import fault_words, rate_field
from calculator.question.form import Form
from calculator.question.labels import label_of
from calculator.question.state import MOST_SHOWN, State
from pricing.engine.faults import Fault, Faults
from pricing.market import UnknownPriceList, catalogue
from pricing.presets import SHOWN_PRESETS, presets
from pricing.slips import find_slips


def fill_context(
    state: State, look: Look, parameters: QueryDict, *, whole: bool, form: bool
) -> dict[str, Any]:
    """What the template needs: the look's results where there is an answer, the form where it is
    shown anew.
    """
    results: Mapping[str, Any] = {}
    faults = state.faults
    if state.answer is not None:
        try:
            check_given_once(parameters, look.given_once)
            results = look.results(state, parameters)
        except Faults as found:
            faults = found.faults
    named = _name_faults(state, faults[:MOST_SHOWN])
    context: dict[str, Any] = {
        "state": state,
        "whole": whole,
        "look": look,
        "looks": LOOKS.values(),
        "chosen": look.chosen(parameters),
        "here": _find_here(state, look, parameters),
    }
    context |= {
        "sentence": None,
        "results": None,
        "form": None,
        "paper": None,
        "outcome": "",
        "way_on": "",
        **results,
    }
    context |= {
        "faults": named,
        "more_faults": len(faults) - len(named),
        "asked": _tell_asked(state),
        "crowded": list_crowded(state),
        "idle_list": tell_idle(state),
        "slips": find_slips(state.answer.question) if state.answer else [],
        "known": tell_known(state),
    }
    made = Form(state, _find_catalogue(state))
    if form or results:
        context["summaries"] = made.summaries()
    if whole:
        context["eras"] = [(name, _read_card(presets()[name])[0]) for name in SHOWN_PRESETS]
    if whole and results and look is COST and state.answer is not None:
        context["paper"] = paper_of(state)
    if form:
        context["form"] = made
        context["presets"] = [(name, *_read_card(document)) for name, document in presets().items()]
        context["start"] = "Your own document"
        if state.preset:
            context["start"] = _read_card(made.base)[0]
        if look.fields:
            context |= look.fields(state, parameters)
    return context


def _find_here(state: State, look: Look, parameters: QueryDict) -> str:
    """The address of what is shown; of what no address holds, its place on the page."""
    if state.fits_an_address:
        return look.address(state.shared, parameters)
    return "#answer"


def _name_faults(state: State, faults: Sequence[Fault]) -> list[tuple[str, str, str, str, str]]:
    """Each fault in words, with the label of its field, where that stands, what was meant, and the
    rate it needs.
    """
    return [
        (
            fault_words(fault),
            label_of(fault.path, state.named),
            address.dotted(fault.path),
            state.suggestions.get(fault.path, ""),
            rate_field(fault),
        )
        for fault in faults
    ]


def _tell_asked(state: State) -> str:
    """The question in a few words, for who has folded it away."""
    if state.answer is None:
        return "The question"
    question = state.answer.question
    return (
        f"{formats.count(question.horizon_years, 'year')}, prices of "
        f"{formats.day(question.price_date)}"
    )


def _read_card(document: Mapping[str, Any]) -> tuple[str, str]:
    """A preset's name and sentence: what stands before and behind the first colon of its title."""
    name, colon, sentence = str(document.get("title", "")).partition(": ")
    if colon:
        return (name, sentence[:1].upper() + sentence[1:])
    return (name, "")


def _find_catalogue(state: State) -> Any:
    if state.answer is not None:
        return state.answer.question.market.catalogue
    try:
        return catalogue(str(state.document.get("price_list", "")))
    except UnknownPriceList:
        return None
