"""What the page of a feed's proposal says beside its rows."""

from __future__ import annotations

from typing import NamedTuple

from pricing.models import Proposal
from pricing.models.changes import FEED

FEEDS = {"azure": "Azure Retail Prices", "aws": "AWS offer file"}
FEED_LISTS = {
    "gone": "Gone from the feed; each stays until somebody ends it",
    "ending": "Ends by the feed; each stays until somebody ends it",
    "newer": "The list has a newer price, which stays",
    "idle": "Rules that took nothing",
}


class FeedNotesView(NamedTuple):
    """What a feed says beside the rows that differ. `lists`: each with its heading."""

    feed: str
    rules: str
    taken: int
    stands: int
    lists: list[tuple[str, list[str]]]


def is_replaceable(proposal: Proposal) -> bool:
    """Whether another file may take the place of its own; a feed's may not."""
    return bool(proposal.file_name) and proposal.kind != FEED


def view_feed_notes(proposal: Proposal) -> FeedNotesView | None:
    """What a feed says else; None of what is no feed."""
    notes = proposal.feed_notes
    if not notes:
        return None
    lists = [(heading, notes[name]) for name, heading in FEED_LISTS.items() if notes[name]]
    named = FEEDS[notes["feed"]]
    return FeedNotesView(named, notes["rules"], notes["taken"], notes["stands"], lists)
