"""From a count to packs, each rule by a number worked out by hand (methodology, Quantities)."""

from __future__ import annotations

from tests.small_purchases import asked, line, on_hosts, scheme


def test_a_smallest_order_raises_what_is_counted():
    counted = line(asked(scheme(minimum=150)))
    assert (counted["quantity"][0], counted["binding"][0]) == (150, "minimum")


def test_a_smallest_order_is_none_where_nothing_is_counted():
    counted = line(asked(scheme(minimum=150), group={"users": 0, "desktops": 100}))
    assert (counted["quantity"][0], counted["binding"][0]) == (0, None)


def test_packs_are_whole():
    counted = line(asked(scheme(pack=30)))
    assert (counted["quantity"][0], counted["packs"][0], counted["binding"][0]) == (100, 4, "pack")


def test_a_smallest_order_is_of_units_and_comes_before_packs():
    assert line(asked(scheme(minimum=101, pack=50)))["packs"][0] == 3


def test_what_was_typed_is_the_count():
    assert line(asked(scheme(), entry={"quantity": 7}))["quantity"] == [7, 7, 7, 7]


def test_what_is_added_comes_on_top_of_the_count():
    assert line(asked(scheme(), entry={"extra": 5}))["quantity"][0] == 105


def test_an_entry_counts_its_own_groups_alone():
    fleet = [{"name": "All", "desktops": 100}, {"name": "Few", "desktops": 8}]
    assert line(asked(scheme(), fleet=fleet, entry={"groups": ["Few"]}))["quantity"][0] == 8


def test_cores_are_those_of_all_hosts():
    assert line(on_hosts(scheme("core"), hosts=3))["quantity"][0] == 36


def test_units_that_come_with_another_scheme_are_taken_off():
    giver = scheme("user", id="giver", role="broker", includes={"service": 1})
    document = asked(
        scheme("device"), schemes=[giver], scenario={"stack": ["giver", "it"]}, group={"users": 40}
    )
    counted = line(document)
    assert (counted["quantity"][0], counted["binding"][0]) == (60, "included")


def test_what_is_taken_off_never_falls_below_nothing():
    giver = scheme("user", id="giver", role="broker", includes={"service": 3})
    document = asked(
        scheme("device"), schemes=[giver], scenario={"stack": ["giver", "it"]}, group={"users": 40}
    )
    assert line(document)["quantity"][0] == 0
