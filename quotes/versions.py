"""Comparisons kept as versions, and priced again as they were."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from pricing.comparison import compare, read_document
from pricing.engine.answer import Answer, answer
from pricing.engine.answer_document import answer_document
from pricing.engine.document import Question
from pricing.engine.read_question import parse
from pricing.engine.signs import is_unseen
from pricing.market import catalogue

from .begun import wait_for_own_presses
from .kept_catalogues import find_change_number, keep_catalogue, read_catalogue
from .models import Comparison, ComparisonVersion
from .models.comparisons import PRIVATE
from .refusals import Invalid, NewerVersion
from .rights import check_comparison, check_role


def make_comparison(
    name: str, document: str, by: Any, *, at: datetime, note: str = "", visibility: str = PRIVATE
) -> ComparisonVersion:
    """A comparison's first version. Raises `Faults` of the document, or a refusal."""
    check_role("save", by)
    if is_unseen(name):
        raise Invalid("name", "Give it a name.")
    priced = _price(document)
    with transaction.atomic():
        comparison = Comparison.objects.create(owner=by, name=name.strip(), visibility=visibility)
        return _keep(comparison, 1, priced, note, by, at)


@transaction.atomic
def keep_once(
    name: str, document: str, by: Any, *, at: datetime, note: str, visibility: str
) -> ComparisonVersion:
    """A comparison's first version; of a second press that of the first, where its figures would be
    the same.
    """
    wait_for_own_presses(by)
    of_press = ComparisonVersion.objects.filter(
        comparison__owner=by,
        comparison__name=name.strip(),
        comparison__visibility=visibility,
        comparison__archived_at=None,
        number=1,
        document=document,
        note=note,
    )
    same = of_press.order_by("-pk").first()
    if same is not None and same.answer == write_answer(_price(document)[1]):
        return same
    return make_comparison(name, document, by, at=at, note=note, visibility=visibility)


def save_version(
    comparison: Comparison, document: str, by: Any, *, base: int, at: datetime, note: str = ""
) -> ComparisonVersion:
    """The next version. `base` is the number that the editor began from: where somebody saved
    since, it is refused with that version's number.
    """
    check_comparison("new version", comparison, by)
    priced = _price(document)
    with transaction.atomic():
        locked = Comparison.objects.select_for_update().get(pk=comparison.pk)
        latest = locked.versions.latest("number").number
        if latest != base:
            raise NewerVersion(latest)
        return _keep(locked, latest + 1, priced, note, by, at)


Priced = tuple[str, Answer]


def _price(document: str) -> Priced:
    """The document's text, and its answer by today's catalogue."""
    return document, compare(read_document(document.encode()))


def _keep(
    comparison: Comparison, number: int, priced: Priced, note: str, by: Any, at: datetime
) -> ComparisonVersion:
    text, found = priced
    return ComparisonVersion.objects.create(
        comparison=comparison,
        number=number,
        document=text,
        answer=write_answer(found),
        catalogue=keep_catalogue(found.question.market.catalogue.without_own_rates),
        note=note,
        by=by,
        at=at,
    )


def price_version(version: ComparisonVersion) -> Answer:
    """A version priced by the catalogue that it was saved with."""
    return answer(read_question(version))


def read_question(version: ComparisonVersion) -> Question:
    """What a version asks, with the catalogue that it was saved with."""
    document = read_document(version.document.encode())
    if version.catalogue_id is None:
        return parse(document, catalogue)
    kept = read_catalogue(version.catalogue_id)
    question = parse(document, lambda name: kept)
    return replace(question, catalogue_change=find_change_number(version))


def write_answer(found: Answer) -> str:
    """The answer as it is kept: without cases, which are made anew."""
    return json.dumps(answer_document(found), allow_nan=False)
