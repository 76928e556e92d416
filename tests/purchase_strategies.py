"""Comparison documents that use what real purchases need, each rule alone and all together.

`random_purchase(seed)` is the same document for the same seed, for ever and on every machine: one
of `strategies.py`, to which some of the rules below are applied. The documents stay valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from pricing.engine.knobs import KNOBS
from pricing.engine.vocabulary import CATEGORIES, HOUR_METRICS
from tests.strategies import (
    CENTS,
    HOSTS,
    KINDS,
    TYPICAL,
    Record,
    count,
    number,
    often,
    random_document,
    random_price,
    random_prices,
    random_scheme,
    ranged,
)

SMALL = 20_000  # desktops of a fleet whose desktops may be larger than a host
MOST_OWNED = 1_000_000
TERMS = (
    {"yearly": "1", "monthly": "1.05", "flexible": "1.2"},
    {"three-years": "0.9", "yearly": "1"},
    {"once": "1.0005", "in_parts": "1.3333"},
)
OWN_NAMES = (
    "Migration project",
    "Credit",
    "Data transfer",
    "Notice period",
    "Ümzug, doppelt",
    'The "rest"',
)
OWN_AMOUNTS = ("12000", "-5000.00", "0", "-0.005", "1.005", "33.3333", "-2.5", "999.99")
SIZES = {
    "vcpu": ("12", "30", "150"),
    "ram_gb": ("24", "40", "180"),
    "session_vcpu": ("3", "17", "100"),
    "session_ram_gb": ("5", "33", "130"),
}
RATES = ("0.92", "1.6078", "0.0125", "1")


# ---------------------------------------------------------------------------------------------
# Parts of a document


def horizon_of(document: Record) -> int:
    return int(float(document["horizon_years"]))


def schemes_of(document: Record) -> dict[str, Record]:
    return {scheme["id"]: scheme for scheme in document["catalogue"]["schemes"]}


def scheme_of(entry: str | Record) -> str:
    return entry if isinstance(entry, str) else str(entry["scheme"])


def entries_of(document: Record) -> Iterator[tuple[Record, int, Record]]:
    """Each entry of each stack: its scenario, its place, its scheme."""
    schemes = schemes_of(document)
    for scenario in document["scenarios"]:
        for place, entry in enumerate(scenario["stack"]):
            yield scenario, place, schemes[scheme_of(entry)]


def give(scenario: Record, place: int, **fields: Any) -> None:
    """Says more of an entry of the stack."""
    entry = scenario["stack"][place]
    scenario["stack"][place] = ({"scheme": entry} if isinstance(entry, str) else entry) | fields


def give_attributes(scheme: Record, **attributes: Any) -> None:
    scheme["attributes"] = scheme.get("attributes", {}) | attributes


def add_scheme(rng: Random, document: Record, name: str) -> Record:
    """The scheme of that kind, brought into the catalogue where it is not yet in it."""
    found = schemes_of(document).get(name)
    if found is not None:
        return found
    scheme = random_scheme(rng, name)
    document["catalogue"]["schemes"].append(scheme)
    document["catalogue"]["prices"] += random_prices(rng, scheme, KINDS[name][3], False)
    return scheme


def add_price(document: Record, price: Record) -> None:
    """A row of the price list, where the scheme has none from that day."""
    prices = document["catalogue"]["prices"]
    if all(
        (price["scheme"], price["valid_from"]) != (row["scheme"], row["valid_from"])
        for row in prices
    ):
        prices.append(price)


def withdraw(document: Record, scheme: Record, day: str) -> None:
    row = {
        "scheme": scheme["id"],
        "valid_from": day,
        "amount": None,
        "source": "withdrawn",
        "confidence": "derived",
    }
    add_price(document, row)


def amounts_of(scheme: Record) -> tuple[str, ...]:
    return CENTS if scheme["metric"] in (*HOUR_METRICS, "gb") else KINDS[scheme["id"]][3]


# ---------------------------------------------------------------------------------------------
# Counting


def use_devices(rng: Random, document: Record) -> None:
    """More machines than desktops, as many, fewer, none."""
    for group in document["fleet"]:
        if often(rng, 0.8):
            desktops = int(float(group["desktops"]))
            devices = rng.choice(
                [desktops * 2, desktops * 9 // 5, desktops // 2, desktops + 1, desktops, 0]
            )
            group["devices"] = count(rng, min(devices, 1_000_000))


def use_user_or_device(rng: Random, document: Record) -> None:
    for scheme in document["catalogue"]["schemes"]:
        if scheme["metric"] in ("user", "device") and often(rng, 0.5):
            scheme["metric"] = "user_or_device"


def use_packs_on_each_host(rng: Random, document: Record) -> None:
    for scheme in document["catalogue"]["schemes"]:
        if scheme["metric"] in HOSTS and often(rng, 0.7):
            scheme |= {"per_host": True, "pack": rng.choice([2, 3, 5, 8, 16])}


def use_licences_by_cores(rng: Random, document: Record) -> None:
    for scheme in document["catalogue"]["schemes"]:
        if scheme["metric"] in ("host", "socket") and often(rng, 0.7):
            give_attributes(scheme, cores_per_licence=rng.choice([1, 2, 4, 5, 16, 128]))
        if scheme["metric"] == "host" and often(rng, 0.6):
            give_attributes(scheme, sockets_per_licence=rng.choice([1, 2, 3]))


def use_instances(rng: Random, document: Record) -> None:
    for scheme in document["catalogue"]["schemes"]:
        if scheme["metric"] in HOSTS and often(rng, 0.7):
            give_attributes(scheme, instances_per_licence=rng.choice([1, 2, 4]))
    for scenario, place, scheme in entries_of(document):
        if "instances_per_licence" in scheme.get("attributes", {}) and often(rng, 0.7):
            give(scenario, place, instances=count(rng, rng.choice([1, 2, 3, 5, 12])))


def use_what_is_owned(rng: Random, document: Record) -> None:
    """A few packs, or more than anybody needs; for some years, for ever; of what is no longer sold
    too.
    """
    for scenario, place, scheme in entries_of(document):
        if not often(rng, 0.35):
            continue
        give(scenario, place, owned=count(rng, rng.choice([0, 1, 5, 20, 100, 400, MOST_OWNED])))
        if often(rng, 0.5):
            give(scenario, place, owned_years=count(rng, rng.choice([1, 1, 2, 3, 5, 10])))
        if often(rng, 0.14):
            withdraw(document, scheme, "2008-01-10")
            years = horizon_of(document) if often(rng, 0.8) else 1
            give(scenario, place, owned=MOST_OWNED, owned_years=years)


# ---------------------------------------------------------------------------------------------
# Sizing


def use_large_desktops(rng: Random, document: Record) -> None:
    """Desktops and sessions that fill a host badly, or that fit on none."""
    seats = sum(int(float(group["desktops"])) for group in document["fleet"])
    doubles = document.get("annual_growth") in (1, 1.0, "1")
    if seats > SMALL or doubles:
        return
    for owner in [document, *document["scenarios"]]:
        profiles = {group.get("profile", "knowledge") for group in document["fleet"]}
        for profile in sorted(profiles):
            for field in rng.sample(list(SIZES), rng.choice([0, 1, 2])):
                owner.setdefault("assumptions", {})[f"{profile}.{field}"] = number(
                    rng, rng.choice(SIZES[field])
                )


def use_idle_desktops(rng: Random, document: Record) -> None:
    """Personal desktops that stay on, by the catalogue, the comparison or one scenario."""
    name = "vdi.idle_running_share"
    share = number(rng, rng.choice(TYPICAL["idle_running_share"]))
    if often(rng, 0.4):
        document["catalogue"]["assumptions"].append({"name": name, "typical": share})
    elif often(rng, 0.5):
        document.setdefault("assumptions", {})[name] = share
    for scenario in document["scenarios"]:
        if often(rng, 0.4):
            scenario.setdefault("assumptions", {})[name] = number(
                rng, rng.choice(TYPICAL["idle_running_share"])
            )
    for group in document["fleet"]:
        if often(rng, 0.5):
            group |= {
                "pooled": False,
                "peak_concurrency": number(rng, rng.choice(["0.55", "0.9", "0.1234"])),
            }


def use_two_hypervisors(rng: Random, document: Record) -> None:
    """Groups on virtual desktops and on sessions, each with a hypervisor of its own, or one for
    both, or none.
    """
    names = [group["name"] for group in document["fleet"]]
    if len(names) < 2:
        return
    scenario = rng.choice(document["scenarios"])
    chosen = {name: rng.choice(["vdi", "session"]) for name in names} | {
        names[0]: "vdi",
        names[-1]: "session",
    }
    scenario["deliveries"] = scenario.get("deliveries", {}) | chosen
    for name in ("hyper-a", "hyper-b"):
        scheme = add_scheme(rng, document, name)
        give_attributes(
            scheme,
            memory_overcommit=number(rng, rng.choice(["1.25", "2", "0.8"])),
            hypervisor_ram_gb=number(rng, rng.choice(["1", "4", "8"])),
        )
    kept = [entry for entry in scenario["stack"] if scheme_of(entry) not in ("hyper-a", "hyper-b")]
    for name, delivery in zip(
        ("hyper-a", "hyper-b"), rng.sample(["vdi", "session"], 2), strict=True
    ):
        own = [group for group in names if chosen[group] == delivery]
        kept.append(name if often(rng, 0.15) else {"scheme": name, "groups": own})
    present = {scheme_of(entry) for entry in kept}
    has_server = any(schemes_of(document)[name]["role"] == "server" for name in present)
    for name in (
        "broker",
        "vecd",
        "os-standard",
        "session-cal-free",
        *([] if has_server else ["server-a"]),
    ):
        add_scheme(rng, document, name)
        kept += [name] if name not in present else []
    scenario["stack"] = kept


def use_devices_for_existing_seats(rng: Random, document: Record) -> None:
    """A device that stands on desks whose PCs are kept."""
    scheme = add_scheme(rng, document, "any-device")
    if scheme["metric"] in HOUR_METRICS:
        scheme.pop("period")
    scheme |= {"metric": "device"}
    give_attributes(scheme, watts=number(rng, rng.choice(["12", "6.5", "0"])))
    for scenario in document["scenarios"]:
        if often(rng, 0.7):
            kept = [entry for entry in scenario["stack"] if scheme_of(entry) != "any-device"]
            scenario["stack"] = ["any-device", *kept]


# ---------------------------------------------------------------------------------------------
# Money


def use_maintenance_in_the_price(rng: Random, document: Record) -> None:
    for scheme in document["catalogue"]["schemes"]:
        if scheme["charge"] == "perpetual" and often(rng, 0.8):
            rate = rng.choice(["0.2", "0.25", "0.1875"])
            scheme |= {
                "maintenance_rate": number(rng, rate),
                "maintenance_included_years": rng.choice([0, 1, 1, 2, 3]),
            }


def use_discounts_of_maintenance(rng: Random, document: Record) -> None:
    for scenario, _, scheme in entries_of(document):
        if scheme.get("maintenance_rate") and often(rng, 0.5):
            discount = number(rng, rng.choice(["0", "0.1", "0.3333", "1"]))
            scenario.setdefault("discounts", {})[f"{scheme['id']}.maintenance"] = discount


def use_quoted_prices(rng: Random, document: Record) -> None:
    """One amount, or one a year; of what is no longer sold too."""
    for scenario, _, scheme in entries_of(document):
        if not often(rng, 0.3):
            continue
        amounts = [
            number(rng, rng.choice(amounts_of(scheme)))
            for _ in range(rng.randint(1, horizon_of(document)))
        ]
        net = amounts[:4] if often(rng, 0.6) else amounts[0]
        scenario.setdefault("prices", {})[scheme["id"]] = {"net": net}
        if often(rng, 0.1):
            withdraw(document, scheme, "2008-01-11")


def use_terms(rng: Random, document: Record) -> None:
    for scheme in document["catalogue"]["schemes"]:
        if often(rng, 0.7 if scheme["charge"] == "subscription" else 0.2):
            scheme["terms"] = {
                name: number(rng, factor) for name, factor in rng.choice(TERMS).items()
            }
    for scenario, place, scheme in entries_of(document):
        if "terms" in scheme and often(rng, 0.6):
            give(scenario, place, term=rng.choice(list(scheme["terms"])))


def anniversaries(day: str, years: int) -> Iterator[str]:
    """The days on which payments fall due, and the days beside them."""
    begin = date.fromisoformat(day)
    for more in range(years):
        year = begin.year + more
        leap = begin.month != 2 or begin.day != 29 or (year % 4 == 0 and year % 100 != 0)
        due = begin.replace(year=year) if leap else begin.replace(year=year, day=28)
        yield from ((due + timedelta(days=beside)).isoformat() for beside in (-1, 0, 1, 100))


def use_known_changes(rng: Random, document: Record) -> None:
    """Later rows from about the days of payment, some without an amount; a price date on 29
    February.
    """
    document["price_changes"] = "known" if often(rng, 0.9) else "none"
    if often(rng, 0.4):
        rng.choice([document, *document["scenarios"]])["price_date"] = "2008-02-29"
    days = list(anniversaries(document["price_date"], horizon_of(document) + 1))
    for scheme in document["catalogue"]["schemes"]:
        for day in rng.sample(days, rng.choice([0, 1, 1, 2, 3])):
            if day <= document["price_date"] or often(rng, 0.75):
                add_price(document, random_price(rng, scheme, amounts_of(scheme), day))
            else:
                withdraw(document, scheme, day)


def use_own_lines(rng: Random, document: Record) -> None:
    for scenario in document["scenarios"]:
        names = rng.sample(OWN_NAMES, rng.choice([0, 1, 2, 3, 5]))
        lines = [random_own_line(rng, name, horizon_of(document)) for name in names]
        if lines or often(rng, 0.3):
            scenario["own_lines"] = lines


def random_own_line(rng: Random, name: str, horizon: int) -> Record:
    line: Record = {
        "name": name,
        "category": "users_time" if often(rng, 0.2) else rng.choice(list(CATEGORIES)),
        "amount": number(rng, rng.choice(OWN_AMOUNTS)),
    }
    if often(rng, 0.7):
        line["of"] = rng.choice(["all", "desktop", "user", "device"])
    if often(rng, 0.7):
        line["first"] = count(rng, rng.randint(0, horizon))
    if often(rng, 0.6):
        line["last"] = count(rng, rng.randint(int(float(line.get("first", 0))), horizon))
    if often(rng, 0.6):
        line["inflation"] = rng.choice(["none", "price", "labour", "energy"])
    if often(rng, 0.4):
        line["source"] = "offer of 2008-01-15"
    return line


def use_residual_value(rng: Random, document: Record) -> None:
    document["residual_value"] = "straight_line" if often(rng, 0.9) else "none"


def use_payments_at_the_start(rng: Random, document: Record) -> None:
    document["yearly_payments"] = "start" if often(rng, 0.9) else "end"


def use_later_roll_outs(rng: Random, document: Record) -> None:
    """A fleet that grows, and devices that wear out."""
    if document.get("annual_growth", "0") in (0, "0") and often(rng, 0.8):
        document["annual_growth"] = number(rng, rng.choice(["0.05", "0.1", "0.15"]))
    for scheme in document["catalogue"]["schemes"]:
        if scheme["role"] == "endpoint" and scheme["charge"] == "perpetual":
            scheme["life_years"] = rng.choice([1, 2, 2, 3, 4])


# ---------------------------------------------------------------------------------------------
# Currency and ranges


def use_other_currencies(rng: Random, document: Record) -> None:
    own = document["catalogue"].get("currency", "USD")
    others = [currency for currency in ("USD", "GBP", "EUR", "CHF") if currency != own]
    document["exchange_rates"] = {currency: number(rng, rng.choice(RATES)) for currency in others}
    for row in document["catalogue"]["assumptions"]:
        if (
            KNOBS.get(row["name"])
            and KNOBS[row["name"]].unit.startswith("money")
            and often(rng, 0.5)
        ):
            row["currency"] = rng.choice([own, *others])


def use_ranges_that_move_together(rng: Random, document: Record) -> None:
    """A range that takes another's quantile; it counts at its mode all the same."""
    first, second, third = rng.sample(
        ["vdi.desktops_per_admin", "session.desktops_per_admin", "admin_salary"], 3
    )
    given = document.setdefault("assumptions", {})
    for name in (first, second, third):
        texts = TYPICAL[name.rsplit(".", 1)[-1]]
        given[name] = ranged(rng, rng.choice(texts), "50", "90000")
    given[second]["with"] = first
    if often(rng, 0.5):
        given[third]["with"] = second


# ---------------------------------------------------------------------------------------------
# Documents

USES: tuple[Callable[[Random, Record], None], ...] = (
    use_devices,
    use_user_or_device,
    use_two_hypervisors,
    use_devices_for_existing_seats,
    use_packs_on_each_host,
    use_licences_by_cores,
    use_instances,
    use_large_desktops,
    use_idle_desktops,
    use_maintenance_in_the_price,
    use_discounts_of_maintenance,
    use_terms,
    use_known_changes,
    use_quoted_prices,
    use_what_is_owned,
    use_own_lines,
    use_residual_value,
    use_payments_at_the_start,
    use_later_roll_outs,
    use_other_currencies,
    use_ranges_that_move_together,
)


def uses_of(seed: int) -> list[Callable[[Random, Record], None]]:
    """The rules of a seed's document: one alone, all, or some together."""
    rng = Random(f"uses {seed}")
    if often(rng, 0.2):
        return [rng.choice(USES)]
    if often(rng, 0.1):
        return list(USES)
    chance = rng.choice([0.3, 0.5, 0.7])
    return [use for use in USES if often(rng, chance)]


def make_smaller(document: Record) -> None:
    """A tenth of a large fleet: licensed many times over on each host, more would cost above what
    is exact.
    """
    for group in document["fleet"]:
        for field in ("desktops", "users"):
            seats = int(float(group.get(field, 0)))
            if seats > SMALL:
                group[field] = seats // 10


def random_purchase(seed: int) -> Record:
    """A valid comparison with its own catalogue that uses some of the rules; the same for the same
    seed.
    """
    document = random_document(seed)
    make_smaller(document)
    for use in uses_of(seed):
        use(Random(f"{use.__name__} {seed}"), document)
    return document | {"title": f"Random purchase {seed}"}
