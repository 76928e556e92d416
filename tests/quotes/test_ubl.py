"""A quote in the Universal Business Language, against the published schema."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from pricing.presets import preset, presets
from quotes.drafting import make_draft
from quotes.papers import Paper, read_draft, read_issued
from quotes.refusals import NotQuotable
from quotes.ubl import FIELDS, PARTS, QUOTATION, make_ubl
from quotes.versions import make_comparison
from tests.small_purchases import asked, scheme

from .conftest import NOW, make_draft_of, write_document

pytestmark = pytest.mark.stores

# Schema files of UBL 2.1 as OASIS published them in November 2013, without their annotations.
PUBLISHED = Path(__file__).parent / "ubl-2.1-schema.zip"
NAMES = {"q": QUOTATION, "cac": PARTS, "cbc": FIELDS}


@pytest.fixture(scope="module")
def schema(tmp_path_factory) -> etree.XMLSchema:
    folder = tmp_path_factory.mktemp("ubl")
    with zipfile.ZipFile(PUBLISHED) as files:
        files.extractall(folder)
    return etree.XMLSchema(etree.parse(str(folder / "maindoc" / "UBL-Quotation-2.1.xsd")))


def find(paper: Paper, path: str) -> list[str]:
    """The texts at a path of the document."""
    root = etree.fromstring(make_ubl(paper))
    return [each.text for each in root.xpath(path, namespaces=NAMES)]


def test_an_issued_quote_is_valid(issued, schema):
    schema.assertValid(etree.fromstring(make_ubl(read_issued(issued))))


def test_an_indication_without_parties_is_valid(draft, schema):
    schema.assertValid(etree.fromstring(make_ubl(read_draft(draft))))


def test_what_the_schema_does_not_know_is_found(issued, schema):
    """Else any document could be valid."""
    root = etree.fromstring(make_ubl(read_issued(issued)))
    etree.SubElement(root, f"{{{FIELDS}}}Nonesuch")
    assert not schema.validate(root)


@pytest.mark.usefixtures("catalogue_db")
@pytest.mark.parametrize("name", presets())
def test_every_scenario_of_a_shipped_comparison_is_valid_and_multiplies_out(name, people, schema):
    document = json.dumps(preset(name), default=str)
    version = make_comparison("Desks", document, people["bob"], at=NOW)
    counted = 0
    for place in range(len(preset(name)["scenarios"])):
        try:
            draft = make_draft(version, place, people["bob"], at=NOW)
        except NotQuotable:
            continue
        counted += 1
        root = etree.fromstring(make_ubl(read_draft(draft)))
        schema.assertValid(root)
        for item in root.iter(f"{{{PARTS}}}LineItem"):
            quantity, price, amount = (
                Decimal(item.xpath(f"string({path})", namespaces=NAMES))
                for path in ("cbc:Quantity", "cac:Price/cbc:PriceAmount", "cbc:LineExtensionAmount")
            )
            assert quantity * price == amount
    assert counted


@pytest.fixture
def coded(people, issue) -> Paper:
    """A quote whose catalogue has codes, with tax."""
    it = scheme(vendor_part_number="AAA-12345", unspsc="43231513")
    draft = make_draft_of(people["bob"], json.dumps(asked(it)), tax_rate=Decimal("0.19"))
    return read_issued(issue(draft))


def test_a_quote_with_codes_is_valid(coded, schema):
    schema.assertValid(etree.fromstring(make_ubl(coded)))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("cac:SellersItemIdentification/cbc:ID", "AAA-12345"),
        ("cac:CatalogueItemIdentification/cbc:ID", "it"),
        ("cac:CommodityClassification/cbc:ItemClassificationCode", "43231513"),
        ("cac:ClassifiedTaxCategory/cbc:ID", "S"),
        ("cac:ClassifiedTaxCategory/cbc:Percent", "19"),
    ],
)
def test_an_item_bears_its_codes(coded, path, code):
    assert set(find(coded, f"//cac:Item/{path}")) == {code}


def test_without_codes_an_item_is_known_by_the_id_of_the_catalogue(issued):
    paper = read_issued(issued)
    assert set(find(paper, "//cac:SellersItemIdentification/cbc:ID")) == {"it"}
    assert find(paper, "//cac:CommodityClassification") == []


def test_at_a_rate_of_0_no_category_of_tax_is_claimed(issued):
    paper = read_issued(issued)
    assert set(find(paper, "//cac:ClassifiedTaxCategory/cbc:Percent")) == {"0"}
    assert find(paper, "//cac:ClassifiedTaxCategory/cbc:ID") == []


def test_the_lines_add_up_to_the_total(issued):
    paper = read_issued(issued)
    lines = find(paper, "//cac:LineItem/cbc:LineExtensionAmount")
    assert sum(map(Decimal, lines)) == Decimal("40000.00")
    assert find(paper, "cac:QuotedMonetaryTotal/cbc:LineExtensionAmount") == ["40000.00"]


def test_it_bears_number_and_version(issued):
    assert find(read_issued(issued), "cbc:ID") == ["DF-2026-000001-v1"]


def test_a_party_s_first_line_is_its_name_and_the_others_its_address(people):
    draft = make_draft_of(people["bob"], write_document(), customer="Customer\nStreet 1\nTown")
    party = "cac:BuyerCustomerParty/cac:Party"
    assert find(read_draft(draft), f"{party}/cac:PartyName/cbc:Name") == ["Customer"]
    lines = find(read_draft(draft), f"{party}/cac:PostalAddress/cac:AddressLine/cbc:Line")
    assert lines == ["Street 1", "Town"]


def test_when_a_line_is_due_stands_in_its_note(issued):
    notes = find(read_issued(issued), "//cac:LineItem/cbc:Note")
    assert notes[-1] == "Due after 4 years, paid yearly; counted: user"
