"""How much one account may keep, and one reader may ask that costs, within a time.

Of each kind there is a number that may be used at once, so that nobody who works by hand meets
it; what was used comes back one by one. What is kept is counted in the database, for all processes
at once; what is worked, where the machine's turns are (calculator.turns).
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from .counts import count_from_now, lock_rows, name_row, prune


class Quota(NamedTuple):
    """So many at once, and one more each so often."""

    most: int
    one_more_each: timedelta


KEEP, PROPOSE, TOKEN, WORK = "keep", "propose", "token", "work"
QUOTAS = {
    KEEP: Quota(600, timedelta(minutes=1)),
    PROPOSE: Quota(200, timedelta(minutes=5)),
    TOKEN: Quota(20, timedelta(hours=1)),
    WORK: Quota(1_200, timedelta(seconds=2)),
}


class Used(NamedTuple):
    """What was used and has not come back, since when."""

    number: int
    at: datetime


class TooOften(Exception):
    """Of this kind nothing more can be had for so long."""

    def __init__(self, kind: str, wait: timedelta) -> None:
        super().__init__(kind, wait)
        self.kind, self.wait = kind, wait


def take(kind: str, account: int) -> None:
    """Counts one for an account before it is done. Raises `TooOften`, and then counts nothing."""
    now = timezone.now()
    count_from_now([_name(kind, account)], now)
    _change(kind, account, 1, now)
    prune(now)


def give_back(kind: str, account: int) -> None:
    """Counts one less: nothing came of it."""
    _change(kind, account, -1, timezone.now())


def _name(kind: str, account: int) -> str:
    return name_row(f"quota {kind}", f"{account}")


@transaction.atomic
def _change(kind: str, account: int, number: int, now: datetime) -> None:
    each = QUOTAS[kind].one_more_each
    (row,) = lock_rows([_name(kind, account)], now, each)
    used = forget_some(kind, Used(row.number, row.counted_at), now)
    if number > 0:
        check_bound(kind, used, now)
    row.number, row.counted_at = max(used.number + number, 0), used.at
    row.forget_at = row.counted_at + row.number * each
    row.save()


def forget_some(kind: str, used: Used, now: datetime) -> Used:
    """Takes off what came back by now; a part of the time stays for the next one. What was used at
    a time that is to come, for the clock was set back since, comes back as of now.
    """
    each = QUOTAS[kind].one_more_each
    used = used._replace(at=min(used.at, now))
    back = (now - used.at) // each
    if back >= used.number:
        return Used(0, now)
    return Used(used.number - back, used.at + back * each)


def check_bound(kind: str, used: Used, now: datetime) -> None:
    """Raises `TooOften` where one more would be above the bound."""
    quota = QUOTAS[kind]
    above = used.number + 1 - quota.most
    if above > 0:
        raise TooOften(kind, used.at + above * quota.one_more_each - now)


def count_seconds(wait: timedelta) -> int:
    """For how long, as `Retry-After` says it."""
    return math.ceil(wait.total_seconds())
