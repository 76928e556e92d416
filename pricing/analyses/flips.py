"""The smallest change of each input that changes which scenario is cheapest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.analysis.bounds import put_back
from ..engine.analysis.flips import Flip, Flips, Side, flips_of, pair_flips_of
from ..engine.answer_document import money_text
from ..engine.document import Question
from ..engine.faults import Fault, Faults
from ..engine.fields import Field
from .analysis import Analysis, Options
from .schemas import LEFT_OUT, MONEY, NUMBER, TEXT, Schema, described, list_of, object_of, or_null
from .shared import (
    INPUT_SCHEMA,
    TIED,
    TURN,
    document_of_input,
    find_scenario,
    left_out_scenarios,
    name_alone,
    names_tied,
    write_number,
)
from .texts import align_texts, left_out_lines, words_for_winner


def answer_flips(question: Question, options: Options) -> dict[str, Any]:
    """What changes the cheapest scenario, and which of a pair is dearer where one is named."""
    missing = left_out_scenarios(question)
    pair = options["pair"]
    places = []
    if pair is not None:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise Faults(
                [Fault("pair", f"a list of {len(pair)}", "may hold the names of two scenarios")]
            )
        places = [
            find_scenario(question, name, f"pair[{index}]") for index, name in enumerate(pair)
        ]
    found = flips_of(question)
    result: dict[str, Any] = {
        "currency": question.market.catalogue.currency,
        "cheapest": name_alone(question, found.now),
        "tied": names_tied(question, found.now),
        "left_out": missing,
        "flips": [_write_flip(question, found, flip) for flip in found.flips],
        "pair": None,
    }
    if places:
        dearer = pair_flips_of(question, *places)
        result["pair"] = {
            "between": list(pair),
            "dearer": name_alone(question, dearer.now),
            "flips": [_write_flip(question, dearer, flip) for flip in dearer.flips],
        }
    return result


def _write_flip(question: Question, flips: Flips, flip: Flip) -> dict[str, Any]:
    given = flip.bounded_input.input
    back = beyond = None
    if flip.at:
        back = put_back(question, given, flip.at.value)
    if flip.beyond is not None:
        beyond = float(f"{flip.beyond:.4f}")
    return {
        **document_of_input(flip.bounded_input),
        "low": write_number(flip.bounded_input.low),
        "high": write_number(flip.bounded_input.high),
        "value": _write_value(flip.at),
        "last": _write_value(flip.last),
        "kind": _tell_kind(flip),
        "then": name_alone(question, flip.new),
        "then_tied": names_tied(question, flip.new),
        "totals": _write_totals(flip.at),
        "last_totals": _write_totals(flip.last),
        "beyond": beyond,
        "put_back": back,
    }


def _write_value(side: Side | None) -> str | None:
    if side is None:
        return None
    return write_number(side.value)


def _tell_kind(flip: Flip) -> str | None:
    """Whether the two tie there, or change places at once; None where neither is found."""
    if flip.at is None:
        return None
    if flip.is_tie:
        return "tie"
    return "jump"


def _write_totals(side: Side | None) -> list[str | None] | None:
    if side is None:
        return None
    return [money_text(side.before), money_text(side.after)]


def write_flips(found: dict[str, Any]) -> str:
    """What changes the cheapest, then the pair, then how many inputs change nothing."""
    none = "none that meets its licence rules"
    lines = [f"Cheapest: {words_for_winner(found['cheapest'], found['tied'], none)}"]
    lines += _tell_flips(found["flips"], "cheapest then")
    if found["pair"]:
        one, other = found["pair"]["between"]
        dearer = found["pair"]["dearer"]
        lines += [
            "",
            f"Of {one} and {other}: {f'{dearer} is dearer' if dearer else 'they cost the same'}",
        ]
        lines += _tell_flips(found["pair"]["flips"], "dearer then")
    return "\n".join([*lines, *left_out_lines(found)])


def _tell_flips(flips: Iterable[dict[str, Any]], then: str) -> list[str]:
    flips = list(flips)
    rows = [
        (
            each["label"],
            each["now"],
            each["value"],
            f"{each['low']} to {each['high']}",
            each["kind"],
            words_for_winner(each["then"], each["then_tied"]),
        )
        for each in flips
        if each["value"] is not None
    ]
    rest = len(flips) - len(rows)
    lines = []
    if rows:
        lines = align_texts([("input", "now", "turns at", "within", "", then), *rows])
    if rest:
        lines.append(f"No value within bounds of the {'other ' if rows else ''}{rest} inputs does.")
    return lines


_TOTALS = described(
    or_null(list_of(or_null(MONEY))), "Of the scenario that stood out before, and of the other."
)
_FLIP = object_of(
    **INPUT_SCHEMA,
    low=NUMBER,
    high=NUMBER,
    value=described(
        or_null(NUMBER),
        "The first value that changes the answer; null where none between low and high does.",
    ),
    last=described(or_null(NUMBER), "The neighbouring value that does not."),
    kind=or_null(TURN),
    then=described(
        or_null(TEXT), "The scenario that stands out then; null where several tie or none may win."
    ),
    then_tied=TIED,
    totals=_TOTALS,
    last_totals=_TOTALS,
    beyond=described(
        or_null({"type": "number"}), "In which share of cases the input lies there or beyond."
    ),
    put_back=described(
        or_null({"type": "object", "additionalProperties": {"anyOf": [NUMBER, {"const": ""}]}}),
        (
            "What the document must hold, by path; nothing for whom a range follows that followed "
            "this input's."
        ),
    ),
)
_PAIR = object_of(between=list_of(TEXT), dearer=or_null(TEXT), flips=list_of(_FLIP))
SCHEMA: Schema = object_of(
    currency=TEXT,
    cheapest=or_null(TEXT),
    tied=TIED,
    left_out=LEFT_OUT,
    flips=list_of(_FLIP),
    pair=or_null(_PAIR),
)
FLIPS = Analysis(
    "flips",
    "The smallest change of each input that changes which scenario is cheapest.",
    {
        "pair": Field(
            "tokens",
            "The names of two scenarios: also what changes which of them is dearer.",
            None,
            high=2,
        )
    },
    answer_flips,
    write_flips,
    SCHEMA,
)
