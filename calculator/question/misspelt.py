"""What an address asks for that is not there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.http import QueryDict

from calculator.question import address
from calculator.question.older_links import RENAMED, find_older
from calculator.question.state import CONTROLS, find_preset_name
from pricing.engine.faults import Fault, holds
from pricing.presets import presets

Find = Callable[[Iterable[tuple[str, str]], Collection[str]], list[Fault]]
NOT_KNOWN = "says nothing here: a comparison as known then is asked for by “known_on”"


def address_faults(
    parameters: QueryDict, names: Collection[str], find: Find = address.find_unknown
) -> list[Fault]:
    """What an address asks for that is not there: a preset, the name of a parameter.

    `names` are known beside those of documents and controls. A page shows what it can and says what
    is near a known name alone; a file, which nobody may look at, must not answer with other
    figures.
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
    faults += find_older(given)
    known = {*address.DOCUMENT, *CONTROLS, *RENAMED, *names}
    return faults + find([(key, text) for key, texts in given.lists() for text in texts], known)
