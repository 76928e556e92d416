"""Which changes are tried."""

from __future__ import annotations

from tests.mutation.__main__ import choose
from tests.mutation.mutants import mutate

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
