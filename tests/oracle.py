"""The slow, obvious, exact evaluation of the pricing rules, to judge the fast engine by.

It follows the contract of the engine and its extension section by section, in fractions and whole
numbers, and shares no code with the engine; a P stands before a section of the extension: (P 3.5).
`answer` gives the answer document, `quote_rows` the rows of the quote as CSV. It trusts its
document: what is no valid comparison with its own catalogue is not looked for. Remarks marked
"Decision" say what was chosen where the rules are silent or at odds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

Figures = dict[int, Fraction]  # by year or by column
Counts = dict[int, int]
Record = dict[str, Any]

SEAT_METRICS = {
    *("device", "user", "user_or_device", "concurrent_user", "virtual_desktop"),
    *("user_hour", "instance", "instance_hour"),
}
GOALS = {
    "pc": [],
    "vdi": ["windows_vdi_right", "hypervisor", "broker"],
    "session": ["server_os", "session_right"],
    "cloud": ["cloud_desktop", "windows_vdi_right"],
}
CATEGORIES = {
    "endpoint": "devices",
    "server": "servers_storage",
    "storage": "servers_storage",
    "cloud_desktop": "cloud",
    "cloud_compute": "cloud",
    "cloud_storage": "cloud",
    "service": "roll_out",
    "migration": "roll_out",
}
OPERATING_CATEGORIES = {
    **dict.fromkeys(("endpoint_energy", "server_energy", "storage_energy"), "power_space_network"),
    **dict.fromkeys(("network", "facilities"), "power_space_network"),
    **dict.fromkeys(("administration", "help_desk"), "people"),
    "deployment": "roll_out",
    **dict.fromkeys(("training", "downtime"), "users_time"),
}
INDIRECT_LINES = {"training", "downtime"}
BOUGHT_CATEGORIES = {"licences", "devices", "servers_storage", "cloud", "roll_out"}


# ---------------------------------------------------------------------------------------------
# Numbers


def exact(value: Any) -> Fraction:
    """A number of a document, or the mode of a range, as a fraction ("a range counts at its
    mode").
    """
    if isinstance(value, Mapping):
        value = value["mode"]
    return exact_text(str(value).strip())


@cache
def exact_text(text: str) -> Fraction:
    return Fraction(Decimal(text))


def whole(value: Any) -> int:
    return int(exact(value))


def ceiling(value: Fraction | int) -> int:
    return -(-value // 1)


def floor(value: Fraction | int) -> int:
    return value // 1


def half_up(value: Fraction | int) -> int:
    """To the nearest whole number, halves away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def decimals_of(value: Any) -> int:
    """How many decimals a listed price has, as it is written: "0.3050" has four."""
    return max(0, -int(Decimal(str(value).strip()).as_tuple().exponent))


def rounded(value: Fraction, decimals: int) -> Fraction:
    return Fraction(half_up(value * 10**decimals), 10**decimals)


def decimal_text(value: Fraction, decimals: int = 0) -> str:
    """The exact decimal, with at least so many decimals."""
    while (value * 10**decimals).denominator != 1:
        decimals += 1
        if decimals > 2000:
            raise ValueError(f"{value} is no decimal")
    digits = str(abs(value * 10**decimals).numerator).rjust(decimals + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def money(value: Fraction) -> str:
    """Two decimals, halves away from zero, never -0.00."""
    return decimal_text(rounded(value, 2), 2)


# ---------------------------------------------------------------------------------------------
# Section 1: what is in force on a day


def in_force(rows: Iterable[Mapping[str, Any]], day: str) -> Mapping[str, Any] | None:
    """The last row whose `valid_from` is not after the day; a row without one holds always."""
    begun = [row for row in rows if (row.get("valid_from") or "") <= day]
    return max(begun, key=lambda row: row.get("valid_from") or "", default=None)


def years_after(day: str, years: int) -> str:
    """The same day so many years later; 29 February falls on the 28th in years without one (P
    3.5).
    """
    begin = date.fromisoformat(day)
    try:
        return begin.replace(year=begin.year + years).isoformat()
    except ValueError:
        return begin.replace(year=begin.year + years, day=28).isoformat()


def currency_of(document: Record) -> str:
    return document["catalogue"].get("currency") or "USD"


def catalogue_assumptions(document: Record) -> dict[str, Fraction]:
    """Typical values in force on the comparison's price date.

    Decision (document.md): a scenario's own price date does not move them; both notations, a list
    of rows with a name and an object by name, are read. Decision (P 4.1 against 4.3): a row of the
    document's own catalogue that names another currency is in that one, for else `exchange_rates`
    could change nothing in such a document; it is multiplied by the document's rate, and is missing
    where there is none.
    """
    rates = document.get("exchange_rates") or {}
    given = document["catalogue"].get("assumptions") or []
    if isinstance(given, Mapping):
        given = [
            {"name": name, **(row if isinstance(row, Mapping) else {"typical": row})}
            for name, row in given.items()
        ]
    found = {}
    for name in {row["name"] for row in given}:
        row = in_force([row for row in given if row["name"] == name], document["price_date"])
        currency = (row or {}).get("currency") or currency_of(document)
        if row is not None and (currency == currency_of(document) or currency in rates):
            rate = exact(1 if currency == currency_of(document) else rates[currency])
            found[name] = exact(row["typical"] if "typical" in row else row["mode"]) * rate
    return found


# ---------------------------------------------------------------------------------------------
# Section 2: the comparison


@dataclass(frozen=True)
class Group:
    """A set of like seats in one scenario, with its counts by year 1..N."""

    name: str
    profile: str
    delivery: str
    endpoint: str
    tokens: frozenset[str]
    pooled: bool
    desktops: Counts
    users: Counts
    devices: Counts
    concurrent: Counts
    vms: Counts


@dataclass(frozen=True)
class Entry:
    """A scheme in a stack: the groups that it serves, and what its entry says of the number."""

    scheme: Record
    serves: list[Group]
    quantity: int | None
    extra: int
    instances: int
    owned: int | None  # packs; none: the entry does not have the key
    owned_years: int
    price: Mapping[str, Any] | None  # in force on the scenario's price date; none: not on sale
    # That price, and those that the list knows for later, without rows of no amount.
    known: list[Mapping[str, Any]]
    term: Fraction  # the factor of the entry's term, 1 where the scheme has none
    net: list[Fraction] | None  # what a pack really costs, by year

    @property
    def id(self) -> str:
        return str(self.scheme["id"])

    @property
    def role(self) -> str:
        return str(self.scheme["role"])

    @property
    def metric(self) -> str:
        return str(self.scheme["metric"])

    @property
    def is_seat(self) -> bool:
        return self.metric in SEAT_METRICS

    @property
    def is_priced(self) -> bool:
        return self.price is not None or self.net is not None

    @property
    def perpetual(self) -> bool:
        return bool(self.scheme["charge"] == "perpetual")

    def words(self, field: str) -> list[str]:
        """`requires`, `provides` or `excludes`."""
        return list(self.scheme.get(field) or [])

    def attribute(self, name: str) -> Fraction | None:
        value = (self.scheme.get("attributes") or {}).get(name)
        return None if value is None else exact(value)

    def number(self, field: str, default: int) -> Fraction:
        value = self.scheme.get(field)
        return Fraction(default) if value is None else exact(value)

    def serving(self, y: int) -> int:
        """Packs in hand when the comparison began that still serve in year y (P 1.7)."""
        return (self.owned or 0) if y <= self.owned_years else 0


@dataclass(frozen=True)
class Case:
    """One scenario of a comparison, read."""

    document: Record
    scenario: Record
    horizon: int
    groups: list[Group]
    stack: list[Entry]
    assumptions: dict[str, Fraction]
    price_date: str

    @property
    def years(self) -> range:
        return range(1, self.horizon + 1)

    @property
    def columns(self) -> range:
        return range(self.horizon + 1)

    def assume(self, name: str) -> Fraction:
        return self.assumptions[name]

    @property
    def server(self) -> Entry | None:
        """The stack's first scheme of role `server` (section 5)."""
        return next((entry for entry in self.stack if entry.role == "server"), None)

    @property
    def deliveries(self) -> list[str]:
        """Each delivery that one of its groups has."""
        return [
            delivery
            for delivery in GOALS
            if any(group.delivery == delivery for group in self.groups)
        ]


def replaced(scenario: Record, field: str, group: str, own: Any) -> Any:
    """What the scenario says of a group, in place of the group's own."""
    return (scenario.get(field) or {}).get(group, own)


def read_group(document: Record, scenario: Record, row: Record) -> Group:
    name = row["name"]
    growth = 1 + exact(document.get("annual_growth", 0))
    desktops = whole(row["desktops"])
    users = whole(row["users"]) if row.get("users") is not None else desktops
    devices = whole(row["devices"]) if row.get("devices") is not None else desktops
    peak = exact(row.get("peak_concurrency", 1))
    endpoint: str = replaced(scenario, "endpoints", name, row.get("endpoint", "existing_pc"))
    entitlements: list[str] = replaced(
        scenario, "entitlements", name, row.get("entitlements") or []
    )
    delivery: str = replaced(scenario, "deliveries", name, scenario["delivery"])
    profile: str = row.get("profile", "knowledge")
    years = range(1, whole(document.get("horizon_years", 5)) + 1)
    desktops_by_year = {y: half_up(desktops * growth ** (y - 1)) for y in years}
    users_by_year = {y: half_up(users * growth ** (y - 1)) for y in years}
    concurrent = {y: ceiling(users_by_year[y] * peak) for y in years}
    return Group(
        name=name,
        profile=profile,
        delivery=delivery,
        endpoint=endpoint,
        tokens=frozenset(entitlements)
        | {f"endpoint:{endpoint}", f"profile:{profile}", f"delivery:{delivery}"}
        | ({"desk:pc"} if endpoint.endswith(("pc", "laptop")) else set()),
        pooled=bool(row.get("pooled", False)),
        desktops=desktops_by_year,
        users=users_by_year,
        devices={y: half_up(devices * growth ** (y - 1)) for y in years},
        concurrent=concurrent,
        vms=concurrent if row.get("pooled", False) else users_by_year,
    )


def net_prices(scenario: Record, scheme_id: str) -> list[Fraction] | None:
    """The amounts of a price as quoted, by year (P 3.3)."""
    given = (scenario.get("prices") or {}).get(scheme_id)
    if not isinstance(given, Mapping) or "net" not in given:
        return None
    amounts = given["net"] if isinstance(given["net"], list) else [given["net"]]
    return [exact(amount) for amount in amounts]


def term_factor(scheme: Record, entry: Record) -> Fraction:
    """Of the entry's term, or of the scheme's first (P 3.4)."""
    terms = scheme.get("terms") or {"": 1}
    return exact(terms[entry.get("term") or next(iter(terms))])


def known_prices(rows: list[Record], day: str) -> list[Mapping[str, Any]]:
    """The row in force on the price date and every later one with an amount; none where it is not
    on sale.
    """
    price = in_force(rows, day)
    if price is None or price.get("amount") is None:
        return []
    later = [
        row for row in rows if (row.get("valid_from") or "") > day and row.get("amount") is not None
    ]
    return [price, *sorted(later, key=lambda row: row["valid_from"])]


def read_entry(
    document: Record, scenario: Record, groups: list[Group], given: str | Record
) -> Entry:
    entry: Record = {"scheme": given} if isinstance(given, str) else given
    scheme = next(
        scheme for scheme in document["catalogue"]["schemes"] if scheme["id"] == entry["scheme"]
    )
    prices = [
        price
        for price in document["catalogue"].get("prices") or []
        if price["scheme"] == entry["scheme"]
    ]
    known = known_prices(prices, scenario.get("price_date") or document["price_date"])
    names = entry.get("groups")
    life = scheme.get("life_years")
    lasting = document.get("horizon_years", 5) if life is None else life
    return Entry(
        scheme=scheme,
        serves=[group for group in groups if names is None or group.name in names],
        quantity=whole(entry["quantity"]) if entry.get("quantity") is not None else None,
        extra=whole(entry.get("extra") or 0),
        instances=whole(entry.get("instances") or 1),
        owned=whole(entry["owned"]) if entry.get("owned") is not None else None,
        owned_years=whole(entry.get("owned_years") or lasting),
        price=known[0] if known else None,
        known=known,
        term=term_factor(scheme, entry),
        net=net_prices(scenario, entry["scheme"]),
    )


def read_case(document: Record, index: int) -> Case:
    scenario = document["scenarios"][index]
    groups = [read_group(document, scenario, row) for row in document["fleet"]]
    assumptions = catalogue_assumptions(document)
    for overrides in (document.get("assumptions") or {}, scenario.get("assumptions") or {}):
        assumptions.update({name: exact(value) for name, value in overrides.items()})
    return Case(
        document=document,
        scenario=scenario,
        horizon=whole(document.get("horizon_years", 5)),
        groups=groups,
        stack=[
            read_entry(document, scenario, groups, given) for given in scenario.get("stack") or []
        ],
        assumptions=assumptions,
        price_date=scenario.get("price_date") or document["price_date"],
    )


# ---------------------------------------------------------------------------------------------
# Section 3: who is covered

Covers = dict[str, list[Group]]  # seat scheme's id -> the groups that it covers


OF_HOSTS = (
    *(
        "hypervisor",
        "host",
        "unmanaged_host",
        "horizon_host",
        "azure_local",
        "hyperv_role",
        "paid_esx",
    ),
    *("vm_management", "live_migration", "quick_migration", "planned_move", "ha", "virtual_gpu"),
)


def of_hosts(tokens: list[str]) -> set[str]:
    return {token for token in tokens if token.split(":")[0] in OF_HOSTS}


def hypervisor_of(case: Case, group: Group, reach: Covers) -> Entry | None:
    """Decision (3): the first of the stack that reaches a group runs its hosts, as in P 2.3, but
    what is sold as a hypervisor goes before what comes along. A seat scheme that does not cover a
    group does not reach it.
    """
    if group.delivery not in ("vdi", "session"):
        return None
    serving = [
        entry
        for entry in case.stack
        if "hypervisor" in entry.words("provides")
        and group in (reach[entry.id] if entry.is_seat else entry.serves)
    ]
    return next(iter([*(entry for entry in serving if entry.role == "hypervisor"), *serving]), None)


def brought(case: Case, entry: Entry, group: Group, reach: Covers) -> set[str]:
    """Decision (3): what a hypervisor brings to hosts it brings to those that it runs alone; its
    manager manages hosts of its kind beside.
    """
    tokens = set(entry.words("provides"))
    run = hypervisor_of(case, group, reach)
    if "hypervisor" not in tokens or run is entry:
        return tokens
    kept = tokens - of_hosts(entry.words("provides"))
    alike = run is not None and any(
        t.startswith("host:") and t in tokens for t in run.words("provides")
    )
    return kept | {token for token in tokens if alike and token.startswith("vm_management")}


def adds_on_terms(entry: Entry) -> set[str]:
    """Decision (3): what a site scheme adds to hosts it adds where the hosts are that it
    requires.
    """
    if (
        entry.is_seat
        or "hypervisor" in entry.words("provides")
        or not of_hosts(entry.words("requires"))
    ):
        return set()
    return of_hosts(entry.words("provides"))


def tokens_of_group(case: Case, group: Group, covers: Covers, reach: Covers) -> set[str]:
    """The group's own, those that site schemes bring it, those of seat schemes that cover it."""
    tokens = set(group.tokens)
    adding = [entry for entry in case.stack if group in entry.serves and adds_on_terms(entry)]
    for entry in case.stack:
        if group in (covers[entry.id] if entry.is_seat else entry.serves):
            tokens |= brought(case, entry, group, reach) - adds_on_terms(entry)
    for _ in adding:
        for entry in adding:
            if of_hosts(entry.words("requires")) <= tokens:
                tokens |= adds_on_terms(entry)
    return tokens


def cover(case: Case) -> Covers:
    """Section 3.2, again where a seat scheme turns out not to cover a group whose hosts it was to
    run.
    """
    reach = {entry.id: list(entry.serves) for entry in case.stack}
    while True:
        covers = cover_once(case, reach)
        left = {
            entry.id: [
                group
                for group in reach[entry.id]
                if group in covers[entry.id]
                or not entry.is_seat
                or "hypervisor" not in entry.words("provides")
            ]
            for entry in case.stack
        }
        if left == reach:
            return covers
        reach = left


def cover_once(case: Case, reach: Covers) -> Covers:
    """Section 3.2: seat schemes in stack order, group by group, until nothing changes."""
    covers: Covers = {entry.id: [] for entry in case.stack}
    changed = True
    while changed:
        changed = False
        for entry in case.stack:
            if not entry.is_seat:
                continue
            for group in entry.serves:
                if group in covers[entry.id]:
                    continue
                if not set(entry.words("requires")) <= tokens_of_group(case, group, covers, reach):
                    continue
                taken = any(
                    group in covers[other.id]
                    for other in case.stack
                    if other.is_seat and other.role == entry.role
                )
                if taken and entry.role != "service":
                    continue
                covers[entry.id].append(group)
                changed = True
    return covers


def groups_counted(case: Case, entry: Entry, covers: Covers) -> list[Group]:
    """The groups that a seat scheme covers or a site scheme serves, in the fleet's order."""
    counted = covers[entry.id] if entry.is_seat else entry.serves
    return [group for group in case.groups if group in counted]


def finding(
    kind: str, group: str | None = None, token: str | None = None, scheme: str | None = None
) -> Record:
    return {"kind": kind, "group": group, "token": token, "scheme": scheme}


def uncovered(case: Case, covers: Covers) -> list[Record]:
    """Section 3.3, in the fleet's order, a group's goals in the page's order and its endpoint last,
    then the server.
    """
    found = []
    for group in case.groups:
        tokens = tokens_of_group(case, group, covers, covers)
        # Decision (3.3): a goal is met by any token of the group, its own entitlements among them.
        found += [
            finding("uncovered", group.name, goal)
            for goal in GOALS[group.delivery]
            if goal not in tokens
        ]
        has_endpoint = any(
            group in covers[entry.id] for entry in case.stack if entry.role == "endpoint"
        )
        if not has_endpoint and not group.endpoint.startswith("existing_"):
            found.append(finding("uncovered", group.name, "endpoint"))
    if case.server is None and any(group.delivery in ("vdi", "session") for group in case.groups):
        found.append(finding("uncovered", None, "server"))
    return found


def unmet(case: Case, covers: Covers) -> list[Record]:
    """Section 3.1: what site schemes require and neither the deliveries nor another scheme provide.

    Decision (3): what is of hosts must be there for all whose hosts a hypervisor runs, else for
    someone it serves.
    """
    found = []
    deliveries = {f"delivery:{group.delivery}" for group in case.groups}
    has = {group.name: tokens_of_group(case, group, covers, covers) for group in case.groups}
    for entry in case.stack:
        if entry.is_seat:
            continue
        available = set(deliveries)
        for other in case.stack:
            if other is not entry and (not other.is_seat or covers[other.id]):
                available |= by_standing(
                    case, other, covers[other.id] if other.is_seat else other.serves, covers
                )
        run = [group for group in entry.serves if hypervisor_of(case, group, covers) is entry]
        for token in entry.words("requires"):
            there = [token in has[group.name] for group in run or entry.serves]
            lacking = not all(there) if run else bool(there) and not any(there)
            if token not in available or (of_hosts([token]) and lacking):
                found.append(finding("unmet", None, token, entry.id))
    return found


def by_standing(case: Case, entry: Entry, groups: list[Group], covers: Covers) -> set[str]:
    """What an entry brings to any of the groups, or to nobody: what is of no hosts."""
    tokens = set(entry.words("provides"))
    if "hypervisor" in tokens:
        tokens -= of_hosts(entry.words("provides"))
    return tokens.union(*(brought(case, entry, group, covers) for group in groups))


def unused(case: Case, covers: Covers) -> list[Record]:
    return [
        finding("unused", scheme=entry.id)
        for entry in case.stack
        if entry.is_seat and not covers[entry.id]
    ]


def is_owned_whole(case: Case, entry: Entry, need: Need) -> bool:
    """All packs of all years are owned, and nothing is paid for keeping them (P 1.7)."""
    is_kept_free = not entry.perpetual or entry.number("maintenance_rate", 0) == 0
    return (
        bool(entry.owned)
        and is_kept_free
        and all(need.packs[y] <= entry.serving(y) for y in case.years)
    )


def not_on_sale(case: Case, needs: dict[str, Need]) -> list[Record]:
    return [
        finding("not_on_sale", scheme=entry.id)
        for entry in case.stack
        if not entry.is_priced and not is_owned_whole(case, entry, needs[entry.id])
    ]


def over_maximum(case: Case, needs: dict[str, Need]) -> list[Record]:
    """Once a scheme, whose quantity of any year is above its maximum.

    Decision (1 against 3.4): "its quantity of a year, section 4" is the quantity that the answer
    states, with included units taken off and raised to the minimum, although the table of section
    1 speaks of what the scheme "may be used for".
    """
    found = []
    for entry in case.stack:
        maximum = entry.scheme.get("maximum")
        if maximum is not None and any(
            count > exact(maximum) for count in needs[entry.id].quantity.values()
        ):
            found.append(finding("over_maximum", scheme=entry.id))
    return found


def conflicts(case: Case, covers: Covers) -> list[Record]:
    """Section 3.4.

    Decision: a scheme provides by standing in the stack, whether or not it covers a group.
    """
    found = []
    for entry in case.stack:
        for token in entry.words("excludes"):
            others = (other for other in case.stack if other is not entry)
            if any(token in by_standing(case, other, other.serves, covers) for other in others):
                found.append(finding("conflict", None, token, entry.id))
    return found


def too_large(case: Case, covers: Covers) -> list[Record]:
    """Desktops larger than their host, sessions larger than their machine (P 2.1).

    Decision (P 2.1): last of all findings; those of the hosts in the fleet's order, then those of
    the cloud machines in the stack's, processor before memory.
    """
    found = []
    for group in case.groups if case.server is not None else []:
        if group.delivery in ("vdi", "session"):
            shares = {"cpu": cpu_shares(case, group), "ram": ram_shares(case, group)}
            found += [
                finding("too_large", group.name, token)
                for token, share in shares.items()
                if share.is_exceeded
            ]
    for entry in case.stack:
        if entry.metric not in ("instance", "instance_hour"):
            continue
        for group in groups_counted(case, entry, covers):
            for token, share in machine_shares(case, entry, group).items():
                found += (
                    [finding("too_large", group.name, token, entry.id)] if share.is_exceeded else []
                )
    return found


def findings_of(case: Case, covers: Covers, needs: dict[str, Need]) -> list[Record]:
    """All findings, kinds in the order in which section 3.4 names them.

    Decision: that order, then the stack's.

    Decision (3.4): `over_maximum` is said of a scenario that is not on sale too, for counting needs
    no price.
    """
    return [
        *uncovered(case, covers),
        *unmet(case, covers),
        *unused(case, covers),
        *not_on_sale(case, needs),
        *over_maximum(case, needs),
        *conflicts(case, covers),
        *too_large(case, covers),
    ]


# ---------------------------------------------------------------------------------------------
# Section 5: sizing (before section 4, whose metrics need the hosts)


@dataclass(frozen=True)
class Pool:
    hosts: Counts
    binding: dict[int, str | None]


def hypervisor_attribute(case: Case, delivery: str, name: str, default: int) -> Fraction:
    """Of the first scheme of the stack that provides `hypervisor` and serves a group of the pool (P
    2.3).
    """
    for entry in case.stack:
        if "hypervisor" in entry.words("provides") and any(
            group.delivery == delivery for group in entry.serves
        ):
            value = entry.attribute(name)
            return Fraction(default) if value is None else value
    return Fraction(default)


def server_attribute(case: Case, name: str) -> Fraction:
    """Decision (7): a server or an endpoint without `watts` draws none."""
    value = case.server.attribute(name) if case.server else None
    return Fraction(0) if value is None else value


@dataclass(frozen=True)
class Shares:
    """How many hosts or machines a group asks for by one resource, by year; whether one of its
    seats fits on none.
    """

    by_year: Figures
    is_exceeded: bool


def shares_of(counts: Mapping[int, Fraction | int], size: Fraction, capacity: Fraction) -> Shares:
    """So many of one size on machines of one capacity, none of them lying across two machines (P
    2.1).
    """
    if size == 0:
        return Shares({y: Fraction(0) for y in counts}, is_exceeded=False)
    fit = floor(capacity / size)
    if fit == 0:
        by_year = {y: count * size / capacity for y, count in counts.items()}
        return Shares(by_year, is_exceeded=any(count > 0 for count in counts.values()))
    return Shares({y: Fraction(count) / fit for y, count in counts.items()}, is_exceeded=False)


def stem_of(delivery: str) -> str:
    return "session_" if delivery == "session" else ""


def cpu_shares(case: Case, group: Group) -> Shares:
    cores = server_attribute(case, "sockets") * server_attribute(case, "cores_per_socket")
    capacity = cores * case.assume(f"{group.delivery}.vcpu_per_core")
    return shares_of(
        group.concurrent, case.assume(f"{group.profile}.{stem_of(group.delivery)}vcpu"), capacity
    )


def running_ram(case: Case, group: Group) -> dict[int, Fraction | int]:
    """Desktops whose memory is held at the peak: of personal ones also some that nobody uses (P
    2.2).
    """
    if group.delivery != "vdi" or group.pooled:
        return {**group.concurrent}
    idle = case.assumptions.get("vdi.idle_running_share", Fraction(0))
    return {
        y: group.concurrent[y] + (group.vms[y] - group.concurrent[y]) * idle for y in case.years
    }


def ram_shares(case: Case, group: Group) -> Shares:
    overcommit = Fraction(1)
    if group.delivery == "vdi":
        overcommit = hypervisor_attribute(case, group.delivery, "memory_overcommit", 1)
    taken = hypervisor_attribute(case, group.delivery, "hypervisor_ram_gb", 0)
    capacity = (server_attribute(case, "ram_gb") - taken) * overcommit
    size = case.assume(f"{group.profile}.{stem_of(group.delivery)}ram_gb")
    return shares_of(running_ram(case, group), size, capacity)


def machine_shares(case: Case, entry: Entry, group: Group) -> dict[str, Shares]:
    """Of cloud machines that many share."""
    vcpu, ram = entry.attribute("vcpu"), entry.attribute("ram_gb")
    assert vcpu
    assert ram
    return {
        "cpu": shares_of(group.concurrent, case.assume(f"{group.profile}.session_vcpu"), vcpu),
        "ram": shares_of(group.concurrent, case.assume(f"{group.profile}.session_ram_gb"), ram),
    }


def size_pool(case: Case, delivery: str) -> Pool:
    groups = [group for group in case.groups if group.delivery == delivery]
    hosts: Counts = dict.fromkeys(case.years, 0)
    binding: dict[int, str | None] = dict.fromkeys(case.years)
    if case.server is None:
        return Pool(hosts, binding)
    cpu = [cpu_shares(case, group) for group in groups]
    ram = [ram_shares(case, group) for group in groups]
    for y in case.years:
        by_cpu = ceiling(sum((share.by_year[y] for share in cpu), Fraction(0)))
        by_ram = ceiling(sum((share.by_year[y] for share in ram), Fraction(0)))
        needed = max(by_cpu, by_ram)
        # Decision (5): nothing binds where no host is needed.
        if needed > 0:
            hosts[y] = needed + int(case.assume("spare_hosts"))
            binding[y] = "ram" if by_ram > by_cpu else "cpu"
    return Pool(hosts, binding)


def storage_gb(case: Case, groups: list[Group], y: int) -> int:
    disks = Fraction(0)
    for group in groups:
        if group.delivery == "vdi":
            disks += group.vms[y] * case.assume(f"{group.profile}.disk_gb")
        if group.delivery == "session":
            disks += group.users[y] * case.assume(f"{group.profile}.session_disk_gb")
    return ceiling(disks * (1 - case.assume("storage_saving")))


def cloud_storage_gb(case: Case, groups: list[Group], y: int) -> int:
    return ceiling(
        sum(
            (
                group.users[y] * case.assume(f"{group.profile}.session_disk_gb")
                for group in groups
                if group.delivery == "cloud"
            ),
            Fraction(0),
        )
    )


@dataclass(frozen=True)
class Sizing:
    pools: dict[str, Pool]
    hosts: Counts
    storage: Counts
    cloud_storage: Counts


def size(case: Case) -> Sizing:
    pools: dict[str, Pool] = {
        delivery: size_pool(case, delivery)
        for delivery in ("vdi", "session")
        if delivery in case.deliveries
    }
    return Sizing(
        pools=pools,
        hosts={y: sum(pool.hosts[y] for pool in pools.values()) for y in case.years},
        storage={y: storage_gb(case, case.groups, y) for y in case.years},
        cloud_storage={y: cloud_storage_gb(case, case.groups, y) for y in case.years},
    )


# ---------------------------------------------------------------------------------------------
# Section 4: quantities


@dataclass(frozen=True)
class Need:
    """What the answer says of a scheme's numbers, by year."""

    quantity: Counts
    packs: Counts
    binding: dict[int, str | None]


def instances(case: Case, entry: Entry, groups: list[Group], y: int) -> int:
    shares = [machine_shares(case, entry, group) for group in groups]
    return max(
        ceiling(sum((share["cpu"].by_year[y] for share in shares), Fraction(0))),
        ceiling(sum((share["ram"].by_year[y] for share in shares), Fraction(0))),
    )


def concurrent_licences(entry: Entry, groups: list[Group], y: int) -> int:
    concurrent = sum(group.concurrent[y] for group in groups)
    users_per_licence = entry.attribute("users_per_licence")
    if users_per_licence is None:
        return concurrent
    return max(concurrent, ceiling(sum(group.users[y] for group in groups) / users_per_licence))


def user_hours(case: Case, groups: list[Group], y: int) -> int:
    return ceiling(
        sum(
            (
                group.users[y] * case.assume(f"{group.profile}.hours_per_month") * 12
                for group in groups
            ),
            Fraction(0),
        )
    )


def licences_by_cores(entry: Entry, cores: Fraction) -> int:
    """One for each so many cores; 1 where the scheme does not say (P 1.4)."""
    cores_per_licence = entry.attribute("cores_per_licence")
    return 1 if cores_per_licence is None else ceiling(cores / cores_per_licence)


def cores_of_host(case: Case, entry: Entry) -> Fraction:
    sockets = server_attribute(case, "sockets")
    per_socket = max(
        server_attribute(case, "cores_per_socket"),
        entry.attribute("min_cores_per_socket") or Fraction(0),
    )
    return max(sockets * per_socket, entry.attribute("min_cores_per_host") or Fraction(0))


def counted_on_a_host(case: Case, entry: Entry) -> int:
    """Units of one host, before packs are filled up and its instances are licensed."""
    sockets = server_attribute(case, "sockets")
    cores_per_socket = server_attribute(case, "cores_per_socket")
    if entry.metric == "core":
        return int(cores_of_host(case, entry))
    if entry.metric == "socket":
        return int(sockets * licences_by_cores(entry, cores_per_socket))
    per_licence = entry.attribute("sockets_per_licence")
    by_sockets = 1 if per_licence is None else ceiling(sockets / per_licence)
    return max(by_sockets, licences_by_cores(entry, sockets * cores_per_socket))


def filled_on_a_host(case: Case, entry: Entry) -> int:
    """The units of one host in whole packs, where nothing is shared between hosts (P 1.3)."""
    units = counted_on_a_host(case, entry)
    pack = int(entry.number("pack", 1))
    return pack * ceiling(Fraction(units, pack)) if entry.scheme.get("per_host") else units


def units_of_host(case: Case, entry: Entry) -> int:
    """Within a host: minimum cores or licences by cores, then packs, then what runs on it (P
    1.5).
    """
    per_licence = entry.attribute("instances_per_licence")
    licensings = 1 if per_licence is None else ceiling(entry.instances / per_licence)
    return filled_on_a_host(case, entry) * licensings


def hosts_of_groups(sizing: Sizing, groups: list[Group], y: int) -> int:
    """Hosts of the pools in which one of the groups runs: of the whole pool, not of the group's
    part.
    """
    return sum(
        pool.hosts[y]
        for delivery, pool in sizing.pools.items()
        if any(g.delivery == delivery for g in groups)
    )


def metered(case: Case, sizing: Sizing, entry: Entry, groups: list[Group], y: int) -> int:
    """The table of section 4: what the metric counts in a year, over the groups covered or
    served.
    """
    count: dict[str, Callable[[], int | Fraction]] = {
        "device": lambda: sum(
            group.desktops[y] if entry.role == "endpoint" else group.devices[y] for group in groups
        ),
        "user": lambda: sum(group.users[y] for group in groups),
        "user_or_device": lambda: sum(min(group.users[y], group.devices[y]) for group in groups),
        "concurrent_user": lambda: concurrent_licences(entry, groups, y),
        "virtual_desktop": lambda: sum(group.vms[y] for group in groups),
        "user_hour": lambda: user_hours(case, groups, y),
        "instance": lambda: instances(case, entry, groups, y),
        "instance_hour": lambda: ceiling(
            instances(case, entry, groups, y) * case.assume("host_hours_per_month") * 12
        ),
        "host": lambda: hosts_of_groups(sizing, groups, y) * units_of_host(case, entry),
        "socket": lambda: hosts_of_groups(sizing, groups, y) * units_of_host(case, entry),
        "core": lambda: hosts_of_groups(sizing, groups, y) * units_of_host(case, entry),
        "gb": lambda: (cloud_storage_gb if entry.role == "cloud_storage" else storage_gb)(
            case, groups, y
        ),
        # Decision (4): a scheme by the site is counted for every site, whichever groups it serves.
        "site": lambda: whole(case.document.get("sites", 1)),
    }
    return int(count[entry.metric]())


def counted(case: Case, sizing: Sizing, covers: Covers, entry: Entry, y: int) -> int:
    """What the metric counts, or the entry's `quantity` in its place; then its `extra`."""
    groups = groups_counted(case, entry, covers)
    count = metered(case, sizing, entry, groups, y) if entry.quantity is None else entry.quantity
    return count + entry.extra


def raised(entry: Entry, count: int) -> int:
    """If more than 0, at least `minimum`."""
    return max(count, int(entry.number("minimum", 0))) if count > 0 else 0


def take_included(case: Case, counts: dict[str, int]) -> dict[str, int]:
    """The units of one year that come with other schemes, by the scheme that they are taken off.

    Decision (4): a scheme of which nothing is counted is not raised to its minimum here either,
    so it includes nothing.
    """
    left = dict(counts)
    for entry in case.stack:
        for role, number in (entry.scheme.get("includes") or {}).items():
            units = raised(entry, counts[entry.id]) * whole(number)
            for other in case.stack:
                if other is entry or other.role != role:
                    continue
                taken = min(units, left[other.id])
                left[other.id] -= taken
                units -= taken
    return {id: counts[id] - left[id] for id in counts}


def packs_fill_up(case: Case, sizing: Sizing, entry: Entry, y: int) -> bool:
    """Whether packs that each host fills up for itself changed the number of a year (P 1.3)."""
    if not entry.scheme.get("per_host") or entry.quantity is not None:
        return False
    has_hosts = hosts_of_groups(sizing, entry.serves, y) > 0
    return has_hosts and filled_on_a_host(case, entry) != counted_on_a_host(case, entry)


def needs_of(case: Case, sizing: Sizing, covers: Covers) -> dict[str, Need]:
    needs = {entry.id: Need({}, {}, {}) for entry in case.stack}
    for y in case.years:
        counts = {entry.id: counted(case, sizing, covers, entry, y) for entry in case.stack}
        included = take_included(case, counts)
        for entry in case.stack:
            remaining = counts[entry.id] - included[entry.id]
            quantity = raised(entry, remaining)
            pack = int(entry.number("pack", 1))
            packs = ceiling(Fraction(quantity, pack))
            binding = None
            if packs * pack != quantity or (quantity > 0 and packs_fill_up(case, sizing, entry, y)):
                binding = "pack"
            elif quantity != remaining:
                binding = "minimum"
            elif included[entry.id] > 0:
                binding = "included"
            elif quantity > 0:
                binding = "count"
            need = needs[entry.id]
            need.quantity[y], need.packs[y], need.binding[y] = quantity, packs, binding
    return needs


# ---------------------------------------------------------------------------------------------
# Section 6: money


@dataclass(frozen=True)
class Tier:
    """A price per pack that holds from a number of units on."""

    threshold: Fraction
    listed: Fraction
    listed_decimals: int
    net: Fraction


@dataclass(frozen=True)
class Tariff:
    """What a pack costs in one payment: its tiers, how many years of inflation, and the row that it
    came from.
    """

    tiers: list[Tier]
    inflation_years: int
    row: Mapping[str, Any] | None
    discount: Fraction
    factor: Fraction
    is_quoted: bool


def maintenance_name(entry: Entry) -> str:
    """The name of its own by which maintenance has a discount (P 3.2)."""
    return f"{entry.id}.maintenance"


def discount_of(case: Case, entry: Entry, of_maintenance: bool = False) -> Fraction:
    """Named by scheme id, else by vendor, else by `*`; maintenance first by a name of its own."""
    discounts = case.scenario.get("discounts") or {}
    names = [maintenance_name(entry)] if of_maintenance else []
    for name in [*names, entry.id, entry.scheme.get("vendor"), "*"]:
        if name in discounts:
            return exact(discounts[name])
    return Fraction(0)


def factor_of(case: Case, entry: Entry) -> Fraction:
    return Fraction(1) if entry.net else exact((case.scenario.get("prices") or {}).get(entry.id, 1))


def row_due(case: Case, entry: Entry, n: int) -> tuple[Mapping[str, Any] | None, int]:
    """The row that a payment due n years after the price date takes, and its years of inflation (P
    3.5).
    """
    if case.document.get("price_changes", "none") != "known" or not entry.known:
        return entry.price, n
    due = years_after(case.price_date, n)
    row = [row for row in entry.known if row is entry.price or row["valid_from"] <= due][-1]
    if row is entry.price:
        return row, n
    m = next(m for m in range(n + 1) if years_after(case.price_date, m) >= row["valid_from"])
    return row, n - m


def tiers_of_row(
    entry: Entry, row: Mapping[str, Any], discount: Fraction, factor: Fraction
) -> list[Tier]:
    """The list amount, then its tiers, each by the entry's term and with its net price."""
    tiers = []
    for threshold, amount in [[0, row["amount"]], *(row.get("tiers") or [])]:
        decimals = max(2, decimals_of(amount))
        listed = rounded(exact(amount) * entry.term, decimals)
        tiers.append(
            Tier(
                exact(threshold),
                listed,
                decimals,
                rounded(listed * (1 - discount), decimals) * factor,
            )
        )
    return tiers


def tariff_of(case: Case, entry: Entry, n: int, of_maintenance: bool = False) -> Tariff:
    """What holds for a purchase in column n, or for a yearly payment of year n + 1 (P 3.3 to
    3.5).
    """
    row, inflation_years = row_due(case, entry, n)
    has_own_discount = maintenance_name(entry) in (case.scenario.get("discounts") or {})
    if entry.net is None or (of_maintenance and has_own_discount and row is not None):
        assert row is not None
        discount, factor = discount_of(case, entry, of_maintenance), factor_of(case, entry)
        return Tariff(
            tiers_of_row(entry, row, discount, factor),
            inflation_years,
            row,
            discount,
            factor,
            False,
        )
    amount = entry.net[min(n + 1, len(entry.net)) - 1]
    tier = Tier(Fraction(0), amount, 2, amount)
    return Tariff([tier], max(0, n + 1 - len(entry.net)), row, Fraction(0), Fraction(1), True)


def tiers_of(case: Case, entry: Entry) -> list[Tier]:
    """Those of today."""
    return tariff_of(case, entry, 0).tiers


def graduated(entry: Entry) -> bool:
    return bool(entry.scheme.get("tier_mode", "volume") == "graduated")


def tier_reached(tiers: list[Tier], units: int) -> Tier:
    return [tier for tier in tiers if tier.threshold <= units][-1]


def filled(entry: Entry, tiers: list[Tier], packs: int) -> list[int]:
    """How many of so many packs lie in each tier; a pack's tier is that of its last unit."""
    pack = int(entry.number("pack", 1))
    # The first pack of a tier is the first whose last unit reaches the threshold.
    before = [min(packs, max(0, ceiling(tier.threshold / pack) - 1)) for tier in tiers] + [packs]
    return [after - start for start, after in pairwise(before)]


def graduated_cost(entry: Entry, tiers: list[Tier], packs: int) -> Fraction:
    """C(k), the cost of k packs filled tier by tier."""
    return sum(
        (count * tier.net for count, tier in zip(filled(entry, tiers, packs), tiers, strict=True)),
        Fraction(0),
    )


def inflated(case: Case, years: int) -> Fraction:
    return (1 + case.assume("price_inflation")) ** years


@dataclass(frozen=True)
class Purchases:
    """By column: packs that are still owned for the year to come, and packs bought for it."""

    surviving: Counts
    bought: Counts


def purchases(case: Case, entry: Entry, need: Need) -> Purchases:
    life = entry.scheme.get("life_years")
    surviving: Counts = {}
    bought: Counts = {}
    for t in range(case.horizon):
        surviving[t] = sum(
            packs for s, packs in bought.items() if life is None or t + 1 <= s + whole(life)
        )
        surviving[t] += entry.serving(t + 1)
        bought[t] = max(0, need.packs[t + 1] - surviving[t])
    bought[case.horizon] = 0
    return Purchases(surviving, bought)


def cost_between(entry: Entry, tariff: Tariff, quantity: int, before: int, after: int) -> Fraction:
    """Of the packs after the first so many, up to so many, at so many units."""
    if graduated(entry):
        return graduated_cost(entry, tariff.tiers, after) - graduated_cost(
            entry, tariff.tiers, before
        )
    return (after - before) * tier_reached(tariff.tiers, quantity).net


def purchase_line(case: Case, entry: Entry, need: Need) -> Figures:
    bought = purchases(case, entry, need)
    line = {t: Fraction(0) for t in case.columns}
    for t in range(case.horizon):
        tariff = tariff_of(case, entry, t)
        surviving, packs = bought.surviving[t], bought.bought[t]
        cost = cost_between(entry, tariff, need.quantity[t + 1], surviving, surviving + packs)
        line[t] = cost * inflated(case, tariff.inflation_years)
    return line


def maintained(case: Case, entry: Entry, need: Need, y: int) -> int:
    """Packs less those bought so lately that maintenance is in their price (P 3.1)."""
    years = whole(entry.scheme.get("maintenance_included_years") or 0)
    bought = purchases(case, entry, need).bought
    return max(0, need.packs[y] - sum(packs for t, packs in bought.items() if y - years <= t < y))


def due_of(case: Case, y: int) -> int:
    """The column of what is paid for year y: its end, or its start (P 3.9)."""
    return y - 1 if case.document.get("yearly_payments", "end") == "start" else y


def subscription_line(case: Case, entry: Entry, need: Need) -> Figures:
    line = {t: Fraction(0) for t in case.columns}
    for y in case.years:
        tariff = tariff_of(case, entry, y - 1)
        owned = min(entry.serving(y), need.packs[y])
        cost = cost_between(entry, tariff, need.quantity[y], owned, need.packs[y]) * periods_of(
            entry
        )
        line[due_of(case, y)] = cost * inflated(case, tariff.inflation_years)
    return line


def maintenance_line(case: Case, entry: Entry, need: Need) -> Figures:
    line = {t: Fraction(0) for t in case.columns}
    for y in case.years:
        tariff = tariff_of(case, entry, y - 1, of_maintenance=True)
        cost = cost_between(entry, tariff, need.quantity[y], 0, maintained(case, entry, need, y))
        line[due_of(case, y)] = (
            cost * entry.number("maintenance_rate", 0) * inflated(case, tariff.inflation_years)
        )
    return line


def residual_line(case: Case, entry: Entry, paid: Figures) -> Figures:
    """What purchases are still worth at the end, in a straight line over their life (P 3.7)."""
    life = whole(entry.scheme["life_years"])
    left = sum(
        (
            cost * Fraction(t + life - case.horizon, life)
            for t, cost in paid.items()
            if t + life > case.horizon
        ),
        Fraction(0),
    )
    return {t: -left if t == case.horizon else Fraction(0) for t in case.columns}


def periods_of(entry: Entry) -> int:
    """A year is 12 months; an hourly price has a year's hours as its quantity."""
    return 12 if entry.scheme.get("period") == "month" and not entry.perpetual else 1


def lines_of_scheme(case: Case, entry: Entry, need: Need) -> dict[str, Figures]:
    if not entry.is_priced:
        # All of it is owned: nothing is paid.
        lines = {entry.id: {t: Fraction(0) for t in case.columns}}
    elif not entry.perpetual:
        lines = {entry.id: subscription_line(case, entry, need)}
    else:
        lines = {entry.id: purchase_line(case, entry, need)}
        has_maintenance = entry.number("maintenance_rate", 0) > 0
        maintenance = maintenance_line(case, entry, need) if has_maintenance else {}
        # Decision (document.md): a scheme's own line always stands, its maintenance only where it
        # costs something, as in the worked example of the free hypervisor.
        if any(maintenance.values()):
            lines[f"{entry.id}/maintenance"] = maintenance
    has_residual = case.document.get("residual_value", "none") == "straight_line"
    if has_residual and entry.scheme.get("life_years") is not None:
        lines[f"{entry.id}:residual"] = residual_line(case, entry, lines[entry.id])
    return lines


def scheme_lines(case: Case, needs: dict[str, Need]) -> dict[str, Figures]:
    lines: dict[str, Figures] = {}
    for entry in case.stack:
        lines |= lines_of_scheme(case, entry, needs[entry.id])
    return lines


# Lines of one's own (P 3.6)


@dataclass(frozen=True)
class OwnLine:
    """One line that the scenario brings, with its count and the growth of its amount by column."""

    given: Record
    counts: Counts
    growth: Figures

    @property
    def key(self) -> str:
        return f"own:{self.given['name']}"

    @property
    def amount(self) -> Fraction:
        return exact(self.given["amount"])

    @property
    def figures(self) -> Figures:
        return {t: self.amount * count * self.growth[t] for t, count in self.counts.items()}


def own_lines(case: Case) -> list[OwnLine]:
    lines = []
    for given in case.scenario.get("own_lines") or []:
        first = whole(given.get("first") or 0)
        last = first if given.get("last") is None else whole(given["last"])
        of, inflation = given.get("of") or "all", given.get("inflation") or "none"
        rate = Fraction(0) if inflation == "none" else case.assume(f"{inflation}_inflation")
        counts, growth = {}, {}
        for t in case.columns:
            y = max(t, 1)
            count = {
                "all": 1,
                "desktop": sum(group.desktops[y] for group in case.groups),
                "user": sum(group.users[y] for group in case.groups),
                "device": sum(group.devices[y] for group in case.groups),
            }[of]
            counts[t] = count if first <= t <= last else 0
            growth[t] = (1 + rate) ** max(0, t - 1)
        lines.append(OwnLine(given, counts, growth))
    return lines


def categories_of_lines(case: Case, lines: Iterable[str]) -> dict[str, str]:
    """Section 7: by the scheme's role, by the line's name, or as the line of one's own says."""
    own = {line.key: line.given["category"] for line in own_lines(case)}
    roles = {entry.id: entry.role for entry in case.stack}
    found = {}
    for key in lines:
        scheme = key.removesuffix("/maintenance").removesuffix(":residual")
        if key in own:
            found[key] = own[key]
        elif scheme in roles:
            found[key] = CATEGORIES.get(roles[scheme], "licences")
        else:
            found[key] = OPERATING_CATEGORIES[key]
    return found


def left_out_of_totals(case: Case) -> set[str]:
    """Indirect lines, where the comparison does not include them."""
    if case.document.get("include_indirect", False):
        return set()
    return INDIRECT_LINES | {
        line.key for line in own_lines(case) if line.given["category"] == "users_time"
    }


# Section 6: operating lines


def endpoint_watts(case: Case, covers: Covers, group: Group) -> Fraction:
    """Of the endpoint scheme with `watts` that covers the seat, whatever the seat's endpoint is
    called (P 2.4).

    Decision (6): a seat that is none of the existing ones and that no such scheme covers draws
    nothing.
    """
    for entry in case.stack:
        watts = entry.attribute("watts")
        if entry.role == "endpoint" and watts is not None and group in covers[entry.id]:
            return watts
    return (
        case.assume("existing_pc_watts") if group.endpoint.startswith("existing_") else Fraction(0)
    )


def session_kbps(case: Case, covers: Covers, group: Group) -> Fraction:
    """Of the last scheme of the stack that covers or serves the group and has that attribute."""
    for entry in reversed(case.stack):
        value = entry.attribute("session_kbps")
        if value is not None and group in groups_counted(case, entry, covers):
            return value
    return case.assume(f"{group.delivery}.kbps_per_session")


def energy_kwh(case: Case, sizing: Sizing, covers: Covers) -> dict[str, Figures]:
    hours = case.assume("endpoint_hours_per_year")
    pue = case.assume("pue")
    kwh: dict[str, Figures] = {"endpoint_energy": {}, "server_energy": {}, "storage_energy": {}}
    for y in case.years:
        watts = sum(
            (group.desktops[y] * endpoint_watts(case, covers, group) for group in case.groups),
            Fraction(0),
        )
        kwh["endpoint_energy"][y] = watts * hours / 1000
        kwh["server_energy"][y] = (
            sizing.hosts[y] * server_attribute(case, "watts") * 8760 * pue / 1000
        )
        storage_watts = Fraction(sizing.storage[y], 1000) * case.assume("storage_watts_per_tb")
        kwh["storage_energy"][y] = storage_watts * 8760 * pue / 1000
    return kwh


def one_year(
    case: Case, sizing: Sizing, covers: Covers, kwh: dict[str, Figures], y: int
) -> dict[str, Fraction]:
    """The table of operating lines, in column y = 1..N."""
    energy = case.assume("energy_price") * (1 + case.assume("energy_inflation")) ** (y - 1)
    labour = (1 + case.assume("labour_inflation")) ** (y - 1)
    administrators = calls = mbps = hours_lost = Fraction(0)
    for group in case.groups:
        administrators += group.desktops[y] / case.assume(f"{group.delivery}.desktops_per_admin")
        calls += group.users[y] * case.assume(f"{group.delivery}.calls_per_user_year")
        mbps += group.concurrent[y] * session_kbps(case, covers, group) / 1000
        hours_lost += group.users[y] * case.assume(f"{group.delivery}.downtime_hours_year")
    return {
        **{key: figures[y] * energy for key, figures in kwh.items()},
        "administration": administrators * case.assume("admin_salary") * labour,
        "help_desk": calls * case.assume("cost_per_call") * labour,
        "network": mbps * case.assume("mbps_price_month") * 12 * inflated(case, y - 1),
        "facilities": sizing.hosts[y] * case.assume("host_space_cost_year") * inflated(case, y - 1),
        "downtime": hours_lost * case.assume("user_hour_cost") * labour,
    }


def once(case: Case) -> dict[str, Fraction]:
    """The operating lines of column 0."""
    deployment = training = Fraction(0)
    for group in case.groups:
        hours = group.desktops[1] * case.assume(f"{group.delivery}.deployment_hours")
        deployment += hours * case.assume("deployment_hour_rate")
        hours = group.users[1] * case.assume(f"{group.delivery}.training_hours")
        training += hours * case.assume("user_hour_cost")
    # Decision (6): a group of no desktops has its delivery all the same.
    projects = sum(
        (case.assume(f"{delivery}.project_cost") for delivery in case.deliveries), Fraction(0)
    )
    return {"deployment": deployment + projects, "training": training}


def replaced_hours(case: Case, covers: Covers, entry: Entry, need: Need, t: int) -> Fraction:
    """Hours of work for devices that are replaced at the end of year t (P 3.8).

    Decision (P 3.8): "the groups that it covers" are a seat scheme's; an endpoint that is counted
    by hosts or sites covers nobody, and the work of its replacement is not known.
    """
    groups = covers[entry.id]
    seats = sum(group.desktops[t + 1] for group in groups)
    if seats == 0:
        return Fraction(0)
    hours = sum(
        (
            group.desktops[t + 1] * case.assume(f"{group.delivery}.deployment_hours")
            for group in groups
        ),
        Fraction(0),
    )
    more = max(0, need.packs[t + 1] - need.packs[t])
    packs = max(0, purchases(case, entry, need).bought[t] - more)
    return packs * entry.number("pack", 1) * hours / seats


def later_deployment(case: Case, covers: Covers, needs: dict[str, Need], t: int) -> Fraction:
    """Newcomers and replaced devices in column t = 1..N-1 (P 3.8)."""
    hours = Fraction(0)
    for group in case.groups:
        newcomers = max(0, group.desktops[t + 1] - group.desktops[t])
        hours += newcomers * case.assume(f"{group.delivery}.deployment_hours")
    for entry in case.stack:
        if entry.role == "endpoint" and entry.perpetual:
            hours += replaced_hours(case, covers, entry, needs[entry.id], t)
    return hours * case.assume("deployment_hour_rate") * (1 + case.assume("labour_inflation")) ** t


def operating_lines(
    case: Case, sizing: Sizing, covers: Covers, needs: dict[str, Need], kwh: dict[str, Figures]
) -> dict[str, Figures]:
    by_column = {y: one_year(case, sizing, covers, kwh, y) for y in case.years} | {0: once(case)}
    for t in range(1, case.horizon):
        by_column[t]["deployment"] = later_deployment(case, covers, needs, t)
    lines: dict[str, Figures] = {}
    for key in [*by_column[case.horizon], *by_column[0]]:
        line = {t: by_column[t].get(key, Fraction(0)) for t in case.columns}
        # Document: "a line whose every column is 0 may be left out".
        if any(line.values()):
            lines[key] = line
    return lines


# ---------------------------------------------------------------------------------------------
# Section 7: results


@dataclass(frozen=True)
class Result:
    """One scenario, priced: all figures exact."""

    case: Case
    covers: Covers
    findings: list[Record]
    sizing: Sizing
    needs: dict[str, Need]
    kwh: Figures
    lines: dict[str, Figures]
    cash_flow: Figures

    @property
    def on_sale(self) -> bool:
        return all(found["kind"] != "not_on_sale" for found in self.findings)

    @property
    def tco(self) -> Fraction:
        return sum(self.cash_flow.values(), Fraction(0))

    @property
    def npv(self) -> Fraction:
        rate = discount_rate(self.case.document)
        return sum((amount / (1 + rate) ** t for t, amount in self.cash_flow.items()), Fraction(0))


def discount_rate(document: Record) -> Fraction:
    return exact(document.get("discount_rate", "0.08"))


def evaluate(document: Record, index: int) -> Result:
    case = read_case(document, index)
    covers = cover(case)
    sizing = size(case)
    needs = needs_of(case, sizing, covers)
    found = findings_of(case, covers, needs)
    kwh = energy_kwh(case, sizing, covers)
    lines: dict[str, Figures] = {}
    if all(finding["kind"] != "not_on_sale" for finding in found):
        lines = {**scheme_lines(case, needs), **operating_lines(case, sizing, covers, needs, kwh)}
        lines |= {line.key: line.figures for line in own_lines(case)}
    left_out = left_out_of_totals(case)
    return Result(
        case=case,
        covers=covers,
        findings=found,
        sizing=sizing,
        needs=needs,
        kwh={y: sum((figures[y] for figures in kwh.values()), Fraction(0)) for y in case.years},
        lines=lines,
        cash_flow={
            t: sum((line[t] for key, line in lines.items() if key not in left_out), Fraction(0))
            for t in case.columns
        },
    )


def annualised(npv: Fraction, rate: Fraction, years: int) -> Fraction:
    return npv * rate / (1 - (1 + rate) ** -years) if rate else npv / years


def payback(baseline: Figures, cash_flow: Figures) -> Fraction | None:
    """The first moment from which the running sum of what is saved is never again below 0.

    Decision (7 against the trap T18 of bad-inputs.md): sums are compared exactly, not in cents.
    """
    running: Figures = {}
    total = Fraction(0)
    for t in sorted(cash_flow):
        total += baseline[t] - cash_flow[t]
        running[t] = total
    negative = [t for t in running if running[t] < 0]
    if not negative:
        return Fraction(0)
    last = negative[-1]
    if last == max(running):
        return None
    return last + -running[last] / (running[last + 1] - running[last])


def scenario_answer(result: Result, baseline: Result) -> Record:
    case = result.case
    answered: Record = {
        "name": case.scenario["name"],
        "delivery": case.scenario["delivery"],
        "compliant": all(found["kind"] == "unused" for found in result.findings),
        "findings": result.findings,
    }
    if not result.on_sale:
        return {**answered, **dict.fromkeys(FIGURES)}
    return {**answered, **numbers(result), **totals(result), **against(result, baseline)}


FIGURES = (
    *(
        "sizing",
        "energy",
        "lines",
        "categories",
        "quantity",
        "packs",
        "bought",
        "owned",
        "binding",
        "net_unit_price",
    ),
    "cash_flow",
    *("tco", "npv", "annualised", "desktop_years", "tco_per_desktop", "tco_per_desktop_year"),
    *("tco_per_desktop_month", "saving", "npv_saving", "payback_years"),
)


def numbers(result: Result) -> Record:
    """Sizing, energy, the lines and what each scheme counts."""
    case, sizing = result.case, result.sizing
    grid = case.assume("grid_co2_kg_per_kwh")
    perpetual = [entry for entry in case.stack if entry.perpetual]
    return {
        "sizing": {
            "hosts": list(sizing.hosts.values()),
            "storage_gb": list(sizing.storage.values()),
            "cloud_storage_gb": list(sizing.cloud_storage.values()),
            "pools": {
                delivery: {
                    "hosts": list(pool.hosts.values()),
                    "binding": list(pool.binding.values()),
                }
                for delivery, pool in sizing.pools.items()
            },
        },
        "energy": {
            "kwh": [half_up(kwh) for kwh in result.kwh.values()],
            "co2_kg": [half_up(kwh * grid) for kwh in result.kwh.values()],
        },
        "lines": {
            key: [money(line[t]) for t in case.columns] for key, line in result.lines.items()
        },
        "categories": categories_of_lines(case, result.lines),
        "quantity": {id: list(need.quantity.values()) for id, need in result.needs.items()},
        "packs": {id: list(need.packs.values()) for id, need in result.needs.items()},
        "bought": {
            entry.id: list(purchases(case, entry, result.needs[entry.id]).bought.values())
            for entry in perpetual
        },
        "owned": {
            entry.id: [min(result.needs[entry.id].packs[y], entry.serving(y)) for y in case.years]
            for entry in case.stack
            if entry.owned is not None
        },
        "binding": {id: list(need.binding.values()) for id, need in result.needs.items()},
        "net_unit_price": {entry.id: net_unit_price(case, entry) for entry in case.stack},
    }


def net_unit_price(case: Case, entry: Entry) -> str | None:
    """Decision (document.md): with tiers, the net price below the first threshold; that of the
    first payment.
    """
    if not entry.is_priced:
        return None
    return decimal_text(tiers_of(case, entry)[0].net, tiers_of(case, entry)[0].listed_decimals)


def totals(result: Result) -> Record:
    case = result.case
    desktop_years = sum(sum(group.desktops.values()) for group in case.groups)
    per_year = result.tco / desktop_years if desktop_years else None
    return {
        "cash_flow": [money(result.cash_flow[t]) for t in case.columns],
        "tco": money(result.tco),
        "npv": money(result.npv),
        "annualised": money(annualised(result.npv, discount_rate(case.document), case.horizon)),
        "desktop_years": desktop_years,
        "tco_per_desktop": None if per_year is None else money(per_year * case.horizon),
        "tco_per_desktop_year": None if per_year is None else money(per_year),
        "tco_per_desktop_month": None if per_year is None else money(per_year / 12),
    }


def against(result: Result, baseline: Result) -> Record:
    if not baseline.on_sale:
        return {"saving": None, "npv_saving": None, "payback_years": None}
    years = payback(baseline.cash_flow, result.cash_flow)
    return {
        "saving": money(baseline.tco - result.tco),
        "npv_saving": money(baseline.npv - result.npv),
        "payback_years": None if years is None else float(rounded(years, 6)),
    }


def answer(document: Record) -> Record:
    """The answer document of `document.md`, without its words, and with its lines as money by
    key.
    """
    results = [evaluate(document, index) for index in range(len(document["scenarios"]))]
    return {
        "currency": currency_of(document),
        "horizon_years": whole(document.get("horizon_years", 5)),
        "scenarios": [scenario_answer(result, results[0]) for result in results],
    }


# ---------------------------------------------------------------------------------------------
# Own lists, and currencies (sections 4 and 5 of the contract of the catalogue)

MINOR_UNITS = {"JPY": 0, "KWD": 3}  # ISO 4217; 2 of all others here
OLDEST_RATE = 7


class NoRate(Exception):
    """No rate is known; its words name the two currencies and the day."""


def last_rate(rates: Iterable[Record], pair: tuple[str, str], day: str) -> Record | None:
    """The last on or before the day, at most seven days older."""
    row = in_force([row for row in rates if (row["from"], row["to"]) == pair], day)
    if row is None:
        return None
    age = date.fromisoformat(day) - date.fromisoformat(row["valid_from"])
    return dict(row) if age.days <= OLDEST_RATE else None


def rate_of(rates: list[Record], given: str, wanted: str, day: str) -> Fraction:
    """The comparison's own (a row without a day); else that of the two currencies; else over a
    third, by two rates of one source.

    Decision: a rate of one's own is no half of a product; of several thirds the one whose older
    rate is the newest counts, and the tests make no ties.
    """
    for row in rates:
        if (row["from"], row["to"], row["valid_from"]) == (given, wanted, None):
            return exact(row["rate"])
    rates = [row for row in rates if row["valid_from"]]
    direct = last_rate(rates, (given, wanted), day)
    if direct is not None:
        return exact(direct["rate"])
    found = []
    for third in {row["to"] for row in rates}:
        legs = last_rate(rates, (given, third), day), last_rate(rates, (third, wanted), day)
        if legs[0] and legs[1] and legs[0]["source"] == legs[1]["source"]:
            product = exact(legs[0]["rate"]) * exact(legs[1]["rate"])
            found.append((min(leg["valid_from"] for leg in legs if leg), product))
    if not found:
        raise NoRate(f"no rate {given} to {wanted} for {day}")
    return max(found)[1]


def converted_amount(amount: str, rate: Fraction, given: str, wanted: str) -> str:
    """Amount x rate, half up to the new currency's decimals.

    Decision: an amount that is written finer than its own currency stays so much finer. One that
    is not 0 never becomes 0: it then has as many decimals as two digits of it take.
    """
    finer = max(0, decimals_of(amount) - MINOR_UNITS.get(given, 2))
    decimals = MINOR_UNITS.get(wanted, 2) + finer
    value = exact(amount) * rate
    if value > 0 and rounded(value, decimals) == 0:
        while value * 10**decimals < 10:
            decimals += 1
    return decimal_text(rounded(value, decimals), decimals)


def said_of(
    layers: list[Record], scheme: Record, day: str
) -> tuple[Record, str, Fraction, int] | None:
    """What the topmost list says of a scheme on a day: the row, the currency of the list that holds
    it, what comes off, and the place of that list. None: not on sale, or nothing is said.
    """
    if not layers:
        return None
    *beneath, top = layers
    row = in_force([row for row in top["prices"] if row["scheme"] == scheme["id"]], day)
    if row is not None and row.get("state") != "as_base":
        found = (dict(row), str(top["currency"]), Fraction(0), len(beneath))
        return None if row["amount"] is None else found
    base = said_of(beneath, scheme, day)
    if base is None:
        return None
    for of in (scheme["id"], scheme.get("vendor"), "*"):
        term = in_force([term for term in top["terms"] if term["of"] == of], day)
        if term is not None:
            return *base[:2], exact(term["share"]), base[3]
    return base


def prices_of_list(document: Record, layers: list[Record], rates: list[Record], day: str) -> Record:
    """The document with the prices that the topmost list says, at the rates of one day, as rows of
    a catalogue of its own; what comes off stands as a discount of that day where a scenario has
    none. A row without a rate is left out, and `lacking` has its scheme with the first day on which
    it is said.
    """
    own = layers[-1]["currency"]
    starts = sorted({row["valid_from"] for layer in layers for row in layer["prices"]})
    prices: list[Record] = []
    shares: Record = {}
    lacking: Record = {}
    for scheme in document["catalogue"]["schemes"]:
        last: Any = None
        for start in starts:
            said = said_of(layers, scheme, start)
            key = None if said is None else (said[3], said[0]["valid_from"])
            if key == last:
                continue
            last = key
            row: Record = {"scheme": scheme["id"], "valid_from": start, "amount": None}
            try:
                if said is not None:
                    row |= converted_row(said[0], said[1], own, rates, day)
            except NoRate:
                lacking.setdefault(scheme["id"], []).append(start)
                continue
            prices.append(row)
        now = said_of(layers, scheme, day)
        if now is not None and now[2]:
            shares[scheme["id"]] = decimal_text(now[2])
    scenarios = [with_shares(document, scenario, shares) for scenario in document["scenarios"]]
    catalogue = {**document["catalogue"], "prices": prices}
    return {**document, "catalogue": catalogue, "scenarios": scenarios, "lacking": lacking}


def converted_row(row: Record, given: str, wanted: str, rates: list[Record], day: str) -> Record:
    """Amount and tiers of a row in another currency, each by itself."""
    tiers = row.get("tiers") or []
    if given == wanted:
        return {"amount": row["amount"], "tiers": tiers}
    rate = rate_of(rates, given, wanted, day)
    return {
        "amount": converted_amount(row["amount"], rate, given, wanted),
        "tiers": [[start, converted_amount(each, rate, given, wanted)] for start, each in tiers],
    }


def with_shares(document: Record, scenario: Record, shares: Record) -> Record:
    """A scenario with what the list takes off where it says nothing of the scheme, its vendor or
    all.
    """
    said = scenario.get("discounts") or {}
    if "*" in said:
        return scenario
    free = {
        scheme["id"]: shares[scheme["id"]]
        for scheme in document["catalogue"]["schemes"]
        if scheme["id"] in shares and scheme.get("vendor") not in said
    }
    return {**scenario, "discounts": {**free, **said}}


def answer_of_lists(document: Record, layers: list[Record], rates: list[Record]) -> Record:
    """The answer with the prices of own lists, each scenario's at the rates of its price date."""
    days = [row.get("price_date") or document["price_date"] for row in document["scenarios"]]
    results = [
        evaluate(prices_of_list(document, layers, rates, day), index)
        for index, day in enumerate(days)
    ]
    return {"scenarios": [scenario_answer(result, results[0]) for result in results]}


# ---------------------------------------------------------------------------------------------
# The quote as CSV (quote.md)

QUOTE_COLUMNS = (
    *("quote", "version", "issued_on", "valid_until", "scenario", "line"),
    *(
        "category",
        "scheme",
        "vendor",
        "product",
        "edition",
        "description",
        "metric",
        "quantity",
        "binding",
    ),
    *(
        "pack",
        "packs",
        "list_unit_price",
        "discount",
        "list_factor",
        "net_unit_price",
        "rate",
        "periods",
    ),
    *("price_factor", "due_year", "unit_amount", "amount"),
    *(
        "currency",
        "price_list",
        "price_date",
        "price_valid_from",
        "source",
        "source_url",
        "confidence",
    ),
)


@dataclass(frozen=True)
class Payment:
    """What is paid for one scheme in one due year: packs from one count up to another."""

    kind: str
    due_year: int
    year: int  # the year that it pays for
    owned: int
    packs: int
    rate: Fraction
    tariff: Tariff


def payments_of(case: Case, entry: Entry, need: Need) -> list[Payment]:
    """By due year, purchase before maintenance; none where there are no packs."""
    if not entry.is_priced:
        return []
    payments = []
    bought = purchases(case, entry, need)
    rate = entry.number("maintenance_rate", 0)
    for y in case.years if entry.perpetual else []:
        packs, kept = bought.bought[y - 1], maintained(case, entry, need, y)
        tariffs = tariff_of(case, entry, y - 1), tariff_of(case, entry, y - 1, of_maintenance=True)
        payments.append(
            Payment("purchase", y - 1, y, bought.surviving[y - 1], packs, Fraction(1), tariffs[0])
        )
        payments.append(
            Payment("maintenance", due_of(case, y), y, 0, kept if rate else 0, rate, tariffs[1])
        )
    for y in case.years if not entry.perpetual else []:
        owned = min(entry.serving(y), need.packs[y])
        packs, tariff = need.packs[y] - owned, tariff_of(case, entry, y - 1)
        payments.append(
            Payment("subscription", due_of(case, y), y, owned, packs, Fraction(1), tariff)
        )
    in_order = sorted(payments, key=lambda payment: (payment.due_year, payment.kind != "purchase"))
    return [payment for payment in in_order if payment.packs > 0]


def payment_tiers(entry: Entry, need: Need, payment: Payment) -> list[tuple[Tier, int]]:
    """One tier with all its packs, or with graduated tiers each tier with its own."""
    tiers = payment.tariff.tiers
    if not graduated(entry):
        return [(tier_reached(tiers, need.quantity[payment.year]), payment.packs)]
    owned = filled(entry, tiers, payment.owned)
    after = filled(entry, tiers, payment.owned + payment.packs)
    return [(tier, b - a) for tier, a, b in zip(tiers, owned, after, strict=True) if b > a]


def listed_text(entry: Entry, tariff: Tariff, tier: Tier, quantity: int) -> str:
    """The list price as listed, by its term; beside a price as quoted the list's, and none where it
    has none.

    Decision (P 3.3): with tiers, beside a price as quoted stands that of the tier reached by
    `quantity`, whatever the mode of the tiers.
    """
    if not tariff.is_quoted:
        return decimal_text(tier.listed, tier.listed_decimals)
    if tariff.row is None:
        return ""
    listed = tier_reached(tiers_of_row(entry, tariff.row, Fraction(0), Fraction(1)), quantity)
    return decimal_text(listed.listed, listed.listed_decimals)


def origin_of(tariff: Tariff) -> Record:
    """Where the price stands.

    Decision (P 3.3): a price as quoted stands in no list, so it has neither the list's day nor its
    address nor its confidence; only `list_unit_price` beside it is the list's.
    """
    row: Mapping[str, Any] = {"source": "quoted"} if tariff.is_quoted else tariff.row or {}
    return {
        "price_valid_from": row.get("valid_from") or "",
        "source": row.get("source") or "",
        "source_url": row.get("source_url") or "",
        "confidence": row.get("confidence") or "",
    }


def columns_of_document(case: Case) -> Record:
    """What is the same in all rows of a scenario."""
    return {
        **dict.fromkeys(("quote", "version", "issued_on", "valid_until"), ""),
        "scenario": case.scenario["name"],
        "currency": currency_of(case.document),
        # Decision (document.md): with its own catalogue, the name that the document gives, though
        # it names nothing.
        "price_list": case.document.get("price_list") or "",
        "price_date": case.price_date,
    }


def quote_row(
    case: Case, entry: Entry, need: Need, payment: Payment, tier: Tier, packs: int
) -> Record:
    scheme, tariff = entry.scheme, payment.tariff
    factor = inflated(case, tariff.inflation_years)
    unit_amount = tier.net * payment.rate * periods_of(entry) * factor
    description = " ".join(text for text in (scheme.get("product"), scheme.get("edition")) if text)
    quantity = need.quantity[payment.year]
    return {
        **columns_of_document(case),
        "category": CATEGORIES.get(entry.role, "licences"),
        "scheme": entry.id,
        "vendor": scheme.get("vendor") or "",
        "product": scheme.get("product") or "",
        "edition": scheme.get("edition") or "",
        "description": description + (", maintenance" if payment.kind == "maintenance" else ""),
        "metric": entry.metric,
        "quantity": str(quantity),
        "binding": need.binding[payment.year] or "",
        "pack": str(int(entry.number("pack", 1))),
        "packs": str(packs),
        "list_unit_price": listed_text(entry, tariff, tier, quantity),
        "discount": "" if tariff.is_quoted else decimal_text(tariff.discount),
        "list_factor": "" if tariff.is_quoted else decimal_text(tariff.factor),
        "net_unit_price": decimal_text(tier.net, tier.listed_decimals),
        "rate": decimal_text(payment.rate),
        "periods": str(periods_of(entry)),
        "price_factor": decimal_text(factor),
        "due_year": str(payment.due_year),
        "unit_amount": decimal_text(unit_amount),
        "amount": money(packs * unit_amount),
        **origin_of(tariff),
    }


def own_row(case: Case, line: OwnLine, t: int) -> Record:
    """A line of one's own in one column.

    Decision (P 3.6): it is described by its name, is of no scheme and no metric, and is sold one by
    one.
    """
    return {
        **columns_of_document(case),
        **dict.fromkeys(("scheme", "vendor", "product", "edition", "metric", "binding"), ""),
        **dict.fromkeys(("list_unit_price", "discount", "list_factor"), ""),
        **dict.fromkeys(("price_valid_from", "source_url", "confidence"), ""),
        "category": line.given["category"],
        "description": line.given["name"],
        "quantity": str(line.counts[t]),
        "pack": "1",
        "packs": str(line.counts[t]),
        "net_unit_price": decimal_text(line.amount, 2),
        "rate": "1",
        "periods": "1",
        "price_factor": decimal_text(line.growth[t]),
        "due_year": str(t),
        "unit_amount": decimal_text(line.amount * line.growth[t]),
        "amount": money(line.figures[t]),
        "source": line.given.get("source") or "",
    }


def quote_rows(document: Record, scenario_index: int) -> list[Record]:
    """The rows of one scenario (counted from 0) by column, as text: bought lines in the stack's
    order.

    Decimals are exact; how many zeros stand at their ends is no one's business but the listed
    price's. Decision: texts are as given; the apostrophe in front of `=` and its kin belongs to the
    CSV, not to the row. Decision (P 3.6): lines of one's own that are bought stand last, as in the
    answer; none where nothing is counted.
    """
    result = evaluate(document, scenario_index)
    if not result.on_sale:
        return []
    rows = [
        quote_row(result.case, entry, result.needs[entry.id], payment, tier, packs)
        for entry in result.case.stack
        for payment in payments_of(result.case, entry, result.needs[entry.id])
        for tier, packs in payment_tiers(entry, result.needs[entry.id], payment)
    ]
    rows += [
        own_row(result.case, line, t)
        for line in own_lines(result.case)
        if line.given["category"] in BOUGHT_CATEGORIES
        for t in result.case.columns
        if line.counts[t] > 0
    ]
    return [
        {column: str(line) if column == "line" else row[column] for column in QUOTE_COLUMNS}
        for line, row in enumerate(rows, start=1)
    ]
