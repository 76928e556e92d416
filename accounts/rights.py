"""The one table of rights: what may be done, by whom, and what else must hold."""

from __future__ import annotations

from typing import Any, NamedTuple

from .roles import PRICE_EDITOR, ROLES, list_roles

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
    Right(
        "Propose prices of the organisation's own lists from files, and apply them",
        frozenset({PRICE_EDITOR, ADMINISTRATOR}),
        "a second factor; lists that ship change with a release alone",
    ),
    Right("Invite people, give roles", frozenset({ADMINISTRATOR}), "a second factor"),
    Right(
        "End sessions and take second factors away",
        frozenset({ADMINISTRATOR}),
        "a second factor",
    ),
)


def may_propose(user: Any) -> bool:
    """Whether somebody may propose prices of own lists, and apply them."""
    return user.is_active and (user.is_superuser or PRICE_EDITOR in list_roles(user))
