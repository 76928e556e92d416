"""Prints the quote of a comparison document, or writes it to a file in any format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from pricing.engine.answer import Answer
from pricing.engine.faults import Fault
from pricing.management.documents import DocumentCommand
from pricing.places import read_place
from pricing.sheets import Export
from pricing.sheets.csv import SEPARATORS
from pricing.sheets.erp import DECIMALS, ERP, erp_export
from pricing.sheets.formats import BY_ENDING, Format
from pricing.sheets.quote import without_rows
from pricing.sheets.quote_book import quote_export


class Command(DocumentCommand):
    """Gives what procurement takes away: the bought lines of one scenario, or of all."""

    help = "Prints the bought lines of a comparison document's scenarios, or writes them to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a comparison document; - is standard input"
        )
        parser.add_argument(
            "--scenario", metavar="N", help="which scenario, from 1; without it all of them"
        )
        parser.add_argument(
            "--format",
            choices=BY_ENDING,
            default="csv",
            help="csv, or xlsx: a workbook whose amounts are formulas, to a file (--output)",
        )
        parser.add_argument(
            "--dialect",
            choices=SEPARATORS,
            help=(
                "semicolon separates by ; and writes decimal commas, for spreadsheets set to such "
                "a locale"
            ),
        )
        parser.add_argument(
            "--for",
            dest="purpose",
            choices=(ERP,),
            help="erp: rows that are quantity × unit price exactly, of one scenario",
        )
        parser.add_argument(
            "--decimals",
            type=int,
            choices=DECIMALS,
            help="how many decimals the ERP system keeps of a unit price",
        )
        parser.add_argument(
            "--output", metavar="PATH", help="the file to write; without it, standard output"
        )

    def handle(self, *, file: str, scenario: str | None, **options: Any) -> None:
        """Writes the table, or names the faults of the document and of the options."""
        answer = self.priced(file)
        if answer is not None:
            place = None
            if scenario is not None:
                place = read_place(scenario, len(answer.scenarios))
            elif options["purpose"] and len(answer.scenarios) == 1:
                place = 0
            faults = _find_faults(answer, scenario, place, options)
            if faults := faults or without_rows(answer, place):
                self.tell(file, faults)
            else:
                self.write(file, _make_export(answer, place, options), options)
        self.end()

    def write(self, file: str, export: Export, options: dict[str, Any]) -> None:
        """Writes the table in its format, or says why it cannot."""
        content = _find_format(options).write(export)
        if not options["output"]:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            Path(options["output"]).write_bytes(content)
        except OSError as error:
            words = f"cannot be written: {error.strerror}"
            self.tell(file, [Fault("--output", repr(options["output"]), words)])


def _find_faults(
    answer: Answer, scenario: str | None, place: int | None, options: dict[str, Any]
) -> list[Fault]:
    """What the options say that does not go together, or is not there."""
    faults = []
    is_lacking = options["purpose"] is not None and place is None
    if place is None and (scenario is not None or is_lacking):
        words = f"may hold a whole number from 1 to {len(answer.scenarios)}"
        faults.append(Fault("--scenario", repr(scenario or ""), words))
    if options["decimals"] is not None and options["purpose"] is None:
        faults.append(Fault("--decimals", str(options["decimals"]), f"stands beside --for {ERP}"))
    if options["format"] != "csv" and options["dialect"]:
        faults.append(Fault("--dialect", repr(options["dialect"]), "is of --format csv alone"))
    if options["format"] != "csv" and not options["output"]:
        faults.append(Fault("--output", "''", "may hold the path of the workbook to write"))
    return faults


def _make_export(answer: Answer, place: int | None, options: dict[str, Any]) -> Export:
    if options["purpose"] is None or place is None:
        return quote_export(answer, place)
    return erp_export(answer, place, options["decimals"] or DECIMALS[0])


def _find_format(options: dict[str, Any]) -> Format:
    dialects = BY_ENDING[options["format"]]
    return dialects[options["dialect"] or next(iter(dialects))]
