"""What a request to the API asks: a document, and options beside it.

The analyses themselves know no database; here the document's catalogue is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .analyses.analysis import DOCUMENT, Analysis, answer_analysis, read_options
from .analyses.search_request import KEYS, read_asked
from .comparison import question_of
from .engine.analysis.search.run import Asked
from .engine.document import Question
from .engine.faults import Fault, Faults, holds, make_fault, name_hint, shown_name
from .engine.json_text import list_doubled


def answer_body(analysis: Analysis, body: Any) -> dict[str, Any]:
    """The answer to a body that holds the document and options beside it.

    Raises `Faults` by path.
    """
    if not isinstance(body, Mapping):
        raise Faults([Fault("", "", "may hold one object with a document")])
    if DOCUMENT not in body:
        raise Faults([*list_unknown(body, analysis.options), Fault(DOCUMENT, "", "is missing")])
    refuse_doubled(body)
    options = read_options(
        analysis, {name: value for name, value in body.items() if name != DOCUMENT}
    )
    try:
        question = question_of(body[DOCUMENT])
    except Faults as found:
        raise Faults(
            fault._replace(path=f"{DOCUMENT}.{fault.path}" if fault.path else DOCUMENT)
            for fault in found.faults
        ) from None
    return answer_analysis(analysis, question, options)


def list_unknown(body: Mapping[str, Any], options: Iterable[str]) -> list[Fault]:
    """A fault for each name that is neither the document nor an option, with the nearest of these.

    >>> str(list_unknown({"documen": {}}, ["best"])[0])
    'documen: is not known; did you mean document?'
    """
    known = [DOCUMENT, *options]
    return [
        make_fault(shown_name(name), "", "is not known", name_hint(name, known))
        for name in body
        if name not in known
    ]


def list_doubled_beside(body: Any) -> list[Fault]:
    """A fault for each name that is given twice beside the document, which has its own faults."""
    paths = (path for path in list_doubled(body) if not path.startswith(f"{DOCUMENT}."))
    return [Fault(path, "", "is given twice") for path in paths]


def refuse_doubled(body: Any) -> None:
    """Raises `Faults` where a name is given twice beside the document."""
    if doubled := list_doubled_beside(body):
        raise Faults(doubled)


def read_search(value: Any) -> tuple[Question, Asked]:
    """The question and the search of a request's plain value.

    Raises `Faults`, each by its field's path.
    """
    if not isinstance(value, dict):
        raise Faults([Fault("", holds(value), "may hold an object")])
    refuse_doubled(value)
    faults = list_unknown(value, KEYS)
    try:
        question = question_of(value.get("document"))
    except Faults as found:
        faults += [
            f._replace(path=".".join(filter(None, ("document", f.path)))) for f in found.faults
        ]
        raise Faults(faults) from None
    asked = read_asked(question, value, faults)
    if faults:
        raise Faults(faults)
    return question, asked
