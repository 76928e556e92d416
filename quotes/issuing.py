"""The issue of a quote: number, date and checksum, in the caller's one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Max

from .content import Content, count_cents, make_checksum, read_content
from .drafting import find_today
from .models import IssuedQuote, NumberGap, NumberSeries, Organisation, Quote
from .models.issued import SUPERSEDED, WITHDRAWN, write_number
from .refusals import Conflict, Invalid, WrongState


def issue(quote: Quote, by: Any, at: datetime) -> IssuedQuote:
    """The issued quote of an approved one that the caller has locked.

    The series stays locked until the transaction ends, so numbers and chain follow the order of
    the issues.
    """
    organisation = Organisation.load()
    issued_on = find_today(organisation, at)
    if quote.valid_until < issued_on:
        raise Invalid(
            "valid_until", "This day is past: take the quote back and choose a later one."
        )
    approver = quote.approved_by
    assert approver is not None
    year, sequence, version = _take_number(quote, issued_on)
    last = _find_last(year)
    if last is not None and issued_on < last.issued_on:
        raise Conflict(f"The last quote was issued on {last.issued_on}: check the clock.")
    prefix = organisation.prefix
    if quote.revises is not None:
        prefix = quote.revises.prefix
    content = read_content(quote.content).complete(
        number=write_number(prefix, year, sequence),
        version=version,
        issued_on=issued_on.isoformat(),
        approved_by=name_person(approver),
        issued_by=name_person(by),
        previous=last.checksum if last is not None else "",
        reasons=quote.reasons,
    )
    text = content.write()
    return IssuedQuote.objects.create(
        quote=quote,
        prefix=prefix,
        year=year,
        sequence=sequence,
        version=version,
        issued_on=issued_on,
        issued_at=at,
        issued_by=by,
        approved_by=approver,
        content=text,
        checksum=make_checksum(text),
        **columns_of(content),
    )


def columns_of(content: Content) -> dict[str, Any]:
    """What stands beside the content in columns of the table, to be sorted and summed by."""
    totals = content.totals
    return {
        "currency": content.header["currency"],
        "rows": totals["rows"],
        **{name: count_cents(totals[name]) for name in ("net", "tax", "due")},
    }


def name_person(user: Any) -> str:
    """How a person is named on a quote."""
    return str(user.get_full_name() or user.get_username())


def _take_number(quote: Quote, issued_on: date) -> tuple[int, int, int]:
    """The next number of the year, or the number of what is revised with its next version. Locks
    the series.
    """
    before = quote.revises
    if before is None:
        series, _ = NumberSeries.objects.get_or_create(year=issued_on.year)
        NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
        series.refresh_from_db()
        return series.year, series.last, 1
    NumberSeries.objects.select_for_update().get(year=before.year)
    check_revises(quote)
    return before.year, before.sequence, _find_last_version(before) + 1


def _find_last_version(before: IssuedQuote) -> int:
    """The last version of a number that was given, though it may be here no more."""
    lost = NumberGap.objects.filter(year=before.year, first=before.sequence)
    last = lost.aggregate(last=Max("version"))["last"] or 0
    return max(before.version, last)


def find_end(issued: IssuedQuote) -> str:
    """Whether an issued quote is superseded or withdrawn; "" while it stands."""
    kinds = set(
        issued.quote.events.filter(kind__in=(SUPERSEDED, WITHDRAWN)).values_list("kind", flat=True)
    )
    for kind in (WITHDRAWN, SUPERSEDED):
        if kind in kinds:
            return kind
    return ""


def check_stands(issued: IssuedQuote) -> None:
    """Raises `WrongState` where an issued quote is superseded or withdrawn."""
    if end := find_end(issued):
        raise WrongState(end)


def find_revised_end(quote: Quote) -> str:
    """What became of the issued quote that this one was to replace; "" while it stands."""
    if quote.revises is None:
        return ""
    return find_end(quote.revises)


def check_revises(quote: Quote) -> None:
    """Raises `Conflict` where what a quote was to replace stands no more."""
    if end := find_revised_end(quote):
        raise Conflict(f"{quote.revises} was {end}, so this can't take its place any more.")


def _find_last(year: int) -> IssuedQuote | None:
    """What was issued last in a series: rows get their ids under its lock."""
    return IssuedQuote.objects.filter(year=year).order_by("-id").first()
