"""The search without any thought.

Every combination is made, covered and priced by the engine, then sorted.

`brute_force` goes through the combinations of the search's own space, and counts why each is none;
`every_stack` knows nothing of that space: it asks a plain comparison for whatever may be typed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, product
from random import Random
from typing import NamedTuple

from pricing.engine.analysis.search.best import parts_of
from pricing.engine.analysis.search.layers import space_of
from pricing.engine.analysis.search.space import stack_of
from pricing.engine.analysis.search.wishes import Wish, known_names
from pricing.engine.answer import answer
from pricing.engine.coverage import coverage_of
from pricing.engine.document import Entry, Scenario, hypervisors_of
from pricing.engine.read_question import parse
from pricing.engine.vocabulary import SEAT_METRICS
from tests.strategies import (
    KINDS,
    catalogue_assumptions,
    often,
    random_document,
    random_prices,
    random_scheme,
)

LIKE_TWINS = {"vdi": "vecd", "session": "session-cal", "cloud": "cloud-flat"}
# Beside what else is like it.
TWINS = {
    "vdi": "right-thin",
    "session": "session-cal-free",
    "cloud": "cloud-frontline",
}
A_TIME = 400
MOST = 500
MOST_TYPED = 9_000
NEEDED = {
    "vdi": ["server-a", "hyper-a", "broker", "vecd"],
    "session": ["server-a", "os-enterprise", "session-cal"],
    "cloud": ["cloud-flat", "vecd"],
    "pc": ["pc"],
}
ON_HOSTS = ("vdi", "session")
OF_HOSTS = ("hypervisor", "host", "live_migration", "ha")
OFFERED = {
    "hypervisor": ["vdi", "session"],
    "vm_management": ["vdi", "session"],
    "storage": ["vdi", "session"],
    "broker": ["vdi", "session", "cloud"],
    "server_os": ["vdi", "session"],
    "server_cal": ["vdi", "session", "cloud"],
    "session_cal": ["vdi", "session", "cloud"],
    "graphics": ["vdi", "session", "cloud"],
    "protocol": ["vdi", "session", "cloud"],
    "cloud_desktop": ["cloud"],
    "cloud_compute": ["cloud"],
    "cloud_storage": ["cloud"],
}
HARD = (
    ["os-enterprise", "os-standard", "cal", "cal-device"],
    ["hyper-a", "hyper-b", "broker-suite", "server-b"],
    ["broker-suite", "broker-picky", "hyper-a", "hyper-b"],
    ["os-hosting", "cluster", "broker-picky", "cal"],
    ["assurance", "vecd-sa", "right-thin"],
    ["site-loop-a", "site-loop-b"],
    ["seat-loop-a", "seat-loop-b"],
    ["chain-1", "chain-2", "coaching"],
    ["needs-seat", "app-virtual", "suite"],
    ["graphics", "protocol"],
    ["broker-needy", "database", "broker-express"],
    ["thin", "any-device", "laptop"],
    ["hyper-seat", "vm-manager", "orphan-site"],
    ["cloud-machines", "cloud-hourly", "cloud-disk"],
    ["disk", "management", "management-b", "directory"],
)


class Priced(NamedTuple):
    """A combination that breaks no rule: cents, the deliveries, and its (scheme, groups)."""

    cents: int
    deliveries: tuple[str, ...]
    stack: tuple[tuple[str, tuple[int, ...]], ...]


def small_document(seed):
    """A document of at most three groups with few schemes on sale, and the deliveries that each
    group may have.
    """
    rng = Random(f"search {seed}")
    document = random_document(seed)
    document["fleet"] = document["fleet"][:3]
    first = rng.choice(list(NEEDED))
    deliveries = tuple(
        tuple(dict.fromkeys([first, *rng.sample(list(NEEDED), rng.choice([0, 0, 0, 1]))]))
        for _ in document["fleet"]
    )
    wanted = [
        name for delivery in {d for some in deliveries for d in some} for name in NEEDED[delivery]
    ]
    extras = [name for some in rng.sample(HARD, 2) for name in some] + rng.sample(sorted(KINDS), 2)
    rng.shuffle(extras)
    ids = list(dict.fromkeys([*sorted(wanted), *extras]))[: rng.choice([7, 8, 9, 10])]
    schemes = [random_scheme(rng, name) for name in ids]
    for scheme in schemes:
        if scheme.get("minimum", 0) > 100:
            scheme["minimum"] = 20
        if often(rng, 0.15):
            scheme["maximum"] = max(rng.choice([2, 40, 300]), int(scheme.get("minimum", 0)))
    prices = [
        p for scheme in schemes for p in random_prices(rng, scheme, KINDS[scheme["id"]][3], False)
    ]
    document["catalogue"] = {
        "schemes": schemes,
        "prices": prices,
        "assumptions": catalogue_assumptions(rng),
    }
    document["price_date"] = "2008-02-29"
    document["scenarios"] = [
        {
            "name": "Terms",
            "delivery": "pc",
            "stack": [],
            "discounts": {rng.choice(ids): "0.155", "*": rng.choice(["0", "0.05"])},
            "prices": {rng.choice(ids): rng.choice(["0", "1.1", "0.333"])},
        }
    ]
    question = parse(document, lambda _: None)
    while sum(space_of(question, way).combinations for way in product(*deliveries)) > MOST:
        gone = schemes.pop()["id"]
        document["catalogue"]["prices"] = prices = [
            price for price in prices if price["scheme"] != gone
        ]
        document["scenarios"][0].pop("prices")
        document["scenarios"][0]["prices"] = {}
        question = parse(document, lambda _: None)
    return question, deliveries


def tiny_document(seed):
    """A document of two or three unlike groups with so few schemes on sale that every stack can be
    typed.
    """
    rng = Random(f"typed {seed}")
    document = random_document(seed)
    groups = rng.choice([2, 2, 2, 3])
    document["fleet"] = [
        {
            "name": name,
            "desktops": rng.choice([10, 30, 60, 100, 300]),
            "users": rng.choice([5, 30, 60, 100, 300]),
            "peak_concurrency": rng.choice(["0.3", "0.6", "1"]),
            "profile": rng.choice(["task", "knowledge"]),
            "pooled": rng.choice([True, False]),
            "endpoint": rng.choice(["existing_pc", "existing_pc", "thin_client"]),
            "entitlements": rng.choice([[], [], ["software_assurance"]]),
        }
        for name in ("Shift", "Mobile", "Office")[:groups]
    ]
    first = rng.choice(["vdi", "session", "cloud"])
    ways = [first] if groups == 3 else [first, first, *NEEDED]
    deliveries = tuple((rng.choice(ways),) for _ in range(groups))
    wanted = [name for some in deliveries for name in NEEDED[some[0]]]
    twins = [TWINS[first], *rng.choice(HARD), *rng.choice(HARD)]
    ids = list(
        dict.fromkeys(
            [*sorted({*wanted}), *(twins if often(rng, 0.7) else rng.sample(twins, len(twins)))]
        )
    )
    servers = sum(KINDS[name][0] == "server" for name in ids)
    while 2**servers * 2 ** (groups * (len(ids) - servers)) > MOST_TYPED:
        ids.pop()
        servers = sum(KINDS[name][0] == "server" for name in ids)
    schemes = [random_scheme(rng, name) for name in ids]
    for scheme in schemes:
        scheme["minimum"] = min(scheme.get("minimum", 0), 150)
        if rng.random() < 0.1:
            scheme["maximum"] = max(rng.choice([40, 300]), int(scheme["minimum"]))
    prices = [
        p for scheme in schemes for p in random_prices(rng, scheme, KINDS[scheme["id"]][3], False)
    ]
    if often(rng, 0.4):
        _make_alike(rng, schemes, prices, {TWINS[first], LIKE_TWINS[first]})
    document["catalogue"] = {
        "schemes": schemes,
        "prices": prices,
        "assumptions": catalogue_assumptions(rng),
    }
    document["price_date"] = "2008-02-29"
    document["scenarios"] = [{"name": "Terms", "delivery": "pc", "stack": []}]
    return parse(document, lambda _: None), deliveries


def _make_alike(rng, schemes, prices, names):
    """Two schemes at like prices, one by the device and one by the user: unlike groups take the one
    or the other.
    """
    twins = [scheme for scheme in schemes if scheme["id"] in names]
    metrics = rng.sample(["device", "user"], 2)
    for scheme, metric in zip(twins, metrics, strict=False):
        for field in (
            "maximum",
            "excludes",
            "includes",
            "attributes",
            "maintenance_rate",
            "life_years",
            "period",
        ):
            scheme.pop(field, None)
        scheme |= {"metric": metric, "charge": "subscription", "pack": 1, "minimum": 0}
        scheme["requires"] = [token for token in scheme.get("requires", []) if token == "server_os"]
    for price in prices:
        if price["scheme"] in names:
            price["amount"] = rng.choice(["90.00", "100.00", "110.00"])
            price.pop("tiers", None)


def random_wishes(seed, question, deliveries):
    """Up to two wishes for what is on sale; none where every combination with them would be too
    many to visit.
    """
    rng = Random(f"wishes {seed}")
    known = {kind: names for kind, names in known_names(question.market).items() if names}
    kinds = rng.choices(list(known), k=rng.choice([0, 0, 1, 2]))
    wishes = tuple(Wish(often(rng, 0.5), kind, rng.choice(known[kind])) for kind in kinds)
    many = sum(space_of(question, way, wishes).combinations for way in product(*deliveries))
    return wishes if many <= 6 * MOST else ()


def without_additions(priced):
    """What only adds something to one above it is left out."""
    shown = []
    for each in sorted(
        priced, key=lambda each: (each.cents, sum(len(groups) for _, groups in each.stack), each)
    ):
        served = {name: {*groups} for name, groups in each.stack}
        adds = (
            above.deliveries == each.deliveries
            and all(
                {*groups} <= served.get(name, set()) and name in served
                for name, groups in above.stack
            )
            for above in shown
        )
        if not any(adds):
            shown.append(each)
    return shown


def brute_force(question, deliveries, wishes=()):
    """Every combination of the search's space by the rules as they are written: (those priced, how
    many by reason).
    """
    counts: Counter[str] = Counter()
    priced = []
    waiting = []
    for given in product(*deliveries):
        space = space_of(question, given, wishes)
        for path in product(
            range(len(space.servers)), *(range(len(layer.choices)) for layer in space.layers)
        ):
            entries = stack_of(space, space.servers[path[0]], parts_of(space, path))
            twice = _takes_a_role_twice(space, path)
            reason = next(
                (f"wish {n}" for n, wish in enumerate(wishes) if not keeps(wish, entries, given)),
                "",
            )
            if reason:
                counts[reason] += 1
                continue
            waiting.append((_scenario(question, given, entries), twice))
            if len(waiting) == A_TIME:
                _price(question, waiting, counts, priced)
                waiting = []
    _price(question, waiting, counts, priced)
    return sorted(priced), counts


def _takes_a_role_twice(space, path):
    """Whether a kind of desk was given two schemes of a role, of which one would do nothing."""
    taken = Counter(
        (part.scheme.role, kind)
        for layer, choice in zip(space.layers, path[1:], strict=True)
        for part in layer.choices[choice].parts
        if part.is_seat and part.scheme.role != "service"
        for kind in part.kinds
    )
    return max(taken.values(), default=0) > 1


def keeps(wish, entries, deliveries):
    """Whether a wish is kept: a role serves all whom it is offered to, a token all who are not on a
    PC, what is of hosts all who are on hosts.
    """
    if wish.kind == "token":
        return keeps_token(wish, entries, deliveries)
    named = [entry for entry in entries if wish.names(entry.scheme)]
    if not wish.must:
        return not named
    if wish.kind in ("vendor", "scheme"):
        return bool(named)
    everyone = {
        g for g, delivery in enumerate(deliveries) if delivery in OFFERED.get(wish.name, NEEDED)
    }
    return everyone <= {g for entry in named for g in entry.groups}


def keeps_token(wish, entries, deliveries):
    """By what stands on each group's hosts: the first hypervisor, one that is sold as such before
    another.
    """
    have = set()
    for g, delivery in enumerate(deliveries):
        serving = [entry.scheme for entry in entries if g in entry.groups]
        hypervisors = [scheme for scheme in serving if "hypervisor" in scheme.provides]
        hypervisors.sort(key=lambda scheme: scheme.role != "hypervisor")
        idle = hypervisors[1:] if delivery in ON_HOSTS else hypervisors
        brought = {(scheme.id, token) for scheme in serving for token in scheme.provides}
        brought -= {(s.id, t) for s in idle for t in s.provides if t.split(":")[0] in OF_HOSTS}
        if wish.name in {token for _, token in brought}:
            have.add(g)
    if not wish.must:
        return not have
    asking = ON_HOSTS if wish.name.split(":")[0] in OF_HOSTS else ("vdi", "session", "cloud")
    return (
        {g for g, delivery in enumerate(deliveries) if delivery in asking}
        or {*range(len(deliveries))}
    ) <= have


def _price(question, scenarios, counts, priced):
    fitting = []
    for scenario, _ in scenarios:
        fitting.append(_fits(scenario))
    safe = [
        s if fits else replace(s, hypervisors=dict.fromkeys(s.hypervisors))
        for (s, _), fits in zip(scenarios, fitting, strict=True)
    ]
    if not safe:
        return
    run = answer(replace(question, scenarios=tuple(safe)))
    twices = [twice for _, twice in scenarios]
    for result, coverage, fits, twice in zip(
        run.scenarios, run.evaluation.bill.coverages, fitting, twices, strict=True
    ):
        kinds = {finding.kind for finding, _ in result.findings}
        stack = result.scenario.stack
        as_said = all(e.groups == groups for e, groups in zip(stack, coverage.counts, strict=True))
        if "conflict" in kinds or not _sizes_for_all(result.scenario):
            counts["conflict"] += 1
        elif twice or not as_said:
            counts["idle"] += 1
        elif "unmet" in kinds:
            counts["needs"] += 1
        elif "uncovered" in kinds:
            counts["lacking"] += 1
        elif {"over_maximum", "too_large"} & kinds or not fits:
            counts["over_maximum"] += 1
        else:
            assert not kinds
            counts["left"] += 1
            priced.append(
                Priced(
                    result.figures.tco,
                    result.scenario.deliveries,
                    tuple((e.scheme.id, e.groups) for e in stack),
                )
            )


def every_stack(question, deliveries, wishes=()):
    """All that a comparison finds compliant, however it is made up: [(cents, deliveries, ids with
    whom they cover)].

    Of each role one scheme that is not counted by seats, and one for a group that is; no scheme
    that counts nothing, for nobody has hosts or stores anything; in the order in which the search
    stacks roles.
    """
    priced = []
    for given in product(*deliveries):
        stacks = (
            _scenario(question, given, entries)
            for entries in _typed(question, given)
            if all(keeps(w, entries, given) for w in wishes)
        )
        lawful = [
            each
            for each in stacks
            if _fits(each) and _sizes_for_all(each) and _is_lawful(each, question.fleet)
        ]
        for first in range(0, len(lawful), A_TIME):
            run = answer(replace(question, scenarios=tuple(lawful[first : first + A_TIME])))
            for result, coverage in zip(run.scenarios, run.evaluation.bill.coverages, strict=True):
                if result.compliant:
                    covers = zip(result.scenario.stack, coverage.counts, strict=True)
                    stack = tuple((entry.scheme.id, groups) for entry, groups in covers)
                    priced.append(Priced(result.figures.tco, given, stack))
    return sorted(priced)


def _is_lawful(scenario, fleet):
    """Whether a comparison finds nothing, and each scheme does something for whom it serves: else
    it is another stack.

    How many may use something it says with the prices.
    """
    coverage = coverage_of(scenario, fleet)
    return not coverage.findings and coverage.counts == tuple(
        entry.groups for entry in scenario.stack
    )


def _typed(question, given):
    """Stacks that somebody may type: each scheme for any of the groups, or for none."""
    market = question.market
    on_sale = [market.catalogue.schemes[name] for name in sorted(market.prices)]
    order = _order(question, given, on_sale)
    on_sale.sort(key=lambda scheme: (order.index(scheme.role), scheme.id))
    everyone = tuple(range(len(given)))
    sets = [some for number in range(1, len(given) + 1) for some in combinations(everyone, number)]
    options = []
    for scheme in on_sale:
        served = [everyone] if scheme.role == "server" else sets
        some = [groups for groups in served if _counts_something(scheme, groups, given)]
        options.append([None, *product(some, scheme.terms or ("",))])
    for row in product(*options):
        entries = [
            Entry(
                scheme,
                option[0],
                option[0] == everyone,
                None,
                0,
                scheme.metric in SEAT_METRICS,
                term=option[1],
            )
            for scheme, option in zip(on_sale, row, strict=True)
            if option is not None
        ]
        sites = [entry.scheme.role for entry in entries if not entry.is_seat]
        seats = [
            (entry.scheme.role, group)
            for entry in entries
            if entry.is_seat
            for group in entry.groups
        ]
        if len(sites) == len({*sites}) and len(seats) == len({*seats}):
            yield tuple(entries)


def _counts_something(scheme, groups, given):
    counted = given if scheme.role == "server" else [given[group] for group in groups]
    if scheme.metric in ("host", "socket", "core"):
        return bool({"vdi", "session"} & {*counted})
    if scheme.metric == "gb":
        return bool(
            ({"cloud"} if scheme.role == "cloud_storage" else {"vdi", "session"}) & {*counted}
        )
    return True


def _order(question, given, on_sale):
    """Roles as the search stacks them; those that it does not look at last."""
    space = space_of(question, given)
    first = ["server", *dict.fromkeys(role for layer in space.layers for role in layer.roles)]
    return [*first, *sorted({scheme.role for scheme in on_sale} - {*first})]


def _sizes_for_all(scenario):
    """Whether the first scheme that brings a hypervisor to hosts serves all groups on them."""
    places = range(len(scenario.deliveries))
    for delivery, first in scenario.hypervisors.items():
        on = {place for place in places if scenario.deliveries[place] == delivery}
        served = {
            group for entry in scenario.stack if entry.scheme is first for group in entry.groups
        }
        if first is not None and not on <= served:
            return False
    return True


def _fits(scenario):
    server, sizing = (
        scenario.server,
        [each for each in scenario.hypervisors.values() if each is not None],
    )
    kept = max((each.attributes.get("hypervisor_ram_gb", 0) for each in sizing), default=0)
    return server is None or server.attributes["ram_gb"] > kept or not sizing


def endpoint_of(group, delivery):
    """What stands on the desk: on a PC, a PC."""
    own = group.endpoint
    return own if delivery != "pc" or own.endswith(("pc", "laptop")) else "pc"


def _scenario(question, deliveries, entries):
    terms = question.scenarios[0]
    stack = tuple(entries)
    return Scenario(
        name="",
        delivery=deliveries[0],
        deliveries=tuple(deliveries),
        endpoints=tuple(endpoint_of(g, d) for g, d in zip(question.fleet, deliveries, strict=True)),
        entitlements=tuple(group.entitlements for group in question.fleet),
        stack=stack,
        discounts=terms.discounts,
        assumptions={},
        prices=terms.prices,
        net_prices=terms.net_prices,
        own_lines=terms.own_lines,
        market=question.market,
        server=next((e.scheme for e in stack if e.scheme.role == "server"), None),
        hypervisors=hypervisors_of(stack, deliveries),
    )
