"""The rights over what is kept, in words, from the table that the program itself reads."""

from __future__ import annotations

from accounts.rights import Right
from quotes.rights import ANYONE, MAKER, MAKER_OR_APPROVER, NOT_INVOLVED, OWNER, TABLE
from quotes.rights import Right as QuoteRight

ACTIONS = {
    "read": "Read what the organisation shares, and issued quotes",
    "save": "Keep a comparison",
    "new version": "Keep a new version of a comparison",
    "share": "Make links for people without an account, and end them",
    "make": "Make a draft of a quote",
    "edit": "Change a draft",
    "submit": "Submit a draft",
    "take back": "Take a quote back, to be a draft again",
    "delete": "Delete a draft",
    "approve": "Approve a quote",
    "send back": "Send a quote back, to be a draft again",
    "issue": "Issue a quote",
    "revise": "Make a draft of the next version of a quote",
    "withdraw": "Withdraw a quote",
}
WHOSE = {
    ANYONE: "",
    OWNER: "one's own, or shared by the organisation",
    MAKER: "its maker alone",
    MAKER_OR_APPROVER: "its maker, or any approver",
    NOT_INVOLVED: "neither its maker, nor who last changed it, nor who submitted it",
}


def list_rights() -> list[Right]:
    """A row for each action."""
    return [Right(ACTIONS[each.action], each.roles, _tell_besides(each)) for each in TABLE]


def _tell_besides(right: QuoteRight) -> str:
    """What must hold beside the role."""
    said = [WHOSE[right.whose]]
    if right.action != "read" and right.states:
        said.append(f"while it is {' or '.join(_name_state(state) for state in right.states)}")
    if right.needs_reason:
        said.append("with a reason")
    return "; ".join(filter(None, said))


def _name_state(state: str) -> str:
    if state == "draft":
        return "a draft"
    return state
