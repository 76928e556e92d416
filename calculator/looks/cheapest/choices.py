"""The choices of the search for the cheapest stack.

Read from an address, and as fields of the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from calculator.parameters import list_not_offered
from calculator.question import address
from calculator.question.fields import Choice
from calculator.question.state import State
from pricing.analyses.search_request import list_left_out, list_served, list_usual, read_asked
from pricing.engine.analysis.search.run import Asked
from pricing.engine.analysis.search.wishes import Wish, known_names
from pricing.engine.document import Question
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.findings import scheme_words, token_words
from pricing.engine.vocabulary import DELIVERIES, ROLES

PATH = "/cheapest"
NAMES = ("give", "must", "must_not", "storage", "best", "alike")
LISTS = frozenset(("give", "must", "must_not"))
# What a choice of one may hold, with its label; what stands first is so where nothing is said.
OPTIONS = {
    "storage": {"": "must be there", "any": "may be left out"},
    "alike": {"": "folded", "all": "unfolded"},
}
MOST_BEST = 25  # their places must fit into an address
BEST = 10
STORAGE = Wish(True, "role", "storage")


def read_chosen(question: Question, parameters: QueryDict) -> Asked:
    """What the address asks; each group that it gives nothing may have what is usual for it."""
    faults: list[Fault] = []
    given = _read_given(question, parameters, faults)
    value: dict[str, Any] = {
        "deliveries": given,
        "wishes": {
            "must": _read_texts(parameters, "must"),
            "must_not": _read_texts(parameters, "must_not"),
        },
        "best": parameters.get("best") or BEST,
    }
    asked = read_asked(question, value, faults, MOST_BEST)
    faults += list_not_offered(parameters, OPTIONS)
    if faults:
        raise Faults(fault._replace(path=_find_field(fault.path)) for fault in faults)
    hosted = any("vdi" in some or "session" in some for some in asked.deliveries)
    sold = any(
        question.market.catalogue.schemes[name].role == "storage" for name in question.market.prices
    )
    wishes = asked.wishes
    if hosted and sold and parameters.get("storage") != "any" and STORAGE not in wishes:
        wishes = (STORAGE, *wishes)
    return replace(asked, wishes=wishes, folded=parameters.get("alike") != "all")


def _find_field(path: str) -> str:
    """The field of the form that a path of the search means."""
    if path.startswith("wishes."):
        return path.removeprefix("wishes.").partition("[")[0]
    if path.startswith(("deliveries", "give")):
        return "give"
    return path.removeprefix("document.")


def _read_texts(parameters: QueryDict, name: str) -> list[str]:
    return list(dict.fromkeys(text for text in parameters.getlist(name) if text))


def _read_given(
    question: Question, parameters: QueryDict, faults: list[Fault]
) -> dict[str, list[str]]:
    """The deliveries that each group may have: `give=1.vdi` for the second group."""
    given: dict[str, list[str]] = {}
    texts = _read_texts(parameters, "give")
    for place, group in enumerate(question.fleet):
        own = [text.partition(".")[2] for text in texts if text.partition(".")[0] == str(place)]
        given[group.name] = own or list(list_usual(question, place))
        if texts and not own:
            faults.append(Fault(f"give.{place}", "", f"{group.name}: choose one delivery at least"))
    places = {str(place) for place in range(len(question.fleet))}
    for text in texts:
        if text.partition(".")[0] not in places:
            words = f"may hold the place of a group, from 0 to {len(places) - 1}, and a delivery"
            faults.append(Fault("give", holds(text), f"{words}, as 0.vdi"))
    return given


def cheapest_fields(state: State, parameters: QueryDict) -> Mapping[str, Any]:
    """The choices of the form: deliveries a group, wishes with an address that drops them, what may
    be wished.
    """
    choices = {
        "nothing_wished": [Choice("", "add a wish", False)],
        "storages": _make_options("storage", parameters),
        "foldings": _make_options("alike", parameters),
        "best_typed": parameters.get("best", ""),
    }
    if state.answer is None:
        return choices | {"groups": [], "wishes": [], "wishable": []}
    question = state.answer.question
    given = _read_given(question, parameters, [])
    every = list_served(question)
    left_out = list_left_out(question)
    groups = [
        (
            f"{group.name} (no desktops: left out)" if place in left_out else group.name,
            [(f"{place}.{d}", DELIVERIES[d], d in given[group.name]) for d in every],
        )
        for place, group in enumerate(question.fleet)
    ]
    wishes: list[tuple[str, str, str, str]] = []
    for name in ("must", "must_not"):
        wishes += [
            (name, text, name_wish(question, text), _drop_wish(state, parameters, name, text))
            for text in _read_texts(parameters, name)
        ]
    return choices | {"groups": groups, "wishes": wishes, "wishable": _list_wishable(question)}


def _make_options(name: str, parameters: QueryDict) -> list[Choice]:
    """The choices of one, of which the first stands for nothing typed."""
    typed = parameters.get(name, "")
    return [
        Choice(value, label, bool(value) and value == typed)
        for value, label in OPTIONS[name].items()
    ]


def name_wish(question: Question, text: str) -> str:
    """What a wish is called where it is read."""
    kind, _, name = text.partition(":")
    if kind == "scheme" and name in question.market.catalogue.schemes:
        return question.market.catalogue.schemes[name].name
    if kind == "token":
        return token_words(name)
    if kind == "role":
        return ROLES.get(name, name).lower()
    return name or text


def read_own(parameters: QueryDict) -> list[tuple[str, str]]:
    """The choices of this look as the address has them."""
    own: list[tuple[str, str]] = []
    for name in NAMES:
        own += [(name, text) for text in parameters.getlist(name) if text]
    return own


def change_choice(state: State, parameters: QueryDict, name: str = "", text: str = "") -> str:
    """The address of this search, with one choice set to another value, or to none."""
    own = [(known, typed) for known, typed in read_own(parameters) if known != name]
    if text:
        own.append((name, text))
    return _write_address(state, own)


def _drop_wish(state: State, parameters: QueryDict, name: str, text: str) -> str:
    """The address of this search without one wish."""
    return _write_address(state, [own for own in read_own(parameters) if own != (name, text)])


def _write_address(state: State, own: list[tuple[str, str]]) -> str:
    if own:
        return f"{PATH}?{state.query}&{address.query(own)}"
    return f"{PATH}?{state.query}"


def _list_wishable(question: Question) -> list[tuple[str, list[Choice]]]:
    """What may be wished for that day, by kind, labels in order."""
    known = known_names(question.market)
    schemes = question.market.catalogue.schemes
    brought = [t for t in known["token"] if not t.startswith(("endpoint:", "delivery:"))]
    choices = {
        "What it brings": [(f"token:{t}", token_words(t)) for t in brought],
        "A role": [(f"role:{r}", ROLES[r]) for r in known["role"]],
        "A vendor": [(f"vendor:{v}", v) for v in known["vendor"]],
        "A scheme": [(f"scheme:{s}", scheme_words(schemes[s])) for s in known["scheme"]],
    }
    return [
        (
            kind,
            [
                Choice(value, label, False)
                for value, label in sorted(some, key=lambda item: item[1].casefold())
            ],
        )
        for kind, some in choices.items()
    ]
