"""The files of the look at how framings change the answer."""

from __future__ import annotations

from django.http import QueryDict

from calculator.looks.rigged.bridge_sheet import bridge_sheet
from calculator.looks.rigged.framings_sheet import framings_sheet
from calculator.looks.rigged.page import bridge_found, framings_found
from calculator.question.state import State, answer_of
from pricing.engine.faults import Fault, Faults
from pricing.sheets import Export


def make_framings(state: State, parameters: QueryDict) -> Export:
    """Every framing of the comparison that the page shows."""
    answer = answer_of(state)
    return Export(framings_sheet(framings_found(answer, parameters)), answer.question.price_date)


def make_bridge(state: State, parameters: QueryDict) -> Export:
    """The bridge that the page shows."""
    answer = answer_of(state)
    found = bridge_found(answer, parameters)
    if found is None:
        raise Faults([Fault("bridge_start", "", "has no figures: something in it was not on sale")])
    return Export(bridge_sheet(found), answer.question.price_date)


FILES = {"framings": make_framings, "bridge": make_bridge}
