"""From a feed into an own list: proposed, looked at and applied as every other file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from pricing.catalogue.changing import Row, hold_catalogue
from pricing.catalogue.files import CatalogueFaults, FileFault
from pricing.catalogue.proposed import Difference
from pricing.catalogue.proposing import (
    File,
    Shipped,
    apply_proposal,
    check_own,
    look_at,
    propose,
    refuse_when_busy,
)
from pricing.engine.faults import name_hint
from pricing.market import read_schemes
from pricing.models import CatalogueChange, Price, PriceList, Proposal
from pricing.models.changes import FEED
from pricing.plain_files import open_plain

from . import aws, azure
from .lines import FeedLine, refuse
from .listed import Listed, confirm, find_newer, leave_out_what_stands
from .mapping import USD, Feed, Mapped, map_lines
from .origins import FileOrigin, Origin, WebOrigin
from .rules import MOST_BYTES, Rule, Sieve, read_rules

Lister = Callable[[Origin, Sieve], Iterator[FeedLine]]
LISTERS: Mapping[str, Lister] = {"azure": azure.list_lines, "aws": aws.list_lines}


@dataclass(frozen=True, slots=True)
class FeedNotes:
    """What a feed says beside the rows that differ. `stands`: prices that the list says already;
    in words: `gone`, what the list has of the feed and the feed no more; `newer`, where the list
    has a newer price of others; `ending`, what ends by the feed; `idle`, rules that took nothing.
    """

    feed: str
    rules: str
    taken: int
    stands: int
    gone: list[str]
    newer: list[str]
    ending: list[str]
    idle: list[str]


@dataclass(slots=True)
class Loaded:
    """What came of a feed."""

    notes: FeedNotes
    difference: Difference
    change: CatalogueChange | None = None


class Order(NamedTuple):
    """What is to be loaded: a feed, from a file or an address, by the rules of a file, into a
    list; and why.
    """

    feed: str
    given: str
    rules: Path
    price_list: str
    reason: str
    takes_corrections: bool = False
    dry_run: bool = False


class FeedFile(NamedTuple):
    """What was read of a feed for a list, and of which file. `is_part`: it may lack what rules
    take; `is_fetched`: it came from its source right now.
    """

    mapped: Mapped
    feed: Feed
    rules: str
    file: File
    is_part: bool = False
    is_fetched: bool = False


def load_feed(order: Order, *, at: datetime) -> Loaded:
    """Loads a feed, all or nothing. Raises `CatalogueFaults`, and `NotApplied` where others hold
    the catalogue.
    """
    _check_list(order.price_list)
    read = read_feed(
        Feed(order.feed, order.price_list, timezone.localdate(at)),
        _open(order.given),
        File(order.given.rpartition("/")[2]),
        order.rules.name,
        _read_rules_file(order.rules),
    )
    with refuse_when_busy(), transaction.atomic():
        return _load_read(read, order, at)


def read_feed(
    feed: Feed, origin: Origin, file: File, rules_name: str, rules: bytes, *, is_part: bool = False
) -> FeedFile:
    """What a feed says by the rules of a file. Raises `CatalogueFaults`."""
    schemes = read_schemes()
    sieve = Sieve(read_rules(rules_name, rules, feed.name, schemes))
    mapped = map_lines(LISTERS[feed.name](origin, sieve), sieve, feed, schemes)
    held = File(file.name, origin.sha256)
    return FeedFile(mapped, feed, rules_name, held, is_part, isinstance(origin, WebOrigin))


def _load_read(read: FeedFile, order: Order, at: datetime) -> Loaded:
    """In a transaction, in which the catalogue stands still."""
    proposal, notes = propose_read(
        read, [], by=None, at=at, takes_corrections=order.takes_corrections
    )
    loaded = Loaded(notes, look_at(proposal))
    if order.dry_run or not loaded.difference.list_written(order.takes_corrections):
        transaction.set_rollback(True)
    else:
        loaded.change = apply_proposal(proposal, by=None, at=at, reason=order.reason)
    return loaded


def propose_read(
    read: FeedFile, lists: Sequence[Row], *, by: Any, at: datetime, takes_corrections: bool
) -> tuple[Proposal, FeedNotes]:
    """In a transaction: keeps what a feed says otherwise than its list, and what else it says.
    `lists`: the row of a list that is new. Raises `CatalogueFaults`, `Shipped`.
    """
    hold_catalogue()
    mapped, feed = read.mapped, read.feed
    listed = Listed.read(feed.price_list)
    gone = _find_gone(mapped, listed, feed, read.is_part)
    rows, stands = leave_out_what_stands(mapped.rows, listed)
    confirmed: Iterator[Row] = iter(())
    if not _has_been_applied(read):
        confirmed = confirm(mapped.rows, listed, feed.fetched_on)
    notes = FeedNotes(
        feed=feed.name,
        rules=read.rules,
        taken=len(mapped.rows),
        stands=stands,
        gone=gone,
        newer=[*find_newer(mapped.rows, listed, feed)],
        ending=mapped.ending,
        idle=[rule.name for rule in mapped.idle],
    )
    proposal = propose(
        [*lists, *rows, *confirmed],
        feed.price_list,
        by=by,
        at=at,
        kind=FEED,
        file=read.file,
        takes_corrections=takes_corrections,
        feed_notes=asdict(notes),
    )
    return proposal, notes


def _has_been_applied(read: FeedFile) -> bool:
    """Whether a file was taken into the list before: to read it once more is no later look at its
    source.
    """
    applied = Proposal.objects.filter(
        price_list=read.feed.price_list, files=read.file.sha256, applied__isnull=False
    )
    return not read.is_fetched and applied.exists()


def _open(given: str) -> Origin:
    if "://" in given:
        return WebOrigin(given)
    return FileOrigin(Path(given))


def _read_rules_file(path: Path) -> bytes:
    try:
        with open_plain(path) as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise refuse(path.name, f"can't be read: {error.strerror}") from None


def _check_list(price_list: str) -> None:
    """A feed prices own lists in dollars. Raises `CatalogueFaults`."""
    stored = PriceList.objects.filter(pk=price_list).first()
    place = "--list"
    if stored is None:
        hint = name_hint(price_list, PriceList.objects.values_list("pk", flat=True)).words
        raise refuse(place, f"is no price list{hint}", repr(price_list))
    try:
        check_own(price_list)
    except Shipped as shipped:
        raise refuse(place, str(shipped), repr(price_list)) from None
    if stored.currency != USD:
        words = f"may hold a list in USD, in which feeds price; this one is in {stored.currency}"
        raise refuse(place, words, repr(price_list))


def _find_gone(mapped: Mapped, listed: Listed, feed: Feed, is_part: bool) -> list[str]:
    """What the list has of the feed and the feed no more. A rule that takes nothing and never did
    is a fault, but of a part of a feed.
    """
    there = listed.list_of_feed(feed.name)
    never = [rule for rule in mapped.idle if not _has_taken(rule, there)]
    if never and not (is_part and mapped.rows):
        words = "takes no price of this feed"
        raise CatalogueFaults(FileFault(rule.place, 0, "", "", words) for rule in never)
    given = {row.values["scheme"] for row in mapped.rows}
    return [
        f"{scheme}: {price.feed_id} (rule {price.feed_rule}, price since {price.valid_from})"
        for scheme, price in there.items()
        if scheme not in given
    ]


def _has_taken(rule: Rule, there: Mapping[str, Price]) -> bool:
    """Whether a price of the list came by it."""
    return any(scheme in there and there[scheme].feed_rule == rule.name for scheme in rule.schemes)
