"""What the heaviest files take that the site lets in, at each door that takes files.

Each in a process of its own: its seconds on processors, that of the processes which it starts among
them, the most memory that all have beside what the process had before, and what stays. A part of
`make bench`, and alone: `python bench/uploads.py`.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from served import ROOT, open_database

sys.path.insert(0, str(ROOT))

MOST_SECONDS, MOST_MIB, MOST_KEPT_MIB = 10.0, 200.0, 50.0
MEBIBYTE = 1 << 20
LOOK_SECONDS = 0.005
FULL = 20 * MEBIBYTE - 1000


def _fill(head: str, make_row: Callable[[int], str], most_bytes: int, rows: int) -> bytes:
    """Lines under a head until a file is full or has so many rows."""
    lines, size = [head], len(head) + 1
    for number in range(rows):
        line = make_row(number)
        size += len(line) + 1
        if size > most_bytes:
            break
        lines.append(line)
    return "\n".join(lines).encode()


def _make_book(rows: Iterator[list[Any]]) -> bytes:
    """A workbook with these rows; no text stands twice."""
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def _inventory_text() -> bytes:
    from tests.inventories import INTUNE

    return _fill(
        ",".join(INTUNE),
        lambda n: ",".join(
            {"Device name": f"PC-{n}", "Serial number": f"SN{n}", "OS": "Windows"}.get(head, "")
            for head in INTUNE
        ),
        FULL,
        1_000_000,
    )


def _inventory_book() -> bytes:
    from tests.inventories import INTUNE

    kinds = {"Device name": "PC-", "Serial number": "SN", "OS": "Windows ", "Category": "Team "}
    rows = ([f"{kinds[head]}{n}" if head in kinds else "" for head in INTUNE] for n in range(400_000))
    return _make_book(iter([[*INTUNE], *rows]))


def _packed(content: bytes, name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return stream.getvalue()


def _inventory_packed() -> bytes:
    return _packed(_inventory_text(), "devices.csv")


def _results() -> bytes:
    from pricing.portfolio.rows import COLUMNS

    sample = (ROOT / "tests/pricing/portfolios.py").exists()
    assert sample
    values = {"money": "1234567.89", "count": "12", "share": "0.500000", "flag": "true",
              "day": "2026-11-29", "text": "x"}
    names = [column.name for column in COLUMNS]

    def row(number: int) -> str:
        cells = []
        for column in COLUMNS:
            cell = values[column.kind]
            if column.kind == "money":
                cell = f"{number}{len(cells)}.00"
            if column.name == "document":
                cell = f"document-{number}.json"
            if column.name == "kind":
                cell = "scenario"
            if column.name == "currency":
                cell = "USD"
            cells.append(cell)
        return ",".join(cells)

    return _fill(",".join(names), row, 12 * MEBIBYTE - 1000, 100_000)


PRICE_HEAD = "scheme,valid_from,amount,tiers,source,source_url,confidence,note"


def _price(number: int) -> str:
    day = f"{1990 + number % 90}-{number // 90 % 12 + 1:02}-{number // 1080 % 28 + 1:02}"
    return f"ms-vecd-sa,{day},{number % 997}.50,,{'source ' * 100}{number},https://example.org,verified,"


def _prices_text() -> bytes:
    return _fill(PRICE_HEAD, _price, 10 * MEBIBYTE - 1000, 19_990)


def _prices_book() -> bytes:
    return _make_book(iter([PRICE_HEAD.split(","), *(_price(n).split(",") for n in range(19_990))]))


def _feed() -> bytes:
    item = {
        "currencyCode": "USD", "tierMinimumUnits": 0.0, "retailPrice": 0.192, "unitPrice": 0.192,
        "armRegionName": "eastus", "location": "US East", "effectiveStartDate": "2023-01-01T00:00:00Z",
        "meterName": "D4s v5", "productId": "DZH318Z08M9T", "skuId": "DZH318Z08M9T/00CP",
        "productName": "Virtual Machines Dsv5 Series", "skuName": "D4s v5",
        "serviceName": "Virtual Machines", "serviceFamily": "Compute", "unitOfMeasure": "1 Hour",
        "type": "Consumption", "isPrimaryMeterRegion": True, "armSkuName": "other",
    }
    items, size, number = [], 0, 0
    while size < FULL - 2000:
        text = json.dumps(item | {"meterId": f"m-{number}"})
        items.append(text)
        size += len(text) + 1
        number += 1
    return ('{"BillingCurrency":"USD","CustomerEntityId":"Default","CustomerEntityType":"Retail",'
            f'"Items":[{",".join(items)}],"NextPageLink":null,"Count":{len(items)}}}').encode()


def _quote_text() -> bytes:
    return _fill(
        "quote,DF-2026-000001,version,1\nline,scheme,amount",
        lambda n: f"{n},ms-vecd-sa,{n % 997}.50,some words of a line that is long enough",
        FULL, 1_000_000,
    )


def _quote_book() -> bytes:
    head = [["quote", "DF-2026-000001", "version", "1"], ["line", "scheme", "amount", "words"]]
    return _make_book(iter([*head, *([str(n), f"scheme-{n}", f"{n}.50", f"words {n}"] for n in range(400_000))]))


def _quote_json() -> bytes:
    lines = [{"line": n, "scheme": f"s{n}", "amount": "1.50"} for n in range(350_000)]
    return json.dumps({"number": "DF-2026-000001", "lines": lines}).encode()[:FULL]


def _quote_xml() -> bytes:
    line = "<cac:QuotationLine><cbc:ID>{0}</cbc:ID><cbc:Note>line {0}</cbc:Note></cac:QuotationLine>"
    head = ('<?xml version="1.0"?><Quotation xmlns="urn:oasis:names:specification:ubl:schema:xsd:Quotation-2" '
            'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" '
            'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">'
            '<cbc:ID>DF-2026-000001, version 1</cbc:ID>')
    return (head + "".join(line.format(n) for n in range(210_000)) + "</Quotation>").encode()[:FULL]


def _pdf(pages: int, signs: int, text: str = "word ") -> bytes:
    """A PDF of so many pages of text, packed."""
    import zlib

    parts, offsets = [b"%PDF-1.7\n"], []

    def add(body: bytes) -> int:
        offsets.append(sum(map(len, parts)))
        parts.append(f"{len(offsets)} 0 obj\n".encode() + body + b"\nendobj\n")
        return len(offsets)

    stream = zlib.compress(b"BT /F1 9 Tf " + f"({text}) Tj ".encode() * (signs // len(text)) + b" ET")
    kids = []
    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    tree = 2 + 2 * pages
    for _ in range(pages):
        content = add(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
        kids.append(add(f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
                        f"/Resources << /Font << /F1 {font} 0 R >> >> >>".encode()))
    add(f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode())
    root = add(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    start = sum(map(len, parts))
    table = b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return b"".join(parts) + (f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode() + table +
        f"trailer << /Size {len(offsets) + 1} /Root {root} 0 R >>\nstartxref\n{start}\n%%EOF".encode())


class Case(NamedTuple):
    words: str
    door: str
    make: Callable[[], bytes]
    name: str


CASES = (
    Case("inventory, CSV", "/inventory", _inventory_text, "devices.csv"),
    Case("inventory, workbook", "/inventory", _inventory_book, "devices.xlsx"),
    Case("inventory, packed CSV", "/inventory", _inventory_packed, "devices.zip"),
    Case("results of a portfolio", "/portfolio/", _results, "results.csv"),
    Case("prices, CSV", "/catalogue/proposals/", _prices_text, "prices.csv"),
    Case("prices, workbook", "/catalogue/proposals/", _prices_book, "prices.xlsx"),
    Case("feed", "/catalogue/proposals/", _feed, "feed.json"),
    Case("quote, CSV", "/verify", _quote_text, "quote.csv"),
    Case("quote, workbook", "/verify", _quote_book, "quote.xlsx"),
    Case("quote, JSON", "/verify", _quote_json, "quote.json"),
    Case("quote, UBL", "/verify", _quote_xml, "quote.xml"),
    Case("quote, PDF of 3,000 pages", "/verify", lambda: _pdf(3_000, 1_000), "quote.pdf"),
    Case("quote, PDF of one long page", "/verify", lambda: _pdf(1, 100_000_000), "quote.pdf"),
    Case("random bytes of 20 MiB", "/verify", lambda: b"%PDF-1.7" + os.urandom(FULL), "quote.pdf"),
)


def _resident_mib() -> float:
    """What this process and all that it started have in memory."""
    pages, waiting = 0, [os.getpid()]
    while waiting:
        process = waiting.pop()
        try:
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
            for task in Path(f"/proc/{process}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):
            continue  # it ended meanwhile
    return pages * 4096 / MEBIBYTE


@contextmanager
def _watching() -> Iterator[list[float]]:
    most, is_done = [_resident_mib()], threading.Event()

    def watch() -> None:
        while not is_done.wait(LOOK_SECONDS):
            most[0] = max(most[0], _resident_mib())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_done.set()
        watcher.join()


def measure_one(number: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        open_database(Path(name))
        from django.conf import settings
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.test import Client

        from tests.accounts.people import give_second_factor, make_person

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        person = make_person("ada", "price_editor" if False else "buyer")
        from accounts.roles import list_roles
        from django.contrib.auth.models import Group
        person.groups.add(*Group.objects.all())
        give_second_factor(person)
        client = Client(HTTP_HOST="localhost")
        client.force_login(person)
        from calculator.prices import own_lists  # noqa: F401
        case = CASES[number]
        fields: dict[str, Any] = {"read": "1"} if case.door == "/inventory" else {}
        if case.door.startswith("/catalogue"):
            fields = {"price_list": "new", "name": "Own", "base": "us-list", "currency": "USD"}
        path = Path(name) / "file"
        made = subprocess.run([sys.executable, __file__, "make", str(number)], check=True, stdout=subprocess.PIPE)
        path.write_bytes(made.stdout)
        del made
        client.post(case.door, fields | {"file": SimpleUploadedFile(case.name, b"a,b\n1,2\n")})
        from django.test.client import MULTIPART_CONTENT, BOUNDARY, encode_multipart
        body = encode_multipart(BOUNDARY, fields | {"file": SimpleUploadedFile(case.name, path.read_bytes())})
        gc.collect()
        from calculator.turns import give_memory_back
        give_memory_back()
        before = _resident_mib()
        begin = time.perf_counter(); cpu = sum(os.times()[:4])
        with _watching() as most:
            response = client.generic("POST", case.door, body, content_type=MULTIPART_CONTENT)
        seconds = sum(os.times()[:4]) - cpu
        status = response.status_code
        text = response.content.decode()[:0]
        import re
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
        open(f"/tmp/x/{number}.txt","w").write(words); at = 0
        del response
        gc.collect()
        give_memory_back()
        print(json.dumps([status, seconds, most[0] - before, _resident_mib() - before, len(body) / MEBIBYTE, words[at:at+160]]))


def main() -> int:
    is_missed = False
    for number, case in enumerate(CASES):
        said = subprocess.run([sys.executable, __file__, str(number)], check=True, stdout=subprocess.PIPE)
        status, seconds, most, kept, size, words = json.loads(said.stdout.splitlines()[-1])
        print(f"{case.words}, {size:.1f} MiB: {status} after {seconds:.1f} s of processors, {most:.0f} MiB "
              f"at most, {kept:.0f} kept | {words}", flush=True)
        is_missed |= seconds > MOST_SECONDS or most > MOST_MIB or kept > MOST_KEPT_MIB
    return int(is_missed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        sys.stdout.buffer.write(CASES[int(sys.argv[2])].make())
        sys.exit()
    if len(sys.argv) > 1:
        measure_one(int(sys.argv[1]))
        sys.exit()
    sys.exit(main())
