"""The slow, obvious, exact evaluation of the pricing rules, to judge the fast engine by.

It follows `pricing.md` section by section, in fractions and whole numbers, and shares no code
with the engine. `answer` gives the answer document, `quote_rows` the rows of the quote as CSV.
It trusts its document: what is no valid comparison with its own catalogue is not looked for.
Remarks marked "Decision" say what was chosen where the rules are silent or at odds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

Figures = dict[int, Fraction]  # by year or by column
Counts = dict[int, int]
Record = dict[str, Any]

SEAT_METRICS = {"device", "user", "concurrent_user", "virtual_desktop", "user_hour", "instance", "instance_hour"}
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
INDIRECT_LINES = {"training", "downtime"}


# ---------------------------------------------------------------------------------------------
# Numbers


def exact(value: Any) -> Fraction:
    """A number of a document, or the mode of a range, as a fraction ("a range counts at its mode")."""
    if isinstance(value, Mapping):
        value = value["mode"]
    return Fraction(Decimal(str(value).strip()))


def whole(value: Any) -> int:
    return int(exact(value))


def ceiling(value: Fraction | int) -> int:
    return -(-Fraction(value) // 1)


def half_up(value: Fraction | int) -> int:
    """To the nearest whole number, halves away from zero."""
    size = int(abs(Fraction(value)) + Fraction(1, 2))
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


def catalogue_assumptions(document: Record) -> dict[str, Fraction]:
    """Typical values in force on the comparison's price date.

    Decision (document.md): a scenario's own price date does not move them; both notations, a list
    of rows with a name and an object by name, are read.
    """
    given = document["catalogue"].get("assumptions") or []
    if isinstance(given, Mapping):
        given = [
            {"name": name, **(row if isinstance(row, Mapping) else {"typical": row})} for name, row in given.items()
        ]
    found = {}
    for name in {row["name"] for row in given}:
        row = in_force([row for row in given if row["name"] == name], document["price_date"])
        if row is not None:
            found[name] = exact(row["typical"] if "typical" in row else row["mode"])
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
    desktops: Counts
    users: Counts
    concurrent: Counts
    vms: Counts


@dataclass(frozen=True)
class Entry:
    """A scheme in a stack: the groups that it serves, and what its entry says of the number."""

    scheme: Record
    serves: list[Group]
    quantity: int | None
    extra: int
    price: Mapping[str, Any] | None  # in force on the scenario's price date; none: not on sale

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


@dataclass(frozen=True)
class Case:
    """One scenario of a comparison, read."""

    document: Record
    scenario: Record
    horizon: int
    groups: list[Group]
    stack: list[Entry]
    assumptions: dict[str, Fraction]

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
        return [delivery for delivery in GOALS if any(group.delivery == delivery for group in self.groups)]


def replaced(scenario: Record, field: str, group: str, own: Any) -> Any:
    """What the scenario says of a group, in place of the group's own."""
    return (scenario.get(field) or {}).get(group, own)


def read_group(document: Record, scenario: Record, row: Record) -> Group:
    name = row["name"]
    growth = 1 + exact(document.get("annual_growth", 0))
    desktops = whole(row["desktops"])
    users = whole(row["users"]) if row.get("users") is not None else desktops
    peak = exact(row.get("peak_concurrency", 1))
    endpoint: str = replaced(scenario, "endpoints", name, row.get("endpoint", "existing_pc"))
    entitlements: list[str] = replaced(scenario, "entitlements", name, row.get("entitlements") or [])
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
        desktops=desktops_by_year,
        users=users_by_year,
        concurrent=concurrent,
        vms=concurrent if row.get("pooled", False) else users_by_year,
    )


def read_entry(document: Record, day: str, groups: list[Group], given: str | Record) -> Entry:
    entry: Record = {"scheme": given} if isinstance(given, str) else given
    scheme = next(scheme for scheme in document["catalogue"]["schemes"] if scheme["id"] == entry["scheme"])
    prices = [price for price in document["catalogue"].get("prices") or [] if price["scheme"] == entry["scheme"]]
    price = in_force(prices, day)
    names = entry.get("groups")
    return Entry(
        scheme=scheme,
        serves=[group for group in groups if names is None or group.name in names],
        quantity=whole(entry["quantity"]) if entry.get("quantity") is not None else None,
        extra=whole(entry.get("extra") or 0),
        price=price if price is not None and price.get("amount") is not None else None,
    )


def read_case(document: Record, index: int) -> Case:
    scenario = document["scenarios"][index]
    groups = [read_group(document, scenario, row) for row in document["fleet"]]
    day = scenario.get("price_date") or document["price_date"]
    assumptions = catalogue_assumptions(document)
    for overrides in (document.get("assumptions") or {}, scenario.get("assumptions") or {}):
        assumptions.update({name: exact(value) for name, value in overrides.items()})
    return Case(
        document=document,
        scenario=scenario,
        horizon=whole(document.get("horizon_years", 5)),
        groups=groups,
        stack=[read_entry(document, day, groups, given) for given in scenario.get("stack") or []],
        assumptions=assumptions,
    )


# ---------------------------------------------------------------------------------------------
# Section 3: who is covered

Covers = dict[str, list[Group]]  # seat scheme's id -> the groups that it covers


def tokens_of_group(case: Case, group: Group, covers: Covers) -> set[str]:
    """The group's own, those that site schemes bring it, those of seat schemes that cover it."""
    tokens = set(group.tokens)
    for entry in case.stack:
        reaches = group in covers[entry.id] if entry.is_seat else group in entry.serves
        if reaches:
            tokens |= set(entry.words("provides"))
    return tokens


def cover(case: Case) -> Covers:
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
                if not set(entry.words("requires")) <= tokens_of_group(case, group, covers):
                    continue
                taken = any(
                    group in covers[other.id] for other in case.stack if other.is_seat and other.role == entry.role
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


def finding(kind: str, group: str | None = None, token: str | None = None, scheme: str | None = None) -> Record:
    return {"kind": kind, "group": group, "token": token, "scheme": scheme}


def uncovered(case: Case, covers: Covers) -> list[Record]:
    """Section 3.3, in the fleet's order, a group's goals in the page's order and its endpoint last, then the server."""
    found = []
    for group in case.groups:
        tokens = tokens_of_group(case, group, covers)
        # Decision (3.3): a goal is met by any token of the group, its own entitlements among them.
        found += [finding("uncovered", group.name, goal) for goal in GOALS[group.delivery] if goal not in tokens]
        has_endpoint = any(group in covers[entry.id] for entry in case.stack if entry.role == "endpoint")
        if not has_endpoint and not group.endpoint.startswith("existing_"):
            found.append(finding("uncovered", group.name, "endpoint"))
    if case.server is None and any(group.delivery in ("vdi", "session") for group in case.groups):
        found.append(finding("uncovered", None, "server"))
    return found


def unmet(case: Case, covers: Covers) -> list[Record]:
    """Section 3.1: what site schemes require and neither the deliveries nor another scheme provide."""
    found = []
    deliveries = {f"delivery:{group.delivery}" for group in case.groups}
    for entry in case.stack:
        if entry.is_seat:
            continue
        available = set(deliveries)
        for other in case.stack:
            if other is not entry and (not other.is_seat or covers[other.id]):
                available |= set(other.words("provides"))
        found += [
            finding("unmet", None, token, entry.id) for token in entry.words("requires") if token not in available
        ]
    return found


def unused(case: Case, covers: Covers) -> list[Record]:
    return [finding("unused", scheme=entry.id) for entry in case.stack if entry.is_seat and not covers[entry.id]]


def not_on_sale(case: Case) -> list[Record]:
    return [finding("not_on_sale", scheme=entry.id) for entry in case.stack if entry.price is None]


def over_maximum(case: Case, needs: dict[str, Need]) -> list[Record]:
    """Once a scheme, whose quantity of any year is above its maximum.

    Decision (1 against 3.4): "its quantity of a year, section 4" is the quantity that the answer
    states, with included units taken off and raised to the minimum, although the table of section
    1 speaks of what the scheme "may be used for".
    """
    found = []
    for entry in case.stack:
        maximum = entry.scheme.get("maximum")
        if maximum is not None and any(count > exact(maximum) for count in needs[entry.id].quantity.values()):
            found.append(finding("over_maximum", scheme=entry.id))
    return found


def conflicts(case: Case) -> list[Record]:
    """Section 3.4. Decision: a scheme provides by standing in the stack, whether or not it covers a group."""
    found = []
    for entry in case.stack:
        for token in entry.words("excludes"):
            if any(token in other.words("provides") for other in case.stack if other is not entry):
                found.append(finding("conflict", None, token, entry.id))
    return found


def findings_of(case: Case, covers: Covers, needs: dict[str, Need]) -> list[Record]:
    """All findings, kinds in the order in which section 3.4 names them. Decision: that order, then the stack's.

    Decision (3.4): `over_maximum` is said of a scenario that is not on sale too, for counting needs no price.
    """
    return [
        *uncovered(case, covers),
        *unmet(case, covers),
        *unused(case, covers),
        *not_on_sale(case),
        *over_maximum(case, needs),
        *conflicts(case),
    ]


# ---------------------------------------------------------------------------------------------
# Section 5: sizing (before section 4, whose metrics need the hosts)


@dataclass(frozen=True)
class Pool:
    hosts: Counts
    binding: dict[int, str | None]


def hypervisor_attribute(case: Case, name: str, default: int) -> Fraction:
    """Of the first scheme of the stack that provides `hypervisor`, whichever groups it serves."""
    for entry in case.stack:
        if "hypervisor" in entry.words("provides"):
            value = entry.attribute(name)
            return Fraction(default) if value is None else value
    return Fraction(default)


def server_attribute(case: Case, name: str) -> Fraction:
    """Decision (7): a server or an endpoint without `watts` draws none."""
    value = case.server.attribute(name) if case.server else None
    return Fraction(0) if value is None else value


def size_pool(case: Case, delivery: str) -> Pool:
    groups = [group for group in case.groups if group.delivery == delivery]
    stem = "session_" if delivery == "session" else ""
    hosts: Counts = {}
    binding: dict[int, str | None] = {}
    for y in case.years:
        hosts[y], binding[y] = 0, None
        if case.server is None:
            continue
        vcpu = sum(group.concurrent[y] * case.assume(f"{group.profile}.{stem}vcpu") for group in groups)
        ram = sum(group.concurrent[y] * case.assume(f"{group.profile}.{stem}ram_gb") for group in groups)
        cores = server_attribute(case, "sockets") * server_attribute(case, "cores_per_socket")
        overcommit = Fraction(1) if delivery == "session" else hypervisor_attribute(case, "memory_overcommit", 1)
        ram_of_host = (
            server_attribute(case, "ram_gb") - hypervisor_attribute(case, "hypervisor_ram_gb", 0)
        ) * overcommit
        by_cpu = ceiling(vcpu / (cores * case.assume(f"{delivery}.vcpu_per_core")))
        by_ram = ceiling(ram / ram_of_host)
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
        delivery: size_pool(case, delivery) for delivery in ("vdi", "session") if delivery in case.deliveries
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
    vcpu = sum(group.concurrent[y] * case.assume(f"{group.profile}.session_vcpu") for group in groups)
    ram = sum(group.concurrent[y] * case.assume(f"{group.profile}.session_ram_gb") for group in groups)
    machine_vcpu, machine_ram = entry.attribute("vcpu"), entry.attribute("ram_gb")
    assert machine_vcpu
    assert machine_ram
    return max(ceiling(vcpu / machine_vcpu), ceiling(ram / machine_ram))


def concurrent_licences(entry: Entry, groups: list[Group], y: int) -> int:
    concurrent = sum(group.concurrent[y] for group in groups)
    users_per_licence = entry.attribute("users_per_licence")
    if users_per_licence is None:
        return concurrent
    return max(concurrent, ceiling(sum(group.users[y] for group in groups) / users_per_licence))


def user_hours(case: Case, groups: list[Group], y: int) -> int:
    return ceiling(
        sum((group.users[y] * case.assume(f"{group.profile}.hours_per_month") * 12 for group in groups), Fraction(0))
    )


def cores_of_host(case: Case, entry: Entry) -> Fraction:
    sockets = server_attribute(case, "sockets")
    per_socket = max(server_attribute(case, "cores_per_socket"), entry.attribute("min_cores_per_socket") or Fraction(0))
    return max(sockets * per_socket, entry.attribute("min_cores_per_host") or Fraction(0))


def hosts_of_groups(sizing: Sizing, groups: list[Group], y: int) -> int:
    """Hosts of the pools in which one of the groups runs: of the whole pool, not of the group's part."""
    return sum(pool.hosts[y] for delivery, pool in sizing.pools.items() if any(g.delivery == delivery for g in groups))


def metered(case: Case, sizing: Sizing, entry: Entry, groups: list[Group], y: int) -> int:
    """The table of section 4: what the metric counts in a year, over the groups covered or served."""
    count: dict[str, Callable[[], int | Fraction]] = {
        "device": lambda: sum(group.desktops[y] for group in groups),
        "user": lambda: sum(group.users[y] for group in groups),
        "concurrent_user": lambda: concurrent_licences(entry, groups, y),
        "virtual_desktop": lambda: sum(group.vms[y] for group in groups),
        "user_hour": lambda: user_hours(case, groups, y),
        "instance": lambda: instances(case, entry, groups, y),
        "instance_hour": lambda: ceiling(instances(case, entry, groups, y) * case.assume("host_hours_per_month") * 12),
        "host": lambda: hosts_of_groups(sizing, groups, y),
        "socket": lambda: hosts_of_groups(sizing, groups, y) * server_attribute(case, "sockets"),
        "core": lambda: hosts_of_groups(sizing, groups, y) * cores_of_host(case, entry),
        "gb": lambda: (cloud_storage_gb if entry.role == "cloud_storage" else storage_gb)(case, groups, y),
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
            if packs * pack != quantity:
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


def discount_of(case: Case, entry: Entry) -> Fraction:
    """Named by scheme id, else by vendor, else by `*`."""
    discounts = case.scenario.get("discounts") or {}
    for name in (entry.id, entry.scheme.get("vendor"), "*"):
        if name in discounts:
            return exact(discounts[name])
    return Fraction(0)


def factor_of(case: Case, entry: Entry) -> Fraction:
    return exact((case.scenario.get("prices") or {}).get(entry.id, 1))


def tiers_of(case: Case, entry: Entry) -> list[Tier]:
    """The list amount, then its tiers, each with its net price."""
    assert entry.price is not None
    tiers = []
    for threshold, amount in [[0, entry.price["amount"]], *(entry.price.get("tiers") or [])]:
        decimals = max(2, decimals_of(amount))
        net = rounded(exact(amount) * (1 - discount_of(case, entry)), decimals)
        tiers.append(Tier(exact(threshold), exact(amount), decimals, net * factor_of(case, entry)))
    return tiers


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
    return sum((count * tier.net for count, tier in zip(filled(entry, tiers, packs), tiers, strict=True)), Fraction(0))


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
        surviving[t] = sum(packs for s, packs in bought.items() if life is None or t + 1 <= s + whole(life))
        bought[t] = max(0, need.packs[t + 1] - surviving[t])
    bought[case.horizon] = 0
    return Purchases(surviving, bought)


def purchase_line(case: Case, entry: Entry, need: Need) -> Figures:
    tiers = tiers_of(case, entry)
    bought = purchases(case, entry, need)
    line = {t: Fraction(0) for t in case.columns}
    for t in range(case.horizon):
        surviving, packs = bought.surviving[t], bought.bought[t]
        if graduated(entry):
            cost = graduated_cost(entry, tiers, surviving + packs) - graduated_cost(entry, tiers, surviving)
        else:
            cost = packs * tier_reached(tiers, need.quantity[t + 1]).net
        line[t] = cost * inflated(case, t)
    return line


def yearly_line(case: Case, entry: Entry, need: Need, share: Fraction) -> Figures:
    """Subscription and maintenance: so many times the price of a year's packs, at the end of each year."""
    tiers = tiers_of(case, entry)
    line = {t: Fraction(0) for t in case.columns}
    for y in case.years:
        if graduated(entry):
            cost = graduated_cost(entry, tiers, need.packs[y])
        else:
            cost = need.packs[y] * tier_reached(tiers, need.quantity[y]).net
        line[y] = share * cost * inflated(case, y - 1)
    return line


def periods_of(entry: Entry) -> int:
    """A year is 12 months; an hourly price has a year's hours as its quantity."""
    return 12 if entry.scheme.get("period") == "month" and not entry.perpetual else 1


def scheme_lines(case: Case, needs: dict[str, Need]) -> dict[str, Figures]:
    lines = {}
    for entry in case.stack:
        need = needs[entry.id]
        if not entry.perpetual:
            lines[entry.id] = yearly_line(case, entry, need, Fraction(periods_of(entry)))
            continue
        lines[entry.id] = purchase_line(case, entry, need)
        maintenance = yearly_line(case, entry, need, entry.number("maintenance_rate", 0))
        # Decision (document.md): a scheme's own line always stands, its maintenance only where it costs
        # something, as in the worked example of the free hypervisor.
        if any(maintenance.values()):
            lines[f"{entry.id}/maintenance"] = maintenance
    return lines


# Section 6: operating lines


def endpoint_watts(case: Case, covers: Covers, group: Group) -> Fraction:
    """Section 7: a device that is bought for an `existing_` seat does not change what the seat draws.

    Decision (6): a seat with no endpoint scheme, which is reported, draws nothing.
    """
    if group.endpoint.startswith("existing_"):
        return case.assume("existing_pc_watts")
    for entry in case.stack:
        if entry.role == "endpoint" and group in covers[entry.id]:
            return entry.attribute("watts") or Fraction(0)
    return Fraction(0)


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
        watts = sum((group.desktops[y] * endpoint_watts(case, covers, group) for group in case.groups), Fraction(0))
        kwh["endpoint_energy"][y] = watts * hours / 1000
        kwh["server_energy"][y] = sizing.hosts[y] * server_attribute(case, "watts") * 8760 * pue / 1000
        storage_watts = Fraction(sizing.storage[y], 1000) * case.assume("storage_watts_per_tb")
        kwh["storage_energy"][y] = storage_watts * 8760 * pue / 1000
    return kwh


def one_year(case: Case, sizing: Sizing, covers: Covers, kwh: dict[str, Figures], y: int) -> dict[str, Fraction]:
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
    projects = sum((case.assume(f"{delivery}.project_cost") for delivery in case.deliveries), Fraction(0))
    return {"deployment": deployment + projects, "training": training}


def operating_lines(case: Case, sizing: Sizing, covers: Covers, kwh: dict[str, Figures]) -> dict[str, Figures]:
    by_column = {y: one_year(case, sizing, covers, kwh, y) for y in case.years} | {0: once(case)}
    lines: dict[str, Figures] = {}
    for key in [*by_column[1], *by_column[0]]:
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
        return all(entry.price is not None for entry in self.case.stack)

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
    if all(entry.price is not None for entry in case.stack):
        lines = {**scheme_lines(case, needs), **operating_lines(case, sizing, covers, kwh)}
    left_out = set() if document.get("include_indirect", False) else INDIRECT_LINES
    return Result(
        case=case,
        covers=covers,
        findings=found,
        sizing=sizing,
        needs=needs,
        kwh={y: sum((figures[y] for figures in kwh.values()), Fraction(0)) for y in case.years},
        lines=lines,
        cash_flow={
            t: sum((line[t] for key, line in lines.items() if key not in left_out), Fraction(0)) for t in case.columns
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
    *("sizing", "energy", "lines", "quantity", "packs", "bought", "binding", "net_unit_price", "cash_flow"),
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
                delivery: {"hosts": list(pool.hosts.values()), "binding": list(pool.binding.values())}
                for delivery, pool in sizing.pools.items()
            },
        },
        "energy": {
            "kwh": [half_up(kwh) for kwh in result.kwh.values()],
            "co2_kg": [half_up(kwh * grid) for kwh in result.kwh.values()],
        },
        "lines": {key: [money(line[t]) for t in case.columns] for key, line in result.lines.items()},
        "quantity": {id: list(need.quantity.values()) for id, need in result.needs.items()},
        "packs": {id: list(need.packs.values()) for id, need in result.needs.items()},
        "bought": {
            entry.id: list(purchases(case, entry, result.needs[entry.id]).bought.values()) for entry in perpetual
        },
        "binding": {id: list(need.binding.values()) for id, need in result.needs.items()},
        # Decision (document.md): with tiers, the net price below the first threshold.
        "net_unit_price": {
            entry.id: decimal_text(tiers_of(case, entry)[0].net, tiers_of(case, entry)[0].listed_decimals)
            for entry in case.stack
        },
    }


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
    """The answer document of `document.md`, without its words, and with its lines as money by key."""
    results = [evaluate(document, index) for index in range(len(document["scenarios"]))]
    return {
        "currency": document["catalogue"].get("currency") or "USD",
        "horizon_years": whole(document.get("horizon_years", 5)),
        "scenarios": [scenario_answer(result, results[0]) for result in results],
    }


# ---------------------------------------------------------------------------------------------
# The quote as CSV (quote.md)

QUOTE_COLUMNS = (
    *("quote", "version", "issued_on", "valid_until", "scenario", "line"),
    *("category", "scheme", "vendor", "product", "edition", "description", "metric", "quantity", "binding"),
    *("pack", "packs", "list_unit_price", "discount", "list_factor", "net_unit_price", "rate", "periods"),
    *("price_factor", "due_year", "unit_amount", "amount"),
    *("currency", "price_list", "price_date", "price_valid_from", "source", "source_url", "confidence"),
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
    inflation_years: int


def payments_of(case: Case, entry: Entry, need: Need) -> list[Payment]:
    """By due year, purchase before maintenance; none where there are no packs."""
    payments = []
    bought = purchases(case, entry, need)
    rate = entry.number("maintenance_rate", 0)
    for t in case.columns:
        if entry.perpetual and t < case.horizon:
            payments.append(Payment("purchase", t, t + 1, bought.surviving[t], bought.bought[t], Fraction(1), t))
        if entry.perpetual and t > 0 and rate > 0:
            payments.append(Payment("maintenance", t, t, 0, need.packs[t], rate, t - 1))
        if not entry.perpetual and t > 0:
            payments.append(Payment("subscription", t, t, 0, need.packs[t], Fraction(1), t - 1))
    return [payment for payment in payments if payment.packs > 0]


def payment_tiers(case: Case, entry: Entry, need: Need, payment: Payment) -> list[tuple[Tier, int]]:
    """One tier with all its packs, or with graduated tiers each tier with its own."""
    tiers = tiers_of(case, entry)
    if not graduated(entry):
        return [(tier_reached(tiers, need.quantity[payment.year]), payment.packs)]
    owned = filled(entry, tiers, payment.owned)
    after = filled(entry, tiers, payment.owned + payment.packs)
    return [(tier, b - a) for tier, a, b in zip(tiers, owned, after, strict=True) if b > a]


def quote_row(case: Case, entry: Entry, need: Need, payment: Payment, tier: Tier, packs: int) -> Record:
    scheme, price = entry.scheme, entry.price
    assert price is not None
    factor = inflated(case, payment.inflation_years)
    unit_amount = tier.net * payment.rate * periods_of(entry) * factor
    description = " ".join(text for text in (scheme.get("product"), scheme.get("edition")) if text)
    return {
        **dict.fromkeys(("quote", "version", "issued_on", "valid_until"), ""),
        "scenario": case.scenario["name"],
        "category": CATEGORIES.get(entry.role, "licences"),
        "scheme": entry.id,
        "vendor": scheme.get("vendor") or "",
        "product": scheme.get("product") or "",
        "edition": scheme.get("edition") or "",
        "description": description + (", maintenance" if payment.kind == "maintenance" else ""),
        "metric": entry.metric,
        "quantity": str(need.quantity[payment.year]),
        "binding": need.binding[payment.year] or "",
        "pack": str(int(entry.number("pack", 1))),
        "packs": str(packs),
        "list_unit_price": decimal_text(tier.listed, tier.listed_decimals),
        "discount": decimal_text(discount_of(case, entry)),
        "list_factor": decimal_text(factor_of(case, entry)),
        "net_unit_price": decimal_text(tier.net, tier.listed_decimals),
        "rate": decimal_text(payment.rate),
        "periods": str(periods_of(entry)),
        "price_factor": decimal_text(factor),
        "due_year": str(payment.due_year),
        "unit_amount": decimal_text(unit_amount),
        "amount": money(packs * unit_amount),
        "currency": case.document["catalogue"].get("currency") or "USD",
        # Decision (document.md): with its own catalogue, the name that the document gives, though it names nothing.
        "price_list": case.document.get("price_list") or "",
        "price_date": case.scenario.get("price_date") or case.document["price_date"],
        "price_valid_from": price["valid_from"],
        "source": price.get("source") or "",
        "source_url": price.get("source_url") or "",
        "confidence": price.get("confidence") or "",
    }


def quote_rows(document: Record, scenario_index: int) -> list[Record]:
    """The rows of one scenario (counted from 0) by column, as text: bought lines in the stack's order.

    Decimals are exact; how many zeros stand at their ends is no one's business but the listed price's.
    Decision: texts are as given; the apostrophe in front of `=` and its kin belongs to the CSV, not to the row.
    """
    result = evaluate(document, scenario_index)
    if not result.on_sale:
        return []
    rows = [
        quote_row(result.case, entry, result.needs[entry.id], payment, tier, packs)
        for entry in result.case.stack
        for payment in payments_of(result.case, entry, result.needs[entry.id])
        for tier, packs in payment_tiers(result.case, entry, result.needs[entry.id], payment)
    ]
    return [
        {column: str(line) if column == "line" else row[column] for column in QUOTE_COLUMNS}
        for line, row in enumerate(rows, start=1)
    ]
