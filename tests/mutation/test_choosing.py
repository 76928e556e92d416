"""Which changes are tried, and by which tests."""

from __future__ import annotations

from tests.mutation.__main__ import choose
from tests.mutation.mutants import mutate
from tests.mutation.running import Map

SOURCE = "\n".join(f"a = {number}" for number in range(100))


def test_work_on_one_line_leaves_the_others_chosen():
    before = {mutant.key for mutant in choose(list(mutate(SOURCE, "x.py")), "20")}
    more = mutate(f"new = 1000\n{SOURCE}", "x.py")
    after = {mutant.key for mutant in choose(list(more), "20")}
    assert len(before) == 20
    assert len(before - after) <= 1


def test_another_seed_chooses_others(monkeypatch):
    mutants = list(mutate(SOURCE, "x.py"))
    first = choose(mutants, "20")
    monkeypatch.setenv("SEED", "14")
    assert choose(mutants, "20") != first


FOUND = Map(
    tests={"x.py": {1: set(), 3: {"slow", "long", "quick"}}},
    costs={"quick": 1.0, "other": 2.0, "slow": 50.0, "long": 121.0},
)


def test_a_change_is_tried_by_the_tests_of_its_line_that_fit_into_the_time_the_cheapest_first():
    [mutant] = mutate("\n\na = 1", "x.py")
    assert FOUND.find_tests(mutant) == ["quick", "slow"]


def test_what_an_import_runs_is_tried_by_the_tests_of_other_files_too():
    [mutant] = mutate("a = 1", "x.py")
    assert FOUND.find_tests(mutant) == ["quick", "other", "slow"]


def test_what_only_an_import_reads_is_tried_by_all_that_fit_into_the_time():
    [mutant] = mutate("a = 1", "y.py")
    assert FOUND.find_tests(mutant) == ["quick", "other", "slow"]
