"""What is changed in a source, and what is left alone."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.mutants import ROOT, list_mutants, mutate, read_equivalent, write_diff


def changed(source, file="x.py"):
    return [(mutant.before, mutant.after) for mutant in mutate(source, file)]


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b", [("a < b", "a <= b")]),
        ("a + b", [("a + b", "a - b")]),
        ("a and b", [("a and b", "a or b")]),
        ("-a", [("-a", "a")]),
        ("x = 2", [("2", "3")]),
        ("x = True", [("True", "False")]),
        ("if a: pass", [("a", "not a")]),
        ("def f(): return a", [("return a", "return None")]),
    ],
)
def test_each_kind_of_change_is_made(source, changes):
    assert changed(source) == changes


def test_texts_are_changed_where_what_is_said_is_the_result():
    assert changed("x = 'a'", "findings.py") == [("'a'", "'XXa'")]
    assert changed("x = 'a'") == []


def test_types_docstrings_and_decorators_are_left_alone():
    assert changed('@f(1)\ndef g(a: A | B = None) -> A | B:\n    """1 + 1."""') == []


def test_a_change_is_one_in_the_whole_source():
    assert [m.write_source() for m in mutate("a = 1\nb = 2", "x.py")] == [
        "a = 2\nb = 2",
        "a = 1\nb = 3",
    ]


def test_the_same_words_in_one_function_are_told_apart():
    assert [mutant.key for mutant in mutate("a = 1\nb = 1", "x.py")] == [
        "x.py : 1 -> 2",
        "x.py : 1 -> 2 again",
    ]


def test_each_change_that_is_listed_as_equivalent_can_still_be_made():
    assert read_equivalent().keys() <= {mutant.key for mutant in list_mutants()}


def test_the_line_that_a_change_is_in_is_printed():
    assert write_diff("a\nb = 1\nc", "a\nb = 12\nc") == "-b = 1\n+b = 12"


def test_of_a_long_line_what_stands_around_the_change_is_printed():
    before, after = write_diff("a" * 9000 + "1", "a" * 9000 + "2").splitlines()
    assert (before, after) == ("-" + "a" * 80 + "1", "+" + "a" * 80 + "2")


def test_a_change_that_is_undone_leaves_the_source_as_it_was():
    mutant = next(each for each in list_mutants() if each.file == "pricing/engine/finance.py")
    source = (ROOT / mutant.file).read_text()
    assert ast.dump(ast.parse(mutant.undo().write_source())) == ast.dump(ast.parse(source))
    assert ast.dump(ast.parse(mutant.write_source())) != ast.dump(ast.parse(source))
