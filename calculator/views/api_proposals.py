"""The API of proposals: rows of an own list proposed, then applied, by a program."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.rights import may_propose
from calculator.json_bodies import Members, is_whole, read_body
from calculator.kept.programs import for_programs
from calculator.responses import fault_document, json_response, refuse_for_a_while
from calculator.views.proposals import NOT_ALLOWED
from pricing import troubles
from pricing.catalogue.changing import Row
from pricing.catalogue.file_proposals import is_to_be_mapped
from pricing.catalogue.files import CatalogueFaults, FileFault, read_entries
from pricing.catalogue.price_files import MOST_ROWS, find_unknown
from pricing.catalogue.proposed import WHATS
from pricing.catalogue.proposing import (
    LONGEST_FILE_NAME,
    Busy,
    File,
    Moved,
    MovedRow,
    NotApplied,
    WrongReason,
    apply_proposal,
    look_at,
    propose,
)
from pricing.catalogue.rows import PRICES
from pricing.engine.faults import Fault, Faults, holds
from pricing.engine.json_text import JsonNumber
from pricing.engine.plain_values import read_kept_day
from pricing.market import read_schemes
from pricing.models import PriceList, Proposal
from quotes.refusals import Absent, Forbidden

ROWS = "rows"
NO_LIST = "may hold the id of an own list"


@for_programs("POST")
def proposals(request: HttpRequest, user: Any) -> HttpResponse:
    """Keeps rows of an own list as a proposal, and tells what they would change."""
    _check_right(user)
    members = Members.of(
        read_body(request), ("price_list", "file_name", ROWS, "corrections", "complete_on")
    )
    price_list = members.read_text("price_list")
    file_name = _read_file_name(members)
    takes_corrections = _read_flag(members, "corrections")
    complete_on = _read_day(members, "complete_on")
    cells = _read_cells(members)
    if not PriceList.objects.filter(pk=price_list).exists():
        members.faults.append(Fault("price_list", holds(price_list or None), NO_LIST))
    members.check()
    try:
        made = propose(
            _read_rows(cells, price_list),
            price_list,
            by=user,
            at=timezone.now(),
            file=File(file_name),
            takes_corrections=takes_corrections,
            complete_on=complete_on,
        )
    except NotApplied as refusal:
        raise Faults([Fault("price_list", holds(price_list), str(refusal))]) from None
    response = json_response(json.dumps(_tell_proposal(made)), 201)
    response["Location"] = reverse("proposal", args=(made.pk,))
    return response


def _check_right(user: Any) -> None:
    if not may_propose(user):
        raise Forbidden(NOT_ALLOWED)


def _read_file_name(members: Members) -> str:
    name = members.read_text("file_name", "")
    if len(name) > LONGEST_FILE_NAME:
        words = f"may hold up to {LONGEST_FILE_NAME} characters"
        members.faults.append(Fault("file_name", holds(name), words))
    return name


def _read_flag(members: Members, name: str) -> bool:
    value = members.value.get(name, False)
    if not isinstance(value, bool):
        members.faults.append(Fault(name, holds(value), "may hold true or false"))
    return value is True


def _read_day(members: Members, name: str) -> date | None:
    text = members.read_text(name, "")
    if not text:
        return None
    try:
        return read_kept_day(text)
    except ValueError as error:
        members.faults.append(Fault(name, holds(text), str(error)))
        return None


def _read_cells(members: Members) -> list[tuple[int, dict[str, str]]]:
    """The rows as cells, each with its place."""
    value = members.value.get(ROWS)
    words = f"may hold 1 to {MOST_ROWS:,} objects of cells, by the columns of prices/LIST.csv"
    if not isinstance(value, list) or not 0 < len(value) <= MOST_ROWS:
        members.faults.append(Fault(ROWS, holds(value), words))
        return []
    rows = []
    for place, each in enumerate(value):
        if isinstance(each, dict):
            rows.append((place, _read_row(members, place, each)))
        else:
            members.faults.append(Fault(f"{ROWS}[{place}]", holds(each), "may hold an object"))
    return rows


def _read_row(members: Members, place: int, given: dict[str, Any]) -> dict[str, str]:
    """A number stands as it is written; what is no text and no number is a fault."""
    cells = {}
    for name, value in given.items():
        path = f"{ROWS}[{place}].{name[:80]}"
        if name not in PRICES.fields:
            members.faults.append(Fault(path, "", "is not known"))
        elif isinstance(value, JsonNumber):
            cells[name] = str(value)
        elif isinstance(value, str) and is_whole(value):
            cells[name] = value
        elif value is not None:
            members.faults.append(Fault(path, holds(value), "may hold a text"))
    return cells


def _read_rows(cells: list[tuple[int, dict[str, str]]], price_list: str) -> list[Row]:
    """Raises `Faults` by the places of their cells."""
    try:
        entries, faults = read_entries(ROWS, PRICES, cells)
        faults += find_unknown(entries, read_schemes())
        if faults:
            raise CatalogueFaults(faults)
    except CatalogueFaults as found:
        raise Faults(_place(each) for each in found.faults) from None
    return [Row(PRICES, price_list, entry.values) for entry in entries]


def _place(fault: FileFault) -> Fault:
    """The fault of a cell by the place of its row."""
    path = f"{ROWS}[{fault.line}].{fault.column}".rstrip(".")
    return Fault(path, fault.holds, fault.message.replace("in line", "at place"))


def _tell_proposal(proposal: Proposal) -> dict[str, Any]:
    difference = look_at(proposal, number=proposal.base)
    return {
        "id": proposal.pk,
        "price_list": proposal.price_list,
        "base": proposal.base,
        "expires_at": proposal.expires_at.isoformat(),
        "counts": {what.replace(" ", "_"): len(difference.of(what)) for what in WHATS},
        "not_in_the_file": difference.absent,
        "writes": len(difference.list_written(proposal.takes_corrections)),
    }


@for_programs("POST")
def apply(request: HttpRequest, user: Any, number: int) -> HttpResponse:
    """Applies a proposal; asked twice it tells the first's answer."""
    _check_right(user)
    members = Members.of(read_body(request), ("reason",))
    reason = members.read_text("reason")
    members.check()
    found = Proposal.objects.filter(pk=number).first()
    if found is None or is_to_be_mapped(found):
        raise Absent
    try:
        change = apply_proposal(found, by=user, at=timezone.now(), reason=reason)
    except WrongReason as refusal:
        raise Faults([Fault("reason", holds(reason), str(refusal))]) from None
    except Moved as moved:
        rows = [_tell_moved(each) for each in moved.rows]
        return _refuse(moved, 409, base=found.base, latest=moved.number, moved=rows)
    except Busy as refusal:
        return refuse_for_a_while(request, str(refusal), troubles.BUSY)
    except NotApplied as refusal:
        return _refuse(refusal, 409)
    return json_response(json.dumps({"id": found.pk, "change": change and change.number}))


def _refuse(refusal: NotApplied, status: int, **more: Any) -> HttpResponse:
    told = {"faults": [fault_document(Fault("", "", str(refusal)))], **more}
    return json_response(json.dumps(told), status)


def _tell_moved(moved: MovedRow) -> dict[str, Any]:
    return {
        "key": moved.row.key,
        "looked_at": moved.looked_at and json.loads(moved.looked_at.before or "{}"),
        "now": moved.now and json.loads(moved.now.before or "{}"),
    }
