"""The same comparison in plain Python, in LibreOffice Calc and in the package `formulas`.

Each peer must give the engine's money to the cent and its hosts, for several fleets, before
it is timed. All times are processor time, children's included, so that other work on the
machine counts for little; both sides of a ratio take turns.

    python bench/peers.py
"""

from __future__ import annotations

import csv
import gc
import importlib.util
import json
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.sheet import Sheet, figures, oracle
from pricing.catalogue.files import SHIPPED, Entry, read_folder
from pricing.engine.answer import answer
from pricing.engine.answer_document import answer_document
from pricing.engine.read_question import parse
from pricing.presets import preset

Document = dict[str, Any]

TURNS = 5
COMPARISONS = 100  # in the larger of the two files that LibreOffice computes
CHECKED = (0, 1, 7, 50, 99)  # fleets, by how many seats are added
ENGINE = "our engine, one comparison"
ONE, MANY = "LibreOffice Calc, a file of one", "LibreOffice Calc, a file of many"
SEATS = "fleet.0.desktops"
SLACK = 2.0**-46  # as the engine forgives float noise
# every digit, not what a cell shows
CSV_IN_FULL = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"


def document() -> Document:
    """Four ways to supply a thousand growing seats over five years, with its own catalogue."""
    base = preset("autumn-2008")
    scenarios = base["scenarios"][:4]
    entries = [entry for scenario in scenarios for entry in scenario["stack"]]
    used = {entry if isinstance(entry, str) else entry["scheme"] for entry in entries}
    folder = read_folder(SHIPPED)

    def rows(entries: list[Entry]) -> list[Document]:
        return [
            {
                name: value
                for name, value in entry.values.items()
                if value is not None and name != "state"  # a document has no own lists
            }
            for entry in entries
        ]

    catalogue = {
        "currency": "USD",
        "schemes": [row for row in rows(folder.schemes) if row["id"] in used],
        "prices": [row for row in rows(folder.prices[base["price_list"]]) if row["scheme"] in used],
        "assumptions": rows(folder.assumptions),
    }
    whole = {
        **base,
        "horizon_years": 5,
        "annual_growth": "0.02",
        "scenarios": scenarios,
        "catalogue": catalogue,
    }
    return json.loads(json.dumps(whole, default=str))


def with_more_seats(asked: Document, more: int) -> Document:
    """The document with so many seats more in its first group."""
    first, *others = asked["fleet"]
    return {**asked, "fleet": [{**first, "desktops": int(first["desktops"]) + more}, *others]}


def as_floats(found: Mapping[str, Any]) -> dict[str, float]:
    """Figures as numbers, whatever they are written in."""
    return {path: float(figure) for path, figure in found.items()}


def hold_against_the_engine(peer: str, asked: Document, theirs: Mapping[str, float]) -> None:
    """Ends the bench where a peer's figure is not the engine's: then it would be another model."""
    ours = as_floats(figures(answer_document(answer(parse(asked, lambda _: None)))))
    for path, figure in theirs.items():
        if not abs(ours[path] - figure) < 0.001:
            raise SystemExit(f"{peer}, {path}: {figure} is not {ours[path]}")


# ---------------------------------------------------------------------------------------------
# Plain Python


def float_oracle() -> ModuleType:
    """The oracle with binary floats in place of fractions, rounded as the engine rounds them."""
    module = oracle("oracle_in_floats")

    def half_up(value: float) -> int:
        return int(math.copysign(math.floor(abs(value) * (1 + SLACK) + 0.5), value))

    def rounded(value: float, decimals: int) -> float:
        return half_up(value * 10**decimals) / 10**decimals

    module.__dict__.update(
        Fraction=lambda above, below=1: above / below,
        exact=lambda value: float(value["mode"] if isinstance(value, Mapping) else value),
        ceiling=lambda value: math.ceil(value * (1 - SLACK)),
        floor=lambda value: math.floor(value * (1 + SLACK)),
        half_up=half_up,
        rounded=rounded,
        decimal_text=lambda value, decimals=0: f"{value:.{decimals}f}",
    )
    return module


def plain_python(module: ModuleType) -> Callable[[Document], Callable[[], Document]]:
    """Reads a document with an oracle before the clock starts; what comes back prices it."""
    read_case = module.read_case

    def prepared(asked: Document) -> Callable[[], Document]:
        cases = [read_case(asked, index) for index in range(len(asked["scenarios"]))]

        def priced() -> Document:
            module.read_case = lambda _, index: cases[index]
            return module.answer(asked)

        return priced

    return prepared


# ---------------------------------------------------------------------------------------------
# Spreadsheets


def write_workbook(sheet: Sheet, first: int, comparisons: int, path: Path) -> None:
    """A file with a comparison in each column, from so many seats on with one more in each."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    columns = [
        sheet.column(get_column_letter(1 + more), {SEATS: first + more})
        for more in range(comparisons)
    ]
    book = Workbook(write_only=True)
    page = book.create_sheet("model")
    for row in zip(*columns, strict=True):
        page.append(row)
    book.save(path)


class Calc:
    """LibreOffice without a screen, with a profile of its own; it computes a file as it opens
    it.
    """

    def __init__(self, program: str, folder: Path) -> None:
        self.folder = folder
        self.command = [program, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]

    def computed(self, path: Path) -> list[list[str]]:
        """The rows of a file's sheet, computed."""
        convert = ["--convert-to", CSV_IN_FULL, "--outdir", str(self.folder), str(path)]
        subprocess.run([*self.command, *convert], check=True, capture_output=True, timeout=300)
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))


def compiled(sheet: Sheet, path: Path) -> Callable[[float], dict[str, float]]:
    """The file's first column as one function of the seats, by `formulas`."""
    os.environ["TQDM_DISABLE"] = "1"
    rows = list(dict.fromkeys(sheet.figure_rows.values()))
    seats, *outputs = (f"'[{path.name}]MODEL'!A{row}" for row in (sheet.inputs[SEATS], *rows))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # of the package's own text
        import formulas

        function = (
            formulas.ExcelModel().loads(str(path)).finish().compile(inputs=[seats], outputs=outputs)
        )

    def called(seats: float) -> dict[str, float]:
        values = dict(zip(rows, function(seats), strict=True))
        return {figure: float(values[row].value[0, 0]) for figure, row in sheet.figure_rows.items()}

    return called


# ---------------------------------------------------------------------------------------------
# Times


class Side(NamedTuple):
    """One side of a ratio: how many pieces of work a turn, and what makes the n-th ready off the
    clock.
    """

    pieces: int
    prepared: Callable[[int], Callable[[], object]]


def processor_seconds() -> float:
    """Of this process, and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def spent(works: Sequence[Callable[[], object]]) -> float:
    """Milliseconds of processor time for a piece of work."""
    begin = processor_seconds()
    for work in works:
        work()
    return (processor_seconds() - begin) * 1000 / len(works)


def medians(sides: Mapping[str, Side]) -> dict[str, float]:
    """The median milliseconds of each side, in turn; a first turn warms up."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(1 + TURNS):
        for name, side in sides.items():
            times[name].append(
                spent([side.prepared(turn * side.pieces + place) for place in range(side.pieces)])
            )
    return {name: statistics.median(values[1:]) for name, values in times.items()}


def in_python(asked: Document) -> dict[str, Side]:
    """Our engine, and the oracle with fractions and with floats."""

    catalogue = parse(asked, lambda _: None).market.catalogue
    listed = {key: value for key, value in asked.items() if key != "catalogue"}

    def engine(more: int) -> Callable[[], object]:
        # One catalogue for all, as on the site.
        question = parse(with_more_seats(listed, more), lambda _: catalogue)
        return lambda: answer(question)

    sides = {ENGINE: Side(40, engine)}
    for name, pieces, module in (
        ("plain Python, floats", 20, float_oracle()),
        ("plain Python, rational numbers", 5, oracle("oracle_as_it_is")),
    ):
        priced = plain_python(module)
        for more in CHECKED:
            fleet = with_more_seats(asked, more)
            hold_against_the_engine(name, fleet, as_floats(figures(priced(fleet)())))
        sides[name] = Side(pieces, lambda more, priced=priced: priced(with_more_seats(asked, more)))
    return sides


def in_calc(calc: Calc, sheet: Sheet, asked: Document) -> dict[str, Side]:
    """LibreOffice with one comparison in a file, and with many."""
    sides = {}
    for name, comparisons in ((ONE, 1), (MANY, COMPARISONS)):
        path = calc.folder / f"{comparisons}.xlsx"
        write_workbook(sheet, int(asked["fleet"][0]["desktops"]), comparisons, path)
        rows = calc.computed(path)
        for more in CHECKED:
            if more < comparisons:
                values = {
                    figure: float(rows[row - 1][more]) for figure, row in sheet.figure_rows.items()
                }
                hold_against_the_engine(name, with_more_seats(asked, more), values)
        sides[name] = Side(1, lambda _, path=path: lambda: calc.computed(path))
    return sides


def in_formulas(sheet: Sheet, asked: Document, folder: Path) -> tuple[float, Side]:
    """Milliseconds of loading and compiling, and a call of the function that it makes."""
    seats = int(asked["fleet"][0]["desktops"])
    path = folder / "formulas.xlsx"
    write_workbook(sheet, seats, 1, path)
    begin = processor_seconds()
    function = compiled(sheet, path)
    loading = (processor_seconds() - begin) * 1000
    for more in CHECKED:
        hold_against_the_engine("formulas", with_more_seats(asked, more), function(seats + more))
    return loading, Side(2, lambda more: lambda: function(seats + more))


def peer_lines() -> Iterator[str]:
    """A line a peer, the nearest first: its time and its ratio to one comparison by the engine."""
    asked = document()
    sheet = Sheet(asked)
    sides = in_python(asked)
    once: dict[str, float] = {}
    missing = []
    with tempfile.TemporaryDirectory() as name:
        program = shutil.which("soffice")
        if importlib.util.find_spec("formulas") is None:
            missing.append("no spreadsheets: what requirements-bench.txt names is not installed")
        else:
            if program is not None:
                sides |= in_calc(Calc(program, Path(name)), sheet, asked)
            else:
                missing.append("no LibreOffice Calc: there is no soffice here (libreoffice-calc)")
            once["formulas, loading and compiling, once"], sides["formulas, a call"] = in_formulas(
                sheet, asked, Path(name)
            )
        gc.collect()
        gc.freeze()  # the peers' many objects are not to be looked through on anybody's clock
        found = medians(sides)
    ours = found.pop(ENGINE)
    if MANY in found:
        one, many = found.pop(ONE), found.pop(MANY)
        found |= {
            "LibreOffice Calc, one more in a file": (many - one) / (COMPARISONS - 1),
            "LibreOffice Calc, start and one": one,
        }
    yield (
        f"Peers: the same 4 scenarios over 5 years, {len(sheet.figure_rows)} figures of "
        f"{len(sheet.cells)} cells, "
        f"equal to the cent; processor time, medians of {TURNS} turns"
    )
    yield f"{ENGINE:38} {ours:10.2f} ms"
    for name, milliseconds in sorted((found | once).items(), key=lambda each: each[1]):
        yield f"{name:38} {milliseconds:10.2f} ms   {milliseconds / ours:.1f} times ours"
    yield from missing


if __name__ == "__main__":
    for line in peer_lines():
        print(line)
