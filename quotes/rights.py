"""Who may do what, in which state: one table, from which pages and doors follow.

What a user may not know of is absent, in the same words as what does not exist.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from accounts.roles import APPROVER, BUYER, PRICE_EDITOR, ROLES, list_roles

from .models import Comparison, IssuedQuote, Quote
from .models.comparisons import ORGANISATION
from .models.quotes import APPROVED, DELETED, DRAFT, ISSUED, SUBMITTED
from .numbers import find_by_number
from .refusals import Absent, Forbidden, WrongState

ANYONE, OWNER, MAKER, MAKER_OR_APPROVER, NOT_INVOLVED = (
    "anyone",
    "owner, or shared",
    "maker",
    "maker or approver",
    "neither maker, last editor nor submitter",
)


class Right(NamedTuple):
    """An action: the roles that have it, the states that it leads on from, whose thing it must be.

    No states: it is no step of a quote. `needs_reason`: in writing.
    """

    action: str
    roles: frozenset[str]
    states: tuple[str, ...]
    whose: str
    needs_reason: bool = False


_APPROVES = frozenset({APPROVER})
_BUYS = frozenset({BUYER, APPROVER})
_SAVES = frozenset({BUYER, PRICE_EDITOR, APPROVER})
TABLE = (
    Right("read", frozenset(ROLES), (DRAFT, SUBMITTED, APPROVED, ISSUED), ANYONE),
    Right("save", _SAVES, (), ANYONE),
    Right("new version", _SAVES, (), OWNER),
    Right("share", _SAVES, (ISSUED,), OWNER),
    Right("make", _BUYS, (), OWNER),
    Right("edit", _BUYS, (DRAFT,), MAKER),
    Right("submit", _BUYS, (DRAFT,), MAKER),
    Right("take back", _BUYS, (SUBMITTED, APPROVED), MAKER),
    Right("delete", _BUYS, (DRAFT,), MAKER),
    Right("approve", _APPROVES, (SUBMITTED,), NOT_INVOLVED),
    Right("send back", _APPROVES, (SUBMITTED,), NOT_INVOLVED, needs_reason=True),
    Right("issue", _BUYS, (APPROVED,), MAKER_OR_APPROVER),
    Right("revise", _BUYS, (ISSUED,), ANYONE),
    Right("withdraw", _APPROVES, (ISSUED,), ANYONE, needs_reason=True),
)
RIGHTS = {right.action: right for right in TABLE}


NO_ROLE = (
    "Your account has no role yet: an administrator gives it one. Until then you can calculate and "
    "compare, and keep a comparison as a file."
)


def check_role(action: str, user: Any) -> frozenset[str]:
    """The user's roles, one of which allows the action. Raises `Forbidden`."""
    roles = list_roles(user)
    if not roles:
        raise Forbidden(NO_ROLE)
    if not roles & RIGHTS[action].roles:
        raise Forbidden(f"Your role does not allow to {action}.")
    return roles


def check_comparison(action: str, comparison: Comparison, user: Any) -> None:
    """Raises `Absent` where it is private to another, `Forbidden` where the role lacks."""
    if not may_read_comparison(comparison, user):
        raise Absent
    check_role(action, user)


def may_read_comparison(comparison: Comparison, user: Any) -> bool:
    """Whether a user sees it: what is his, and what the organisation shares."""
    if not list_roles(user):
        return False
    return comparison.owner_id == user.pk or comparison.visibility == ORGANISATION


def may_read_quote(quote: Quote, user: Any) -> bool:
    """Whether a user sees it: his own, what is shared, what he may have to approve, what is
    issued.
    """
    roles = list_roles(user)
    if not roles or quote.state == DELETED:
        return False
    if quote.state == ISSUED or quote.maker_id == user.pk:
        return True
    if quote.state in (SUBMITTED, APPROVED) and APPROVER in roles:
        return True
    return quote.version.comparison.visibility == ORGANISATION


def check_quote(action: str, quote: Quote, user: Any) -> None:
    """Raises `Absent`, `Forbidden` or `WrongState`, in this order: who may not know of a quote
    does not hear its state.
    """
    right = RIGHTS[action]
    if not may_read_quote(quote, user):
        raise Absent
    roles = check_role(action, user)
    _check_whose(right, quote, user, roles)
    if quote.state not in right.states:
        raise WrongState(quote.state)


def _check_whose(right: Right, quote: Quote, user: Any, roles: frozenset[str]) -> None:
    is_maker = quote.maker_id == user.pk
    if right.whose == MAKER and not is_maker:
        raise Forbidden("Only who made this quote can do that.")
    if right.whose == MAKER_OR_APPROVER and not is_maker and APPROVER not in roles:
        raise Forbidden("Only who made this quote, or an approver, can do that.")
    involved = (quote.maker_id, quote.edited_by_id, quote.submitted_by_id)
    if right.whose == NOT_INVOLVED and user.pk in involved:
        raise Forbidden("Another person has to decide this.")


def find_quote(quote_id: int, user: Any) -> Quote:
    """A quote that the user may read. Raises `Absent`."""
    quote = Quote.objects.select_related("version__comparison").filter(pk=quote_id).first()
    if quote is None or not may_read_quote(quote, user):
        raise Absent
    return quote


def find_issued(number: str, version: int | None, user: Any) -> IssuedQuote:
    """An issued quote by its number, the latest without a version, for whoever has a role. Raises
    `Absent`.
    """
    found = find_by_number(number, version)
    if found is None or found.number != number or not list_roles(user):
        raise Absent
    return found
