"""What an approver has to answer for, and how sure each row's price is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pricing.engine.exact import decimal_half_up
from pricing.engine.grounds import TYPED

from .content import SAID_BY_FILE, Content

RECALLED = "recalled"


def name_confidence(row: Mapping[str, str]) -> str:
    """How sure a row's price is: as the catalogue says, or typed by who made the comparison."""
    return row["confidence"] or TYPED


def list_doubts(content: Content) -> list[str]:
    """Why an approver has to give a reason in writing."""
    doubts = []
    if content.header["compliant"] != "yes":
        doubts.append("the licence rules are not met")
    if recalled := tell_recalled(content):
        doubts.append(recalled)
    if content.header["differences"]:
        doubts.append("rows differ from those of the comparison")
    if any(words.startswith(SAID_BY_FILE) for words in content.header["differences"]):
        doubts.append("a file alone says where prices of its rows come from")
    return doubts


def tell_recalled(content: Content) -> str:
    """How many rows rest on recalled prices, and what share of the net; "" where none does."""
    if rows := _tell_rows(content, RECALLED):
        return f"{rows} on recalled prices, read in no source yet"
    return ""


def tell_typed(content: Content) -> str:
    """The same of prices that no list says: no reason is asked for them, but they are told."""
    if rows := _tell_rows(content, TYPED):
        return f"{rows} on prices that were typed here or quoted by a supplier; no source was read"
    return ""


def _tell_rows(content: Content, confidence: str) -> str:
    """How many rows are so sure, with what share of the net, and a verb; "" where none is."""
    amounts = [
        Decimal(row["amount"]) for row in content.records if name_confidence(row) == confidence
    ]
    if not amounts:
        return ""
    share = tell_share(sum(amounts, Decimal(0)), Decimal(content.totals["net"]))
    verb = "rests" if len(amounts) == 1 else "rest"
    return f"{len(amounts):,} of {len(content.rows):,} rows ({share}) {verb}"


def tell_share(part: Decimal, net: Decimal) -> str:
    """A part of the net in per cent; in money where credits make it no share.

    >>> tell_share(Decimal("352.00"), Decimal("1000.00")), tell_share(Decimal(1), Decimal(10**6))
    ('35.2 % of the net', 'under 0.1 % of the net')
    >>> tell_share(Decimal("1200.00"), Decimal("1000.00"))
    '1,200.00 of 1,000.00 net'
    """
    if not 0 < part <= net:
        return f"{part:,.2f} of {net:,.2f} net"
    share = decimal_half_up(100 * part / net, 1)
    if not share:
        return "under 0.1 % of the net"
    return f"{share.normalize():f} % of the net"
