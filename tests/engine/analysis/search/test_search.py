"""The search finds, and counts as ruled out, what every combination priced one by one does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from math import inf
from random import Random

import numpy as np
import pytest

from pricing.engine.analysis.search.classes import FINE, IDLE, LACKING
from pricing.engine.analysis.search.graph import Graph
from pricing.engine.analysis.search.layers import space_of
from pricing.engine.analysis.search.money import Money
from pricing.engine.analysis.search.rule_bits import BROKEN
from pricing.engine.analysis.search.rules import REASONS, Rules
from pricing.engine.analysis.search.run import (
    Asked,
    Forgotten,
    _look_at,
    begin,
    rows_of,
    search,
    searching,
)
from pricing.engine.analysis.search.space import (
    ALIKE,
    BY_DELIVERY,
    EACH,
    PARTLY,
    Part,
    endpoint_for,
    frame_of,
)
from pricing.engine.analysis.search.tables import tables_of
from pricing.engine.analysis.search.wishes import Wish, read_wish
from pricing.engine.faults import Faults
from pricing.engine.knobs import KNOBS
from pricing.engine.read_question import parse
from pricing.engine.vocabulary import SEAT_METRICS
from tests.engine.analysis.search.brute import (
    Priced,
    brute_force,
    every_stack,
    random_wishes,
    small_document,
    tiny_document,
    without_additions,
)
from tests.strategies import TYPICAL

BEST = 25
BLOCKS = 20
A_BLOCK = 12
A_TYPED_BLOCK = 6


def as_priced(rows):
    return [
        Priced(row.total, row.scenario.deliveries, _ids_and_groups(row.scenario.stack))
        for row in rows
    ]


def _ids_and_groups(stack):
    return tuple((entry.scheme.id, entry.groups) for entry in stack)


def counted(counts):
    named = {f"wish {n}": many for n, many in enumerate(counts.by_wish)}
    named |= dict(zip(REASONS, counts.by_rule, strict=True)) | {"left": counts.left}
    return Counter({name: many for name, many in named.items() if many})


def without_order(many):
    """The rules that a stack breaks are found in another order by whoever makes up the whole of it
    first.
    """
    others = Counter({name: number for name, number in many.items() if name not in BROKEN})
    return others + Counter({"broken": sum(many[name] for name in BROKEN)})


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_search_finds_what_brute_force_finds_and_counts_the_rest_alike(block):
    for seed in range(block * A_BLOCK, (block + 1) * A_BLOCK):
        question, deliveries = small_document(seed)
        wishes = random_wishes(seed, question, deliveries)
        rows, counts = search(question, Asked(deliveries, wishes, BEST))
        all_rows, all_counts = brute_force(question, deliveries, wishes)
        found = as_priced(rows)
        assert [row.cents for row in found] == [
            row.cents for row in without_additions(all_rows)[:BEST]
        ], seed
        assert len({*found}) == len(found), seed
        assert {*found} <= {*all_rows}, seed
        assert without_order(counted(counts)) == without_order(all_counts), seed
        assert counts.combinations == sum(all_counts.values()), seed


def test_a_device_that_is_counted_for_the_site_stands_on_no_desk():
    """As a comparison has it: only a seat scheme puts one there."""
    question, deliveries = small_document(881)
    rows, _ = search(question, Asked(deliveries, random_wishes(881, question, deliveries), BEST))
    assert all(
        "any-device" not in {entry.scheme.id for entry in row.scenario.stack} for row in rows
    )


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_that_can_be_typed_is_compliant_and_cheaper_than_what_the_search_finds(block):
    """All stacks of unlike groups by a plain comparison, which knows nothing of the search."""
    for seed in range(block * A_TYPED_BLOCK, (block + 1) * A_TYPED_BLOCK):
        question, deliveries = tiny_document(seed)
        wishes = random_wishes(seed, question, deliveries)
        rows, _ = search(question, Asked(deliveries, wishes, BEST))
        every = every_stack(question, deliveries, wishes)
        assert [row.total for row in rows[:1]] == [stack.cents for stack in every[:1]], seed
        assert {row.total for row in rows} <= {stack.cents for stack in every}, seed


@pytest.mark.parametrize("fineness", [PARTLY, ALIKE, BY_DELIVERY])
@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_groups_that_are_told_apart_less_finely_have_stacks_that_can_be_typed(seed, fineness):
    """And none that is cheaper than the cheapest where each is told apart."""
    question, deliveries = tiny_document(seed)
    asked = Asked(deliveries, (), BEST)
    found, counts, _ = _look_at(question, asked, 0, fineness, inf)
    rows = rows_of(question, asked, found)
    every = every_stack(question, deliveries)
    assert {row.total for row in rows} <= {stack.cents for stack in every}
    assert [row.total for row in rows[:1]] >= [stack.cents for stack in every[: len(rows[:1])]]
    assert counts.combinations == sum(counts.by_rule) + counts.left


def test_a_space_of_one_delivery_has_one_shared_choice_for_all_of_it():
    """However unlike the groups are to the rules; what concerns some of them alone serves these."""
    seeds = (tiny_document(seed) for seed in range(60))
    question, deliveries = next(
        (q, d) for q, d in seeds if len({*d}) == 1 and len(_shared(q, d, EACH)) > 1
    )
    assert max(_shared(question, deliveries, BY_DELIVERY)) < max(
        _shared(question, deliveries, EACH)
    )


def _shared(question, deliveries, fineness):
    """How many choices each role has that all groups share."""
    space = space_of(question, tuple(some[0] for some in deliveries), (), fineness)
    return [len(layer.choices) for layer in space.layers if layer.of_kind < 0]


def test_the_typed_catalogues_meet_every_kind_of_rule():
    """Else the test above could pass without groups that take other schemes than one another, or a
    tier.
    """
    met = Counter()
    for seed in range(BLOCKS * A_TYPED_BLOCK):
        question, deliveries = tiny_document(seed)
        rows, _ = search(question, Asked(deliveries, random_wishes(seed, question, deliveries), 1))
        met["none"] += not rows
        on_sale = [question.market.catalogue.schemes[name] for name in question.market.prices]
        met["includes"] += any(
            other.role in scheme.includes for scheme in on_sale for other in on_sale
        )
        for row in rows:
            schemes = [entry.scheme for entry in row.scenario.stack]
            seats = [scheme.role for scheme in schemes if scheme.metric in SEAT_METRICS]
            met["two schemes of a role"] += len({*seats}) < len(seats)
            met["for some groups"] += any(not entry.serves_all for entry in row.scenario.stack)
            met["requires"] += any(scheme.requires for scheme in schemes)
            met["excludes"] += any(scheme.excludes for scheme in schemes)
            met["tiers"] += any(row.scenario.market.price(scheme.id).tiers for scheme in schemes)
            met["pack"] += any(scheme.pack > 1 for scheme in schemes)
            met["minimum"] += any(scheme.minimum > 0 for scheme in schemes)
            met["growing"] += question.annual_growth != 0
    names = (
        "none",
        "two schemes of a role",
        "for some groups",
        "requires",
        "excludes",
        "includes",
        "tiers",
        "pack",
    )
    assert {name: met[name] for name in (*names, "minimum", "growing") if not met[name]} == {}


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_no_row_only_adds_to_one_above_it(seed):
    question, deliveries = small_document(seed)
    rows, _ = search(question, Asked(deliveries, (), 10_000))
    for place, row in enumerate(rows):
        served = {e.scheme: {*e.groups} for e in row.scenario.stack}
        for above in rows[:place]:
            if above.scenario.deliveries == row.scenario.deliveries:
                assert any(
                    not {*e.groups} <= served.get(e.scheme, set()) for e in above.scenario.stack
                )


def test_the_random_catalogues_couple_roles_in_every_way():
    """Else the test above could pass without having met a prerequisite or an inclusion."""
    met = Counter()
    for seed in range(BLOCKS * A_BLOCK):
        question, deliveries = small_document(seed)
        rows, counts = search(
            question, Asked(deliveries, random_wishes(seed, question, deliveries), BEST)
        )
        met.update(name for name in counted(counts))
        for row in rows:
            schemes = [entry.scheme for entry in row.scenario.stack]
            met["several schemes of a role"] += len({s.role for s in schemes}) < len(schemes)
            met["requires"] += any(
                s.requires and not s.requires[0].startswith("endpoint") for s in schemes
            )
            met["includes"] += any(o.role in s.includes for s in schemes for o in schemes)
            met["memory_overcommit"] += any("memory_overcommit" in s.attributes for s in schemes)
            met["session_kbps"] += any("session_kbps" in s.attributes for s in schemes)
            met["tiers"] += any(row.scenario.market.price(s.id).tiers for s in schemes)
            met["pack"] += any(s.pack > 1 for s in schemes)
            met["minimum"] += any(s.minimum > 0 for s in schemes)
    names = [
        *REASONS,
        "left",
        "wish 0",
        "requires",
        "includes",
        "memory_overcommit",
        "session_kbps",
        "tiers",
        "pack",
    ]
    assert {
        name: met[name]
        for name in [*names, "minimum", "several schemes of a role"]
        if met[name] < 3
    } == {}


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_asking_for_fewer_gives_the_first_of_many(seed):
    question, deliveries = small_document(seed)
    for folded in (False, True):
        rows, counts = search(question, Asked(deliveries, (), 10_000, folded))
        for best in (1, 2, 5):
            fewer, same = search(question, Asked(deliveries, (), best, folded))
            assert as_priced(fewer) == as_priced(rows)[:best]
            assert same == counts


@pytest.mark.parametrize("seed", range(0, 60, 5))
def test_what_is_left_of_a_state_costs_no_less_than_its_bound(seed):
    question, deliveries = small_document(seed)
    space = space_of(question, tuple(some[0] for some in deliveries))
    rules = Rules(space, ())
    graph = Graph(space, rules, tables_of(question, space, rules))
    for place, step in enumerate(graph.steps[1:], start=1):
        costs = graph.tables.costs[place - 1][:, graph.memory[place]]
        to = step.to[:, rules.effects[place].of_choice]
        after = np.where(to >= 0, graph.least[place][:, to], np.inf)
        extra = step.extra[:, rules.effects[place].of_choice]
        assert (graph.least[place - 1] <= (costs + extra + after).min(axis=2)).all()


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_a_class_of_desks_breaks_the_rules_that_each_of_its_words_breaks(seed):
    """Any choices one after the other, by the words themselves and by their classes, to the first
    broken rule.

    Hosts are run from a layer on that is anybody's guess.
    """
    question, deliveries = tiny_document(seed)
    space = space_of(question, tuple(some[0] for some in deliveries))
    rules = Rules(space, ())
    rng = Random(seed)
    for classes in rules.desks:
        for _ in range(100):
            word, state, run_from = np.zeros(1, dtype=np.int64), 0, rng.randrange(len(rules.layers))
            for place, layer in enumerate(rules.layers):
                choice = rng.randrange(len(layer.choices))
                has_hosts = place > run_from
                deeds = classes.desk.list_deeds([layer.choices[choice]], place)[has_hosts]
                has, is_idle, is_lacking = classes.desk.follow(place, word, deeds)
                deed = classes.deed_of[place][int(has_hosts), choice]
                broken = IDLE if is_idle[0, 0] else LACKING if is_lacking[0, 0] else FINE
                assert classes.broken[place][state, deed] == broken
                if broken != FINE:
                    break
                word, state = has[0], classes.after[place][state, deed]


def test_words_that_nothing_to_come_tells_apart_are_one_class():
    """Nobody asks which broker it is, only whether there is one."""
    space = space_of(tiny(), ("vdi",))
    classes = Rules(space, ()).desks[0]
    brokers = next(
        place for place, layer in enumerate(space.layers, start=1) if "broker" in layer.roles
    )
    assert len(space.layers[brokers - 1].choices) == 3
    assert len({*classes.deed_of[brokers][0].tolist()}) == 2


def test_a_search_that_was_stopped_goes_on_from_where_it_stood():
    question, deliveries = next(
        (q, d)
        for q, d in map(small_document, range(100))
        if len(Asked(d).ways) > 2 and search(q, Asked(d))[0]
    )
    asked = Asked(deliveries)
    half = next(searching(question, asked))
    assert half.looked_at == 1
    *_, last = searching(question, asked, half)
    assert last == [*searching(question, asked)][-1]
    assert begin(asked).counts + half.counts == half.counts


def every_assumption():
    return {name: TYPICAL[name.rsplit(".", 1)[-1]][0] for name in KNOBS}


SMALL = {"knowledge.ram_gb": "8", "knowledge.vcpu": "0"}


def tiny_catalogue():
    """Two brokers at the same price, two servers, a hypervisor and a right: what is cheapest is a
    tie.
    """
    scheme = {"metric": "concurrent_user", "charge": "subscription"}
    schemes = [
        {"id": "server", "role": "server", "metric": "host", "charge": "perpetual",
         "attributes": {"sockets": 2, "cores_per_socket": 4, "ram_gb": 32}},
        {"id": "hyper", "role": "hypervisor", "metric": "host", "charge": "perpetual",
         "provides": ["hypervisor"]},
        {"id": "broker-b", "vendor": "B", "role": "broker", "provides": ["broker", "ha"], **scheme},
        {"id": "broker-a", "vendor": "A", "role": "broker", "provides": ["broker"], **scheme},
        {"id": "right", "role": "desktop_right", "provides": ["windows_vdi_right"], **scheme},
    ]  # fmt: skip
    prices = [{"scheme": s["id"], "valid_from": "2008-01-01", "amount": "10.00"} for s in schemes]
    assumptions = [
        {"name": name, "typical": typical} for name, typical in every_assumption().items()
    ]
    return {"schemes": schemes, "prices": prices, "assumptions": assumptions}


def tiny(**changes):
    document = {
        "price_date": "2008-06-01",
        "fleet": [{"name": "Office", "desktops": 100}],
        "scenarios": [{"name": "Now", "delivery": "pc", "stack": []}],
        "catalogue": tiny_catalogue(),
        **changes,
    }
    return parse(document, lambda _: None)


def ids(rows):
    return [[entry.scheme.id for entry in row.scenario.stack] for row in rows]


def hosts_of(row):
    [line] = [line for line in row.answer.figures.lines if line.scheme == "server"]
    return line.packs[0]


def with_hypervisors(*attributes, **changes):
    """One hypervisor for each."""
    document = tiny_catalogue()
    [plain] = [each for each in document["schemes"] if each["id"] == "hyper"]
    document["schemes"].remove(plain)
    for place, own in enumerate(attributes):
        document["schemes"].append({**plain, "id": f"hyper-{place}", "attributes": own})
        document["prices"].append({**document["prices"][0], "scheme": f"hyper-{place}"})
    document["prices"] = [row for row in document["prices"] if row["scheme"] != "hyper"]
    return tiny(catalogue=document, **changes)


def test_each_hypervisor_is_priced_with_the_hosts_that_it_needs():
    """Of 32 GB each, which it shares so many times over, less what it keeps."""
    question = with_hypervisors(
        {}, {"memory_overcommit": "2"}, {"memory_overcommit": "4"}, assumptions=SMALL
    )
    rows, _ = search(question, Asked((("vdi",),), (Wish(False, "scheme", "broker-b"),)))
    found = {row.scenario.stack[1].scheme.id: hosts_of(row) for row in rows}
    assert found == {"hyper-0": 25, "hyper-1": 13, "hyper-2": 7}


def test_behind_the_last_layer_nothing_is_told_but_what_is_broken_and_how_hosts_are_sized():
    """Four bits of rules, and of the three ways in which the hypervisors size hosts two bits."""
    question = with_hypervisors({}, {"memory_overcommit": "2"}, {"memory_overcommit": "4"})
    rules = Rules(space_of(question, ("vdi",)), ())
    assert rules.live_stack[-1] == 0b11_0_1111


def test_who_owns_a_right_is_given_one_too_where_the_volume_makes_it_cheaper_for_all():
    """100 at 1.00 cost less than the 60 at 10.00 that are needed."""
    catalogue = tiny_catalogue()
    [right] = [each for each in catalogue["schemes"] if each["id"] == "right"]
    [price] = [each for each in catalogue["prices"] if each["scheme"] == "right"]
    right |= {"metric": "device", "tier_mode": "volume"}
    price["tiers"] = [[100, "1.00"]]
    owning = {"name": "Home", "desktops": 40, "entitlements": ["windows_vdi_right"]}
    fleet = [{"name": "Office", "desktops": 60}, owning]
    rows, _ = search(tiny(catalogue=catalogue, fleet=fleet), Asked((("vdi",), ("vdi",))))
    served = {entry.scheme.id: entry.groups for entry in rows[0].scenario.stack}
    assert served["right"] == (0, 1)


def test_a_part_that_is_priced_alone_gives_nothing_to_those_beside_it():
    question = tiny()
    frame = frame_of(question, ("vdi",), EACH)
    broker = question.market.catalogue.schemes["broker-a"]
    suite = replace(broker, includes={"protocol": 1})
    assert Money(question, frame).alone(Part(suite, (0,))).scheme.includes == {}


@pytest.mark.parametrize(("ram_gb", "rows"), [("32", 2), ("32.1", 0)])
def test_a_desktop_that_is_larger_than_a_host_has_no_stack(ram_gb, rows):
    question = tiny(assumptions={**SMALL, "knowledge.ram_gb": ram_gb})
    assert len(search(question, Asked((("vdi",),)))[0]) == rows


@pytest.mark.parametrize(("kept", "rows"), [("24", 2), ("32", 0)])
def test_hosts_whose_hypervisor_leaves_them_no_memory_have_no_stack(kept, rows):
    question = with_hypervisors({"hypervisor_ram_gb": kept}, assumptions=SMALL)
    assert len(search(question, Asked((("vdi",),)))[0]) == rows


def test_equal_totals_stand_in_the_order_of_their_ids():
    rows, counts = search(tiny(), Asked((("vdi",),)))
    assert rows[0].total == rows[1].total
    assert ids(rows) == [
        ["server", "hyper", "broker-a", "right"],
        ["server", "hyper", "broker-b", "right"],
    ]
    assert counts.combinations == 2 * 2 * 3 * 2


def test_each_combination_is_counted_under_the_first_reason_and_wishes_come_first():
    question = tiny()
    _, counts = search(
        question, Asked((("vdi",),), (Wish(True, "token", "ha"), Wish(False, "vendor", "A")))
    )
    assert counts.by_wish == (16, 0)
    _, counts = search(
        question, Asked((("vdi",),), (Wish(False, "vendor", "A"), Wish(True, "token", "ha")))
    )
    assert counts.by_wish == (8, 8)
    assert dict(zip(REASONS, counts.by_rule, strict=True))["lacking"] == 7
    assert counts.left == 1


def test_a_must_have_is_met_by_every_row():
    rows, _ = search(tiny(), Asked((("vdi",),), (Wish(True, "token", "ha"),)))
    assert ids(rows) == [["server", "hyper", "broker-b", "right"]]


def test_wishes_that_nothing_meets_leave_nothing():
    rows, counts = search(
        tiny(), Asked((("vdi",),), (Wish(True, "vendor", "A"), Wish(False, "scheme", "broker-a")))
    )
    assert rows == []
    assert counts.left == 0
    assert sum(counts.by_wish) == counts.combinations


def test_a_wish_is_read_with_its_kind_or_without_and_a_wrong_one_has_the_nearest_name():
    market = tiny().market
    assert read_wish("token:ha", True, market, "wishes.must[0]") == Wish(True, "token", "ha")
    assert read_wish("broker-a", False, market, "wishes.must_not[0]") == Wish(
        False, "scheme", "broker-a"
    )
    wrong = read_wish("broker-c", True, market, "wishes.must[1]")
    assert (wrong.path, wrong.holds) == ("wishes.must[1]", "'broker-c'")
    assert wrong.instead in ("broker-a", "broker-b")
    assert wrong.message.endswith(f"; did you mean {wrong.instead}?")


def test_twins_are_folded_into_the_cheapest_of_their_server_hypervisor_and_broker():
    question = tiny()
    folded, _ = search(question, Asked((("vdi",),), (), 10, folded=True))
    assert ids(folded) == [
        ["server", "hyper", "broker-a", "right"],
        ["server", "hyper", "broker-b", "right"],
    ]
    assert [row.alike for row in folded] == [1, 1]


@pytest.mark.parametrize("seed", range(1, 40, 3))
def test_folded_rows_are_the_cheapest_of_their_kind_and_add_to_none_above(seed):
    question, deliveries = small_document(seed)
    asked = Asked(deliveries, (), 10_000)
    every, counts = search(question, asked)
    folded, _ = search(question, replace(asked, folded=True))

    def key(row):
        roles = ("server", "hypervisor", "broker")
        stack = row.scenario.stack
        told = (e for e in stack if e.scheme.role in roles or "hypervisor" in e.scheme.provides)
        return row.scenario.deliveries, frozenset((e.scheme.id, e.groups) for e in told)

    least = {}
    for row in every:
        least.setdefault(key(row), row.total)
    for row in folded:
        assert row.total == least[key(row)]
        assert 1 <= row.alike <= counts.left
    for place, row in enumerate(folded):
        stack = {(e.scheme.id, e.groups) for e in row.scenario.stack}
        for above in folded[:place]:
            if (
                above.scenario.deliveries == row.scenario.deliveries
                and above.scenario.server is row.scenario.server
            ):
                assert not {(e.scheme.id, e.groups) for e in above.scenario.stack} <= stack
                assert not {e.scheme.id for e in above.scenario.stack} <= {
                    name for name, _ in stack
                }


def test_a_coupling_that_was_forgotten_is_an_error_not_a_row():
    question = tiny()
    *_, last = searching(question, Asked((("vdi",),)))
    wrong = [last.found[0]._replace(total=last.found[0].total + 0.02)]
    with pytest.raises(Forgotten):
        rows_of(question, Asked((("vdi",),)), wrong)


def test_a_market_that_sells_nothing_that_is_needed_has_no_stack_and_says_what_lacked():
    question = tiny(price_date="2007-06-01")
    rows, counts = search(question, Asked((("vdi",),)))
    assert rows == []
    assert dict(zip(REASONS, counts.by_rule, strict=True))["lacking"] == counts.combinations == 1


def test_too_many_ways_to_deliver_are_refused_with_the_limit():
    with pytest.raises(Faults, match="up to 4,096 ways"):
        Asked((("pc", "vdi", "session", "cloud"),) * 7).ways  # noqa: B018


def test_counts_stay_whole_where_there_are_more_than_machines_count():
    roles = (
        "database", "directory", "graphics", "protocol", "migration", "service", "storage",
        "vm_management", "app_virtualisation", "session_cal", "server_cal", "cloud_storage",
        "cloud_compute", "endpoint_management", "user_subscription", "software_assurance",
    )  # fmt: skip
    question = tiny(
        catalogue={
            "assumptions": [],
            "schemes": [
                {
                    "id": f"{role}-{n}",
                    "role": role,
                    "metric": "site",
                    "charge": "subscription",
                    "provides": ["broker"],
                }
                for role in roles
                for n in range(49)
            ],
            "prices": [
                {"scheme": f"{role}-{n}", "valid_from": "2008-01-01", "amount": "1"}
                for role in roles
                for n in range(49)
            ],
        },
        assumptions=every_assumption(),
    )
    _, counts = search(question, Asked((("vdi",),), (), 1))
    assert counts.combinations == 50**16 == sum(counts.by_rule)


def test_a_desktop_on_a_pc_has_a_pc():
    assert endpoint_for("zero_client", "pc") == "pc"
    assert endpoint_for("existing_laptop", "pc") == "existing_laptop"


def test_discounts_and_price_factors_are_those_that_the_scenarios_name_first():
    question = tiny(
        scenarios=[
            {"name": "Now", "delivery": "pc", "stack": [], "discounts": {"broker-b": "0.5"}},
            {
                "name": "Then",
                "delivery": "pc",
                "stack": [],
                "discounts": {"broker-b": "0", "broker-a": "0.1"},
            },
        ]
    )
    rows, _ = search(question, Asked((("vdi",),)))
    assert ids(rows)[0][2] == "broker-b"
    assert rows[0].scenario.discounts == {"broker-b": Decimal("0.5"), "broker-a": Decimal("0.1")}
