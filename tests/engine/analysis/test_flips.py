"""What changes the answer.

Each value, put back into a plain document, ties or brackets the jump.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from pricing.engine.analysis.bounds import SEATS, put_back
from pricing.engine.analysis.flips import Flip, Side, flips_of, pair_flips_of
from pricing.engine.analysis.ranking import ranking_of
from pricing.engine.faults import Faults
from pricing.engine.read_question import parse
from tests.engine.analysis.putting_back import cents_of, cheapest, with_values
from tests.engine.test_decisions import NOTHING, SERVER, scheme
from tests.purchase_strategies import random_purchase
from tests.strategies import random_document

BLOCK = 10


def question_of(document):
    return parse(document, lambda _: None)


def two(one="10.00", other="12.00", **more):
    """Two ways to equip 100 desktops, one scheme each, and nothing else that costs anything."""
    return {
        "price_date": "2008-01-31",
        "horizon_years": 1,
        "fleet": [{"name": "All", "desktops": 100}],
        "scenarios": [
            {"name": "One", "delivery": "pc", "stack": ["one"]},
            {"name": "Other", "delivery": "pc", "stack": ["other"]},
        ],
        "catalogue": {
            "schemes": [scheme("one"), scheme("other")],
            "prices": [
                {"scheme": "one", "valid_from": "2007-01-01", "amount": one},
                {"scheme": "other", "valid_from": "2007-01-01", "amount": other},
            ],
            "assumptions": NOTHING,
        },
        **more,
    }


def by_name(flips):
    return {flip.bounded_input.input.name: flip for flip in flips.flips}


def hold_put_back(document, question, flips, find_catalogue=lambda _: None):
    """Every flip of a document, put back: the answer is the old one at `last`, and another at `at`,
    to the cent.
    """
    for flip in flips.flips:
        if flip.at is None:
            continue
        where = flip.bounded_input.input.name
        there = with_values(document, put_back(question, flip.bounded_input.input, flip.at.value))
        cents, _ = cents_of(there, find_catalogue)
        lost = next(place for place in flips.now if place not in flip.new)
        assert cheapest(there, find_catalogue) == flip.new, where
        assert cents[lost] == flip.at.before, where
        if flip.new:
            assert cents[flip.new[0]] == flip.at.after, where
        if flip.last is not None:
            here = with_values(
                document, put_back(question, flip.bounded_input.input, flip.last.value)
            )
            assert lost in cheapest(here, find_catalogue), where
            step = Decimal(1).scaleb(-flip.bounded_input.decimals)
            apart = abs(flip.at.value - flip.last.value)
            assert step <= apart <= step * (1024 if flip.bounded_input.decimals else 1), where


def test_a_price_ties_where_the_two_totals_are_equal():
    flip = by_name(flips_of(question_of(two())))["price:one"]
    assert (flip.at.value, flip.last.value) == (Decimal("1.200005"), Decimal("1.2000049999"))
    assert flip.is_tie
    assert (flip.at.before, flip.at.after, flip.new) == (120_001, 120_000, (1,))


def test_an_input_that_changes_nothing_is_named_with_its_bounds():
    flip = by_name(flips_of(question_of(two())))["fleet.0.desktops"]
    assert flip.at is None
    assert (flip.bounded_input.low, flip.bounded_input.high) == (0, 1000)


def test_packs_make_a_jump_with_both_sides_named():
    document = two("10.00", "895.00")
    document["catalogue"]["schemes"][1]["pack"] = 100
    document["fleet"][0]["desktops"] = 85
    flip = by_name(flips_of(question_of(document)))["fleet.0.desktops"]
    assert (flip.last.value, flip.at.value) == (89, 90)
    assert (flip.last.before, flip.last.after) == (89_000, 89_500)
    assert (flip.at.before, flip.at.after) == (90_000, 89_500)
    assert not flip.is_tie


def test_who_needs_more_than_may_be_used_is_no_longer_the_cheapest():
    document = two()
    document["catalogue"]["schemes"][0]["maximum"] = 120
    flip = by_name(flips_of(question_of(document)))["fleet.0.desktops"]
    assert (flip.at.value, flip.new) == (121, (1,))
    assert flip.at.before < flip.at.after


def test_a_scenario_that_breaks_its_rules_never_wins():
    document = two()
    document["scenarios"][1]["delivery"] = "vdi"
    found = flips_of(question_of(document))
    assert found.now == (0,)
    assert all(flip.at is None for flip in found.flips)


def test_where_none_may_win_there_is_nothing_to_flip():
    document = two()
    for scenario in document["scenarios"]:
        scenario["delivery"] = "vdi"
    found = flips_of(question_of(document))
    assert (found.now, found.flips) == ((), [])


def test_a_range_is_the_bound_and_says_how_many_cases_lie_beyond():
    document = two("10.00", "14.00")
    document["scenarios"][0]["prices"] = {"one": {"low": "0.5", "mode": "1", "high": "1.5"}}
    flip = by_name(flips_of(question_of(document)))["price:one"]
    assert (flip.bounded_input.low, flip.bounded_input.high) == (Decimal("0.5"), Decimal("1.5"))
    assert flip.at.value == Decimal("1.400005")
    # An even PERT from 0.5 to 1.5 is a beta(3, 3): 1 - F(0.900005) by its polynomial.
    x = 0.900005
    assert flip.beyond == pytest.approx(1 - x**3 * (10 - 15 * x + 6 * x * x), abs=1e-6)


def test_no_value_of_a_narrow_range_flips_though_a_wider_would():
    document = two()
    document["scenarios"][0]["prices"] = {"one": {"low": "0.9", "mode": "1", "high": "1.1"}}
    assert by_name(flips_of(question_of(document)))["price:one"].at is None


def test_all_groups_together_move_in_proportion():
    document = two(
        "10.00", "895.00", fleet=[{"name": "A", "desktops": 60}, {"name": "B", "desktops": 25}]
    )
    document["catalogue"]["schemes"][1]["pack"] = 100
    flip = by_name(flips_of(question_of(document)))[SEATS]
    assert flip.at.value == 90
    assert put_back(question_of(document), flip.bounded_input.input, flip.at.value) == {
        "fleet[0].desktops": "64",
        "fleet[0].users": "64",
        "fleet[0].devices": "64",
        "fleet[1].desktops": "26",
        "fleet[1].users": "26",
        "fleet[1].devices": "26",
    }


def test_of_a_pair_the_dearer_one_changes():
    document = two()
    document["scenarios"].append({"name": "Third", "delivery": "pc", "stack": []})
    found = pair_flips_of(question_of(document), 0, 1)
    assert found.now == (1,)
    flip = by_name(found)["price:other"]
    assert flip.at.value == Decimal("0.8333291666")
    assert (flip.at.before, flip.at.after) == (99_999, 100_000)


def test_a_pair_that_costs_the_same_has_no_flips():
    found = pair_flips_of(question_of(two("10.00", "10.00")), 0, 1)
    assert (found.now, found.flips) == ((), [])


def test_of_several_that_tie_none_is_cheapest_alone_until_one_of_them_is_dearer():
    found = flips_of(question_of(two("10.00", "10.00")))
    assert found.now == (0, 1)
    flip = by_name(found)["price:one"]
    assert (flip.at.before, flip.at.after, flip.new) == (100_001, 100_000, (1,))


def test_two_that_tie_are_both_named_where_they_undercut_a_third():
    document = two()
    document["scenarios"].append({**document["scenarios"][1], "name": "Other again"})
    assert by_name(flips_of(question_of(document)))["price:one"].new == (1, 2)


@pytest.mark.parametrize(("after", "is_tie"), [(101, True), (102, False), (98, False)])
def test_two_totals_tie_within_a_cent(after, is_tie):
    at = Side(Decimal(1), 100, after)
    assert Flip(None, at, None, (), None).is_tie is is_tie


def test_which_of_two_stands_first_moves_no_flip():
    document = two()
    turned = {**document, "scenarios": document["scenarios"][::-1]}
    values = [by_name(flips_of(question_of(d)))["price:one"].at.value for d in (document, turned)]
    assert values == [Decimal("1.200005")] * 2


def test_a_quoted_price_flips_by_itself_and_is_put_back_as_a_quote():
    document = two()
    document["scenarios"][0]["prices"] = {"one": {"net": ["10", "11"]}}
    found = by_name(flips_of(question_of(document)))
    assert "price:one" not in found
    flip = found["net:one"]
    assert (flip.at.value, flip.is_tie) == (Decimal("12.00005"), True)
    paths = put_back(question_of(document), flip.bounded_input.input, flip.at.value)
    assert paths == {"scenarios[0].prices.one.net": "12.00005"}
    assert cents_of(with_values(document, paths))[0] == [120_001, 120_000]


def test_an_own_line_flips_by_its_amount():
    line = {"name": "Credit", "category": "licences", "amount": "-50"}
    document = two()
    document["scenarios"][1]["own_lines"] = [line]
    flip = by_name(flips_of(question_of(document)))["own:1:Credit"]
    assert flip.bounded_input.input.label == "Credit, Other"
    assert (flip.bounded_input.low, flip.bounded_input.high) == (-500, 0)
    assert flip.at.value == Decimal("-200.0050000001")
    paths = put_back(question_of(document), flip.bounded_input.input, flip.at.value)
    assert paths == {"scenarios[1].own_lines[0].amount": "-200.0050000001"}


def test_a_flip_lies_where_no_noise_of_a_sum_moves_a_cent():
    """The noise of 10^8 cents is 0.0000014 cents: as much more than half a cent, and half of it."""
    line = {"name": "Credit", "category": "licences", "amount": "-50"}
    document = two("10000.00", "10002.00")
    document["scenarios"][1]["own_lines"] = [line]
    flip = by_name(flips_of(question_of(document)))["own:1:Credit"]
    assert flip.at.value == Decimal("-200.0050000229")


def test_the_smallest_share_of_its_own_value_stands_first_and_of_0_the_change_itself():
    """30 and 33 in three years: a price of 10/11 or 11/10, or 10 + 10 x 1.097 + 10 x 1.097^2."""
    document = two("10.00", "33.00", horizon_years=3)
    document["catalogue"]["schemes"][0] |= {"charge": "subscription", "period": "year"}
    found = flips_of(question_of(document)).flips
    assert [flip.bounded_input.input.name for flip in found[:3]] == [
        "price:other",
        "price_inflation",
        "price:one",
    ]


def test_the_likeliest_stands_first_and_last_what_has_no_range():
    """A price of one turns at 1.1 of 0.5 to 1.5, of the other at 0.91 of 0.8 to 1.2, which is
    nearer and less likely.
    """
    document = two("10.00", "11.00")
    first, second = document["scenarios"]
    first["prices"] = {"one": {"low": "0.5", "mode": "1", "high": "1.5"}}
    second["prices"] = {"other": {"low": "0.8", "mode": "1", "high": "1.2"}}
    second["own_lines"] = [{"name": "Credit", "category": "licences", "amount": "-50"}]
    first["own_lines"] = second["own_lines"]
    found = flips_of(question_of(document)).flips
    assert [flip.bounded_input.input.name for flip in found[:3]] == [
        "price:one",
        "price:other",
        "own:1:Credit",
    ]


def test_a_large_question_is_tried_at_fewer_values(monkeypatch):
    """Within half of what is priced in time for each of 26 inputs: 64 values to narrow between, and
    10 to either side.
    """
    question = question_of(two())
    rows = []

    def ranked(question, values):
        rows.append(max((len(column) for column in values.values()), default=1))
        return ranking_of(question, values)

    flips = "pricing.engine.analysis.flips"
    monkeypatch.setattr(f"{flips}.rows_within_reach", lambda question: 26 * 2 * (64 + 2 * 10))
    monkeypatch.setattr(f"{flips}.ranking_of", ranked)
    flips_of(question)
    assert rows[1] == 26 * 2 * (1 + 10)


def abroad():
    """Two ways of which the dearer saves 100 USD of project, at 0.5 of the comparison's
    currency.
    """
    held = [row for row in NOTHING if row["name"] != "pc.project_cost"]
    told = {
        "name": "pc.project_cost",
        "typical": "100",
        "low": "50",
        "high": "200",
        "currency": "USD",
    }
    document = two("10.00", "10.20", exchange_rates={"USD": "0.5"})
    document["catalogue"] |= {"currency": "EUR", "assumptions": [*held, told]}
    document["scenarios"][1]["assumptions"] = {"pc.project_cost": "0"}
    return document


def test_an_exchange_rate_flips_where_money_of_that_currency_counts():
    """1,000 + 100 x 0.5 against 1,020: below 0.2 the first is the cheaper."""
    document = abroad()
    flip = by_name(flips_of(question_of(document)))["rate:USD"]
    assert (flip.at.value, flip.is_tie) == (Decimal("0.1999499999"), True)
    paths = put_back(question_of(document), flip.bounded_input.input, flip.at.value)
    assert paths == {"exchange_rates.USD": "0.1999499999"}
    assert cents_of(with_values(document, paths))[0] == [101_999, 102_000]


def test_a_rate_of_which_nothing_is_told_is_no_input():
    document = abroad()
    document["assumptions"] = {"pc.project_cost": "50"}
    assert "rate:USD" not in by_name(flips_of(question_of(document)))


def test_a_desktop_that_outgrows_its_host_may_not_win():
    """One host serves 100 small desktops for less, until one asks for more than its memory of 32
    GB.
    """
    host = scheme("host", **{**SERVER, "charge": "perpetual"})
    brings = {"provides": ["broker", "hypervisor", "windows_vdi_right"], "metric": "site"}
    document = two()
    document["catalogue"]["schemes"] += [host, scheme("vdi", **brings)]
    document["catalogue"]["prices"] += [
        {"scheme": name, "valid_from": "2007-01-01", "amount": "0.01"} for name in ("host", "vdi")
    ]
    document["scenarios"][0] |= {"delivery": "vdi", "stack": ["host", "vdi"]}
    document["assumptions"] = {"knowledge.ram_gb": "4"}
    flip = by_name(flips_of(question_of(document)))["knowledge.ram_gb"]
    assert (flip.last.value, flip.new) == (Decimal(32), (1,))


def test_who_followed_what_is_put_back_follows_nobody():
    document = two()
    document["scenarios"][0]["prices"] = {"one": {"low": "0.5", "mode": "1", "high": "2"}}
    document["scenarios"][1]["prices"] = {
        "other": {"low": "0.5", "mode": "1", "high": "2", "with": "price:one"}
    }
    flip = by_name(flips_of(question_of(document)))["price:one"]
    paths = put_back(question_of(document), flip.bounded_input.input, flip.at.value)
    assert paths == {"scenarios[0].prices.one": "1.200005", "scenarios[1].prices.other.with": ""}
    assert cents_of(with_values(document, paths))[0] == [120_001, 120_000]


def test_a_pair_needs_two_scenarios_that_are_on_sale():
    document = two()
    document["catalogue"]["prices"].pop()
    with pytest.raises(Faults) as found:
        pair_flips_of(question_of(document), 0, 1)
    assert [fault.path for fault in found.value.faults] == ["pair[1]"]


@pytest.mark.parametrize("make", [random_document, random_purchase])
@pytest.mark.parametrize("block", range(10))
def test_flips_of_random_documents_put_back_tie_or_bracket_the_jump(make, block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        document = make(seed)
        question = question_of(document)
        hold_put_back(document, question, flips_of(question))


@pytest.mark.parametrize(
    "name", ["autumn-2008", "january-2008", "today", "branch-office-50", "call-centre-20000"]
)
def test_flips_of_the_presets_put_back_tie_or_bracket_the_jump(name, shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    document = preset(name)
    question = parse(document, catalogue)
    found = flips_of(question)
    hold_put_back(document, question, found, catalogue)
    assert sum(flip.is_tie for flip in found.flips) >= 2


def test_free_hyper_v_costs_least_from_422_virtual_desktops_to_an_administrator(shipped_catalogue):
    from pricing.market import catalogue
    from pricing.presets import preset

    flip = by_name(flips_of(parse(preset("autumn-2008"), catalogue)))["vdi.desktops_per_admin"]
    assert flip.at.value == Decimal("421.6540398776")
    assert flip.is_tie
    assert flip.beyond == pytest.approx(0.00415, abs=1e-5)
