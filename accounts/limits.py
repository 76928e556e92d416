"""How often passwords are tried, counted in the database, so for all processes at once.

Counted are an account tried from one address, an address whatever the account, and an account
whatever the address. Above a bound nothing is looked at for a while, which grows with each wrong
password and has an end. Whoever has logged in from an address is held up there by wrong passwords
of that account from that address alone, so nobody elsewhere locks him out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple

from allauth.account.signals import password_reset
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .counts import (
    count_from_now,
    lock_rows,
    name_row,
    prune,
    shorten_address,
    tell_wait,
)
from .log import Person, find_address
from .models import Tries
from .names import spell_name

GetResponse = Callable[[HttpRequest], HttpResponse]


class Bound(NamedTuple):
    """So many wrong passwords cost nothing; one of them is forgiven each so often."""

    free: int
    forgiven_each: timedelta


BOUNDS = {
    "account here": Bound(5, timedelta(hours=1)),
    "address": Bound(30, timedelta(minutes=5)),
    "account": Bound(50, timedelta(minutes=30)),
}
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=90)
# A process that was killed while it looked gives no place back.
LOOKED_AT_WITHIN = timedelta(seconds=30)
WAIT_SECONDS = 10.0
POLL_SECONDS = 0.1
WAIT = "deskfare.wait"  # where the request keeps for how long nothing is looked at


class TooMany(Exception):
    """For so long no password is looked at."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class Place(NamedTuple):
    """One password that may be looked at, until it is told whether it was right."""

    keys: dict[str, Bound]
    known: str
    began: float


def take_place(account: Person, typed: str, address: str) -> Place:
    """Lets one password be looked at, or raises TooMany.

    Others that are being looked at may be right, so where they hold all places they are waited for.
    """
    place = _name_place(account, typed, address)
    until = time.monotonic() + WAIT_SECONDS
    while not _enter(place):
        if time.monotonic() > until:
            raise TooMany(timedelta(seconds=1))
        time.sleep(POLL_SECONDS)
    return place


def leave_place(place: Place, is_right: bool) -> None:
    """Counts a wrong password; a right one ends the count of its account at its address."""
    now = timezone.now()
    with transaction.atomic():
        for row in lock_rows(place.keys, now, LONGEST_DELAY):
            bound = place.keys[row.key]
            if place.began in row.looking:
                row.looking.remove(place.began)
            if is_right and bound is BOUNDS["account here"]:
                row.number = 0
            if not is_right:
                row.number = _count_wrong(row, bound, now) + 1
                row.counted_at = now
            row.forget_at = row.counted_at + max(
                row.number * bound.forgiven_each, LONGEST_DELAY, LOOKED_AT_WITHIN
            )
            row.save()
        if is_right:
            Tries.objects.update_or_create(
                key=place.known, defaults={"counted_at": now, "forget_at": now + KNOWN_FOR}
            )
    prune(now)


def _name_place(account: Person, typed: str, address: str) -> Place:
    """What a password counts for. Rows tell neither names nor addresses."""
    whom = spell_name(typed).casefold()
    if account is not None:
        whom = f"{account.pk}"
    where = shorten_address(address)
    parts = {"account here": (whom, where), "address": (where,), "account": (whom,)}
    keys = {name_row(name, *words): BOUNDS[name] for name, words in parts.items()}
    known = name_row("known", whom, where)
    if Tries.objects.filter(key=known, forget_at__gt=timezone.now()).exists():
        keys = dict([next(iter(keys.items()))])
    return Place(keys, known, timezone.now().timestamp())


def _enter(place: Place) -> bool:
    """Takes a place in each count; False where all are taken. Raises TooMany above a bound."""
    now = timezone.now()
    count_from_now(place.keys, now)
    with transaction.atomic():
        rows = lock_rows(place.keys, now, LONGEST_DELAY)
        if wait := max(_count_wait(row, place.keys[row.key], now) for row in rows):
            raise TooMany(wait)
        for row in rows:
            row.looking = [each for each in row.looking if each > _long_ago(now)]
        if any(_is_full(row, place.keys[row.key], now) for row in rows):
            return False
        for row in rows:
            row.looking.append(place.began)
            row.save()
    return True


def _count_wrong(row: Tries, bound: Bound, now: datetime) -> int:
    """How many wrong passwords are not forgiven yet."""
    forgiven: int = (now - row.counted_at) // bound.forgiven_each
    return max(row.number - max(forgiven, 0), 0)


def _count_wait(row: Tries, bound: Bound, now: datetime) -> timedelta:
    """For how long nothing is looked at: twice as long with each wrong one above the bound."""
    if row.number < bound.free:
        return timedelta(0)
    doubled = FIRST_DELAY * 2 ** min(row.number - bound.free, 8)
    return max(row.counted_at + min(doubled, LONGEST_DELAY) - now, timedelta(0))


def _is_full(row: Tries, bound: Bound, now: datetime) -> bool:
    """Whether as many are looked at now as might be wrong without passing the bound."""
    return len(row.looking) >= max(bound.free - _count_wrong(row, bound, now), 1)


def _long_ago(now: datetime) -> float:
    return (now - LOOKED_AT_WITHIN).timestamp()


def say_wait(wait: timedelta) -> str:
    """When to try again, in a sentence."""
    return f"Too many wrong passwords: try again {tell_wait(wait)}."


def answer_limit(get_response: GetResponse) -> GetResponse:
    """Tells by status and header that no password or code was looked at, and until when none is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if wait := request.META.get(WAIT):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(math.ceil(wait.total_seconds()))
        return response

    return middleware


def listen() -> None:
    """Forgets the wrong passwords of whoever set a new one by a link."""
    password_reset.connect(_forget, dispatch_uid="accounts.limits")


def _forget(request: HttpRequest, user: AbstractBaseUser, **_: object) -> None:
    place = _name_place(user, "", find_address(request))
    here = next(iter(place.keys))
    Tries.objects.filter(key=here).delete()
