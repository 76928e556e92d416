"""A reseller's words lead to the schemes that they are near; another number is another thing."""

from __future__ import annotations

import pytest

from pricing.catalogue.nearest_schemes import Nearest, choose
from pricing.engine.market import Scheme

NAMES = {
    "std-2025": ("Windows Server 2025", "Standard (2-core pack)"),
    "std-2022": ("Windows Server 2022", "Standard (2-core pack)"),
    "dc-2025": ("Windows Server 2025", "Datacenter (2-core pack)"),
    "cal": ("Windows Server 2025 CAL", "User CAL"),
    "frame": ("Dizzion", "Desktops"),
}


@pytest.fixture(scope="module")
def nearest() -> Nearest:
    more = {"frame": {"also_called": "Frame, Xi Frame"}, "cal": {"vendor_part_number": "R18-06446"}}
    schemes = {
        name: Scheme(
            id=name,
            role="server_os",
            metric="core",
            charge="once",
            vendor="Microsoft",
            product=product,
            edition=edition,
            **more.get(name, {}),
        )
        for name, (product, edition) in NAMES.items()
    }
    return Nearest(schemes, {*schemes} - {"std-2022"})


@pytest.mark.parametrize(
    ("part", "words", "scheme"),
    [
        ("", "Win Server 2025 Standard 2-Core Pack", "std-2025"),
        ("", "MICROSOFT windows-server Datacentre, 2025", "dc-2025"),
        ("", "Windows Server 2025 Standard, 2 Kerne Paket", "std-2025"),
        ("", "Xi Frame", "frame"),
        ("R18-O6446", "whatever", "cal"),
    ],
)
def test_the_nearest_is_put_forward(nearest, part, words, scheme):
    assert choose(nearest.find(part, words)) == scheme


@pytest.mark.parametrize("words", ["Windows Server", "Windows Server 2025 4-Core Pack Standard 16"])
def test_what_may_be_two_or_is_of_another_number_is_left_to_be_chosen(nearest, words):
    assert nearest.find("", words)
    assert choose(nearest.find("", words)) == ""


@pytest.mark.parametrize("words", ["", "Mouse mat", "***"])
def test_what_is_like_nothing_has_no_nearest(nearest, words):
    assert nearest.find("", words) == []


def test_what_is_not_on_sale_stands_behind_what_is(nearest):
    first, second = nearest.find("", "Windows Server Standard")[:2]
    assert (first.scheme, second.scheme) == ("std-2025", "std-2022")
    assert first.likeness > second.likeness
