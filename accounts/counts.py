"""Rows of counts in the database, so for all processes at once.

They tell neither names nor addresses: only keyed hashes are kept.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from .models import Tries

MOST_PRUNED = 100
IPV6_PREFIX = 64  # what one customer has


def name_row(name: str, *words: str) -> str:
    """The key of a row."""
    return salted_hmac(f"accounts.limits {name}", "\0".join(words), algorithm="sha256").hexdigest()


def shorten_address(address: str) -> str:
    """An address of IPv6 as its network, in which one customer has as many as he likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))


def lock_rows(keys: Iterable[str], now: datetime, kept_for: timedelta) -> list[Tries]:
    """The rows of these counts, for this transaction alone; always in one order."""
    wanted = sorted(keys)
    empty = [Tries(key=key, counted_at=now, forget_at=now + kept_for) for key in wanted]
    Tries.objects.bulk_create(empty, ignore_conflicts=True)
    return list(Tries.objects.select_for_update().filter(key__in=wanted).order_by("key"))


def count_from_now(keys: Iterable[str], now: datetime) -> None:
    """What was counted at a time that is to come, for the clock was set back since, counts as of
    now. In a transaction of its own: a refusal must not undo it.
    """
    Tries.objects.filter(key__in=[*keys], counted_at__gt=now).update(counted_at=now)


def prune(now: datetime) -> None:
    """Takes away what is forgotten, a few rows at a time, and none that another process has."""
    with transaction.atomic():
        forgotten = Tries.objects.select_for_update(skip_locked=True).filter(forget_at__lt=now)
        keys = list(forgotten.values_list("key", flat=True)[:MOST_PRUNED])
        Tries.objects.filter(key__in=keys).delete()


def tell_wait(wait: timedelta) -> str:
    """When to try again, in whole minutes.

    >>> tell_wait(timedelta(seconds=61))
    'in 2 minutes'
    """
    minutes = math.ceil(wait / timedelta(minutes=1))
    return "in a minute" if minutes == 1 else f"in {minutes} minutes"
