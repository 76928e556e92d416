"""Groups with more users at work at once than they have desktops, and how many may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from calculator import formats
from calculator.question.state import State
from pricing.engine.answer import Answer
from pricing.engine.exact import decimal_half_up


class Crowded(NamedTuple):
    """A group in words, the path of its users and, where the starting point says how many share a
    desktop, as many for the desktops that it has now.
    """

    words: str
    path: str
    meant: str


def list_crowded(state: State) -> list[Crowded]:
    """The groups that do not fit on their desktops in the first year; a number of desktops that
    was typed does not move the users.
    """
    if state.answer is None:
        return []
    return list(find_crowded(state.answer, state.base))


def find_crowded(answer: Answer, base: Mapping[str, Any]) -> Iterator[Crowded]:
    """The same of an answer; `base` is the document of the starting point."""
    fleet = answer.evaluation.fleet
    for place, group in enumerate(answer.question.fleet):
        desktops, users, at_once = (
            int(numbers[place, 0, 0]) for numbers in (fleet.desktops, fleet.users, fleet.concurrent)
        )
        if at_once <= desktops:
            continue
        words = (
            f"{group.name}: {at_once:,} of {formats.count(users, 'user')} are at work at once, on "
            f"{formats.count(desktops, 'desktop')}. The number of users does not follow that of "
            "desktops."
        )
        yield Crowded(words, f"fleet.{place}.users", _find_meant(base, group.name, desktops))


def _find_meant(base: Mapping[str, Any], name: str, desktops: int) -> str:
    """As many users a desktop as the group of that name has at the starting point; "" where it
    says nothing of that.
    """
    for group in base.get("fleet") or ():
        if isinstance(group, Mapping) and group.get("name") == name:
            return _share_out(group.get("users"), group.get("desktops"), desktops)
    return ""


def _share_out(users: Any, of_desktops: Any, desktops: int) -> str:
    """So many users for so many desktops, as many for other desktops.

    >>> _share_out("450", "300", 150), _share_out(None, "300", 150), _share_out("450", "0", 150)
    ('225', '', '')
    """
    numbers = [str(number) for number in (users, of_desktops)]
    if not all(number.isascii() and number.isdigit() and number.strip("0") for number in numbers):
        return ""
    shared = Decimal(numbers[0]) / Decimal(numbers[1]) * desktops
    return str(decimal_half_up(shared, 0))
