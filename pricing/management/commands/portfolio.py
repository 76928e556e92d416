"""Prices thousands of comparison documents, on all processors or on a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pricing.engine.faults import Faults, visible
from pricing.management.documents import DocumentCommand
from pricing.management.progress import ProgressBar
from pricing.portfolio.cluster import SchedulerLost, price_on_cluster
from pricing.portfolio.here import price_here
from pricing.portfolio.journal import InUse, Journal
from pricing.portfolio.results import WRITERS, Result, write_whole
from pricing.portfolio.rows import FAULT
from pricing.portfolio.running import Engine, run_portfolio
from pricing.portfolio.work import (
    CATALOGUE_RANGES,
    FLIPS,
    FRAMINGS,
    SEARCH,
    UNCERTAINTY,
    OtherProgram,
)

KEPT = "What is done is kept: the same command goes on."
NO_PACKAGES = "it needs the packages of requirements-portfolio.txt (make portfolio)"
OTHER = (
    "The workers have other files of the program, or another NumPy, than this command; "
    "give them the same."
)
ANALYSES = (UNCERTAINTY, FRAMINGS, FLIPS, SEARCH)


class Command(DocumentCommand):
    """Prices each document by itself, whoever prices it, and writes all rows into one file."""

    help = "Prices thousands of comparison documents on all processors or on a Dask cluster."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help="a comparison document, or a folder: all .json files in it, by name",
        )
        parser.add_argument(
            "--out",
            required=True,
            type=Path,
            metavar="PATH",
            help="a .parquet file, beside which the same is written as .csv, or a .csv file alone",
        )
        parser.add_argument(
            "--uncertainty", action="store_true", help="what each scenario costs over all cases"
        )
        parser.add_argument(
            "--ranges",
            choices=("document", "catalogue"),
            default="document",
            help="of which ranges: the document's own, or also the catalogue's",
        )
        parser.add_argument(
            "--framings", action="store_true", help="how often each costs least otherwise framed"
        )
        parser.add_argument(
            "--flips", action="store_true", help="which input most easily changes the cheapest"
        )
        parser.add_argument(
            "--search", action="store_true", help="the cheapest stack of all that is on sale"
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes on this machine; unless said, as many as it has processors",
        )
        parser.add_argument(
            "--scheduler", metavar="ADDRESS", help="a Dask scheduler, as tcp://host:8786"
        )

    def handle(self, *, files: list[str], out: Path, **options: Any) -> None:
        """Writes the results; where documents are faulty, names them and ends with status 2."""
        outs = _list_outs(out)
        journal = _open_journal(out)
        try:
            results = self._run(list(_list_files(files)), options, journal)
            for path in outs:
                write_whole(path, WRITERS[path.suffix](results))
            journal.remove()
        except ImportError as missing:
            raise CommandError(f"There is no {missing.name} here; {NO_PACKAGES}.") from None
        except OSError as error:
            raise CommandError(f"{out} cannot be written ({error.strerror}). {KEPT}") from None
        finally:
            journal.close()
        self._tell(results)
        self.end()

    def _run(self, files: list[str], options: dict[str, Any], journal: Journal) -> list[Result]:
        progress = ProgressBar(self.stderr)
        asked = [name for name in ANALYSES if options[name]]
        if options["ranges"] == "catalogue":
            asked.append(CATALOGUE_RANGES)
        try:
            return run_portfolio(
                [(name, self._read_or_refuse(name)) for name in files],
                tuple(asked),
                _choose_engine(options),
                journal,
                progress.show,
            )
        except SchedulerLost as lost:
            raise CommandError(f"{lost} {KEPT}") from None
        except OtherProgram:
            raise CommandError(OTHER) from None
        except KeyboardInterrupt:
            raise CommandError(f"Stopped. {KEPT}", returncode=130) from None
        finally:
            progress.end()

    def _read_or_refuse(self, name: str) -> bytes | Faults:
        try:
            return self.read(name)
        except Faults as refused:
            return refused

    def _tell(self, results: Sequence[Result]) -> None:
        """The faults, one a line."""
        for name, row in results:
            if row.kind == FAULT:
                self.is_faulty = True
                self.stderr.write(f"{visible(name)}: {row.path or 'the document'}: {row.message}")


def _list_outs(out: Path) -> list[Path]:
    """The files that are written. Raises `CommandError` where a package for one is missing."""
    if out.suffix not in WRITERS:
        raise CommandError(f"--out: {out} may end in {' or '.join(WRITERS)}")
    return list(dict.fromkeys([out, out.with_suffix(".csv")]))


def _open_journal(out: Path) -> Journal:
    path = out.with_name(f"{out.name}.journal")
    try:
        return Journal(path)
    except InUse:
        raise CommandError(f"Another run writes {out}.") from None
    except OSError as error:
        raise CommandError(f"--out: {path} cannot be written ({error.strerror})") from None


def _list_files(names: list[str]) -> Iterator[str]:
    """The files as they were named, those of a folder by name."""
    for name in names:
        path = Path(name)
        if path.is_dir():
            yield from map(str, sorted(path.glob("*.json")))
        else:
            yield name


def _choose_engine(options: dict[str, Any]) -> Engine:
    if options["scheduler"]:
        return partial(price_on_cluster, address=options["scheduler"])
    if options["workers"] < 1:
        raise CommandError("--workers: may hold a whole number from 1")
    return partial(price_here, workers=options["workers"])
