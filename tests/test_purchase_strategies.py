"""Random documents of real purchases are valid, the same every time, and meet each rule often.

    python -m tests.test_purchase_strategies 3000

prints how many of so many documents meet each rule.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from tests.oracle import (
    BOUGHT_CATEGORIES,
    Case,
    Entry,
    Fraction,
    Record,
    Result,
    due_of,
    evaluate,
    exact,
    hypervisor_attribute,
    maintained,
    maintenance_name,
    own_lines,
    packs_fill_up,
    purchases,
    quote_rows,
    rounded,
    row_due,
    running_ram,
    term_factor,
    whole,
)
from tests.purchase_strategies import random_purchase
from tests.strategies import HOSTS

SEEDS = range(200)
A_FEW = range(60)
GOOD_SHARE = 0.04


@cache
def document_of(seed: int) -> Record:
    return random_purchase(seed)


@cache
def results_of(seed: int) -> list[Result]:
    document = document_of(seed)
    return [evaluate(document, index) for index in range(len(document["scenarios"]))]


# ---------------------------------------------------------------------------------------------
# Valid


def test_a_seed_makes_the_same_purchase_every_time() -> None:
    for seed in A_FEW:
        assert json.dumps(random_purchase(seed)) == json.dumps(random_purchase(seed))


def test_attributes_stand_on_metrics_that_know_them() -> None:
    for seed in SEEDS:
        for scheme in document_of(seed)["catalogue"]["schemes"]:
            attributes = scheme.get("attributes", {})
            assert scheme["metric"] in HOSTS or not (
                {"per_host"} & set(scheme) | {"instances_per_licence"} & set(attributes)
            )
            assert scheme["metric"] in ("host", "socket") or "cores_per_licence" not in attributes
            assert scheme["metric"] == "host" or "sockets_per_licence" not in attributes


def test_entries_say_only_what_their_schemes_have() -> None:
    for seed in SEEDS:
        schemes = {scheme["id"]: scheme for scheme in document_of(seed)["catalogue"]["schemes"]}
        for scenario in document_of(seed)["scenarios"]:
            for entry in scenario["stack"]:
                scheme = schemes[entry if isinstance(entry, str) else entry["scheme"]]
                given = {} if isinstance(entry, str) else entry
                assert "instances" not in given or "instances_per_licence" in scheme["attributes"]
                assert "term" not in given or given["term"] in scheme["terms"]


def test_no_scheme_has_two_prices_from_one_day() -> None:
    for seed in SEEDS:
        prices = [
            (row["scheme"], row["valid_from"]) for row in document_of(seed)["catalogue"]["prices"]
        ]
        assert len(set(prices)) == len(prices)


def test_lines_of_ones_own_have_names_of_their_own_and_end_after_they_begin() -> None:
    for seed in SEEDS:
        for scenario in document_of(seed)["scenarios"]:
            lines = scenario.get("own_lines", [])
            assert len({line["name"] for line in lines}) == len(lines)
            for line in lines:
                first = whole(line.get("first", 0))
                assert (
                    0
                    <= first
                    <= whole(line.get("last", first))
                    <= whole(document_of(seed)["horizon_years"])
                )


def test_random_purchases_stay_within_the_limits() -> None:
    for seed in SEEDS:
        for result in results_of(seed):
            assert abs(result.tco) < 10**12
            assert len(result.case.stack) <= 60
            for y in result.case.years:
                assert sum(group.devices[y] for group in result.case.groups) <= 10_000_000


# ---------------------------------------------------------------------------------------------
# Coherent


def test_the_quote_of_a_purchase_adds_up_to_the_cash_flow_of_each_scheme() -> None:
    for seed in A_FEW:
        for index, result in enumerate(results_of(seed)):
            rows = quote_rows(document_of(seed), index)
            for entry in result.case.stack if result.on_sale else []:
                own = [row for row in rows if row["scheme"] == entry.id]
                for t in result.case.columns:
                    due = [exact(row["amount"]) for row in own if row["due_year"] == str(t)]
                    keys = (entry.id, f"{entry.id}/maintenance")
                    paid = sum(result.lines[key][t] for key in keys if key in result.lines)
                    assert abs(sum(due) - paid) <= Fraction(len(due), 200), (
                        seed,
                        index,
                        entry.id,
                        t,
                    )


def test_every_row_of_a_purchase_multiplies_out_by_itself() -> None:
    for seed in A_FEW:
        for index in range(len(document_of(seed)["scenarios"])):
            for row in quote_rows(document_of(seed), index):
                unit = exact(row["net_unit_price"]) * exact(row["rate"]) * exact(row["periods"])
                assert exact(row["unit_amount"]) == unit * exact(row["price_factor"])
                assert exact(row["amount"]) == rounded(
                    int(row["packs"]) * exact(row["unit_amount"]), 2
                )
                assert int(row["packs"]) > 0


# ---------------------------------------------------------------------------------------------
# Which rules a document meets: so that a comparison over many of them compares each rule


def rules_of_seed(seed: int) -> set[str]:
    document, met = document_of(seed), set()
    for result in results_of(seed):
        met |= {rule for rule, holds in rules_of_findings(result).items() if holds}
        met |= {rule for rule, holds in rules_of_sizing(result).items() if holds}
        if result.on_sale:
            met |= {rule for rule, holds in rules_of_scenario(document, result).items() if holds}
            for entry in result.case.stack:
                met |= set(rules_of_entry(result, entry))
    met |= {rule for rule, holds in rules_of_document(document).items() if holds}
    return met


def rules_of_document(document: Record) -> dict[str, bool]:
    rows = document["catalogue"]["assumptions"]
    own = document["catalogue"].get("currency", "USD")
    ranges = document.get("assumptions", {}).values()
    return {
        "an assumption in another currency": any(row.get("currency", own) != own for row in rows),
        "a range that moves with another": any(
            "with" in value for value in ranges if isinstance(value, dict)
        ),
    }


def rules_of_findings(result: Result) -> dict[str, bool]:
    large = [found for found in result.findings if found["kind"] == "too_large"]
    hosts = {found["token"] for found in large if found["scheme"] is None}
    return {
        "too large for a host, cpu": "cpu" in hosts,
        "too large for a host, ram": "ram" in hosts,
        "too large for a cloud machine": any(found["scheme"] is not None for found in large),
        "too large where something is not on sale": bool(large) and not result.on_sale,
    }


def rules_of_sizing(result: Result) -> dict[str, bool]:
    case = result.case
    pools = [
        {
            name: hypervisor_attribute(case, pool, name, 0)
            for name in ("memory_overcommit", "hypervisor_ram_gb")
        }
        for pool in result.sizing.pools
    ]
    return {
        "idle desktops that stay on": any(
            running_ram(case, group) != group.concurrent for group in case.groups
        ),
        "two pools with a hypervisor each": len(pools) == 2
        and all(map(any, map(dict.values, pools)))
        and pools[0] != pools[1],
        "watts of a device on an existing seat": any(
            group.endpoint.startswith("existing_")
            for entry in case.stack
            if entry.role == "endpoint" and entry.attribute("watts") is not None
            for group in result.covers[entry.id]
        ),
    }


def rules_of_scenario(document: Record, result: Result) -> dict[str, bool]:
    case, lines = result.case, own_lines(result.case)
    counted = [line for line in lines if any(line.figures.values())]
    later = [result.lines.get("deployment", {}).get(t, 0) for t in range(1, case.horizon)]
    grown = any(b.desktops[y] > b.desktops[y - 1] for b in case.groups for y in case.years if y > 1)
    return {
        **{
            f"own line of {of}": any((line.given.get("of") or "all") == of for line in counted)
            for of in COUNTS
        },
        **{
            f"own line, inflation {name}": any(
                line.given.get("inflation") == name for line in counted
            )
            for name in RATES
        },
        "own line that is negative": any(line.amount < 0 for line in counted),
        "own line in the quote": any(
            line.given["category"] in BOUGHT_CATEGORIES for line in counted
        ),
        "own line of users' time, left out": any(
            line.given["category"] == "users_time" for line in counted
        )
        and not document.get("include_indirect"),
        "own line of users' time, in the total": any(
            line.given["category"] == "users_time" for line in counted
        )
        and bool(document.get("include_indirect")),
        "left at the end": any(
            any(line.values()) for key, line in result.lines.items() if key.endswith(":residual")
        ),
        "roll-out in a later year": any(later),
        "newcomers are rolled out": any(later) and grown,
        "endpoints replaced": any(later) and not grown,
        "29 February": case.price_date.endswith("02-29")
        and document.get("price_changes") == "known",
    }


COUNTS = ("all", "desktop", "user", "device")
RATES = ("price", "labour", "energy")


def rules_of_entry(result: Result, entry: Entry) -> Iterator[str]:
    case, need = result.case, result.needs[entry.id]
    if not any(need.quantity.values()):
        return
    conditions = {
        **conditions_of_quantity(result, entry),
        **conditions_of_owned(result, entry),
        **conditions_of_price(result, entry),
        "paid at the start of the year": due_of(case, 1) == 0 and not entry.perpetual,
        "maintenance paid at the start of the year": due_of(case, 1) == 0
        and f"{entry.id}/maintenance" in result.lines,
        "maintenance in the price": entry.number("maintenance_rate", 0) > 0
        and any(maintained(case, entry, need, y) < need.packs[y] for y in case.years),
    }
    yield from (rule for rule, holds in conditions.items() if holds)


def conditions_of_quantity(result: Result, entry: Entry) -> dict[str, bool]:
    case = result.case
    groups = result.covers[entry.id] if entry.quantity is None else []
    hosted = entry.metric in HOSTS and entry.quantity is None and any(result.sizing.hosts.values())
    per_licence = entry.attribute("instances_per_licence")
    return {
        "devices are counted": entry.metric == "device"
        and any(g.devices != g.desktops for g in groups),
        "an endpoint counts desktops": entry.metric == "device"
        and entry.role == "endpoint"
        and any(g.devices != g.desktops for g in groups),
        "user or device, users": entry.metric == "user_or_device"
        and any(g.users[1] < g.devices[1] for g in groups),
        "user or device, devices": entry.metric == "user_or_device"
        and any(g.devices[1] < g.users[1] for g in groups),
        "packs fill up on each host": any(
            packs_fill_up(case, result.sizing, entry, y) for y in case.years
        ),
        "cores per licence": hosted and entry.attribute("cores_per_licence") is not None,
        "sockets per licence": hosted and entry.attribute("sockets_per_licence") is not None,
        "instances": hosted and per_licence is not None and entry.instances > per_licence,
    }


def conditions_of_owned(result: Result, entry: Entry) -> dict[str, bool]:
    case, need = result.case, result.needs[entry.id]
    serving = [min(entry.serving(y), need.packs[y]) for y in case.years]
    return {
        "owned, perpetual": entry.perpetual and any(serving),
        "owned, subscription": not entry.perpetual and any(serving),
        "owned, for some years": any(before > 0 == after for before, after in pairwise(serving)),
        "owned, maintained": entry.perpetual
        and any(serving)
        and f"{entry.id}/maintenance" in result.lines,
        "owned, some bought beside it": entry.perpetual
        and any(serving)
        and any(purchases(case, entry, need).bought.values()),
        "owned, graduated": any(serving) and entry.scheme.get("tier_mode") == "graduated",
        "owned whole and no longer on sale": not entry.is_priced,
    }


def conditions_of_price(result: Result, entry: Entry) -> dict[str, bool]:
    case = result.case
    discounts = case.scenario.get("discounts") or {}
    maintained_apart = (
        maintenance_name(entry) in discounts and f"{entry.id}/maintenance" in result.lines
    )
    due = [row_due(case, entry, y - 1) for y in case.years]
    later = [(row, years) for row, years in due if row is not entry.price]
    return {
        "a price as quoted": entry.net is not None,
        "a price as quoted by year": entry.net is not None and len(entry.net) > 1,
        "a price as quoted, no longer on sale": entry.net is not None and entry.price is None,
        "a price as quoted, maintenance from the list": entry.net is not None
        and entry.price is not None
        and maintained_apart,
        "a discount of maintenance": entry.net is None and maintained_apart,
        "a term": entry.net is None and entry.term != 1,
        "the default of terms": bool(entry.scheme.get("terms"))
        and entry.term == term_factor(entry.scheme, {}),
        "a known change": bool(later) and entry.net is None,
        "a known change, then inflation": entry.net is None and any(years for _, years in later),
        "a known change of tiers": entry.net is None
        and any(row and row.get("tiers") for row, _ in later),
        "a known end that changes nothing": case.document.get("price_changes") == "known"
        and ends_later(case, entry),
    }


def ends_later(case: Case, entry: Entry) -> bool:
    rows = [row for row in case.document["catalogue"]["prices"] if row["scheme"] == entry.id]
    return entry.price is not None and any(
        row["amount"] is None and row["valid_from"] > case.price_date for row in rows
    )


def shares(seeds: range) -> dict[str, float]:
    """Of so many documents, by rule, rarest first."""
    met: Counter[str] = Counter()
    for seed in seeds:
        met.update(rules_of_seed(seed))
        document_of.cache_clear()
        results_of.cache_clear()
    return {rule: number / len(seeds) for rule, number in reversed(met.most_common())}


def every_rule() -> set[str]:
    result = next(
        result
        for seed in SEEDS
        for result in results_of(seed)
        if result.on_sale and result.case.stack
    )
    document, entry = result.case.document, result.case.stack[0]
    rules = [rules_of_document(document), rules_of_findings(result), rules_of_sizing(result)]
    rules += [rules_of_scenario(document, result), conditions_of_quantity(result, entry)]
    rules += [conditions_of_owned(result, entry), conditions_of_price(result, entry)]
    return {rule for some in rules for rule in some}


def test_each_rule_is_met_in_a_good_share_of_the_documents() -> None:
    rules = every_rule()
    found = shares(SEEDS)
    assert {rule: found.get(rule, 0) for rule in rules if found.get(rule, 0) < GOOD_SHARE} == {}


if __name__ == "__main__":
    for rule, share in shares(range(int(sys.argv[1]) if len(sys.argv) > 1 else len(SEEDS))).items():
        print(f"{share:6.1%}  {rule}")
