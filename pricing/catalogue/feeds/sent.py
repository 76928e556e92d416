"""A feed that somebody sent: known by its shape, and kept as a proposal like every other file."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from pricing.catalogue.file_proposals import Target
from pricing.catalogue.files import SHIPPED
from pricing.catalogue.proposing import File, check_own
from pricing.catalogue.table import MOST_BYTES
from pricing.models import Proposal

from .lines import refuse
from .loading import propose_read, read_feed
from .mapping import USD, Feed
from .origins import SentOrigin

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
# The members by which each feed is known, in this order: an offer may speak of items too.
_MEMBERS = (("aws", b'"offerCode"'), ("azure", b'"Items"'), ("aws", b'"discountedRate"'))


def is_feed(content: bytes) -> bool:
    """Whether a file has the shape of a feed: a table begins otherwise.

    >>> is_feed(b' {"Items": []}'), is_feed(b"scheme,valid_from")
    (True, False)
    """
    return _JSON.match(content) is not None


def name_feed(name: str, content: bytes) -> str:
    """Whose feed a file is. Raises `CatalogueFaults`."""
    for feed, member in _MEMBERS:
        if member in content:
            return feed
    raise refuse(
        name,
        "is JSON, and neither a page of Azure Retail Prices, which has Items, nor an AWS offer "
        "file, which has an offerCode, nor rates of AWS savings plans, with discountedRate",
    )


def propose_feed(
    sent: SentOrigin,
    target: Target,
    rules: SentOrigin | None,
    *,
    by: Any,
    at: datetime,
    takes_corrections: bool = False,
    is_part: bool = False,
) -> Proposal:
    """Keeps what a feed proposes, by the rules that ship where none are given. Raises
    `CatalogueFaults`, and `Shipped` where the list does.
    """
    if len(sent.content) > MOST_BYTES:
        raise refuse(sent.name, f"may hold up to {MOST_BYTES:,} bytes")
    name = name_feed(sent.name, sent.content)
    check_own(target.id)
    if target.currency != USD:
        words = f"may be in USD, in which feeds price; it is in {target.currency}"
        raise refuse("the list", words, repr(target.id))
    if rules is None:
        shipped = SHIPPED / "feeds" / f"{name}.toml"
        rules = SentOrigin(shipped.name, shipped.read_bytes())
    feed = Feed(name, target.id, timezone.localdate(at))
    read = read_feed(feed, sent, File(sent.name), rules.name, rules.content, is_part=is_part)
    with transaction.atomic():
        proposal, _ = propose_read(
            read, target.rows, by=by, at=at, takes_corrections=takes_corrections
        )
    return proposal
