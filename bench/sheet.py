"""The pricing rules as a spreadsheet, written by the code that prices.

The oracle of the tests is loaded once more with numbers that know, beside their value, the
formula that gives it. It prices a document, and what it did stands in a sheet: an input a
number of the document, a formula for each longer step. What the document decides by its
words or by comparing numbers (coverage, tiers, what binds) is decided once, as in a sheet
that somebody drew up for this comparison; seats may change as long as nothing of that does.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

ORACLE = Path(__file__).resolve().parent.parent / "tests" / "oracle.py"
MOST_REFERENCES = 4  # a formula with more of them gets a cell of its own
COLUMN = "§"  # stands in a reference for the column of the comparison
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
MONEY = (
    "tco",
    "npv",
    "annualised",
    "tco_per_desktop",
    "tco_per_desktop_year",
    "tco_per_desktop_month",
)


def oracle(name: str) -> ModuleType:
    """The oracle as a module of its own, whose numbers may be replaced."""
    spec = importlib.util.spec_from_file_location(name, ORACLE)
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The money and the hosts of an answer document by their paths, as they stand there.

    The oracle's lines come by key, the engine's as a list; a line of nothing may be missing.
    """
    found: dict[str, Any] = {}
    for scenario in answer["scenarios"]:
        lines = scenario["lines"]
        if not isinstance(lines, Mapping):
            lines = {line["key"]: line["cash_flow"] for line in lines}
        rows = {**lines, "cash_flow": scenario["cash_flow"], "hosts": scenario["sizing"]["hosts"]}
        for key, row in rows.items():
            found |= {
                f"{scenario['name']}/{key}/{column}": figure for column, figure in enumerate(row)
            }
        found |= {
            f"{scenario['name']}/{key}": scenario[key] for key in (*MONEY, "saving", "npv_saving")
        }
    return found


class Sheet:
    """A column of inputs and formulas, and the cells in which its figures stand."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.cells: list[str | float] = []  # from the first row on; a formula begins with =
        self.inputs: dict[str, int] = {}  # path in the document -> row, counted from 1
        self._rows: dict[str, str] = {}
        answer = _tracing_oracle().answer(self._with_inputs(document, ""))
        self.figure_rows: dict[
            str, int
        ] = {  # a figure's path -> row; what is 0 whatever the inputs has none
            path: int(self.reference(figure.text).removeprefix(COLUMN))
            for path, figure in figures(answer).items()
            if isinstance(figure, Traced)
        }

    def reference(self, text: str) -> str:
        """The cell of a formula: the same formula stands once."""
        if text.startswith(COLUMN):
            return text
        if text not in self._rows:
            self._rows[text] = self._append(f"={text}")
        return self._rows[text]

    def read(self, given: Input) -> Traced:
        """An input as the sheet has it; what is never asked for does not stand in it."""
        if given.path not in self.inputs:
            self._append(float(given))
            self.inputs[given.path] = len(self.cells)
        return Traced(self, Fraction(given), f"{COLUMN}{self.inputs[given.path]}")

    def _append(self, cell: str | float) -> str:
        self.cells.append(cell)
        return f"{COLUMN}{len(self.cells)}"

    def column(self, name: str, changed: Mapping[str, float]) -> Iterator[str | float]:
        """The sheet's cells for one column of the file, with some inputs changed by their paths."""
        rows = {self.inputs[path]: value for path, value in changed.items()}
        for row, cell in enumerate(self.cells, start=1):
            yield cell.replace(COLUMN, name) if isinstance(cell, str) else rows.get(row, cell)

    def _with_inputs(self, value: Any, path: str) -> Any:
        """The document with its numbers as inputs; its years are the shape of the sheet, no
        input.
        """
        if isinstance(value, Mapping):
            return {key: self._with_inputs(item, f"{path}.{key}") for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._with_inputs(item, f"{path}.{place}") for place, item in enumerate(value)]
        is_number = not isinstance(value, bool) and NUMBER.fullmatch(str(value)) is not None
        return Input(value, path[1:], self) if is_number and path != ".horizon_years" else value


class Input(str):
    """A number of the document, as it is written, that knows where it stands."""

    def __new__(cls, value: Any, path: str, sheet: Sheet) -> Input:
        made = super().__new__(cls, value)
        made.path, made.sheet = path, sheet
        return made


class Traced:
    """A number with the formula that gives it; compared, it is only its value."""

    def __init__(self, sheet: Sheet, value: Fraction, text: str) -> None:
        self.sheet, self.value, self.text = sheet, value, text

    def formula(self, value: Any, text: str) -> Traced:
        """Another number of the same sheet; a long formula moves into a cell."""
        is_long = text.count(COLUMN) > MOST_REFERENCES
        return self.cell(value, text) if is_long else Traced(self.sheet, Fraction(value), text)

    def cell(self, value: Any, text: str) -> Traced:
        """Another number of the same sheet, in a cell of its own."""
        return Traced(self.sheet, Fraction(value), self.sheet.reference(text))

    def _infix(self, sign: str, other: Any, value: Fraction, swapped: bool = False) -> Traced:
        left, right = (written(other), self.text) if swapped else (self.text, written(other))
        return self.formula(value, f"({left}{sign}{right})")

    def __add__(self, other: Any) -> Traced:
        return self if is_plain(other, 0) else self._infix("+", other, self.value + plain(other))

    __radd__ = __add__

    def __mul__(self, other: Any) -> Traced | int:
        if is_plain(other, 0):
            return 0
        return self if is_plain(other, 1) else self._infix("*", other, self.value * plain(other))

    __rmul__ = __mul__

    def __sub__(self, other: Any) -> Traced:
        return self if is_plain(other, 0) else self._infix("-", other, self.value - plain(other))

    def __rsub__(self, other: Any) -> Traced:
        return self._infix("-", other, plain(other) - self.value, swapped=True)

    def __truediv__(self, other: Any) -> Traced:
        return self if is_plain(other, 1) else self._infix("/", other, self.value / plain(other))

    def __rtruediv__(self, other: Any) -> Traced:
        return self._infix("/", other, plain(other) / self.value, swapped=True)

    def __pow__(self, years: int) -> Traced | int:
        if years in (0, 1):
            return self if years else 1
        return self._infix("^", years, self.value**years)

    def __neg__(self) -> Traced:
        return 0 - self

    def __bool__(self) -> bool:
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        return bool(self.value == plain(other))

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < plain(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= plain(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > plain(other))

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= plain(other))


def plain(number: Any) -> Any:
    """The value of a number, traced or not."""
    return number.value if isinstance(number, Traced) else number


def is_plain(number: Any, value: int) -> bool:
    """Whether it is that number whatever the inputs are."""
    return not isinstance(number, Traced) and number == value


def written(number: Any) -> str:
    """A number as it stands in a formula."""
    if isinstance(number, Traced):
        return number.text
    return str(number) if number == int(number) else repr(float(number))


def _first_traced(numbers: Iterable[Any]) -> Traced | None:
    return next((number for number in numbers if isinstance(number, Traced)), None)


def _one_of(name: str, of: Callable[..., Any]) -> Callable[..., Any]:
    """MAX or MIN of some numbers; where none of them is traced, what Python makes of them."""

    def called(*numbers: Any, **options: Any) -> Any:
        some = _first_traced(numbers)
        if some is None:
            return of(*numbers, **options)
        return some.formula(of(map(plain, numbers)), f"{name}({','.join(map(written, numbers))})")

    return called


def _sum(numbers: Iterable[Any], start: Any = 0) -> Any:
    left = [number for number in numbers if not is_plain(number, 0)]
    some = _first_traced(left)
    if some is None:
        return sum(left, start)
    if len(left) == 1:
        return some
    return some.formula(sum(map(plain, left)), f"SUM({','.join(map(written, left))})")


def _tracing_oracle() -> ModuleType:
    """The oracle, in which what reads, rounds, compares or sums numbers knows traced ones too."""
    module, unchanged = oracle("oracle_of_the_sheet"), oracle("oracle_unchanged")

    def exact(value: Any) -> Any:
        return value.sheet.read(value) if isinstance(value, Input) else unchanged.exact(value)

    def ceiling(value: Any) -> Any:
        if not isinstance(value, Traced):
            return unchanged.ceiling(value)
        return value.cell(unchanged.ceiling(value.value), f"ROUNDUP({value.text}*(1-1E-14),0)")

    def floor(value: Any) -> Any:
        if not isinstance(value, Traced):
            return unchanged.floor(value)
        return value.cell(unchanged.floor(value.value), f"ROUNDDOWN({value.text}*(1+1E-14),0)")

    def rounded(value: Any, decimals: int) -> Any:
        if not isinstance(value, Traced):
            return unchanged.rounded(value, decimals)
        return value.cell(
            unchanged.rounded(value.value, decimals), f"ROUND({value.text}*(1+1E-14),{decimals})"
        )

    def fraction(above: Any, below: Any = 1) -> Any:
        if isinstance(above, Traced) or isinstance(below, Traced):
            return above / below
        return Fraction(above) / Fraction(below)

    module.__dict__.update(
        exact=exact,
        ceiling=ceiling,
        floor=floor,
        rounded=rounded,
        half_up=lambda value: rounded(value, 0),
        money=lambda value: rounded(value, 2),
        decimal_text=lambda value, _=0: value,
        Fraction=fraction,
        int=lambda value: value if isinstance(value, Traced) else int(value),
        float=lambda value: value if isinstance(value, Traced) else float(value),
        max=_one_of("MAX", max),
        min=_one_of("MIN", min),
        sum=_sum,
    )
    return module
