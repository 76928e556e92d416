"""docs/catalogue.md tells every file, every column, every option.

And its figures are those that ship.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pricing.catalogue.files import PLAIN_FILES, SHIPPED, read_folder
from pricing.catalogue.rows import KINDS
from pricing.engine.vocabulary import CHARGES, CONFIDENCES, METRICS, PERIODS, TIER_MODES

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_column_is_told(kind):
    assert [column for column in kind.fields if f"`{column}`" not in TEXT] == []


def test_every_file_is_told():
    assert [
        name for name in [*PLAIN_FILES, "prices/LIST.csv", "presets/"] if f"`{name}`" not in TEXT
    ] == []


def test_every_word_of_the_closed_vocabularies_is_told():
    words = [*METRICS, *CHARGES, *PERIODS, *TIER_MODES, *CONFIDENCES]
    assert [word for word in words if f"`{word}`" not in TEXT] == []


def test_every_option_of_the_loader_is_told():
    assert [option for option in ("--dry-run", "--if-changed") if option not in TEXT] == []


def test_every_scheme_without_any_price_belongs_to_what_the_page_names():
    folder = read_folder(SHIPPED)
    priced = {
        e.values["scheme"]
        for entries in folder.prices.values()
        for e in entries
        if e.values["amount"] is not None
    }
    unpriced = {entry.values["id"] for entry in folder.schemes} - priced
    assert unpriced == {
        "ms-softgrid-ts",
        "ms-calista-cvd",
        "vmw-vmotion",
        "vmw-drs",
        "vmw-ha",
        "provision-vas",
        "quest-vworkspace",
        "platespin-powerconvert",
        "ibm-server-consolidation",
        "ctx-platform-user",
        "ctx-xenserver-premium",
        "ntx-nci-pro",
        "ntx-euc-ccu",
        "rh-ove",
        "uds-enterprise",
        "igel-os-repurpose",
    }
