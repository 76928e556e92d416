"""The change of the catalogue that an answer was priced with, by its number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pricing.engine.market import Catalogue
from pricing.models import CatalogueChange
from pricing.readers import may_read_own_lists

from .shown import list_public_changes

_STAMP = re.compile(r"c[0-9a-f]{1,16}", re.ASCII)


class Numbers(NamedTuple):
    """A change's number, and that of the last that everybody may know of; None: there is none."""

    known: int | None
    shown: int | None


def find_number(catalogue: Catalogue) -> int | None:
    """The change since which a catalogue is as it is, the last that who asks may know of; None of a
    document's own, and of one that no change made.
    """
    numbers = find_numbers(catalogue.change)
    if numbers.known == numbers.shown or may_read_own_lists():
        return numbers.known
    return numbers.shown


@lru_cache(maxsize=64)
def find_numbers(stamp: str) -> Numbers:
    """Those of the change that a catalogue's stamp names; no two contents have the same one."""
    number = None
    if _STAMP.fullmatch(stamp):
        found = CatalogueChange.objects.filter(stamp=int(stamp.removeprefix("c"), 16))
        number = found.values_list("number", flat=True).first()
    if number is None:
        return Numbers(None, None)
    shown = list_public_changes().filter(number__lte=number).order_by("number")
    return Numbers(number, shown.values_list("number", flat=True).last())
