"""What a finding says of the market: what would bring what lacks, or that nothing would."""

from __future__ import annotations

from pricing.engine.findings import tell_finding
from tests.engine.test_decisions import SERVER, asked, only, scheme


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
