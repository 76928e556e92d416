"""The search without any thought: every combination is made, covered and priced by the engine, then sorted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, combinations, product
from random import Random
from typing import NamedTuple

from pricing.engine.analysis.search.space import space_of
from pricing.engine.analysis.search.wishes import Wish, known_names
from pricing.engine.answer import answer
from pricing.engine.document import HYPERVISOR, Entry, Scenario, parse
from pricing.engine.words import GOALS, SEAT_METRICS, desk_tokens
from tests.strategies import KINDS, catalogue_assumptions, often, random_document, random_prices, random_scheme

A_TIME = 400
MOST = 500
NEEDED = {
    "vdi": ["server-a", "hyper-a", "broker", "vecd"],
    "session": ["server-a", "os-enterprise", "session-cal"],
    "cloud": ["cloud-flat", "vecd"],
    "pc": ["pc"],
}
OFFERED = {
    "hypervisor": ["vdi", "session"],
    "vm_management": ["vdi", "session"],
    "storage": ["vdi", "session"],
    "broker": ["vdi", "session", "cloud"],
    "server_os": ["vdi", "session", "cloud"],
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
    """A document of at most three groups with few schemes on sale, and the deliveries that each group may have."""
    rng = Random(f"search {seed}")
    document = random_document(seed)
    document["fleet"] = document["fleet"][:3]
    first = rng.choice(list(NEEDED))
    deliveries = tuple(
        tuple(dict.fromkeys([first, *rng.sample(list(NEEDED), rng.choice([0, 0, 0, 1]))])) for _ in document["fleet"]
    )
    wanted = [name for delivery in {d for some in deliveries for d in some} for name in NEEDED[delivery]]
    extras = [name for some in rng.sample(HARD, 2) for name in some] + rng.sample(sorted(KINDS), 2)
    rng.shuffle(extras)
    ids = list(dict.fromkeys([*sorted(wanted), *extras]))[: rng.choice([7, 8, 9, 10])]
    schemes = [random_scheme(rng, name) for name in ids]
    for scheme in schemes:
        if scheme.get("minimum", 0) > 100:
            scheme["minimum"] = 20
        if often(rng, 0.15):
            scheme["maximum"] = max(rng.choice([2, 40, 300]), int(scheme.get("minimum", 0)))
    prices = [p for scheme in schemes for p in random_prices(rng, scheme, KINDS[scheme["id"]][3], False)]
    document["catalogue"] = {"schemes": schemes, "prices": prices, "assumptions": catalogue_assumptions(rng)}
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
        document["catalogue"]["prices"] = prices = [price for price in prices if price["scheme"] != gone]
        document["scenarios"][0].pop("prices")
        document["scenarios"][0]["prices"] = {}
        question = parse(document, lambda _: None)
    return question, deliveries


def random_wishes(seed, question):
    """Up to two wishes for what is on sale."""
    rng = Random(f"wishes {seed}")
    known = {kind: names for kind, names in known_names(question.market).items() if names}
    kinds = rng.choices(list(known), k=rng.choice([0, 0, 1, 2]))
    return tuple(Wish(often(rng, 0.5), kind, rng.choice(known[kind])) for kind in kinds)


def brute_force(question, deliveries, wishes=()):
    """Every combination by the rules as they are written: (those priced, how many by reason)."""
    counts: Counter[str] = Counter()
    priced = []
    waiting = []
    for given in product(*deliveries):
        space = space_of(question, given)
        order = [role for roles in (("server",), *(layer.roles for layer in space.layers)) for role in roles]
        for entries in _stacks(question, given, order):
            reason = next((f"wish {n}" for n, wish in enumerate(wishes) if not keeps(wish, entries, given)), "")
            if reason:
                counts[reason] += 1
                continue
            waiting.append(_scenario(question, given, entries))
            if len(waiting) == A_TIME:
                _price(question, waiting, counts, priced)
                waiting = []
    _price(question, waiting, counts, priced)
    return sorted(priced), counts


def keeps(wish, entries, deliveries):
    """Whether a wish is kept: a role serves all whom it is offered to, a token all who are not on a PC."""
    named = [entry for entry in entries if wish.names(entry.scheme)]
    if not wish.must:
        return not named
    if wish.kind in ("vendor", "scheme"):
        return bool(named)
    everyone = {g for g, delivery in enumerate(deliveries) if delivery != "pc"} or {*range(len(deliveries))}
    if wish.kind == "role":
        everyone = {g for g, delivery in enumerate(deliveries) if delivery in OFFERED.get(wish.name, NEEDED)}
    return everyone <= {g for entry in named for g in entry.groups}


def _price(question, scenarios, counts, priced):
    fitting = []
    for scenario in scenarios:
        server, first = scenario.server, scenario.hypervisor
        kept = first.attributes.get("hypervisor_ram_gb", 0) if first else 0
        fitting.append(server is None or server.attributes["ram_gb"] > kept)
    safe = [s if fits else replace(s, hypervisor=None) for s, fits in zip(scenarios, fitting, strict=True)]
    if not safe:
        return
    run = answer(replace(question, scenarios=tuple(safe)))
    for result, coverage, fits in zip(run.scenarios, run.evaluation.bill.coverages, fitting, strict=True):
        kinds = {finding.kind for finding, _ in result.findings}
        stack = result.scenario.stack
        as_said = all(e.groups == groups for e, groups in zip(stack, coverage.counts, strict=True))
        if "conflict" in kinds:
            counts["conflict"] += 1
        elif not as_said:
            counts["idle"] += 1
        elif "unmet" in kinds:
            counts["needs"] += 1
        elif "uncovered" in kinds:
            counts["lacking"] += 1
        elif "over_maximum" in kinds or not fits:
            counts["over_maximum"] += 1
        else:
            assert not kinds
            counts["left"] += 1
            priced.append(
                Priced(result.figures.tco, result.scenario.deliveries, tuple((e.scheme.id, e.groups) for e in stack))
            )


def _stacks(question, deliveries, order):
    """At most one scheme a role, or one a kind of desk; desks are alike where no seat scheme tells them apart."""
    market = question.market
    on_sale = sorted((market.catalogue.schemes[name] for name in market.prices), key=lambda s: s.id)
    asked = {token for s in on_sale if s.metric in SEAT_METRICS for token in s.requires}
    kinds: dict[object, list[int]] = {}
    for g, group in enumerate(question.fleet):
        endpoint = endpoint_of(group, deliveries[g])
        tokens = {*desk_tokens(endpoint), f"profile:{group.profile}", f"delivery:{deliveries[g]}", *group.entitlements}
        lacks = tuple(goal for goal in GOALS[deliveries[g]] if goal not in tokens)
        key = (deliveries[g], frozenset(tokens & asked), lacks, endpoint.startswith("existing_"))
        kinds.setdefault(key, []).append(g)

    def by_delivery(offered):
        used = sorted({deliveries[g] for g in offered})
        every = [some for n in range(1, len(used) + 1) for some in combinations(used, n)]
        return [tuple(g for g in offered if deliveries[g] in some) for some in every]

    roles = []
    for role in order:
        own = [s for s in on_sale if s.role == role]
        options = [()]
        everyone = tuple(range(len(deliveries)))
        offered = [g for g, delivery in enumerate(deliveries) if delivery in OFFERED.get(role, NEEDED)]
        for s in own:
            if s.metric not in SEAT_METRICS:
                options += [((s, groups),) for groups in ([everyone] if role == "server" else by_delivery(offered))]
        seats = [None, *(s for s in own if s.metric in SEAT_METRICS)]
        for row in product(seats, repeat=len(kinds)):
            served = {
                s: tuple(sorted(chain.from_iterable(g for g, t in zip(kinds.values(), row, strict=True) if t is s)))
                for s in sorted({s for s in row if s}, key=lambda s: s.id)
            }
            if served and all({*groups} <= {*offered} for groups in served.values()):
                options.append(tuple(served.items()))
        roles.append(options)
    for row in product(*roles):
        yield tuple(
            Entry(s, groups, len(groups) == len(deliveries), None, 0, s.metric in SEAT_METRICS)
            for option in row
            for s, groups in option
        )


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
        market=question.market,
        server=next((e.scheme for e in stack if e.scheme.role == "server"), None),
        hypervisor=next((e.scheme for e in stack if HYPERVISOR in e.scheme.provides), None),
    )
