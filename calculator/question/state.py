"""The state of the page: what an address or a form says, the document it makes, and its answer.

The address is the state; nothing is kept on the server. A state is a base (a preset, or an
own document that travels in the form) and leaves that differ from it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict

from calculator.parameters import list_given_twice
from calculator.question import address
from calculator.question.address.quotes import of_the_quote
from calculator.question.address.ranges import of_the_field
from calculator.question.asked_back import ask_back
from calculator.question.cut_texts import cut_texts
from calculator.question.price_list_money import take_money_of_the_list
from calculator.question.suggestions import suggestion
from calculator.question.table_options import OPTION_NAMES, PLAIN_OPTIONS, TableOptions
from pricing.comparison import compare, too_large
from pricing.engine.analysis.flips import Flips, flips_of
from pricing.engine.answer import Answer
from pricing.engine.faults import Fault, Faults
from pricing.engine.json_text import MAXIMUM_BYTES, encodable, list_doubled
from pricing.other_files import read_comparison
from pricing.presets import DEFAULT_PRESET, preset, presets

LONGEST_ADDRESS = 8000
# What a state begins from.
BEGINNINGS = ("preset", "kept", "document", "address")
MOST_SHOWN = 12  # faults, one by one
KEPT = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}")
# Fields of the form that are not of the document.
CONTROLS = OPTION_NAMES.union(
    ("preset", "address", "document", "kept", "scenario", "entry", "dialect", "for", "decimals"),
    ("do", "use", "what_if", "signed_on", "unfold", "csrfmiddlewaretoken"),
    ("give", "must", "must_not", "storage", "best", "alike", "since", "stop"),
)


@dataclass(frozen=True)
class State:
    """One state of the page. `answer` is None exactly where there are `faults`.

    `typed` holds what stood in the form's fields, so that nothing typed is lost. `shown` is
    the address that the form was made from, for a form with faults to stand on. `kept` names the
    version of a kept comparison that it began from, as `12.3`; "" where it began from none.
    """

    preset: str | None
    base: dict[str, Any]
    document: dict[str, Any]
    faults: list[Fault]
    answer: Answer | None
    table_options: TableOptions = PLAIN_OPTIONS
    note: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    shown: str = ""
    kept: str = ""

    @cached_property
    def named(self) -> dict[str, Any]:
        """The document as everything tells it but the fields themselves: a name that is too long
        for any of them would stand there a hundred times.
        """
        if self.answer is not None:
            return self.document
        named: dict[str, Any] = cut_texts(self.document)
        return named

    @cached_property
    def leaves(self) -> list[address.Leaf]:
        """What differs from the base, in the canonical form."""
        return address.write(self.base, self.document)

    @cached_property
    def query(self) -> str:
        """The canonical query string: the preset's name, where it began, and what differs from the
        preset.
        """
        first = {"preset": self.preset or "", "kept": self.kept}
        return address.query(self.leaves, **{name: text for name, text in first.items() if text})

    @cached_property
    def link(self) -> str:
        """The canonical query string, and how the reader looks at it."""
        if self.table_options.leaves:
            return f"{self.query}&{address.query(self.table_options.leaves)}"
        return self.query

    @cached_property
    def fits_an_address(self) -> bool:
        """Whether a link reproduces the state: an own document or a long list does not fit."""
        return self.preset is not None and len(self.link) + 2 <= LONGEST_ADDRESS

    @cached_property
    def shared(self) -> State:
        """The same without the stack that stands open, which is nothing to share."""
        return replace(self, table_options=replace(self.table_options, stack=""))

    @cached_property
    def suggestions(self) -> dict[str, str]:
        """What the reader plainly meant, by the path of each fault of which that can be said."""
        offers = {
            f.path: suggestion(f, self.typed.get(address.dotted(f.path), ""), self.document)
            for f in self.faults[:MOST_SHOWN]
        }
        return {path: text for path, text in offers.items() if text}

    @cached_property
    def flips(self) -> Flips:
        """What changes which scenario is cheapest, made once for all that show it; of a state with
        an answer.
        """
        assert self.answer is not None
        return flips_of(self.answer.question)

    @property
    def prices_address(self) -> str:
        """Where the prices of its day and list are shown; of a state without an answer, those of
        the usual ones.
        """
        if self.answer is None:
            return "/prices/"
        question = self.answer.question
        said = [
            ("price_date", question.price_date.isoformat()),
            ("price_list", question.price_list or ""),
        ]
        return f"/prices/?{address.query([pair for pair in said if pair[1]])}"

    @property
    def json(self) -> str:
        """The whole comparison document, for a form or file that an address can't hold."""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":"), default=str)


def answer_of(state: State) -> Answer:
    """The answer of a state that has no faults."""
    assert state.answer is not None
    return state.answer


def state_of(parameters: QueryDict) -> State:
    """The state that the parameters of an address or form say, priced if it can be.

    A form says which address it was made from (`address`), and only what differs from that.
    """
    own = parameters.get("document")
    if own:
        return own_state(own.encode("utf-8", "surrogatepass"), parameters)
    shown = QueryDict(parameters.get("address", ""))
    name = find_preset_name(parameters)
    note = ""
    if name not in presets():
        near = address.near_name(name, presets())
        note = f"There is no preset “{name[:80]}”; this is the standard one."
        if near:
            note += f" Did you mean {near}?"
        name = DEFAULT_PRESET
    return _price_state(name, preset(name), shown, parameters, note)


def find_preset_name(parameters: QueryDict) -> str:
    """The name of the base, known or not."""
    shown = QueryDict(parameters.get("address", "")) or parameters
    return shown.get("preset", DEFAULT_PRESET)


def _price_state(
    name: str | None, base: dict[str, Any], shown: QueryDict, parameters: QueryDict, note: str = ""
) -> State:
    """The state of a base, the address that the form was made from, and what was changed since."""
    is_typed = "address" in parameters or "document" in parameters
    changed = _list_leaves(parameters)
    for use in filter(None, parameters.getlist("use")):
        changed = _take_offer(changed, use)
    base, typed_before, meant, faults = take_money_of_the_list(
        base, _list_leaves(shown), changed, is_typed
    )
    rendered = base
    if shown:
        rendered, more = address.read(base, typed_before)
        faults += more
    document, more = address.read(rendered, meant, is_typed=is_typed)
    twice = [each for said in (parameters, shown) for each in list_given_twice(said, BEGINNINGS)]
    answer, faults = answer_document(document, [*twice, *faults, *more])
    if answer is not None and (doubts := ask_back(changed, answer.question)):
        answer, faults = None, doubts
    return State(
        name,
        base,
        document,
        faults,
        answer,
        TableOptions.of_parameters(parameters),
        note,
        dict(changed),
        parameters.get("address", ""),
        _read_kept(shown) or _read_kept(parameters),
    )


def _read_kept(parameters: QueryDict) -> str:
    kept: str = parameters.get("kept", "")
    return kept if KEPT.fullmatch(kept) else ""


def _list_leaves(parameters: QueryDict) -> list[address.Leaf]:
    return [
        (key, text) for key, texts in parameters.lists() if key not in CONTROLS for text in texts
    ]


def _take_offer(leaves: list[address.Leaf], use: str) -> list[address.Leaf]:
    """The leaves of a form with one of them as it was meant: `fleet.0.desktops=800`."""
    path, _, text = use.rpartition("=")
    if path:
        return [*(leaf for leaf in leaves if leaf[0] != path), (path, text)]
    return leaves


def answer_document(
    document: dict[str, Any], faults: list[Fault]
) -> tuple[Answer | None, list[Fault]]:
    """The answer to a document, or every fault: those known already, then the validator's."""
    try:
        answer = compare(document)
    except Faults as found:
        known = {fault.path for fault in faults}
        return None, [
            *faults,
            *(
                of_the_quote(of_the_field(fault))
                for fault in found.faults
                if fault.path not in known
            ),
        ]
    if faults:
        return (None, faults)
    return (answer, [])


def own_state(data: bytes, parameters: QueryDict | None = None) -> State:
    """A state whose base is the reader's own document; a broken one leaves the standard preset."""
    try:
        if len(data) > MAXIMUM_BYTES:
            raise Faults([too_large()])
        base = encodable(read_comparison(data))
        if not isinstance(base, dict):
            raise Faults([Fault("", "", "the document may hold one object")])
        if doubled := [*list_doubled(base)]:
            raise Faults(Fault(path, "", "is given twice") for path in doubled)
    except Faults as found:
        standard = preset(DEFAULT_PRESET)
        return State(DEFAULT_PRESET, standard, dict(standard), found.faults, None)
    if parameters is None:
        parameters = QueryDict("")
    return _price_state(None, base, QueryDict(""), parameters)
