"""What a document may say and still mean otherwise: it counts as it stands, and is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from .engine.document import Question, Scenario
from .engine.market import Catalogue
from .engine.prices import MAINTENANCE

KEPT = "existing_"
TOKEN = "endpoint:"
DEVICES = ("pc", "laptop", "thin_client", "zero_client", "chromebook", "w365_link")
KNOWN = frozenset((*DEVICES, *(f"{KEPT}{device}" for device in DEVICES)))


class IdleDiscounts(NamedTuple):
    """Discounts on what a scenario does not buy: kept from another stack, or misspelt."""

    scenario: str
    names: list[str]

    def tell(self) -> str:
        """In a sentence.

        >>> IdleDiscounts("Sessions", ["Citrix", "HP"]).tell()
        'Sessions: its discounts on Citrix, HP take nothing off, for its stack has none of them.'
        """
        named = ", ".join(self.names)
        if len(self.names) == 1:
            return (
                f"{self.scenario}: its discount on {named} takes nothing off, "
                "for its stack has nothing of that name."
            )
        return (
            f"{self.scenario}: its discounts on {named} take nothing off, "
            "for its stack has none of them."
        )


class MisspeltEndpoint(NamedTuple):
    """A device on the desk that no rule knows, one slip of the pen away from one that they do."""

    group: str
    endpoint: str
    meant: str

    def tell(self) -> str:
        """In a sentence.

        >>> MisspeltEndpoint("Office", "existing_pcc", "existing_pc").tell()
        'No rule or scheme knows existing_pcc on the desks of Office: was existing_pc meant?'
        """
        return (
            f"No rule or scheme knows {self.endpoint} on the desks of {self.group}: "
            f"was {self.meant} meant?"
        )


def find_slips(question: Question) -> list[IdleDiscounts | MisspeltEndpoint]:
    """All of a comparison, as sentences can be made of them."""
    return [*_find_idle_discounts(question), *_find_misspelt(question)]


def write_slips(question: Question) -> dict[str, Any]:
    """As an answer says them; nothing of a comparison that has none."""
    found: dict[str, Sequence[IdleDiscounts | MisspeltEndpoint]] = {
        "idle_discounts": _find_idle_discounts(question),
        "misspelt_endpoints": _find_misspelt(question),
    }
    return {
        name: [each._asdict() | {"message": each.tell()} for each in slips]
        for name, slips in found.items()
        if slips
    }


def _find_idle_discounts(question: Question) -> list[IdleDiscounts]:
    found = [IdleDiscounts(each.name, _list_idle(each)) for each in question.scenarios]
    return [each for each in found if each.names]


def _list_idle(scenario: Scenario) -> list[str]:
    bought = {"*"}
    for entry in scenario.stack:
        scheme = entry.scheme
        bought |= {scheme.vendor, scheme.id, scheme.id + MAINTENANCE}
    return [name for name in scenario.discounts if name not in bought]


def _find_misspelt(question: Question) -> list[MisspeltEndpoint]:
    desks = dict.fromkeys(_list_desks(question))
    if all(desk in KNOWN for _, desk in desks):
        return []
    known = KNOWN | _list_named(question.market.catalogue)
    meant = {desk: find_meant(desk, known) for _, desk in desks}
    return [MisspeltEndpoint(group, desk, meant[desk]) for group, desk in desks if meant[desk]]


def _list_desks(question: Question) -> Iterator[tuple[str, str]]:
    """Who has what on the desk, in any scenario."""
    for scenario in question.scenarios:
        names = (group.name for group in question.fleet)
        yield from zip(names, scenario.endpoints, strict=True)


def _list_named(catalogue: Catalogue) -> set[str]:
    """The devices that schemes name, and each as one that is kept."""
    named = {
        token.removeprefix(TOKEN)
        for scheme in catalogue.schemes.values()
        for token in (*scheme.requires, *scheme.provides, *scheme.excludes)
        if token.startswith(TOKEN)
    }
    return named | {f"{KEPT}{device}" for device in named}


def find_meant(desk: str, known: Iterable[str]) -> str:
    """The known device that one slip makes of another; "" of a known one, and of a name of its own.

    >>> find_meant("existing_pcc", KNOWN), find_meant("thin-client", KNOWN)
    ('existing_pc', 'thin_client')
    >>> find_meant(KEPT, KNOWN), find_meant("existing_tablet", KNOWN), find_meant("pc", KNOWN)
    ('existing_pc', '', '')
    """
    if desk in known:
        return ""
    if desk == KEPT:
        return f"{KEPT}{DEVICES[0]}"
    return next((name for name in sorted(known) if _is_slip(desk.casefold(), name)), "")


def _is_slip(text: str, name: str) -> bool:
    """Whether one letter is another, missing or too many, or two have changed places, at most."""
    first = _count_alike(text, name)
    text, name = text[first:], name[first:]
    last = _count_alike(text[::-1], name[::-1])
    text, name = text[: len(text) - last], name[: len(name) - last]
    return (len(text) <= 1 and len(name) <= 1) or (len(text) == 2 and text == name[::-1])


def _count_alike(text: str, other: str) -> int:
    """How many letters two texts have alike at their beginning."""
    pairs = zip(text, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
