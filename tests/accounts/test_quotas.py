"""How much one account may keep within a time: counted for all processes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accounts import quotas
from accounts.quotas import KEEP, Quota, TooOften, Used, check_bound, forget_some, give_back, take

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
TAKE_FIVE = """
import accounts.quotas as quotas
from datetime import timedelta
quotas.QUOTAS["keep"] = quotas.Quota(10, timedelta(hours=1))
taken = 0
for _ in range(5):
    try:
        quotas.take("keep", 17)
        taken += 1
    except quotas.TooOften:
        pass
print(taken)
"""


@pytest.fixture
def three(monkeypatch):
    """Three at once, and one more a minute."""
    monkeypatch.setitem(quotas.QUOTAS, KEEP, Quota(3, timedelta(minutes=1)))


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets."""

    def set_to(seconds: float) -> None:
        now = NOON + timedelta(seconds=seconds)
        monkeypatch.setattr("accounts.quotas.timezone.now", lambda: now)

    set_to(0)
    return set_to


def count_taken(account: int, tries: int) -> int:
    taken = 0
    for _ in range(tries):
        try:
            take(KEEP, account)
        except TooOften:
            continue
        taken += 1
    return taken


@pytest.mark.stores
@pytest.mark.django_db
def test_the_fourth_of_three_is_refused_until_the_first_comes_back(three, clock):
    assert count_taken(17, 3) == 3
    clock(20)
    with pytest.raises(TooOften) as refused:
        take(KEEP, 17)
    assert refused.value.wait == timedelta(seconds=40)
    clock(60)
    assert count_taken(17, 2) == 1


@pytest.mark.stores
@pytest.mark.django_db
def test_another_account_is_unharmed(three, clock):
    count_taken(17, 5)
    assert count_taken(18, 3) == 3


@pytest.mark.stores
@pytest.mark.django_db
def test_what_came_to_nothing_is_given_back(three, clock):
    count_taken(17, 3)
    give_back(KEEP, 17)
    assert count_taken(17, 2) == 1


@pytest.mark.stores
@pytest.mark.django_db
def test_whoever_keeps_one_a_minute_is_never_refused(three, clock):
    for minute in range(20):
        clock(60 * minute)
        assert count_taken(17, 1) == 1


def test_a_part_of_a_minute_counts_for_the_next_one(three):
    used = forget_some(KEEP, Used(3, NOON), NOON + timedelta(seconds=90))
    assert used == Used(2, NOON + timedelta(seconds=60))


def test_a_clock_that_was_set_back_forgets_nothing(three):
    before = NOON - timedelta(days=1)
    assert forget_some(KEEP, Used(3, NOON), before) == Used(3, before)


@pytest.mark.stores
@pytest.mark.django_db
def test_nobody_waits_for_the_day_that_a_clock_was_set_back_by(three, clock):
    count_taken(17, 3)
    clock(-86_400)
    with pytest.raises(TooOften) as refused:
        take(KEEP, 17)
    assert refused.value.wait == timedelta(minutes=1)
    clock(-86_340)
    assert count_taken(17, 2) == 1


def test_the_last_of_three_is_within_the_bound(three):
    check_bound(KEEP, Used(2, NOON), NOON)
    with pytest.raises(TooOften):
        check_bound(KEEP, Used(3, NOON), NOON)


def take_five(database: str) -> int:
    """How many of five one process could take."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", TAKE_FIVE],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "SECRET_KEY": "one of all processes " * 3},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_four_processes_together_take_ten_of_ten(database):
    with ThreadPoolExecutor(4) as processes:
        assert sum(processes.map(take_five, [database] * 4)) == 10
