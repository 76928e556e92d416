"""What an address asks for that is not there, though something near it is."""

from __future__ import annotations

from collections.abc import Collection

from django.http import QueryDict

from calculator.question import address
from calculator.question.state import CONTROLS, find_preset_name
from pricing.engine.faults import Fault, holds
from pricing.presets import presets

NOT_KNOWN = "says nothing here: a comparison as known then is asked for by “known_on”"


def address_faults(parameters: QueryDict, names: Collection[str]) -> list[Fault]:
    """What an address asks for that is not there, though something near it is: a preset, the name
    of a parameter.

    `names` are known beside those of documents and controls. A page shows what it can and says so;
    a file, which nobody may look at, must not answer with other figures.
    """
    faults = []
    name = find_preset_name(parameters)
    if parameters.get("document"):
        return []
    if name not in presets():
        near = address.near_name(name, presets())
        one_of_them = f"one of {', '.join(presets())}"
        words = f"there is no such preset; did you mean {near or one_of_them}?"
        faults.append(Fault("preset", holds(name), words, near))
    given = parameters
    if "address" in parameters:
        given = QueryDict(parameters["address"])
    if text := given.get("known", ""):
        faults.append(Fault("known", holds(text), NOT_KNOWN))
    known = {*address.DOCUMENT, *CONTROLS, *names}
    return faults + address.find_misspelt(
        [(key, text) for key, texts in given.lists() for text in texts], known
    )
