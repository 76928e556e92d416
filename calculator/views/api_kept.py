"""The API of kept comparisons, and of files that are verified."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.roles import list_roles
from calculator.json_bodies import (
    BodyRefused,
    Members,
    cut_member,
    find_encoding,
    read_body,
    read_bytes,
    refuse_kind,
)
from calculator.kept.comparisons import find_version, list_comparisons
from calculator.kept.documents import tell_comparison, tell_verdict, tell_version, write_version
from calculator.kept.forms import KeepForm
from calculator.kept.programs import for_programs, json_refusal
from calculator.kept.verdicts import view_verdict
from calculator.responses import json_response
from calculator.uploads import take_files
from pricing.engine.faults import Fault, Faults
from quotes.models import Comparison, ComparisonVersion
from quotes.models.comparisons import PRIVATE
from quotes.refusals import Absent, NewerVersion
from quotes.rights import check_comparison, check_role
from quotes.tables import MOST_BYTES
from quotes.verifying_files import verify_file
from quotes.versions import keep_once, save_version

DOCUMENT = "document"
OF_A_FILE = "application/octet-stream"
TOO_LARGE = Fault("", f"more than {MOST_BYTES:,} bytes", f"may hold up to {MOST_BYTES:,} bytes")


@for_programs("GET", "HEAD", "POST")
def comparisons(request: HttpRequest, user: Any) -> HttpResponse:
    """POST keeps a comparison; else those that are kept, each with its versions."""
    if request.method == "POST":
        return _keep(request, user)
    check_role("read", user)
    found = [*list_comparisons(user), *list_comparisons(user, archived=True)]
    versions: dict[int, list[ComparisonVersion]] = {}
    kept = ComparisonVersion.objects.filter(comparison__in=found)
    for version in kept.defer("document", "answer").select_related("by"):
        versions.setdefault(version.comparison_id, []).append(version)
    told = [
        {**tell_comparison(each), "versions": [tell_version(v) for v in versions[each.pk]]}
        for each in found
    ]
    return json_response(json.dumps({"comparisons": told}))


def _keep(request: HttpRequest, user: Any) -> HttpResponse:
    body = read_body(request)
    members = Members.of(body, ("name", "visibility", "note", DOCUMENT))
    typed = {
        "name": members.read_text("name"),
        "visibility": members.read_text("visibility", PRIVATE),
        "note": members.read_text("note", ""),
    }
    document = _cut_document(body, members, typed)
    try:
        made = keep_once(document=document, by=user, at=timezone.now(), **typed)
    except Faults as found:
        raise _place(found) from None
    return _answer_made(made)


@for_programs("POST")
def versions(request: HttpRequest, user: Any, comparison_id: int) -> HttpResponse:
    """Keeps a new version of a comparison, where nobody did since the one that it began from."""
    body = read_body(request)
    comparison = Comparison.objects.filter(pk=comparison_id).first()
    if comparison is None:
        raise Absent
    check_comparison("new version", comparison, user)
    members = Members.of(body, ("base", "note", DOCUMENT))
    base, note = members.read_count("base", low=1), members.read_text("note", "")
    document = _cut_document(body, members, {"note": note})
    try:
        made = save_version(comparison, document, user, base=base, at=timezone.now(), note=note)
    except Faults as found:
        raise _place(found) from None
    except NewerVersion as refusal:
        return json_refusal(refusal, base=base, latest=refusal.latest)
    return _answer_made(made)


def _cut_document(body: bytes, members: Members, typed: dict[str, str]) -> str:
    """The text of the document, where all else is as the page's form takes it. Raises `Faults`."""
    form = KeepForm({"name": "-", "visibility": PRIVATE, DOCUMENT: "-", **typed}, targets=[])
    wrong = {fault.path for fault in members.faults}
    for name, words in form.errors.items():
        if name not in wrong:
            members.faults.append(Fault(name, "", " ".join(words)))
    if DOCUMENT not in members.value:
        members.faults.append(Fault(DOCUMENT, "nothing", "may hold a comparison document"))
    members.check()
    return cut_member(body, DOCUMENT)


def _place(found: Faults) -> Faults:
    """The faults of a document, which is a member of the body."""
    return Faults(
        fault._replace(path=".".join(filter(None, (DOCUMENT, fault.path))))
        for fault in found.faults
    )


def _answer_made(made: ComparisonVersion) -> HttpResponse:
    told = {"comparison": tell_comparison(made.comparison), **tell_version(made)}
    response = json_response(json.dumps(told), 201)
    response["Location"] = reverse("api-version", args=(made.comparison_id, made.number))
    return response


@for_programs("GET", "HEAD")
def version(request: HttpRequest, user: Any, comparison_id: int, number: int) -> HttpResponse:
    """A version: its document and its answer as they were kept."""
    return json_response(write_version(find_version(comparison_id, number, user)))


@take_files(MOST_BYTES)
@for_programs("POST", strangers=True)
def verify(request: HttpRequest, user: Any) -> HttpResponse:
    """Whether a file is what was issued; strangers hear that alone. Nothing of it is kept."""
    if request.content_type != OF_A_FILE:
        raise BodyRefused(415, refuse_kind(request, OF_A_FILE))
    if fault := find_encoding(request, OF_A_FILE):
        raise BodyRefused(415, fault)
    data = read_bytes(request, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise BodyRefused(413, TOO_LARGE)
    found, may_know = verify_file(data), bool(list_roles(user))
    told = tell_verdict(found, view_verdict(found, may_know), may_know)
    return json_response(json.dumps(told))
