"""What the address of the prices asks for: words, filters, day and list, or the faults in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

from django.http import QueryDict

from calculator.parameters import list_given_twice
from calculator.parts.known import tell_change
from calculator.question.address import query
from calculator.question.fault_words import fault_words
from calculator.question.suggestions import plain_day
from pricing.catalogue.beginning import tell_nothing_known
from pricing.catalogue.history import find_change
from pricing.engine.faults import Fault, name_hint
from pricing.engine.fields import SHAPES
from pricing.engine.market import Catalogue
from pricing.engine.plain_values import find_forbidden
from pricing.engine.reading import Reader
from pricing.engine.vocabulary import CONFIDENCES, METRICS, ROLES
from pricing.models import CatalogueChange
from pricing.presets import DEFAULT_PRESET, preset

LONGEST_WORDS = 100
FILTERS = ("q", "role", "vendor", "metric", "confidence", "brings", "needs", "sale")
ORDER = (*FILTERS, "sort", "beneath", "price_date", "price_list", "known")
OF_A_SCHEME = ("price_date", "price_list", "known")
SALES = {"": "On sale, others beneath", "on": "Only on sale", "off": "Only not on sale"}
LABELS = {
    "q": "Search",
    "price_date": "Day",
    "price_list": "List",
    "metric": "Counted by",
    "sale": "On that day",
    "known": "As known on",
}
SORTS = ("name", "vendor", "price", "metric", "paid", "since", "change", "confidence")

# A price list as it was known since a change; as it is known now without one.
Find = Callable[[str, CatalogueChange | None], Catalogue | None]


@dataclass(frozen=True)
class Asked:
    """What is asked for, each as the address has it.

    `catalogue` and `day` are there where they can be used; `change` is the one since which the
    catalogue was as it is asked for, None: as it is known now.
    """

    given: dict[str, str] = field(default_factory=dict)
    catalogue: Catalogue | None = None
    day: date | None = None
    change: CatalogueChange | None = None
    faults: tuple[Fault, ...] = ()

    def __getitem__(self, name: str) -> str:
        """One part as the address says it; what it leaves out is nothing, or the usual day and
        list.
        """
        if name not in ORDER:
            raise KeyError(name)
        return self.given.get(name) or _read_usual().get(name, "")

    def fault(self, name: str) -> str:
        """The fault of one part in words; empty where it can be used."""
        words = next((fault_words(fault) for fault in self.faults if fault.path == name), "")
        return words[:1].upper() + words[1:]

    @property
    def named_faults(self) -> list[tuple[str, str, str]]:
        """Each fault: the name that its field has on the page, its path, what is wrong."""
        return [(_label_of(fault.path), fault.path, fault_words(fault)) for fault in self.faults]

    @property
    def day_meant(self) -> str:
        """The day that was plainly meant, where what stands there can't be used: another one."""
        typed = self["price_date"]
        meant = plain_day(typed) if self.day_fault else ""
        return meant if meant != typed else ""

    def query(self, **changes: str) -> str:
        """The query string of this view, or of one that differs in something; what is usual is left
        out.
        """
        asked = {**self.given, **changes}
        usual = _read_usual()
        return query(
            (name, asked[name])
            for name in ORDER
            if asked.get(name) and asked[name] != usual.get(name)
        )

    def address(self, **changes: str) -> str:
        """The address of the list in this view, or in one that differs."""
        said = self.query(**changes)
        if said:
            return f"/prices/?{said}"
        return "/prices/"

    @property
    def kept(self) -> list[tuple[str, str, str]]:
        """What the form carries on though it has no field or choice for it: name, value, fault."""
        return [
            (name, self[name], self.fault(name))
            for name in ("brings", "needs", "sort", "beneath")
            if self[name]
        ]

    @property
    def words_fault(self) -> str:
        """What is wrong with the words that are searched for."""
        return self.fault("q")

    @property
    def day_fault(self) -> str:
        """What is wrong with the day."""
        return self.fault("price_date")

    @property
    def list_fault(self) -> str:
        """What is wrong with the price list."""
        return self.fault("price_list")

    @property
    def known_fault(self) -> str:
        """What is wrong with the change or day as of which prices are asked for."""
        return self.fault("known")

    @property
    def tells_known(self) -> str:
        """That all this is as it was known once; nothing where it is as known now."""
        if self.change is None:
            return ""
        return f"As known on {tell_change(self['known'], self.change)}"

    @property
    def now(self) -> str:
        """The way from here to the same as it is known now."""
        said = self.query(known="")
        if said:
            return f"./?{said}"
        return "./"

    @property
    def as_known(self) -> str:
        """What the name of a file says of it: the change; nothing where it is of now."""
        if self.change is None:
            return ""
        return f"-change-{self.change.number}"

    def open_day(self, **changes: str) -> Asked:
        """The whole list of the same day and list, as known at the same time, or of others."""
        return Asked({name: self[name] for name in OF_A_SCHEME} | changes)

    def address_known(self, scheme: str) -> str:
        """The page of a scheme on this day, as known at the change whose number follows."""
        said = self.open_day(known="").query()
        return f"/prices/{scheme}/?{said}{'&' if said else ''}known="

    @cached_property
    def of_day(self) -> str:
        """What an address of a scheme's page carries, with the question mark: day and list, and as
        known when.
        """
        said = self.open_day().query()
        if said:
            return f"?{said}"
        return ""


def _read_usual() -> dict[str, str]:
    """Day and list of the standard preset."""
    standard = preset(DEFAULT_PRESET)
    return {name: str(standard[name]) for name in ("price_date", "price_list")}


def _label_of(name: str) -> str:
    """The name of a field on the page; what is none stays as the address has it."""
    if name in ORDER:
        return LABELS.get(name, name.capitalize())
    return name


def asked_of(parameters: QueryDict, lists: Iterable[str], find: Find) -> Asked:
    """Reads an address; every fault in it is named, and everything given is kept."""
    reader = Reader()
    given = {name: parameters[name].strip() for name in ORDER if parameters.get(name, "").strip()}
    used, _, meant = parameters.get("use", "").partition("=")
    if used == "price_date":  # the press on what was meant, where no script puts it into the field
        given[used] = meant
    reader.faults += list_given_twice(parameters, ORDER)
    asked = Asked(given)
    day = reader.day(asked["price_date"], "price_date", SHAPES["document"]["price_date"])
    change = _read_change(asked["known"], reader)
    lists = list(lists)
    catalogue = None
    if asked["price_list"] in lists:
        catalogue = find(asked["price_list"], change)
    if catalogue is None:
        there = [name for name in lists if find(name, change) is not None]
        reader.fault(
            "price_list",
            asked["price_list"],
            f"may hold {' or '.join(there) or 'a list, but none is loaded'}",
        )
    if len(asked["q"]) > LONGEST_WORDS:
        reader.fault("q", asked["q"], f"may hold up to {LONGEST_WORDS} characters")
    elif wrong := find_forbidden(asked["q"], is_note=False):
        reader.fault("q", asked["q"], wrong)
    held: dict[str, list[str]] = {}
    if given.keys() - {"q", *OF_A_SCHEME}:
        held = _list_options(catalogue)
    for name, options in held.items():
        text = asked[name]
        if text and text not in options:
            listed = "is not in the catalogue"
            if len(options) < 30:
                listed = f"may hold one of {', '.join(options)}"
            reader.fault(name, text, listed, name_hint(text, options))
    return Asked(given, catalogue, day, change, tuple(reader.faults))


def _read_change(known: str, reader: Reader) -> CatalogueChange | None:
    """The change as of which prices are asked for; None: as they are known now."""
    if not known:
        return None
    try:
        change = find_change(known)
    except ValueError as error:
        reader.fault("known", known, str(error))
        return None
    if change is None:
        reader.fault("known", known, tell_nothing_known())
    return change


def _list_options(catalogue: Catalogue | None) -> dict[str, list[str]]:
    """What each part of the address may hold."""
    options = {
        "role": [*ROLES],
        "metric": [*METRICS],
        "confidence": [*CONFIDENCES],
        "sale": [word for word in SALES if word],
        "sort": [sign + name for name in SORTS for sign in ("", "-")],
        "beneath": ["all"],
    }
    if catalogue is not None:
        schemes = catalogue.schemes.values()
        options["vendor"] = sorted({scheme.vendor for scheme in schemes})
        options["brings"] = sorted(set(chain.from_iterable(scheme.provides for scheme in schemes)))
        options["needs"] = sorted(set(chain.from_iterable(scheme.requires for scheme in schemes)))
    return options
