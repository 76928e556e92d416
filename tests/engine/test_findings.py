"""What a finding says of the market: what would bring what lacks, or that nothing would."""

from __future__ import annotations

import pytest

from pricing.engine.findings import find_menders, tell_finding, token_words
from tests.engine.test_decisions import NOTHING, SERVER, asked, only, scheme


def told(found, token):
    """The sentences about one token."""
    return [
        tell_finding(finding, only(found).scenario)
        for finding, _ in only(found).findings
        if finding.token == token
    ]


def test_where_nothing_on_sale_brings_what_lacks_it_says_so_with_the_day():
    found = asked(["server"], scheme("server", **SERVER), delivery="vdi")
    assert told(found, "broker") == [
        "All lacks a broker. Nothing on sale on 2008-01-31 would bring it."
    ]


def test_what_is_on_sale_and_brings_it_is_named_and_after_five_counted():
    brokers = [
        scheme(f"broker-{n}", vendor="V", product=f"P{n}", provides=["broker"]) for n in range(7)
    ]
    found = asked(["server"], scheme("server", **SERVER), *brokers, delivery="vdi")
    assert told(found, "broker") == [
        "All lacks a broker. On sale that day and bringing it: V P0 (broker-0), V P1 (broker-1), "
        "V P2 (broker-2), V P3 (broker-3), V P4 (broker-4) and 2 more."
    ]


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("intune", "Intune"),
        ("gpu", "a server with GPUs"),
        ("no_gpu", "a server without GPUs"),
        ("hyperv_role", "Hyper-V as a role of Windows Server"),
        ("paid_esx", "VMware hosts with a paid edition"),
        ("windows_enterprise", "Windows by user for Windows 365"),
        ("host:workspaces_core", "WorkSpaces Core hosts"),
        ("unmanaged_host:kvm", "KVM hosts that nothing manages"),
        ("azure_machine:d4_v5", "a machine in Azure of the same size (d4 v5)"),
        ("host", "host"),
        ("needs:broker", "a need of a broker"),
        ("delivery:vdi", "a group on vdi"),
        ("profile:heavy_knowledge", "a group with heavy knowledge work"),
        ("no_such_token", "no such token"),
    ],
)
def test_a_token_is_said_as_people_say_it(token, words):
    assert token_words(token) == words


def test_what_a_scheme_needs_and_nothing_brings_is_said_of_the_scheme():
    found = asked(["it"], scheme("it", metric="site", requires=["intune"], vendor="V", product="P"))
    assert told(found, "intune") == [
        "V P needs Intune, and nothing in the stack brings it. "
        "Nothing on sale on 2008-01-31 would bring it."
    ]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("it", "V P covers no group: it needs Intune."),
        (
            {"scheme": "it", "extra": 3},
            "V P covers no group: it needs Intune. "
            "The 3 that its entry asks for are paid all the same.",
        ),
        (
            {"scheme": "it", "quantity": 1200, "extra": 3},
            "V P covers no group: it needs Intune. "
            "The 1,203 that its entry asks for are paid all the same.",
        ),
    ],
)
def test_what_covers_nobody_is_said_with_what_it_needs_and_the_number_that_is_paid(entry, sentence):
    found = asked([entry], scheme("it", requires=["intune"], vendor="V", product="P"))
    assert told(found, None) == [sentence]


def test_what_no_group_is_eligible_for_needs_nothing():
    found = asked(
        ["it", "same"],
        scheme("it", provides=["x"], vendor="V", product="P"),
        scheme("same", provides=["x"], vendor="V", product="Q"),
    )
    assert told(found, None) == [
        "V Q covers no group: none is eligible, or another scheme does its part already."
    ]


def test_a_scheme_that_does_not_bear_another_says_which_one():
    found = asked(
        ["it", "other"],
        scheme("it", metric="site", excludes=["intune"], vendor="V", product="P"),
        scheme("other", metric="site", provides=["intune"], vendor="V", product="Q"),
    )
    assert told(found, "intune") == ["V P does not support Intune, which V Q brings."]


def test_in_a_conflict_who_runs_the_hosts_in_anothers_place_is_not_named():
    """The first covers nobody, so the second runs the hosts."""
    hosts = {"role": "hypervisor", "provides": ["hypervisor", "host:kvm"]}
    found = asked(
        ["first", "second", "it", "server"],
        scheme("first", requires=["intune"], **{**hosts, "provides": ["hypervisor"]}),
        scheme("second", metric="site", **hosts),
        scheme("it", metric="site", excludes=["host:kvm"], vendor="V", product="P"),
        scheme("server", **SERVER),
        delivery="vdi",
    )
    assert told(found, "host:kvm") == [
        "V P does not support KVM hosts, which another scheme of the stack brings."
    ]


def test_who_has_nothing_on_the_desk_is_said_to_lack_a_device():
    found = asked([], scheme("none"), group={"endpoint": "pc"})
    assert told(found, "endpoint") == [
        "All has no device on the desk. Nothing on sale on 2008-01-31 would bring it."
    ]


def test_a_desktop_larger_than_the_hosts_is_said_with_what_it_lacks():
    found = asked(
        ["server"],
        scheme("server", **SERVER),
        delivery="vdi",
        assumptions={"knowledge.ram_gb": 33},
    )
    assert told(found, "ram") == [
        "All needs more memory for one desktop than the stack's server has."
    ]


def test_more_than_the_maximum_is_said_with_the_maximum():
    found = asked(["it"], scheme("it", maximum=50, vendor="V", product="P"))
    assert told(found, None) == ["V P may be used for up to 50; more are needed."]


def test_what_is_not_on_sale_yet_is_said_with_its_first_day_and_what_followed_it():
    found = asked(
        ["old"],
        scheme("old", vendor="V", product="P", successor="new"),
        scheme("new", vendor="V", product="Q"),
        prices={"old": {"valid_from": "2009-01-01"}},
    )
    assert told(found, None) == [
        "V P was not on sale on 2008-01-31 (not before 2009-01-01). V Q followed it."
    ]


def test_what_was_sold_before_and_is_again_later_is_said_with_both_days():
    it = scheme("it", vendor="V", product="P")
    rows = [("2007-01-01", "10.00"), ("2007-06-30", None), ("2009-01-01", "12.00")]
    prices = [{"scheme": "it", "valid_from": day, "amount": amount} for day, amount in rows]
    catalogue = {"schemes": [it], "prices": prices, "assumptions": NOTHING}
    assert told(asked(["it"], document={"catalogue": catalogue}), None) == [
        "V P was not on sale on 2008-01-31 (ended on 2007-06-30, on sale again from 2009-01-01)."
    ]


def test_what_no_price_is_known_of_is_said_so():
    it = scheme("it", vendor="V", product="P")
    catalogue = {"schemes": [it], "prices": [], "assumptions": NOTHING}
    assert told(asked(["it"], document={"catalogue": catalogue}), None) == [
        "V P was not on sale on 2008-01-31 (no price has been found)."
    ]


def test_nothing_mends_what_lacks_nothing():
    found = asked(["it"], scheme("it", maximum=50), scheme("other"))
    [(finding, _)] = only(found).findings
    assert find_menders(finding, only(found).scenario) == []
