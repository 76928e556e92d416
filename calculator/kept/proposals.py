"""What the pages of proposals show: the difference by kind, what moved, and words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from calculator import formats
from pricing.catalogue.file_proposals import is_to_be_mapped
from pricing.catalogue.history import read_known
from pricing.catalogue.proposing import read_rows
from pricing.catalogue.rows import PRICE_LISTS
from pricing.catalogue.trying import make_new_list
from pricing.engine.market import Catalogue
from pricing.models import CatalogueChange, PriceList, Proposal
from pricing.models.changes import EDIT
from quotes.issuing import name_person

MOST_PROPOSALS = 100
SENDERS = {EDIT: "a form"}


def find_known(proposal: Proposal) -> Catalogue | None:
    """The list as it was known when somebody looked; of a new one what it stands on."""
    change = CatalogueChange.objects.filter(number=proposal.base).first()
    if change is None:
        return None
    found = read_known(proposal.price_list, change)
    new = next((row.values for row in read_rows(proposal) if row.kind is PRICE_LISTS), None)
    if found or new is None:
        return found
    base = read_known(new["base"], change)
    return base and make_new_list(base, proposal.price_list, new["currency"])


def tell_new_list(proposal: Proposal) -> str:
    """The list that a proposal makes, in a sentence; "" of one that is there."""
    for row in read_rows(proposal):
        if row.kind is PRICE_LISTS:
            base = PriceList.objects.filter(pk=row.values["base"]).first()
            return f"{row.values['name']}, on top of {base.name if base else row.values['base']}"
    return ""


class ProposalView(NamedTuple):
    """A proposal in a list."""

    id: int
    price_list: str
    list_name: str
    file: str
    by: str
    day: str
    state: str


def list_proposals(now: datetime) -> list[ProposalView]:
    """The newest first."""
    found = Proposal.objects.select_related("by").order_by("-id")[:MOST_PROPOSALS]
    return [view_proposal(each, now) for each in found]


def view_proposal(proposal: Proposal, now: datetime) -> ProposalView:
    """One of them."""
    return ProposalView(
        proposal.pk,
        proposal.price_list,
        _name_list(proposal),
        proposal.file_name or SENDERS.get(proposal.kind, "a program"),
        name_person(proposal.by) if proposal.by else "",
        formats.day_of(proposal.at),
        tell_state(proposal, now),
    )


def _name_list(proposal: Proposal) -> str:
    """What its list is called, or will be."""
    for kind, _, cells in proposal.rows:
        if kind == PRICE_LISTS.name:
            return str(cells["name"])
    found = PriceList.objects.filter(pk=proposal.price_list).first()
    return found.name if found else proposal.price_list


def tell_state(proposal: Proposal, now: datetime) -> str:
    """What has become of it."""
    if proposal.applied_at is not None:
        if proposal.applied_id is None:
            return "applied: nothing differed"
        return f"applied as change {proposal.applied_id}"
    if proposal.expires_at <= now:
        return "ended"
    if is_to_be_mapped(proposal):
        return "its columns are to be named"
    return f"to be applied until {formats.day_of(proposal.expires_at)}"
