"""Small changes of a source, each of which a test should see."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "pricing" / "engine"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
ONE_AT_A_TIME = Lock()  # the changes of a file share its tree
SHOWN = 160  # letters of a line that is printed: a table is one line
# Where what is said is the result; elsewhere a text is a key, and a wrong one stops the program.
SAYING = {"findings.py", "counted_findings.py", "remarks.py"}

OTHER_COMPARISON: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OTHER_OPERATOR: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the file, where it stands, its line there, and what writes the whole source.

    `again`: how many of the same words stand before it in the same function.
    """

    file: str
    place: str
    line: int
    before: str
    after: str
    write_source: Callable[[], str]
    again: int = 0

    @property
    def key(self) -> str:
        """How the list of equivalent ones names it: without the line, which moves."""
        words = f"{self.file} {self.place}: {self.before} -> {self.after}"
        return words + " again" * self.again

    def write_diff(self) -> str:
        """What differs, of the sources without comments."""
        return write_diff(self.write_unchanged(), self.write_source())

    def write_unchanged(self) -> str:
        """The source as it would be written with nothing changed: without comments."""
        return ast.unparse(ast.parse((ROOT / self.file).read_text()))

    def undo(self) -> Mutant:
        """The same place, at which nothing is changed: no test may fail of it."""
        return replace(self, after=self.before, write_source=self.write_unchanged)


def write_diff(before: str, after: str) -> str:
    """The line that differs; of a long one what stands around the change."""
    lines = zip(before.splitlines(), after.splitlines(), strict=True)
    pair = next((one, other) for one, other in lines if one != other)
    at = next(place for place, (a, b) in enumerate(zip_longest(*pair)) if a != b)
    start = max(0, at - SHOWN // 2)
    return "\n".join(sign + line[start:][:SHOWN] for sign, line in zip("-+", pair, strict=True))


def list_mutants() -> list[Mutant]:
    """All changes of the engine, in the order of its files and lines."""
    return [
        mutant
        for path in sorted(ENGINE.rglob("*.py"))
        for mutant in mutate(path.read_text(), str(path.relative_to(ROOT)))
    ]


def read_equivalent() -> dict[str, str]:
    """The changes that change nothing, by their keys, each with the reason."""
    blocks = filter(None, EQUIVALENT.read_text().strip().split("\n\n"))
    return {key: reason for key, _, reason in (block.partition("\n") for block in blocks)}


def mutate(source: str, file: str) -> Iterator[Mutant]:
    """The changes of one source."""
    tree = ast.parse(source)
    is_saying = Path(file).name in SAYING
    seen: Counter[str] = Counter()
    for node, parent, field, place in _walk(tree):
        for changed in _change(node, field[0], is_saying):
            mutant = Mutant(
                file=file,
                place=place,
                line=node.lineno,
                before=_words(node),
                after=_words(changed),
                write_source=partial(_write, tree, parent, field, changed),
            )
            yield replace(mutant, again=seen[mutant.key])
            seen[mutant.key] += 1


def _words(node: ast.AST) -> str:
    return ast.unparse(node).replace("\n", " ")


def _write(tree: ast.Module, parent: ast.AST, field: tuple[str, int | None], new: ast.AST) -> str:
    name, index = field
    holder = vars(parent) if index is None else getattr(parent, name)
    at = name if index is None else index
    with ONE_AT_A_TIME:
        old = holder[at]
        holder[at] = new
        source = ast.unparse(ast.fix_missing_locations(tree))
        holder[at] = old
    return source


def _walk(
    node: ast.AST, place: str = ""
) -> Iterator[tuple[ast.AST, ast.AST, tuple[str, int | None], str]]:
    """Every node that may be changed, with what holds it and the function it stands in."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        place = f"{place}.{node.name}".removeprefix(".")
    for name, value in ast.iter_fields(node):
        if _is_left_alone(node, name):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_unseen(child):
                continue
            yield child, node, (name, index), place
            yield from _walk(child, place)


def _is_left_alone(node: ast.AST, name: str) -> bool:
    """Types and decorators are held by mypy and the house's tests, not by numbers."""
    return name in ("annotation", "returns", "decorator_list", "bases", "format_spec")


def _is_unseen(node: ast.AST) -> bool:
    """A docstring, an import, zip's word that two lists are as long as each other."""
    return (
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.keyword) and node.arg == "strict")
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    )


def _change(node: ast.AST, field: str, is_saying: bool) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    if field == "test" and isinstance(node, ast.expr) and not _has_other(node):
        yield ast.UnaryOp(ast.Not(), node)
    match node:
        case ast.Compare(ops=[operator]):
            yield _copy(node, ops=[OTHER_COMPARISON[type(operator)]()])
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if (
            type(operator) in OTHER_OPERATOR
        ):
            yield _copy(node, op=OTHER_OPERATOR[type(operator)]())
        case ast.BoolOp(op=ast.And()):
            yield _copy(node, op=ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield _copy(node, op=ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert(), operand=operand):
            yield operand
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value) if is_saying and value.strip():
            yield ast.Constant(f"XX{value}")
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))


def _has_other(node: ast.expr) -> bool:
    """Whether another change says the opposite already."""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Compare(ops=[operator]):
            return not isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE)
    return False


def _copy(node: ast.AST, **changed: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in changed.items():
        setattr(other, name, value)
    return other
