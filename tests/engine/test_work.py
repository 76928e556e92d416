"""How much work a question is, counted from it before it is done."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import numpy as np
import pytest

from pricing.comparison import question_of
from pricing.engine.analysis.ranking import ranking_of
from pricing.engine.document import OwnLine, Question
from pricing.engine.evaluate import Evaluation, evaluate
from pricing.engine.faults import Faults
from pricing.engine.numbers import Range
from pricing.engine.read_question import parse
from pricing.engine.work import (
    ACCOUNT,
    Account,
    announce,
    count_case,
    count_lines,
    expect,
    list_ranges,
)
from tests.heavy_documents import make_heavy
from tests.strategies import random_document

DRAWS = 8


def priced(question: Question) -> Evaluation:
    """The question over some draws of each range."""
    return evaluate(question, lambda _, range_: np.full(DRAWS, float(range_.mode)))


def count_cells(run: Evaluation) -> float:
    """The cells that hold what one case is: the money of lines, what is counted of the rows of the
    bill and of the groups, in each year; and each range's value.
    """
    fleet = [getattr(run.fleet, field.name) for field in fields(run.fleet)]
    arrays = [run.money, run.quantities.quantity, run.quantities.packs, *fleet]
    years = run.question.horizon_years
    scenarios, groups = len(run.question.scenarios), len(run.question.fleet)
    cells = sum(each.size / each.shape[-1] for each in arrays)
    return cells + years * scenarios * groups + len(list_ranges(run.question))


@pytest.mark.parametrize("seed", range(40))
def test_the_count_is_within_three_times_the_cells_that_a_case_fills(seed):
    question = parse(random_document(seed), lambda _: None)
    cells = count_cells(priced(question))
    assert cells / 3 <= count_case(question) <= cells * 3


@pytest.mark.parametrize(
    "more",
    [
        {"groups": 3},
        {"scenarios": 3},
        {"entries": 12},
        {"years": 3},
        {"own_lines": 1},
    ],
    ids=lambda more: next(iter(more)),
)
def test_more_of_anything_is_more_work(more):
    least = {"groups": 2, "scenarios": 2, "entries": 8, "years": 2}
    less, all_more = (question_of(make_heavy(**each)) for each in (least, least | more))
    assert count_case(less) < count_case(all_more)


def test_a_range_more_is_more_work():
    question = question_of(make_heavy(2, 2, 8, 2))
    plain = replace(question, annual_growth=question.annual_growth.mode)
    assert isinstance(question.annual_growth, Range)
    assert count_case(plain) < count_case(question)


def test_a_case_of_one_scheme_and_one_group_in_one_year_is_counted_by_hand():
    question = question_of(make_heavy(1, 1, 1, 1))
    plain = replace(question, annual_growth=question.annual_growth.mode, assumptions={})
    bare = replace(plain.scenarios[0], assumptions={}, prices={})
    # Two lines of the scheme, eleven of operation, one group of the scenario, twelve of the group.
    assert count_case(replace(plain, scenarios=(bare,))) == 2 + 11 + 1 + 12


def test_a_line_of_ones_own_is_a_line_more():
    question = question_of(make_heavy(1, 1, 1, 1))
    own = OwnLine("Move", "roll_out", Decimal(1), "all", 1, 1, "none", "")
    more = replace(question.scenarios[0], own_lines=(own, own))
    assert count_lines(replace(question, scenarios=(more,))) == count_lines(question) + 2


def test_a_range_is_three_amounts_of_a_case_and_seventeen_where_it_is_made_anew():
    question = question_of(make_heavy(1, 1, 1, 1))
    bare = replace(question.scenarios[0], assumptions={}, prices={})
    question = replace(question, assumptions={}, scenarios=(bare,))
    assert isinstance(question.annual_growth, Range)
    assert count_case(question) == 26 + 3
    many = {str(number): question.annual_growth for number in range(512)}
    # 60,000 amounts of a table are 14 for each of 4,096 cases.
    assert count_case(replace(question, assumptions=many)) == 26 + 513 * 17


def test_work_is_noted_before_it_is_done_and_refused_above_the_most():
    question = question_of(make_heavy(2, 2, 8, 2))
    token = ACCOUNT.set(account := Account(most=count_case(question)))
    try:
        with pytest.raises(Faults, match=r"one answer has .* at most"):
            ranking_of(question, {"annual_growth": np.zeros(2)})
    finally:
        ACCOUNT.reset(token)
    assert account.taken > account.most


def test_what_will_follow_is_told_to_who_keeps_account():
    class Hearing(Account):
        heard = 0

        def expect(self, amounts):
            self.heard = amounts

    token = ACCOUNT.set(account := Hearing(most=1))
    try:
        expect(7)
    finally:
        ACCOUNT.reset(token)
    assert account.heard == 7


def test_nobody_keeps_account_of_a_command():
    announce(10**18)
    expect(10**18)
    assert ACCOUNT.get() is None
