"""The question: a comparison document, validated, with every fault named by its field's path.

Page, API, command line and files all end here; none has rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from .faults import Fault, Faults, hinted_fault
from .fields import MOST_DESKTOPS, SHAPES
from .knobs import KNOBS
from .market import Catalogue, Market, Scheme
from .own_catalogue import CURRENCY, own_catalogue
from .reading import NetPrice, Number, Range, Reader, SharedFields, percent_hint
from .together import circles
from .words import HOSTED, SEAT_METRICS, desk_tokens

HYPERVISOR = "hypervisor"


@dataclass(frozen=True, slots=True)
class Group:
    """A set of like seats."""

    name: str
    desktops: int
    users: int
    devices: int
    peak_concurrency: Decimal
    pooled: bool
    profile: str
    endpoint: str
    entitlements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A scheme of a stack. `groups`: indices of the groups that it serves; `is_seat`: counted by seats.

    `owned`: packs in hand when the comparison begins, None where nothing is said of it; `owned_years`: how long
    they serve, None for the whole horizon.
    """

    scheme: Scheme
    groups: tuple[int, ...]
    serves_all: bool
    quantity: int | None
    extra: int
    is_seat: bool
    instances: int = 1
    owned: int | None = None
    owned_years: int | None = None
    term: str = ""

    @property
    def is_free_where_owned(self) -> bool:
        """Whether packs in hand cost nothing more: a subscription is paid elsewhere, or nothing is maintained."""
        return bool(self.owned) and (self.scheme.charge == "subscription" or not self.scheme.maintenance_rate)

    @property
    def term_factor(self) -> Decimal:
        """What the entry's term multiplies list prices by."""
        if self.term:
            return self.scheme.terms[self.term]
        return Decimal(1)


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A cost or credit of one's own: an amount for each of what `of` counts, in columns `first` to `last`.

    `moved_as`: the name by which the draws say its amount, "" where it stays.
    """

    name: str
    category: str
    amount: Decimal
    of: str
    first: int
    last: int
    inflation: str
    source: str
    moved_as: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """One way to serve the fleet. Deliveries, endpoints and entitlements are per group.

    `prices` are factors on net prices, `net_prices` what was quoted in their place. `server` is the stack's
    server, `hypervisors` the first scheme of each delivery's hosts that brings one: they size the hosts.
    """

    name: str
    delivery: str
    deliveries: tuple[str, ...]
    endpoints: tuple[str, ...]
    entitlements: tuple[tuple[str, ...], ...]
    stack: tuple[Entry, ...]
    discounts: Mapping[str, Decimal]
    assumptions: Mapping[str, Number]
    prices: Mapping[str, Number]
    net_prices: Mapping[str, NetPrice]
    own_lines: tuple[OwnLine, ...]
    market: Market
    server: Scheme | None
    hypervisors: Mapping[str, Scheme | None]

    def own_tokens(self, group: int) -> tuple[str, ...]:
        """What a group brings to the rules by itself, but for its profile: what it owns, its desk, its delivery."""
        return (
            *self.entitlements[group],
            *desk_tokens(self.endpoints[group]),
            f"delivery:{self.deliveries[group]}",
        )


class Uncertainty(NamedTuple):
    """How many draws of the ranges, and where their dice begin."""

    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class Question:
    """A whole comparison, as the engine takes it. `moved` names numbers of groups and rates that the draws decide."""

    title: str
    price_list: str
    price_date: date
    horizon_years: int
    discount_rate: Decimal
    annual_growth: Number
    sites: int
    include_indirect: bool
    price_changes: str
    residual_value: str
    yearly_payments: str
    fleet: tuple[Group, ...]
    assumptions: Mapping[str, Number]
    scenarios: tuple[Scenario, ...]
    market: Market
    uncertainty: Uncertainty | None
    moved: frozenset[str] = frozenset()

    @property
    def has_ranges(self) -> bool:
        """Whether any number was given as a range."""
        given = (self.assumptions, *(s.assumptions for s in self.scenarios), *(s.prices for s in self.scenarios))
        numbers = (self.annual_growth, *(number for numbers in given for number in numbers.values()))
        return any(isinstance(number, Range) for number in numbers)


FindCatalogue = Callable[[str], Catalogue | None]


def parse(value: Any, find_catalogue: FindCatalogue) -> Question:
    """The question that a plain value asks; raises `Faults` with all of them.

    `find_catalogue` gives the catalogue of a price list, None where there is none; it is
    not called where the document brings its own.
    """
    reader = Reader()
    given = reader.shape("document", value, "")
    if given is None:
        raise Faults(reader.faults)
    catalogue = _at_own_rates(reader, given["exchange_rates"], _catalogue(reader, given, find_catalogue))
    _check_assumptions(reader, given["assumptions"], "assumptions")
    fleet = _fleet(reader, given)
    scenarios: list[Scenario] = []
    if catalogue is not None and fleet is not None and given["scenarios"] and given["price_date"]:
        names = _Names(reader, "scenarios")
        for index, row in enumerate(given["scenarios"]):
            if row is not None:
                names.take(row["name"], index)
                scenario = _scenario_once(reader, row, f"scenarios[{index}]", fleet, catalogue, given["price_date"])
                if scenario is not None:
                    scenarios.append(scenario)
    if not reader.faults:
        assert fleet is not None
        assert catalogue is not None
        for fault in circles(given):
            reader.note(fault)
        _check_converted(reader, catalogue.on(given["price_date"]), given["exchange_rates"])
        _check_growth(reader, fleet, given)
        _check_columns(reader, scenarios, given["horizon_years"])
    if reader.faults:
        raise Faults(reader.faults)
    assert fleet is not None
    assert catalogue is not None
    return Question(
        title=given["title"],
        price_list=catalogue.price_list,
        price_date=given["price_date"],
        horizon_years=given["horizon_years"],
        discount_rate=given["discount_rate"],
        annual_growth=given["annual_growth"],
        sites=given["sites"],
        include_indirect=given["include_indirect"],
        price_changes=given["price_changes"],
        residual_value=given["residual_value"],
        yearly_payments=given["yearly_payments"],
        fleet=tuple(fleet),
        assumptions=given["assumptions"],
        scenarios=tuple(scenarios),
        market=catalogue.on(given["price_date"]),
        uncertainty=None if given["uncertainty"] is None else Uncertainty(**given["uncertainty"]),
    )


class _Names:
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


def _catalogue(reader: Reader, given: dict[str, Any], find: FindCatalogue) -> Catalogue | None:
    if given["catalogue"] is not None:
        return own_catalogue(reader, given["catalogue"], "catalogue")
    if any(fault.path == "catalogue" for fault in reader.faults):
        return None
    if not given["price_list"]:
        if given["price_list"] is not None:
            reader.note(Fault("price_list", "", "is missing; name a price list, or bring a catalogue"))
        return None
    catalogue = find(given["price_list"])
    if catalogue is None:
        reader.fault("price_list", given["price_list"], "there is no such price list")
    return catalogue


def _at_own_rates(reader: Reader, own: Mapping[str, Decimal] | None, catalogue: Catalogue | None) -> Catalogue | None:
    """The catalogue with the document's own exchange rates over those that it knows."""
    wrong = [code for code in own or () if not CURRENCY.fullmatch(code)]
    for code in wrong:
        reader.fault(f"exchange_rates.{code}", code, "may be named by three capital letters such as USD")
    if catalogue is None or own is None or wrong or any(rate is None for rate in own.values()):
        return catalogue
    if catalogue.currency in own and own[catalogue.currency] != 1:
        words = f"may hold 1: {catalogue.currency} is the comparison's own currency"
        reader.fault(f"exchange_rates.{catalogue.currency}", f"{own[catalogue.currency]:f}", words)
    return catalogue.at_rates({code: rate for code, rate in own.items() if code != catalogue.currency})


def _check_converted(reader: Reader, market: Market, own: Mapping[str, Decimal]) -> None:
    """A rate of one's own makes no assumption of what may not stand in its place."""
    for assumption in market.assumptions.values():
        rate = assumption.rate
        if rate is None or rate.from_currency not in own:
            continue
        beyond = [end for end in assumption.ends if end is not None and not KNOBS[assumption.name].admits(end)]
        if beyond:
            words = f"makes {assumption.name} of {beyond[0]:,.2f} {rate.to_currency}; that"
            words += f" may hold {KNOBS[assumption.name].allowed()}"
            reader.fault(f"exchange_rates.{rate.from_currency}", f"{rate.rate:f}", words)
            return


def _fleet(reader: Reader, given: dict[str, Any]) -> list[Group] | None:
    rows = given["fleet"]
    if rows is None:
        return None
    names = _Names(reader, "fleet")
    groups: list[Group] = []
    for index, row in enumerate(rows):
        if row is None:
            continue
        names.take(row["name"], index)
        like_desktops = {key: row["desktops"] for key in ("users", "devices") if row[key] is None}
        complete = {**row, **like_desktops}
        if any(value is None for value in complete.values()):
            continue
        groups.append(Group(**complete))
    if len(groups) == len(rows):
        return groups
    return None


_KNOWN: dict[Any, Scenario] = {}
MOST_KNOWN = 512


def _scenario_once(
    reader: Reader, row: dict[str, Any], path: str, fleet: list[Group], catalogue: Catalogue, price_date: date
) -> Scenario | None:
    """A scenario; one of a preset is made once for each fleet of the same names and desks, day and catalogue."""
    if type(row) is not SharedFields:
        return _scenario(reader, row, path, fleet, catalogue, price_date)
    desks = tuple((group.name, group.endpoint, group.entitlements) for group in fleet)
    key = (id(row), catalogue, price_date, desks)
    known = _KNOWN.get(key)
    if known is None:
        known = _scenario(reader, row, path, fleet, catalogue, price_date)
        if known is None:
            return None
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = known
    return known


def _scenario(
    reader: Reader, row: dict[str, Any], path: str, fleet: list[Group], catalogue: Catalogue, price_date: date
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
    _check_assumptions(reader, row["assumptions"], f"{path}.assumptions")
    own_lines = _own_lines(reader, row["own_lines"] or (), f"{path}.own_lines")
    deliveries = tuple((row["deliveries"] or {}).get(group.name) or row["delivery"] for group in fleet)
    stack = _stack(reader, row["stack"], f"{path}.stack", groups, catalogue)
    _check_server(reader, stack or (), f"{path}.stack", deliveries)
    if stack is None or len(reader.faults) > before or any(row[key] is None for key in row if key != "price_date"):
        return None
    day = row["price_date"] or price_date
    return Scenario(
        name=row["name"],
        delivery=row["delivery"],
        deliveries=deliveries,
        endpoints=tuple(row["endpoints"].get(group.name, group.endpoint) for group in fleet),
        entitlements=tuple(row["entitlements"].get(group.name, group.entitlements) for group in fleet),
        stack=tuple(stack),
        discounts=row["discounts"],
        assumptions=row["assumptions"],
        prices={name: price for name, price in row["prices"].items() if not isinstance(price, NetPrice)},
        net_prices={name: price for name, price in row["prices"].items() if isinstance(price, NetPrice)},
        own_lines=own_lines,
        market=catalogue.on(day),
        server=next((e.scheme for e in stack if e.scheme.role == "server"), None),
        hypervisors=hypervisors_of(stack, deliveries),
    )


def hypervisors_of(entries: Sequence[Entry], deliveries: Sequence[str]) -> dict[str, Scheme | None]:
    """The first scheme that brings a hypervisor to a group of each kind of hosts (methodology, Hosts of a pool)."""
    bringing = [entry for entry in entries if HYPERVISOR in entry.scheme.provides]
    return {
        delivery: next((e.scheme for e in bringing if any(deliveries[g] == delivery for g in e.groups)), None)
        for delivery in HOSTED
    }


def _own_lines(reader: Reader, rows: Sequence[dict[str, Any] | None], path: str) -> tuple[OwnLine, ...]:
    """The scenario's own lines, each name once; the last column is the first where not said."""
    names = _Names(reader, path)
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
            reader.fault(f"{path}[{index}].last", last, f"may hold a whole number from {row['first']}, the first, on")
        lines.append(OwnLine(**{**row, "last": last}))
    return tuple(lines)


def _check_columns(reader: Reader, scenarios: Sequence[Scenario], horizon_years: int) -> None:
    """Own lines pay within the horizon."""
    for place, scenario in enumerate(scenarios):
        for index, line in enumerate(scenario.own_lines):
            key = "last"
            if line.first > horizon_years:
                key = "first"
            if line.last > horizon_years:
                words = f"may hold a whole number up to {horizon_years}, the last year"
                reader.fault(f"scenarios[{place}].own_lines[{index}].{key}", getattr(line, key), words)


def _stack(
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
            reader.fault(here, scheme.id, f"stands in the stack already, at {path}[{first[scheme.id]}]")
        first.setdefault(scheme.id, index)
        served: tuple[int, ...] | None = everyone
        if row["groups"] is not None:
            served = _served(reader, row["groups"], f"{here}.groups", groups)
        if served is not None:
            _check_entry(reader, row, scheme, here)
            entries.append(_entry(row, scheme, served, everyone))
    if len(reader.faults) == before:
        return entries
    return None


def _served(reader: Reader, names: tuple[str, ...], path: str, groups: dict[str, int]) -> tuple[int, ...] | None:
    if not names:
        reader.fault(path, [], "may name at least one group; leave it out to serve all")
        return None
    unknown = [name for name in names if name not in groups]
    for name in unknown:
        reader.fault(path, name, "there is no such group", reader.name_hint(name, groups))
    if unknown:
        return None
    return tuple(sorted({groups[name] for name in names}))


def _entry(row: dict[str, Any], scheme: Scheme, served: tuple[int, ...], everyone: tuple[int, ...]) -> Entry:
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
        reader.fault(f"{path}.instances", row["instances"], f"may not stand here: {scheme.id} counts no machines")
    if row["term"] and not scheme.terms:
        reader.fault(f"{path}.term", row["term"], f"may not stand here: {scheme.id} has no terms")
    elif row["term"] and row["term"] not in scheme.terms:
        hint = reader.name_hint(row["term"], scheme.terms)
        reader.fault(f"{path}.term", row["term"], f"may hold {', '.join(scheme.terms)}", hint)


def _check_server(reader: Reader, entries: Sequence[Entry], path: str, deliveries: Sequence[str]) -> None:
    """One server for all pools, and memory left beside the hypervisor's."""
    servers = [(index, entry) for index, entry in enumerate(entries) if entry.scheme.role == "server"]
    for index, entry in servers[1:]:
        reader.fault(f"{path}[{index}]", entry.scheme.id, "is a second server; a stack may hold one")
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


def _check_assumptions(reader: Reader, given: dict[str, Any] | None, path: str) -> None:
    for name, value in (given or {}).items():
        knob = KNOBS.get(name)
        if knob is None:
            reader.note(hinted_fault(f"{path}.{name}", "", "is no assumption", reader.name_hint(name, KNOBS)))
            continue
        ends = [value]
        if isinstance(value, Range):
            ends = [value.low, value.mode, value.high]
        for end in ends:
            if end is not None and not knob.admits(end):
                hint = percent_hint(end, knob.high)
                reader.fault(f"{path}.{name}", f"{end:f}", f"may hold {knob.allowed()}", hint, knob.bounds)
                break


def _check_growth(reader: Reader, fleet: list[Group], given: dict[str, Any]) -> None:
    """Desktops and users stay within the limit in every year, growth included."""
    for key in ("desktops", "users", "devices"):
        total = sum(getattr(group, key) for group in fleet)
        limit = SHAPES["group"]["desktops"].high
        assert isinstance(limit, int)
        if total > limit:
            reader.note(Fault("fleet", f"{total:,} {key}", f"may hold up to {MOST_DESKTOPS:,} in all"))
            return
        growth = given["annual_growth"]
        rate = float(growth.high if isinstance(growth, Range) else growth)
        for year in range(2, given["horizon_years"] + 1):
            reached = total * (1 + rate) ** (year - 1)
            if reached > limit:
                words = f"the fleet may hold up to {MOST_DESKTOPS:,} {key} in every year"
                words += f"; year {year} would have {reached:,.0f}"
                reader.fault("annual_growth", f"{rate}", words)
                return
