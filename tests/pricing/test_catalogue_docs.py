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
    quoted = {e.values["id"] for e in folder.schemes if e.values["quoted_from"]}
    unpriced = {entry.values["id"] for entry in folder.schemes} - priced
    assert unpriced - quoted == {
        "ms-softgrid-ts",
        "ms-calista-cvd",
        "vmw-vmotion",
        "vmw-drs",
        "vmw-ha",
    }


@pytest.mark.parametrize(
    "name",
    [
        *("HPE Morpheus", "Scale Computing", "VergeOS", "StorMagic", "Platform9", "OpenNebula"),
        *("Workspot", "Dizzion", "Cameyo", "ThinLinc", "NoMachine", "HP Anyware", "Apporto"),
        *("Stratodesk", "10ZiG", "ControlUp", "Login Enterprise", "Liquidware", "IGEL OS"),
    ],
)
def test_what_is_sold_by_quotation_is_named_on_the_page(name):
    assert name in TEXT.partition("### Sold by quotation")[2].partition("###")[0]
