"""The one table of rights: what may be done, by whom, and what else must hold."""

from __future__ import annotations

from typing import NamedTuple

from .roles import PRICE_EDITOR, ROLES

STRANGER = "without an account"
ADMINISTRATOR = "administrator"
COLUMNS = (STRANGER, *ROLES, ADMINISTRATOR)


class Right(NamedTuple):
    """A row of the table: an action, who may do it, and what must hold besides."""

    action: str
    who: frozenset[str]
    besides: str = ""


RIGHTS = (
    Right("Calculate, compare, take a price indication", frozenset(COLUMNS)),
    Right("See prices, their sources and the method", frozenset(COLUMNS)),
    Right("See own price lists and compare with them", frozenset(COLUMNS) - {STRANGER}),
    Right(
        "Change the password, second factor, sessions and tokens of one's own",
        frozenset(COLUMNS) - {STRANGER},
    ),
    Right(
        "Add and change prices, schemes and assumptions",
        frozenset({PRICE_EDITOR, ADMINISTRATOR}),
        "a second factor",
    ),
    Right("Invite people, give roles", frozenset({ADMINISTRATOR}), "a second factor"),
    Right(
        "End sessions and take second factors away",
        frozenset({ADMINISTRATOR}),
        "a second factor",
    ),
)
