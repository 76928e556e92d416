"""What the API tells of comparisons, quotes and steps; texts stand as they were kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from calculator.kept.day import find_day
from calculator.kept.drafts import list_steps, read_shown
from calculator.kept.forms import read_terms
from calculator.kept.issued import name_state
from calculator.kept.lists import MOST, find_drafts, find_ends, find_newest
from calculator.kept.verdicts import VerdictView
from quotes.content import make_checksum
from quotes.doubts import list_doubts, tell_typed
from quotes.exports import make_json
from quotes.issuing import find_end, name_person
from quotes.kept_catalogues import find_change_number
from quotes.models import Comparison, ComparisonVersion, IssuedQuote, Quote, QuoteEvent
from quotes.models.quotes import ISSUED
from quotes.moves import STEPS
from quotes.offers import tell_ended
from quotes.papers import read_issued
from quotes.retries import STATES_AFTER, count_edits
from quotes.verdicts import Verdict

EDIT = "edit"

Document = dict[str, Any]


def tell_comparison(comparison: Comparison) -> Document:
    """A comparison without its versions."""
    return {
        "id": comparison.pk,
        "name": comparison.name,
        "owner": name_person(comparison.owner),
        "visibility": comparison.visibility,
        "archived": comparison.archived_at is not None,
    }


def tell_version(version: ComparisonVersion) -> Document:
    """A version without its document."""
    return {
        "version": version.number,
        "note": version.note,
        "by": name_person(version.by),
        "at": version.at.isoformat(),
    }


def write_version(version: ComparisonVersion) -> str:
    """A version as JSON, in which its document and its answer are the texts that were kept."""
    told = {"comparison": tell_comparison(version.comparison), **tell_version(version)}
    told["catalogue"] = None
    if version.catalogue is not None:
        told["catalogue"] = version.catalogue.change
    told["catalogue_change"] = find_change_number(version)
    document = version.document.removeprefix("\ufeff")
    return f'{json.dumps(told)[:-1]}, "document": {document}, "answer": {version.answer}}}'


def tell_lists(user: Any, today: date) -> Document:
    """Drafts on their way that a user may read, and what was issued; of each the newest."""
    newest = find_newest()
    ends = find_ends(newest)
    return {
        "drafts": [_tell_draft(quote) for quote in find_drafts(user)[:MOST]],
        "issued": [
            {
                "id": each.quote_id,
                **_tell_number(each),
                "comparison": each.quote.version.comparison.name,
                "state": name_state(each, today, ends.get(each.quote_id, "")),
                "issued_on": each.issued_on.isoformat(),
                "issued_by": name_person(each.issued_by),
                "valid_until": each.quote.valid_until.isoformat(),
                "currency": each.currency,
                **{name: _write_cents(getattr(each, name)) for name in ("net", "tax", "due")},
                "checksum": each.checksum,
            }
            for each in newest
        ],
    }


def _tell_number(issued: IssuedQuote) -> Document:
    return {"number": issued.number, "version": issued.version}


def _write_cents(cents: int) -> str:
    """Whole cents as money.

    >>> _write_cents(-1230)
    '-12.30'
    """
    sign = "-" * (cents < 0)
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _tell_draft(quote: Quote) -> Document:
    return {
        "id": quote.pk,
        "state": quote.state,
        "comparison": quote.version.comparison_id,
        "version": quote.version.number,
        "scenario": quote.scenario_place + 1,
        "maker": name_person(quote.maker),
        "valid_until": quote.valid_until.isoformat(),
    }


def tell_quote(quote: Quote, user: Any) -> Document:
    """A quote in its making: what it says, what a next step has to have seen, which steps there
    are.
    """
    terms = read_terms(quote)
    told = _tell_draft(quote) | {
        "revision": quote.revision,
        "steps": _list_steps(quote, user),
        "terms": {name: str(value) for name, value in terms.items()},
        "revises": None,
        "issued": None,
        "seen": "",
        "why_not": "",
        "doubts": [],
        "typed_prices": "",
        "ending_prices": "",
        "content": None,
        "events": [_tell_event(event) for event in quote.events.select_related("by")],
    }
    if quote.revises is not None:
        told["revises"] = _tell_number(quote.revises)
    content, told["why_not"] = read_shown(quote)
    if content is not None:
        told["seen"] = quote.digest or make_checksum(content.write())
        told["doubts"] = list_doubts(content)
        told["typed_prices"] = tell_typed(content)
        told["ending_prices"] = tell_ended(content.header, find_day().isoformat())
        told["content"] = {
            "header": content.header,
            "rows": content.records,
            "totals": content.totals,
        }
    if quote.state == ISSUED:
        told["issued"], told["seen"] = _tell_number(quote.issued), quote.issued.checksum
    return told


def _list_steps(quote: Quote, user: Any) -> list[str]:
    """What a user may do with a quote now, by the names that addresses have."""
    if quote.state == ISSUED and find_end(quote.issued):
        return []
    return [write_step(step) for step in list_steps(quote, user) if step in STEPS or step == EDIT]


def write_step(action: str) -> str:
    """A step as an address names it.

    >>> write_step("take back")
    'take-back'
    """
    return action.replace(" ", "-")


def _tell_event(event: QuoteEvent) -> Document:
    return {
        "did": event.kind,
        "by": name_person(event.by),
        "at": event.at.isoformat(),
        "reason": event.reason,
        "digest": event.digest,
    }


def tell_deed(event: QuoteEvent) -> Document:
    """What a request did: nothing that changes later, so a retry hears the same."""
    told = {
        "id": event.quote_id,
        **_tell_event(event),
        "state": STATES_AFTER[event.kind],
        "revision": count_edits(event),
        "issued": None,
    }
    if told["state"] == ISSUED:
        told["issued"] = _tell_number(event.quote.issued)
    return told


def write_issued(issued: IssuedQuote, user: Any, today: date) -> str:
    """The JSON file of an issued quote, and behind it what became of the quote since."""
    since = {
        "id": issued.quote_id,
        "state": name_state(issued, today, find_end(issued)),
        "seen": issued.checksum,
        "steps": _list_steps(issued.quote, user),
    }
    file = make_json(read_issued(issued)).decode()
    return f"{file.rstrip()[:-1].rstrip()},\n {json.dumps(since)[1:]}"


def tell_verdict(verdict: Verdict, view: VerdictView, details: bool) -> Document:
    """A verdict; what differs is told to those alone who may know."""
    told: Document = {
        "verdict": verdict.kind,
        "words": view.words,
        "number": verdict.number,
        "version": verdict.version or None,
        "end": verdict.end,
        "checked": verdict.checked,
        "details": None,
    }
    if details:
        told["details"] = {
            "clothing": view.clothing,
            "differences": [each._asdict() for each in view.differences],
            "more": view.more,
            "missing": verdict.missing,
            "added": verdict.added,
        }
    return told
