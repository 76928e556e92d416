"""Drafts: made from one scenario of a version, edited, and turned into content."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from pricing.engine.answer import Answer
from pricing.engine.findings import not_checked
from pricing.engine.grounds import Grounds
from pricing.engine.knobs import KNOBS
from pricing.engine.numbers import typical
from pricing.engine.payments import payments_of
from pricing.presumed import list_presumed
from pricing.sheets.erp import RECURRENCES, list_codes
from pricing.sheets.quote import name_change, rows_of

from .content import (
    AT_ISSUE,
    COLUMNS,
    FORMAT,
    RECURRENCE,
    Content,
    make_checksum,
    read_content,
    sum_up,
)
from .evidence import list_evidence
from .kept_catalogues import name_price_list
from .models import ComparisonVersion, IssuedQuote, Organisation, Quote
from .models.quotes import ISSUED
from .offers import list_offers
from .refusals import Absent, Changed, Invalid, NotQuotable
from .retries import UNNAMED, Request
from .rights import check_comparison, check_quote
from .rises import list_rises
from .validity import check_valid_until
from .versions import price_version

MOST_ROWS = 10_000
MOST_MONEY = Decimal(10) ** 13
EDITABLE = ("supplier", "customer", "tax_label", "tax_rate", "valid_until", "notes")
NOT_INCLUDED = (
    "What a desktop costs beside what is bought: power, space, network, people, roll-out.",
    "Changes within a year; a year's need is that of the whole year.",
    "Refunds: nothing is sold back or cancelled early.",
    "Licences of applications, unless a row stands for them.",
    "Legal advice: a finding is a reading of a licence rule, with its source.",
)


def find_today(organisation: Organisation, at: datetime) -> date:
    """The day in the organisation's zone at a moment."""
    return at.astimezone(ZoneInfo(organisation.time_zone)).date()


def make_draft(
    version: ComparisonVersion,
    scenario_place: int,
    by: Any,
    *,
    at: datetime,
    request: Request = UNNAMED,
    **fields: Any,
) -> Quote:
    """A draft of one scenario (from 0) of a version. Refuses what cannot be quoted at all."""
    check_comparison("make", version.comparison, by)
    if "valid_until" in fields:
        check_valid_until(fields["valid_until"], find_today(Organisation.load(), at))
    found = price_version(version)
    if not 0 <= scenario_place < len(found.scenarios):
        raise Absent
    check_on_sale(found, scenario_place)
    sums = _sum_for_lists(found.currency, sum_up(rows_of(found, scenario_place), Decimal(0)))
    return create_draft(version, scenario_place, by, at=at, request=request, sums=sums, **fields)


def create_draft(
    version: ComparisonVersion,
    scenario_place: int,
    by: Any,
    *,
    at: datetime,
    request: Request = UNNAMED,
    **fields: Any,
) -> Quote:
    """The row of a draft, with the organisation's usual terms where none are given."""
    organisation = Organisation.load()
    usual = {
        "supplier": "",
        "tax_label": organisation.tax_label,
        "tax_rate": organisation.tax_rate,
        "valid_until": find_today(organisation, at) + timedelta(days=organisation.valid_days),
    }
    with transaction.atomic():
        quote = Quote.objects.create(
            version=version,
            scenario_place=scenario_place,
            maker=by,
            edited_by=by,
            **{**usual, **fields},
        )
        quote.events.create(kind="made", by=by, at=at, **request._asdict())
    return quote


def _sum_for_lists(currency: str, totals: Mapping[str, Any]) -> dict[str, Any]:
    """What lists show of a draft without pricing it."""
    by_year = {str(each["due_year"]): each["net"] for each in totals["by_year"]}
    return {"currency": currency, "by_year": by_year}


def edit_draft(
    quote: Quote,
    by: Any,
    changes: Mapping[str, Any],
    *,
    revision: int,
    at: datetime,
    request: Request = UNNAMED,
) -> Quote:
    """A draft with some fields changed. `revision` is that which the editor saw: else refused."""
    check_quote("edit", quote, by)
    for field in changes:
        if field not in EDITABLE:
            raise Invalid(field, "This cannot be edited.")
    if "valid_until" in changes:
        check_valid_until(changes["valid_until"], find_today(Organisation.load(), at))
    with transaction.atomic():
        changed = Quote.objects.filter(pk=quote.pk, revision=revision, state=quote.state).update(
            **changes, revision=revision + 1, edited_by=by
        )
        if not changed:
            raise Changed
        quote.events.create(kind="edited", by=by, at=at, **request._asdict())
    quote.refresh_from_db()
    return quote


def check_on_sale(found: Answer, scenario_place: int) -> None:
    """Raises `NotQuotable` where something has no price, or nothing is bought."""
    scenario = found.scenarios[scenario_place]
    reasons = [words for finding, words in scenario.findings if finding.kind == "not_on_sale"]
    if scenario.figures is None:
        raise NotQuotable(reasons)
    if not payments_of(found.evaluation, scenario_place):
        raise NotQuotable([f"{scenario.scenario.name} buys nothing, so there is nothing to quote."])


def make_content(quote: Quote) -> Content:
    """What a quote says as it stands; what its issue will add is empty.

    Raises `NotQuotable`, or `Invalid` where it is too large.
    """
    organisation = Organisation.load()
    found = price_version(quote.version)
    place = quote.scenario_place
    check_on_sale(found, place)
    records = list(_list_records(found, place))
    differences: list[str] = []
    if quote.loaded:
        loaded = json.loads(quote.loaded)
        records = [dict(zip(COLUMNS, row, strict=True)) for row in loaded["rows"]]
        differences = loaded["differences"]
    totals = sum_up(records, quote.tax_rate)
    if totals["rows"] > MOST_ROWS:
        raise Invalid("scenario", f"A quote may hold up to {MOST_ROWS:,} rows.")
    if abs(Decimal(totals["due"])) > MOST_MONEY:
        raise Invalid("scenario", f"A quote may come to up to {MOST_MONEY:,}.")
    scenario = found.scenarios[place]
    header = {
        "format": FORMAT,
        **dict.fromkeys(AT_ISSUE, ""),
        "organisation": {
            "name": organisation.name,
            "letterhead": organisation.letterhead,
            "site": organisation.site.rstrip("/"),
        },
        "supplier": quote.supplier,
        "customer": quote.customer,
        "valid_until": quote.valid_until.isoformat(),
        "scenario": scenario.scenario.name,
        "currency": found.currency,
        "price_list": found.question.price_list,
        "price_list_name": name_price_list(quote.version),
        "price_date": scenario.scenario.market.day.isoformat(),
        "known_on": found.question.known_on,
        "catalogue": name_change(found.question),
        "compliant": "yes" if scenario.compliant else "no",
        "findings": [words for _, words in scenario.findings],
        "owned": [each._asdict() for each in list_presumed(found, place)],
        "assumptions": list(list_assumptions(found, place)),
        "price_rises": list(list_rises(found, place)),
        "offers": list(list_offers(found, place, records)),
        "not_included": list(NOT_INCLUDED),
        "not_checked": [
            f"{scheme.name}: {words}" for scheme, words in not_checked(scenario.scenario)
        ],
        "differences": differences,
        "evidence": list_evidence(
            records, payments_of(found.evaluation, place), scenario.scenario.market.day
        ),
        "notes": quote.notes,
        "tax": {"label": quote.tax_label, "rate": f"{quote.tax_rate.normalize():f}"},
        "columns": list(COLUMNS),
        "codes": list_codes(found, place),
    }
    rows = [[record[column] for column in COLUMNS] for record in records]
    return Content(header, rows, totals)


def _list_records(found: Answer, place: int) -> Iterator[dict[str, str]]:
    """The rows of a scenario, with how often each is paid."""
    payments = payments_of(found.evaluation, place)
    for row, payment in zip(rows_of(found, place), payments, strict=True):
        yield {**row, RECURRENCE: RECURRENCES[payment.kind]}


def list_assumptions(found: Answer, place: int) -> Iterator[dict[str, str]]:
    """The assumptions that set quantities of what is bought, each once."""
    run = found.evaluation
    grounds = Grounds(run, place)
    names = {
        ground.knob: ground.sureness
        for row in run.bill.rows_of[place]
        for ground in grounds.of_scheme(row, 0)
        if ground.knob
    }
    scenario = run.question.scenarios[place]
    for name, sureness in names.items():
        given = scenario.assumptions.get(name, run.question.assumptions.get(name))
        if given is None:
            given = scenario.market.assumptions[name].typical
        yield {
            "name": name,
            "label": KNOBS[name].label,
            "value": f"{typical(given):f}",
            "unit": KNOBS[name].unit,
            "confidence": sureness,
        }


def name_content(quote: Quote) -> str:
    """What names the fixed content: the checksum of what was issued, else the digest; "" of a
    draft.
    """
    if quote.state == ISSUED:
        return quote.issued.checksum
    return quote.digest


def find_digest(quote: Quote) -> str:
    """What names the content that a person sees now: the fixed one, or a draft's as it stands."""
    return name_content(quote) or make_checksum(make_content(quote).write())


def draft_revision(
    issued: IssuedQuote, by: Any, at: datetime, *, request: Request = UNNAMED, **fields: Any
) -> Quote:
    """A draft of the next version of an issued quote, with other fields where they are given; the
    day until which it holds stays where it still lies ahead.
    """
    before, totals = issued.quote, read_content(issued.content).totals
    if "loaded" in fields:
        rows = json.loads(fields["loaded"])["rows"]
        totals = sum_up((dict(zip(COLUMNS, row, strict=True)) for row in rows), Decimal(0))
    kept = {field: getattr(before, field) for field in (*EDITABLE, "loaded")}
    if before.valid_until < find_today(Organisation.load(), at):
        del kept["valid_until"]
    return create_draft(
        before.version,
        before.scenario_place,
        by,
        at=at,
        request=request,
        revises=issued,
        sums=_sum_for_lists(issued.currency, totals),
        **{**kept, **fields},
    )
