"""Seats of each group by year, each rule by a number worked out by hand (methodology, Fleet)."""

from __future__ import annotations

from tests.small_purchases import asked, line, scheme


def counted(metric: str, group: dict[str, object], **document: object) -> list[int]:
    """What a metric counts of one group of a hundred, by year."""
    quantity: list[int] = line(asked(scheme(metric), group=group, **document))["quantity"]
    return quantity


def test_growth_counts_from_the_first_year_and_not_from_the_rounded_year_before():
    # 15, 16.5, 18.15, 19.965: from the rounded year before it would be 15, 17, 19, 21.
    assert counted("device", {"desktops": 15}, annual_growth="0.1") == [15, 17, 18, 20]


def test_a_fleet_that_shrinks_rounds_half_up_too():
    # 9.5, 9.025, 8.57.
    assert counted("device", {"desktops": 10}, annual_growth="-0.05") == [
        10,
        10,
        9,
        9,
    ]


def test_users_are_as_many_as_desktops_where_not_said():
    assert counted("user", {}) == [100, 100, 100, 100]


def test_concurrent_users_are_the_share_of_users_that_works_at_the_peak_rounded_up():
    # 91.5.
    assert counted("concurrent_user", {"users": 150, "peak_concurrency": "0.61"}) == [
        92,
        92,
        92,
        92,
    ]


def test_users_or_devices_count_the_fewer_of_the_two():
    assert counted("user_or_device", {"users": 130, "devices": 90}) == [90, 90, 90, 90]


def test_pooled_desktops_are_as_many_as_are_used_at_once():
    group = {"users": 150, "peak_concurrency": "0.5", "pooled": True}
    assert counted("virtual_desktop", group) == [75, 75, 75, 75]


def test_personal_desktops_are_as_many_as_users():
    assert counted("virtual_desktop", {"users": 150, "peak_concurrency": "0.5"}) == [
        150,
        150,
        150,
        150,
    ]
