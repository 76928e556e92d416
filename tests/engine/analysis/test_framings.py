"""Framings: each costs what the document that says so costs.

What changes nothing or cannot be made is named.
"""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from pricing.engine.analysis.framings import Framing, framings_of
from pricing.engine.analysis.only_in_one import one_sided_of
from pricing.engine.analysis.verdict import verdict_of
from pricing.engine.answer import answer
from pricing.engine.numbers import Range
from pricing.engine.read_question import parse
from tests.engine.test_decisions import NOTHING, SERVER, scheme
from tests.strategies import random_document


def question_of(document):
    return parse(document, lambda _: None)


def framed(document, **options):
    return {framing.key: framing for framing in framings_of(question_of(document), **options)}


def figures(document):
    """Total and total a desktop a month of every scenario, as the plain comparison has them; None
    without figures.
    """
    scenarios = answer(question_of(document)).scenarios
    return [
        (s.figures.tco, s.figures.tco_per_desktop_month) if s.figures else (None, None)
        for s in scenarios
    ]


def shown(framing):
    return list(zip(framing.totals, framing.months, strict=True))


def mode(number):
    return number.mode if isinstance(number, Range) else number


@pytest.mark.parametrize("seed", range(25))
def test_a_framing_costs_what_the_document_that_says_so_costs(seed):
    document = random_document(seed)
    question = question_of(document)
    found = framed(document, years=(1, 2, 6))
    changed = {f"years_{years}": {**document, "horizon_years": years} for years in (1, 2, 6)}
    is_left = document.get("residual_value") == "straight_line"
    changed |= {
        "asked": document,
        "residual": {**document, "residual_value": "none" if is_left else "straight_line"},
        "direct": {**document, "include_indirect": False},
        "indirect": {**document, "include_indirect": True},
    }
    saving = {
        name: mode(number)
        for name, number in question.assumptions.items()
        if name == "storage_saving"
    }
    changed["storage"] = {
        **copy.deepcopy(document),
        "assumptions": {**document.get("assumptions", {}), **saving},
    }
    for scenario in changed["storage"]["scenarios"]:
        scenario.get("assumptions", {}).pop("storage_saving", None)
    for key, plain in changed.items():
        if not found[key].state.startswith("cannot"):
            assert shown(found[key]) == figures(plain), key


@pytest.mark.parametrize("seed", range(15))
def test_discounted_framings_cost_the_net_present_value(seed):
    document = {**random_document(seed), "discount_rate": "0.06"}
    values = [s.figures.npv if s.figures else None for s in answer(question_of(document)).scenarios]
    assert list(framed(document)["discounted"].totals) == values


@pytest.mark.parametrize("seed", range(15))
def test_what_is_not_counted_is_the_money_of_its_lines(seed):
    document = random_document(seed)
    found = framed(document)
    for place, scenario in enumerate(answer(question_of(document)).scenarios):
        if scenario.figures is None:
            assert found["no_administration"].totals[place] is None
            continue
        own = sum(line.total for line in scenario.figures.lines if line.key == "administration")
        assert (
            abs(found["asked"].totals[place] - found["no_administration"].totals[place] - own) <= 1
        )
        devices = ("devices", "licences", "servers_storage", "cloud")
        bought = sum(
            line.total
            for line in scenario.figures.lines
            if line.scheme and line.category in devices
        )
        assert abs(found["purchases"].totals[place] - bought) <= len(scenario.figures.lines)


def small(*scenarios, schemes=(), **document):
    """A comparison of 100 desktops over three years in which nothing costs anything but what is
    said.
    """
    everything = [scheme("nothing"), *schemes]
    return {
        "price_date": "2008-01-31",
        "horizon_years": 3,
        "fleet": [{"name": "All", "desktops": 100}],
        "scenarios": [
            {"name": name, "delivery": "pc", "stack": [], **own} for name, own in scenarios
        ],
        "catalogue": {
            "schemes": everything,
            "prices": [
                {"scheme": s["id"], "valid_from": "2007-01-01", "amount": "360.00"}
                for s in everything
            ],
            "assumptions": NOTHING,
        },
        **document,
    }


PCS_AND_SESSIONS = small(
    ("PCs", {"assumptions": {"pc.calls_per_user_year": 10}}),
    ("Calls", {"stack": ["it"], "assumptions": {"pc.calls_per_user_year": 1}}),
    schemes=[scheme("it")],
    assumptions={"cost_per_call": 25, "pc.calls_per_user_year": 4},
)


def test_who_costs_least_turns_where_labour_is_left_out():
    found = framed(PCS_AND_SESSIONS)
    # 100 x 10 calls x 25 x 3 years, against 100 x 360 bought and a tenth of the calls; 3,600
    # desktop months.
    assert (found["asked"].months, found["asked"].winner, found["asked"].lead) == (
        (2083, 1208),
        1,
        875,
    )
    assert (found["no_labour"].months, found["no_labour"].winner, found["no_labour"].lead) == (
        (0, 1000),
        0,
        1000,
    )


def test_the_same_staffing_is_the_comparisons_number_for_pcs():
    found = framed(PCS_AND_SESSIONS)["staffing"]
    assert (found.months, found.label) == (
        (833, 1833),
        "PCs' staffing: 1 an administrator, 4 calls",
    )


def test_the_verdict_names_the_winner_how_often_and_where_another_wins():
    found = framings_of(question_of(PCS_AND_SESSIONS), years=(1, 3, 7))
    assert verdict_of(question_of(PCS_AND_SESSIONS), found).sentence == (
        "Calls costs least under 4 of 8 framings. PCs cost least only over 1 year, where labour "
        "is left out, "
        "where only purchases count and where all are staffed as PCs are."
    )


def test_a_winner_of_all_framings_is_called_so():
    document = small(("Dear", {"stack": ["it"]}), ("Cheap", {}), schemes=[scheme("it")])
    question = question_of(document)
    assert verdict_of(question, framings_of(question)).sentence.startswith(
        "Cheap costs least under all "
    )


def test_of_two_equal_scenarios_none_wins():
    question = question_of(small(("One", {}), ("Two", {})))
    found = framings_of(question)
    assert found[0].winner is None
    assert (
        verdict_of(question, found).sentence
        == "No scenario costs least alone under the only framing."
    )


def test_a_scenario_that_lacks_a_licence_never_wins_and_is_named():
    question = question_of(
        small(("Dear", {"stack": ["it"]}), ("Bare", {"delivery": "vdi"}), schemes=[scheme("it")])
    )
    found = framings_of(question)
    assert found[0].winner == 0
    assert found[0].lead is None
    assert (
        "Left out: Bare, which is not on sale or lacks a licence."
        in verdict_of(question, found).sentence
    )


def test_a_framing_that_changes_no_figure_says_so_and_does_not_count():
    found = framed(PCS_AND_SESSIONS)
    assert (found["direct"].state, found["indirect"].state) == (
        "changes nothing",
        "changes nothing",
    )
    assert (found["years_3"].state, found["years_3"].totals) == (
        "is as asked",
        found["asked"].totals,
    )
    assert not found["direct"].counts


def test_another_horizon_that_changes_no_amount_a_desktop_a_month_does_not_count():
    document = small(
        ("Ten", {"assumptions": {"pc.calls_per_user_year": 10}}),
        ("Four", {}),
        assumptions={"cost_per_call": 25, "pc.calls_per_user_year": 4},
    )
    found = framed(document)["years_7"]
    assert (found.months, found.state) == ((2083, 833), "changes nothing")


def test_with_one_scenario_that_may_win_there_is_nothing_to_compare():
    question = question_of(
        small(("Dear", {"stack": ["it"]}), ("Bare", {"delivery": "vdi"}), schemes=[scheme("it")])
    )
    assert verdict_of(question, framings_of(question)).sentence.startswith(
        "Only Dear can be bought and keeps its licence rules. There is nothing to compare it with."
    )


def test_a_comparison_without_hosts_can_share_no_memory():
    assert framed(PCS_AND_SESSIONS)["memory"].state == "cannot be made: no scenario has hosts"


def test_a_fleet_that_would_outgrow_the_limit_has_no_such_horizon():
    document = small(
        ("One", {}),
        annual_growth=1,
        fleet=[{"name": "All", "desktops": 1_000_000}],
        horizon_years=1,
    )
    found = framed(document, years=(7,))["years_7"]
    assert (found.state, found.totals) == (
        "cannot be made: the fleet would grow to 64,000,000",
        (None,),
    )


def test_a_staffing_that_nobody_gives_cannot_be_made():
    document = small(("Sessions", {"delivery": "session"}))
    document["catalogue"]["assumptions"] = [
        a for a in NOTHING if a["name"] != "pc.desktops_per_admin"
    ]
    assert (
        framed(document)["staffing"].state
        == "cannot be made: pc.desktops_per_admin is nowhere given"
    )


PC = scheme("pc", role="endpoint", requires=["endpoint:pc"], provides=["windows_pro"])
THIN = scheme("thin", role="endpoint", requires=["endpoint:thin_client"])


def test_desks_that_keep_what_they_have_buy_no_device():
    document = small(
        ("New", {"stack": ["pc"], "endpoints": {"All": "pc"}}), ("Kept", {}), schemes=[PC]
    )
    found = framed(document)["kept"]
    assert found.months == (0, 0)
    assert found.compliant == (True, True)


def test_what_a_device_brought_stays_where_the_desk_keeps_its_own():
    right = scheme("right", requires=["windows_pro"])
    document = small(
        ("New", {"stack": ["pc", "right"], "endpoints": {"All": "pc"}}), schemes=[PC, right]
    )
    assert framed(document)["kept"].months == (1000,)


def test_every_desk_gets_the_device_of_another_scenario():
    document = small(
        ("New", {"stack": ["pc"], "endpoints": {"All": "pc"}}), ("Kept", {}), schemes=[PC]
    )
    assert framed(document)["bought"].months == (1000, 1000)


def test_a_desk_on_sessions_gets_the_cheapest_thin_client_on_sale_where_no_scenario_has_one():
    document = small(("Sessions", {"delivery": "session"}), schemes=[PC, THIN])
    assert framed(document)["bought"].months == (1000,)


def test_new_devices_that_nobody_sells_cannot_be_bought():
    document = small(("Sessions", {"delivery": "session"}), schemes=[PC])
    assert (
        framed(document)["bought"].state == "cannot be made: no thin client is on sale for Sessions"
    )


def test_a_thin_client_has_no_software_assurance_and_takes_the_right_of_another_scenario():
    with_sa = scheme(
        "sa", role="desktop_right", requires=["software_assurance"], provides=["windows_vdi_right"]
    )
    without = scheme("nosa", role="desktop_right", provides=["windows_vdi_right"])
    host = scheme("host", **{**SERVER, "provides": ["hypervisor", "broker"]})
    document = small(
        ("With", {"delivery": "vdi", "stack": ["host", "sa"]}),
        (
            "Without",
            {
                "delivery": "vdi",
                "stack": ["host", "nosa", "thin"],
                "endpoints": {"All": "thin_client"},
            },
        ),
        schemes=[with_sa, without, host, THIN],
        fleet=[{"name": "All", "desktops": 100, "entitlements": ["software_assurance"]}],
    )
    found = framed(document)["bought"]
    assert found.compliant == (True, True)
    assert found.totals[0] == found.totals[1]


def sharing_memory():
    sharing = {"memory_overcommit": 2, "hypervisor_ram_gb": 0}
    host = scheme("host", **SERVER)
    shared = scheme(
        "shared", role="hypervisor", metric="site", provides=["hypervisor"], attributes=sharing
    )
    return small(
        ("Shared", {"delivery": "vdi", "stack": ["host", "shared"]}),
        schemes=[host, shared],
        assumptions={"knowledge.ram_gb": "3.2"},
    )


def test_hosts_that_share_no_memory_are_more():
    found = framed(sharing_memory())
    # 320 GB in hosts of 32: ten, and five where each gigabyte is promised twice; the hypervisor
    # costs 360 once.
    assert (found["asked"].totals, found["memory"].totals) == ((216_000,), (396_000,))


def test_what_one_scenario_has_alone_is_named_in_money():
    found = one_sided_of(answer(question_of(PCS_AND_SESSIONS)))
    assert [(each.place, each.words, each.is_line, each.month_cents) for each in found] == [
        (0, "Help desk calls per PC user: 10, elsewhere 4", False, 1250),
        (1, "Help desk calls per PC user: 1, elsewhere 4", False, -625),
        (1, "it", True, 1000),
    ]


def test_shared_memory_is_named_by_the_hosts_that_it_saves():
    [found] = one_sided_of(answer(question_of(sharing_memory())))
    assert (found.words, found.cents) == ("memory is shared, 2 to 1", -180_000)


@pytest.mark.parametrize(
    ("own", "words", "cents"),
    [
        ({"stack": [{"scheme": "it", "extra": 1200}]}, "it: 1,200 more than counted", 43_200_000),
        ({"stack": [{"scheme": "it", "quantity": 90}]}, "it: a number of its own", -360_000),
        ({"discounts": {"it": "0.1"}}, "discounts", -360_000),
        ({"prices": {"it": "1.5"}}, "factors on prices", 1_800_000),
        ({"prices": {"it": {"net": "400"}}}, "quoted prices", 400_000),
        ({"stack": [{"scheme": "it", "owned": 10}]}, "what is owned already", -360_000),
    ],
)
def test_terms_of_its_own_are_named_in_money(own, words, cents):
    """Of 100 at 360."""
    document = small(("One", {"stack": ["it"], **own}), schemes=[scheme("it")])
    found = one_sided_of(answer(question_of(document)))
    assert [(each.words, each.cents) for each in found] == [(words, cents)]


def test_a_lead_is_the_difference_of_the_two_amounts_shown():
    framing = Framing("", "", "", "", "", (100, 300, 200), (10, 31, 20), (True, True, True))
    assert (framing.winner, framing.lead) == (0, 10)


def test_a_rate_of_discount_may_be_asked_for():
    found = framed(PCS_AND_SESSIONS, rate=Decimal("0.125"))["discounted"]
    assert found.label == "3 years, discounted at 12.5 %"


# Money in time: when it is paid, and what is left.


def test_a_discounted_amount_by_the_month_is_the_equivalent_annual_cost_of_a_desktop_over_12():
    document = {**small(("One", {"stack": ["it"]}), schemes=[scheme("it")]), "discount_rate": "0.1"}
    [figures] = [s.figures for s in answer(question_of(document)).scenarios]
    assert framed(document)["discounted"].months == (round(figures.annualised / 100 / 12),)


def test_without_discount_the_two_months_agree():
    found = framed(PCS_AND_SESSIONS, rate=Decimal(0))
    assert found["discounted"].months == found["asked"].months


def test_paid_at_the_start_of_the_year_money_counts_a_year_more():
    fee = scheme("fee", charge="subscription", period="year")
    document = {**small(("One", {"stack": ["fee"]}), schemes=[fee]), "discount_rate": "0.1"}
    found = framed(document)
    # 36,000 a year: 36,000 x (1/1.1 + 1/1.21 + 1/1.331), and 1.1 times as much where each is paid a
    # year before.
    assert (found["discounted"].totals, found["paid"].totals) == ((8_952_667,), (9_847_934,))
    assert found["paid"].label.endswith("paid at the start of the year")


def test_a_comparison_that_is_paid_at_the_start_is_framed_at_the_end():
    document = small(("One", {"stack": ["it"]}), schemes=[scheme("it")], yearly_payments="start")
    assert framed(document)["paid"].label.endswith("paid at the end of the year")


LASTING = scheme("lasting", life_years=4)


def test_what_outlasts_the_years_counts_for_what_is_left_of_it():
    document = small(("One", {"stack": ["lasting"]}), schemes=[LASTING])
    found = framed(document)
    # 36,000 bought for four years, of which three are asked about.
    assert (found["asked"].totals, found["residual"].totals) == ((3_600_000,), (2_700_000,))


def test_a_comparison_that_counts_what_is_left_is_framed_without_it():
    document = small(
        ("One", {"stack": ["lasting"]}), schemes=[LASTING], residual_value="straight_line"
    )
    found = framed(document)["residual"]
    assert (found.label, found.totals) == ("without what is left at the end", (3_600_000,))


# What is owned.

ASSURANCE = scheme("sa", charge="subscription", period="year", provides=["software_assurance"])
RIGHT = scheme(
    "right", role="desktop_right", requires=["software_assurance"], provides=["windows_vdi_right"]
)
OWNING = {"fleet": [{"name": "All", "desktops": 100, "entitlements": ["software_assurance"]}]}


def test_what_a_right_rests_on_is_paid_again_where_it_is_owned():
    document = small(
        ("PCs", {}), ("Right", {"stack": ["right"]}), schemes=[ASSURANCE, RIGHT], **OWNING
    )
    found = framed(document)
    # Nothing of the PCs rests on it. 36,000 for the right, and 36,000 a year for what it rests on.
    assert (found["asked"].totals, found["owned"].totals) == ((0, 3_600_000), (0, 14_400_000))
    assert found["owned"].compliant == (True, True)


def with_amounts(document, **amounts):
    for price in document["catalogue"]["prices"]:
        price["amount"] = amounts.get(price["scheme"], price["amount"])
    return document


def test_it_is_bought_by_the_cheapest_scheme_that_brings_it():
    other = scheme("other", charge="subscription", period="year", provides=["software_assurance"])
    document = small(("Right", {"stack": ["right"]}), schemes=[ASSURANCE, RIGHT, other], **OWNING)
    assert framed(with_amounts(document, other="1.00"))["owned"].totals == (3_600_000 + 30_000,)


def test_two_rights_are_bought_by_one_scheme_where_that_is_cheaper_than_one_for_each():
    second = scheme("second", charge="subscription", period="year", provides=["server_access"])
    suite = scheme(
        "suite",
        charge="subscription",
        period="year",
        provides=["software_assurance", "server_access"],
    )
    needs = scheme("needs", requires=["software_assurance", "server_access"])
    document = small(
        ("One", {"stack": ["needs"]}),
        schemes=[ASSURANCE, second, suite, needs],
        fleet=[
            {
                "name": "All",
                "desktops": 100,
                "entitlements": ["software_assurance", "server_access"],
            }
        ],
    )
    assert framed(with_amounts(document, suite="600.00"))["owned"].totals == (
        3_600_000 + 18_000_000,
    )
    assert framed(with_amounts(document, suite="800.00"))["owned"].totals == (
        3_600_000 + 21_600_000,
    )


@pytest.mark.parametrize(
    ("metric", "cents"),
    [("concurrent_user", 750_000), ("user_or_device", 1_200_000), ("device", 1_200_000)],
)
def test_it_is_bought_by_what_counts_fewer_though_each_costs_more(metric, cents):
    """For 90 each for 150 users, or for 100 each for the 75 of them who work at a time, or for 120
    devices.
    """
    fewer = scheme("fewer", metric=metric, provides=["software_assurance"])
    users = scheme("users", metric="user", provides=["software_assurance"])
    group = {"users": 150, "devices": 120, "peak_concurrency": "0.5"}
    document = small(
        ("Right", {"stack": ["right"]}),
        schemes=[fewer, users, RIGHT],
        fleet=[{**OWNING["fleet"][0], **group}],
    )
    found = framed(with_amounts(document, fewer="100.00", users="90.00", right="0"))
    assert found["owned"].totals == (cents,)


@pytest.mark.parametrize(
    "unfit",
    [
        {"requires": ["delivery:cloud"]},
        {"maximum": 99},
        {"role": "endpoint"},
        {"metric": "site"},
        {"requires": ["software_assurance"]},
    ],
)
def test_it_is_not_bought_by_what_may_not_be_used(unfit):
    cheap = scheme("cheap", provides=["software_assurance"]) | unfit
    document = small(("Right", {"stack": ["right"]}), schemes=[ASSURANCE, RIGHT, cheap], **OWNING)
    assert framed(with_amounts(document, cheap="1.00"))["owned"].totals == (14_400_000,)


def test_a_desk_that_keeps_its_pc_may_buy_what_comes_with_a_new_one():
    with_a_pc = ASSURANCE | {"requires": ["endpoint:pc"]}
    document = small(("Right", {"stack": ["right"]}), schemes=[with_a_pc, RIGHT], **OWNING)
    assert framed(document)["owned"].totals == (14_400_000,)


def test_packs_in_hand_are_bought():
    document = small(("Owns", {"stack": [{"scheme": "it", "owned": 60}]}), schemes=[scheme("it")])
    found = framed(document)
    assert (found["asked"].totals, found["owned"].totals) == ((1_440_000,), (3_600_000,))


def test_what_nobody_sells_cannot_be_paid_again():
    document = small(("Right", {"stack": ["right"]}), schemes=[RIGHT], **OWNING)
    assert (
        framed(document)["owned"].state
        == "cannot be made: nothing on sale brings software_assurance to All"
    )


def test_where_nothing_is_owned_nothing_is_paid_again():
    assert (
        framed(PCS_AND_SESSIONS)["owned"].state
        == "cannot be made: nothing is owned that anything rests on"
    )
