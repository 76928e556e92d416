"""Writes an issued quote to a file, in any format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pricing.sheets.csv import SEPARATORS
from pricing.sheets.erp import DECIMALS, ERP
from quotes.exports import FILES, make_csv, make_erp, name_file
from quotes.models import IssuedQuote
from quotes.numbers import find_by_number
from quotes.papers import read_issued
from quotes.pdf.making import KIND as PDF
from quotes.pdf.making import NotMade, keep_pdf
from quotes.ubl import make_ubl

UBL = "xml"
MAKERS = FILES | {UBL: make_ubl}


class Command(BaseCommand):
    """The latest version of a number, or the one that is asked for."""

    help = "Writes an issued quote as CSV, XLSX, JSON, PDF or xml (UBL), or as an ERP order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="NUMBER", help="as DF-2026-000123")
        parser.add_argument("--version-number", type=int, metavar="N", help="the latest without it")
        parser.add_argument("--format", choices=(*MAKERS, PDF), default="csv")
        parser.add_argument("--dialect", choices=SEPARATORS, default="comma", help="of CSV")
        parser.add_argument("--for", dest="purpose", choices=(ERP,), help="rows for ERP systems")
        parser.add_argument("--decimals", type=int, choices=DECIMALS, default=DECIMALS[0])
        parser.add_argument("--output", metavar="PATH", help="a file or a folder; here without it")

    def handle(self, *, number: str, **options: Any) -> None:
        """Says where it was written."""
        issued = find_by_number(number, options["version_number"])
        if issued is None:
            raise CommandError(f"No quote was issued as {number}.")
        try:
            name, content = _make_file(issued, options)
        except NotMade as error:
            raise CommandError(str(error)) from None
        path = Path(options["output"] or ".")
        if path.is_dir():
            path /= name
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from None
        self.stdout.write(str(path))


def _make_file(issued: IssuedQuote, options: dict[str, Any]) -> tuple[str, bytes]:
    """The file's name and its bytes."""
    paper = read_issued(issued)
    kind, dialect = options["format"], options["dialect"]
    if options["purpose"] and kind == "csv":
        decimals = options["decimals"]
        return f"{paper.name}-erp-{decimals}.csv", make_erp(paper, decimals, dialect)
    if kind == "csv":
        return name_file(paper, kind, dialect), make_csv(paper, dialect)
    if kind == PDF:
        return name_file(paper, kind), bytes(keep_pdf(issued).bytes)
    return name_file(paper, kind), MAKERS[kind](paper)
