"""A quote as a Quotation of the Universal Business Language 2.1, for systems that read that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from pricing.presumed import HEADING
from pricing.sheets import Cell, Words
from pricing.sheets.erp import CODE_COLUMNS, COLUMNS

from .exports import find_tax_category, list_order
from .offers import HEADING as OFFERS
from .offers import tell_offers
from .papers import Paper
from .wording import name_due, tell_change

_BASE = "urn:oasis:names:specification:ubl:schema:xsd:"
QUOTATION, PARTS, FIELDS = (
    f"{_BASE}{name}-2"
    for name in ("Quotation", "CommonAggregateComponents", "CommonBasicComponents")
)
DECIMALS = 6
# What no XML may hold.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", QUOTATION)
register_namespace("cac", PARTS)
register_namespace("cbc", FIELDS)


def make_ubl(paper: Paper) -> bytes:
    """The document, its elements in the order of the schema. A row of it is quantity × price
    exactly, as in the order for ERP systems.
    """
    header, totals = paper.content.header, paper.content.totals
    root = Element(f"{{{QUOTATION}}}Quotation")
    _add_texts(
        root,
        UBLVersionID="2.1",
        ID=f"{header['number']}-v{header['version']}" if paper.checksum else paper.name,
        IssueDate=paper.day.isoformat(),
        Note=_write_note(paper),
        PricingCurrencyCode=header["currency"],
        LineCountNumeric=str(totals["rows"]),
    )
    _add_texts(_add(root, "ValidityPeriod"), EndDate=header["valid_until"])
    seller = header["supplier"] or header["organisation"]["name"]
    _add_party(_add(root, "SellerSupplierParty"), seller)
    _add_party(_add(root, "BuyerCustomerParty"), header["customer"])
    _add_tax(root, header, totals)
    sums = _add(root, "QuotedMonetaryTotal")
    for name, amount in (
        ("LineExtensionAmount", totals["net"]),
        ("TaxExclusiveAmount", totals["net"]),
        ("TaxInclusiveAmount", totals["due"]),
        ("PayableAmount", totals["due"]),
    ):
        _add_amount(sums, name, amount, header["currency"])
    for row in list_order(paper, DECIMALS):
        _add_line(root, row, header)
    indent(root, " ")
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _write_note(paper: Paper) -> str:
    """The notes, what is presumed to be owned, what suppliers said with their prices and, of an
    issued quote, what names its content.
    """
    header = paper.content.header
    parts = [header["notes"], f"{HEADING}: {'. '.join(paper.content.owned)}"]
    if offers := tell_offers(header):
        parts.append(f"{OFFERS}: {' '.join(offers)}")
    if change := tell_change(header):
        parts.append(f"Prices as of {change}.")
    if paper.checksum:
        parts.append(f"Checksum of the content: {paper.checksum}")
    else:
        parts.append("A price indication, not issued.")
    return "\n".join(filter(None, parts))


def _add(parent: Element, name: str) -> Element:
    return SubElement(parent, f"{{{PARTS}}}{name}")


def _add_texts(parent: Element, **texts: str) -> None:
    """Fields with their texts; those that are empty are left out."""
    for name, text in texts.items():
        if text:
            SubElement(parent, f"{{{FIELDS}}}{name}").text = _NO_XML.sub("\ufffd", text)


def _add_amount(parent: Element, name: str, amount: str | Decimal, currency: str) -> None:
    field = SubElement(parent, f"{{{FIELDS}}}{name}", currencyID=currency)
    field.text = f"{Decimal(amount):f}"


def _add_party(parent: Element, text: str) -> None:
    """Name in the first line, address in those below."""
    name, *address = text.split("\n")
    party = _add(parent, "Party")
    if name:
        _add_texts(_add(party, "PartyName"), Name=name)
    lines = [line for line in address if line.strip()]
    if lines:
        place = _add(party, "PostalAddress")
        for line in lines:
            _add_texts(_add(place, "AddressLine"), Line=line)


def _add_tax(root: Element, header: Mapping[str, Any], totals: Mapping[str, Any]) -> None:
    """The tax of all due dates, each of which is taxed by itself."""
    total = _add(root, "TaxTotal")
    _add_amount(total, "TaxAmount", totals["tax"], header["currency"])
    part = _add(total, "TaxSubtotal")
    _add_amount(part, "TaxableAmount", totals["net"], header["currency"])
    _add_amount(part, "TaxAmount", totals["tax"], header["currency"])
    _add_tax_category(_add(part, "TaxCategory"), header)


def _add_tax_category(category: Element, header: Mapping[str, Any]) -> None:
    rate = header["tax"]["rate"]
    percent = f"{(Decimal(rate) * 100).normalize():f}"
    _add_texts(category, ID=find_tax_category(rate), Percent=percent)
    _add_texts(_add(category, "TaxScheme"), Name=header["tax"]["label"] or "Tax")


def _add_line(root: Element, row: Sequence[Cell], header: Mapping[str, Any]) -> None:
    cells = dict(zip((*COLUMNS, *CODE_COLUMNS), map(_write_cell, row), strict=True))
    number, currency = cells["line"], cells["currency"]
    outer = _add(root, "QuotationLine")
    _add_texts(outer, ID=number)
    line = _add(outer, "LineItem")
    _add_texts(line, ID=number, Note=_write_due(cells))
    counted = SubElement(line, f"{{{FIELDS}}}Quantity", unitCode=cells["unit_code"])
    counted.text = cells["quantity"]
    _add_amount(line, "LineExtensionAmount", cells["amount"], currency)
    priced = _add(line, "Price")
    _add_amount(priced, "PriceAmount", cells["unit_price"], currency)
    thing = _add(line, "Item")
    _add_texts(thing, Description=cells["description"], Name=cells["description"])
    _add_item_codes(thing, cells)
    _add_tax_category(_add(thing, "ClassifiedTaxCategory"), header)


def _add_item_codes(thing: Element, cells: Mapping[str, str]) -> None:
    """The seller's number is the vendor's where the catalogue has it, else the catalogue's id."""
    item, part_number = cells["item"], cells["vendor_part_number"]
    if item:
        _add_texts(_add(thing, "SellersItemIdentification"), ID=part_number or item)
    if part_number:
        _add_texts(_add(thing, "CatalogueItemIdentification"), ID=item)
    if cells["unspsc"]:
        classified = _add(thing, "CommodityClassification")
        code = SubElement(classified, f"{{{FIELDS}}}ItemClassificationCode", listID="UNSPSC")
        code.text = cells["unspsc"]


def _write_cell(cell: Cell) -> str:
    if isinstance(cell, Words):
        return cell.join()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return str(cell)


def _write_due(cells: Mapping[str, str]) -> str:
    when = name_due(int(cells["due_year"]))
    return f"Due {when}, paid {cells['recurrence']}; counted: {cells['unit']}"
