"""A quote as a Quotation of the Universal Business Language 2.1, for systems that read that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from pricing.presumed import HEADING
from pricing.sheets import Cell, Words
from pricing.sheets.erp import IN_ONE

from .exports import make_order
from .papers import Paper

_BASE = "urn:oasis:names:specification:ubl:schema:xsd:"
QUOTATION, PARTS, FIELDS = (
    f"{_BASE}{name}-2"
    for name in ("Quotation", "CommonAggregateComponents", "CommonBasicComponents")
)
DECIMALS = 6
# UN/ECE Recommendation 20: one of something; a lump sum.
ONE, LUMP_SUM = "C62", "LS"
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
    for row in make_order(paper, DECIMALS).table.rows:
        _add_line(root, row)
    indent(root, " ")
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _write_note(paper: Paper) -> str:
    """The notes, what is presumed to be owned and, of an issued quote, what names its content."""
    parts = [paper.content.header["notes"], f"{HEADING}: {'. '.join(paper.content.owned)}"]
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
    category = _add(part, "TaxCategory")
    _add_texts(category, Percent=f"{(Decimal(header['tax']['rate']) * 100).normalize():f}")
    _add_texts(_add(category, "TaxScheme"), Name=header["tax"]["label"] or "Tax")


def _add_line(root: Element, row: Sequence[Cell]) -> None:
    number, item, description, quantity, unit, price, amount, currency, due, recurrence = map(
        _write_cell, row
    )
    outer = _add(root, "QuotationLine")
    _add_texts(outer, ID=number)
    line = _add(outer, "LineItem")
    _add_texts(line, ID=number, Note=_write_due(due, recurrence, unit))
    counted = SubElement(line, f"{{{FIELDS}}}Quantity", unitCode=ONE)
    counted.text = quantity
    if unit == IN_ONE:
        counted.set("unitCode", LUMP_SUM)
    _add_amount(line, "LineExtensionAmount", amount, currency)
    priced = _add(line, "Price")
    _add_amount(priced, "PriceAmount", price, currency)
    thing = _add(line, "Item")
    _add_texts(thing, Description=description, Name=description)
    if item:
        _add_texts(_add(thing, "SellersItemIdentification"), ID=item)


def _write_cell(cell: Cell) -> str:
    if isinstance(cell, Words):
        return cell.join()
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return str(cell)


def _write_due(due: str, recurrence: str, unit: str) -> str:
    when = "Due today" if due == "0" else f"Due at the end of year {due}"
    return f"{when}, paid {recurrence}; counted: {unit}"
