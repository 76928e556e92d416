"""How the code is laid out, where no tool of `make lint` looks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LINES = [
    (f"{path.relative_to(ROOT)}:{number}", line)
    for path in TEMPLATES
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    if line.strip()
]
OPENING = r"<[a-z]"
# An attribute with its value, if it has one; what a template puts in may hold quotes and signs of
# its own.
ATTRIBUTE = r"""\s+[\w:-]+(?:=(?:"(?:\{\{.*?\}\}|\{%.*?%\}|[^"])*"|'(?:\{\{.*?\}\}|[^'])*'))?"""


def lines_with(found: re.Pattern[str]) -> list[str]:
    """The lines of templates in which a pattern stands, by their places."""
    return [place for place, line in LINES if found.search(line)]


def test_no_line_of_a_template_is_long():
    assert [place for place, line in LINES if len(line) > 120] == []


def test_most_lines_of_templates_are_short_and_indented():
    lengths = sorted(len(line) for _, line in LINES)
    assert lengths[len(lengths) * 9 // 10] <= 90
    assert sum(line.startswith(" ") for _, line in LINES) >= 0.75 * len(LINES)


def test_no_line_of_a_template_has_more_than_three_tags():
    """Elements that open, and tags of the template."""
    crowded = re.compile(rf"(?:(?:{OPENING}|{{%).*?){{4}}")
    assert lines_with(crowded) == []


def test_an_element_with_three_attributes_has_one_a_line():
    assert lines_with(re.compile(rf"{OPENING}[a-z0-9]*(?:{ATTRIBUTE}){{3}}")) == []


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ('<a class="x" href="y" hidden>', True),
        ('<a class="{{ "x" if y else "z" }}" href="y" id="{{ z }}">', True),
        ('<a class="x" href="y">a b c="d"</a>', False),
    ],
)
def test_attributes_are_counted_within_their_element(line, is_found):
    assert bool(re.search(rf"{OPENING}[a-z0-9]*(?:{ATTRIBUTE}){{3}}", line)) == is_found


def test_markup_is_called_safe_in_one_file():
    """Else a text that somebody typed could stand in a page as markup."""
    trusting = re.compile(r"\b(?:mark_safe|SafeString|Markup)\b|\|\s*safe\b")
    tops = ("accounts", "calculator", "pricing", "quotes")
    files = [*(path for top in tops for path in (ROOT / top).rglob("*.py")), *TEMPLATES]
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files
        if trusting.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["calculator/docs_pages.py"]


def test_no_markup_stands_in_a_string_of_python():
    """docs_pages.py makes pages of Markdown, and the admin has its own one link."""
    markup = re.compile(
        r"""["'>]</?(?:a|b|abbr|button|details|div|i|li|mark|p|small|span|strong|svg|t[dhr]|ul)\b[^"']*[>"']"""
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("accounts", "calculator", "pricing", "quotes")
        for path in (ROOT / folder).rglob("*.py")
        if markup.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"calculator/docs_pages.py", "pricing/admin_rows.py"}


# Python: measured as in the models that this code is held against

CODE = [
    path
    for top in ("accounts", "calculator", "pricing", "quotes")
    for path in sorted((ROOT / top).rglob("*.py"))
    if "/migrations/" not in path.as_posix()
]
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in CODE
}
LENGTHS = {
    path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
    for path in CODE
}
BLOCKS = (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.With, ast.Try)


def conditionals_in(node: ast.AST) -> int:
    """Conditional expressions in a piece of code."""
    return sum(isinstance(each, ast.IfExp) for each in ast.walk(node))


def test_what_is_decided_is_an_if_and_seldom_an_expression():
    assert sum(map(conditionals_in, TREES.values())) <= 12 * sum(LENGTHS.values()) / 1000


@pytest.mark.parametrize("name", TREES)
def test_no_statement_has_two_conditional_expressions_nor_one_within_another(name):
    statements = [
        node
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.stmt) and not isinstance(node, BLOCKS)
    ]
    assert [node.lineno for node in statements if conditionals_in(node) > 1] == []


def test_few_files_are_long():
    assert len([name for name, length in LENGTHS.items() if length > 300]) <= 5


def test_no_view_streams_so_that_none_holds_a_transaction_open_for_a_slow_reader():
    streams = ("StreamingHttpResponse", "FileResponse")
    assert [
        name
        for name, tree in TREES.items()
        if any(isinstance(each, ast.Name) and each.id in streams for each in ast.walk(tree))
    ] == []
