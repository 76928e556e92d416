"""Reads a scenario of the document.

Its stack, its own lines and what differs from the comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from .document import Entry, Group, OwnLine, Scenario, hypervisors_of
from .faults import make_fault
from .field_bounds import give_percent_hint
from .knobs import KNOBS
from .market import Catalogue, Scheme
from .numbers import NetPrice, Range
from .reading import Reader, SharedFields
from .vocabulary import SEAT_METRICS


class OneNameOnce:
    """Finds names that stand twice, though one be in capitals or have a blank behind it."""

    def __init__(self, reader: Reader, path: str) -> None:
        self.reader, self.path = reader, path
        self.seen: dict[str, int] = {}

    def take(self, name: str | None, index: int) -> None:
        if name is None:
            return
        key = name.strip().casefold()
        if key in self.seen:
            first = f"{self.path}[{self.seen[key]}]"
            self.reader.fault(f"{self.path}[{index}].name", name, f"has the same name as {first}")
        self.seen.setdefault(key, index)


KNOWN_SCENARIOS: dict[Any, Scenario] = {}
MOST_KNOWN_SCENARIOS = 512


def read_scenario(
    reader: Reader,
    row: dict[str, Any],
    path: str,
    fleet: list[Group],
    catalogue: Catalogue,
    price_date: date,
) -> Scenario | None:
    """A scenario; one of a preset is made once for each fleet of the same names and desks, day and
    catalogue.
    """
    if type(row) is not SharedFields:
        return _make_scenario(reader, row, path, fleet, catalogue, price_date)
    desks = tuple((group.name, group.endpoint, group.entitlements) for group in fleet)
    key = (id(row), catalogue, price_date, desks)
    known = KNOWN_SCENARIOS.get(key)
    if known is None:
        known = _make_scenario(reader, row, path, fleet, catalogue, price_date)
        if known is None:
            return None
        if len(KNOWN_SCENARIOS) >= MOST_KNOWN_SCENARIOS:
            KNOWN_SCENARIOS.clear()
        KNOWN_SCENARIOS[key] = known
    return known


def _make_scenario(
    reader: Reader,
    row: dict[str, Any],
    path: str,
    fleet: list[Group],
    catalogue: Catalogue,
    price_date: date,
) -> Scenario | None:
    before = len(reader.faults)
    groups = {group.name: index for index, group in enumerate(fleet)}
    for key in ("deliveries", "endpoints", "entitlements"):
        for name in row[key] or ():
            if name not in groups:
                hint = reader.name_hint(name, groups)
                reader.fault(f"{path}.{key}.{name}", name, "there is no such group", hint)
    for name in row["prices"] or ():
        if name not in catalogue.schemes:
            hint = reader.name_hint(name, catalogue.schemes)
            reader.fault(f"{path}.prices.{name}", name, "there is no such scheme", hint)
    check_assumptions(reader, row["assumptions"], f"{path}.assumptions")
    own_lines = _read_own_lines(reader, row["own_lines"] or (), f"{path}.own_lines")
    deliveries = tuple(
        (row["deliveries"] or {}).get(group.name) or row["delivery"] for group in fleet
    )
    stack = _read_stack(reader, row["stack"], f"{path}.stack", groups, catalogue)
    _check_server(reader, stack or (), f"{path}.stack", deliveries)
    if (
        stack is None
        or len(reader.faults) > before
        or any(row[key] is None for key in row if key != "price_date")
    ):
        return None
    day = row["price_date"] or price_date
    return Scenario(
        name=row["name"],
        delivery=row["delivery"],
        deliveries=deliveries,
        endpoints=tuple(row["endpoints"].get(group.name, group.endpoint) for group in fleet),
        entitlements=tuple(
            row["entitlements"].get(group.name, group.entitlements) for group in fleet
        ),
        stack=tuple(stack),
        discounts=row["discounts"],
        assumptions=row["assumptions"],
        prices={
            name: price for name, price in row["prices"].items() if not isinstance(price, NetPrice)
        },
        net_prices={
            name: price for name, price in row["prices"].items() if isinstance(price, NetPrice)
        },
        own_lines=own_lines,
        market=catalogue.on(day),
        server=next((e.scheme for e in stack if e.scheme.role == "server"), None),
        hypervisors=hypervisors_of(stack, deliveries),
    )


def _read_own_lines(
    reader: Reader, rows: Sequence[dict[str, Any] | None], path: str
) -> tuple[OwnLine, ...]:
    """The scenario's own lines, each name once; the last column is the first where not said."""
    names = OneNameOnce(reader, path)
    lines = []
    for index, row in enumerate(rows):
        if row is None or any(value is None for key, value in row.items() if key != "last"):
            continue
        names.take(row["name"], index)
        if row["last"] is None:
            last = row["first"]
        else:
            last = row["last"]
        if last < row["first"]:
            reader.fault(
                f"{path}[{index}].last",
                last,
                f"may hold a whole number from {row['first']}, the first, on",
            )
        lines.append(OwnLine(**{**row, "last": last}))
    return tuple(lines)


def _read_stack(
    reader: Reader, rows: list[Any] | None, path: str, groups: dict[str, int], catalogue: Catalogue
) -> list[Entry] | None:
    if rows is None:
        return None
    before = len(reader.faults)
    everyone = tuple(range(len(groups)))
    first: dict[str, int] = {}
    entries: list[Entry] = []
    for index, row in enumerate(rows):
        if row is None or row["scheme"] is None:
            continue
        here = f"{path}[{index}]"
        scheme = catalogue.schemes.get(row["scheme"])
        if scheme is None:
            hint = reader.name_hint(row["scheme"], catalogue.schemes)
            reader.fault(here, row["scheme"], "there is no such scheme", hint)
            continue
        if scheme.id in first:
            reader.fault(
                here, scheme.id, f"stands in the stack already, at {path}[{first[scheme.id]}]"
            )
        first.setdefault(scheme.id, index)
        served: tuple[int, ...] | None = everyone
        if row["groups"] is not None:
            served = _read_groups(reader, row["groups"], f"{here}.groups", groups)
        if served is not None:
            _check_entry(reader, row, scheme, here)
            entries.append(_make_entry(row, scheme, served, everyone))
    if len(reader.faults) == before:
        return entries
    return None


def _read_groups(
    reader: Reader, names: tuple[str, ...], path: str, groups: dict[str, int]
) -> tuple[int, ...] | None:
    if not names:
        reader.fault(path, [], "may name at least one group; leave it out to serve all")
        return None
    unknown = [name for name in names if name not in groups]
    for name in unknown:
        reader.fault(path, name, "there is no such group", reader.name_hint(name, groups))
    if unknown:
        return None
    return tuple(sorted({groups[name] for name in names}))


def _make_entry(
    row: dict[str, Any], scheme: Scheme, served: tuple[int, ...], everyone: tuple[int, ...]
) -> Entry:
    return Entry(
        scheme=scheme,
        groups=served,
        serves_all=len(served) == len(everyone),
        quantity=row["quantity"],
        extra=row["extra"] or 0,
        is_seat=scheme.metric in SEAT_METRICS,
        instances=row["instances"] or 1,
        owned=row["owned"],
        owned_years=row["owned_years"] or scheme.life_years,
        term=row["term"] or next(iter(scheme.terms), ""),
    )


def _check_entry(reader: Reader, row: dict[str, Any], scheme: Scheme, path: str) -> None:
    """What an entry says of its scheme fits it (methodology, What real purchases need)."""
    if row["instances"] is not None and "instances_per_licence" not in scheme.attributes:
        reader.fault(
            f"{path}.instances",
            row["instances"],
            f"may not stand here: {scheme.id} counts no machines",
        )
    if row["term"] and not scheme.terms:
        reader.fault(f"{path}.term", row["term"], f"may not stand here: {scheme.id} has no terms")
    elif row["term"] and row["term"] not in scheme.terms:
        hint = reader.name_hint(row["term"], scheme.terms)
        reader.fault(f"{path}.term", row["term"], f"may hold {', '.join(scheme.terms)}", hint)


def _check_server(
    reader: Reader, entries: Sequence[Entry], path: str, deliveries: Sequence[str]
) -> None:
    """One server for all pools, and memory left beside the hypervisor's."""
    servers = [
        (index, entry) for index, entry in enumerate(entries) if entry.scheme.role == "server"
    ]
    for index, entry in servers[1:]:
        reader.fault(
            f"{path}[{index}]", entry.scheme.id, "is a second server; a stack may hold one"
        )
    for index, entry in servers[:1]:
        if not entry.serves_all:
            reader.fault(f"{path}[{index}].groups", entry.scheme.id, "the server serves all groups")
        for first in dict.fromkeys(hypervisors_of(entries, deliveries).values()):
            if first:
                kept = first.attributes.get("hypervisor_ram_gb", Decimal(0))
            else:
                kept = Decimal(0)
            if first is not None and entry.scheme.attributes["ram_gb"] <= kept:
                words = f"has no more memory than {first.id} keeps ({kept:f} GB): no desktop fits"
                reader.fault(f"{path}[{index}]", entry.scheme.id, words)


def check_assumptions(reader: Reader, given: dict[str, Any] | None, path: str) -> None:
    for name, value in (given or {}).items():
        knob = KNOBS.get(name)
        if knob is None:
            reader.note(
                make_fault(f"{path}.{name}", "", "is no assumption", reader.name_hint(name, KNOBS))
            )
            continue
        ends = [value]
        if isinstance(value, Range):
            ends = [value.low, value.mode, value.high]
        for end in ends:
            if end is not None and not knob.admits(end):
                hint = give_percent_hint(end, knob.high)
                reader.fault(
                    f"{path}.{name}", f"{end:f}", f"may hold {knob.allowed()}", hint, knob.bounds
                )
                break
