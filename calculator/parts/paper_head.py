"""What stands at the head of every print: what was asked, and the address that leads back."""

from __future__ import annotations

from typing import NamedTuple

from calculator import formats
from calculator.question.state import State, answer_of
from pricing.engine.document import Question
from pricing.market import price_lists
from quotes.wording import tell_known

LONGEST_ON_PAPER = 300  # signs of an address: more nobody types
NO_ADDRESS = "An opened file: no address leads back to it."
TOO_LONG = "Too long for an address: it is kept as a file."
TOO_LONG_TO_TYPE = "Its address is too long to type; in a PDF this line leads back to it."


class PaperHead(NamedTuple):
    """The comparison's title, the question, and how a reader of paper gets back to it."""

    title: str
    question: str
    way_back: str


def head_of_paper(state: State, address: str) -> PaperHead:
    """Of a state that has an answer; `address` is whole, with the site's name."""
    question = answer_of(state).question
    return PaperHead(question.title, _tell_question(question), _tell_way_back(state, address))


def _tell_question(question: Question) -> str:
    desktops = formats.count(sum(group.desktops for group in question.fleet), "desktop")
    groups = ", ".join(f"{group.name} {group.desktops:,}" for group in question.fleet)
    years = formats.count(question.horizon_years, "year")
    day = formats.day(question.price_date)
    known = ""
    if question.known_on:
        known = f", {tell_known({'known_on': question.known_on})}"
    return (
        f"{desktops} ({groups}) over {years}; prices of {day}, {name_price_list(question)}{known}"
    )


def _tell_way_back(state: State, address: str) -> str:
    if not state.preset:
        return NO_ADDRESS
    if not state.fits_an_address:
        return TOO_LONG
    if len(address) > LONGEST_ON_PAPER:
        return TOO_LONG_TO_TYPE
    return address


def name_price_list(question: Question) -> str:
    """As it is called where prices are looked at."""
    names = {row.id: row.name for row in price_lists()}
    return names.get(question.price_list or "", question.price_list or "the document's own list")
