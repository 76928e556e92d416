"""Files as heavy as the site lets them in, for each door that takes files."""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter

from pricing.catalogue.rows import PRICES
from pricing.inventory.reading import MOST_BYTES, MOST_ROWS
from pricing.portfolio.rows import COLUMNS

from .inventories import INTUNE

MEBIBYTE = 1024 * 1024
FULL = 20 * MEBIBYTE - 1000
FULL_INVENTORY = MOST_BYTES - 1000
DEVICES, BOOK_DEVICES, PRICE_ROWS, QUOTE_ROWS = MOST_ROWS - 1, 143_000, 19_990, 400_000
_FILLED = {"Device name": "PC-", "Serial number": "SN", "Category": "Team ", "OS": "Windows "}
_OF_RESULTS = {"count": "12", "share": "0.500000", "flag": "true", "day": "2026-11-29"}
_QUOTE_HEADS = ("quote", "line", "scheme", "amount", "words")
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_LINE = "<cac:QuotationLine><cbc:ID>{0}</cbc:ID><cbc:Note>line {0}</cbc:Note></cac:QuotationLine>"


def write_lines(
    heads: Sequence[str], make_row: Callable[[int], Sequence[str]], rows: int, most_bytes: int
) -> bytes:
    """A CSV file of so many rows, or fewer where it is full."""
    lines, size = [",".join(heads)], 0
    for number in range(rows):
        lines.append(",".join(make_row(number)))
        size += len(lines[-1]) + 1
        if size > most_bytes - 2000:
            break
    return "\n".join(lines).encode()


def write_book(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook in which no text is shared."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def _make_device(number: int) -> list[str]:
    return [f"{_FILLED[head]}{number}" if head in _FILLED else "" for head in INTUNE]


def write_inventory() -> bytes:
    """As many devices as are read, no two alike, in rows as long as there is room for."""
    room = FULL_INVENTORY // DEVICES - 80

    def make_long(number: int) -> list[str]:
        return [*_make_device(number), f"{number:0{room}}"]

    return write_lines((*INTUNE, "Notes"), make_long, DEVICES, FULL_INVENTORY)


def write_inventory_book() -> bytes:
    """The same as a workbook, with five numbers in each row: 26 elements."""
    return write_book(INTUNE, map(_make_book_device, range(BOOK_DEVICES)))


def _make_book_device(number: int) -> list[Any]:
    return [*_make_device(number), *(number / 2 + place for place in range(5))]


def write_inventory_packed() -> bytes:
    """The same as Intune packs it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("devices.csv", write_lines(INTUNE, _make_device, DEVICES, FULL_INVENTORY))
    return stream.getvalue()


def _make_result(number: int) -> list[str]:
    given = {"file": f"{number}.json", "kind": "scenario", "currency": "USD"}
    own = {**_OF_RESULTS, "money": f"{number}.00", "text": f"text {number}"}
    return [given.get(column.name, own[column.kind]) for column in COLUMNS]


def write_results() -> bytes:
    """What the command of portfolios writes."""
    heads = [column.name for column in COLUMNS]
    return write_lines(heads, _make_result, 100_000, 12 * MEBIBYTE)


def _make_price(number: int) -> list[str]:
    day = f"{1990 + number % 90}-{number // 90 % 12 + 1:02}-{number // 1080 % 28 + 1:02}"
    said = {"scheme": "ms-vecd-sa", "valid_from": day, "amount": f"{number % 997}.50"}
    said |= {"source": f"{'source ' * 60}{number}", "confidence": "verified"}
    return [said.get(column, "") for column in PRICES.fields]


def write_prices() -> bytes:
    """Prices in the catalogue's columns."""
    return write_lines([*PRICES.fields], _make_price, PRICE_ROWS, 10 * MEBIBYTE)


def write_prices_book() -> bytes:
    """The same as a workbook."""
    return write_book([*PRICES.fields], map(_make_price, range(PRICE_ROWS)))


def write_feed() -> bytes:
    """Meters as Azure's feed has them, of machines that no rule takes."""
    meter = {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 0.192,
        "armRegionName": "eastus",
        "effectiveStartDate": "2023-01-01T00:00:00Z",
        "productName": "Virtual Machines Dsv5 Series",
        "skuName": "D4s v5",
        "serviceName": "Virtual Machines",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "armSkuName": "other",
    }
    many = FULL // (len(json.dumps(meter)) + 40)
    items = [{**meter, "meterId": f"m-{number}"} for number in range(many)]
    return json.dumps({"BillingCurrency": "USD", "Items": items, "NextPageLink": None}).encode()


def _make_quote_row(number: int) -> list[str]:
    words = f"some words of line {number}"
    return ["DF-2026-000001", str(number), "ms-vecd-sa", f"{number % 997}.50", words]


def write_quote() -> bytes:
    """What might be a quote, as CSV."""
    return write_lines(_QUOTE_HEADS, _make_quote_row, QUOTE_ROWS, FULL)


def write_quote_book() -> bytes:
    """The same as a workbook."""
    return write_book(_QUOTE_HEADS, map(_make_quote_row, range(QUOTE_ROWS)))


def write_quote_json() -> bytes:
    """The same as JSON."""
    rows = [{"line": number, "scheme": "ms-vecd-sa"} for number in range(QUOTE_ROWS)]
    return json.dumps({"number": "DF-2026-000001", "rows": rows}).encode()[:FULL]


def write_quotation() -> bytes:
    """The same as UBL."""
    head = (
        f'<Quotation xmlns="{_UBL}Quotation-2" xmlns:cbc="{_UBL}CommonBasicComponents-2" '
        f'xmlns:cac="{_UBL}CommonAggregateComponents-2"><cbc:ID>DF-2026-000001-v1</cbc:ID>'
    )
    lines = "".join(map(_LINE.format, range(FULL // (len(_LINE) + 8))))
    return f"{head}{lines}</Quotation>".encode()


def write_pdf(pages: int, words: int) -> bytes:
    """A PDF of so many pages of so many words, packed."""
    text = zlib.compress(b"BT /F1 9 Tf " + b"(word ) Tj " * words + b" ET")
    font, tree, root = 1, 2, 3
    bodies = [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (pages, b" ".join(b"%d 0 R" % (5 + 2 * page) for page in range(pages))),
        b"<< /Type /Catalog /Pages %d 0 R >>" % tree,
    ]
    for page in range(pages):
        bodies += [
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(text), text),
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 %d 0 R >> >> >>" % (tree, 4 + 2 * page, font),
        ]
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(written), len(bodies) + 1
    written += b"xref\n0 %d\n0000000000 65535 f \n" % count
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root %d 0 R >>\n" % (count, root)
    return bytes(written + b"startxref\n%d\n%%%%EOF" % start)


def write_separators() -> bytes:
    """A row of nothing but separators below heads."""
    return b"quote,version\n" + b"," * FULL


def write_noise() -> bytes:
    """What begins as a PDF and is none."""
    return b"%PDF-1.7" + random.Random(1).randbytes(FULL)
