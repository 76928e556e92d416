"""How a change is put into functions that are there already."""

from __future__ import annotations

import importlib.util

import pytest

from tests.mutation.forking import Made, is_run_by_import, put_in


def read(path):
    """A module of its own."""
    spec = importlib.util.spec_from_file_location("changed", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("before", "after", "answer"),
    [
        ("def f():\n    return 1", "def f():\n    return 2", False),
        ("class C:\n    def f(self): return 1", "class C:\n    def f(self): return 2", False),
        ("def f(a=1):\n    return a", "def f(a=2):\n    return a", True),
        ("A = 1", "A = 2", True),
    ],
)
def test_what_an_import_runs_is_told_from_what_a_call_runs(before, after, answer):
    assert is_run_by_import(before, after) is answer


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("def f():\n    return 1", lambda module: module.f()),
        ("class C:\n    def f(self):\n        return 1", lambda module: module.C().f()),
        (
            "class C:\n    @property\n    def f(self):\n        return 1",
            lambda module: module.C().f,
        ),
        ("from functools import cache\n@cache\ndef f():\n    return 1", lambda module: module.f()),
    ],
)
def test_changed_code_is_put_into_a_function_that_was_called_before(tmp_path, source, call):
    path = tmp_path / "changed.py"
    path.write_text(source)
    module = read(path)
    assert call(module) == 1
    put_in(Made(module.__name__), str(path), source, source.replace("return 1", "return 2"))
    assert call(module) == 2
